/// Checks the parts of a pattern and brings them into normal form: two ways to write the same constraints give the
/// same parts, and constraints that say nothing new are gone. Automorphisms are taken on the normal form.
enum Normalisation {
  struct Parts {
    var vertices: [Pattern.Vertex]
    var edges: [Pattern.Edge]
    var antiEdges: [Pattern.AntiEdge]
    var antiVertices: [Pattern.AntiVertex]
  }

  /// - Throws: ``PatternError`` naming the part at fault.
  /// - Complexity: O(n² + c²) for n vertices and c constraints on one pair.
  static func normalise(
    vertices: [Pattern.Vertex], edges: [Pattern.Edge], antiEdges: [Pattern.AntiEdge],
    antiVertices: [Pattern.AntiVertex], inducing: Pattern.Inducing
  ) throws(PatternError) -> Parts {
    let vertices = try check(vertices, antiVertices)
    var pairs = PairTable(vertexCount: vertices.count)
    for (index, edge) in edges.enumerated() {
      try check(edge.source, edge.target, vertices, .edge(index), "an edge")
      let label = try normal(edge.label, .edge(index))
      pairs[edge.source, edge.target].require(edge.direction, ascending: edge.source < edge.target, label)
    }
    for (index, edge) in antiEdges.enumerated() {
      try check(edge.source, edge.target, vertices, .antiEdge(index), "an anti-edge")
      guard edge.direction != .both else {
        throw PatternError(
          .direction, "an anti-edge forbids one arc or both: use .forward or .either, not .both", [.antiEdge(index)])
      }
      let label = try normal(edge.label, .antiEdge(index))
      pairs[edge.source, edge.target].forbid(edge.direction, ascending: edge.source < edge.target, label)
    }
    try findContradiction(vertices, edges, antiEdges, pairs)
    try checkConnected(vertices, edges)

    var parts = Parts(vertices: vertices, edges: [], antiEdges: [], antiVertices: [])
    for low in 0..<vertices.count {
      for high in (low + 1)..<max(vertices.count, low + 1) where pairs.isUsed(low, high) {
        pairs[low, high].settle(inducing)
        pairs[low, high].appendEdges(low, high, to: &parts.edges)
        pairs[low, high].appendAntiEdges(low, high, to: &parts.antiEdges)
      }
    }
    parts.edges.sort {
      precedes(($0.source, $0.target, $0.direction, $0.label), ($1.source, $1.target, $1.direction, $1.label))
    }
    parts.antiEdges.sort {
      precedes(($0.source, $0.target, $0.direction, $0.label), ($1.source, $1.target, $1.direction, $1.label))
    }
    parts.antiVertices = try normal(antiVertices, vertices, parts.edges)
    return parts
  }

  // MARK: Vertices

  private static func check(
    _ vertices: [Pattern.Vertex], _ antiVertices: [Pattern.AntiVertex]
  ) throws(PatternError) -> [Pattern.Vertex] {
    let limit = Pattern.maximumVertexCount
    guard !vertices.isEmpty else { throw PatternError(.vertexCount, "a pattern needs at least one vertex") }
    guard vertices.count <= limit else {
      throw PatternError(
        .vertexCount, "a pattern has at most \(limit) vertices, this one has \(vertices.count)", [.vertex(limit)])
    }
    var seen: [String: PatternError.Element] = [:]
    func claim(_ name: String, _ element: PatternError.Element) throws(PatternError) {
      guard !name.isEmpty else { throw PatternError(.vertexName, "every vertex needs a name", [element]) }
      if let first = seen.updateValue(element, forKey: name) {
        let clash = if case .antiVertex = element, case .vertex = first { true } else { false }
        throw PatternError(
          .vertexName,
          clash
            ? "\(quoted(name)) is absent here, and a vertex of the pattern elsewhere: give one of them another name"
            : "two vertices are called \(quoted(name))", [element, first])
      }
    }
    var result = vertices
    for index in vertices.indices {
      try claim(vertices[index].name, .vertex(index))
      result[index].label = try normal(vertices[index].label, .vertex(index))
    }
    for index in antiVertices.indices { try claim(antiVertices[index].name, .antiVertex(index)) }
    return result
  }

  private static func normal(
    _ label: LabelConstraint, _ element: PatternError.Element
  ) throws(PatternError) -> LabelConstraint {
    guard let label = label.normal else {
      throw PatternError(.emptyLabels, "a label constraint names no label; use .any for a wildcard", [element])
    }
    return label
  }

  // MARK: Edges

  private static func check(
    _ source: Int, _ target: Int, _ vertices: [Pattern.Vertex], _ element: PatternError.Element, _ what: String
  ) throws(PatternError) {
    for end in [source, target] where !vertices.indices.contains(end) {
      throw PatternError(
        .position, "\(what) names vertex position \(end); the pattern's positions are 0 to \(vertices.count - 1)",
        [element])
    }
    guard source != target else {
      throw PatternError(
        .selfEdge, "\(what) joins \(quoted(vertices[source].name)) to itself; graphs here have no self-loops", [element]
      )
    }
  }

  private static func findContradiction(
    _ vertices: [Pattern.Vertex], _ edges: [Pattern.Edge], _ antiEdges: [Pattern.AntiEdge], _ pairs: PairTable
  ) throws(PatternError) {
    guard !antiEdges.isEmpty else { return }
    for (index, edge) in edges.enumerated() {
      let ascending = edge.source < edge.target
      let label = edge.label.normal ?? .any
      let pair = pairs[edge.source, edge.target]
      let up = pair.forbidsUp.map(label.impliesForEdge) ?? false
      let down = pair.forbidsDown.map(label.impliesForEdge) ?? false
      let impossible =
        switch edge.direction {
        case .either: up && down
        case .both: up || down
        case .forward: ascending ? up : down
        }
      guard impossible else { continue }
      let culprits = antiEdges.indices.filter { anti in
        let other = antiEdges[anti]
        guard min(edge.source, edge.target) == min(other.source, other.target),
          max(edge.source, edge.target) == max(other.source, other.target)
        else { return false }
        return edge.direction != .forward || other.direction == .either || other.source == edge.source
      }
      let names = "\(quoted(vertices[edge.source].name)) and \(quoted(vertices[edge.target].name))"
      throw PatternError(
        .contradiction, "no match can exist: the edge between \(names) is required and forbidden",
        culprits.map { .antiEdge($0) } + [.edge(index)])
    }
  }

  private static func checkConnected(_ vertices: [Pattern.Vertex], _ edges: [Pattern.Edge]) throws(PatternError) {
    var reached: UInt64 = 1
    var grows = true
    while grows {
      grows = false
      for edge in edges {
        let ends: UInt64 = 1 << UInt64(edge.source) | 1 << UInt64(edge.target)
        if reached & ends != 0, reached & ends != ends {
          reached |= ends
          grows = true
        }
      }
    }
    guard let lost = vertices.indices.first(where: { reached >> UInt64($0) & 1 == 0 }) else { return }
    throw PatternError(
      .disconnected,
      "a pattern must be connected: no chain of edges leads from \(quoted(vertices[0].name)) to "
        + "\(quoted(vertices[lost].name)) (anti-edges do not connect)", [.vertex(lost)])
  }

  // MARK: Anti-vertices

  private static func normal(
    _ antiVertices: [Pattern.AntiVertex], _ vertices: [Pattern.Vertex], _ edges: [Pattern.Edge]
  ) throws(PatternError) -> [Pattern.AntiVertex] {
    var result: [Pattern.AntiVertex] = []
    for (index, given) in antiVertices.enumerated() {
      guard !given.attachments.isEmpty else {
        throw PatternError(
          .antiVertexAttachment,
          "\(quoted(given.name)) is absent but joined to nothing: say what it would be joined to", [.antiVertex(index)])
      }
      var anti = given
      anti.label = try normal(given.label, .antiVertex(index))
      var pairs = [PairConstraints](repeating: PairConstraints(), count: vertices.count)
      for (number, attachment) in given.attachments.enumerated() {
        let element = PatternError.Element.attachment(antiVertex: index, number)
        guard vertices.indices.contains(attachment.vertex) else {
          throw PatternError(
            .position,
            "\(quoted(given.name)) is attached to vertex position \(attachment.vertex); the pattern's positions are "
              + "0 to \(vertices.count - 1)", [element])
        }
        let label = try normal(attachment.label, element)
        // "Up" is from the anti-vertex to the matched vertex.
        switch attachment.kind {
        case .either: pairs[attachment.vertex].require(.either, ascending: true, label)
        case .toMatched: pairs[attachment.vertex].require(.forward, ascending: true, label)
        case .fromMatched: pairs[attachment.vertex].require(.forward, ascending: false, label)
        case .both: pairs[attachment.vertex].require(.both, ascending: true, label)
        }
      }
      anti.attachments = []
      for vertex in vertices.indices {
        pairs[vertex].settle(.edges)
        anti.attachments += pairs[vertex].attachments(vertex)
      }
      if let condition = given.condition {
        let settled = try PredicateNormalisation.normalise(condition, of: anti, vertices, edges, .absentCondition(index))
        // No vertex can meet it, so that none can be in the way.
        if settled == .constant(.boolean(false)) { continue }
        anti.condition = settled == .constant(.boolean(true)) ? nil : settled
      }
      result.append(anti)
    }
    // An anti-vertex that asks for more than another one is forbidden already. Of two equal ones the first stays.
    let kept = result.indices.filter { index in
      !result.indices.contains { other in
        other != index && result[index].implies(result[other])
          && (!result[other].implies(result[index]) || other < index)
      }
    }
    guard kept.count <= Pattern.maximumVertexCount else {
      throw PatternError(
        .antiVertexCount,
        "a pattern has at most \(Pattern.maximumVertexCount) anti-vertices, this one has \(kept.count)",
        [.antiVertex(kept[Pattern.maximumVertexCount])])
    }
    return kept.map { result[$0] }.sorted(by: Pattern.AntiVertex.precedes)
  }

  typealias EdgeKey = (Int, Int, Pattern.Direction, LabelConstraint)

  private static func precedes(_ a: EdgeKey, _ b: EdgeKey) -> Bool {
    if (a.0, a.1, a.2.rawValue) != (b.0, b.1, b.2.rawValue) {
      return (a.0, a.1, a.2.rawValue) < (b.0, b.1, b.2.rawValue)
    }
    return LabelConstraint.precedes(a.3, b.3)
  }
}

/// A name as it stands in messages.
func quoted(_ name: String) -> String { "'\(name)'" }

extension Pattern.AntiVertex {
  /// Whether any vertex that this one forbids is forbidden by `other` too.
  fileprivate func implies(_ other: Pattern.AntiVertex) -> Bool {
    label.impliesForVertex(other.label) && conjuncts.isSuperset(of: other.conjuncts)
      && other.attachments.allSatisfy { theirs in
        attachments.contains { mine in
          mine.vertex == theirs.vertex && mine.label.impliesForEdge(theirs.label)
            && (mine.kind == theirs.kind || theirs.kind == .either || mine.kind == .both)
        }
          || theirs.kind == .both
            && [Attachment.Kind.toMatched, .fromMatched].allSatisfy { half in
              attachments.contains { mine in
                mine.vertex == theirs.vertex && (mine.kind == half || mine.kind == .both)
                  && mine.label.impliesForEdge(theirs.label)
              }
            }
      }
  }

  private var conjuncts: Set<Expression> { Set(condition?.conjuncts ?? []) }

  /// A total order on what anti-vertices forbid; names break ties.
  static func precedes(_ a: Self, _ b: Self) -> Bool {
    if a.attachments.count != b.attachments.count { return a.attachments.count < b.attachments.count }
    for (left, right) in zip(a.attachments, b.attachments) where left != right {
      if (left.vertex, left.kind.rawValue) != (right.vertex, right.kind.rawValue) {
        return (left.vertex, left.kind.rawValue) < (right.vertex, right.kind.rawValue)
      }
      return LabelConstraint.precedes(left.label, right.label)
    }
    if a.label != b.label { return LabelConstraint.precedes(a.label, b.label) }
    if a.condition != b.condition { return a.condition?.key ?? "" < b.condition?.key ?? "" }
    return a.name < b.name
  }
}
