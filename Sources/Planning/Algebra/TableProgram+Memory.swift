extension TableProgram {
  /// The last level whose tables any node in use belongs to.
  private func topLevel(_ live: Liveness) -> Int {
    Swift.max(live.vertexLevels.max() ?? 0, live.edgeLevels.max() ?? 0, live.sweepLevels.max() ?? 0)
  }

  /// For every edge table the level after which nothing reads it; beyond the last level for what is read to the end: the
  /// wanted results, and what sweeps read, which may be the very last.
  package func lastUses(_ live: Liveness, results: some Sequence<EdgeTable>) -> [Int] {
    var lastUse = [Int](repeating: 0, count: edgeNodes.count)
    let end = topLevel(live) + 1
    func use(_ table: Int?, _ level: Int) {
      if let table { lastUse[table] = Swift.max(lastUse[table], level) }
    }
    for (node, level) in zip(edgeNodes, live.edgeLevels) where level > 0 {
      switch node {
      case .fold(let first, _, let second, _):
        use(first, level)
        use(second, level)
      case .product(let a, let b):
        use(a, level)
        use(b, level)
      case .mirrored(let source): use(source, level)
      case .satisfies, .sweep: break
      }
    }
    for table in results { use(table, end) }
    for (node, level) in zip(vertexNodes, live.vertexLevels) where level > 0 {
      if case .gather(let edge, _) = node { use(edge, level) }
    }
    for (node, isLive) in zip(vectorNodes, live.vectors) where isLive {
      switch node.formula {
      case .neighbours(let edge, _), .pull(_, let edge), .push(_, let edge): use(edge, end)
      case .product, .scaled, .timesDegree, .closedPairs: break
      }
    }
    for (sweep, level) in zip(sweeps, live.sweepLevels) where level > 0 {
      for case .pairs(_, let edge) in sweep.parts { use(edge, end) }
    }
    return lastUse
  }

  /// The largest number of edge tables that are held at the same time.
  package func edgeTablesAtOnce(_ live: Liveness, results: some Sequence<EdgeTable>) -> Int {
    let uses = lastUses(live, results: results)
    let levels = live.edgeLevels
    return (0...topLevel(live)).reduce(0) { most, level in
      Swift.max(most, edgeNodes.indices.count { levels[$0] > 0 && levels[$0] <= level && uses[$0] >= level })
    }
  }
}
