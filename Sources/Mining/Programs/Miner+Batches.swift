import Execution
import GraphStore
import PatternModel
import Planning

/// A count, and whether it was counted to its end.
package struct CountSoFar: Sendable {
  package var count: Count
  package var isWhole: Bool
}

/// Several patterns at once.
extension Miner {
  /// Counts of several patterns that have been planned together and not yet run.
  public struct BatchQuery: Sendable {
    /// The patterns, in the order of the counts.
    public let patterns: [Pattern]
    package let work: Work

    package enum Work: Sendable {
      /// Counted together: what the patterns have in common is computed once.
      case shared(Derivation)
      /// Counted one after the other.
      case separate([CountQuery])
    }
  }

  /// Plans the counts of several patterns. Isomorphic ones are counted once, and plain ones (undirected, without labels and
  /// other constraints, up to 7 vertices) share tables and the counts of smaller patterns that theirs are made of; so a
  /// batch never costs more than its patterns one by one. Under options each is counted by itself.
  ///
  /// - Parameter embeddings: only these are wanted, which are far cheaper where vertices may coincide.
  /// - Throws: ``PlanningError`` of the first that cannot be matched.
  public func prepareCounts(
    of patterns: [Pattern], options: MatchOptions = MatchOptions(), embeddings: Bool = false
  ) throws(PlanningError) -> BatchQuery {
    for pattern in patterns { try ConditionCheck.check(pattern, in: graph) }
    if options == MatchOptions() {
      return BatchQuery(patterns: patterns, work: .shared(try planner.countingPlan(patterns)))
    }
    var queries: [CountQuery] = []
    for pattern in patterns {
      var query = try prepareCount(of: pattern, options: options)
      if embeddings { query.coinciding?.orbits = nil }
      queries.append(query)
    }
    return BatchQuery(patterns: patterns, work: .separate(queries))
  }

  /// Runs planned counts, in the order of the patterns. Counts that were not completed within the limits, which are for
  /// all together, are partial; see ``count(_:limits:)``.
  ///
  /// - Throws: ``PlanningError/countTooLarge``.
  public func run(_ query: BatchQuery, limits: Limits = Limits()) throws(PlanningError) -> [Outcome<Count>] {
    let outcome = try limited(limits) { miner throws(PlanningError) in try miner.runSoFar(query) }
    return outcome.value.map { one in
      guard case .partial(let partial) = outcome, !one.isWhole else { return .complete(one.count) }
      return .partial(Partial(value: one.count, reason: partial.reason))
    }
  }

  /// The same of a run that may be stopped: what has been counted, and whether that is all.
  package func runSoFar(_ query: BatchQuery) throws(PlanningError) -> [CountSoFar] {
    switch query.work {
    case .separate(let queries):
      var counts: [CountSoFar] = []
      for query in queries {
        let parts = try parts(of: query)
        let (occurrences, embeddings) = try parts.counts()
        counts.append(
          CountSoFar(
            count: query.count(
              occurrences[0] ?? query.lowerBound(parts), embeddings: embeddings, isDirected: graph.isDirected),
            isWhole: occurrences[0] != nil))
      }
      return counts
    case .shared(let derivation):
      let sums = try executor.sums(of: derivation)
      let combination = derivation.combination
      let values = try combination.values(of: sums.sums, isComplete: sums.isComplete)
      return query.patterns.indices.map { position in
        let row = derivation.results[position], quantity = derivation.quantities[row]
        var occurrences = values[row]
        // Sums over roots only grow; a combination with signs says nothing.
        if occurrences == nil, case .plan = quantity.source, quantity.terms.isEmpty, quantity.factor == 1, quantity.divisor == 1 {
          occurrences = sums.sums[row] / Int128(combination.rows[row].sumDivisor)
        }
        return CountSoFar(
          count: Count(
            pattern: query.patterns[position], occurrences: UInt128(Swift.max(0, occurrences ?? 0)),
            automorphisms: derivation.automorphisms[position], isDirected: graph.isDirected),
          isWhole: values[row] != nil)
      }
    }
  }

  /// Counts several patterns, in their order; see ``prepareCounts(of:options:)`` for what they share.
  ///
  /// - Throws: ``PlanningError`` of the first that cannot be matched; nothing runs then.
  public func count(_ patterns: [Pattern]) throws(PlanningError) -> [Count] {
    try runSoFar(try prepareCounts(of: patterns)).map(\.count)
  }

  /// Delivers the matches of several patterns, in batches, from all workers at the same time: those of one pattern after
  /// those of another.
  ///
  /// - Parameter body: receives the position of the pattern and a batch of its matches; false ends the run.
  /// - Returns: number of matches delivered for each pattern.
  /// - Throws: ``PlanningError`` of the first pattern that cannot be matched; nothing is delivered then.
  @discardableResult
  public func forEachMatch(
    ofEach patterns: [Pattern], _ body: @escaping @Sendable (_ pattern: Int, MatchBatch) -> Bool
  ) throws(PlanningError) -> [Int] {
    var queries: [MatchQuery] = []
    for pattern in patterns { queries.append(try prepareMatches(of: pattern)) }
    let control = RunControl()
    var delivered: [Int] = []
    for (position, query) in queries.enumerated() {
      if control.isStopped {
        delivered.append(0)
        continue
      }
      delivered.append(
        run(query) { batch in
          if body(position, batch) { return true }
          control.stop()
          return false
        })
    }
    return delivered
  }
}
