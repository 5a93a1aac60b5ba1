import Gyrfalcon
import GyrfalconTestSupport
import Testing

/// Questions that other engines are known to get wrong.
@Suite struct KnownTrapsTests {
  private func count(_ text: String, _ oracle: OracleGraph) throws -> UInt128 {
    try Miner(try oracle.engineGraph()).count(Pattern(text)).occurrences
  }

  /// A 4-path with one anti-edge has lost its mirror symmetry, and counts the same under every numbering.
  @Test func antiEdgeInAPath() throws {
    for numbering in Oracle.permutations(of: [0, 1, 2, 3]) {
      let pattern = try Pattern("(a)--(b)--(c)--(d), a !-- c").relabelled(by: numbering)
      for order in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 0, 3, 1]] {
        let graph = OracleGraph.tailedTriangle.relabelled(by: order)
        #expect(try Miner(try graph.engineGraph()).count(pattern).occurrences == 2)
      }
    }
  }

  /// The anti-vertex is attached to one leaf only, so that the leaves are not interchangeable; matched vertices do not
  /// offend.
  @Test func antiVertexOnOneLeaf() throws {
    #expect(try count("(a)--(b), (a)--(c); absent (x): x--b", .complete(3)) == 6)
    #expect(try count("(a)--(b), (a)--(c); absent (x): x--b", .complete(4)) == 0)
  }

  /// Maximal cliques of each size.
  @Test func maximalCliques() throws {
    var graph = OracleGraph.complete(5)
    graph = OracleGraph(vertexCount: 7, edges: graph.arcs.filter { $0.source < $0.target }.map { ($0.source, $0.target) } + [(4, 5), (5, 6), (4, 6)])
    for (size, expected) in [(2, 0), (3, 1), (4, 0), (5, 1)] {
      let clique = Pattern.clique(size)
      let pattern = try Pattern(
        vertices: clique.vertices, edges: clique.edges,
        antiVertices: [.init("x", attachments: (0..<size).map { .init($0) })])
      #expect(try Miner(try graph.engineGraph()).count(pattern).occurrences == UInt128(expected))
    }
  }

  /// No automorphism exchanges a and b.
  @Test func oneLabelledEnd() throws {
    var path = OracleGraph.path(3)
    path.vertexLabels = [["5"], ["5"], ["6"]]
    #expect(try count("(a:5)--(b)", path) == 3)
    #expect(try count("(a:5)--(b:5)", path) == 1)
    #expect(try count("(a:!6)--(b)", path) == 3)
    #expect(try count("(a:nothing)--(b)", path) == 0)
  }

  /// Two squares that share a vertex: seven vertices, |Aut| = 8.
  @Test func bowTieOfSquares() throws {
    let text = "(m)--(a)--(b)--(c)--(m), (m)--(x)--(y)--(z)--(m)"
    let pattern = try Pattern(text)
    #expect(pattern.automorphisms.order == 8)
    var random = SplitMix64(seed: 3)
    for _ in 0..<3 {
      let oracle = OracleGraph.random(vertexCount: 8, probability: 0.5, using: &random)
      let expected = Oracle.embeddings(of: pattern, in: oracle).count
      #expect(try count(text, oracle) * 8 == UInt128(expected))
    }
  }

  /// Both senses of a directed 3-cycle, whatever the numbers of its vertices.
  @Test func directedTriangles() throws {
    for arcs in [[(0, 1), (1, 2), (2, 0)], [(0, 2), (2, 1), (1, 0)]] {
      let graph = OracleGraph(vertexCount: 3, directed: true, edges: arcs)
      #expect(try count("a->b, b->c, c->a", graph) == 1)
      #expect(try count("a->b, b->c, a->c", graph) == 0)
    }
  }

  @Test func waysToMatchATriangle() throws {
    let miner = Miner(try OracleGraph.complete(3).engineGraph())
    let path = Pattern("a--b--c--d")
    for (morphism, expected) in [(Morphism.injective, 0), (.edgeDistinct, 6), (.homomorphic, 24)] {
      #expect(try miner.count(path, options: MatchOptions(morphism: morphism)).embeddings == UInt128(expected))
      #expect(
        try miner.countEmbeddings(of: path, options: MatchOptions(morphism: morphism)).embeddings == UInt128(expected))
    }
  }

  @Test func anchorsByName() throws {
    let miner = Miner(try OracleGraph.complete(5).engineGraph())
    let triangle = Pattern("(a)--(b)--(c)--(a)")
    #expect(try miner.count(triangle, options: MatchOptions(anchors: ["a": [2]])).occurrences == 6)
    #expect(try miner.count(triangle, options: MatchOptions(anchors: ["a": [2], "b": [4]])).occurrences == 3)
    #expect(try miner.count(triangle, options: MatchOptions(anchors: ["a": [2, 3], "b": [2, 3]])).occurrences == 3)
    #expect(try miner.count(triangle, options: MatchOptions(anchors: ["a": [77]])).occurrences == 0)
    #expect(throws: PlanningError.unknownVariable("z", ["a", "b", "c"])) {
      try miner.count(triangle, options: MatchOptions(anchors: ["z": [1]]))
    }
  }
}
