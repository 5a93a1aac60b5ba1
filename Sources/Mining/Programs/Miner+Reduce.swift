import Execution
import GraphStore
import PatternModel
import Planning
import Synchronization

extension Miner {
  /// Reduces all occurrences to one value, on the fly: every worker has a value of its own, and these are combined at the
  /// end (the map and reduce of Peregrine).
  ///
  /// - Parameters:
  ///   - initial: what each worker starts from; it must not change what it is combined with.
  ///   - limits: when to stop early.
  ///   - body: adds a match to a worker's value; false stops the whole run, which is then still complete.
  ///   - combine: adds one worker's value to another's.
  /// - Returns: the value; a partial one when a limit was reached.
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this graph.
  public func reduce<Value: Sendable>(
    _ query: MatchQuery, into initial: Value, limits: Limits? = nil,
    _ body: @escaping @Sendable (inout Value, Match) -> Bool, combine: @escaping @Sendable (inout Value, Value) -> Void
  ) -> Outcome<Value> {
    @Sendable func run(_ miner: Miner) -> Value {
      miner.reduceBatches(query, into: initial, combine: combine) { value, batch in
        for position in 0..<batch.count where !body(&value, batch[position]) { return false }
        return true
      }
    }
    guard let limits else { return .complete(run(self)) }
    return limited(limits) { miner in run(miner) }
  }

  /// The same over batches, whose rows cost nothing to look at.
  func reduceBatches<Value: Sendable>(
    _ query: MatchQuery, into initial: Value,
    combine: @escaping @Sendable (inout Value, Value) -> Void,
    _ body: @escaping @Sendable (inout Value, MatchBatch) -> Bool
  ) -> Value {
    let total = Mutex<Value>(initial)
    let graph = graph, pattern = query.pattern, names = query.names
    executor.list(query.plan, toEach: {
      var own = initial
      return MatchSink.Delivery(
        take: { rows in body(&own, MatchBatch(pattern: pattern, names: names, graph: graph, rows: rows)) },
        finish: { total.withLock { combine(&$0, own) } })
    })
    return total.withLock { $0 }
  }

  /// Counts the occurrences of a pattern by key: each adds one to every key that the function gives, if it is there.
  ///
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this graph.
  public func tally<Key: Hashable & Sendable>(
    of pattern: Pattern, by keys: @escaping @Sendable (Match) -> [Key]
  ) throws(PlanningError) -> Tally<Key> {
    reduce(
      try prepareMatches(of: pattern), into: Tally<Key>(),
      { tally, match in
        for key in keys(match) { tally[key] += 1 }
        return true
      }, combine: { $0.add($1) }
    ).value
  }
}
