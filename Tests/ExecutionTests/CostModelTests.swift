import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// The cost model against what plans really do, on a grid of patterns and graphs. Rounds of loops are compared, which are
/// the same on every machine; `Bench/PlanGrid` compares times.
@Suite struct CostModelTests {
  static func graphs() throws -> [Graph] {
    var random = SplitMix64(seed: 33)
    return try [
      OracleGraph.preferentialAttachment(vertexCount: 110, edgesPerVertex: 4, using: &random),
      .random(vertexCount: 60, probability: 0.2, using: &random),
      .grid(8, 20),
    ].map { try $0.engineGraph() }
  }

  @Test func estimatesFollowTheWork() throws {
    var formula: [Double] = [], samples: [Double] = [], actual: [Double] = []
    for graph in try Self.graphs() {
      let planner = Planner(graph: graph)
      let executor = Executor(graph: graph, threads: 2)
      for size in 3...5 {
        for base in Pattern.allConnected(vertices: size) {
          for inducing in Pattern.Inducing.allCases {
            let plan = try planner.plan(base.inducing(inducing), for: .counting)
            let sampled = try #require(planner.estimate(of: plan, descents: 300))
            let rounds = try executor.analyse(plan).rounds
            formula.append(plan.estimate.iterations.reduce(0, +))
            samples.append(sampled.iterations.reduce(0, +))
            actual.append(Double(rounds.reduce(0, +)))
          }
        }
      }
    }
    let correlations = (RankCorrelation.spearman(formula, actual), RankCorrelation.spearman(samples, actual))
    print("rank correlation of estimated and actual rounds over \(actual.count) pairs of a pattern and a graph: "
      + "by the formula \(correlations.0), by random descents \(correlations.1)")
    #expect(correlations.0 > 0.9)
    #expect(correlations.1 > 0.97)
    func share(_ estimates: [Double], within bound: Double) -> Double {
      Double(zip(estimates, actual).count { max($0 / $1, $1 / max($0, 1)) <= bound }) / Double(actual.count)
    }
    #expect(share(formula, within: 10) >= 0.9)
    #expect(share(samples, within: 2) >= 0.9)
  }

  /// Descents are unbiased: with many of them, rounds and matches come out nearly exactly.
  @Test func descentsConverge() throws {
    let graph = try Self.graphs()[0]
    let planner = Planner(graph: graph)
    for pattern in try [Pattern.clique(3), .cycle(4), .path(4), .star(3), .clique(4).inducing(.vertices)] {
      let plan = try planner.plan(pattern, for: .counting)
      let estimate = try #require(planner.estimate(of: plan, descents: 60_000))
      let (total, rounds) = try Executor(graph: graph, threads: 1).analyse(plan)
      #expect(abs(estimate.matches / Double(total) - 1) < 0.1, "\(pattern): \(estimate.matches), really \(total)")
      for (expected, real) in zip(estimate.iterations, rounds) { #expect(abs(expected / Double(real) - 1) < 0.1, "\(pattern)") }
    }
  }

  /// The chosen plan against all others, by rounds.
  @Test func chosenPlansAreAmongTheBest() throws {
    var good = 0, all = 0
    for graph in try Self.graphs() {
      let planner = Planner(graph: graph)
      let executor = Executor(graph: graph, threads: 2)
      for base in Pattern.allConnected(vertices: 4) + Pattern.allConnected(vertices: 5).filter({ $0.edges.count % 2 == 0 }) {
        let chosen = try executor.analyse(planner.plan(base, for: .counting)).rounds.reduce(0, +)
        var best = chosen
        for plan in try planner.everyPlan(base, for: .counting, limit: 12) {
          best = min(best, try executor.analyse(plan).rounds.reduce(0, +))
        }
        all += 1
        // Rounds are not all the work: a plan may trade a few more of them for cheaper ones.
        if Double(chosen) <= 2 * Double(best) + 200 { good += 1 }
      }
    }
    #expect(Double(good) >= 0.85 * Double(all), "\(good) of \(all)")
  }
}
