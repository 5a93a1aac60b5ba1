import GyrfalconTestSupport
import PatternModel
import Testing

/// The examples of Docs/semantics.md, through the pattern text that stands there.
@Suite struct SemanticsPageTests {
  private func count(_ text: String, _ graph: OracleGraph) throws -> Int {
    try Oracle.occurrences(of: Pattern(text), in: graph).count
  }

  @Test func matches() throws {
    #expect(try count("(a)--(b)--(c)", .complete(3)) == 3)
    #expect(try count("@induced (a)--(b)--(c)", .complete(3)) == 0)
    for (text, group, occurrences) in [
      ("(a)--(b)--(c)--(a)", 6, 4), ("(a)--(b)--(c)--(d)--(a)", 8, 3), ("(a)--(b)--(c)", 2, 12),
    ] {
      let found = Oracle.occurrences(of: try Pattern(text), in: .complete(4))
      #expect(found.automorphismCount == group)
      #expect(found.count == occurrences)
      #expect(found.embeddingCount == 24)
    }
  }

  @Test func absences() throws {
    #expect(try count("(a)--(b)--(c)--(d), a !-- c", .tailedTriangle) == 2)
    #expect(try count("(a)--(b), (a)--(c); absent (x): x--b", .complete(3)) == 6)
    #expect(try count("(a)--(b), (a)--(c); absent (x): x--b", .complete(4)) == 0)
  }

  @Test func directions() throws {
    let graph = OracleGraph(vertexCount: 3, directed: true, edges: [(0, 1), (1, 2), (0, 2), (2, 0)])
    #expect(try count("(a)->(b)", graph) == 4)
    #expect(try count("@induced (a)->(b)", graph) == 2)
    #expect(try count("(a)<->(b)", graph) == 1)
    #expect(try count("(a)--(b)", graph) == 3)
    #expect(try count("@induced (a)--(b)", graph) == 3)
    #expect(try count("a->b, b !-> a", graph) == count("a--b, b !-> a", graph))
  }

  @Test func labels() throws {
    var path = OracleGraph.path(3)
    path.vertexLabels = [["5"], ["5"], ["6"]]
    #expect(try count("(a:5)--(b)", path) == 3)
    var pair = OracleGraph(vertexCount: 2)
    pair.insert(0, 1, label: "A")
    pair.insert(0, 1, label: "B")
    #expect(try count("(a)--(b)", pair) == 1)
    #expect(try count("(a)-[:A]-(b)", pair) == 1)
    #expect(try count("(a)-[:!A]-(b)", pair) == 1)
    #expect(try count("(a)--(b), a !-[:A]- b", pair) == 0)
  }

  @Test func everythingInTheClauseTableParses() throws {
    for text in [
      "a -- b", "a -> b", "a <-> b", "a--b, b--c, a !-- c", "a->b, b->c, a !-> c", "a--b; absent (x): a--x--b", "(a:TF)--(b)",
      "a -[:Depends]-> b",
    ] {
      #expect(throws: Never.self) { try Pattern(text) }
    }
  }
}
