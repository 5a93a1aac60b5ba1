import GraphStore
import PatternModel

/// A derivation as people read it: one equation a pattern over sums of products of tables, and a line for each table.
///
///     count(4-star) = sum over v of C(d(v), 4)
package struct Equation {
  private let derivation: Derivation
  private let edgeLabels: [String]
  private let name: (Pattern) -> String
  private var definitions: [(name: String, text: String)] = []
  private var vertexNames: [Int: String] = [:]
  private var edgeNames: [Int: String] = [:]
  private var vectorNames: [Int: String] = [:]

  /// Lines: the count of every pattern, then what the letters mean, then the plans that are run.
  package private(set) var lines: [String] = []

  /// - Parameter name: what to call a pattern.
  package init(_ derivation: Derivation, name: @escaping (Pattern) -> String) {
    self.derivation = derivation
    edgeLabels = derivation.edgeLabelNames
    self.name = name
    let values = derivation.quantities.indices.reduce(into: [Combination]()) { values, position in
      values.append(combination(of: derivation.quantities[position], at: position, values))
    }
    for (pattern, result) in zip(derivation.patterns, derivation.results) {
      lines.append("count(\(name(pattern))) = \(text(values[result]))")
    }
    if !definitions.isEmpty { lines.append("where") }
    for definition in definitions { lines.append("  \(definition.name) = \(definition.text)") }
  }

  // MARK: Combinations

  /// (sum of coefficient x base) / divisor, bases being scalars and plans.
  private struct Combination {
    var terms: [Base: Int] = [:]
    var divisor = 1

    mutating func add(_ other: Combination, times factor: Int) {
      let common = divisor / greatestCommonDivisor(divisor, other.divisor) * other.divisor
      let own = common / divisor, its = common / other.divisor * factor
      for base in terms.keys { terms[base]? *= own }
      for (base, coefficient) in other.terms { terms[base, default: 0] += coefficient * its }
      terms = terms.filter { $0.value != 0 }
      divisor = common
    }

    mutating func divide(by number: Int) {
      divisor *= number
      let common = terms.values.reduce(divisor, greatestCommonDivisor)
      guard common > 1 else { return }
      for base in terms.keys { terms[base]? /= common }
      divisor /= common
    }
  }

  private enum Base: Hashable {
    case scalar(Int)
    /// A plan or pivoting, by the position of its quantity.
    case matched(Int)
  }

  private func combination(of quantity: Derivation.Quantity, at position: Int, _ values: [Combination]) -> Combination {
    var result = Combination()
    switch quantity.source {
    case .none: break
    case .scalar(let number): result.terms[.scalar(number)] = quantity.factor
    case .plan, .cliques: result.terms[.matched(position)] = quantity.factor
    }
    for term in quantity.terms { result.add(values[term.quantity], times: term.coefficient) }
    result.divide(by: quantity.divisor)
    return result
  }

  private mutating func text(_ combination: Combination) -> String {
    if let star = binomial(combination) { return star }
    var parts: [(sign: Int, text: String)] = []
    func factor(_ coefficient: Int) -> String { abs(coefficient) == 1 ? "" : "\(abs(coefficient)) " }
    // What runs over the same vertices is one sum.
    let sums = combination.terms.compactMap { base, coefficient -> (tables: [Int], coefficient: Int)? in
      guard case .scalar(let number) = base, case .sum(let tables) = derivation.program.scalars[number] else { return nil }
      return (tables, coefficient)
    }.sorted { $0.tables.count != $1.tables.count ? $0.tables.count > $1.tables.count : $0.tables.lexicographicallyPrecedes($1.tables) }
    if !sums.isEmpty {
      var inner = ""
      for (position, sum) in sums.enumerated() {
        let product = sum.tables.isEmpty ? "1" : power(sum.tables.map { vertexFactor($0, "v") })
        let sign = sum.coefficient < 0 ? (position == 0 ? "-" : " - ") : (position == 0 ? "" : " + ")
        inner += sign + factor(sum.coefficient) + product
      }
      parts.append((1, "sum over v of \(sums.count > 1 ? "[\(inner)]" : inner)"))
    }
    for (base, coefficient) in combination.terms.sorted(by: { key($0.key) < key($1.key) }) {
      switch base {
      case .scalar(let number):
        switch derivation.program.scalars[number] {
        case .sum: continue
        case .sweep(let sweep): parts.append((coefficient, factor(coefficient) + self.sweep(sweep)))
        case .pairs(let pairs):
          parts.append((coefficient, factor(coefficient) + text(derivation.program.pairSweeps[pairs])))
        }
      case .matched(let position):
        parts.append((coefficient, factor(coefficient) + matchedName(position)))
      }
    }
    if parts.isEmpty { return "0" }
    var result = ""
    for (position, part) in parts.enumerated() {
      result += (part.sign < 0 ? (position == 0 ? "-" : " - ") : (position == 0 ? "" : " + ")) + part.text
    }
    return combination.divisor == 1 ? result : "(\(result)) / \(combination.divisor)"
  }

  private func key(_ base: Base) -> (Int, Int) {
    switch base {
    case .scalar(let number): (0, number)
    case .matched(let position): (1, position)
    }
  }

  /// Sum over v of x(x-1)...(x-k+1) / k! is a binomial.
  private mutating func binomial(_ combination: Combination) -> String? {
    var table: Int?
    var powers: [Int: Int] = [:]
    for (base, coefficient) in combination.terms {
      guard case .scalar(let number) = base, case .sum(let tables) = derivation.program.scalars[number],
        let first = tables.first, tables.allSatisfy({ $0 == first }), table == nil || table == first
      else { return nil }
      table = first
      powers[tables.count] = coefficient
    }
    guard let table, let degree = powers.keys.max(), degree > 1, let leading = powers[degree] else { return nil }
    var falling = [0: 1]
    var factorial = 1
    for i in 0..<degree {
      var next: [Int: Int] = [:]
      for (power, coefficient) in falling {
        next[power + 1, default: 0] += coefficient
        next[power, default: 0] -= i * coefficient
      }
      falling = next
      factorial *= i + 1
    }
    guard powers == falling.filter({ $0.value != 0 }).mapValues({ $0 * leading }) else { return nil }
    let common = greatestCommonDivisor(leading * factorial, combination.divisor)
    let (top, bottom) = (leading * factorial / common, combination.divisor / common)
    let sum = "sum over v of C(\(vertexFactor(table, "v")), \(degree))"
    return (top == 1 ? "" : "\(top) x ") + sum + (bottom == 1 ? "" : " / \(bottom)")
  }

  private func power(_ factors: [String]) -> String {
    var runs: [(String, Int)] = []
    for factor in factors {
      if runs.last?.0 == factor { runs[runs.count - 1].1 += 1 } else { runs.append((factor, 1)) }
    }
    return runs.map { $1 == 1 ? $0 : "\($0)^\($1)" }.joined(separator: " ")
  }

  private mutating func matchedName(_ position: Int) -> String {
    switch derivation.quantities[position].source {
    case .plan(let plan): "match(\(name(plan.pattern)))"
    default: "cliques"
    }
  }

  // MARK: Tables

  private mutating func define(_ prefix: String, _ number: Int, _ arguments: String, _ text: String) -> String {
    let name = "\(prefix)\(number + 1)"
    definitions.append((name + arguments, text))
    return name
  }

  /// A table's value at a vertex; membership of a class in brackets that are 1 or 0 (Iverson).
  private mutating func vertexFactor(_ table: Int, _ v: String) -> String {
    guard case .member(let number) = derivation.program.vertexNodes[table] else { return "\(vertexName(table))(\(v))" }
    return "[\(v):\(derivation.program.colours.classes[number]?.name ?? "")]"
  }

  private mutating func edgeFactor(_ table: Int, _ a: String, _ b: String) -> String {
    switch derivation.program.edgeNodes[table] {
    case .satisfies(let demand, _): "[\(derivation.program.colours.demands[demand].text(a, b, edgeLabels))]"
    case .mirrored(let source): edgeFactor(source, b, a)
    default: "\(edgeName(table))(\(a), \(b))"
    }
  }

  /// Whether a sum over neighbours only counts those that satisfy something.
  private func isColour(edge: Int?, vertex: Int?) -> Bool {
    if edge == nil, vertex == nil { return false }
    if let edge { guard case .satisfies = derivation.program.edgeNodes[edge] else { return false } }
    if let vertex { guard case .member = derivation.program.vertexNodes[vertex] else { return false } }
    return true
  }

  private func bare(_ bracket: String) -> String { String(bracket.dropFirst().dropLast()) }

  private mutating func vertexName(_ table: Int) -> String {
    if let known = vertexNames[table] { return known }
    let name: String
    switch derivation.program.vertexNodes[table] {
    case .gather(nil, nil):
      name = "d"
      definitions.append(("d(v)", "degree"))
    case .gather(let edge, let vertex) where isColour(edge: edge, vertex: vertex):
      let conditions = (edge.map { [bare(edgeFactor($0, "v", "x"))] } ?? []) + (vertex.map { [bare(vertexFactor($0, "x"))] } ?? [])
      let range = edge == nil ? "x in N(v)" : "x"
      name = define("w", vertexNames.count, "(v)", "the number of \(range) with \(conditions.joined(separator: ", "))")
    case .gather(let edge, let vertex):
      var factors: [String] = []
      if let edge { factors.append(edgeFactor(edge, "v", "x")) }
      if let vertex { factors.append(vertexFactor(vertex, "x")) }
      name = define("w", vertexNames.count, "(v)", "sum over x in N(v) of \(factors.joined(separator: " "))")
    case .product(let a, let b):
      name = define("w", vertexNames.count, "(v)", "\(vertexFactor(a, "v")) \(vertexFactor(b, "v"))")
    case .sweep(let sweep):
      name = define("w", vertexNames.count, "(v)", self.sweep(sweep))
    case .member:
      name = define("w", vertexNames.count, "(v)", vertexFactor(table, "v"))
    case .cliques(let size):
      let factorial = (1..<size).reduce(1, *)
      name = define("w", vertexNames.count, "(v)", "\(factorial) x number of \(size)-cliques that hold v")
    case .triangleApexes(let power):
      let exponent = power == 1 ? "" : "^\(power)"
      name = define(
        "w", vertexNames.count, "(v)", "sum over triangles a, b, c in N(v), all orders, of |N(a) ∩ N(b) ∩ N(c)|\(exponent)")
    }
    vertexNames[table] = name
    return name
  }

  private mutating func edgeName(_ table: Int) -> String {
    if let known = edgeNames[table] { return known }
    let name: String
    switch derivation.program.edgeNodes[table] {
    case .fold(nil, nil, nil, 0):
      name = "t"
      definitions.append(("t(a, b)", "|N(a) ∩ N(b)|"))
    case .fold(let first, let middle, let second, let apexes):
      var factors: [String] = []
      if let first { factors.append(edgeFactor(first, "a", "x")) }
      if let middle { factors.append(vertexFactor(middle, "x")) }
      if let second { factors.append(edgeFactor(second, "b", "x")) }
      if apexes > 0 { factors.append("|N(a) ∩ N(b) ∩ N(x)|" + (apexes > 1 ? "^\(apexes)" : "")) }
      name = define("e", edgeNames.count, "(a, b)", "sum over x in N(a) ∩ N(b) of \(factors.joined(separator: " "))")
    case .product(let a, let b):
      name = define("e", edgeNames.count, "(a, b)", "\(edgeFactor(a, "a", "b")) \(edgeFactor(b, "a", "b"))")
    case .satisfies, .mirrored:
      name = define("e", edgeNames.count, "(a, b)", edgeFactor(table, "a", "b"))
    case .sweep(let number):
      name = define("e", edgeNames.count, "(a, b)", sweep(number))
    }
    edgeNames[table] = name
    return name
  }

  // MARK: Sweeps

  private func text(_ pairs: PairSweep) -> String {
    var letters = "abcdefgh".makeIterator()
    func inner(_ vertex: PairSweep.LocalVertex, _ name: Character, on own: String = "z", _ other: String = "u") -> String {
      var factors: [String] = []
      if vertex.walks > 0 { factors.append("|N(u) ∩ N(\(name))|" + (vertex.walks > 1 ? "^\(vertex.walks)" : "")) }
      for child in vertex.children {
        let next = letters.next() ?? "x"
        let range = "N(\(own)) ∩ N(\(name))" + (child.isCommon ? " ∩ N(\(other))" : "")
        factors.append("(sum over \(next) in \(range) of \(inner(child, next, on: own, other)))")
      }
      return factors.isEmpty ? "1" : factors.joined(separator: " ")
    }
    var factors: [String] = []
    if pairs.commons > 0 { factors.append("|N(u) ∩ N(z)|" + (pairs.commons > 1 ? "^\(pairs.commons)" : "")) }
    for tree in pairs.trees {
      let name = letters.next() ?? "x"
      factors.append("(sum over \(name) in N(z)\(tree.isCommon ? " ∩ N(u)" : "") of \(inner(tree, name)))")
    }
    for bridge in pairs.bridges {
      let d = letters.next() ?? "x", c = letters.next() ?? "y"
      let ranges = "\(d) in N(z)\(bridge.near.isCommon ? " ∩ N(u)" : ""), \(c) in N(u) ∩ N(\(d))\(bridge.far.isCommon ? " ∩ N(z)" : "")"
      factors.append("(sum over \(ranges) of \(inner(bridge.near, d)) \(inner(bridge.far, c, on: "u", "z")))")
    }
    return "sum over u, z\(pairs.adjacent ? " adjacent" : "") of \(factors.joined(separator: " "))"
  }

  private mutating func sweep(_ number: Int) -> String {
    let sweep = derivation.program.sweeps[number]
    var factors: [String] = []
    if let scale = sweep.scale { factors.append(vertexFactor(scale, "u")) }
    for part in sweep.parts {
      switch part {
      case .sum(let vector): factors.append("sum over x of \(power(vectorFactors(vector)))")
      case .pairs(let vector, let edge):
        let weight = edge.map { edgeFactor($0, "x", "y") + " " } ?? ""
        factors.append("sum over edges x--y, both ways, of \(weight)\(vectorName(vector))(u, x) \(vectorName(vector))(u, y)")
      case .neighbourPairs(let power):
        factors.append("sum over x, y in N(u) of |N(u) ∩ N(x) ∩ N(y)|^\(power)")
      }
    }
    let product = factors.joined(separator: " x ")
    let range = sweep.above ? "u (the smallest number)" : "u"
    switch sweep.output {
    case .total: return "sum over \(range) of \(product)"
    case .root: return "at u = v: \(product)"
    case .slots(let vector):
      return "at u = a, x = b: \(vectorName(vector))(u, x)" + (product.isEmpty ? "" : " x \(product)")
    case .pairEnds(let power):
      return "sum over u in N(v) of sum over x in N(u) of |N(u) ∩ N(v) ∩ N(x)|^\(power) \(product)"
    case .pairMember(let vector):
      return "sum over u in N(v), y in N(u) ∩ N(v) and x in N(v) ∩ N(y) of \(vectorName(vector))(u, x) \(product)"
    case .scattered(let vector): return "sum over u of \(vectorName(vector))(u, v) \(product)"
    }
  }

  private mutating func vectorFactors(_ vector: Int) -> [String] {
    switch derivation.program.vectorNodes[vector].formula {
    case .product(let a, let b): vectorFactors(a) + vectorFactors(b)
    case .scaled(let a, let table): vectorFactors(a) + [vertexFactor(table, "x")]
    default: [vectorName(vector) + "(u, x)"]
    }
  }

  private mutating func vectorName(_ vector: Int) -> String {
    if let known = vectorNames[vector] { return known }
    let text: String
    switch derivation.program.vectorNodes[vector].formula {
    case .neighbours(let edge, let vertex):
      let factors = (edge.map { [edgeFactor($0, "u", "x")] } ?? []) + (vertex.map { [vertexFactor($0, "x")] } ?? [])
      text = "[x in N(u)]" + (factors.isEmpty ? "" : " " + factors.joined(separator: " "))
    case .pull(let source, let edge):
      let factors = (edge.map { [edgeFactor($0, "x", "y")] } ?? []) + (source.map { [vectorName($0) + "(u, y)"] } ?? ["1"])
      text = "[x in N(u)] sum over y in N(x) of \(factors.joined(separator: " "))"
    case .push(let source, let edge):
      let factors = [vectorName(source) + "(u, y)"] + (edge.map { [edgeFactor($0, "y", "x")] } ?? [])
      text = "sum over y in N(x) of \(factors.joined(separator: " "))"
    case .product(let a, let b): text = "\(vectorName(a))(u, x) \(vectorName(b))(u, x)"
    case .scaled(let a, let table): text = "\(vectorName(a))(u, x) \(vertexFactor(table, "x"))"
    case .timesDegree(let a): text = "\(vectorName(a))(u, x) |N(x)|"
    case .closedPairs: text = "pairs y, z with y--z in N(u) ∩ N(x)"
    }
    let name = define("p", vectorNames.count, "(u, x)", text)
    vectorNames[vector] = name
    return name
  }
}

func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (a, b) = (abs(a), abs(b))
  while b != 0 { (a, b) = (b, a % b) }
  return a
}

extension Demand {
  /// For example `a -> b, b !-> a`.
  func text(_ a: String, _ b: String, _ labels: [String]) -> String {
    let names = GraphNames(labels)
    func arrow(_ relation: Relation, _ isForbidden: Bool) -> [String] {
      let label = names.label(relation.edges)
      var inner = ""
      if label != .any {
        if case .noneOf = label { inner = "[:!\(label.names.joined(separator: "|"))]" }
        else { inner = "[:\(label.names.joined(separator: "|"))]" }
      }
      let dash = inner.isEmpty ? "" : "-\(inner)"
      func arc(_ from: String, _ to: String, _ no: Bool) -> String { "\(from) \(no ? "!" : "")\(dash)-> \(to)" }
      switch relation.kind {
      case .either: return ["\(a) \(isForbidden ? "!" : "")\(inner.isEmpty ? "--" : "-\(inner)-") \(b)"]
      case .mutual: return ["\(a) <\(dash)-> \(b)"]
      case .out: return [arc(a, b, isForbidden)]
      case .in: return [arc(b, a, isForbidden)]
      case .onlyOut: return [arc(a, b, false), arc(b, a, true)]
      case .onlyIn: return [arc(b, a, false), arc(a, b, true)]
      }
    }
    let wanted = required.sorted(by: Relation.precedes).flatMap { arrow($0, false) }
    return (wanted + forbidden.sorted(by: Relation.precedes).flatMap { arrow($0, true) }).joined(separator: ", ")
  }
}
