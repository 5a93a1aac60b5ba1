import Gyrfalcon
import GyrfalconTestSupport
import Testing

/// Conditions against brute force: all matches of the pattern without them, filtered by an evaluator that shares nothing
/// with the engine.
@Suite struct ConditionsAgainstOracleTests {
  struct Attributed {
    var graph: OracleGraph
    var vertex: [String: [Int: Int]]
    var edge: [OracleGraph.Arc: Int]

    init(_ graph: OracleGraph, _ random: inout SplitMix64) {
      self.graph = graph
      vertex = ["x": [:], "y": [:]]
      edge = [:]
      for name in ["x", "y"] {
        for v in 0..<graph.vertexCount where Int.random(in: 0..<10, using: &random) > 0 {
          vertex[name]![v] = Int.random(in: 0...3, using: &random)
        }
      }
      for arc in graph.arcs.sorted() where graph.isDirected || arc.source < arc.target {
        if Int.random(in: 0..<10, using: &random) == 0 { continue }
        edge[arc] = Int.random(in: 0...3, using: &random)
        if !graph.isDirected { edge[arc.reversed] = edge[arc] }
      }
    }

    func engine() throws -> Graph {
      var builder = GraphBuilder(directed: graph.isDirected)
      // One column of reals, so that both kinds of numbers meet.
      for v in 0..<graph.vertexCount {
        var attributes: [String: AttributeValue] = [:]
        attributes["x"] = vertex["x"]![v].map { .integer(Int64($0)) }
        attributes["y"] = vertex["y"]![v].map { .real(Double($0)) }
        builder.addVertex(.integer(Int64(v)), attributes: attributes)
      }
      for arc in graph.arcs.sorted() where graph.isDirected || arc.source < arc.target {
        builder.addEdge(
          .integer(Int64(arc.source)), .integer(Int64(arc.target)),
          attributes: edge[arc].map { ["w": .integer(Int64($0))] } ?? [:])
      }
      return try builder.build()
    }

    /// nil: unknown. Numbers are doubles, truths are 0 and 1.
    func value(_ expression: Expression, _ f: [Int]) -> Double? {
      switch expression {
      case .constant(.integer(let value)): return Double(value)
      case .constant(.boolean(let value)): return value ? 1 : 0
      case .constant: return nil
      case .vertex(let v, let name): return vertex[name]?[f[v]].map(Double.init)
      case .edge(let a, let b, _): return edge[.init(f[a], f[b])].map(Double.init)
      case .unary(let symbol, let inner):
        let value = value(inner, f)
        switch symbol {
        case .isMissing: return value == nil ? 1 : 0
        case .not: return value.map { 1 - $0 }
        case .negative: return value.map { -$0 }
        case .absolute: return value.map { $0 < 0 ? -$0 : $0 }
        }
      case .binary(let symbol, let left, let right):
        guard let a = value(left, f), let b = value(right, f) else { return nil }
        switch symbol {
        case .less: return a < b ? 1 : 0
        case .lessOrEqual: return a <= b ? 1 : 0
        case .equal: return a == b ? 1 : 0
        case .notEqual: return a != b ? 1 : 0
        case .plus: return a + b
        case .minus: return a - b
        case .times: return a * b
        default: return nil
        }
      case .list(let symbol, let operands):
        let values = operands.map { value($0, f) }
        switch symbol {
        case .and: return values.contains { $0 == 0 } ? 0 : values.contains { $0 == nil } ? nil : 1
        case .or: return values.contains { $0 == 1 } ? 1 : values.contains { $0 == nil } ? nil : 0
        case .least: return values.contains { $0 == nil } ? nil : values.map { $0! }.min()
        case .greatest: return values.contains { $0 == nil } ? nil : values.map { $0! }.max()
        }
      }
    }

    func embeddings(_ pattern: Pattern) -> Int {
      Oracle.embeddings(of: pattern, in: graph).count { match in
        pattern.predicates.allSatisfy { value($0.expression!, match) == 1 }
      }
    }
  }

  @Test(arguments: 0..<8) func randomConditions(_ part: Int) throws {
    var random = SplitMix64(seed: UInt64(500 + part))
    for _ in 0..<40 {
      let directed = Bool.random(using: &random)
      let oracle = OracleGraph.random(vertexCount: 9, probability: 0.4, directed: directed, using: &random)
      let data = Attributed(oracle, &random)
      let pattern = try Self.pattern(directed: directed, &random)
      let count = try Miner(try data.engine()).count(pattern)
      #expect(count.embeddings == UInt128(data.embeddings(pattern)), "\(pattern)")
      let order = Array(pattern.vertices.indices).shuffled(using: &random)
      #expect(try Miner(try data.engine()).count(pattern.renumbered(order)).occurrences == count.occurrences)
    }
  }

  static func pattern(directed: Bool, _ random: inout SplitMix64) throws -> Pattern {
    let count = Int.random(in: 2...4, using: &random)
    var edges: [Pattern.Edge] = []
    for v in 1..<count { edges.append(.init(Int.random(in: 0..<v, using: &random), v, directed ? .forward : .either)) }
    for a in 0..<count { for b in 0..<a where Int.random(in: 0..<3, using: &random) == 0 { edges.append(.init(a, b, directed ? .both : .either)) } }
    let inducing: Pattern.Inducing = Int.random(in: 0..<4, using: &random) == 0 ? .vertices : .edges
    let plain = try Pattern(vertices: (0..<count).map { .init("v\($0)") }, edges: edges, inducing: inducing)
    let predicates = (0..<Int.random(in: 1...3, using: &random)).map { _ in Pattern.Predicate(condition(plain, 2, &random)) }
    return (try? plain.with(predicates)) ?? plain
  }

  static func condition(_ pattern: Pattern, _ depth: Int, _ random: inout SplitMix64) -> Expression {
    if depth > 0, Int.random(in: 0..<5, using: &random) < 2 {
      let operands = (0..<2).map { _ in condition(pattern, depth - 1, &random) }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: return .unary(.not, operands[0])
      case 1, 2: return .list(.or, operands)
      default: return .list(.and, operands)
      }
    }
    if Int.random(in: 0..<10, using: &random) == 0 { return .unary(.isMissing, number(pattern, 0, &random)) }
    let symbols: [Expression.Binary] = [.less, .lessOrEqual, .lessOrEqual, .equal, .notEqual]
    return .binary(symbols.randomElement(using: &random)!, number(pattern, 1, &random), number(pattern, 1, &random))
  }

  static func number(_ pattern: Pattern, _ depth: Int, _ random: inout SplitMix64) -> Expression {
    if depth > 0, Int.random(in: 0..<10, using: &random) < 3 {
      let (left, right) = (number(pattern, depth - 1, &random), number(pattern, depth - 1, &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return .list(Bool.random(using: &random) ? .greatest : .least, [left, right])
      case 1: return .unary(.absolute, left)
      default: return .binary([.plus, .minus, .times].randomElement(using: &random)!, left, right)
      }
    }
    if Int.random(in: 0..<4, using: &random) == 0 { return .constant(.integer(Int64.random(in: 0...3, using: &random))) }
    if Int.random(in: 0..<3, using: &random) == 0, let edge = pattern.edges.randomElement(using: &random) {
      return .edge(edge.source, edge.target, attribute: "w")
    }
    let name = Bool.random(using: &random) ? "x" : "y"
    return .vertex(Int.random(in: pattern.vertices.indices, using: &random), attribute: name)
  }

  @Test func textAndBooleanAttributes() throws {
    var builder = GraphBuilder(directed: true)
    for (id, name, member) in [("p", "Ann", true), ("q", "Bob", false), ("r", "Bea", true)] {
      builder.addVertex(.string(id), attributes: ["name": .text(name), "member": .boolean(member)])
    }
    for (a, b) in [("p", "q"), ("q", "r"), ("r", "p"), ("p", "r")] { builder.addEdge(.string(a), .string(b)) }
    let graph = try builder.build()
    func count(_ text: String) throws -> UInt128 { try graph.count(try Pattern(text)).occurrences }
    #expect(try count("(a) where a.name starts with \"B\"") == 2)
    #expect(try count("(a)->(b) where a.name < b.name") == 2)
    #expect(try count("(a)->(b) where a.member and not b.member") == 1)
    #expect(try count("(a)->(b) where a.name = \"Ann\" or b.name contains \"e\"") == 3)
    #expect(try count("(a)->(b) where a.name in (\"Ann\", \"Bea\") and b.member") == 2)
  }

  @Test(arguments: [
    ("(a)--(b) where a.aeg > 3", "vertices of this graph have no attribute 'aeg'; did you mean age? (there are: age)"),
    ("(a)--(b) where ab.age > 3", "edges of this graph have no attributes, so none called 'age'"),
    ("(a)--(b) where a.age = \"x\"", " is compared with a "),
    ("(a)--(b) where a.age", "it is a number"),
  ])
  func attributesThatDoNotFit(_ text: String, _ message: String) throws {
    var builder = GraphBuilder()
    builder.addEdge(1, 2)
    builder.addVertex(1, attributes: ["age": 3])
    let graph = try builder.build()
    #expect { try graph.count(try Pattern(text)) } throws: { "\($0)".contains(message) }
  }

  @Test func edgeOfEitherDirectionInADirectedGraph() throws {
    var builder = GraphBuilder(directed: true)
    builder.addEdge(1, 2, attributes: ["w": 1])
    let graph = try builder.build()
    #expect { try graph.count("a--b where ab.w > 0") } throws: { "\($0)".contains("write a -> b, not a -- b") }
    #expect(try graph.count("a->b where ab.w > 0").occurrences == 1)
  }

  /// Without the promise of symmetry every order of the vertices is a match of its own.
  @Test func conditionsInCode() throws {
    let graph = try OracleGraph.random(vertexCount: 20, probability: 0.4, using: &Self.seed).engineGraph()
    let triangle = Pattern.clique(3)
    let plain = try graph.count(triangle).occurrences
    let all = OpaquePredicate { _ in true }
    #expect(try graph.count(try triangle.with([.init(all, variables: [0, 1, 2])])).occurrences == 6 * plain)
    let symmetric = OpaquePredicate(isSymmetric: true) { candidate in
      candidate.ids.reduce(0) { if case .integer(let id) = $1 { $0 + id } else { $0 } } % 2 == 0
    }
    let even = try triangle.with([.init(symmetric, variables: [0, 1, 2])])
    let expected = try graph.tally(of: triangle) { match in
      [match.ids.reduce(0) { if case .integer(let id) = $1 { $0 + id } else { $0 } } % 2]
    }
    #expect(try graph.count(even).occurrences == UInt128(expected[0]))
  }

  nonisolated(unsafe) private static var seed = SplitMix64(seed: 77)
}
