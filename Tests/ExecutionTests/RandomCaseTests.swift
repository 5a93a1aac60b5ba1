import Execution
import Foundation
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Random graphs and patterns over all combinations of features against brute force, each also under a renumbering of
/// both sides. `make test-random` (GYR_RANDOM_CASES=20480) runs them in full.
@Suite struct RandomCaseTests {
  static let count = ProcessInfo.processInfo.environment["GYR_RANDOM_CASES"].flatMap { Int($0) } ?? 2048

  @Test(arguments: 0..<8) func agreesWithBruteForce(part: Int) throws {
    for number in stride(from: part, to: Self.count, by: 8) {
      var random = try RandomCase(number: number)
      try EngineAgainstOracleTests.check(
        random.pattern, random.graph, EngineAgainstOracleTests.setting(number / 256 + number), morphism: random.morphism)
      // Renumbered on both sides, the answer is the same.
      let setting = EngineAgainstOracleTests.setting(number + 1)
      let graph = try random.graph.shuffled(using: &random.random).engineGraph()
      let pattern = try random.pattern.shuffled(using: &random.random)
      let expected = Oracle.occurrences(of: random.pattern, in: random.graph, morphism: random.morphism)
      let planner = Planner(graph: graph, rules: setting.rules)
      let plan = try planner.plan(pattern, for: .counting, settings: MatchSettings(morphism: Morphism(random.morphism)))
      let counted = try Executor(graph: graph, threads: 1, kernels: setting.kernels).count(plan)
      #expect(
        counted == UInt128(random.morphism == .injective ? expected.count : expected.embeddingCount),
        "renumbered \(random)")
    }
  }

  /// Enough cases must have something to find, or agreement says little.
  @Test func casesAreNotTrivial() throws {
    let found = try (0..<512).count { number in
      let random = try RandomCase(number: number)
      return !Oracle.embeddings(of: random.pattern, in: random.graph, morphism: random.morphism).isEmpty
    }
    #expect(found > 128, "\(found) of 512")
  }

  /// Some vertices given: matches through them, up to the symmetries that keep them.
  @Test(arguments: 0..<8) func anchors(part: Int) throws {
    for number in stride(from: part, to: Self.count / 4, by: 8) {
      var random = try RandomCase(number: number)
      let n = random.graph.vertexCount
      var anchors: [Int: Set<Int>] = [:]
      for vertex in random.pattern.vertices.indices where random.random.chance(0.4) {
        anchors[vertex] = Set((0..<Int.random(in: 1...3, using: &random.random)).map { _ in
          Int.random(in: 0..<n, using: &random.random)
        })
      }
      try EngineAgainstOracleTests.check(
        random.pattern, random.graph, EngineAgainstOracleTests.setting(number), morphism: random.morphism,
        anchors: anchors)
    }
  }
}
