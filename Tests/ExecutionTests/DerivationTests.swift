import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Counts from tables, against the oracle and against the plans that match.
@Suite struct DerivationTests {
  /// Graphs that make every identity earn its corrections: dense, sparse, with hubs, without triangles, with twins.
  static func graphs(_ random: inout SplitMix64, vertices: Int) -> [OracleGraph] {
    [
      .random(vertexCount: vertices, probability: 0.5, using: &random),
      .random(vertexCount: vertices, probability: 0.8, using: &random),
      .random(vertexCount: vertices + 2, probability: 0.3, using: &random),
      .preferentialAttachment(vertexCount: vertices + 2, edgesPerVertex: 3, using: &random),
      .completeBipartite(vertices / 2, vertices - vertices / 2), .complete(6), .cycle(7), .star(7), .grid(3, 3),
    ]
  }

  static func executor(_ graph: Graph, threads: Int) -> Executor {
    var executor = Executor(graph: graph, threads: threads)
    executor.smallGraph = 0
    return executor
  }

  @Test(arguments: 2...5) func everyConnectedPatternAgainstTheOracle(_ size: Int) throws {
    var random = SplitMix64(seed: 40 + UInt64(size))
    let patterns = Pattern.allConnected(vertices: size)
    for (number, oracle) in Self.graphs(&random, vertices: size == 5 ? 7 : 8).enumerated() {
      let graph = try oracle.engineGraph()
      var planner = Planner(graph: graph)
      planner.prefersTables = true
      let derivation = try planner.census(patterns)
      let counts = try Self.executor(graph, threads: 1 + number % 3).count(derivation)
      for (pattern, count) in zip(derivation.patterns, counts) {
        #expect(pattern.inducing == .vertices)
        #expect(count == UInt128(Oracle.occurrences(of: pattern, in: oracle).count), "\(pattern) in graph \(number)")
      }
    }
  }

  /// Six vertices are too many for the oracle on a graph of any size; the plans, which it has checked, stand in.
  @Test(arguments: 0..<5) func everyPatternOnSixVerticesAgainstItsPlan(_ number: Int) throws {
    var random = SplitMix64(seed: 6 + UInt64(number))
    let patterns = Pattern.allConnected(vertices: 6)
    let oracle =
      number == 0
      ? OracleGraph.preferentialAttachment(vertexCount: 24, edgesPerVertex: 4, using: &random)
      : Self.graphs(&random, vertices: 10)[number - 1]
    let graph = try oracle.engineGraph()
    var planner = Planner(graph: graph)
    let executor = Self.executor(graph, threads: 1 + number % 2)
    let byPlans = try patterns.map { try executor.count(try planner.plan($0, for: .counting)) }
    let induced = SpanningCopies(patterns).induced(fromEdgeInduced: byPlans)
    planner.prefersTables = true
    let derivation = try planner.census(patterns)
    let counts = try executor.count(derivation)
    for (position, pattern) in patterns.enumerated() { #expect(counts[position] == induced[position], "\(pattern)") }
    // Most need no matching at all.
    #expect(derivation.plans.count < 16)
    #expect(derivation.program.pairSweeps.contains { $0.adjacent } && derivation.program.pairSweeps.contains { !$0.adjacent })
    #expect(derivation.program.pairSweeps.contains { !$0.bridges.isEmpty })
  }

  /// What hangs on a clique's one vertex is a factor there.
  @Test func cliquesWithPendantsAndTheirRoots() throws {
    var random = SplitMix64(seed: 21)
    let oracle = OracleGraph.random(vertexCount: 12, probability: 0.8, using: &random)
    let graph = try oracle.engineGraph()
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    for size in 4...6 {
      var edges: [Pattern.Edge] = []
      for b in 0..<size { for a in 0..<b { edges.append(.init(a, b)) } }
      for pendants in 0...1 where size + pendants <= 6 {
        for i in 0..<pendants { edges.append(.init(0, size + i)) }
        let names = (0..<(size + pendants)).map { Pattern.Vertex(Pattern.defaultName($0)) }
        let pattern = try Pattern(vertices: names, edges: edges)
        let derivation = try #require(try planner.derivation(of: pattern))
        #expect(derivation.plans.isEmpty)
        let count = try Self.executor(graph, threads: 2).count(derivation)[0]
        #expect(count == UInt128(Oracle.occurrences(of: pattern, in: oracle).count), "\(size) + \(pendants)")
      }
    }
  }

  @Test func singlePatternsEdgeAndVertexInduced() throws {
    var random = SplitMix64(seed: 9)
    for oracle in Self.graphs(&random, vertices: 7) {
      let graph = try oracle.engineGraph()
      var planner = Planner(graph: graph)
      planner.prefersTables = true
      for text in ["(a)--(b)--(c)--(d)--(a)", "(a)--(b)--(c)--(d)--(e)--(a)", "(a)--(b)--(c)--(d)--(a)--(e)--(b)"] {
        for inducing in [Pattern.Inducing.edges, .vertices] {
          let pattern = try Pattern(text).inducing(inducing)
          let count = try Self.executor(graph, threads: 2).count(#require(try planner.derivation(of: pattern)))[0]
          #expect(count == UInt128(Oracle.occurrences(of: pattern, in: oracle).count), "\(pattern)")
        }
      }
    }
  }

  /// The two halves of the law of the census: summed over containers, vertex-induced counts give edge-induced ones; and
  /// trees on k vertices have a closed form in the degrees.
  @Test func starsHaveTheirClosedForm() throws {
    var random = SplitMix64(seed: 3)
    let oracle = OracleGraph.preferentialAttachment(vertexCount: 60, edgesPerVertex: 3, using: &random)
    let graph = try oracle.engineGraph()
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    for leaves in 2...6 {
      let count = try Self.executor(graph, threads: 2).count(#require(try planner.derivation(of: .star(leaves))))[0]
      let expected = (0..<graph.vertexCount).reduce(UInt128(0)) { sum, v in
        let d = graph.neighbours.degree(v)
        return sum + (0..<leaves).reduce(UInt128(1)) { $0 * UInt128(max(0, d - $1)) / UInt128($1 + 1) }
      }
      #expect(count == expected)
    }
  }

  /// Words are as wide as the bounds ask for: a star so large that 64 bits wrap.
  @Test func countsBeyondSixtyFourBits() throws {
    let leaves = 40_000
    let graph = try OracleGraph(vertexCount: leaves + 1, edges: (1...leaves).map { (0, $0) }).engineGraph()
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    let count = try Self.executor(graph, threads: 2).count(#require(try planner.derivation(of: .star(5))))[0]
    let n = UInt128(leaves)
    #expect(count == n * (n - 1) * (n - 2) * (n - 3) * (n - 4) / 120)
    #expect(count > UInt128(UInt64.max))
  }

  @Test func emptyAndTinyGraphs() throws {
    for oracle in [OracleGraph(vertexCount: 0), OracleGraph(vertexCount: 3), .path(2), .complete(3)] {
      let graph = try oracle.engineGraph()
      var planner = Planner(graph: graph)
      planner.prefersTables = true
      for size in 2...5 {
        let derivation = try planner.census(Pattern.allConnected(vertices: size))
        let counts = try Self.executor(graph, threads: 2).count(derivation)
        for (pattern, count) in zip(derivation.patterns, counts) {
          #expect(count == UInt128(Oracle.occurrences(of: pattern, in: oracle).count))
        }
      }
    }
  }
}
