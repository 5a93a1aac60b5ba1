import Testing

@testable import GraphStore

@Suite struct LGTests {
  private let body = "v 0 A\nv 1 B\nv 2 A\nv 2 C\nv 3\nv 4 A\ne 0 1 x\ne 1 2\ne 2 0 x\ne 1 0 y\n"

  private var expected: NaiveGraph {
    var graph = NaiveGraph(isDirected: false)
    for (id, labels) in [(0, ["A"]), (1, ["B"]), (2, ["A", "C"]), (3, []), (4, ["A"])] {
      graph.addVertex(.integer(Int64(id)), labels: labels)
    }
    graph.addEdge(0, 1, label: "x")
    graph.addEdge(1, 2)
    graph.addEdge(2, 0, label: "x")
    graph.addEdge(1, 0, label: "y")
    return graph.asBuilt
  }

  @Test(arguments: ["t # 1\n", "# t 1\n", "t # 0\r\n", "", "# hello\nt 5 4\n"])
  func dialects(header: String) throws {
    let graph = try read(header + body, suffix: ".lg")
    #expect(brokenInvariants(graph) == [])
    #expect(NaiveGraph(graph) == expected)
    #expect(graph.report.isolatedVertices == 2)
    #expect(try NaiveGraph(read(header + body + "t # -1\n", suffix: ".lg")) == expected)
    if !header.isEmpty { #expect(try NaiveGraph(read(header + body, suffix: ".graph")) == expected, "by content") }
  }

  @Test func degreesAndDirection() throws {
    let text = "t 3 2\nv 0 A 1\nv 1 B 2\nv 2 A 1\ne 0 1\ne 1 2\n"
    let graph = try read(text, suffix: ".graph")
    #expect(graph.edgeLabels == nil && graph.report.linesWithExtraColumns == 0)
    let directed = try read(text, suffix: ".lg", ReadOptions(directed: true))
    #expect(directed.isDirected && directed.edgeCount == 2)
  }

  @Test func refusals() {
    for (text, expected) in [
      (
        "t # 0\nv 0 A\nt # 1\nv 0 A\n",
        "F:3:1: a second graph starts here; only fsm and info take a set of graphs"
      ),
      ("t # 1\nv 0 A\ne 0 1\n", "F:3:5: vertex 1 has no `v` line above this one"),
      ("t # 1\nv x A\n", "F:2:3: expected a vertex id (an integer), found x"),
      ("t # 1\nv\n", "F:2:2: expected a vertex id (an integer), found nothing"),
      ("t # 1\nv 0 A\ne 0\n", "F:3:4: expected a vertex id (an integer), found nothing"),
      ("t # 1\nq 0 A\n", "F:2:1: expected a line that starts with t, v or e, found q"),
      ("t 3 0\nv 0 A 0\n", "F:1:1: the header declares 3 vertices, the file has 1; is it cut short?"),
      ("t 2 2\nv 0 A 1\nv 1 A 1\ne 0 1\n", "F:1:1: the header declares 2 edges, the file has 1; is it cut short?"),
      ("t x\n", "F:1:3: expected `t # number` or `t vertices edges`"),
    ] {
      #expect(failure(text, suffix: ".lg") == expected)
    }
  }
}
