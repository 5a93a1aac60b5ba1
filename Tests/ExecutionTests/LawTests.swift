import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Laws that any correct matcher obeys, on graphs too large for the oracle.
@Suite struct LawTests {
  static func count(_ pattern: Pattern, _ graph: Graph) throws -> UInt128 {
    try Executor(graph: graph, threads: 2).count(Planner(graph: graph).plan(pattern, for: .counting))
  }

  /// Skewed, even, clustered.
  static func graphs() -> [OracleGraph] {
    var random = SplitMix64(seed: 8)
    return [
      .preferentialAttachment(vertexCount: 120, edgesPerVertex: 4, using: &random),
      .random(vertexCount: 50, probability: 0.2, using: &random),
      .random(vertexCount: 24, probability: 0.6, using: &random),
    ]
  }

  static func patterns(_ sizes: ClosedRange<Int> = 3...4) throws -> [Pattern] {
    try sizes.flatMap { size in
      try Pattern.allConnected(vertices: size).flatMap { pattern in
        try Pattern.Inducing.allCases.map { try pattern.inducing($0) }
      }
    }
  }

  @Test func numberingDoesNotMatter() throws {
    var random = SplitMix64(seed: 15)
    for oracle in Self.graphs() {
      let graph = try oracle.engineGraph(), other = try oracle.shuffled(using: &random).engineGraph()
      for pattern in try Self.patterns(3...5) where pattern.vertices.count < 5 || Int.random(in: 0..<6, using: &random) == 0 {
        let expected = try Self.count(pattern, graph)
        #expect(try Self.count(pattern, other) == expected, "graph renumbered: \(pattern)")
        #expect(try Self.count(pattern.shuffled(using: &random), graph) == expected, "pattern renumbered: \(pattern)")
      }
    }
  }

  /// edge-induced(P) = sum over Q on the same vertices of copies(P in Q) x vertex-induced(Q).
  @Test func edgeInducedIsASumOfVertexInduced() throws {
    for oracle in Self.graphs() {
      let graph = try oracle.engineGraph()
      for size in 3...4 {
        let family = Pattern.allConnected(vertices: size)
        let copies = SpanningCopies(family)
        let induced = try family.map { try Self.count($0.inducing(.vertices), graph) }
        for part in family.indices {
          let sum = family.indices.reduce(UInt128(0)) { $0 + UInt128(copies.count(of: part, in: $1)) * induced[$1] }
          #expect(try Self.count(family[part], graph) == sum, "\(family[part])")
        }
      }
    }
  }

  /// A vertex-induced pattern lies in a graph as often as its complement in the complement.
  @Test func complements() throws {
    for oracle in Self.graphs() {
      let graph = try oracle.engineGraph()
      let n = oracle.vertexCount
      let complement = try OracleGraph(
        vertexCount: n, edges: (0..<n).flatMap { u in (0..<u).filter { !oracle.areAdjacent(u, $0) }.map { (u, $0) } }
      ).engineGraph()
      for size in 4...5 where n < 40 || size < 5 {
        for pattern in Pattern.allConnected(vertices: size) {
          let edges = (0..<size).flatMap { u in
            (0..<u).filter { w in !pattern.edges.contains { [$0.source, $0.target] == [u, w] || [$0.source, $0.target] == [w, u] } }
              .map { Pattern.Edge(u, $0) }
          }
          // Only when the complement is connected is it a pattern.
          guard let other = try? Pattern(vertices: pattern.vertices, edges: edges, inducing: .vertices) else { continue }
          #expect(try Self.count(pattern.inducing(.vertices), graph) == Self.count(other, complement), "\(pattern)")
        }
      }
    }
  }

  /// Disjoint parts add up, and isolated vertices add nothing.
  @Test func disjointUnions() throws {
    let parts = Self.graphs()
    var edges: [(Int, Int)] = []
    var n = 0
    for part in parts {
      for u in 0..<part.vertexCount { for w in 0..<u where part.areAdjacent(u, w) { edges.append((n + u, n + w)) } }
      n += part.vertexCount
    }
    let union = try OracleGraph(vertexCount: n + 5, edges: edges).engineGraph()
    let graphs = try parts.map { try $0.engineGraph() }
    for pattern in try Self.patterns() {
      let sum = try graphs.reduce(UInt128(0)) { try $0 + Self.count(pattern, $1) }
      #expect(try Self.count(pattern, union) == sum, "\(pattern)")
    }
  }

  /// Sums over degrees and edges.
  @Test func degreeFormulas() throws {
    for oracle in Self.graphs() {
      let graph = try oracle.engineGraph()
      let n = oracle.vertexCount
      let degree = (0..<n).map { v in (0..<n).count { oracle.areAdjacent(v, $0) } }
      for k in 2...5 {
        #expect(try Self.count(.star(k), graph) == degree.reduce(UInt128(0)) { $0 + ClosedFormTests.choose($1, k) })
      }
      var middle: UInt128 = 0
      for u in 0..<n { for w in 0..<u where oracle.areAdjacent(u, w) { middle += UInt128((degree[u] - 1) * (degree[w] - 1)) } }
      #expect(try Self.count(.path(4), graph) == middle - 3 * Self.count(.clique(3), graph))
    }
  }

  /// Listing and counting agree, with every automorphism an embedding.
  @Test func listingAgreesWithCounting() throws {
    for oracle in Self.graphs() {
      let graph = try oracle.engineGraph()
      for pattern in try Self.patterns() {
        let planner = Planner(graph: graph)
        let executor = Executor(graph: graph, threads: 2)
        let listed = executor.list(try planner.plan(pattern, for: .listing)) { _ in true }
        #expect(UInt128(listed) == (try Self.count(pattern, graph)), "\(pattern)")
        let limited = executor.list(try planner.plan(pattern, for: .listing), limit: 7) { _ in true }
        #expect(limited == min(7, listed))
      }
    }
  }
}
