import GraphStore
import PatternModel

/// Chooses a plan for a pattern over one graph.
package struct Planner: Sendable {
  /// What the plan is for.
  package enum Goal: Hashable, Sendable {
    /// Only the number is wanted: the last levels become arithmetic.
    case counting
    /// Every match is delivered: all levels are loops.
    case listing
  }

  /// Rules that can be switched off by name, to measure what they buy and to test that answers do not depend on them.
  package struct Rules: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// Inclusion-exclusion over an independent set of last vertices; without it the tail is a single vertex.
    package static let inclusionExclusion = Rules(rawValue: 1)
    /// Bitmaps over one renumbered neighbourhood.
    package static let local = Rules(rawValue: 2)
    /// Cost-based choice of the order; without it the pattern's own (connected) order is taken.
    package static let orderSearch = Rules(rawValue: 4)
    /// Vertex-induced counts as combinations of edge-induced ones.
    package static let morphing = Rules(rawValue: 8)
    /// Large cliques by pivoting instead of enumeration.
    package static let pivoting = Rules(rawValue: 16)
    /// Counts from tables over vertices and edges instead of matches.
    package static let tables = Rules(rawValue: 32)
    /// The best plans of the formula are compared by random descents into the graph.
    package static let sampling = Rules(rawValue: 1 << 10)
    /// Lists that are read again and again for the same set are cut to it once.
    package static let prunedLists = Rules(rawValue: 1 << 11)
    /// Loops turn back when a set is smaller than what the rest of the pattern needs of it.
    package static let earlyExits = Rules(rawValue: 1 << 12)
    package static let all: Rules = [
      .inclusionExclusion, .local, .orderSearch, .morphing, .pivoting, .tables, .sampling, .prunedLists, .earlyExits,
    ]

    package static let names: [(String, Rules)] = [
      ("inclusion-exclusion", .inclusionExclusion), ("local", .local), ("order-search", .orderSearch),
      ("morphing", .morphing), ("pivoting", .pivoting), ("tables", .tables), ("sampling", .sampling),
      ("pruned-lists", .prunedLists), ("early-exits", .earlyExits),
    ]
  }

  package var statistics: CostStatistics
  var algebraCosts = AlgebraCosts()
  /// Tables are taken wherever they can be, not only where they are cheaper: for tests.
  package var prefersTables = false
  package var isDirected: Bool
  package var rules: Rules
  /// Where plans are tried out; nil: they are chosen by the statistics alone.
  let graph: Graph?

  package init(graph: Graph, rules: Rules = .all) {
    statistics = CostStatistics(graph.neighbours)
    isDirected = graph.isDirected
    self.rules = rules
    self.graph = graph
    if !isDirected { algebraCosts = AlgebraCosts(graph.neighbours, closure: statistics.adjacentClosure) }
  }

  package init(statistics: CostStatistics, isDirected: Bool, rules: Rules = .all) {
    self.statistics = statistics
    self.isDirected = isDirected
    self.rules = rules
    graph = nil
  }

  /// Largest automorphism group whose elements the search carries along.
  private static let carriedGroup = 50_000

  package func plan(_ pattern: Pattern, for goal: Goal) throws(PlanningError) -> Plan {
    try plans(pattern, for: goal, keep: 1)[0]
  }

  /// The `keep` cheapest plans by the cost model, cheapest first.
  package func plans(_ pattern: Pattern, for goal: Goal, keep: Int) throws(PlanningError) -> [Plan] {
    guard let graph, rules.contains(.sampling), rules.contains(.orderSearch) else {
      return try formulaPlans(pattern, for: goal, keep: keep)
    }
    let plans = try formulaPlans(pattern, for: goal, keep: Swift.max(keep, Self.sampledPlans)) { all in
      Array(all.prefix(Swift.max(keep, Self.samples(for: all[0].estimate.work))))
    }
    return Array(sampled(plans, on: graph).prefix(keep))
  }

  /// Every plan that the search can reach, unless there are more than `limit`: then the better half of that number by
  /// the formula, and the others at random. For judging the choice, not for choosing: nothing is pruned.
  package func everyPlan(_ pattern: Pattern, for goal: Goal, limit: Int) throws(PlanningError) -> [Plan] {
    var random = SplitMix(state: 1)
    return try formulaPlans(pattern, for: goal, keep: Int.max) { all in
      if all.count <= limit { return all }
      return Array(all[..<(limit / 2)] + all[(limit / 2)...].shuffled(using: &random).prefix(limit - limit / 2))
    }
  }

  /// A counting plan whose outermost loop binds `root`, so that its rounds add up the matches by the root's image;
  /// symmetry is broken as far as the root stays where it is.
  func plan(_ pattern: Pattern, rootedAt root: Int) throws(PlanningError) -> Plan {
    try formulaPlans(pattern, for: .counting, keep: 1, root: root)[0]
  }

  /// The `keep` cheapest plans by the formula of ``OrderSearch``.
  private func formulaPlans(
    _ pattern: Pattern, for goal: Goal, keep: Int, root: Int? = nil,
    selecting select: ([OrderSearch.Candidate]) -> [OrderSearch.Candidate] = { $0 }
  ) throws(PlanningError) -> [Plan] {
    let constraints = try PairConstraints(pattern, graphIsDirected: isDirected)
    let automorphisms = pattern.automorphisms
    var elements = automorphisms.elements(limit: Self.carriedGroup)
    if let root { elements = elements?.filter { $0[root] == root } }
    let identity = [Array(0..<pattern.vertices.count)]
    var search = OrderSearch(
      constraints: constraints,
      group: (elements ?? identity).map { $0.map { UInt8($0) } },
      statistics: statistics, listing: goal == .listing || !rules.contains(.inclusionExclusion),
      usesLocal: rules.contains(.local), root: root, keep: keep,
      budget: !rules.contains(.orderSearch) ? 1 : keep == Int.max ? Int.max : 6000)
    return select(search.run()).map { candidate in
      var candidate = candidate
      if elements == nil { breakSymmetry(of: &candidate, with: automorphisms, goal: goal) }
      if goal == .counting, candidate.loopCount == candidate.order.count, candidate.loopCount > 1 {
        candidate.loopCount -= 1
      }
      var builder = PlanBuilder(
        constraints: constraints, order: candidate.order, loopCount: candidate.loopCount,
        restrictions: candidate.restrictions)
      var plan = builder.build(
        pattern: pattern, restrictions: candidate.restrictions, multiplicity: candidate.multiplicity,
        automorphisms: automorphisms.order)
      plan.estimate = candidate.estimate
      if !rules.contains(.local) { plan.local = nil }
      if !rules.contains(.earlyExits) { for set in plan.sets.indices { plan.sets[set].needed = 0 } }
      assert(root != nil || PlanValidator.problems(of: plan, isDirected: isDirected).isEmpty)
      return plan
    }
  }

  /// For groups too large to list: the stabiliser chain along the chosen order gives the same restrictions.
  private func breakSymmetry(of candidate: inout OrderSearch.Candidate, with group: AutomorphismGroup, goal: Goal) {
    let base = Array(candidate.order.prefix(candidate.loopCount))
    var levelOf = [Int](repeating: 0, count: candidate.order.count)
    for (level, vertex) in candidate.order.enumerated() { levelOf[vertex] = level }
    candidate.restrictions = []
    var broken: UInt128 = 1
    for (vertex, orbit) in zip(base, group.stabiliserChain(base: base)) {
      broken *= UInt128(orbit.count)
      for other in orbit where other != vertex {
        candidate.restrictions.append(Plan.Restriction(smaller: levelOf[other], larger: levelOf[vertex]))
      }
    }
    candidate.multiplicity = group.order / broken
  }
}
