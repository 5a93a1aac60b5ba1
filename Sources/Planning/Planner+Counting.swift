import PatternModel

extension Planner {
  /// Largest patterns that the algebra of counts takes on; a vertex-induced one is a combination of up to
  /// 2^(absent edges) others. Colours keep quotients apart, so that there are many more of them.
  private static let largestDerived = 7, largestInducedDerived = 6, largestColoured = 6, mostBanned = 10, mostBannedColoured = 6

  /// Smallest clique that is counted by pivoting: its cost hardly depends on the size, that of enumeration grows by
  /// about the degeneracy with every vertex. Measured on three graphs, they meet between 5 and 7.
  private static let pivotingFrom = 6

  /// Below this much work (two milliseconds) nothing cleverer than the plan is looked for.
  private static let smallWork = 2e6

  /// To start a run of tables; and how far below the plan's work a derivation's must be: measured over all patterns on 5
  /// and 6 vertices, near ties went to the slower one now and then, by up to a half.
  private static let startOfTables = 4e5, estimatesMayErr = 0.8

  /// Whether a derivation is surely cheaper than to match.
  static func pays(_ derived: Double, insteadOf direct: Double) -> Bool {
    derived + startOfTables < direct * estimatesMayErr
  }

  /// A cheap way to count a pattern: to match it, or to derive the number from other counts where that is clearly cheaper.
  package func countingPlan(
    _ pattern: Pattern, settings: MatchSettings = .init()
  ) throws(PlanningError) -> Derivation {
    let direct = try directCount(pattern, settings), feared = feared(direct)
    guard mayDerive(pattern, insteadOf: feared?.work ?? direct.work, settings),
      let derived = try derivation(of: pattern, settings: settings, rival: feared ?? direct),
      isBetter(derived.work, than: direct, feared: feared != nil)
    else { return direct }
    return derived
  }

  /// What a plan may take in the worst case, where it is only thought to be cheap because no random descent met a match. On
  /// graphs of a few hubs all descents miss what is there: a double star's forks have been estimated as none.
  private static func feared(_ plan: Plan) -> Double? {
    plan.estimate.doubted.flatMap { $0 > muchWork ? $0 : nil }
  }

  private func feared(_ direct: Derivation) -> Derivation? {
    guard var plan = direct.directPlan, let work = Self.feared(plan) else { return nil }
    plan.estimate.work = work
    return Derivation(direct: plan)
  }

  private func isBetter(_ work: Double, than direct: Derivation, feared: Bool) -> Bool {
    feared ? work < insurance : Self.pays(work, insteadOf: direct.work)
  }

  /// A second; and what tables may take where that is feared.
  private static let muchWork = 1e9
  private var insurance: Double { 2e7 + 20 * algebraCosts.slots }

  /// Without a derivation: by a plan, or a large clique by pivoting.
  private func directCount(
    _ pattern: Pattern, _ settings: MatchSettings = .init()
  ) throws(PlanningError) -> Derivation {
    let size = pattern.vertices.count
    if rules.contains(.pivoting), size >= Self.pivotingFrom, isUnconstrained(pattern), settings == MatchSettings(),
      pattern.edges.count == size * (size - 1) / 2
    {
      return Derivation(cliques: pattern)
    }
    return Derivation(direct: try plan(pattern, for: .counting, settings: settings))
  }

  /// Whether it is worth a look if a count can be derived.
  private func mayDerive(
    _ pattern: Pattern, insteadOf work: Double, _ settings: MatchSettings = .init()
  ) -> Bool {
    let plain = isUnconstrained(pattern) && settings == MatchSettings()
    let largest =
      !plain ? Self.largestColoured : pattern.inducing == .vertices ? Self.largestInducedDerived : Self.largestDerived
    return work > Self.smallWork && (3...largest).contains(pattern.vertices.count) && pattern.predicates.isEmpty
      && pattern.antiVertices.isEmpty && settings.morphism == .injective && pattern.isConnected
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
      let direct = try directCount(pattern), feared = feared(direct)
      var shared = builder
      if mayDerive(pattern, insteadOf: feared?.work ?? direct.work),
        try add(pattern, .init(), to: &shared, rival: feared ?? direct),
        isBetter(shared.work - builder.work, than: direct, feared: feared != nil)
      {
        builder = shared
        continue
      }
      builder.add(direct)
    }
    return builder.derivation.arranged(places, patterns)
  }

  /// The cheapest derivation of a connected pattern's count by the algebra: tables, and plans for the parts of it that
  /// are cheaper to match. Nil when the pattern asks for what the algebra does not know (anti-vertices, more than 8
  /// vertices, labels that nothing carries), or for so many absences that their combinations cost too much, or when the
  /// rules forbid what it takes.
  ///
  /// - Parameter rival: another way to count it: what would cost more is not looked for to the end.
  package func derivation(
    of pattern: Pattern, settings: MatchSettings = .init(), rival: Derivation? = nil
  ) throws(PlanningError) -> Derivation? {
    var builder = DerivationBuilder(planner: self)
    return try add(pattern, settings, to: &builder, rival: rival) ? builder.derivation : nil
  }

  /// Adds a pattern's derivation to a batch; false when there is none, see ``derivation(of:settings:)``.
  private func add(
    _ pattern: Pattern, _ settings: MatchSettings, to builder: inout DerivationBuilder, rival: Derivation?
  ) throws(PlanningError) -> Bool {
    let constraints = try MatchConstraints(pattern, graph: graph, graphIsDirected: isDirected, settings: settings)
    guard let coloured = ColouredPattern(constraints, pattern, builder.palette),
      coloured.banned.count <= (coloured.graph.isPlain ? Self.mostBanned : Self.mostBannedColoured),
      rules.contains(coloured.banned.isEmpty ? .tables : .morphing),
      rules.contains(.colours) || constraints.isPlain && pattern.antiEdges.isEmpty
    else { return false }
    return try builder.add(pattern, coloured, automorphisms: settings.symmetry(of: pattern).order, rival: rival)
  }

  /// Counts of a pattern by the image of one vertex, for all vertices at once; nil when that is not clearly cheaper than to
  /// list the matches.
  package func rootedDerivation(
    of pattern: Pattern, root: Int, settings: MatchSettings = .init(), insteadOf listing: Plan
  ) throws(PlanningError) -> RootedDerivation? {
    let feared = Self.feared(listing)
    let rival = prefersTables ? .infinity : feared ?? listing.estimate.work
    var planner = self
    if !mayDerive(pattern, insteadOf: rival, settings) {
      // Too large for tables: still, a plan that binds the vertex first need not list.
      guard rival > Self.smallWork, settings == MatchSettings(), pattern.predicates.isEmpty, pattern.inducing == .edges,
        pattern.antiEdges.isEmpty, pattern.isConnected
      else { return nil }
      planner.rules.remove(.tables)
    }
    guard let derived = try planner.rootedDerivation([(pattern, [root])], settings: settings, rival: rival),
      feared != nil ? derived.work < insurance : Self.pays(derived.work, insteadOf: rival)
    else { return nil }
    return derived
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
