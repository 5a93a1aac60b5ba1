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
    package let work: Work

    package enum Work: Sendable {
      case derivation(Derivation)
      case directed(DirectedCensus)
    }
  }

  /// Plans the census of all connected patterns on `size` vertices.
  ///
  /// - Throws: ``PlanningError/unsupported(_:)`` for sizes outside 1...7, in directed graphs 1...4.
  public func prepareMotifs(size: Int) throws(PlanningError) -> CensusQuery {
    if graph.isDirected { return try prepareDirectedMotifs(size: size) }
    guard (1...7).contains(size) else { throw .unsupported("a motif census of size \(size) (1 to 7 can)") }
    let patterns = Pattern.allConnected(vertices: size)
    let derivation = try planner.census(patterns)
    return CensusQuery(size: size, patterns: derivation.patterns, work: .derivation(derivation))
  }

  /// Runs a planned census: vertex-induced occurrences of every class, zeros included, in the order of
  /// `Pattern.allConnected(vertices:)`.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: CensusQuery) throws(PlanningError) -> [Count] {
    let derivation: Derivation
    switch query.work {
    case .directed(let census): return try run(query, census)
    case .derivation(let own): derivation = own
    }
    let occurrences = try executor.count(derivation)
    return query.patterns.indices.map { position in
      Count(
        pattern: query.patterns[position], occurrences: occurrences[position],
        automorphisms: derivation.automorphisms[position], isDirected: graph.isDirected)
    }
  }

  /// Vertex-induced occurrences of every connected pattern on `size` vertices (the motif census), zeros included.
  public func motifs(size: Int) throws(PlanningError) -> [Count] { try run(try prepareMotifs(size: size)) }

  /// Number of cliques with `size` vertices.
  public func cliques(size: Int) throws(PlanningError) -> Count { try count(.clique(size)) }
}
