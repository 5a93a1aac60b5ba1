import GraphStore
import PatternModel
import Planning

/// Short cuts for one question about a graph. Each gathers the statistics that plans are chosen by, in O(vertices); for
/// many questions make one ``Miner``.
extension Graph {
  /// Number of occurrences of a pattern, on all processors.
  ///
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this graph.
  public func count(_ pattern: Pattern) throws(PlanningError) -> Count { try Miner(self).count(pattern) }

  /// Numbers of occurrences of several patterns, in their order; what they have in common is computed once.
  public func count(_ patterns: [Pattern]) throws(PlanningError) -> [Count] { try Miner(self).count(patterns) }

  /// Whether the pattern occurs; stops at the first occurrence.
  public func exists(_ pattern: Pattern) throws(PlanningError) -> Bool { try Miner(self).exists(pattern) }

  /// The first matches that are found: exactly `limit`, or all when there are fewer.
  public func first(_ limit: Int, of pattern: Pattern) throws(PlanningError) -> [Match] {
    try Miner(self).first(limit, of: pattern)
  }

  /// The matches as an asynchronous sequence, with back-pressure and cancellation.
  public func matches(of pattern: Pattern, limit: Int? = nil) -> MatchSequence {
    Miner(self).matches(of: pattern, limit: limit)
  }

  /// Calls a function with every match, in batches, from all workers at the same time, until it returns false.
  ///
  /// - Returns: number of matches delivered.
  @discardableResult
  public func forEachMatch(
    of pattern: Pattern, _ body: @escaping @Sendable (MatchBatch) -> Bool
  ) throws(PlanningError) -> Int {
    let miner = Miner(self)
    return miner.run(try miner.prepareMatches(of: pattern), body)
  }

  /// Calls a function with the matches of several patterns and the position of their pattern, see
  /// ``Miner/forEachMatch(ofEach:_:)``.
  @discardableResult
  public func forEachMatch(
    ofEach patterns: [Pattern], _ body: @escaping @Sendable (_ pattern: Int, MatchBatch) -> Bool
  ) throws(PlanningError) -> [Int] {
    try Miner(self).forEachMatch(ofEach: patterns, body)
  }

  /// Counts occurrences by key, see ``Miner/tally(of:by:)``.
  public func tally<Key: Hashable & Sendable>(
    of pattern: Pattern, by keys: @escaping @Sendable (Match) -> [Key]
  ) throws(PlanningError) -> Tally<Key> {
    try Miner(self).tally(of: pattern, by: keys)
  }

  /// Counts occurrences by the vertex that a variable is matched to, see ``Miner/tally(of:byVertex:)``.
  public func tally(of pattern: Pattern, byVertex variable: String) throws(PlanningError) -> Tally<VertexID> {
    try Miner(self).tally(of: pattern, byVertex: variable)
  }

  /// The motif census, see ``Miner/motifs(size:)``.
  public func motifs(size: Int) throws(PlanningError) -> [Count] { try Miner(self).motifs(size: size) }
}
