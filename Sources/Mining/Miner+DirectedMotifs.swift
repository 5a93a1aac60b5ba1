import PatternModel
import Planning

/// The census of directed graphs.
///
/// Vertex-induced counts follow from those of patterns whose pairs are joined in exactly their way (an arc that is not
/// answered, or both arcs) and otherwise free: these are matched with one list a pair and no differences of sets.
extension Miner {
  func prepareDirectedMotifs(size: Int) throws(PlanningError) -> CensusQuery {
    guard (1...4).contains(size) else {
      throw .unsupported("a motif census of size \(size) of a directed graph (1 to 4 can)")
    }
    let patterns = Pattern.allConnectedDirected(vertices: size)
    var derivation = Derivation()
    for pattern in patterns {
      let plan = try planner.plan(Self.exact(pattern), for: .counting)
      derivation.quantities.append(.init(meaning: .occurrences, source: .plan(plan)))
      derivation.automorphisms.append(plan.automorphisms)
      derivation.patterns.append((try? pattern.inducing(.vertices)) ?? pattern)
      derivation.work += plan.estimate.work
    }
    // By falling number of joined pairs: each induced count is the edge-induced one less what its containers hold.
    var induced = Array(patterns.indices)
    for (part, containers) in ArcSpanningCopies(patterns).containersOfParts {
      derivation.quantities.append(.init(
        meaning: .occurrences, source: .none,
        terms: [(1, part)] + containers.map { (-$0.copies, induced[$0.pattern]) }))
      induced[part] = derivation.quantities.count - 1
    }
    derivation.results = induced
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
