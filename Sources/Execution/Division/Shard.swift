/// One of several disjoint parts of a run's work, for machines that share nothing but the graph.
///
/// Parts are cut by the roots of the search, in pieces of similar estimated work that are dealt out in turn: which piece
/// belongs to which part depends on the graph and the plan, and not on the machine or the number of threads.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// From 1 to `count`.
  public let number: Int
  public let count: Int

  /// The most parts that a run may be cut into.
  public static let largestCount = 1_000_000

  /// Nil unless 1 <= number <= count <= ``largestCount``.
  public init?(_ number: Int, of count: Int) {
    guard count >= 1, count <= Self.largestCount, (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// From `2/8`. Nil when that is not how it is written, or makes no sense.
  public init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else { return nil }
    self.init(number, of: count)
  }

  /// `2/8`
  public var description: String { "\(number)/\(count)" }

  /// Whether the piece at a position is this shard's.
  package func owns(_ position: Int) -> Bool { position % count == number - 1 }
}
