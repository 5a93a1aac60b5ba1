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
    package static let all: Rules = [.inclusionExclusion, .local, .orderSearch, .morphing, .pivoting]

    package static let names: [(String, Rules)] = [
      ("inclusion-exclusion", .inclusionExclusion), ("local", .local), ("order-search", .orderSearch),
      ("morphing", .morphing), ("pivoting", .pivoting),
    ]
  }

  package var statistics: CostStatistics
  package var isDirected: Bool
  package var rules: Rules
  /// Where labels are looked up; nil: a graph that has none.
  private let graph: Graph?

  package init(graph: Graph, rules: Rules = .all) {
    statistics = CostStatistics(graph.neighbours)
    isDirected = graph.isDirected
    self.rules = rules
    self.graph = graph
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
    let constraints = try MatchConstraints(pattern, graph: graph, graphIsDirected: isDirected)
    let automorphisms = pattern.automorphisms
    let elements = automorphisms.elements(limit: Self.carriedGroup)
    let identity = [Array(0..<pattern.vertices.count)]
    var search = OrderSearch(
      constraints: constraints,
      group: (elements ?? identity).map { $0.map { UInt8($0) } },
      statistics: statistics, selectivity: graph.flatMap { Selectivity(constraints, graph: $0) }, listing: goal == .listing || !rules.contains(.inclusionExclusion),
      usesLocal: rules.contains(.local), keep: keep,
      budget: !rules.contains(.orderSearch) ? 1 : 6000)
    return search.run().map { candidate in
      var candidate = candidate
      if elements == nil { breakSymmetry(of: &candidate, with: automorphisms, goal: goal) }
      if goal == .counting, candidate.loopCount == candidate.order.count, candidate.loopCount > 1,
        constraints.mustBeLoops >> UInt32(candidate.order[candidate.loopCount - 1]) & 1 == 0
      {
        candidate.loopCount -= 1
      }
      var builder = PlanBuilder(
        constraints: constraints, order: candidate.order, loopCount: candidate.loopCount,
        restrictions: candidate.restrictions)
      var plan = builder.build(
        pattern: pattern, restrictions: candidate.restrictions, multiplicity: candidate.multiplicity,
        automorphisms: automorphisms.order)
      plan.estimate = candidate.estimate
      plan.edgeLabelNames = graph?.edgeLabels?.dictionary.names ?? []
      if !rules.contains(.local) { plan.local = nil }
      assert(PlanValidator.problems(of: plan, isDirected: isDirected).isEmpty)
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
