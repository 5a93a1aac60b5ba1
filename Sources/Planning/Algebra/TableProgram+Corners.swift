/// Sums over the triangles at a vertex that need no table over edges.
extension TableProgram {
  /// Folds whose values are only added up over the neighbours of a vertex: by the third corner of every triangle the sum
  /// is had from one look at each triangle, with no table of the fold.
  ///
  /// - Returns: for every edge table whether it is one of these; empty where none is.
  func foldsOnlyGathered(_ live: Liveness, results: some Collection<EdgeTable>) -> [Bool] {
    var readers = [Int](repeating: 0, count: edgeNodes.count)
    var hasReaders = false
    for (node, level) in zip(vertexNodes, live.vertexLevels) where level > 0 {
      if case .gather(let edge?, let vertex) = node, isCorner(edge, vertex) {
        readers[edge] += 1
        hasReaders = true
      }
    }
    // The rest is seldom looked at.
    guard hasReaders else { return [] }
    // A table that is summed with many weights is had once and read quickly.
    var found = readers.map { (1...Self.mostCorners).contains($0) }
    for (node, level) in zip(vertexNodes, live.vertexLevels) where level > 0 {
      if case .gather(let edge?, let vertex) = node, !isCorner(edge, vertex) { found[edge] = false }
    }
    for (node, level) in zip(edgeNodes, live.edgeLevels) where level > 0 {
      switch node {
      case .fold(let first, _, let second, _):
        if let first { found[first] = false }
        if let second { found[second] = false }
      case .product(let a, let b):
        found[a] = false
        found[b] = false
      case .mirrored(let source): found[source] = false
      case .satisfies, .sweep: break
      }
    }
    for (node, isLive) in zip(vectorNodes, live.vectors) where isLive {
      switch node.formula {
      case .neighbours(let edge?, _), .pull(_, let edge?), .push(_, let edge?): found[edge] = false
      case .neighbours, .pull, .push, .product, .scaled, .timesDegree, .closedPairs: break
      }
    }
    for (sweep, level) in zip(sweeps, live.sweepLevels) where level > 0 {
      for case .pairs(_, let edge?) in sweep.parts { found[edge] = false }
    }
    for table in results { found[table] = false }
    return found.contains(true) ? found : []
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
