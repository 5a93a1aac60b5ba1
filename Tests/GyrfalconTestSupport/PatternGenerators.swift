import PatternModel

/// What a random pattern may contain. All probabilities are per candidate place.
package struct PatternKnobs: Sendable {
  package var vertexCount: Int
  package var directed = false
  /// Edges beyond a random spanning tree.
  package var extraEdges = 0.4
  package var antiEdges = 0.0
  /// Anti-vertices to add, each attached to one or more vertices.
  package var antiVertices = 0
  package var vertexLabels: [String] = []
  package var edgeLabels: [String] = []
  /// Probability that a constraint is put where labels are given.
  package var constraint = 0.6
  package var inducing = Pattern.Inducing.edges

  package init(vertexCount: Int) { self.vertexCount = vertexCount }
}

extension Pattern {
  /// A random connected pattern that can be satisfied: anti-edges never contradict an edge.
  package static func random(_ knobs: PatternKnobs, using random: inout SplitMix64) throws -> Pattern {
    try RawPattern.random(knobs, using: &random).normalised().shuffled(using: &random)
  }

  /// The same pattern with vertex `v` renumbered to `numbering[v]`.
  package func relabelled(by numbering: [Int]) throws -> Pattern {
    precondition(numbering.sorted() == Array(vertices.indices), "not a permutation")
    var moved = vertices
    for v in vertices.indices { moved[numbering[v]] = vertices[v] }
    let place = { (position: Int) in position == AntiVertex.itself ? position : numbering[position] }
    let renumber = { (condition: Expression) in condition.mapAttributes(place) { (place($0), place($1)) } }
    return try Pattern(
      vertices: moved,
      edges: edges.map { Edge(numbering[$0.source], numbering[$0.target], $0.direction, label: $0.label) },
      antiEdges: antiEdges.map {
        AntiEdge(numbering[$0.source], numbering[$0.target], $0.direction, label: $0.label)
      },
      antiVertices: antiVertices.map { antiVertex in
        AntiVertex(
          antiVertex.name, label: antiVertex.label,
          attachments: antiVertex.attachments.map { .init(numbering[$0.vertex], $0.kind, label: $0.label) },
          condition: antiVertex.condition.map(renumber))
      },
      inducing: inducing, predicates: predicates.compactMap { $0.expression.map { Predicate(renumber($0)) } })
  }

  /// The same pattern under a random numbering.
  package func shuffled(using random: inout SplitMix64) throws -> Pattern {
    try relabelled(by: random.permutation(vertices.count))
  }
}

extension RawPattern {
  /// The same, before it is brought into normal form.
  package static func random(_ knobs: PatternKnobs, using random: inout SplitMix64) -> RawPattern {
    precondition(knobs.vertexCount > 0, "a pattern has a vertex")
    let k = knobs.vertexCount
    let vertices = (0..<k).map { Pattern.Vertex("v\($0)", label: .random(knobs.vertexLabels, knobs.constraint, &random)) }
    var edges: [Pattern.Edge] = []
    var antiEdges: [Pattern.AntiEdge] = []
    for v in 1..<max(1, k) {
      let parent = Int.random(in: 0..<v, using: &random)
      for u in 0..<v where u == parent || random.chance(knobs.extraEdges) {
        edges.append(.random(u, v, knobs, &random))
      }
    }
    for u in 0..<k {
      for v in u + 1..<max(k, u + 1) where random.chance(knobs.antiEdges) {
        let edge = edges.first { Set([$0.source, $0.target]) == [u, v] }
        if let antiEdge = Pattern.AntiEdge.random(u, v, beside: edge, knobs, &random) { antiEdges.append(antiEdge) }
      }
    }
    let antiVertices = (0..<knobs.antiVertices).map { Pattern.AntiVertex.random("x\($0)", knobs, &random) }
    return RawPattern(
      vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices, inducing: knobs.inducing)
  }

  /// Says some things again, in full or in weaker words; the meaning stays.
  package func repeatingItself(using random: inout SplitMix64) -> RawPattern {
    var result = self
    for edge in edges where random.chance(0.4) {
      var weaker = edge
      // Vertex-induced, `a -- b` also lets the pair have both arcs: that would be another pattern.
      if inducing == .edges && random.chance(0.5) { weaker.direction = .either }
      if random.chance(0.5) { weaker.label = .any }
      result.edges.append(weaker)
    }
    for antiEdge in antiEdges where random.chance(0.4) { result.antiEdges.append(antiEdge) }
    for antiVertex in antiVertices where random.chance(0.6) {
      var weaker = antiVertex
      weaker.name += "again"
      weaker.attachments.append(.init(Int.random(in: 0..<vertices.count, using: &random)))
      result.antiVertices.append(weaker)
    }
    return result
  }
}

extension LabelConstraint {
  fileprivate static func random(_ names: [String], _ probability: Double, _ random: inout SplitMix64) -> Self {
    guard !names.isEmpty, random.chance(probability) else { return .any }
    let count = random.chance(0.7) ? 1 : Int.random(in: 1...names.count, using: &random)
    let chosen = names.shuffled(using: &random).prefix(count).sorted()
    return random.chance(0.25) ? .noneOf(chosen) : .anyOf(chosen)
  }
}

extension Pattern.Edge {
  fileprivate static func random(_ u: Int, _ v: Int, _ knobs: PatternKnobs, _ random: inout SplitMix64) -> Self {
    let label = LabelConstraint.random(knobs.edgeLabels, knobs.constraint, &random)
    guard knobs.directed else { return Self(u, v, label: label) }
    return switch Int.random(in: 0..<6, using: &random) {
    case 0: Self(u, v, .either, label: label)
    case 1: Self(u, v, .both, label: label)
    case 2, 3: Self(u, v, .forward, label: label)
    default: Self(v, u, .forward, label: label)
    }
  }
}

extension Pattern.AntiEdge {
  /// An anti-edge that leaves `edge`, if there is one between the same two vertices, possible; nil where none does.
  fileprivate static func random(
    _ u: Int, _ v: Int, beside edge: Pattern.Edge?, _ knobs: PatternKnobs, _ random: inout SplitMix64
  ) -> Self? {
    let label = LabelConstraint.random(knobs.edgeLabels, knobs.constraint, &random)
    guard let edge else {
      guard knobs.directed, random.chance(0.6) else { return Self(u, v, label: label) }
      return random.chance(0.5) ? Self(u, v, .forward, label: label) : Self(v, u, .forward, label: label)
    }
    switch edge.direction {
    case .forward: return Self(edge.target, edge.source, .forward, label: label)  // a -> b, b !-> a
    case .either where knobs.directed: return Self(u, v, .forward, label: label)  // a -- b, b !-> a
    case .either, .both:
      // An unconstrained edge beside a forbidden label: some other edge has to join the two.
      return edge.label == .any && label != .any ? Self(u, v, label: label) : nil
    }
  }
}

extension Pattern.AntiVertex {
  fileprivate static func random(_ name: String, _ knobs: PatternKnobs, _ random: inout SplitMix64) -> Self {
    let count = Int.random(in: 1...min(3, knobs.vertexCount), using: &random)
    let anchors = random.permutation(knobs.vertexCount).prefix(count)
    let kinds: [Attachment.Kind] = knobs.directed ? [.either, .toMatched, .fromMatched, .both] : [.either]
    let attachments = anchors.map { anchor in
      Attachment(
        anchor, kinds.randomElement(using: &random)!,
        label: .random(knobs.edgeLabels, knobs.constraint, &random))
    }
    return Self(name, label: .random(knobs.vertexLabels, knobs.constraint, &random), attachments: attachments)
  }
}
