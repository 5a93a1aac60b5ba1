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
    let direct = try directCount(pattern)
    guard mayDerive(pattern, insteadOf: direct) else { return direct }
    let derived = try derivation(of: pattern)
    return derived.work < direct.work ? derived : direct
  }

  /// Without a derivation: by a plan, or a large clique by pivoting.
  private func directCount(_ pattern: Pattern) throws(PlanningError) -> Derivation {
    let size = pattern.vertices.count
    if rules.contains(.pivoting), size >= Self.pivotingFrom, isUnconstrained(pattern),
      pattern.edges.count == size * (size - 1) / 2
    {
      return Derivation(cliques: pattern)
    }
    return Derivation(direct: try plan(pattern, for: .counting))
  }

  /// Whether it is worth a look if a count can be derived.
  private func mayDerive(_ pattern: Pattern, insteadOf direct: Derivation) -> Bool {
    let induced = pattern.inducing == .vertices
    let sizes = 3...(induced ? Self.largestInducedDerived : Self.largestDerived)
    return direct.work > Self.smallWork && rules.contains(induced ? .morphing : .tables)
      && sizes.contains(pattern.vertices.count) && isUnconstrained(pattern) && pattern.isConnected
  }

  /// The cheapest way known to count several patterns together; results stand in their order. Isomorphic patterns are
  /// counted once, and those that the algebra takes on share what they are made of.
  package func countingPlan(_ patterns: [Pattern]) throws(PlanningError) -> Derivation {
    if patterns.count == 1 { return try countingPlan(patterns[0]) }
    var builder = DerivationBuilder(planner: self)
    var firsts: [CanonicalForm: Int] = [:]
    var places = [Int](repeating: 0, count: patterns.count)
    // Small ones first: larger ones are made of them.
    let order = patterns.indices.sorted {
      let (a, b) = (patterns[$0], patterns[$1])
      return (a.vertices.count, a.edges.count, $0) < (b.vertices.count, b.edges.count, $1)
    }
    for index in order {
      let pattern = patterns[index]
      let form = pattern.canonicalForm
      if let first = firsts[form] {
        places[index] = first
        continue
      }
      places[index] = firsts.count
      firsts[form] = firsts.count
      let direct = try directCount(pattern)
      var shared = builder
      if mayDerive(pattern, insteadOf: direct) {
        try shared.add(pattern)
        if shared.work - builder.work < direct.work {
          builder = shared
          continue
        }
      }
      builder.add(direct)
    }
    return builder.derivation.arranged(places, patterns)
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
