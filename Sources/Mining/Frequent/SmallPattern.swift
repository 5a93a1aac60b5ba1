/// A pattern inside the miner: vertex classes and edges by relation. Positions are canonical once it has a code.
struct SmallPattern: Sendable {
  struct Edge: Sendable {
    var u: UInt8
    var v: UInt8
    /// Seen from u.
    var relation: Int32
  }
  var classes: [Int32]
  var edges: [Edge]

  var vertexCount: Int { classes.count }

  func hasEdge(_ a: Int, _ b: Int) -> Bool {
    edges.contains { Int($0.u) == a && Int($0.v) == b || Int($0.u) == b && Int($0.v) == a }
  }
}

/// Equal for isomorphic patterns, and only for those: the number of vertices, their classes, the edges.
typealias PatternCode = [UInt32]

/// The canonical numbering of a small pattern: colour refinement with individualisation (McKay, Piperno: Practical
/// graph isomorphism II, 2014), with twins explored once. Patterns of a few labelled vertices are decided by the first
/// refinement, which takes about a microsecond; that is why the miner does not go through `PatternSymmetry`.
///
/// One per worker: it keeps its buffers.
final class Canonicalizer {
  private let mirror: [Int]
  private var classes: [Int32] = []
  private var edges: [SmallPattern.Edge] = []
  private var count = 0
  private var best: [UInt32] = []
  private var bestPositions: [UInt8] = []
  private var scratch: [UInt32] = []
  private var generators: [[UInt8]] = []
  private var signatures = [UInt64](repeating: 0, count: 32)
  private var order = [UInt8](repeating: 0, count: 32)

  struct Result {
    var code: PatternCode
    /// Canonical position of every vertex.
    var positions: [UInt8]
    /// Automorphisms that generate the group, on canonical positions.
    var generators: [[UInt8]]
  }

  init(_ relations: Relations) { mirror = relations.mirror }

  func canonicalise(_ pattern: SmallPattern) -> Result {
    classes = pattern.classes
    edges = pattern.edges
    count = classes.count
    best = []
    generators = []
    var colours = [UInt8](repeating: 0, count: count)
    for v in 0..<count {
      var smaller: UInt8 = 0
      for w in 0..<count where classes[w] < classes[v] { smaller += 1 }
      colours[v] = smaller
    }
    search(colours)
    var code = PatternCode()
    code.reserveCapacity(1 + count + edges.count)
    code.append(UInt32(count))
    var sorted = [UInt32](repeating: 0, count: count)
    for v in 0..<count { sorted[Int(bestPositions[v])] = UInt32(classes[v]) }
    code += sorted
    code += best
    // Automorphisms were found on the pattern's own numbering.
    let found = generators.map { g in
      var moved = [UInt8](repeating: 0, count: count)
      for v in 0..<count { moved[Int(bestPositions[v])] = bestPositions[Int(g[v])] }
      return moved
    }
    return Result(code: code, positions: bestPositions, generators: found)
  }

  /// The pattern of a code, canonically numbered.
  static func pattern(of code: PatternCode) -> SmallPattern {
    let count = Int(code[0])
    return SmallPattern(
      classes: code[1...count].map { Int32($0) },
      edges: code[(count + 1)...].map {
        SmallPattern.Edge(u: UInt8($0 >> 27), v: UInt8($0 >> 22 & 31), relation: Int32($0 & 0x3f_ffff))
      })
  }

  /// Relations that fit a code.
  static let maximumRelations = 1 << 22

  @inline(__always)
  private func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Splits colours until every vertex of a colour sees the same relations to the same colours. A colour is the number
  /// of vertices with smaller ones. Equal hashes of different neighbourhoods only leave a cell unsplit. True: discrete.
  private func refine(_ colours: inout [UInt8]) -> Bool {
    var cells = Self.cellCount(colours)
    while cells < count {
      for v in 0..<count { signatures[v] = 0 }
      for edge in edges {
        let u = Int(edge.u), v = Int(edge.v)
        signatures[u] &+= mix(UInt64(edge.relation) << 8 | UInt64(colours[v]))
        signatures[v] &+= mix(UInt64(mirror[Int(edge.relation)]) << 8 | UInt64(colours[u]))
      }
      let old = colours
      for v in 0..<count {
        var smaller: UInt8 = old[v]
        for w in 0..<count where old[w] == old[v] && signatures[w] < signatures[v] { smaller += 1 }
        colours[v] = smaller
      }
      let now = Self.cellCount(colours)
      if now == cells { return false }
      cells = now
    }
    return true
  }

  private static func cellCount(_ colours: [UInt8]) -> Int {
    var seen: UInt32 = 0
    for colour in colours { seen |= 1 << UInt32(colour) }
    return seen.nonzeroBitCount
  }

  private func search(_ start: [UInt8]) {
    var colours = start
    if refine(&colours) { return leaf(colours) }
    // The first cell with several vertices.
    var target: UInt8 = .max
    for v in 0..<count {
      for w in 0..<v where colours[w] == colours[v] { target = min(target, colours[v]) }
    }
    var tried: [Int] = []
    for v in 0..<count where colours[v] == target {
      if let twin = tried.first(where: { areTwins($0, v) }) {
        var swap = (0..<count).map { UInt8($0) }
        swap.swapAt(twin, v)
        if !generators.contains(swap) { generators.append(swap) }
        continue
      }
      tried.append(v)
      // v keeps the colour, the others of its cell move up by one.
      var next = colours
      for w in 0..<count where w != v && colours[w] == target { next[w] += 1 }
      search(next)
    }
  }

  private func leaf(_ positions: [UInt8]) {
    scratch.removeAll(keepingCapacity: true)
    for edge in edges {
      let i = UInt32(positions[Int(edge.u)]), j = UInt32(positions[Int(edge.v)])
      scratch.append(
        i < j
          ? i << 27 | j << 22 | UInt32(edge.relation) : j << 27 | i << 22 | UInt32(mirror[Int(edge.relation)]))
    }
    scratch.sort()
    if best.isEmpty || scratch.lexicographicallyPrecedes(best) {
      best = scratch
      bestPositions = positions
    } else if scratch == best {
      var vertexAt = [UInt8](repeating: 0, count: count)
      for v in 0..<count { vertexAt[Int(bestPositions[v])] = UInt8(v) }
      generators.append(positions.map { vertexAt[Int($0)] })
    }
  }

  /// Whether exchanging two vertices of one colour changes nothing.
  private func areTwins(_ a: Int, _ b: Int) -> Bool {
    // Sums of hashes would do for refinement; here the edges themselves are compared.
    var mine: [UInt64] = [], theirs: [UInt64] = []
    for edge in edges {
      for (x, y, relation) in [
        (Int(edge.u), Int(edge.v), Int(edge.relation)), (Int(edge.v), Int(edge.u), mirror[Int(edge.relation)]),
      ] {
        if x == a { mine.append(UInt64(y == b ? a : y) << 32 | UInt64(relation)) }
        if x == b { theirs.append(UInt64(y == a ? a : y) << 32 | UInt64(relation)) }
      }
    }
    return mine.count == theirs.count && mine.sorted() == theirs.sorted()
  }
}
