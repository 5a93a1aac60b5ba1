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
    /// Candidates of labelled patterns are narrowed by their neighbourhoods before anything is matched.
    package static let filtering = Rules(rawValue: 1 << 13)
    /// The parts of long lists that lie among the hubs are read as bitmaps.
    package static let hubRows = Rules(rawValue: 1 << 14)
    /// Tables for patterns with labels, directions or anti-edges too.
    package static let colours = Rules(rawValue: 1 << 15)
    package static let all: Rules = [
      .inclusionExclusion, .local, .orderSearch, .morphing, .pivoting, .tables, .sampling, .prunedLists, .earlyExits,
      .filtering, .hubRows, .colours,
    ]

    package static let names: [(String, Rules)] = [
      ("inclusion-exclusion", .inclusionExclusion), ("local", .local), ("order-search", .orderSearch),
      ("morphing", .morphing), ("pivoting", .pivoting), ("tables", .tables), ("sampling", .sampling),
      ("pruned-lists", .prunedLists), ("early-exits", .earlyExits), ("filtering", .filtering),
      ("hub-rows", .hubRows), ("colours", .colours),
    ]
  }

  package var statistics: CostStatistics
  var algebraCosts = AlgebraCosts()
  /// Tables are taken wherever they can be, not only where they are cheaper: for tests.
  package var prefersTables = false
  /// Count by roots with sweeps above a root wherever that is possible: for tests.
  package var prefersSweepsAboveRoots = false
  /// Tables may take so many bytes at the same time; what would take more is matched by plans. Default: half of what the
  /// process may use.
  package var tableBytes = Double(MemoryBudget.available / 2)
  /// Threads of the runs to come: each has vectors of its own.
  package var workers = Parallel.processorCount
  package var isDirected: Bool
  package var rules: Rules
  /// Into how many shards the run will be cut.
  package var shards = 1
  /// Ends planning early.
  package var control: RunControl?
  /// Where labels are looked up and plans are tried out; nil: a graph without labels, and plans are chosen by the
  /// statistics alone.
  let graph: Graph?

  package init(graph: Graph, rules: Rules = .all) {
    let facts = PlanningFacts(graph)
    statistics = facts.statistics
    algebraCosts = facts.costs
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

  package func plan(
    _ pattern: Pattern, for goal: Goal, settings: MatchSettings = .init()
  ) throws(PlanningError) -> Plan {
    try plans(pattern, for: goal, settings: settings, keep: 1)[0]
  }

  /// Whether a table program finds room, with at least half of the workers: a run takes fewer where all do not fit.
  ///
  /// - Parameter other: bytes that are held meanwhile.
  func holds(
    _ program: TableProgram, _ live: TableProgram.Liveness, results: [TableProgram.EdgeTable] = [], beside other: Double = 0
  ) -> Bool {
    let sizes = algebraCosts.sizes, workers = (workers + 1) / 2
    if program.mostBytes(sizes).with(workers: workers) + other <= tableBytes { return true }
    func fits(_ word: Double) -> Bool {
      program.bytes(sizes, live, results: results, word: word).with(workers: workers) + other <= tableBytes
    }
    if !fits(8) { return false }
    return fits(16)
      || program.largestValue(.init(vertices: Int(sizes.vertices), degree: Int(sizes.maximumDegree)), live) < TableProgram.largestInWords
  }

  func checkStop() throws(PlanningError) {
    if let reason = control?.stopReason { throw .stopped(reason) }
  }

  /// Candidates are narrowed without further thought when that takes about so many steps.
  private static let cheapFilter = 2e5
  /// Otherwise, when the matching is expected to take this many times longer.
  private static let filterPays = 4.0

  /// To cut lists to a class takes about 2 ns a vertex; and estimates may be too low.
  private static let cuttingPays = 2.0

  /// The `keep` cheapest plans by the cost model, cheapest first.
  package func plans(
    _ pattern: Pattern, for goal: Goal, settings: MatchSettings = .init(), keep: Int
  ) throws(PlanningError) -> [Plan] {
    try checkStop()
    let constraints = try MatchConstraints(pattern, graph: graph, graphIsDirected: isDirected, settings: settings)
    return try plans(Problem(pattern: pattern, constraints: constraints, goal: goal, settings: settings), keep: keep)
  }

  private func plans(_ problem: Problem, keep: Int) throws(PlanningError) -> [Plan] {
    let constraints = problem.constraints
    guard let graph else { return try formulaPlans(problem, keep: keep) }
    // The sampler reads whole lists.
    if rules.contains(.sampling), rules.contains(.orderSearch), constraints.readsWholeLists {
      let vertices = problem.pattern.vertices.count
      let plans = try formulaPlans(problem, keep: Swift.max(keep, Self.consideredPlans(vertices: vertices))) { all in
        let samples = Self.samples(for: all[0].estimate.work, vertices: vertices)
        return samples == 1 ? Array(all.prefix(keep)) : Self.varied(all, Swift.max(keep, samples))
      }
      return Array(sampled(plans, on: graph).prefix(keep))
    }
    guard rules.contains(.filtering), let cost = CandidateFilter.cost(constraints, in: graph) else {
      return try formulaPlans(problem, keep: keep)
    }
    if cost > Self.cheapFilter {
      let plans = try formulaPlans(problem, keep: keep)
      if plans[0].estimate.work < cost * Self.filterPays { return plans }
    }
    var narrowed = problem
    narrowed.constraints = CandidateFilter.narrow(constraints, in: graph)
    return try formulaPlans(narrowed, keep: keep)
  }

  /// What a plan is made from.
  private struct Problem {
    var pattern: Pattern
    var constraints: MatchConstraints
    var goal: Goal
    var settings: MatchSettings
  }

  /// Every plan that the search can reach, unless there are more than `limit`: then the better half of that number by
  /// the formula, and the others at random. For judging the choice, not for choosing: nothing is pruned.
  package func everyPlan(_ pattern: Pattern, for goal: Goal, limit: Int) throws(PlanningError) -> [Plan] {
    var random = SplitMix(state: 1)
    let constraints = try MatchConstraints(pattern, graph: graph, graphIsDirected: isDirected)
    let problem = Problem(pattern: pattern, constraints: constraints, goal: goal, settings: .init())
    return try formulaPlans(problem, keep: Int.max) { all in
      if all.count <= limit { return all }
      return Array(all[..<(limit / 2)] + all[(limit / 2)...].shuffled(using: &random).prefix(limit - limit / 2))
    }
  }

  /// A counting plan of a coloured graph. With roots, the outermost loops bind these, so that their rounds add up the
  /// matches by the roots' images; symmetry is broken as far as the roots stay where they are.
  func plan(_ small: SmallGraph, _ palette: Palette) throws(PlanningError) -> Plan {
    let (problem, roots) = try problem(small, palette)
    if roots.isEmpty { return try plans(problem, keep: 1)[0] }
    var plan = try formulaPlans(problem, keep: 1, roots: roots)[0]
    if roots.count > 1 {
      // The second loop is made round by round: what stands before it must not turn back, nor take it along.
      for set in plan.sets.indices { plan.sets[set].needed = 0 }
      if plan.local?.level == 0 { plan.local = nil }
    }
    return plan
  }

  /// The work of ``plan(_:_:)`` by the formula, without candidates narrowed: nothing is built.
  func planWork(_ small: SmallGraph, _ palette: Palette) throws(PlanningError) -> Double {
    let (problem, roots) = try problem(small, palette)
    return try search(problem, keep: 1, roots: roots).candidates[0].estimate.work
  }

  private func problem(_ small: SmallGraph, _ palette: Palette) throws(PlanningError) -> (Problem, roots: [Int]) {
    let pattern = palette.pattern(small)
    let constraints = try palette.constraints(small, pattern, in: graph, isDirected: isDirected)
    return (
      Problem(pattern: pattern, constraints: constraints, goal: .counting, settings: .init()),
      [small.root, small.secondRoot].compactMap { $0 }
    )
  }

  /// The orders that ``OrderSearch`` finds, the cheapest first, and the symmetry that they break.
  private struct Search {
    var candidates: [OrderSearch.Candidate]
    var symmetry: AutomorphismGroup
    /// See ``Plan/mirrors``.
    var mirrors: [[Int]]
    /// The restrictions of the candidates do not break it: it is too large.
    var isUnbroken: Bool
  }

  private func search(_ problem: Problem, keep: Int, roots: [Int]) throws(PlanningError) -> Search {
    let (pattern, constraints, goal, settings) = (problem.pattern, problem.constraints, problem.goal, problem.settings)
    let symmetry = settings.symmetry(of: pattern)
    // Where matched vertices may coincide, symmetric copies of a match may be the same map: nothing is broken.
    let breaks = settings.morphism == .injective
    var elements = breaks ? symmetry.elements(limit: Self.carriedGroup) : nil
    if !roots.isEmpty { elements = elements?.filter { element in roots.allSatisfy { element[$0] == $0 } } }
    var mirrors: [[Int]] = []
    let tellsMirrorsApart = !breaks && goal == .listing && !settings.deliversEveryMap
    if tellsMirrorsApart {
      guard let all = symmetry.elements(limit: Self.carriedGroup) else {
        throw .unsupported(
          "occurrences of a pattern with more than \(Self.carriedGroup) symmetries, when vertices may coincide (its embeddings can),")
      }
      mirrors = all
    }
    let identity = [Array(0..<pattern.vertices.count)]
    var search = OrderSearch(
      constraints: constraints,
      group: (elements ?? identity).map { $0.map { UInt8($0) } },
      twins: breaks ? Self.twins(of: pattern, symmetry) : identity[0],
      statistics: statistics, selectivity: graph.flatMap { Selectivity(constraints, graph: $0) },
      listing: goal == .listing || constraints.needsMatches || !rules.contains(.inclusionExclusion),
      usesLocal: rules.contains(.local), roots: roots, keep: keep,
      budget: !rules.contains(.orderSearch) ? 1 : keep == Int.max ? Int.max : 6000)
    return Search(candidates: search.run(), symmetry: symmetry, mirrors: mirrors, isUnbroken: breaks && elements == nil)
  }

  /// The `keep` cheapest plans by the formula of ``OrderSearch``.
  private func formulaPlans(
    _ problem: Problem, keep: Int, roots: [Int] = [],
    selecting select: ([OrderSearch.Candidate]) -> [OrderSearch.Candidate] = { $0 }
  ) throws(PlanningError) -> [Plan] {
    let (pattern, constraints, goal, settings) = (problem.pattern, problem.constraints, problem.goal, problem.settings)
    let found = try search(problem, keep: keep, roots: roots)
    return select(found.candidates).map { candidate in
      var candidate = candidate
      if found.isUnbroken { breakSymmetry(of: &candidate, with: found.symmetry, goal: goal) }
      if goal == .counting, !constraints.needsMatches, candidate.loopCount == candidate.order.count, candidate.loopCount > 1,
        constraints.mustBeLoops >> UInt32(candidate.order[candidate.loopCount - 1]) & 1 == 0
      {
        candidate.loopCount -= 1
      }
      var builder = PlanBuilder(
        constraints: constraints, order: candidate.order, loopCount: candidate.loopCount,
        restrictions: candidate.restrictions)
      var plan = builder.build(
        pattern: pattern, restrictions: candidate.restrictions, multiplicity: candidate.multiplicity,
        automorphisms: found.symmetry.order)
      plan.estimate = candidate.estimate
      plan.cutsLists = candidate.estimate.work * Self.cuttingPays > Double(graph?.vertexCount ?? 0)
      plan.predicates = constraints.predicates
      plan.conditionalAbsences = constraints.testedAbsences
      plan.edgeLabelNames = graph?.edgeLabels?.dictionary.names ?? []
      // What is decided match by match looks at bound vertices, not at bits.
      if !rules.contains(.local) || settings.morphism == .edgeDistinct { plan.local = nil }
      plan.usesHubRows = rules.contains(.hubRows)
      if !rules.contains(.earlyExits) { for set in plan.sets.indices { plan.sets[set].needed = 0 } }
      plan.mirrors = found.mirrors
      assert(
        settings.morphism != .injective || !roots.isEmpty || !settings.anchors.isEmpty
          || PlanValidator.problems(of: plan, isDirected: isDirected).isEmpty)
      return plan
    }
  }

  /// By vertex the first one that it can be exchanged with, all others standing still. Only tails so large that their
  /// coefficients do not fit into a word ask.
  private static func twins(of pattern: Pattern, _ symmetry: AutomorphismGroup) -> [Int] {
    var first = Array(pattern.vertices.indices)
    guard first.count > OrderSearch.largestAlikeTail else { return first }
    for v in first.indices {
      for w in 0..<v where first[w] == w {
        let others = first.indices.filter { $0 != v && $0 != w }
        if symmetry.stabiliserChain(base: others + [v]).last?.contains(w) == true {
          first[v] = w
          break
        }
      }
    }
    return first
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
