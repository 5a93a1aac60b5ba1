extension Graph {
  /// A random graph in which every vertex keeps its degree: the null model that motif counts are usually held against.
  ///
  /// Pairs of edges exchange their ends (a-b, c-d become a-d, c-b) unless that would make a loop or a second edge between two
  /// vertices; refused exchanges count as steps, so that all graphs with these degrees are equally likely in the long run
  /// (Milo, Kashtan, Itzkovitz, Newman, Alon 2003). In a directed graph every vertex keeps its numbers of arcs out, of arcs in
  /// and of mutual pairs (Milo et al. 2002): single arcs are exchanged with single arcs and mutual pairs with mutual pairs.
  /// Vertices keep their ids, labels and attributes; edges lose theirs.
  ///
  /// - Parameters:
  ///   - stepsPerEdge: exchanges that are tried for every edge.
  ///   - seed: equal seeds give equal graphs.
  /// - Complexity: O(stepsPerEdge x m) expected, on one thread; 24 bytes an edge besides the new graph.
  public func rewired(stepsPerEdge: Int = 10, seed: UInt64 = 1) -> Graph {
    var wiring = Wiring(self)
    wiring.shuffle(steps: max(0, stepsPerEdge), seed: seed)
    // Degrees stay, so the numbers of the vertices are still in descending order of degree: they keep them.
    var input = AssemblyInput(isDirected: isDirected, ids: .range(base: 0), vertexCount: vertexCount)
    input.edges = [wiring.records(isDirected: isDirected)]
    let parts = Assembler.assemble(input)
    var kept = GraphAttributes()
    kept.vertices = attributes.vertices
    return Graph(
      isDirected: isDirected, neighbours: parts.lists.neighbours, outgoing: parts.lists.outgoing, incoming: parts.lists.incoming,
      vertexLabels: vertexLabels, edgeLabels: nil, attributes: kept, ids: ids, report: parts.report)
  }
}

/// The edges of a graph while they are exchanged: first those that have a direction, then those that have none (in a directed
/// graph the mutual pairs).
private struct Wiring {
  private var sources: [UInt32] = []
  private var targets: [UInt32] = []
  private let singleCount: Int
  private var joined: PairTable

  init(_ graph: Graph) {
    var mutual: [(UInt32, UInt32)] = []
    for v in 0..<graph.vertexCount {
      // Both lists are sorted.
      let answers = graph.incoming.neighbours(v)
      var place = 0
      for w in graph.outgoing.neighbours(v) {
        while place < answers.count, answers[place] < w { place += 1 }
        if !graph.isDirected || place < answers.count && answers[place] == w {
          if UInt32(v) < w { mutual.append((UInt32(v), w)) }
        } else {
          sources.append(UInt32(v))
          targets.append(w)
        }
      }
    }
    singleCount = sources.count
    for (a, b) in mutual {
      sources.append(a)
      targets.append(b)
    }
    joined = PairTable(capacity: sources.count)
    for edge in sources.indices { joined.insert(Self.key(sources[edge], targets[edge])) }
  }

  private static func key(_ a: UInt32, _ b: UInt32) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }

  mutating func shuffle(steps: Int, seed: UInt64) {
    let count = sources.count
    guard count > 1 else { return }
    var random = CounterRandom(seed: seed, position: 0)
    for _ in 0..<steps * count {
      let first = Int(random.below(UInt64(count)))
      let others = first < singleCount ? 0..<singleCount : singleCount..<count
      let second = others.lowerBound + Int(random.below(UInt64(others.count)))
      var c = sources[second], d = targets[second]
      // An edge without a direction is met from either end.
      if first >= singleCount, random.next() & 1 == 1 { swap(&c, &d) }
      let a = sources[first], b = targets[first]
      guard first != second, a != d, c != b else { continue }
      let ad = Self.key(a, d), cb = Self.key(c, b)
      guard !joined.contains(ad), !joined.contains(cb) else { continue }
      joined.remove(Self.key(a, b))
      joined.remove(Self.key(c, d))
      joined.insert(ad)
      joined.insert(cb)
      (sources[first], targets[first]) = (a, d)
      (sources[second], targets[second]) = (c, b)
    }
  }

  func records(isDirected: Bool) -> RecordList {
    let list = RecordList(width: 2)
    for edge in sources.indices {
      list.append(sources[edge], targets[edge])
      if isDirected, edge >= singleCount { list.append(targets[edge], sources[edge]) }
    }
    return list
  }
}

/// A set of pairs of vertices with a known bound on its size: linear probing, at most half full.
private struct PairTable {
  private static let empty = UInt64.max
  private var slots: [UInt64]
  private let mask: Int

  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [UInt64](repeating: Self.empty, count: size)
    mask = size - 1
  }

  private func home(_ key: UInt64) -> Int { Int(truncatingIfNeeded: CounterRandom.mix(key)) & mask }

  /// Where the key is, or the free slot where it would go.
  private func slot(of key: UInt64) -> Int {
    var slot = home(key)
    while slots[slot] != key, slots[slot] != Self.empty { slot = (slot + 1) & mask }
    return slot
  }

  func contains(_ key: UInt64) -> Bool { slots[slot(of: key)] == key }

  mutating func insert(_ key: UInt64) { slots[slot(of: key)] = key }

  /// Later keys of the run move up, so that no gap cuts them off from their homes.
  mutating func remove(_ key: UInt64) {
    var gap = slot(of: key)
    var next = (gap + 1) & mask
    while slots[next] != Self.empty {
      let home = home(slots[next])
      if (next - home) & mask >= (next - gap) & mask {
        slots[gap] = slots[next]
        gap = next
      }
      next = (next + 1) & mask
    }
    slots[gap] = Self.empty
  }
}
