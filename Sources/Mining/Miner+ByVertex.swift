import Execution
import GraphStore
import PatternModel
import Planning

/// Counts by the vertex that a variable is matched to.
extension Miner {
  /// A count by vertex that has been planned and not yet run.
  public struct VertexCountQuery: Sendable {
    /// What will be counted.
    public let pattern: Pattern
    /// The variable whose images are the keys.
    public let variable: String
    package let way: Way

    package enum Way: Sendable {
      /// For all vertices at once, by tables or by plans that bind the vertex first.
      case derived(RootedDerivation)
      /// Match by match, each added at every one of these places.
      case listed(MatchQuery, places: [Int])
    }
  }

  /// Plans a count by vertex: from tables where that is cheaper than to list the matches.
  ///
  /// - Throws: ``PlanningError``, among others when the pattern has no such variable or cannot be matched in this graph.
  public func prepareCounts(
    of pattern: Pattern, at variable: String, options: MatchOptions = MatchOptions()
  ) throws(PlanningError) -> VertexCountQuery {
    let root = try position(of: variable, in: pattern)
    let settings = try settings(options, of: pattern)
    let listing = try prepareMatches(of: pattern, settings: settings, limit: nil)
    if let derivation = try planner.rootedDerivation(of: pattern, root: root, settings: settings, insteadOf: listing.plan) {
      return VertexCountQuery(pattern: pattern, variable: variable, way: .derived(derivation))
    }
    let places = listing.symmetry?.orbits.first { $0.contains(root) } ?? [root]
    return VertexCountQuery(pattern: pattern, variable: variable, way: .listed(listing, places: places))
  }

  /// Runs a planned count by vertex.
  ///
  /// - Complexity: 8 bytes a vertex (16 where a count exceeds 64 bits), beside what the count takes; where matches are listed 8
  ///   bytes a vertex more for every thread.
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: VertexCountQuery) throws(PlanningError) -> VertexCounts {
    VertexCounts(query.pattern, query.variable, graph, try column(query.way))
  }

  /// The same within limits. Partial: matches that were listed in time have been counted; of counts that are derived, none.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: VertexCountQuery, limits: Limits) throws(PlanningError) -> Outcome<VertexCounts> {
    try limited(limits) { miner throws(PlanningError) in try miner.runSoFar(query) }
  }

  /// The same of a run that may be stopped.
  package func runSoFar(_ query: VertexCountQuery) throws(PlanningError) -> VertexCounts {
    do throws(PlanningError) {
      let counts = try run(query)
      // What tables hold by then may be more than the truth.
      if case .derived = query.way, executor.control.isStopped { return noCounts(query) }
      return counts
    } catch {
      guard case .stopped = error else { throw error }
      return noCounts(query)
    }
  }

  private func noCounts(_ query: VertexCountQuery) -> VertexCounts {
    let zeros = CountColumns([UInt64](repeating: 0, count: graph.vertexCount))
    return VertexCounts(query.pattern, query.variable, graph, CountColumn(columns: zeros, number: 0))
  }

  private func column(_ way: VertexCountQuery.Way) throws(PlanningError) -> CountColumn {
    switch way {
    case .derived(let derivation): CountColumn(columns: try executor.countByRoot(derivation), number: 0)
    case .listed(let query, let places): CountColumn(columns: listed(query, places), number: 0)
    }
  }

  /// Lists the matches, and adds each to every vertex that stands at one of the places.
  private func listed(_ query: MatchQuery, _ places: [Int]) -> CountColumns {
    // Where vertices may coincide, a vertex that stands in several of the places still counts once.
    let mayCoincide = query.morphism != .injective
    // A number for every vertex: 8 bytes each for every worker, whatever is found.
    let counts = reduceBatches(
      query, into: [UInt64](repeating: 0, count: graph.vertexCount),
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
    return CountColumns(counts)
  }

  /// For every vertex the number of occurrences in which it stands where `variable` does.
  ///
  /// Variables that a symmetry of the pattern exchanges stand at the same place: an occurrence counts at every vertex that
  /// some symmetry puts there. Patterns of edges, labels, directions and anti-edges are counted for all vertices at once,
  /// from tables, where that is cheaper than to list the matches.
  ///
  /// - Complexity: see ``run(_:)-(VertexCountQuery)``.
  /// - Throws: ``PlanningError``, among others when the pattern has no such variable or cannot be matched in this graph.
  public func counts(
    of pattern: Pattern, at variable: String, options: MatchOptions = MatchOptions()
  ) throws(PlanningError) -> VertexCounts {
    try run(try prepareCounts(of: pattern, at: variable, options: options))
  }

  /// Occurrences by the vertex that a variable is matched to: ``counts(of:at:options:)`` without the zeros.
  ///
  /// - Throws: ``PlanningError``; ``PlanningError/countTooLarge`` when a number has no place in an `Int`.
  public func tally(
    of pattern: Pattern, byVertex variable: String, options: MatchOptions = MatchOptions()
  ) throws(PlanningError) -> Tally<VertexID> {
    try counts(of: pattern, at: variable, options: options).tally()
  }

  /// The same within limits.
  public func tally(
    of pattern: Pattern, byVertex variable: String, options: MatchOptions, limits: Limits
  ) throws(PlanningError) -> Outcome<Tally<VertexID>> {
    try limited(limits) { miner throws(PlanningError) in
      try miner.runSoFar(try miner.prepareCounts(of: pattern, at: variable, options: options)).tally()
    }
  }
}
