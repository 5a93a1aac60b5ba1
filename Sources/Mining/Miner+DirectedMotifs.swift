import PatternModel
import Planning

/// The census of directed graphs.
///
/// Vertex-induced counts follow from those of patterns whose pairs are joined in exactly their way (an arc that is not
/// answered, or both arcs) and otherwise free: these are matched with one list a pair and no differences of sets.
package struct DirectedCensus: Sendable {
  /// One for each class, with exact pairs.
  let plans: [Plan]
  let copies: ArcSpanningCopies
}

extension Miner {
  func prepareDirectedMotifs(size: Int) throws(PlanningError) -> CensusQuery {
    guard (1...4).contains(size) else {
      throw .unsupported("a motif census of size \(size) of a directed graph (1 to 4 can)")
    }
    let patterns = Pattern.allConnectedDirected(vertices: size)
    var plans: [Plan] = []
    for pattern in patterns { plans.append(try planner.plan(Self.exact(pattern), for: .counting)) }
    return CensusQuery(
      size: size, patterns: patterns, work: .directed(DirectedCensus(plans: plans, copies: ArcSpanningCopies(patterns))))
  }

  /// `a -> b` with `b !-> a` for every single arc; pairs that are not joined are left free.
  private static func exact(_ pattern: Pattern) -> Pattern {
    let answers = pattern.edges.filter { $0.direction == .forward }.map {
      Pattern.AntiEdge($0.target, $0.source, .forward)
    }
    // What is not required may be forbidden without contradiction.
    return (try? Pattern(vertices: pattern.vertices, edges: pattern.edges, antiEdges: answers)) ?? pattern
  }

  func run(_ query: CensusQuery, _ census: DirectedCensus) throws(PlanningError) -> [Count] {
    var free: [UInt128] = []
    for plan in census.plans { free.append(try executor.count(plan)) }
    let induced = census.copies.induced(fromEdgeInduced: free)
    return query.patterns.indices.map { position in
      let pattern = query.patterns[position]
      return Count(
        pattern: (try? pattern.inducing(.vertices)) ?? pattern, occurrences: induced[position],
        automorphisms: census.plans[position].automorphisms, isDirected: true)
    }
  }
}
