import PatternModel

extension Planner {
  /// Largest patterns that the algebra of counts takes on; a vertex-induced one is a combination of up to
  /// 2^(absent edges) others.
  private static let largestDerived = 7, largestInducedDerived = 6

  /// Smallest clique that is counted by pivoting: its cost hardly depends on the size, that of enumeration grows by
  /// about the degeneracy with every vertex. Measured on three graphs, they meet between 5 and 7.
  private static let pivotingFrom = 6

  /// Below this much work (a millisecond) nothing cleverer than the plan is looked for.
  private static let smallWork = 1e6

  /// The cheapest way known to count a pattern: to match it, or to derive the number from other counts.
  package func countingPlan(_ pattern: Pattern) throws(PlanningError) -> Derivation {
    let size = pattern.vertices.count
    let plain = isUnconstrained(pattern)
    if rules.contains(.pivoting), size >= Self.pivotingFrom, plain, pattern.edges.count == size * (size - 1) / 2 {
      return Derivation(cliques: pattern)
    }
    // Conditions are tested match by match.
    let direct = try plan(pattern, for: pattern.predicates.isEmpty ? .counting : .listing)
    let induced = pattern.inducing == .vertices
    guard plain, pattern.isConnected, direct.estimate.work > Self.smallWork,
      rules.contains(induced ? .morphing : .tables),
      (3...(induced ? Self.largestInducedDerived : Self.largestDerived)).contains(size)
    else { return Derivation(direct: direct) }
    let derived = try derivation(of: pattern)
    return derived.work < direct.estimate.work ? derived : Derivation(direct: direct)
  }

  /// The cheapest derivation of a connected pattern's count, of which matching it is one.
  ///
  /// - Precondition: the pattern has at most 8 vertices and no constraints beyond its edges.
  package func derivation(of pattern: Pattern) throws(PlanningError) -> Derivation {
    var builder = DerivationBuilder(planner: self)
    try builder.add(pattern)
    return builder.derivation
  }

  /// The vertex-induced counts of all connected patterns of a size.
  package func census(_ patterns: [Pattern]) throws(PlanningError) -> Derivation {
    var builder = DerivationBuilder(planner: self)
    try builder.addCensus(patterns)
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
