import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
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

  @Test func whatTheEngineCannotMatchIsSaid() throws {
    let undirected = Planner(statistics: try Self.statistics(), isDirected: false)
    #expect(throws: PlanningError.directionInUndirectedGraph) { try undirected.plan(Pattern("a -> b"), for: .counting) }
    #expect(throws: PlanningError.self) { try undirected.plan(Pattern("(a:X)--(b)"), for: .counting) }
    #expect(throws: PlanningError.self) { try undirected.plan(Pattern("a--b; absent (x): a--x"), for: .counting) }
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
