/// Facts that cost more than reading the graph and are therefore kept in its file.
package struct KnownFacts: Sendable {
  package var degeneracy: Int?
  package var triangles: UInt64?
  package var components: Int?
  package var statistics: PlannerStatistics?

  package init() {}
}

/// What the planner measured of a graph, as a file keeps it. Only the planner knows what the numbers mean, and looks at them
/// before it believes them.
package struct PlannerStatistics: Hashable, Sendable {
  /// The way of measuring. Numbers of another way are of no use.
  package var method: UInt64
  package var values: [Double]

  package init(method: UInt64, values: [Double]) {
    self.method = method
    self.values = values
  }

  /// Makes them, from the neighbours regardless of direction.
  package typealias Maker = @Sendable (CSR) -> PlannerStatistics

  /// More numbers than this are not read.
  static let maximumCount = 1 << 12

  init?(words: some Collection<UInt64>) {
    guard let method = words.first, words.count <= Self.maximumCount else { return nil }
    self.init(method: method, values: words.dropFirst().map { Double(bitPattern: $0) })
  }

  var words: [UInt64] { [method] + values.map(\.bitPattern) }
}
