/// What the size of tables follows from.
package struct TableSizes: Sendable {
  package var vertices = 0.0
  /// Ordered adjacent pairs.
  package var slots = 0.0
  package var maximumDegree = 0.0
  /// Sum over edges of the number of common neighbours of its ends; an estimate, or 0 where nothing is known of it yet.
  package var closed = 0.0

  package init() {}
}

/// What a table program may come to hold.
package struct TableBytes: Hashable, Sendable {
  /// Tables of all workers.
  package var shared: Double
  /// Every worker's own.
  package var perWorker: Double

  package func with(workers: Int) -> Double { shared + perWorker * Double(workers) }
}

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
      guard case .gather(let edge?, _) = node else { continue }
      if live.isUnheld(edge), case .fold(_, _, let second, _) = edgeNodes[edge] {
        use(second, level)
      } else {
        use(edge, level)
      }
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

  /// An upper bound of what a run holds at the same time, in bytes, but for the lists of triangles, whose length is as good
  /// as ``TableSizes/closed``.
  ///
  /// - Parameter word: bytes of an entry, 8 or 16.
  package func bytes(
    _ sizes: TableSizes, _ live: Liveness, results: some Sequence<EdgeTable> = EmptyCollection(), word: Double
  ) -> TableBytes {
    let (n, slots) = (sizes.vertices, sizes.slots)
    var shared = Double(edgeTablesAtOnce(live, results: results)) * slots * word
    shared += Double(live.vertexLevels.count { $0 > 0 }) * n * word
    // Values by vertex, by place, and one after the other; lists where they are not 0; where lists begin for the root.
    var own = n * 8 + Double(live.vectors.count { $0 }) * ((n + sizes.maximumDegree) * (2 * word + 4))
    var looksAtCliques = false, looksAtNeighbourhoods = needsApexes(live)
    for (node, level) in zip(edgeNodes, live.edgeLevels) where level > 0 && node.countsFourCliques {
      shared += slots * 8
      looksAtCliques = true
    }
    for (node, level) in zip(vertexNodes, live.vertexLevels) where level > 0 {
      switch node {
      case .cliques:
        own += n * word
        looksAtCliques = true
      case .triangleApexes:
        own += n * word
        looksAtNeighbourhoods = true
      case .gather(let edge?, _) where live.isUnheld(edge):
        own += n * word
        if edgeNodes[edge].countsFourCliques { looksAtCliques = true } else { own += n * 4 + n / 8 + sizes.maximumDegree * 4 }
      case .gather, .product, .sweep, .member: break
      }
    }
    // Two matrices of bits over a list of lower neighbours, which has at most the square root of the slots.
    if looksAtCliques { own += n * 4 + slots / 4 }
    if edgeNodes.indices.contains(where: { live.edgeLevels[$0] > 0 }) { own += n * 4 + sizes.maximumDegree * 16 }
    var hasClosedPairs = zip(vectorNodes, live.vectors).contains { $1 && $0.formula == .closedPairs }
    for (sweep, level) in zip(sweeps, live.sweepLevels) where level > 0 {
      switch sweep.output {
      case .scattered: own += n * word
      case .pairMember:
        own += n * word
        hasClosedPairs = true
      case .pairEnds:
        own += n * word
        looksAtNeighbourhoods = true
      case .total, .root, .slots: break
      }
      for case .neighbourPairs in sweep.parts { looksAtNeighbourhoods = true }
    }
    if hasClosedPairs { own += Swift.max(n * 8, Double(Self.closedSetBytes)) }
    if looksAtNeighbourhoods || hasClosedPairs { own += n * 8 + sizes.maximumDegree * 20 + Self.neighbourhoodBytes }
    if needsTriangleLists(live) {
      let member = needsApexes(live) ? 8.0 : 4
      shared += slots * 16 + sizes.closed * member
      own += n * 4 + sizes.maximumDegree * 16
      // A worker's last piece may hold little.
      own += member * Double(Self.triangleListPiece(slots: Int(slots), maximumDegree: Int(sizes.maximumDegree)))
    }
    if live.pairSweeps.contains(true) {
      // The lists once more, by position; and all walks of two edges from a root.
      shared += slots * 8 + sizes.closed * 8
      own += n * 16 + slots * 4 + Double(pairSweeps.count) * sizes.maximumDegree * (word + 4) * 4
    }
    return TableBytes(shared: shared, perWorker: own + 65_536)
  }

  /// At least ``bytes(_:_:results:word:)`` of any of the nodes, with words of 16 bytes; quickly had, and mostly far less
  /// than there is.
  package func mostBytes(_ sizes: TableSizes) -> TableBytes {
    let (n, slots, longest) = (sizes.vertices, sizes.slots, sizes.maximumDegree)
    var shared = Double(edgeNodes.count) * slots * 24 + Double(vertexNodes.count) * n * 16 + slots * 16 + sizes.closed * 8
    var own = Double(vectorNodes.count) * (n + longest) * 36 + Double(vertexNodes.count) * (n * 21 + longest * 4)
    own += Double(sweeps.count) * n * 16 + n * 32 + slots / 4 + longest * 52 + Self.neighbourhoodBytes
    own += n * 8 + Double(Self.closedSetBytes)
    own += 8 * Double(Self.triangleListPiece(slots: Int(slots), maximumDegree: Int(longest)))
    if !pairSweeps.isEmpty {
      shared += slots * 8 + sizes.closed * 8
      own += n * 16 + slots * 4 + Double(pairSweeps.count) * longest * 80
    }
    return TableBytes(shared: shared, perWorker: own + 65_536)
  }

  /// Members that fit into a piece of memory for triangle lists: 4 MiB of them, where a graph may have so many, and the
  /// longest list.
  package static func triangleListPiece(slots: Int, maximumDegree: Int) -> Int {
    maximumDegree + Swift.min(1 << 20, 4 * slots)
  }

  /// Sets of neighbours of a root, by vertex, are longer than a word only as long as they take no more than this.
  package static let closedSetBytes = 1 << 20
  /// And never longer than so many words, which is what the kernels hold.
  package static let mostClosedWords = 16
  package static func closedSetWords(vertices: Int) -> Int {
    Swift.min(mostClosedWords, Swift.max(1, closedSetBytes / (8 * Swift.max(1, vertices))))
  }

  /// Neighbourhoods of so many members are looked at by rows of bits; those of larger ones would leave the caches.
  package static let mostMembers = 8192
  private static let neighbourhoodBytes = Double(mostMembers * mostMembers / 8)
}
