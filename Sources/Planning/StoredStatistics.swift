import GraphStore

/// The planner's statistics as a `.gyr` file keeps them; Docs/formats.md lists the numbers.
extension PlannerStatistics {
  /// To be raised when the meaning of a number or the way of measuring it changes: older numbers are then measured again.
  static let currentMethod: UInt64 = 2

  /// Measures them. O(vertices), a few milliseconds for a million.
  @Sendable package static func measure(_ lists: CSR) -> PlannerStatistics {
    let statistics = CostStatistics(lists)
    let costs = AlgebraCosts(lists, closure: statistics.adjacentClosure)
    return PlannerStatistics(
      method: currentMethod, values: statistics.storedValues + AlgebraCosts.stored.map { costs[keyPath: $0] })
  }
}

extension Graph {
  /// The graph with the statistics that planning starts from, to be written to a `.gyr` file: whoever opens that file plans
  /// without measuring first. `gyr convert` and `gyr generate` do the same.
  ///
  /// - Complexity: O(vertices), a few milliseconds for a million.
  public func withPlannerStatistics() -> Graph { with(PlannerStatistics.measure(neighbours)) }
}

extension CostStatistics {
  /// Mean lengths by reach, earlier loops and side, then closures and effective vertices.
  fileprivate var storedValues: [Double] {
    lengths.flatMap { $0.flatMap { $0 } } + [adjacentClosure, wedgeClosure, triangleClosure, effectiveVertices]
  }

  fileprivate static var lengthCount: Int { Reach.allCases.count * (deepest + 1) * Side.allCases.count }
  fileprivate static var storedCount: Int { lengthCount + 4 }

  fileprivate init(_ values: ArraySlice<Double>, of lists: CSR) {
    let sides = Side.allCases.count, perReach = (Self.deepest + 1) * sides, first = values.startIndex
    let lengths = Reach.allCases.indices.map { reach in
      (0...Self.deepest).map { opened in
        let start = first + reach * perReach + opened * sides
        return Array(values[start..<start + sides])
      }
    }
    let rest = Array(values[(first + Self.lengthCount)...])
    self.init(lengths: lengths, closures: (rest[0], rest[1], rest[2]), effectiveVertices: rest[3], of: lists)
  }

  /// The largest values that a graph of this size can have.
  fileprivate static func bounds(_ lists: CSR) -> [Double] {
    [Double](repeating: Double(lists.maximumDegree), count: lengthCount) + [1, 1, 1, max(1, Double(lists.vertexCount))]
  }
}

extension AlgebraCosts {
  fileprivate static var stored: [WritableKeyPath<AlgebraCosts, Double>] {
    [
      \.walks, \.walksAbove, \.farWalks, \.farPairs, \.farWalksAbove, \.farPairsAbove, \.closed, \.closedSquares, \.closedWalks,
      \.longWalks, \.closedPairs, \.sharedPairs, \.sharedSquares, \.triangles,
    ]
  }

  fileprivate init(_ values: ArraySlice<Double>, of lists: CSR) {
    self.init()
    vertices = Double(lists.vertexCount)
    slots = Double(lists.targetCount)
    maximumDegree = Double(lists.maximumDegree)
    for (path, value) in zip(Self.stored, values) { self[keyPath: path] = value }
  }

  fileprivate static func bounds(_ lists: CSR) -> [Double] {
    let n = Double(lists.vertexCount), slots = Double(lists.targetCount), longest = Double(lists.maximumDegree)
    return [slots * longest, slots * longest, n * slots, n * slots, n * slots, n * slots, slots * longest]
      + [Double](repeating: slots * longest * longest, count: 3)
      // A neighbour takes at most so much: all walks inside, or its part of what goes by lists.
      + [Double](repeating: slots * longest * (longest + 20), count: 4)
  }
}

/// What the planner knows of a graph before it sees a pattern.
struct PlanningFacts {
  let statistics: CostStatistics
  let costs: AlgebraCosts

  /// From the graph's file if it has them, else measured.
  init(_ graph: Graph) {
    if let stored = graph.known?.statistics, let facts = PlanningFacts(stored, of: graph.neighbours) {
      self = facts
      return
    }
    let statistics = CostStatistics(graph.neighbours)
    self.init(statistics, AlgebraCosts(graph.neighbours, closure: statistics.adjacentClosure))
  }

  private init(_ statistics: CostStatistics, _ costs: AlgebraCosts) {
    self.statistics = statistics
    self.costs = costs.with(triangleClosure: statistics.triangleClosure)
  }

  /// Nil unless the numbers were measured in today's way and are such as a graph of this size can have: a file may say anything,
  /// and plans must come to an end whatever it says.
  init?(_ stored: PlannerStatistics, of lists: CSR) {
    let bounds = CostStatistics.bounds(lists) + AlgebraCosts.bounds(lists)
    guard stored.method == PlannerStatistics.currentMethod, stored.values.count == bounds.count,
      // Sums of doubles are not exact.
      zip(stored.values, bounds).allSatisfy({ $0 >= 0 && $0 <= $1 * 1.000001 })
    else { return nil }
    self.init(
      CostStatistics(stored.values[..<CostStatistics.storedCount], of: lists),
      AlgebraCosts(stored.values[CostStatistics.storedCount...], of: lists))
  }
}
