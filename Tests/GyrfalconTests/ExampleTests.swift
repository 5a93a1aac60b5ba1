import Examples
import Foundation
import Gyrfalcon
import GyrfalconTestSupport
import Testing

@Suite struct ExampleTests {
  private func graph() throws -> Graph {
    var random = SplitMix64(seed: 3)
    return try OracleGraph.random(vertexCount: 30, probability: 0.3, using: &random).engineGraph()
  }

  @Test func cliques() throws {
    let graph = try graph()
    let counts = try cliqueCounting(graph)
    let triangles = try graph.count(.clique(3)).occurrences
    #expect(counts.first?.occurrences == triangles)
    #expect(counts.allSatisfy { $0.occurrences > 0 })
  }

  @Test func existenceSaysWhere() throws {
    #expect(try existence(try graph(), of: .clique(3)).contains(" at "))
    #expect(try existence(try graph(), of: .clique(12)).hasPrefix("no "))
  }

  @Test func clusteringBound() throws {
    let graph = try graph()
    let wedges = Double(try graph.count("(a)--(b)--(c)").occurrences)
    let exact = 3 * Double(try graph.count(.clique(3)).occurrences) / wedges
    #expect(try clusteringExceeds(exact * 0.9, graph))
    #expect(try !clusteringExceeds(exact * 1.1, graph))
  }

  /// Each clique against its common neighbours, one by one.
  @Test(arguments: 2...5) func maximal(_ size: Int) throws {
    let graph = try graph()
    var expected = 0
    try graph.first(.max, of: .clique(size)).forEach { match in
      let isMaximal = (0..<30).allSatisfy { other in
        let id = VertexID.integer(Int64(other))
        return match.ids.contains(id) || !match.ids.allSatisfy { graph.hasEdge($0, id) }
      }
      if isMaximal { expected += 1 }
    }
    #expect(try maximalCliques(graph, size: size).occurrences == UInt128(expected))
    #expect(expected > 0)
  }

  @Test func motifs() throws { try motifCounting(try graph(), size: 3) }

  @Test func cooccurrence() throws {
    var builder = GraphBuilder()
    for (id, label) in [(1, "A"), (2, "B"), (3, "A")] { builder.addVertex(.integer(Int64(id)), labels: [label]) }
    for (a, b) in [(1, 2), (2, 3), (1, 3)] { builder.addEdge(.integer(Int64(a)), .integer(Int64(b))) }
    let tally = try labelCooccurrence(try builder.build())
    #expect(tally.counts == ["A and B": 2, "A and A": 1])
    #expect(try frequentSubgraphs(try builder.build(), support: 1, maxEdges: 1).count == 2)
  }

  @Test func patternsPageHasAPattern() {
    #expect(patternsPage().vertices.count == 4)
    #expect(patternsPage().antiEdges.count == 1)
  }
}
