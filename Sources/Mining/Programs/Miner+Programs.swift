import Execution
import GraphStore
import PatternModel
import Planning
import Synchronization

extension Miner {
  /// Counts until a deadline.
  ///
  /// - Returns: the count; a partial one is a lower bound, which is 0 where the count is put together from others.
  /// - Throws: ``PlanningError``.
  public func count(_ pattern: Pattern, deadline: Duration) throws(PlanningError) -> Outcome<Count> {
    try run(try prepareCount(of: pattern), watch: StopWatch(deadline: deadline))
  }

  /// Counts on threads of its own, and stops when the task is cancelled: the result is then partial.
  ///
  /// - Throws: ``PlanningError``.
  public func counting(_ pattern: Pattern, deadline: Duration? = nil) async throws -> Outcome<Count> {
    let query = try prepareCount(of: pattern)
    let watch = StopWatch(deadline: deadline)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DetachedThread.run {
          do throws(PlanningError) {
            continuation.resume(returning: try run(query, watch: watch))
          } catch {
            continuation.resume(throwing: error)
          }
        }
      }
    } onCancel: {
      watch.stop(.cancelled)
    }
  }

  package func run(_ query: CountQuery, deadline: Duration?) throws(PlanningError) -> Outcome<Count> {
    guard let deadline else { return .complete(try run(query)) }
    return try run(query, watch: StopWatch(deadline: deadline))
  }

  private func run(_ query: CountQuery, watch: StopWatch) throws(PlanningError) -> Outcome<Count> {
    if let plans = query.coinciding {
      return watch.outcome(try count(query.pattern, plans, control: watch.control))
    }
    let derivation = query.derivation
    let occurrences = try executor.partialCounts(derivation, control: watch.control)[0].occurrences
    let stopped = watch.finish()
    let count = Count(
      pattern: query.pattern, occurrences: occurrences, automorphisms: derivation.automorphisms[0],
      isDirected: graph.isDirected)
    return stopped.map { .partial(Partial(value: count, reason: $0)) } ?? .complete(count)
  }

  /// The first matches that are found: exactly `limit`, or all when there are fewer.
  ///
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this graph.
  public func first(_ limit: Int, of pattern: Pattern) throws(PlanningError) -> [Match] {
    let found = Mutex<[Match]>([])
    run(try prepareMatches(of: pattern, limit: limit), limit: limit) { batch in
      let matches = (0..<batch.count).map { batch[$0] }
      found.withLock { $0 += matches }
      return true
    }
    return found.withLock { $0 }
  }

  /// Delivers matches in batches until a deadline; otherwise as ``run(_:limit:_:)``.
  ///
  /// - Returns: number of matches delivered.
  public func run(
    _ query: MatchQuery, limit: Int? = nil, deadline: Duration, _ body: @escaping @Sendable (MatchBatch) -> Bool
  ) -> Outcome<Int> {
    let watch = StopWatch(deadline: deadline)
    let graph = graph, pattern = query.pattern, names = query.names
    let delivered = executor.list(query.plan, limit: limit, control: watch.control) { rows in
      body(MatchBatch(pattern: pattern, names: names, graph: graph, rows: rows))
    }
    // A limit that was reached is a complete answer.
    if let limit, delivered >= limit {
      _ = watch.finish()
      return .complete(delivered)
    }
    return watch.outcome(delivered)
  }

  /// The matches as an asynchronous sequence, see ``MatchSequence``.
  ///
  /// - Parameter limit: at most so many; nil: all.
  public func matches(of pattern: Pattern, limit: Int? = nil) -> MatchSequence {
    MatchSequence(miner: self, pattern: pattern, limit: limit)
  }
}
