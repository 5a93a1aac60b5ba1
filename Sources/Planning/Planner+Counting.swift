import PatternModel

extension Planner {
  /// Largest patterns that the algebra of counts takes on; a vertex-induced one is a combination of up to
  /// 2^(absent edges) others. Colours keep quotients apart, so that there are many more of them.
  private static let largestDerived = 7, largestInducedDerived = 6, largestColoured = 6, mostBanned = 10, mostBannedColoured = 6

  /// Smallest clique that is counted by pivoting: its cost hardly depends on the size, that of enumeration grows by
  /// about the degeneracy with every vertex. Measured on three graphs, they meet between 5 and 7.
  private static let pivotingFrom = 6

  /// Below this much work (a millisecond) nothing cleverer than the plan is looked for.
  private static let smallWork = 1e6

  /// The cheapest way known to count a pattern: to match it, or to derive the number from other counts.
  package func countingPlan(
    _ pattern: Pattern, settings: MatchSettings = .init()
  ) throws(PlanningError) -> Derivation {
    let size = pattern.vertices.count
    let plain = isUnconstrained(pattern) && settings == MatchSettings()
    if rules.contains(.pivoting), size >= Self.pivotingFrom, plain, pattern.edges.count == size * (size - 1) / 2 {
      return Derivation(cliques: pattern)
    }
    // Conditions are tested match by match.
    let direct = try plan(pattern, for: pattern.predicates.isEmpty ? .counting : .listing, settings: settings)
    let induced = pattern.inducing == .vertices
    let largest = !plain ? Self.largestColoured : induced ? Self.largestInducedDerived : Self.largestDerived
    guard direct.estimate.work > Self.smallWork, (3...largest).contains(size), pattern.predicates.isEmpty,
      pattern.antiVertices.isEmpty, settings.morphism == .injective, pattern.isConnected
    else { return Derivation(direct: direct) }
    let derived = try derivation(of: pattern, settings: settings)
    guard let derived, derived.work < direct.estimate.work else { return Derivation(direct: direct) }
    return derived
  }

  /// The cheapest derivation of a connected pattern's count by the algebra: tables, and plans for the parts of it that
  /// are cheaper to match. Nil when the pattern asks for what the algebra does not know (anti-vertices, more than 8
  /// vertices, labels that nothing carries), or for so many absences that their combinations cost too much, or when the
  /// rules forbid what it takes.
  package func derivation(
    of pattern: Pattern, settings: MatchSettings = .init()
  ) throws(PlanningError) -> Derivation? {
    let constraints = try MatchConstraints(pattern, graph: graph, graphIsDirected: isDirected, settings: settings)
    var builder = DerivationBuilder(planner: self)
    guard let coloured = ColouredPattern(constraints, pattern, builder.palette),
      coloured.banned.count <= (coloured.graph.isPlain ? Self.mostBanned : Self.mostBannedColoured),
      rules.contains(coloured.banned.isEmpty ? .tables : .morphing),
      rules.contains(.colours) || constraints.isPlain && pattern.antiEdges.isEmpty
    else { return nil }
    try builder.add(pattern, coloured, automorphisms: settings.symmetry(of: pattern).order)
    return builder.derivation
  }

  /// The vertex-induced counts of all connected patterns of a size.
  package func census(_ patterns: [Pattern]) throws(PlanningError) -> Derivation {
    var builder = DerivationBuilder(planner: self)
    try builder.addCensus(patterns)
    return builder.derivation
  }

  /// The vertex-induced counts of all connected directed patterns of a size.
  ///
  /// - Parameter exact: the patterns with an answer forbidden wherever they have none, in the same order.
  package func directedCensus(_ patterns: [Pattern], exact: [Pattern]) throws(PlanningError) -> Derivation {
    var builder = DerivationBuilder(planner: self)
    if !rules.contains(.colours) { builder.onlyPlans() }
    try builder.addDirectedCensus(patterns, exact: exact)
    return builder.derivation
  }

  private func isUnconstrained(_ pattern: Pattern) -> Bool {
    pattern.predicates.isEmpty && pattern.antiEdges.isEmpty && pattern.antiVertices.isEmpty && !isDirected
      && pattern.vertices.allSatisfy { $0.label == .any }
      && pattern.edges.allSatisfy { $0.direction == .either && $0.label == .any }
  }
}

extension Pattern {
  /// Whether edges alone hold the pattern together.
  fileprivate var isConnected: Bool {
    var component = Array(vertices.indices)
    func find(_ v: Int) -> Int { component[v] == v ? v : find(component[v]) }
    for edge in edges { component[find(edge.source)] = find(edge.target) }
    return Set(vertices.indices.map(find)).count <= 1
  }
}
