import PatternModel

extension Oracle {
  /// An isomorphism class of unlabelled graphs: the least adjacency matrix over all orders of the vertices, as bits.
  package struct MotifClass: Hashable, Sendable, Comparable {
    package var size: Int
    package var isDirected: Bool
    package var bits: UInt64

    /// The arcs of the representative (both of every pair when undirected).
    package var arcs: [(Int, Int)] { Oracle.pairs(size).enumerated().compactMap { bits >> $0 & 1 == 1 ? $1 : nil } }

    package static func < (a: MotifClass, b: MotifClass) -> Bool {
      (a.size, a.isDirected ? 1 : 0, a.bits) < (b.size, b.isDirected ? 1 : 0, b.bits)
    }
  }

  /// How many `size`-subsets of the vertices induce each (weakly) connected class; classes that do not occur have 0.
  package static func census(of graph: OracleGraph, size: Int) -> [MotifClass: Int] {
    var counts: [MotifClass: Int] = [:]
    for known in motifClasses(size: size, directed: graph.isDirected) { counts[known] = 0 }
    var classOf: [UInt64: MotifClass?] = [:]  // by raw matrix: few different ones, many subsets
    forEachSubset(of: graph.vertexCount, size: size) { subset in
      let raw = bits(size) { graph.hasArc(subset[$0], subset[$1]) }
      let found = classOf[raw] ?? classify(raw, size: size, directed: graph.isDirected)
      classOf[raw] = .some(found)
      if let found { counts[found]! += 1 }
    }
    return counts
  }

  /// All (weakly) connected classes of `size` vertices, by classifying every labelled graph. Up to 5 undirected,
  /// 4 directed in reasonable time.
  package static func motifClasses(size: Int, directed: Bool) -> Set<MotifClass> {
    let slots = pairs(size).filter { directed || $0.0 < $0.1 }
    var seen: Set<UInt64> = []
    var classes: Set<MotifClass> = []
    for choice in 0..<(UInt64(1) << slots.count) {
      let arcs = slots.enumerated().compactMap { choice >> $0 & 1 == 1 ? $1 : nil }
      let raw = bits(size) { u, v in
        arcs.contains { $0 == (u, v) || !directed && $0 == (v, u) }
      }
      if seen.contains(raw) { continue }
      seen.formUnion(allMatrices(raw, size: size))
      if let found = classify(raw, size: size, directed: directed) { classes.insert(found) }
    }
    return classes
  }

  /// The class of a pattern's edges, labels and everything else set aside. `a -- b` counts as both arcs.
  package static func motifClass(of pattern: some PatternParts, directed: Bool) -> MotifClass? {
    let k = pattern.vertices.count
    return classify(bits(k) { allowsArc($0, $1, pattern) }, size: k, directed: directed)
  }

  /// The class of a whole small graph; nil if it is not (weakly) connected.
  package static func motifClass(of graph: OracleGraph) -> MotifClass? {
    classify(bits(graph.vertexCount) { graph.hasArc($0, $1) }, size: graph.vertexCount, directed: graph.isDirected)
  }

  /// Calls `body` with every `size`-subset of 0..<n, ascending.
  package static func forEachSubset(of n: Int, size: Int, _ body: ([Int]) -> Void) {
    var subset: [Int] = []
    func extend(from first: Int) {
      if subset.count == size { return body(subset) }
      for v in first..<max(first, n) {
        subset.append(v)
        extend(from: v + 1)
        subset.removeLast()
      }
    }
    extend(from: 0)
  }

  // MARK: Matrices as bits

  /// Ordered pairs of different vertices; a pair's position is its bit.
  static func pairs(_ size: Int) -> [(Int, Int)] {
    (0..<size).flatMap { u in (0..<size).compactMap { v in u == v ? nil : (u, v) } }
  }

  private static func bits(_ size: Int, _ hasArc: (Int, Int) -> Bool) -> UInt64 {
    precondition(size * (size - 1) <= 64, "the census oracle stops at 8 vertices")
    var result: UInt64 = 0
    for (i, pair) in pairs(size).enumerated() where hasArc(pair.0, pair.1) { result |= 1 << i }
    return result
  }

  private static func allMatrices(_ raw: UInt64, size: Int) -> [UInt64] {
    let at = pairs(size)
    var position = Array(repeating: Array(repeating: 0, count: size), count: size)
    for (i, pair) in at.enumerated() { position[pair.0][pair.1] = i }
    return permutations(of: Array(0..<size)).map { p in
      bits(size) { raw >> position[p[$0]][p[$1]] & 1 == 1 }
    }
  }

  private static func classify(_ raw: UInt64, size: Int, directed: Bool) -> MotifClass? {
    var neighbours = Array(repeating: Set<Int>(), count: size)
    for (i, (u, v)) in pairs(size).enumerated() where raw >> i & 1 == 1 {
      neighbours[u].insert(v)
      neighbours[v].insert(u)
    }
    var reached: Set<Int> = [0]
    while true {
      let next = reached.reduce(into: reached) { $0.formUnion(neighbours[$1]) }
      if next == reached { break }
      reached = next
    }
    if reached.count < size { return nil }
    return MotifClass(size: size, isDirected: directed, bits: allMatrices(raw, size: size).min()!)
  }
}
