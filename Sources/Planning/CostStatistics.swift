import GraphStore

/// What the cost model knows of a graph: exact means of list lengths for vertices reached in different ways, and
/// sampled closure (how likely is a neighbour of one vertex a neighbour of another too).
///
/// Costs one pass over the degrees and a few hundred small intersections: well under a millisecond.
package struct CostStatistics: Sendable {
  /// How a level's vertex was reached: it decides how large its degree is expected to be.
  package enum Reach: Int, CaseIterable, Sendable { case root, any, below, above }
  /// Which part of the neighbour list is meant.
  package enum Side: Int, CaseIterable, Sendable { case all, below, above }

  package var vertexCount: Double
  /// Mean list length: [reach][times the list was opened before][side].
  private(set) var lengths: [[[Double]]]
  /// |N(u) ∩ N(v)| / min(d(u), d(v)) over sampled adjacent pairs; over ends of sampled wedges; and, for a sampled
  /// triangle, the part of |N(u) ∩ N(v)| that is also in N(w).
  package private(set) var adjacentClosure = 0.1
  package private(set) var wedgeClosure = 0.05
  package private(set) var triangleClosure = 0.3
  package var maximumDegree: Int
  /// Inverse of the chance that two random ends of edges are the same vertex: (sum of d)^2 / sum of d^2.
  package private(set) var effectiveVertices = 1.0

  /// How often one vertex's list may have been opened before, as far as the model looks.
  static let deepest = 5
  /// Vertices are looked at one by one up to here (the hubs, which decide the moments), then in strides.
  private static let exactVertices = 4096

  /// Expected length of the list (or part of it) of a vertex that was reached so and whose list `opened` earlier loops
  /// already run through: each of them makes a long list likelier, E[d^(t+1)] / E[d^t].
  package func length(_ reach: Reach, _ side: Side, opened: Int = 0) -> Double {
    lengths[reach.rawValue][Swift.min(opened, Self.deepest)][side.rawValue]
  }

  package init(_ csr: CSR) {
    let n = csr.vertexCount
    vertexCount = Double(n)
    maximumDegree = csr.maximumDegree
    // Twelve sums and four weights a row, one row for each number of earlier loops; flat, for this pass is part of
    // every query's time.
    let width = 16
    var sums = [Double](repeating: 0, count: (Self.deepest + 1) * width)
    sums.withUnsafeMutableBufferPointer { sums in
      var v = 0
      let step = Swift.max(1, (n - Self.exactVertices) / Self.exactVertices)
      while v < n {
        let stride = v < Self.exactVertices ? 1 : step
        let d = Double(csr.degree(v)), b = Double(csr.lower[v]), a = d - b
        // A vertex stands once in the list of each neighbour; in those of its upper ones as the lower end, and so on.
        var power = Double(Swift.min(stride, n - v))
        var row = 0
        while row < sums.count {
          let reached = (power, power * d, power * a, power * b)
          sums[row] += reached.0 * d
          sums[row + 1] += reached.0 * b
          sums[row + 2] += reached.0 * a
          sums[row + 3] += reached.1 * d
          sums[row + 4] += reached.1 * b
          sums[row + 5] += reached.1 * a
          sums[row + 6] += reached.2 * d
          sums[row + 7] += reached.2 * b
          sums[row + 8] += reached.2 * a
          sums[row + 9] += reached.3 * d
          sums[row + 10] += reached.3 * b
          sums[row + 11] += reached.3 * a
          sums[row + 12] += reached.0
          sums[row + 13] += reached.1
          sums[row + 14] += reached.2
          sums[row + 15] += reached.3
          power *= d
          row += width
        }
        v += stride
      }
    }
    lengths = (0..<4).map { reach in
      (0...Self.deepest).map { opened in
        let weight = sums[opened * width + 12 + reach]
        return (0..<3).map { weight > 0 ? sums[opened * width + 3 * reach + $0] / weight : 0 }
      }
    }
    if sums[width + 12] > 0 { effectiveVertices = sums[width + 12] * sums[width + 12] / sums[2 * width + 12] }
    if csr.targetCount > 0 { sampleClosure(csr) }
  }

  /// Statistics that were measured before.
  init(lengths: [[[Double]]], closures: (adjacent: Double, wedge: Double, triangle: Double), effectiveVertices: Double, of csr: CSR) {
    self.lengths = lengths
    self.effectiveVertices = effectiveVertices
    (adjacentClosure, wedgeClosure, triangleClosure) = closures
    vertexCount = Double(csr.vertexCount)
    maximumDegree = csr.maximumDegree
  }

  private mutating func sampleClosure(_ csr: CSR) {
    var random = SplitMix(state: 0x9E37_79B9_7F4A_7C15)
    var adjacent = (0.0, 0.0), wedge = (0.0, 0.0), triangle = (0.0, 0.0)
    var common: [UInt32] = []
    // A list of at most this many elements is looked at: hubs are sampled, not walked.
    let cap = 48
    func sample(_ v: Int) -> Int? {
      let d = csr.degree(v)
      return d == 0 ? nil : Int(csr.targets[Int(csr.offsets[v]) + Int(random.next() % UInt64(d))])
    }
    for _ in 0..<96 {
      let slot = Int(random.next() % UInt64(csr.targetCount))
      let v = Int(csr.targets[slot])
      guard let u = sample(v), let w = sample(v) else { continue }
      let (small, large) = csr.degree(u) < csr.degree(v) ? (u, v) : (v, u)
      let list = csr.neighbours(small)
      let stride = Swift.max(1, list.count / cap)
      common.removeAll(keepingCapacity: true)
      var looked = 0.0
      var i = 0
      while i < list.count {
        looked += 1
        if Self.contains(csr.neighbours(large), list[i]) { common.append(list[i]) }
        i += stride
      }
      adjacent.0 += Double(common.count)
      adjacent.1 += looked
      if let x = common.randomElement(using: &random) {
        let third = csr.neighbours(Int(x))
        for y in common where y != x {
          triangle.1 += 1
          if Self.contains(third, y) { triangle.0 += 1 }
        }
      }
      if u != w {
        let (few, many) = csr.degree(u) < csr.degree(w) ? (u, w) : (w, u)
        let list = csr.neighbours(few)
        let stride = Swift.max(1, list.count / cap)
        var i = 0
        while i < list.count {
          wedge.1 += 1
          if Self.contains(csr.neighbours(many), list[i]) { wedge.0 += 1 }
          i += stride
        }
      }
    }
    func ratio(_ pair: (Double, Double), floor: Double) -> Double { pair.1 > 0 ? Swift.max(floor, pair.0 / pair.1) : floor }
    adjacentClosure = ratio(adjacent, floor: 1e-4)
    wedgeClosure = ratio(wedge, floor: 1e-4)
    triangleClosure = ratio(triangle, floor: adjacentClosure)
  }

  static func contains(_ list: UnsafeBufferPointer<UInt32>, _ x: UInt32) -> Bool {
    var low = 0, high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < x { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low] == x
  }
}

/// A small seeded generator (SplitMix64, Steele et al., OOPSLA 2014), so that plans are reproducible.
package struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64
  package init(state: UInt64) { self.state = state }
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
