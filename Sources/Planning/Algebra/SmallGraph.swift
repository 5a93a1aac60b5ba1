import PatternModel

/// A simple graph on at most 8 vertices as a bit matrix, with or without distinguished roots: what the algebra of
/// counts works on. Quickly compared and hashed, so that equal subproblems meet.
///
/// Labels and directions are colours: a class at each vertex and a demand at each ordered pair of adjacent vertices,
/// numbers of a ``Palette``.
package struct SmallGraph: Hashable, Sendable {
  package private(set) var count: Int
  /// Row v is byte v: bit w says that v and w are adjacent.
  private var matrix: UInt64
  /// Has a meaning of its own: automorphisms fix it. Canonical forms put it at 0.
  package var root: Int?
  /// Another one (the other end of a distinguished edge, mostly) with the same rights; canonical forms put it at 1.
  package var secondRoot: Int?
  /// Nil: all of them 0.
  private var colours: Colours?

  private struct Colours: Hashable {
    /// By vertex, and by ordered pair (8a + b).
    var classes = [UInt16](repeating: 0, count: SmallGraph.largest)
    var demands = [UInt16](repeating: 0, count: SmallGraph.largest * SmallGraph.largest)
  }

  /// Derivations look up thousands of graphs; nearly all differ in their edges.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(matrix)
    hasher.combine(count << 16 | (root ?? 0xff) << 8 | (secondRoot ?? 0xff))
    if let colours { hasher.combine(colours) }
  }

  package static let largest = 8
  package var bits: UInt64 { matrix }

  package init(count: Int, root: Int? = nil, secondRoot: Int? = nil) {
    precondition(count <= Self.largest)
    self.count = count
    self.root = root
    self.secondRoot = secondRoot
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

  /// Whether nothing but adjacency is asked.
  package var isPlain: Bool { colours == nil }

  /// The class of data vertices that v must be matched in.
  package func vertexClass(_ v: Int) -> Int { colours.map { Int($0.classes[v]) } ?? 0 }
  /// What an adjacent pair must satisfy, seen from a.
  package func demand(_ a: Int, _ b: Int) -> Int { colours.map { Int($0.demands[8 * a + b]) } ?? 0 }

  mutating func setClass(_ v: Int, _ number: Int) {
    guard number != 0 || colours != nil else { return }
    var own = colours ?? Colours()
    own.classes[v] = UInt16(number)
    colours = own
    dropPlainColours()
  }

  /// Joins two vertices by a demand, seen from a, and its converse.
  mutating func connect(_ a: Int, _ b: Int, demand: Int, converse: Int) {
    connect(a, b)
    guard demand != 0 || converse != 0 || colours != nil else { return }
    var own = colours ?? Colours()
    own.demands[8 * a + b] = UInt16(demand)
    own.demands[8 * b + a] = UInt16(converse)
    colours = own
    dropPlainColours()
  }

  /// Equal graphs must look equal.
  private mutating func dropPlainColours() { if colours == Colours() { colours = nil } }

  /// Neighbours of v as a bit set.
  package func row(_ v: Int) -> UInt8 { UInt8(truncatingIfNeeded: matrix >> UInt64(8 * v)) }
  package func adjacent(_ a: Int, _ b: Int) -> Bool { row(a) >> UInt8(b) & 1 == 1 }
  package func degree(_ v: Int) -> Int { row(v).nonzeroBitCount }
  package var edgeCount: Int { matrix.nonzeroBitCount / 2 }

  package func unrooted() -> SmallGraph {
    var copy = self
    copy.root = nil
    copy.secondRoot = nil
    return copy
  }

  package func rooted(at v: Int, second: Int? = nil) -> SmallGraph {
    var copy = self
    copy.root = v
    copy.secondRoot = second
    return copy
  }

  /// The same graph with vertex v at place[v].
  private func placed(_ place: UnsafePointer<Int>) -> SmallGraph {
    var result = merged(place, count: count)
    guard let colours else { return result }
    var own = Colours()
    for v in 0..<count {
      own.classes[place[v]] = colours.classes[v]
      for w in 0..<count { own.demands[8 * place[v] + place[w]] = colours.demands[8 * v + w] }
    }
    result.colours = own
    return result
  }

  /// The graph without colours with vertex v at place[v]; several may share a place when no two of them are adjacent.
  private func merged(_ place: UnsafePointer<Int>, count newCount: Int) -> SmallGraph {
    var result = SmallGraph(count: newCount, root: root.map { place[$0] }, secondRoot: secondRoot.map { place[$0] })
    for v in 0..<count {
      var rest = row(v)
      while rest != 0 {
        result.matrix |= 1 << UInt64(8 * place[v] + place[rest.trailingZeroBitCount])
        rest &= rest - 1
      }
    }
    return result
  }

  /// The same with colours: where vertices meet, both their classes are asked, and where edges meet both demands.
  ///
  /// - Returns: nil when nothing can satisfy that.
  private func merged(_ place: [Int], count newCount: Int, _ palette: Palette) -> SmallGraph? {
    var result = merged(place, count: newCount)
    guard let colours else { return result }
    for v in 0..<count {
      guard let both = palette.intersection(result.vertexClass(place[v]), Int(colours.classes[v])) else { return nil }
      result.setClass(place[v], both)
    }
    var met: UInt64 = 0
    for v in 0..<count {
      for w in 0..<v where adjacent(v, w) {
        let (a, b) = (place[v], place[w])
        var demand = Int(colours.demands[8 * v + w])
        if met >> UInt64(8 * a + b) & 1 == 1 {
          guard let both = palette.both(result.demand(a, b), demand) else { return nil }
          demand = both
        }
        met |= 1 << UInt64(8 * a + b) | 1 << UInt64(8 * b + a)
        result.connect(a, b, demand: demand, converse: palette.converse(demand))
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
    forEachRefinedPlacing { place in
      let candidate = placed(place)
      if isFirst || candidate.precedes(best) { best = candidate }
      isFirst = false
    }
    return best
  }

  func precedes(_ other: SmallGraph) -> Bool {
    if matrix != other.matrix { return matrix < other.matrix }
    if isPlain || other.isPlain { return isPlain && !other.isPlain }
    guard let mine = colours, let its = other.colours else { return false }
    if mine.classes != its.classes { return mine.classes.lexicographicallyPrecedes(its.classes) }
    return mine.demands.lexicographicallyPrecedes(its.demands)
  }

  /// For each vertex the smallest vertex that an automorphism (fixing the roots) moves it to.
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

  /// Whether an automorphism moves every vertex to every other.
  package var isVertexTransitive: Bool {
    (1..<Swift.max(1, count)).allSatisfy { key($0) == key(0) && hasAutomorphism(moving: $0, to: 0) }
  }

  private func hasAutomorphism(moving a: Int, to b: Int) -> Bool {
    var image = [Int](repeating: -1, count: count)
    func extend(_ v: Int, _ used: UInt8) -> Bool {
      if v == count { return true }
      for w in 0..<count where used >> UInt8(w) & 1 == 0 && key(w) == key(v) && (v != a || w == b) {
        if (0..<v).allSatisfy({
          adjacent($0, v) == adjacent(image[$0], w) && demand($0, v) == demand(image[$0], w)
            && demand(v, $0) == demand(w, image[$0])
        }) {
          image[v] = w
          if extend(v + 1, used | 1 << UInt8(w)) { return true }
        }
      }
      return false
    }
    return extend(0, 0)
  }

  /// Equal for vertices that an automorphism may exchange: root or not, degree, degrees of the neighbours, colours.
  private func key(_ v: Int) -> UInt64 {
    var counts: UInt64 = 0
    var rest = row(v)
    while rest != 0 {
      counts += 1 << UInt64(6 * degree(rest.trailingZeroBitCount))
      rest &= rest - 1
    }
    if let colours {
      func mix(_ value: UInt64) -> UInt64 {
        let mixed = (value ^ value >> 31) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 29
      }
      counts = counts &* 31 &+ mix(UInt64(colours.classes[v]) + 1)
      for w in 0..<count where adjacent(v, w) {
        counts &+= mix(UInt64(colours.demands[8 * v + w]) << 32 | UInt64(colours.classes[w]) << 8 | UInt64(degree(w)))
      }
    }
    let rank: UInt64 = v == root ? 0 : v == secondRoot ? 1 : 2
    return rank << 59 | UInt64(degree(v)) << 52 | counts & (1 << 52 - 1)
  }

  /// Calls `body` with places for the vertices: those with smaller keys first. Of vertices that may change places and leave
  /// the graph as it is, only one order is tried.
  private func forEachRefinedPlacing(_ body: (UnsafePointer<Int>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.largest) { keys in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * Self.largest) { room in
        let order = room.baseAddress.unsafelyUnwrapped, place = order + Self.largest
        func exchange(_ i: Int, _ j: Int) { (order[i], order[j]) = (order[j], order[i]) }
        for v in 0..<count {
          keys[v] = key(v)
          order[v] = v
          place[v] = 0
        }
        for i in 1..<Swift.max(1, count) {
          var j = i
          while j > 0, keys[order[j]] < keys[order[j - 1]] {
            exchange(j, j - 1)
            j -= 1
          }
        }
        func visit(_ k: Int) {
          if k == count {
            for position in 0..<count { place[order[position]] = position }
            return body(place)
          }
          for i in k..<count where keys[order[i]] == keys[order[k]] {
            if (k..<i).contains(where: { areTwins(order[$0], order[i]) }) { continue }
            exchange(k, i)
            visit(k + 1)
            exchange(k, i)
          }
        }
        visit(0)
      }
    }
  }

  /// Whether two vertices without colours are adjacent to the same others.
  private func areTwins(_ a: Int, _ b: Int) -> Bool {
    let both: UInt8 = 1 << UInt8(a) | 1 << UInt8(b)
    return isPlain && row(a) & ~both == row(b) & ~both
  }

  // MARK: Quotients

  /// Calls `body` with every graph that arises by merging vertices, the graph itself excepted. Adjacent vertices are
  /// never merged, nor are pairs in `distinct` (row v: the vertices that must stay apart from v). Quotients whose colours
  /// contradict each other have no maps and are left out.
  package func forEachQuotient(distinct: [UInt8], _ palette: Palette, _ body: (SmallGraph) -> Void) {
    var place = [Int](repeating: 0, count: count)
    var blocks: [UInt8] = []
    func visit(_ v: Int) {
      if v == count {
        if blocks.count < count, let quotient = merged(place, count: blocks.count, palette) { body(quotient) }
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

  /// The same for maps under which vertex 0 alone has its image: nothing merges with it.
  package func forEachQuotientAboveRoot(_ palette: Palette, _ body: (SmallGraph) -> Void) {
    var distinct = [UInt8](repeating: 1, count: count)
    distinct[0] = .max
    forEachQuotient(distinct: distinct, palette, body)
  }
}
