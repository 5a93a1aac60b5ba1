import GraphStore
import GyrfalconTestSupport
import Testing

@Suite struct EngineGraphTests {
  /// Vertices (isolated ones too), arcs and direction survive the conversion.
  @Test(arguments: [false, true]) func keepsEverything(directed: Bool) throws {
    var random = SplitMix64(seed: 21)
    for _ in 0..<20 {
      let labels = LabelKnobs(["A", "B"])
      let oracle = OracleGraph.random(
        vertexCount: 9, probability: 0.2, directed: directed, vertexLabels: labels, edgeLabels: labels, using: &random)
      let graph = try oracle.engineGraph()
      #expect(graph.isDirected == directed)
      #expect(graph.vertexCount == oracle.vertexCount)
      #expect(graph.edgeCount == oracle.edgeCount)
      var arcs: Set<OracleGraph.Arc> = []
      for v in 0..<graph.vertexCount {
        for w in graph.outgoing.neighbours(v) {
          arcs.insert(.init(Int(try #require(graph.ids.integerID(of: v))), Int(try #require(graph.ids.integerID(of: Int(w))))))
        }
      }
      #expect(arcs == oracle.arcs)
    }
  }
}
