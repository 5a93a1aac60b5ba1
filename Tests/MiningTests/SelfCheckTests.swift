import Gyrfalcon
import GyrfalconTestSupport
import Testing

@testable import Mining

@Suite struct SelfCheckTests {
  private static func random(_ count: Int, _ edges: Int, seed: UInt64) throws -> Graph {
    var random = CheckRandom(seed: seed)
    var builder = GraphBuilder()
    for _ in 0..<edges { builder.addEdge(.integer(Int64(random.below(count))), .integer(Int64(random.below(count)))) }
    return try builder.build()
  }

  /// A check that cannot fail is worth nothing: a spoilt answer is noticed, whatever is spoilt.
  @Test func aWrongCountIsNoticed() throws {
    let graph = try Self.random(60, 240, seed: 3)
    for pattern in [Pattern.clique(3), .cycle(4), Pattern("(a)--(b)--(c), a !-- c")] {
      let honest = try SelfCheck(graph, pattern, seconds: 2).run()
      #expect(honest.passed, "\(honest.checks.flatMap(\.failures))")
      #expect(honest.comparisons > 20)
      var spoilt = SelfCheck(graph, pattern, seconds: 2)
      spoilt.tamper = { $0 += 1 }
      let report = try spoilt.run()
      #expect(!report.passed)
      for name in ["brute force", "listing"] {
        #expect(report.checks.first { $0.name == name }?.failures.isEmpty == false, "\(name) noticed nothing")
      }
    }
  }

  /// The laws notice what a constant error in all runs hides from the reruns.
  @Test func lawsAreIndependent() throws {
    let graph = try Self.random(40, 200, seed: 9)
    var spoilt = SelfCheck(graph, .path(4), seconds: 2)
    spoilt.tamper = { $0 *= 2; $0 += 1 }
    let report = try spoilt.run()
    for name in ["law of the further edge", "degree sums", "induced sums"] {
      #expect(report.checks.first { $0.name == name }?.failures.isEmpty == false, "\(name) noticed nothing")
    }
  }

  /// The judge says what the oracle says, on every feature of the language and all morphisms.
  @Test func verdictsAgreeWithTheOracle() throws {
    var compared = 0, matches = 0
    for number in 0..<256 {
      let one = try RandomCase(number: number)
      let k = one.pattern.vertices.count, n = one.graph.vertexCount
      guard k <= 4 else { continue }
      let graph = try one.graph.engineGraph()
      // A graph without a single value has no columns that conditions could speak of.
      if graph.edgeAttributes.isEmpty || graph.vertexAttributes.isEmpty { continue }
      let morphism: Morphism = one.morphism == .injective ? .injective : one.morphism == .homomorphic ? .homomorphic : .edgeDistinct
      var random = one.random
      for _ in 0..<60 {
        let row = (0..<k).map { _ in Int.random(in: 0..<n, using: &random) }
        let assignment = Dictionary(
          uniqueKeysWithValues: zip(one.pattern.vertices.map(\.name), row.map { VertexID.integer(Int64($0)) }))
        let verdict = try graph.verdict(on: assignment, as: one.pattern, morphism: morphism)
        let expected = Oracle.isMatch(row, of: one.pattern, in: one.graph, morphism: one.morphism)
        compared += 1
        matches += expected ? 1 : 0
        #expect(verdict.isMatch == expected, "\(one) at \(row)")
        let judge = MatchJudge(graph, one.pattern, morphism)
        #expect(judge.isMatch(row.map { Int(graph.ids.number(of: .integer(Int64($0)))!) }) == expected, "\(one) at \(row)")
      }
    }
    #expect(compared > 5000 && matches > 200)
  }
}
