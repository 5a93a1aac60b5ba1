import PatternSyntax

extension Pattern: CustomStringConvertible {
  /// The pattern in pattern text, on one line: `Pattern(pattern.text) == pattern`, names and order included.
  public var text: String {
    var printer = Printer(self)
    return printer.print()
  }

  /// The same as ``text``.
  public var description: String { text }

  /// One of the pattern's conditions, in pattern text; Swift code has none, and shows as `code(...)`.
  public func text(of predicate: Predicate) -> String {
    if let expression = predicate.expression { return ExpressionPrinter(pattern: self).print(expression) }
    return "code(\(predicate.variables.map { Printed.word(vertices[$0].name) }.joined(separator: ", ")))"
  }

  /// A part of a condition, of an absent vertex's if one is given.
  package func text(of part: Expression, on absent: AntiVertex?) -> String {
    ExpressionPrinter(pattern: self, absent: absent).print(part)
  }

  /// What limits an absent vertex, in pattern text; nil: nothing.
  public func text(ofConditionOn anti: AntiVertex) -> String? {
    anti.condition.map { ExpressionPrinter(pattern: self, absent: anti).print($0) }
  }

  /// One of the pattern's clauses, as it stands in pattern text.
  package func text(of edge: Edge) -> String {
    Printer.joined(self, edge.source, Printer.arrow(edge.direction, edge.label, reversed: false), edge.target)
  }

  package func text(of edge: AntiEdge) -> String {
    Printer.joined(self, edge.source, "!" + Printer.arrow(edge.direction, edge.label, reversed: false), edge.target)
  }

  package func text(of anti: AntiVertex) -> String { Printer(self).absent(anti) }

  package func text(ofVertex vertex: Int) -> String {
    "(\(Printed.name(vertices[vertex].name))\(Printer.labels(vertices[vertex].label)))"
  }

  /// The text of the pattern renumbered canonically and with vertices called a, b, c, ... and anti-vertices x1, x2, ...:
  /// isomorphic patterns have the same.
  public var canonicalText: String { canonical.text }

  /// The isomorphic pattern with canonical numbering and the names a, b, c, ...; anti-vertices are x1, x2, ...
  public var canonical: Pattern {
    let symmetry = PatternSymmetry(self)
    var order = [Int](repeating: 0, count: vertices.count)
    for (vertex, position) in symmetry.labelling.enumerated() { order[position] = vertex }
    let moved = renumbered(order)
    let named = moved.vertices.indices.map { Vertex(Self.defaultName($0), label: moved.vertices[$0].label) }
    // Their order is by what they forbid, so that their names can follow from it.
    let antiVertices = moved.antiVertices.enumerated().map { index, anti in
      AntiVertex("x\(index + 1)", label: anti.label, attachments: anti.attachments, condition: anti.condition)
    }
    return Pattern(trusted: named, moved.edges, moved.antiEdges, antiVertices, inducing, moved.predicates)
  }

  /// a, b, ..., z, aa, ab, ...
  package static func defaultName(_ index: Int) -> String {
    let letter = String(Character(UnicodeScalar(UInt8(97 + index % 26))))
    return index < 26 ? letter : defaultName(index / 26 - 1) + letter
  }
}

/// Writes chains as long as they read well: a vertex that the text mentions for the first time must be the next in the
/// pattern's order, and arrows point forward where the order allows.
private struct Printer {
  private let pattern: Pattern
  private var rest: [Pattern.Edge]
  private var declared = 0
  private var clauses: [String] = []

  init(_ pattern: Pattern) {
    self.pattern = pattern
    rest = pattern.edges
  }

  mutating func print() -> String {
    while !rest.isEmpty {
      if let start = nextStart() { chain(start.edge, reversed: start.reversed) } else { declare() }
    }
    while declared < pattern.vertices.count { declare() }
    for edge in pattern.antiEdges {
      let arrow = Self.arrow(edge.direction, edge.label, reversed: false)
      clauses.append("\(bare(edge.source)) !\(arrow) \(bare(edge.target))")
    }
    var text = (pattern.inducing == .vertices ? "@induced " : "") + clauses.joined(separator: ", ")
    if !pattern.predicates.isEmpty {
      let printer = ExpressionPrinter(pattern: pattern)
      let expressions = pattern.predicates.compactMap(\.expression)
      var conditions = expressions.map { expressions.count == 1 ? printer.print($0) : printer.printConjunct($0) }
      // Code has no text; this says so, and is refused when read.
      conditions += pattern.predicates.filter { $0.expression == nil }.map(pattern.text(of:))
      text += " where " + conditions.joined(separator: " and ")
    }
    for anti in pattern.antiVertices { text += "; " + absent(anti) }
    return text
  }

  private mutating func declare() {
    clauses.append(node(declared))
  }

  /// The next edge that can open a chain, along its direction if possible.
  private func nextStart() -> (edge: Int, reversed: Bool)? {
    var best: (edge: Int, reversed: Bool, from: Int)?
    for (index, edge) in rest.enumerated() {
      for reversed in edge.direction == .forward ? [false] : [false, true] {
        let (from, to) = reversed ? (edge.target, edge.source) : (edge.source, edge.target)
        guard canMention(from, to) else { continue }
        if best == nil || from < best!.from { best = (index, reversed, from) }
      }
    }
    if let best { return (best.edge, best.reversed) }
    let backward = rest.firstIndex { canMention($0.target, $0.source) }
    return backward.map { ($0, true) }
  }

  private func canMention(_ first: Int, _ second: Int) -> Bool {
    let known = max(declared, first == declared ? first + 1 : 0)
    return first < known && second <= known
  }

  private mutating func chain(_ edge: Int, reversed: Bool) {
    var next: (edge: Int, reversed: Bool)? = (edge, reversed)
    var text = node(reversed ? rest[edge].target : rest[edge].source)
    while let step = next {
      let edge = rest.remove(at: step.edge)
      let end = step.reversed ? edge.source : edge.target
      text += Self.arrow(edge.direction, edge.label, reversed: step.reversed) + node(end)
      next = continuation(end)
    }
    clauses.append(text)
  }

  /// From the end of a chain: to the next new vertex, otherwise to the first one that is left.
  private func continuation(_ vertex: Int) -> (edge: Int, reversed: Bool)? {
    var best: (edge: Int, reversed: Bool, rank: Int)?
    for (index, edge) in rest.enumerated() {
      let reversed = edge.source != vertex
      guard reversed ? edge.target == vertex && edge.direction != .forward : true else { continue }
      let end = reversed ? edge.source : edge.target
      guard end <= declared else { continue }
      let rank = end == declared ? -1 : end
      if best == nil || rank < best!.rank { best = (index, reversed, rank) }
    }
    return best.map { ($0.edge, $0.reversed) }
  }

  private mutating func node(_ vertex: Int) -> String {
    let name = Self.name(pattern.vertices[vertex].name)
    guard vertex == declared else { return "(\(name))" }
    declared += 1
    return "(\(name)\(Self.labels(pattern.vertices[vertex].label)))"
  }

  private func bare(_ vertex: Int) -> String { Self.name(pattern.vertices[vertex].name) }

  fileprivate static func joined(_ pattern: Pattern, _ source: Int, _ arrow: String, _ target: Int) -> String {
    "\(name(pattern.vertices[source].name)) \(arrow) \(name(pattern.vertices[target].name))"
  }

  fileprivate func absent(_ anti: Pattern.AntiVertex) -> String {
    let name = Self.name(anti.name)
    let parts = anti.attachments.map { attachment in
      let vertex = bare(attachment.vertex)
      switch attachment.kind {
      case .either: return name + Self.arrow(.either, attachment.label, reversed: false) + vertex
      case .both: return name + Self.arrow(.both, attachment.label, reversed: false) + vertex
      case .toMatched: return name + Self.arrow(.forward, attachment.label, reversed: false) + vertex
      case .fromMatched: return vertex + Self.arrow(.forward, attachment.label, reversed: false) + name
      }
    }
    let text = "absent (\(name)\(Self.labels(anti.label))): " + parts.joined(separator: ", ")
    guard let condition = anti.condition else { return text }
    return "\(text) where \(ExpressionPrinter(pattern: pattern, absent: anti).print(condition))"
  }

  fileprivate static func arrow(_ direction: Pattern.Direction, _ label: LabelConstraint, reversed: Bool) -> String {
    let middle = label == .any ? "-" : "-[\(labels(label))]-"
    switch direction {
    case .either: return label == .any ? "--" : middle
    case .both: return "<\(middle)>"
    case .forward: return reversed ? "<\(middle)" : "\(middle)>"
    }
  }

  fileprivate static func labels(_ label: LabelConstraint) -> String {
    switch label {
    case .any: ""
    case .anyOf(let names): ":" + names.map(name).joined(separator: "|")
    case .noneOf(let names): ":!" + names.map(name).joined(separator: "|")
    }
  }

  private static func name(_ name: String) -> String { Printed.name(name) }
}
