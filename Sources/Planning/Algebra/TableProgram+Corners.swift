/// Sums over the triangles at a vertex that need no table over edges.
extension TableProgram {
  /// Folds whose values are only added up over the neighbours of a vertex: by the third corner of every triangle the sum
  /// is had from one look at each triangle, with no table of the fold.
  func foldsOnlyGathered(_ live: Liveness, results: some Collection<EdgeTable>) -> Set<EdgeTable> {
    var readers: [EdgeTable: Int] = [:]
    for (node, level) in zip(vertexNodes, live.vertexLevels) where level > 0 {
      if case .gather(let edge?, let vertex) = node, isCorner(edge, vertex) { readers[edge, default: 0] += 1 }
    }
    // The rest is seldom looked at.
    guard !readers.isEmpty else { return [] }
    // A table that is summed with many weights is had once and read quickly.
    var found = Set(readers.keys.filter { readers[$0]! <= Self.mostCorners })
    for (node, level) in zip(vertexNodes, live.vertexLevels) where level > 0 {
      if case .gather(let edge?, let vertex) = node, !isCorner(edge, vertex) { found.remove(edge) }
    }
    for (node, level) in zip(edgeNodes, live.edgeLevels) where level > 0 {
      switch node {
      case .fold(let first, _, let second, _):
        if let first { found.remove(first) }
        if let second { found.remove(second) }
      case .product(let a, let b):
        found.remove(a)
        found.remove(b)
      case .mirrored(let source): found.remove(source)
      case .satisfies, .sweep: break
      }
    }
    for (node, isLive) in zip(vectorNodes, live.vectors) where isLive {
      switch node.formula {
      case .neighbours(let edge?, _), .pull(_, let edge?), .push(_, let edge?): found.remove(edge)
      case .neighbours, .pull, .push, .product, .scaled, .timesDegree, .closedPairs: break
      }
    }
    for (sweep, level) in zip(sweeps, live.sweepLevels) where level > 0 {
      for case .pairs(_, let edge?) in sweep.parts { found.remove(edge) }
    }
    return found.subtracting(results)
  }

  private static let mostCorners = 2

  /// Whether the sum over neighbours b of a of fold(a, b) * vertex(b) only asks for what lies opposite to a.
  private func isCorner(_ edge: EdgeTable, _ vertex: VertexTable?) -> Bool {
    guard case .fold(let first, let middle, let second, let apexes) = edgeNodes[edge] else { return false }
    if edgeNodes[edge].countsFourCliques { return vertex == nil }
    return apexes == 0 && first == nil && isSymmetric(second) && (middle != nil || second != nil)
  }

  /// Whether a table has the same value at (a, b) and (b, a).
  package func isSymmetric(_ edge: EdgeTable?) -> Bool {
    guard let edge else { return true }
    switch edgeNodes[edge] {
    case .fold(let first, _, let second, _): return first == second
    case .product(let a, let b): return isSymmetric(a) && isSymmetric(b)
    case .satisfies(let demand, let converse): return demand == converse
    case .sweep, .mirrored: return false
    }
  }
}
