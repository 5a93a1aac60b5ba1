import GyrfalconTestSupport
import PatternModel
import Testing

/// The oracle against answers worked out by hand.
@Suite struct OracleTests {
  private func pattern(
    _ vertexCount: Int, _ edges: [(Int, Int)], anti: [(Int, Int)] = [], inducing: Pattern.Inducing = .edges
  ) throws -> Pattern {
    try Pattern(
      vertices: (0..<vertexCount).map { .init("v\($0)") }, edges: edges.map { .init($0, $1) },
      antiEdges: anti.map { .init($0, $1) }, inducing: inducing)
  }
  private func count(_ pattern: Pattern, _ graph: OracleGraph) -> Int {
    Oracle.occurrences(of: pattern, in: graph).count
  }

  @Test func trianglesInK5() throws {
    let triangle = try pattern(3, [(0, 1), (1, 2), (2, 0)])
    let found = Oracle.occurrences(of: triangle, in: .complete(5))
    #expect(found.count == 10)
    #expect(found.automorphismCount == 6)
    #expect(found.embeddingCount == 60)
    #expect(count(triangle, .petersen) == 0)
    #expect(count(triangle, .completeBipartite(3, 3)) == 0)
  }

  @Test func cycles() throws {
    let square = try pattern(4, [(0, 1), (1, 2), (2, 3), (3, 0)])
    #expect(count(square, .complete(4)) == 3)
    #expect(count(try square.inducing(.vertices), .complete(4)) == 0)
    #expect(count(square, .completeBipartite(3, 3)) == 9)
    #expect(count(square, .grid(3, 4)) == 6)
    let pentagon = try pattern(5, (0..<5).map { ($0, ($0 + 1) % 5) })
    #expect(count(pentagon, .petersen) == 12)
    #expect(Oracle.automorphisms(of: pentagon).count == 10)
  }

  @Test func starsAndPaths() throws {
    let star = try pattern(4, [(0, 1), (0, 2), (0, 3)])
    #expect(count(star, .star(5)) == 10)
    let wedge = try pattern(3, [(0, 1), (1, 2)])
    #expect(count(wedge, .path(5)) == 3)
    #expect(count(wedge, .complete(4)) == 12)
    #expect(count(try wedge.inducing(.vertices), .complete(4)) == 0)
    let dot = try pattern(1, [])
    #expect(count(dot, OracleGraph(vertexCount: 7)) == 7)
  }

  /// 2-1-3 in a triangle, nothing outside the match at vertex 2: no data vertex is outside. The two ends differ, so
  /// there are six occurrences, not three.
  @Test func antiVertexIgnoresMatchedVertices() throws {
    let wedge = try Pattern(
      vertices: [.init("a"), .init("b"), .init("c")], edges: [.init(0, 1), .init(0, 2)],
      antiVertices: [.init("x", attachments: [.init(1)])])
    #expect(Oracle.automorphisms(of: wedge).count == 1)
    #expect(count(wedge, .complete(3)) == 6)
    #expect(count(wedge, .complete(4)) == 0)
    // In 0-1-2-3 the wedges are 0-1-2 and 1-2-3; the end 0 or 3 is free of others, and so is no other end.
    #expect(count(wedge, .path(4)) == 2)
  }

  @Test func labelledAntiVertex() throws {
    // 0(1) - 1(2) - 2(9), and 0 - 3(9): the path 1-2-9 exists, but a 9 outside the match hangs on the first vertex.
    var graph = OracleGraph(vertexCount: 4, edges: [(0, 1), (1, 2), (0, 3)])
    graph.vertexLabels = [["1"], ["2"], ["9"], ["9"]]
    let path = try Pattern(
      vertices: [
        .init("a", label: .anyOf(["1"])), .init("b", label: .anyOf(["2"])), .init("c", label: .anyOf(["9"])),
      ],
      edges: [.init(0, 1), .init(1, 2)],
      antiVertices: [.init("x", label: .anyOf(["9"]), attachments: [.init(0)])])
    #expect(count(path, graph) == 0)
    graph.vertexLabels[3] = ["8"]
    #expect(count(path, graph) == 1)
  }

  /// A path 0-1-2-3 with 0 !-- 2 is not symmetric; a rule that forgets anti-edges in Aut gives 0 or 2 by numbering.
  @Test func antiEdgeBreaksSymmetry() throws {
    let path = try pattern(4, [(0, 1), (1, 2), (2, 3)], anti: [(0, 2)])
    #expect(Oracle.automorphisms(of: path).count == 1)
    var random = SplitMix64(seed: 1)
    for _ in 0..<10 {
      #expect(count(path, OracleGraph.tailedTriangle.shuffled(using: &random)) == 2)
      #expect(count(try path.shuffled(using: &random), .tailedTriangle) == 2)
    }
  }

  /// An edge with one end labelled 5, the other free, in 5-5-6: both ways round on 5-5, once on 5-6.
  @Test func wildcardMatchesEverything() throws {
    var graph = OracleGraph.path(3)
    graph.vertexLabels = [["5"], ["5"], ["6"]]
    let edge = try Pattern(vertices: [.init("a", label: .anyOf(["5"])), .init("b")], edges: [.init(0, 1)])
    #expect(count(edge, graph) == 3)
    graph.vertexLabels[2] = []
    #expect(count(edge, graph) == 3)
    let not5 = try Pattern(vertices: [.init("a", label: .noneOf(["5"])), .init("b")], edges: [.init(0, 1)])
    #expect(count(not5, graph) == 1)
  }

  @Test func twoSquaresSharingAVertex() throws {
    let edges = [(0, 3), (0, 4), (1, 3), (1, 4), (2, 5), (2, 6), (3, 5), (3, 6)]
    let bowtie = try pattern(7, edges)
    #expect(Oracle.automorphisms(of: bowtie).count == 8)
    let graph = OracleGraph(vertexCount: 7, edges: edges)
    #expect(count(bowtie, graph) == 1)
    #expect(count(try bowtie.inducing(.vertices), graph) == 1)
  }

  @Test func directions() throws {
    // 0 -> 1 -> 2, 0 -> 2, and 2 -> 0 as well.
    let graph = OracleGraph(vertexCount: 3, directed: true, edges: [(0, 1), (1, 2), (0, 2), (2, 0)])
    func two(_ direction: Pattern.Direction, _ inducing: Pattern.Inducing = .edges) throws -> Int {
      count(
        try Pattern(
          vertices: [.init("a"), .init("b")], edges: [.init(0, 1, direction)], inducing: inducing), graph)
    }
    #expect(try two(.forward) == 4)
    #expect(try two(.either) == 3)
    #expect(try two(.both) == 1)
    #expect(try two(.forward, .vertices) == 2)
    #expect(try two(.either, .vertices) == 3)
    let loop = try Pattern(
      vertices: [.init("a"), .init("b"), .init("c")],
      edges: [.init(0, 1, .forward), .init(1, 2, .forward), .init(2, 0, .forward)])
    #expect(Oracle.automorphisms(of: loop).count == 3)
    #expect(count(loop, graph) == 1)
    #expect(count(try loop.inducing(.vertices), graph) == 0)
    let oneWay = try Pattern(
      vertices: [.init("a"), .init("b")], edges: [.init(0, 1)], antiEdges: [.init(1, 0, .forward)])
    #expect(Oracle.automorphisms(of: oneWay).count == 1)
    #expect(count(oneWay, graph) == 2)
  }

  @Test func parallelLabelsNeverMultiplyMatches() throws {
    var graph = OracleGraph(vertexCount: 2)
    graph.insert(0, 1, label: "A")
    graph.insert(0, 1, label: "B")
    graph.insert(0, 1)
    func edge(_ label: LabelConstraint, anti: LabelConstraint? = nil) throws -> Int {
      count(
        try Pattern(
          vertices: [.init("a"), .init("b")], edges: [.init(0, 1, label: label)],
          antiEdges: anti.map { [.init(0, 1, label: $0)] } ?? []), graph)
    }
    #expect(graph.edgeCount == 1)
    #expect(try edge(.any) == 1)
    #expect(try edge(.anyOf(["A"])) == 1)
    #expect(try edge(.anyOf(["C"])) == 0)
    #expect(try edge(.noneOf(["A", "B"])) == 1)
    #expect(try edge(.any, anti: .anyOf(["A"])) == 0)
    #expect(try edge(.any, anti: .anyOf(["C"])) == 1)
  }

  @Test func morphisms() throws {
    let path = try pattern(4, [(0, 1), (1, 2), (2, 3)])
    // Walks with three steps in a triangle: 3 * 2 * 2 * 2.
    #expect(Oracle.embeddings(of: path, in: .complete(3), morphism: .homomorphic).count == 24)
    // Those that use no edge twice go round once: 3 starts, 2 senses.
    #expect(Oracle.embeddings(of: path, in: .complete(3), morphism: .edgeDistinct).count == 6)
    #expect(Oracle.embeddings(of: path, in: .complete(3)).isEmpty)
    let wedge = try pattern(3, [(0, 1), (1, 2)])
    #expect(Oracle.embeddings(of: wedge, in: .path(2), morphism: .homomorphic).count == 2)
    #expect(Oracle.embeddings(of: wedge, in: .path(2), morphism: .edgeDistinct).isEmpty)
  }

  @Test func support() throws {
    let wedge = try pattern(3, [(0, 1), (1, 2)])
    // In a star only the hub is ever the middle.
    #expect(Oracle.minimumImageSupport(of: wedge, in: .star(5)) == 1)
    #expect(Oracle.minimumImageSupport(of: wedge, in: .cycle(6)) == 6)
    #expect(Oracle.minimumImageSupport(of: wedge, in: .path(2)) == 0)
  }

  /// What a vertex-induced pattern says anyway does not make it less symmetric.
  @Test func redundantClausesKeepTheSymmetry() throws {
    let wedge = try pattern(3, [(0, 1), (1, 2)], inducing: .vertices)
    let same = try pattern(3, [(0, 1), (1, 2)], anti: [(0, 2)], inducing: .vertices)
    #expect(Oracle.automorphisms(of: wedge).count == 2)
    #expect(Oracle.automorphisms(of: same).count == 2)
  }
}
