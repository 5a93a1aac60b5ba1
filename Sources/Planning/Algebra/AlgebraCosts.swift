import GraphStore

/// What tables and sweeps cost on a graph, in steps of about a nanosecond on one core.
struct AlgebraCosts: Sendable {
  /// Vertices; ordered adjacent pairs.
  var vertices = 0.0
  var slots = 0.0
  var maximumDegree = 0.0
  /// Sum over ordered adjacent pairs (u, y) of the length of y's list: all walks of two edges.
  var walks = 0.0
  /// The same with y and its neighbours above u: O(m x arboricity) (Chiba and Nishizeki, 1985).
  var walksAbove = 0.0
  /// Sum over roots of the lists (of the part below, for `pairs`) of everything two steps away.
  var farWalks = 0.0
  var farPairs = 0.0
  var farWalksAbove = 0.0
  var farPairsAbove = 0.0
  /// Ordered adjacent pairs with a common neighbour, each with each.
  var closed = 0.0

  /// Sum over edges of the square of the number of common neighbours of its ends.
  var closedSquares = 0.0
  /// What it takes, root by root by the cheaper of lists and rows of bits: to meet closed pairs (an edge inside a
  /// neighbourhood, and what both its ends see); to count for two neighbours of a root what they share there, and to add up
  /// the squares of that; to tell neighbours in how many triangles with two others they are.
  var closedPairs = 0.0
  var sharedPairs = 0.0
  var sharedSquares = 0.0
  var triangles = 0.0
  /// Sum over ordered adjacent pairs of the number of common neighbours times the degree of the first.
  var closedWalks = 0.0
  /// Sum over ordered adjacent pairs of the product of their degrees: all walks of three edges.
  var longWalks = 0.0

  /// How many pairs of common neighbours of an edge's ends are adjacent.
  var triangleClosure = 1.0 / 3

  /// To start and join threads.
  static let pass = 30_000.0

  /// An unknown graph: everything is free.
  init() {}

  init(_ csr: CSR, closure: Double) {
    let n = csr.vertexCount
    vertices = Double(n)
    slots = Double(csr.targetCount)
    maximumDegree = Double(csr.maximumDegree)
    var squares = 0.0, minima = 0.0, above = 0.0
    for v in 0..<n {
      let d = Double(csr.degree(v)), below = Double(csr.lower[v])
      squares += d * d
      minima += below * d
      above += below * (d - below) + below * below / 2
    }
    walks = squares
    walksAbove = Swift.min(minima, above)
    closed = minima * closure
    guard n > 0, slots > 0 else { return }
    // Two steps from a sample of roots: the distinct ends are at most the walks and at most everybody.
    let allBelow = slots / 2
    let roots = Swift.min(n, 96)
    var (all, pairs, allAbove, pairsAbove) = (0.0, 0.0, 0.0, 0.0)
    for sample in 0..<roots {
      let u = (2 * sample + 1) * n / (2 * roots)
      var reached = 0.0, reachedAbove = 0.0
      let list = csr.neighbours(u)
      let stride = Swift.max(1, list.count / 64)
      var i = 0
      while i < list.count {
        let y = Int(list[i]), d = Double(csr.degree(y) * stride)
        reached += d
        if y > u { reachedAbove += d * 0.7 }
        i += stride
      }
      // A walk's end is likelier a hub; what it opens has the size-biased mean.
      all += Swift.min(reached * squares / slots, slots)
      pairs += Swift.min(reached * minima / slots, allBelow)
      allAbove += Swift.min(reachedAbove * squares / slots / 2, slots)
      pairsAbove += Swift.min(reachedAbove * minima / slots / 2, allBelow)
    }
    sampleClosed(csr)
    let scale = vertices / Double(roots)
    farWalks = all * scale
    farPairs = pairs * scale
    farWalksAbove = allAbove * scale
    farPairsAbove = pairsAbove * scale
  }

  func with(triangleClosure: Double) -> AlgebraCosts {
    var costs = self
    costs.triangleClosure = triangleClosure
    return costs
  }

  func cost(of program: TableProgram, _ live: TableProgram.Liveness) -> Double {
    var sum = 0.0
    var passes = LevelSet(), cornerLevels = LevelSet()
    for (node, level) in zip(program.vertexNodes, live.vertexLevels) where level > 0 {
      passes.insert(level)
      switch node {
      case .gather(let edge?, _) where live.isUnheld(edge):
        if program.edgeNodes[edge].countsFourCliques {
          // Measured on three graphs: 0.8 to 1.35 of the count of words and members.
          sum += (walksAbove + closed * 3) * 1.25
        } else {
          cornerLevels.insert(level)
          sum += closed * 1.5
        }
      case .gather: sum += slots * 0.8
      case .product: sum += vertices * 0.6
      case .member: sum += vertices * 0.5
      case .sweep: break
      case .cliques(let size): sum += walksAbove + closed * 3 + cliques(Swift.max(4, size - 1)) * 4
      case .triangleApexes: sum += triangles * 1.2
      }
    }
    var foldLevels = LevelSet()
    let hasLists = program.needsTriangleLists(live), countsApexes = program.needsApexes(live)
    for (node, level) in zip(program.edgeNodes, live.edgeLevels) where level > 0 {
      switch node {
      case .fold(let first, let middle, let second, let apexes):
        let isWeighted = first != nil || second != nil
        if node.countsFourCliques, !countsApexes {
          sum += (walksAbove + closed * 3) * 2.8
        } else if hasLists, first == nil || second == nil {
          // A walk along the lists.
          passes.insert(level)
          sum += slots * 2 + (isWeighted ? closed * 1.8 : middle != nil || apexes > 0 ? closed * 0.8 : 0)
        } else {
          foldLevels.insert(level)
          if isWeighted || middle != nil { sum += closed * 4 }
        }
      case .product: sum += slots * 0.6
      case .satisfies: sum += slots * 2
      case .sweep: break
      case .mirrored: sum += slots * 6
      }
    }
    sum += Double(cornerLevels.count) * walksAbove * 1.2
    sum += Double(foldLevels.count) * walksAbove * 2.6 + Double(passes.count + foldLevels.count) * Self.pass
    for (node, isLive) in zip(program.vectorNodes, live.vectors) where isLive {
      let walks = node.above ? walksAbove : walks
      switch node.formula {
      case .neighbours: sum += slots * 0.8
      case .pull: sum += walks * 0.9
      case .push(let source, _):
        sum += program.vectorNodes[source].isNear ? walks * 1.4 : (node.above ? farWalksAbove : farWalks) * 1.4
      case .product, .scaled, .timesDegree: sum += slots
      case .closedPairs: sum += closedPairs
      }
    }
    var ranges = (all: 0.0, above: 0.0)
    for (sweep, level) in zip(program.sweeps, live.sweepLevels) where level > 0 {
      if sweep.above { ranges.above = 1 } else { ranges.all = 1 }
      switch sweep.output {
      case .pairEnds(let power): sum += (power == 2 ? sharedSquares : sharedPairs) * 2.5
      case .pairMember: sum += closedPairs * 0.8
      case .total, .root, .scattered, .slots: break
      }
      for part in sweep.parts {
        switch part {
        case .sum: break
        case .pairs: sum += sweep.above ? farPairsAbove : farPairs
        case .neighbourPairs(let power): sum += (power == 2 ? sharedSquares : sharedPairs) * 1.8
        }
      }
    }
    var pulls: [Set<PairSweep.LocalVertex>] = [[], []]
    for (pairs, isLive) in zip(program.pairSweeps, live.pairSweeps) where isLive {
      pulls[pairs.adjacent ? 1 : 0].formUnion(pairs.pulls)
      sum += (pairs.adjacent ? closed : walks) * 2
      // A bridge walks along the lists of the cheaper side, of what sees a common neighbour.
      sum += Double(pairs.bridges.count) * longWalks * 0.6 + Double(pairs.farPulls.count) * closedSquares * 4
    }
    if !pulls[0].isEmpty { sum += walks * 6 }
    sum += Double(pulls[0].count) * closedWalks * 2 + Double(pulls[1].count) * closedSquares * 4
    // By rows of bits over the neighbourhoods. Measured on three graphs, like what the lists take: 0.9 to 1.2 of this.
    if countsApexes { sum += closed * 3.5 + closedSquares * 0.045 + slots * 30 }
    if hasLists { sum += walksAbove * 2.6 + closed * 1.5 + slots * 20 }
    return sum + (ranges.all + ranges.above) * (Self.pass + vertices * 20)
  }

  /// Levels of a program, of which there are few.
  private struct LevelSet {
    private var bits: UInt64 = 0
    mutating func insert(_ level: Int) { bits |= 1 << UInt64(min(level, 63)) }
    var count: Int { bits.nonzeroBitCount }
  }

  /// Looks at the common neighbours of a sample of adjacent pairs.
  private mutating func sampleClosed(_ csr: CSR) {
    var random = SplitMix(state: 0xD1B5_4A32_D192_ED03)
    let samples = 192
    let longestSet = Double(TableProgram.closedSetWords(vertices: csr.vertexCount))
    for _ in 0..<samples {
      let slot = Int(random.next() % UInt64(csr.targetCount))
      // The slot's owner: the last vertex whose list starts at or before it.
      var low = 0, high = csr.vertexCount
      while high - low > 1 {
        let middle = (low + high) / 2
        if csr.offsets[middle] <= UInt64(slot) { low = middle } else { high = middle }
      }
      let other = Int(csr.targets[slot])
      let (few, many) = csr.degree(low) < csr.degree(other) ? (low, other) : (other, low)
      let list = csr.neighbours(few), container = csr.neighbours(many)
      let stride = Swift.max(1, list.count / 64)
      var looked = 0.0, found = 0.0, foundBefore = 0.0
      var i = 0
      while i < list.count {
        looked += 1
        if CostStatistics.contains(container, list[i]) {
          found += 1
          if list[i] < other { foundBefore += 1 }
        }
        i += stride
      }
      let scale = Double(list.count) / looked
      let root = Double(csr.degree(low)), degree = Double(csr.degree(other))
      longWalks += root * degree
      guard found > 0 else { continue }
      let common = found * scale, before = foundBefore * scale
      closedSquares += common * common / 2
      closedWalks += common * (root + degree) / 2
      // As the neighbour's part of what the root takes, see NeighbourhoodRows and ClosedRows.
      let words = (root / 64).rounded(.up), rows = root <= Double(TableProgram.mostMembers) ? root * (1 + words / 16) : .infinity
      let sets = words <= longestSet ? degree * (3.5 + words / 2) + common : .infinity
      closedPairs += Swift.min(9 * common + common * common / 2, sets)
      sharedPairs += Swift.min(common * common, rows)
      sharedSquares += Swift.min(4 * common + 2 * before * (common - 1) - before * (before - 1), rows)
      triangles += words <= Double(TableProgram.mostClosedWords) ? common * Swift.min(10, 3.5 + words * 0.375) : common * 10
    }
    let scale = slots / Double(samples)
    for path in Self.sampled { self[keyPath: path] *= scale }
  }

  private static var sampled: [WritableKeyPath<AlgebraCosts, Double>] {
    [\.longWalks, \.closedSquares, \.closedWalks, \.closedPairs, \.sharedPairs, \.sharedSquares, \.triangles]
  }

  /// Cliques of four or more, from what edges have in common: a clique of four is seen from each of its six edges, as an
  /// adjacent pair in their common neighbourhood; and what larger ones find of that is about a third.
  private func cliques(_ size: Int) -> Double {
    let extensions = closed > 0 ? closedSquares / closed / 3 : 0
    return (4..<size).reduce(closedSquares / 12 * triangleClosure) { count, _ in count * Swift.max(1, extensions) }
  }

  var sizes: TableSizes {
    var sizes = TableSizes()
    sizes.vertices = vertices
    sizes.slots = slots
    sizes.maximumDegree = maximumDegree
    sizes.closed = closed
    return sizes
  }
}
