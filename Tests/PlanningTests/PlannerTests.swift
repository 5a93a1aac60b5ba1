import GraphStore
import GyrfalconTestSupport
import PatternModel
@testable import Planning
import Testing

@Suite struct PlannerTests {
  static func statistics() throws -> CostStatistics {
    var random = SplitMix64(seed: 4)
    return CostStatistics(try OracleGraph.preferentialAttachment(vertexCount: 400, edgesPerVertex: 4, using: &random).engineGraph().neighbours)
  }

  /// Restrictions checked on complete graphs, sets and levels in order: for all connected patterns, both goals.
  @Test func everyPlanIsValid() throws {
    let planner = Planner(statistics: try Self.statistics(), isDirected: false)
    for size in 1...5 {
      for base in Pattern.allConnected(vertices: size) {
        for inducing in Pattern.Inducing.allCases {
          let pattern = try base.inducing(inducing)
          for goal in [Planner.Goal.counting, .listing] {
            for plan in try planner.plans(pattern, for: goal, keep: 4) {
              #expect(PlanValidator.problems(of: plan, isDirected: false) == [], "\(pattern) \(plan.order)")
              #expect(goal == .counting || plan.levels.count == size)
              #expect(goal == .counting || plan.multiplicity == 1)
            }
          }
        }
      }
    }
  }

  /// Of what is tried out, half is the cheapest by the formula and half begins otherwise.
  @Test func triedPlansBeginDifferently() {
    func candidate(_ order: [Int], _ work: Double) -> OrderSearch.Candidate {
      .init(
        order: order, loopCount: 4, restrictions: [], multiplicity: 1,
        estimate: Plan.Estimate(iterations: [], work: work, matches: 0))
    }
    let all = [[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 2, 5], [0, 1, 2, 6], [0, 1, 3, 2], [0, 1, 3, 4], [2, 0, 1, 3]]
      .enumerated().map { candidate($1, Double($0)) }
    #expect(Planner.varied(all, 4).map(\.order) == [[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 3, 2], [2, 0, 1, 3]])
    #expect(Planner.varied(all, 6).map(\.order).suffix(3) == [[0, 1, 3, 2], [2, 0, 1, 3], [0, 1, 2, 6]])
    #expect(Planner.varied(all, 9).count == 7)
  }

  /// What the vertices of a tail may share is paid for: three leaves at a triangle ask for four more intersections a round
  /// than three at one of its vertices.
  @Test func tailsThatMergeCostMore() throws {
    let planner = Planner(statistics: try Self.statistics(), isDirected: false)
    let apart = try planner.plan(Pattern("a--b--c--a, a--d, b--e, c--f"), for: .counting)
    let together = try planner.plan(Pattern("a--b--c--a, a--d, a--e, a--f"), for: .counting)
    #expect(apart.estimate.work > 1.5 * together.estimate.work)
  }

  /// A combination of many counts is not looked for where the plan takes no longer than to look.
  @Test func combinationsAreNotLookedForInVain() throws {
    var random = SplitMix64(seed: 9)
    let planner = Planner(graph: try OracleGraph.random(vertexCount: 60, probability: 0.2, using: &random).engineGraph())
    let pattern = try Pattern.path(6).inducing(.vertices)
    var plan = try planner.plan(pattern, for: .counting)
    plan.estimate.work = 1e7
    #expect(try planner.derivation(of: pattern, rival: Derivation(direct: plan)) == nil)
    plan.estimate.work = 1e12
    let found = try #require(try planner.derivation(of: pattern, rival: Derivation(direct: plan)))
    #expect(found.work < 1e12)
  }

  @Test func validatorSeesBrokenPlans() throws {
    let planner = Planner(statistics: try Self.statistics(), isDirected: false)
    let plan = try planner.plan(.clique(4), for: .counting)
    var broken = plan
    broken.restrictions.removeFirst()
    #expect(!PlanValidator.problems(of: broken, isDirected: false).isEmpty)
    broken = plan
    broken.multiplicity = 2
    #expect(!PlanValidator.problems(of: broken, isDirected: false).isEmpty)
    broken = plan
    broken.levels[1].set = broken.sets.count - 1
    #expect(!PlanValidator.problems(of: broken, isDirected: false).isEmpty)
    broken = plan
    broken.order.swapAt(0, 1)
    broken.order[0] = broken.order[1]
    #expect(!PlanValidator.problems(of: broken, isDirected: false).isEmpty)
  }

  /// Large patterns are planned too, with groups far too large to list, in bounded time. (Release builds take less than
  /// 10 ms up to 7 vertices and less than a second at 12, `PlanGrid --planning`; test builds are some 30 times slower.)
  @Test func largePatterns() throws {
    let planner = Planner(statistics: try Self.statistics(), isDirected: false)
    let clock = ContinuousClock()
    var random = SplitMix64(seed: 12)
    var knobs = PatternKnobs(vertexCount: 12)
    knobs.extraEdges = 0.3
    var cube: [Pattern.Edge] = []
    for v in 0..<8 { for bit in [1, 2, 4] where v & bit == 0 { cube.append(.init(v, v | bit)) } }
    var petersen: [Pattern.Edge] = []
    for i in 0..<5 { petersen += [.init(i, (i + 1) % 5), .init(i, i + 5), .init(i + 5, (i + 2) % 5 + 5)] }
    let patterns: [Pattern] = [
      .clique(7), .clique(12), .clique(32), .star(31), .path(7), .path(20), .cycle(7), .cycle(12), .completeBipartite(5, 5),
      try Pattern(vertices: (0..<8).map { .init("v\($0)") }, edges: cube),
      try Pattern(vertices: (0..<10).map { .init("v\($0)") }, edges: petersen),
      try .random(knobs, using: &random),
    ]
    for pattern in patterns {
      let start = clock.now
      #expect(try planner.plan(pattern, for: .counting).order.count == pattern.vertices.count)
      #expect(try planner.plan(pattern, for: .listing).levels.count == pattern.vertices.count)
      let spent = clock.now - start
      #expect(spent < (pattern.vertices.count <= 7 ? .seconds(5) : .seconds(60)), "\(pattern.vertices.count) vertices: \(spent)")
    }
  }

  @Test func arcsNeedADirectedGraph() throws {
    let undirected = Planner(statistics: try Self.statistics(), isDirected: false)
    for text in ["a -> b", "a--b, b--c, a !-> c", "a--b; absent (x): a->x"] {
      #expect(throws: PlanningError.directionInUndirectedGraph) { try undirected.plan(Pattern(text), for: .counting) }
    }
  }

  /// The rare label comes first, whatever the numbering: its class is the root.
  @Test func rareLabelsAreRoots() throws {
    var random = SplitMix64(seed: 21)
    var oracle = OracleGraph.preferentialAttachment(vertexCount: 300, edgesPerVertex: 5, using: &random)
    for v in 0..<300 { oracle.vertexLabels[v] = v % 60 == 7 ? ["rare"] : ["common"] }
    let planner = Planner(graph: try oracle.engineGraph())
    for text in ["(a:common)--(b:common)--(c:rare)--(a)", "(c:rare)--(a:common)--(b:common)--(c)"] {
      let plan = try planner.plan(Pattern(text), for: .counting)
      #expect(plan.classes[plan.levels[0].vertexClass]?.name == "rare", "\(plan)")
      #expect(plan.classes[plan.levels[0].vertexClass]?.count == 5)
    }
  }

  @Test func explanationsNameTheVariables() throws {
    let planner = Planner(statistics: try Self.statistics(), isDirected: false)
    let text = try planner.plan(Pattern("(hub)--(x)--(y)--(hub)"), for: .counting).description
    for word in ["for ", "N(", "count += |", "|Aut| = 6", "hub", "symmetry breaking"] { #expect(text.contains(word), "\(word) in \(text)") }
    #expect(try planner.plan(Pattern.star(3), for: .counting).description.contains("C(|s0|, 3)"))
  }

  /// Triangles of a wheel and of a path: the estimate follows the graph.
  @Test func estimatesFollowTheGraph() throws {
    var random = SplitMix64(seed: 9)
    let sparse = try OracleGraph.random(vertexCount: 200, probability: 0.03, using: &random).engineGraph()
    let dense = try OracleGraph.random(vertexCount: 200, probability: 0.3, using: &random).engineGraph()
    let pattern = Pattern.clique(4)
    let low = try Planner(graph: sparse).plan(pattern, for: .counting).estimate
    let high = try Planner(graph: dense).plan(pattern, for: .counting).estimate
    #expect(low.work < high.work && low.matches < high.matches)
  }
}
