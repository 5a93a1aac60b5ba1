import GraphStore

/// What tables and sweeps cost on a graph, in steps of about a nanosecond on one core.
struct AlgebraCosts: Sendable {
  /// Vertices; ordered adjacent pairs.
  var vertices = 0.0
  var slots = 0.0
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

  /// To start and join threads.
  static let pass = 30_000.0

  /// An unknown graph: everything is free.
  init() {}

  init(_ csr: CSR, closure: Double) {
    let n = csr.vertexCount
    vertices = Double(n)
    slots = Double(csr.targetCount)
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
    let scale = vertices / Double(roots)
    farWalks = all * scale
    farPairs = pairs * scale
    farWalksAbove = allAbove * scale
    farPairsAbove = pairsAbove * scale
  }

  func cost(of program: TableProgram, _ live: TableProgram.Liveness) -> Double {
    var sum = 0.0
    var passes = Set<Int>()
    for (node, level) in zip(program.vertexNodes, live.vertexLevels) where level > 0 {
      passes.insert(level)
      switch node {
      case .gather: sum += slots * 0.8
      case .product: sum += vertices * 0.6
      case .sweep: break
      }
    }
    var foldLevels = Set<Int>()
    for (node, level) in zip(program.edgeNodes, live.edgeLevels) where level > 0 {
      switch node {
      case .fold(let first, let middle, let second):
        foldLevels.insert(level)
        if first != nil || middle != nil || second != nil { sum += closed * 4 }
      case .product: sum += slots * 0.6
      }
    }
    sum += Double(foldLevels.count) * walksAbove * 1.5 + Double(passes.count + foldLevels.count) * Self.pass
    for (node, isLive) in zip(program.vectorNodes, live.vectors) where isLive {
      let walks = node.above ? walksAbove : walks
      switch node.formula {
      case .neighbours: sum += slots * 0.8
      case .pull: sum += walks * 0.9
      case .push(let source, _):
        sum += program.vectorNodes[source].isNear ? walks * 1.4 : (node.above ? farWalksAbove : farWalks) * 1.4
      case .product, .scaled, .timesDegree: sum += slots
      }
    }
    var ranges = Set<Bool>()
    for (sweep, level) in zip(program.sweeps, live.sweepLevels) where level > 0 {
      ranges.insert(sweep.above)
      for case .pairs in sweep.parts { sum += sweep.above ? farPairsAbove : farPairs }
    }
    return sum + Double(ranges.count) * (Self.pass + vertices * 20)
  }
}
