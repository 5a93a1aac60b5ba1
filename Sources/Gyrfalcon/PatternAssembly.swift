import PatternModel

/// Gives positions and names to the vertices of a pattern that is built in Swift.
struct PatternAssembly {
  private var positions: [Vertex: Int] = [:]
  private var vertices: [Vertex] = []
  private var labels: [LabelConstraint] = []
  /// The absent vertex whose condition is being made.
  private var absentVertex: Vertex?
  private var absent: Set<Vertex> = []

  static func pattern(_ part: PatternPart, _ inducing: Pattern.Inducing) throws(PatternError) -> Pattern {
    var assembly = PatternAssembly()
    let absent = Set(part.clauses.compactMap { if case .absent(let vertex, _, _) = $0 { vertex } else { nil } })
    assembly.absent = absent
    for clause in part.clauses {
      switch clause {
      case .vertex(let vertex): try assembly.add(vertex)
      case .link(let link):
        try assembly.add(link.mentionsTargetFirst ? link.target : link.source)
        try assembly.add(link.mentionsTargetFirst ? link.source : link.target)
      case .absent(let vertex, let links, _):
        for end in links.flatMap({ [$0.source, $0.target] }) where end != vertex && absent.contains(end) {
          throw PatternError(.antiVertexAttachment, "an absent vertex is joined to another absent vertex")
        }
      case .condition, .code: break
      }
    }
    return try assembly.pattern(part.clauses, inducing)
  }

  private mutating func add(_ vertex: Vertex) throws(PatternError) {
    guard let position = positions[vertex] else {
      positions[vertex] = vertices.count
      vertices.append(vertex)
      labels.append(vertex.label)
      return
    }
    if vertex.label == .any || vertex.label == labels[position] { return }
    guard labels[position] == .any else {
      throw PatternError(.conflictingLabels, "'\(vertex.name ?? "a vertex")' has two different labels")
    }
    labels[position] = vertex.label
  }

  /// The place of a vertex that conditions and absent vertices speak of.
  func position(_ vertex: Vertex) throws(PatternError) -> Int {
    if let position = positions[vertex] { return position }
    if vertex == absentVertex { return Pattern.AntiVertex.itself }
    if absent.contains(vertex) {
      throw PatternError(
        .condition, "an absent vertex is spoken of by another part than its own conditions on attributes, Absent { x in ...; Where { ... } }")
    }
    throw PatternError(
      .position, "\(vertex.name.map { "'\($0)'" } ?? "a vertex without a name") is spoken of, but no link leads to it")
  }

  private func pattern(_ clauses: [PatternPart.Clause], _ inducing: Pattern.Inducing) throws(PatternError) -> Pattern {
    var edges: [Pattern.Edge] = [], antiEdges: [Pattern.AntiEdge] = []
    var antiVertices: [Pattern.AntiVertex] = [], predicates: [Pattern.Predicate] = []
    for clause in clauses {
      switch clause {
      case .vertex: break
      case .link(let link):
        let (source, target) = (try position(link.source), try position(link.target))
        if link.isForbidden {
          antiEdges.append(.init(source, target, link.direction, label: link.label))
        } else {
          edges.append(.init(source, target, link.direction, label: link.label))
        }
      case .absent(let vertex, let links, let conditions):
        antiVertices.append(try antiVertex(vertex, links, conditions, antiVertices.count))
      case .condition(let value): predicates.append(.init(try value.expression(self)))
      case .code(let test, let vertices):
        var variables: [Int] = []
        for vertex in vertices { variables.append(try position(vertex)) }
        predicates.append(.init(test, variables: variables))
      }
    }
    return try Pattern(
      vertices: named(), edges: edges, antiEdges: antiEdges, antiVertices: antiVertices, inducing: inducing,
      predicates: predicates)
  }

  private func named() -> [Pattern.Vertex] {
    var taken = Set(vertices.compactMap(\.name))
    var number = 0
    return zip(vertices, labels).map { vertex, label in
      if let name = vertex.name { return Pattern.Vertex(name, label: label) }
      repeat { number += 1 } while taken.contains("_\(number)")
      taken.insert("_\(number)")
      return Pattern.Vertex("_\(number)", label: label)
    }
  }

  private func antiVertex(
    _ vertex: Vertex, _ links: [PatternPart.Link], _ conditions: [Term], _ index: Int
  ) throws(PatternError) -> Pattern.AntiVertex {
    var attachments: [Pattern.AntiVertex.Attachment] = []
    for link in links {
      guard !link.isForbidden, (link.source == vertex) != (link.target == vertex) else {
        throw PatternError(.antiVertexAttachment, "every link of an absent vertex joins it to a vertex of the pattern")
      }
      let leads = link.source == vertex
      let kind: Pattern.AntiVertex.Attachment.Kind =
        switch link.direction {
        case .either: .either
        case .both: .both
        case .forward: leads ? .toMatched : .fromMatched
        }
      attachments.append(.init(try position(leads ? link.target : link.source), kind, label: link.label))
    }
    // A name that no text and no vertex of the pattern is likely to have, made certain.
    let names = Set(vertices.compactMap(\.name))
    var name = "absent\(index + 1)"
    while names.contains(name) { name = "_" + name }
    var own = self
    own.absentVertex = vertex
    var parts: [Expression] = []
    for condition in conditions { parts.append(try condition.expression(own)) }
    let condition: Expression? = parts.count > 1 ? .list(.and, parts) : parts.first
    return .init(name, label: vertex.label, attachments: attachments, condition: condition)
  }
}
