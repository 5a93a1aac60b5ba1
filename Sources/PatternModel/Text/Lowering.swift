import PatternSyntax

extension Pattern {
  /// Reads pattern text: `(a:TF)->(b)->(c), (a)->(c), b !-> a`.
  ///
  /// The whole text is one pattern; `,` `;` and line ends separate its clauses. Vertices stand in the order in which
  /// the text first mentions them; anonymous ones, `()`, are called `_1`, `_2`, ...
  ///
  /// - Throws: ``PatternError`` with the places at fault.
  public init(_ text: String) throws(PatternError) {
    let source = PatternSource(text)
    self = try Lowering.pattern(source, source.range)
  }

  /// Reads a file of patterns: one a line. Empty lines and lines of comment only (`#`) are skipped.
  ///
  /// - Throws: ``PatternError`` with the places at fault; lines are counted in the whole text.
  public static func parseFile(_ text: String) throws(PatternError) -> [Pattern] {
    let source = PatternSource(text)
    var patterns: [Pattern] = []
    var macros: [String: Macro] = [:]
    for line in source.patternLines {
      if let pattern = try Lowering.line(source, line, &macros) { patterns.append(pattern) }
    }
    return patterns
  }
}

extension PatternSource {
  /// The lines that hold more than spaces and a comment.
  var patternLines: [SourceRange] {
    lines.filter { line in
      let first = bytes[line.lower..<line.upper].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
      return first != nil && first != UInt8(ascii: "#")
    }
  }
}

/// Turns a syntax tree into a pattern, and the positions of its mistakes into places in the text.
struct Lowering {
  private let source: PatternSource
  private var names: [String: Int] = [:]
  private var vertices: [Pattern.Vertex] = []
  private var edges: [Pattern.Edge] = []
  private var antiEdges: [Pattern.AntiEdge] = []
  private var antiVertices: [Pattern.AntiVertex] = []
  private var vertexRanges: [SourceRange] = []
  private var labelRanges: [SourceRange?] = []
  private var edgeRanges: [SourceRange] = []
  private var antiEdgeRanges: [SourceRange] = []
  private var antiVertexRanges: [SourceRange] = []
  /// The last condition on each absent vertex.
  private var absentConditionRanges: [Int: SourceRange] = [:]
  private var attachmentRanges: [[SourceRange]] = []
  private var anonymousCount = 0
  private var takenNames: Set<String> = []
  private var namedEdges: [String: (Int, Int)] = [:]

  static func pattern(_ source: PatternSource, _ range: SourceRange) throws(PatternError) -> Pattern {
    var macros: [String: Macro] = [:]
    if let pattern = try line(source, range, &macros) { return pattern }
    throw PatternError(
      .syntax, "this defines a macro and uses it nowhere; a pattern such as (a)--(b) should follow",
      places: [PatternError.Place(source, range)])
  }

  /// A line of a file: a pattern, or only definitions of macros for the lines after it.
  static func line(
    _ source: PatternSource, _ range: SourceRange, _ macros: inout [String: Macro]
  ) throws(PatternError) -> Pattern? {
    let tree: PatternTree
    let known = macros.count
    do throws(PatternSyntaxError) {
      tree = try PatternParser.parse(source, in: range, macros: &macros)
    } catch {
      throw PatternError(error)
    }
    if tree.clauses.isEmpty, macros.count > known { return nil }
    var lowering = Lowering(source: source)
    return try lowering.lower(tree)
  }

  private init(source: PatternSource) { self.source = source }

  private mutating func lower(_ tree: PatternTree) throws(PatternError) -> Pattern {
    // Known before any anonymous vertex gets its name; so that a written `_1` stays apart from it.
    for clause in tree.clauses {
      switch clause {
      case .chain(let chain): for node in chain.nodes { if let name = node.name { takenNames.insert(name) } }
      case .absent(let absent):
        for node in absent.parts.flatMap(\.nodes) { if let name = node.name { takenNames.insert(name) } }
      case .condition: break
      }
    }
    // Anti-vertices refer to vertices by name, also to those that later clauses introduce.
    for clause in tree.clauses { if case .chain(let chain) = clause { try lower(chain) } }
    for clause in tree.clauses { if case .absent(let absent) = clause { try lower(absent) } }
    let (predicates, ranges) = try conditions(tree)
    do throws(PatternError) {
      return try Pattern(
        vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices,
        inducing: tree.mode == .induced ? .vertices : .edges, predicates: predicates)
    } catch {
      var error = error
      error.places = error.elements.compactMap { element in
        if case .predicate(let index) = element { return PatternError.Place(source, ranges[index]) }
        return place(element)
      }
      throw error
    }
  }

  /// Conditions on matches; one that speaks of an absent vertex becomes that vertex's own.
  private mutating func conditions(_ tree: PatternTree) throws(PatternError) -> ([Pattern.Predicate], [SourceRange]) {
    let absent = antiVertices.enumerated().map { index, anti in (name: anti.name, position: -1 - index, attached: anti.attachments.map(\.vertex)) }
    let names = vertices.map(\.name)
    let positions = names.enumerated().map { ($1, $0) } + absent.map { ($0.name, $0.position) }
    let lowering = ConditionLowering(
      source: source, positions: Dictionary(positions) { first, _ in first },
      words: EdgeWords(names: names, edges: edges, absent: absent), namedEdges: namedEdges)
    var predicates: [Pattern.Predicate] = []
    var ranges: [SourceRange] = []
    for clause in tree.clauses {
      guard case .condition(let condition) = clause else { continue }
      let expression = try lowering.lower(condition)
      let absent = expression.variables.filter { $0 < 0 }
      guard let index = absent.last.map({ -1 - $0 }) else {
        predicates.append(Pattern.Predicate(expression))
        ranges.append(condition.range)
        continue
      }
      guard absent.count == 1 else {
        throw PatternError(
          .condition,
          "a condition speaks of two absent vertices, \(quoted(antiVertices[index].name)) and \(quoted(antiVertices[-1 - absent[0]].name)); each is absent by itself",
          places: [PatternError.Place(source, condition.range)])
      }
      let place = { (position: Int) in position < 0 ? Pattern.AntiVertex.itself : position }
      let own = expression.mapAttributes(place) { (place($0), place($1)) }
      antiVertices[index].condition = antiVertices[index].condition.map { .list(.and, [$0, own]) } ?? own
      absentConditionRanges[index] = condition.range
    }
    return (predicates, ranges)
  }

  private func place(_ element: PatternError.Element) -> PatternError.Place? {
    func at(_ ranges: [SourceRange], _ index: Int) -> PatternError.Place? {
      ranges.indices.contains(index) ? PatternError.Place(source, ranges[index]) : nil
    }
    switch element {
    case .vertex(let index): return at(vertexRanges, index)
    case .edge(let index): return at(edgeRanges, index)
    case .antiEdge(let index): return at(antiEdgeRanges, index)
    case .antiVertex(let index): return at(antiVertexRanges, index)
    case .absentCondition(let index): return absentConditionRanges[index].map { PatternError.Place(source, $0) }
    case .attachment(let antiVertex, let index): return at(attachmentRanges[antiVertex], index)
    case .predicate: return nil
    }
  }

  private mutating func lower(_ chain: ChainTree) throws(PatternError) {
    var left = try vertex(chain.nodes[0])
    for (link, node) in zip(chain.links, chain.nodes.dropFirst()) {
      let right = try vertex(node)
      let (from, to) = link.arrow == .backward ? (right, left) : (left, right)
      let direction: Pattern.Direction =
        switch link.arrow {
        case .either: .either
        case .forward, .backward: .forward
        case .both: .both
        }
      if link.isForbidden {
        antiEdges.append(.init(from, to, direction, label: Self.constraint(link.label)))
        antiEdgeRanges.append(link.range)
      } else {
        edges.append(.init(from, to, direction, label: Self.constraint(link.label)))
        edgeRanges.append(link.range)
        if let edge = link.name { try name(edge, (from, to), link.range) }
      }
      left = right
    }
  }

  private mutating func name(_ edge: String, _ ends: (Int, Int), _ range: SourceRange) throws(PatternError) {
    guard namedEdges[edge] == nil, !takenNames.contains(edge) else {
      throw PatternError(
        .vertexName, "\(quoted(edge)) is the name of another edge or a vertex", places: [PatternError.Place(source, range)])
    }
    namedEdges[edge] = ends
  }

  private mutating func vertex(_ node: NodeTree) throws(PatternError) -> Int {
    let label = Self.constraint(node.label)
    let labelRange = node.label?.range
    if let name = node.name, let index = names[name] {
      guard node.label != nil else { return index }
      if let first = labelRanges[index] {
        guard vertices[index].label.normal == label.normal else {
          throw PatternError(
            .conflictingLabels, "\(quoted(name)) has two different labels; a label is given once, or the same again",
            places: [PatternError.Place(source, labelRange!), PatternError.Place(source, first)])
        }
      } else {
        vertices[index].label = label
        labelRanges[index] = labelRange
      }
      return index
    }
    let name = node.name ?? anonymousName()
    // A thirty-third vertex is an error of its own; a text of a million must not first be laid out.
    guard vertices.count < Pattern.maximumVertexCount else {
      throw PatternError(
        .vertexCount, "a pattern has at most \(Pattern.maximumVertexCount) vertices; \(quoted(name)) is one too many",
        places: [PatternError.Place(source, node.range)])
    }
    names[name] = vertices.count
    vertices.append(.init(name, label: label))
    vertexRanges.append(node.range)
    labelRanges.append(labelRange)
    return vertices.count - 1
  }

  private mutating func anonymousName() -> String {
    repeat { anonymousCount += 1 } while takenNames.contains("_\(anonymousCount)")
    return "_\(anonymousCount)"
  }

  private static func constraint(_ label: LabelTree?) -> LabelConstraint {
    guard let label, !label.names.isEmpty else { return .any }
    return label.isNegated ? .noneOf(label.names) : .anyOf(label.names)
  }

  // MARK: Absent vertices

  private mutating func lower(_ absent: AbsentTree) throws(PatternError) {
    let name = absent.node.name!
    var label = Self.constraint(absent.node.label)
    var labelRange = absent.node.label?.range
    var attachments: [Pattern.AntiVertex.Attachment] = []
    var ranges: [SourceRange] = []
    for part in absent.parts {
      for node in part.nodes where node.name == name {
        guard let again = node.label else { continue }
        let constraint = Self.constraint(again)
        if let first = labelRange, label.normal != constraint.normal {
          throw PatternError(
            .conflictingLabels, "\(quoted(name)) has two different labels; a label is given once, or the same again",
            places: [PatternError.Place(source, again.range), PatternError.Place(source, first)])
        }
        label = constraint
        labelRange = labelRange ?? again.range
      }
      for (index, link) in part.links.enumerated() {
        let attachment = try attachment(link, part.nodes[index], part.nodes[index + 1], of: name)
        attachments.append(attachment)
        ranges.append(link.range)
        if let edge = link.name {
          let own = -1 - antiVertices.count
          let leads = attachment.kind != .fromMatched
          try self.name(edge, leads ? (own, attachment.vertex) : (attachment.vertex, own), link.range)
        }
      }
    }
    antiVertices.append(.init(name, label: label, attachments: attachments))
    antiVertexRanges.append(absent.node.range)
    attachmentRanges.append(ranges)
  }

  private func attachment(
    _ link: LinkTree, _ left: NodeTree, _ right: NodeTree, of name: String
  ) throws(PatternError) -> Pattern.AntiVertex.Attachment {
    func fail(_ message: String, _ range: SourceRange) -> PatternError {
      PatternError(.antiVertexAttachment, message, places: [PatternError.Place(source, range)])
    }
    let leads = left.name == name
    guard leads || right.name == name else {
      throw fail("this edge does not touch the absent \(quoted(name)); end the clause with ';' before it", link.range)
    }
    if leads, right.name == name { throw fail("the absent \(quoted(name)) is joined to itself", link.range) }
    if link.isForbidden { throw fail("an absent vertex cannot have forbidden edges", link.range) }
    let other = leads ? right : left
    guard let otherName = other.name, let vertex = names[otherName] else {
      let text = other.name.map(quoted) ?? "'()'"
      throw fail("\(text) is no vertex of the pattern; an absent vertex is joined to matched ones only", other.range)
    }
    if let again = other.label {
      guard Self.constraint(again).normal == vertices[vertex].label.normal else {
        throw PatternError(
          .conflictingLabels,
          "\(quoted(otherName)) has another label outside the absent clause; give it there, where the vertex is matched",
          places: [PatternError.Place(source, again.range), PatternError.Place(source, vertexRanges[vertex])])
      }
    }
    let kind: Pattern.AntiVertex.Attachment.Kind =
      switch link.arrow {
      case .either: .either
      case .both: .both
      case .forward: leads ? .toMatched : .fromMatched
      case .backward: leads ? .fromMatched : .toMatched
      }
    return .init(vertex, kind, label: Self.constraint(link.label))
  }
}
