import Execution
import GraphStore
import PatternModel
import Planning
import Synchronization

extension Miner {
  /// Counts within limits.
  ///
  /// - Returns: the count; a partial one is a lower bound, which is 0 where the count is put together from others.
  /// - Throws: ``PlanningError``.
  public func count(_ pattern: Pattern, limits: Limits) throws(PlanningError) -> Outcome<Count> {
    try run(try prepareCount(of: pattern), limits: limits)
  }

  /// Counts until a deadline; see ``count(_:limits:)``.
  public func count(_ pattern: Pattern, deadline: Duration) throws(PlanningError) -> Outcome<Count> {
    try count(pattern, limits: Limits(deadline: deadline))
  }

  /// Plans and counts on threads of its own, and stops when the task is cancelled: the result is then partial.
  ///
  /// - Throws: ``PlanningError``.
  public func counting(
    _ pattern: Pattern, limits: Limits = Limits()
  ) async throws -> Outcome<Count> {
    try await detached(limits) { miner throws(PlanningError) in
      do throws(PlanningError) {
        return try miner.runSoFar(try miner.prepareCount(of: pattern))
      } catch {
        guard case .stopped = error else { throw error }
        // Stopped before there was a plan: nothing has been counted.
        return Count(
          pattern: pattern, occurrences: 0, automorphisms: pattern.automorphisms.order, isDirected: miner.graph.isDirected)
      }
    }
  }

  /// Runs a planned count within limits; see ``count(_:limits:)``.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: CountQuery, limits: Limits) throws(PlanningError) -> Outcome<Count> {
    try limited(limits) { miner throws(PlanningError) in try miner.runSoFar(query) }
  }

  /// Runs a planned census within limits. A class whose count was not known in time has 0 and is listed in
  /// ``CensusSoFar/unknown``.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: CensusQuery, limits: Limits) throws(PlanningError) -> Outcome<CensusSoFar> {
    try limited(limits) { miner throws(PlanningError) in try miner.runSoFar(query) }
  }

  /// Runs planned orbit counts within limits: nil when they were reached.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: OrbitQuery, limits: Limits) throws(PlanningError) -> Outcome<OrbitCounts?> {
    try limited(limits) { miner throws(PlanningError) in
      do throws(PlanningError) {
        let counts = try miner.run(query)
        return miner.executor.control.isStopped ? nil : counts
      } catch {
        guard case .stopped = error else { throw error }
        return nil
      }
    }
  }

  /// The first match found within limits. Partial: none was found before they were reached.
  public func firstMatch(_ query: MatchQuery, limits: Limits) -> Outcome<Match?> {
    let outcome = limited(limits) { miner in miner.firstMatch(query) }
    return outcome.value == nil ? outcome : .complete(outcome.value)
  }

  /// Plans and runs a motif census on threads of its own, and stops when the task is cancelled.
  ///
  /// - Throws: ``PlanningError``; ``PlanningError/stopped(_:)`` when a limit was reached before there was a plan.
  public func countingMotifs(size: Int, limits: Limits = Limits()) async throws -> Outcome<CensusSoFar> {
    try await detached(limits) { miner throws(PlanningError) in try miner.runSoFar(try miner.prepareMotifs(size: size)) }
  }

  /// Runs `body` on a thread of its own with a miner that stops at the limits and when the task is cancelled.
  private func detached<Value: Sendable>(
    _ limits: Limits, _ body: @escaping @Sendable (Miner) throws(PlanningError) -> Value
  ) async throws -> Outcome<Value> {
    let watch = RunWatch(limits)
    watch.meter.enter(.mine)
    let miner = watched(by: watch)
    defer { watch.finish() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DetachedThread.run {
          do throws(PlanningError) {
            let value = try body(miner)
            continuation.resume(returning: watch.outcome(value))
          } catch {
            continuation.resume(throwing: error)
          }
        }
      }
    } onCancel: {
      watch.stop(.cancelled)
    }
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

  /// Delivers matches in batches within limits; otherwise as ``run(_:limit:_:)``.
  ///
  /// - Returns: number of matches delivered.
  public func run(
    _ query: MatchQuery, limit: Int? = nil, limits: Limits, _ body: @escaping @Sendable (MatchBatch) -> Bool
  ) -> Outcome<Int> {
    let outcome = limited(limits) { miner in miner.run(query, limit: limit, body) }
    // A limit that was reached is a complete answer.
    if let limit, outcome.value >= limit { return .complete(outcome.value) }
    return outcome
  }

  /// Delivers matches in batches until a deadline.
  public func run(
    _ query: MatchQuery, limit: Int? = nil, deadline: Duration, _ body: @escaping @Sendable (MatchBatch) -> Bool
  ) -> Outcome<Int> {
    run(query, limit: limit, limits: Limits(deadline: deadline), body)
  }

  /// The matches as an asynchronous sequence, see ``MatchSequence``.
  ///
  /// - Parameter limit: at most so many; nil: all.
  public func matches(of pattern: Pattern, limit: Int? = nil) -> MatchSequence {
    MatchSequence(miner: self, pattern: pattern, limit: limit)
  }
}
