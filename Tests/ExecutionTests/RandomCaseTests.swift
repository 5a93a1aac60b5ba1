import Execution
import Foundation
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Random graphs and patterns over all combinations of features against brute force, each also under a renumbering of
/// both sides. `make test-random` (GYR_RANDOM_CASES=20480) runs them in full.
@Suite struct RandomCaseTests {
  static let count = ProcessInfo.processInfo.environment["GYR_RANDOM_CASES"].flatMap { Int($0) } ?? 1280

  @Test(arguments: 0..<8) func agreesWithBruteForce(part: Int) throws {
    for number in stride(from: part, to: Self.count, by: 8) {
      var random = try RandomCase(number: number)
      guard random.morphism == .injective else { continue }
      try EngineAgainstOracleTests.check(random.pattern, random.graph, EngineAgainstOracleTests.setting(number / 128 + number))
      // Renumbered on both sides, the answer is the same.
      let setting = EngineAgainstOracleTests.setting(number + 1)
      let graph = try random.graph.shuffled(using: &random.random).engineGraph()
      let pattern = try random.pattern.shuffled(using: &random.random)
      let expected = Oracle.occurrences(of: random.pattern, in: random.graph).count
      let planner = Planner(graph: graph, rules: setting.rules)
      let counted = try Executor(graph: graph, threads: 1, kernels: setting.kernels).count(planner.plan(pattern, for: .counting))
      #expect(counted == UInt128(expected), "renumbered \(random)")
    }
  }
}
