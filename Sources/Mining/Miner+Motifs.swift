import GraphStore
import PatternModel
import Planning

extension Miner {
  /// A motif census that has been planned and not yet run.
  public struct CensusQuery: Sendable {
    /// Vertices of a motif.
    public let size: Int
    /// The patterns that will be counted, in order.
    public let patterns: [Pattern]
    package let derivation: Derivation

    /// Steps of about a nanosecond on one core that the run is expected to take.
    package var expectedWork: Double { derivation.work }
  }

  /// Plans the census of all connected patterns on `size` vertices.
  ///
  /// - Throws: ``PlanningError/unsupported(_:)`` for sizes outside 1...7, in directed graphs 1...4.
  public func prepareMotifs(size: Int) throws(PlanningError) -> CensusQuery {
    if graph.isDirected { return try prepareDirectedMotifs(size: size) }
    guard (1...7).contains(size) else { throw .unsupported("a motif census of size \(size) (1 to 7 can)") }
    let patterns = Pattern.allConnected(vertices: size)
    let derivation = try planner.forShards { planner throws(PlanningError) in try planner.census(patterns) }
    return CensusQuery(size: size, patterns: derivation.patterns, derivation: derivation)
  }

  /// Runs a planned census: vertex-induced occurrences of every class, zeros included, in the order of
  /// `Pattern.allConnected(vertices:)`.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: CensusQuery) throws(PlanningError) -> [Count] { try runSoFar(query).counts }

  /// A census that may have been stopped.
  public struct CensusSoFar: Sendable {
    /// One for every class.
    public var counts: [Count]
    /// Positions of the classes whose count was not known in time: it stands as 0.
    public var unknown: Set<Int> = []

    package init(nothingOf query: CensusQuery, isDirected: Bool) {
      counts = query.patterns.indices.map { query.count($0, 0, isDirected: isDirected) }
    }

    package init(_ query: CensusQuery, _ parts: CountParts, isDirected: Bool) throws(PlanningError) {
      let occurrences = try parts.counts().occurrences
      counts = query.patterns.indices.map { query.count($0, occurrences[$0] ?? 0, isDirected: isDirected) }
      unknown = Set(occurrences.indices.filter { occurrences[$0] == nil })
    }
  }

  package func runSoFar(_ query: CensusQuery) throws(PlanningError) -> CensusSoFar {
    try CensusSoFar(query, parts(of: query), isDirected: graph.isDirected)
  }

  /// Vertex-induced occurrences of every connected pattern on `size` vertices (the motif census), zeros included.
  public func motifs(size: Int) throws(PlanningError) -> [Count] { try run(try prepareMotifs(size: size)) }

  /// Number of cliques with `size` vertices.
  public func cliques(size: Int) throws(PlanningError) -> Count { try count(.clique(size)) }
}
