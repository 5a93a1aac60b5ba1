import GraphStore
import PatternModel
import Planning

/// How often a motif occurs in random graphs with the same degrees (see ``Graph/rewired(stepsPerEdge:seed:)``).
public struct MotifExpectation: Sendable {
  /// The motif, vertex-induced.
  public let pattern: Pattern
  /// Random graphs that were counted in.
  public let samples: Int
  /// Mean of the occurrences.
  public let mean: Double
  /// Standard deviation of the occurrences (divisor `samples` - 1).
  public let deviation: Double

  init(_ pattern: Pattern, _ counts: [Double]) {
    self.pattern = pattern
    samples = counts.count
    let mean = counts.reduce(0, +) / Double(max(1, counts.count))
    self.mean = mean
    let squares = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = counts.count > 1 ? (squares / Double(counts.count - 1)).squareRoot() : 0
  }

  /// Standard deviations by which a count exceeds the mean; nil where all samples agree, so that no scale is known.
  public func zScore(of occurrences: UInt128) -> Double? {
    deviation > 0 ? (Double(occurrences) - mean) / deviation : nil
  }
}

extension Miner {
  /// What the motif census of random graphs with the same degrees is like: the null model of Milo et al. (2002).
  ///
  /// ```swift
  /// let found = try miner.motifs(size: 3)
  /// for (count, expected) in zip(found, try miner.expectedMotifs(size: 3)) {
  ///   print(count.pattern, count.occurrences, expected.mean, expected.zScore(of: count.occurrences) ?? .nan)
  /// }
  /// ```
  /// - Parameters:
  ///   - samples: random graphs; sample i is `rewired(seed: seed + i)`.
  /// - Returns: one for every motif, in the order of ``motifs(size:)``.
  /// - Throws: ``PlanningError/unsupported(_:)`` for sizes that ``motifs(size:)`` refuses.
  /// - Complexity: a rewiring and a census a sample.
  public func expectedMotifs(size: Int, samples: Int = 20, seed: UInt64 = 1) throws(PlanningError) -> [MotifExpectation] {
    var censuses = RandomCensuses(sizes: [size], seed: seed)
    for _ in 0..<max(1, samples) { try censuses.addSample(of: self) }
    return censuses.expectations(0)
  }
}

/// Censuses of several sizes in the same random graphs, gathered one graph after the other.
package struct RandomCensuses {
  package let sizes: [Int]
  package let seed: UInt64
  package private(set) var samples = 0
  private var patterns: [[Pattern]]
  /// By size, motif, sample.
  private var counts: [[[Double]]]

  package init(sizes: [Int], seed: UInt64) {
    self.sizes = sizes
    self.seed = seed
    patterns = sizes.map { _ in [] }
    counts = sizes.map { _ in [] }
  }

  package mutating func addSample(of miner: Miner) throws(PlanningError) {
    let random = Miner(miner.graph.rewired(seed: seed &+ UInt64(samples)), threads: miner.threads)
    for (position, size) in sizes.enumerated() {
      let census = try random.motifs(size: size)
      if samples == 0 {
        patterns[position] = census.map(\.pattern)
        counts[position] = census.map { _ in [] }
      }
      for (motif, count) in census.enumerated() { counts[position][motif].append(Double(count.occurrences)) }
    }
    samples += 1
  }

  /// Of the size at a position of `sizes`.
  package func expectations(_ position: Int) -> [MotifExpectation] {
    zip(patterns[position], counts[position]).map { MotifExpectation($0, $1) }
  }
}

extension Miner {
  /// Edge-induced occurrences from a census of an undirected graph: a motif lies in every denser one as often as that has
  /// copies of it.
  package static func edgeInduced(_ census: [Count]) -> [UInt128] {
    let copies = SpanningCopies(census.map(\.pattern))
    return census.indices.map { part in
      census.indices.reduce(0) { sum, container in
        let occurrences = census[container].occurrences
        return occurrences == 0 ? sum : sum + UInt128(copies.count(of: part, in: container)) * occurrences
      }
    }
  }
}
