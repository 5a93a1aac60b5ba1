import GraphStore

extension OracleGraph {
  /// The same graph in the engine's form. Vertex v has the id v; isolated vertices are kept.
  package func engineGraph() throws -> Graph {
    var builder = GraphBuilder(directed: isDirected)
    for v in 0..<vertexCount { builder.addVertex(.integer(Int64(v)), labels: vertexLabels[v].sorted()) }
    for edge in labelledEdges {
      builder.addEdge(.integer(Int64(edge.source)), .integer(Int64(edge.target)), label: edge.label)
    }
    return try builder.build()
  }
}
