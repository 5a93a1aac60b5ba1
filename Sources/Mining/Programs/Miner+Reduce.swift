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
  private func reduceBatches<Value: Sendable>(
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

  /// Occurrences by the vertex that a variable is matched to. Symmetric variables share the work of symmetry breaking:
  /// which of them a vertex is matched to is then arbitrary, so that an occurrence counts at *every* vertex that some
  /// symmetry of the pattern puts in the variable's place.
  ///
  /// - Throws: ``PlanningError``; ``PlanningError/condition(_:)`` when the pattern has no such variable.
  public func tally(of pattern: Pattern, byVertex variable: String) throws(PlanningError) -> Tally<VertexID> {
    try tally(of: pattern, byVertex: variable, options: MatchOptions())
  }

  /// The same under options and within limits.
  public func tally(
    of pattern: Pattern, byVertex variable: String, options: MatchOptions, limits: Limits
  ) throws(PlanningError) -> Outcome<Tally<VertexID>> {
    try limited(limits) { miner throws(PlanningError) in
      try miner.tally(of: pattern, byVertex: variable, options: options)
    }
  }

  /// The same under options.
  public func tally(
    of pattern: Pattern, byVertex variable: String, options: MatchOptions
  ) throws(PlanningError) -> Tally<VertexID> {
    guard let vertex = pattern.vertices.firstIndex(where: { $0.name == variable }) else {
      throw .condition("the pattern has no vertex '\(variable)' (there are: \(pattern.vertices.map(\.name).joined(separator: ", ")))")
    }
    let query = try prepareMatches(of: pattern, options: options)
    let places = query.symmetry?.orbits.first { $0.contains(vertex) } ?? [vertex]
    // Where vertices may coincide, a vertex that stands in several of the places still counts once.
    let mayCoincide = options.morphism != .injective
    // A number for every vertex: 8 bytes each for every worker, whatever is found.
    let counts = reduceBatches(
      query, into: [Int](repeating: 0, count: graph.vertexCount),
      combine: { sum, own in for v in own.indices { sum[v] += own[v] } }
    ) { table, batch in
      let width = batch.names.count
      for row in 0..<batch.count {
        for (index, place) in places.enumerated() {
          let vertex = batch.rows[row * width + place]
          if mayCoincide, places[..<index].contains(where: { batch.rows[row * width + $0] == vertex }) { continue }
          table[Int(vertex)] += 1
        }
      }
      return true
    }
    var tally = Tally<VertexID>()
    for (number, count) in counts.enumerated() where count > 0 { tally[graph.ids.id(of: number)] = count }
    return tally
  }
}
