import Execution
import GraphStore
import PatternModel
import Planning

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

  /// Runs planned counts, in the order of the patterns.
  ///
  /// - Parameter deadline: for all together; nil: none. Counts that were not completed are partial, see
  ///   ``count(_:deadline:)``.
  /// - Throws: ``PlanningError/countTooLarge``.
  public func run(_ query: BatchQuery, deadline: Duration? = nil) throws(PlanningError) -> [Outcome<Count>] {
    switch query.work {
    case .separate(let queries):
      let end = deadline.map { ContinuousClock.now + $0 }
      var outcomes: [Outcome<Count>] = []
      for query in queries { outcomes.append(try run(query, deadline: end.map { $0 - .now })) }
      return outcomes
    case .shared(let derivation):
      let watch = StopWatch(deadline: deadline)
      let found = try executor.partialCounts(derivation, control: watch.control)
      let reason = watch.finish()
      return query.patterns.indices.map { position in
        let count = Count(
          pattern: query.patterns[position], occurrences: found[position].occurrences,
          automorphisms: derivation.automorphisms[position], isDirected: graph.isDirected)
        guard let reason, !found[position].isComplete else { return .complete(count) }
        return .partial(Partial(value: count, reason: reason))
      }
    }
  }

  /// Counts several patterns, in their order; see ``prepareCounts(of:options:)`` for what they share.
  ///
  /// - Throws: ``PlanningError`` of the first that cannot be matched; nothing runs then.
  public func count(_ patterns: [Pattern]) throws(PlanningError) -> [Count] {
    try run(try prepareCounts(of: patterns)).map(\.value)
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
