import PatternModel
import Planning

/// The census of directed graphs.
///
/// Vertex-induced counts follow from those of patterns whose pairs are joined in exactly their way (an arc that is not
/// answered, or both arcs) and otherwise free: these are derived from tables, or matched with one list a pair and no
/// differences of sets.
extension Miner {
  func prepareDirectedMotifs(size: Int) throws(PlanningError) -> CensusQuery {
    guard (1...4).contains(size) else {
      throw .unsupported("a motif census of size \(size) of a directed graph (1 to 4 can)")
    }
    let patterns = Pattern.allConnectedDirected(vertices: size)
    let derivation = try planner.forShards { planner throws(PlanningError) in
      try planner.directedCensus(patterns, exact: patterns.map(Self.exact))
    }
    return CensusQuery(size: size, patterns: derivation.patterns, derivation: derivation)
  }

  /// `a -> b` with `b !-> a` for every single arc; pairs that are not joined are left free.
  private static func exact(_ pattern: Pattern) -> Pattern {
    let answers = pattern.edges.filter { $0.direction == .forward }.map {
      Pattern.AntiEdge($0.target, $0.source, .forward)
    }
    // What is not required may be forbidden without contradiction.
    return (try? Pattern(vertices: pattern.vertices, edges: pattern.edges, antiEdges: answers)) ?? pattern
  }
}
