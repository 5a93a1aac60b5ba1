import Execution
import GraphStore
import PatternModel
import Planning

/// Mines one graph: counts, finds and delivers the matches of patterns.
///
/// A value: it holds the graph, the statistics that plans are chosen by (gathered once) and the number of threads.
/// Any number of miners may work on one graph at the same time.
public struct Miner: Sendable {
  /// The graph that is mined.
  public let graph: Graph
  /// Worker threads of a run.
  public let threads: Int
  package var planner: Planner
  package var executor: Executor

  /// - Parameter threads: worker threads; nil: one for every processor that the process may use.
  /// - Complexity: O(vertices) once, for the statistics.
  public init(_ graph: Graph, threads: Int? = nil) {
    self.init(graph, threads: threads, rules: .all, kernels: .current)
  }

  package init(_ graph: Graph, threads: Int? = nil, rules: Planner.Rules, kernels: KernelTable = .current) {
    self.graph = graph
    planner = Planner(graph: graph, rules: rules)
    executor = Executor(graph: graph, threads: threads, kernels: kernels)
    self.threads = executor.threads
    planner.workers = executor.threads
  }

  /// Where the graph's lists should lie when workers of several memory nodes read them. They are placed when a run first
  /// needs it.
  public var placement: MemoryPlacement {
    get { executor.placement }
    set { executor.placement = newValue }
  }

  // MARK: Counting

  /// A count that has been planned and not yet run.
  public struct CountQuery: Sendable {
    /// What will be counted.
    public let pattern: Pattern
    package let derivation: Derivation
    /// For matches whose vertices may coincide; the derivation says nothing then.
    package var coinciding: CoincidingPlans? = nil
    /// What it was planned under.
    var options = MatchOptions()
  }

  /// Plans the count of a pattern.
  ///
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this kind of graph.
  public func prepareCount(of pattern: Pattern) throws(PlanningError) -> CountQuery {
    try ConditionCheck.check(pattern, in: graph)
    return CountQuery(pattern: pattern, derivation: try planner.forShards { planner throws(PlanningError) in try planner.countingPlan(pattern) })
  }

  /// Runs a planned count.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits: a count never wraps.
  public func run(_ query: CountQuery) throws(PlanningError) -> Count {
    try runSoFar(query)
  }

  /// The same of a run that may be stopped: then what has been counted, 0 where that says nothing.
  package func runSoFar(_ query: CountQuery) throws(PlanningError) -> Count {
    let parts = try parts(of: query)
    let (occurrences, embeddings) = try parts.counts()
    return query.count(occurrences[0] ?? query.lowerBound(parts), embeddings: embeddings, isDirected: graph.isDirected)
  }

  /// Number of occurrences of a pattern.
  ///
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this kind of graph.
  public func count(_ pattern: Pattern) throws(PlanningError) -> Count {
    try run(try prepareCount(of: pattern))
  }

  // MARK: Matches

  /// A search for matches that has been planned and not yet run.
  public struct MatchQuery: Sendable {
    /// What will be searched for.
    public let pattern: Pattern
    package var plan: Plan
    /// Which maps are matches.
    public var morphism: Morphism { plan.morphism }
    /// The symmetries that every delivered match stands for; nil: it stands for itself.
    public var symmetry: AutomorphismGroup?
    package let names: [String]
  }

  /// Plans the delivery of a pattern's matches.
  ///
  /// - Parameter limit: how many will be asked for, if only a few: then less time goes into the choice of the plan.
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this kind of graph.
  public func prepareMatches(of pattern: Pattern, limit: Int? = nil) throws(PlanningError) -> MatchQuery {
    try prepareMatches(of: pattern, settings: MatchSettings(), limit: limit)
  }

  func prepareMatches(
    of pattern: Pattern, settings: MatchSettings, limit: Int?
  ) throws(PlanningError) -> MatchQuery {
    try ConditionCheck.check(pattern, in: graph)
    var planner = planner
    if let limit, limit < Self.fewMatches { planner.rules.remove(.sampling) }
    return MatchQuery(
      pattern: pattern, plan: try planner.plan(pattern, for: .listing, settings: settings),
      symmetry: settings.symmetry(of: pattern), names: pattern.vertices.map(\.name))
  }

  /// So many matches are delivered in less time than it takes to try plans out.
  private static let fewMatches = 10_000

  /// Delivers matches, one an occurrence, in batches, from all workers at the same time and in no particular order.
  ///
  /// - Parameters:
  ///   - limit: stop after exactly this many (or all, when there are fewer).
  ///   - body: receives a batch; false stops the run.
  /// - Returns: number of matches delivered.
  @discardableResult
  public func run(_ query: MatchQuery, limit: Int? = nil, _ body: @escaping @Sendable (MatchBatch) -> Bool) -> Int {
    let graph = graph
    let pattern = query.pattern, names = query.names
    return executor.list(query.plan, limit: limit) { rows in
      body(MatchBatch(pattern: pattern, names: names, graph: graph, rows: rows))
    }
  }

  /// The first match found, or nil when there is none. Stops at once when one is found.
  public func firstMatch(_ query: MatchQuery) -> Match? {
    let found = FoundMatch()
    run(query, limit: 1) { batch in
      found.set(batch[0])
      return false
    }
    return found.value
  }

  /// Whether the graph has a match of the pattern; exact, and stops at the first.
  public func exists(_ pattern: Pattern) throws(PlanningError) -> Bool {
    firstMatch(try prepareMatches(of: pattern, limit: 1)) != nil
  }
}
