import GraphStore
import PatternModel
import Planning

extension Miner {
  /// A motif census that has been planned and not yet run.
  public struct CensusQuery: Sendable {
    public let size: Int
    public let patterns: [Pattern]
    package let plans: [Plan]
    package let copies: SpanningCopies
    /// For directed graphs, in place of `copies`.
    package var arcCopies: ArcSpanningCopies? = nil
  }

  /// Plans the census of all connected patterns on `size` vertices.
  ///
  /// - Throws: ``PlanningError/unsupported(_:)`` for sizes outside 1...7, in directed graphs 1...4.
  public func prepareMotifs(size: Int) throws(PlanningError) -> CensusQuery {
    if graph.isDirected { return try prepareDirectedMotifs(size: size) }
    guard (1...7).contains(size) else { throw .unsupported("a motif census of size \(size) (1 to 7 can)") }
    let patterns = Pattern.allConnected(vertices: size)
    var plans: [Plan] = []
    for pattern in patterns { plans.append(try planner.plan(pattern, for: .counting)) }
    return CensusQuery(size: size, patterns: patterns, plans: plans, copies: SpanningCopies(patterns))
  }

  /// Runs a planned census: vertex-induced occurrences of every class, zeros included, in the order of
  /// `Pattern.allConnected(vertices:)`.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: CensusQuery) throws(PlanningError) -> [Count] {
    if let copies = query.arcCopies { return try run(query, copies) }
    var edgeInduced: [UInt128] = []
    for plan in query.plans { edgeInduced.append(try executor.count(plan)) }
    let induced = query.copies.induced(fromEdgeInduced: edgeInduced)
    return query.patterns.indices.map { position in
      var pattern = query.patterns[position]
      // Generators give valid patterns, and to be vertex-induced adds no contradiction.
      if let own = try? pattern.inducing(.vertices) { pattern = own }
      return Count(
        pattern: pattern, occurrences: induced[position], automorphisms: query.plans[position].automorphisms,
        isDirected: graph.isDirected)
    }
  }

  /// Vertex-induced occurrences of every connected pattern on `size` vertices (the motif census), zeros included.
  public func motifs(size: Int) throws(PlanningError) -> [Count] { try run(try prepareMotifs(size: size)) }

  /// Number of cliques with `size` vertices.
  public func cliques(size: Int) throws(PlanningError) -> Count { try count(.clique(size)) }
}
