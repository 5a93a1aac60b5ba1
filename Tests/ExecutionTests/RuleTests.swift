import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Every rule, switched off by its name: the answers stay.
///
/// The graphs are large enough that the planner samples, prunes and derives, which it does not where a run takes less
/// than a millisecond; `EngineAgainstOracleTests` compares small ones with brute force.
@Suite struct RuleTests {
  static let names = Planner.Rules.names.map(\.0)

  static func graph() throws -> Graph {
    var random = SplitMix64(seed: 4)
    return try OracleGraph.preferentialAttachment(vertexCount: 900, edgesPerVertex: 12, using: &random).engineGraph()
  }

  static func patterns() throws -> [Pattern] {
    try [
      .clique(4), .clique(6), .cycle(4), .cycle(5), .star(3), .path(4),
      Pattern("a--b--c--d--a, a--e--b"), Pattern("a--b, a--c, a--d, a--e, b--c--d--e"),
      Pattern("a--b--c--a, a--d; b !-- d"), Pattern("a--b--c; absent (x): a--x--c"),
    ].flatMap { pattern in
      pattern.antiVertices.isEmpty && pattern.antiEdges.isEmpty && pattern.vertices.count < 6
        ? [pattern, try pattern.inducing(.vertices)] : [pattern]
    }
  }

  @Test func namesAreDistinctAndComplete() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Planner.Rules.names.reduce(into: Planner.Rules()) { $0.formUnion($1.1) } == .all)
  }

  @Test func answersDoNotDependOnAnyRule() throws {
    let graph = try Self.graph()
    let patterns = try Self.patterns()
    let executor = Executor(graph: graph, threads: 2)
    let planner = Planner(graph: graph)
    let expected = try patterns.map { try executor.count(try planner.countingPlan($0))[0] }
    #expect(expected.allSatisfy { $0 > 0 })
    for (name, rule) in Planner.Rules.names {
      var without = planner
      without.rules.remove(rule)
      for (pattern, count) in zip(patterns, expected) {
        // Without it the pattern's own order is taken, which may be far too slow here.
        if rule == .orderSearch, pattern.vertices.count > 4 { continue }
        #expect(try executor.count(try without.countingPlan(pattern))[0] == count, "\(pattern) without \(name)")
      }
    }
  }

  /// Bitmaps of the hubs' lists wherever they can be, with every kernel variant, counting and listing.
  @Test(arguments: KernelTable.available) func hubRowsEverywhere(_ kernels: KernelTable) throws {
    let graph = try Self.graph()
    var planner = Planner(graph: graph)
    // Matched, not derived, so that lists are read.
    planner.rules.subtract([.tables, .morphing, .pivoting])
    for pattern in try Self.patterns() where pattern.vertices.count < 6 {
      var executor = Executor(graph: graph, threads: 2, kernels: kernels)
      let plan = try planner.plan(pattern, for: .counting)
      executor.hubRows = .always
      let count = try executor.count(plan)
      var plain = plan
      plain.usesHubRows = false
      #expect(try executor.count(plain) == count, "\(pattern)")
      if count < 2_000_000 {
        let listing = try planner.plan(pattern, for: .listing)
        #expect(executor.list(listing) { _ in true } == Int(count), "\(pattern)")
      }
    }
  }
}
