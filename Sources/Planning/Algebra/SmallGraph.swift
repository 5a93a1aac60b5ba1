import PatternModel

/// An undirected simple graph on at most 8 vertices as a bit matrix, with or without a distinguished root: what the
/// algebra of counts works on. Small enough to be a dictionary key, so equal subproblems meet.
package struct SmallGraph: Hashable, Sendable {
  package private(set) var count: Int
  /// Row v is byte v: bit w says that v and w are adjacent.
  private var matrix: UInt64
  /// Has a meaning of its own: automorphisms fix it, quotients never merge it. Canonical forms put it at 0.
  package var root: Int?

  package static let largest = 8
  package var bits: UInt64 { matrix }

  package init(count: Int, root: Int? = nil) {
    precondition(count <= Self.largest)
    self.count = count
    self.root = root
    matrix = 0
  }

  /// The edges of a pattern that has no other constraints.
  package init(_ pattern: Pattern, root: Int? = nil) {
    self.init(count: pattern.vertices.count, root: root)
    for edge in pattern.edges { connect(edge.source, edge.target) }
  }

  package mutating func connect(_ a: Int, _ b: Int) {
    matrix |= 1 << UInt64(8 * a + b) | 1 << UInt64(8 * b + a)
  }

  /// Neighbours of v as a bit set.
  package func row(_ v: Int) -> UInt8 { UInt8(truncatingIfNeeded: matrix >> UInt64(8 * v)) }
  package func adjacent(_ a: Int, _ b: Int) -> Bool { row(a) >> UInt8(b) & 1 == 1 }
  package func degree(_ v: Int) -> Int { row(v).nonzeroBitCount }
  package var edgeCount: Int { matrix.nonzeroBitCount / 2 }

  package func unrooted() -> SmallGraph {
    var copy = self
    copy.root = nil
    return copy
  }

  package func rooted(at v: Int) -> SmallGraph {
    var copy = self
    copy.root = v
    return copy
  }

  /// The graph with vertex v at place[v]; several vertices may share a place when no two of them are adjacent.
  package func placed(_ place: [Int], count newCount: Int) -> SmallGraph {
    var result = SmallGraph(count: newCount, root: root.map { place[$0] })
    for v in 0..<count {
      var rest = row(v)
      while rest != 0 {
        let w = rest.trailingZeroBitCount
        rest &= rest - 1
        if w > v { result.connect(place[v], place[w]) }
      }
    }
    return result
  }

  /// Whether the vertices other than `removed` (a bit set) induce a forest.
  package func isForest(without removed: UInt8) -> Bool {
    var alive = UInt8(truncatingIfNeeded: (1 << count) - 1) & ~removed
    var found = true
    while found {
      found = false
      for v in 0..<count where alive >> UInt8(v) & 1 == 1 && (row(v) & alive).nonzeroBitCount <= 1 {
        alive &= ~(1 << UInt8(v))
        found = true
      }
    }
    return alive == 0
  }

  // MARK: Symmetry

  /// The same value for isomorphic graphs (roots corresponding), and only for these; a root stands at 0.
  ///
  /// - Complexity: permutations within classes of equal degrees and neighbours' degrees; at most 8!.
  package var canonical: SmallGraph {
    var best = self
    var isFirst = true
    forEachRefinedOrder { order in
      var place = [Int](repeating: 0, count: count)
      for (position, v) in order.enumerated() { place[v] = position }
      let candidate = placed(place, count: count)
      if isFirst || candidate.matrix < best.matrix { best = candidate }
      isFirst = false
    }
    return best
  }

  /// For each vertex the smallest vertex that an automorphism (fixing the root) moves it to.
  package var orbits: [Int] {
    var smallest = Array(0..<count)
    for a in 0..<count {
      for b in 0..<a where smallest[b] == b && key(a) == key(b) {
        if hasAutomorphism(moving: a, to: b) {
          smallest[a] = b
          break
        }
      }
    }
    return smallest
  }

  private func hasAutomorphism(moving a: Int, to b: Int) -> Bool {
    var image = [Int](repeating: -1, count: count)
    func extend(_ v: Int, _ used: UInt8) -> Bool {
      if v == count { return true }
      for w in 0..<count where used >> UInt8(w) & 1 == 0 && key(w) == key(v) && (v != a || w == b) {
        if (0..<v).allSatisfy({ adjacent($0, v) == adjacent(image[$0], w) }) {
          image[v] = w
          if extend(v + 1, used | 1 << UInt8(w)) { return true }
        }
      }
      return false
    }
    return extend(0, 0)
  }

  /// Equal for vertices that an automorphism may exchange: root or not, degree, degrees of the neighbours.
  private func key(_ v: Int) -> UInt64 {
    var counts: UInt64 = 0
    var rest = row(v)
    while rest != 0 {
      counts += 1 << UInt64(6 * degree(rest.trailingZeroBitCount))
      rest &= rest - 1
    }
    return (v == root ? 0 : 1 << 60) | UInt64(degree(v)) << 52 | counts & (1 << 52 - 1)
  }

  private func forEachRefinedOrder(_ body: ([Int]) -> Void) {
    let keys = (0..<count).map(key)
    var order = (0..<count).sorted { keys[$0] < keys[$1] }
    func visit(_ k: Int) {
      if k == order.count {
        body(order)
        return
      }
      for i in k..<order.count where keys[order[i]] == keys[order[k]] {
        order.swapAt(k, i)
        visit(k + 1)
        order.swapAt(k, i)
      }
    }
    visit(0)
  }

  // MARK: Quotients

  /// Calls `body` with every graph that arises by merging vertices, the graph itself excepted. Adjacent vertices are
  /// never merged, nor are pairs in `distinct` (row v: the vertices that must stay apart from v).
  package func forEachQuotient(distinct: [UInt8], _ body: (SmallGraph) -> Void) {
    var place = [Int](repeating: 0, count: count)
    var blocks: [UInt8] = []
    func visit(_ v: Int) {
      if v == count {
        if blocks.count < count { body(placed(place, count: blocks.count)) }
        return
      }
      let apart = row(v) | distinct[v]
      for block in blocks.indices where blocks[block] & apart == 0 {
        blocks[block] |= 1 << UInt8(v)
        place[v] = block
        visit(v + 1)
        blocks[block] &= ~(1 << UInt8(v))
      }
      blocks.append(1 << UInt8(v))
      place[v] = blocks.count - 1
      visit(v + 1)
      blocks.removeLast()
    }
    visit(0)
  }
}
