import PatternModel

/// The pattern as constraints between pairs of vertices, in terms of neighbour lists.
///
/// positive[u][w][view]: f(w) must stand in that list of f(u); negative: it must not.
struct PairConstraints {
  let count: Int
  /// Bit w of positive[u][view].
  private(set) var positive: [SetKey.LevelMasks]
  private(set) var negative: [SetKey.LevelMasks]

  init(_ pattern: Pattern, graphIsDirected: Bool) throws(PlanningError) {
    count = pattern.vertices.count
    positive = Array(repeating: SetKey.LevelMasks(), count: count)
    negative = positive
    guard pattern.antiVertices.isEmpty else { throw .unsupported("an anti-vertex") }
    guard pattern.vertices.allSatisfy({ $0.label == .any }) else { throw .unsupported("a vertex label") }
    guard pattern.edges.allSatisfy({ $0.label == .any }), pattern.antiEdges.allSatisfy({ $0.label == .any }) else {
      throw .unsupported("an edge label")
    }
    for edge in pattern.edges {
      guard graphIsDirected || edge.direction == .either else { throw .directionInUndirectedGraph }
      require(edge.source, edge.target, edge.direction)
      if pattern.inducing == .vertices, edge.direction == .forward { forbid(edge.target, edge.source, .forward) }
    }
    for edge in pattern.antiEdges {
      guard graphIsDirected || edge.direction == .either else { throw .directionInUndirectedGraph }
      forbid(edge.source, edge.target, edge.direction)
    }
    if pattern.inducing == .vertices {
      for u in 0..<count {
        for w in 0..<u where positive[u].all >> w & 1 == 0 { forbid(u, w, .either) }
      }
    }
  }

  func isAdjacent(_ u: Int, _ w: Int) -> Bool { positive[u].all >> w & 1 == 1 }
  func isForbidden(_ u: Int, _ w: Int) -> Bool { negative[u].all >> w & 1 == 1 }

  private mutating func require(_ u: Int, _ w: Int, _ direction: Pattern.Direction) {
    switch direction {
    case .either:
      positive[u][.either] |= 1 << w
      positive[w][.either] |= 1 << u
    case .forward:
      positive[u][.out] |= 1 << w
      positive[w][.in] |= 1 << u
    case .both:
      require(u, w, .forward)
      require(w, u, .forward)
    }
  }

  private mutating func forbid(_ u: Int, _ w: Int, _ direction: Pattern.Direction) {
    switch direction {
    case .either:
      negative[u][.either] |= 1 << w
      negative[w][.either] |= 1 << u
    case .forward:
      negative[u][.out] |= 1 << w
      negative[w][.in] |= 1 << u
    case .both:
      forbid(u, w, .forward)
      forbid(w, u, .forward)
    }
  }

  enum Verdict { case inside, outside, unknown }

  /// Does f(w) stand in the list `view` of f(u), as far as the pattern tells?
  func verdict(_ w: Int, inListOf u: Int, _ view: View) -> Verdict {
    if u == w { return .outside }
    let yes = positive[u], no = negative[u]
    if yes[view] >> w & 1 == 1 { return .inside }
    if no[view] >> w & 1 == 1 { return .outside }
    if view == .either {
      if (yes[.out] | yes[.in]) >> w & 1 == 1 { return .inside }
      if no[.out] & no[.in] & 1 << w != 0 { return .outside }
    } else if no[.either] >> w & 1 == 1 {
      return .outside
    } else if yes[.either] >> w & 1 == 1, no[view == .out ? .in : .out] >> w & 1 == 1 {
      return .inside
    }
    return .unknown
  }
}
