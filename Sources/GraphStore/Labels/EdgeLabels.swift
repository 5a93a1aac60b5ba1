import Synchronization

/// Neighbour lists of the edges that satisfy some label constraint.
package struct EdgeLists: Sendable {
  /// Neighbours regardless of direction.
  package let neighbours: CSR
  /// The same object as `neighbours` in an undirected graph.
  package let outgoing: CSR
  package let incoming: CSR
}

/// Labels of edges. Two vertices may be joined by several edges with different labels, and by an unlabelled one.
///
/// Edges are kept as sorted pairs per label (8 bytes each); adjacency is built for the constraints that plans ask for
/// and then kept, because a label column may hold thousands of labels and each adjacency costs 12 bytes a vertex.
package final class EdgeLabels: Sendable {
  package let dictionary: LabelDictionary
  package let vertexCount: Int
  package let isDirected: Bool

  /// Sorted `source << 32 | target` per label code, the unlabelled last. Undirected: source < target.
  private let groups: [[UInt64]]
  private let whole: EdgeLists
  private let wholeCount: Int
  private let cache = Mutex<[Key: CSR]>([:])

  private struct Key: Hashable {
    var codes: [UInt32]
    var unlabelled: Bool
    var kind: Relation.Kind
  }

  init(dictionary: LabelDictionary, groups: [[UInt64]], whole: EdgeLists, isDirected: Bool) {
    precondition(groups.count == dictionary.count + 1)
    self.dictionary = dictionary
    self.groups = groups
    self.whole = whole
    self.isDirected = isDirected
    vertexCount = whole.neighbours.vertexCount
    wholeCount = isDirected ? whole.outgoing.targetCount : whole.neighbours.targetCount / 2
  }

  /// Edges (arcs in a directed graph) with a label.
  package func count(of code: UInt32) -> Int { groups[Int(code)].count }

  /// Edges (arcs in a directed graph) without a label.
  package var unlabelledCount: Int { groups[dictionary.count].count }

  /// Edges with this label (`dictionary.count`: without one), as ascending `source << 32 | target`; undirected edges
  /// once, from the smaller number. For passes over all edges, which need no adjacency.
  package func pairs(of code: UInt32) -> [UInt64] { groups[Int(code)] }

  /// Adjacency through edges with exactly this label. Built on first use in O(n + edges), then kept.
  package func lists(_ code: UInt32) -> EdgeLists { lists(anyOf: [code]) }

  /// Adjacency through edges of which some parallel one has one of these labels (or, if asked, none).
  package func lists(anyOf codes: [UInt32], orUnlabelled unlabelled: Bool = false) -> EdgeLists {
    EdgeLists(
      neighbours: list(.either, anyOf: codes, orUnlabelled: unlabelled),
      outgoing: list(.out, anyOf: codes, orUnlabelled: unlabelled),
      incoming: list(.in, anyOf: codes, orUnlabelled: unlabelled))
  }

  /// One of these adjacencies: `.either`, `.out` or `.in`. Built on first use in O(n + edges), then kept.
  package func list(_ kind: Relation.Kind, anyOf codes: [UInt32], orUnlabelled unlabelled: Bool = false) -> CSR {
    let key = Key(codes: Array(Set(codes)).sorted(), unlabelled: unlabelled, kind: isDirected ? kind : .either)
    if let known = cache.withLock({ $0[key] }) { return known }
    // Outside the lock, for one list may need others; of two that are built at the same time one is kept.
    let built = build(key)
    return cache.withLock { cache in
      if let known = cache[key] { return known }
      cache[key] = built
      return built
    }
  }

  /// Adjacency through edges of which some parallel one has none of these labels (`:!A|B`).
  package func lists(noneOf codes: [UInt32]) -> EdgeLists {
    let excluded = Set(codes)
    return lists(anyOf: (0..<UInt32(dictionary.count)).filter { !excluded.contains($0) }, orUnlabelled: true)
  }

  /// Label codes of the edge (arc) from one vertex to another, ascending. O(labels x log edges): for output.
  package func labels(from source: Int, to target: Int) -> [UInt32] {
    parallel(from: source, to: target).filter { $0 < dictionary.count }
  }

  /// The parallel edges from one vertex to another: their label codes, `dictionary.count` for one without a label.
  package func parallel(from source: Int, to target: Int) -> [UInt32] {
    let low = isDirected ? source : min(source, target), high = isDirected ? target : max(source, target)
    let key = UInt64(low) << 32 | UInt64(high)
    return (0...UInt32(dictionary.count)).filter { code in
      let group = groups[Int(code)]
      let place = partitionPoint(0, group.count) { group[$0] < key }
      return place < group.count && group[place] == key
    }
  }

  /// Edges with more than one label count once per label here: the sum over all groups.
  var labelledEdgeCount: Int { groups.reduce(0) { $0 + $1.count } }

  private func build(_ key: Key) -> CSR {
    if isDirected, key.kind == .either {
      let outgoing = list(.out, anyOf: key.codes, orUnlabelled: key.unlabelled)
      if outgoing === whole.outgoing { return whole.neighbours }
      return Adjacency.union(outgoing, list(.in, anyOf: key.codes, orUnlabelled: key.unlabelled), threads: 1)
    }
    let chosen = key.codes.map { groups[Int($0)] } + (key.unlabelled ? [groups[dictionary.count]] : [])
    let pairs = chosen.count == 1 ? chosen[0] : sortedUnique(Array(chosen.joined()))
    if pairs.count == wholeCount { return key.kind == .in ? whole.incoming : key.kind == .out ? whole.outgoing : whole.neighbours }
    switch key.kind {
    case .out: return Self.rows(pairs, vertexCount)
    // Visiting sources in ascending order leaves the reversed lists sorted.
    case .in: return Self.columns(pairs, vertexCount)
    default: return Self.rows(sortedUnique(pairs + pairs.map { $0 << 32 | $0 >> 32 }), vertexCount)
    }
  }

  private static func rows(_ pairs: [UInt64], _ vertexCount: Int) -> CSR {
    let offsets = UnsafeMutablePointer<UInt64>.allocate(capacity: vertexCount + 1)
    let targets = Adjacency.allocateTargets(pairs.count)
    var next = 0
    for v in 0..<vertexCount {
      offsets[v] = UInt64(next)
      while next < pairs.count, pairs[next] >> 32 == UInt64(v) {
        targets[next] = UInt32(truncatingIfNeeded: pairs[next])
        next += 1
      }
    }
    offsets[vertexCount] = UInt64(next)
    return CSR(vertexCount: vertexCount, offsets: offsets, targets: targets)
  }

  private static func columns(_ pairs: [UInt64], _ vertexCount: Int) -> CSR {
    let offsets = UnsafeMutablePointer<UInt64>.allocate(capacity: vertexCount + 1)
    offsets.initialize(repeating: 0, count: vertexCount + 1)
    for pair in pairs { offsets[Int(pair & 0xffff_ffff) + 1] += 1 }
    for v in 0..<vertexCount { offsets[v + 1] += offsets[v] }
    let targets = Adjacency.allocateTargets(pairs.count)
    var cursors = Array(UnsafeBufferPointer(start: offsets, count: vertexCount))
    for pair in pairs {
      let column = Int(pair & 0xffff_ffff)
      targets[Int(cursors[column])] = UInt32(pair >> 32)
      cursors[column] += 1
    }
    return CSR(vertexCount: vertexCount, offsets: offsets, targets: targets)
  }
}
