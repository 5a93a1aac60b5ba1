import GraphStore

extension OracleGraph {
  /// The same graph in the engine's form. Vertex v has the id v; isolated vertices are kept. The attribute y becomes one of
  /// reals, so that both kinds of numbers meet.
  package func engineGraph() throws -> Graph {
    var builder = GraphBuilder(directed: isDirected)
    func value(_ number: Int, _ name: String) -> AttributeValue {
      name == "y" ? .real(Double(number)) : .integer(Int64(number))
    }
    for v in 0..<vertexCount {
      var attributes: [String: AttributeValue] = [:]
      for (name, values) in vertexAttributes { attributes[name] = values[v].map { value($0, name) } }
      builder.addVertex(.integer(Int64(v)), labels: vertexLabels[v].sorted(), attributes: attributes)
    }
    for edge in labelledEdges {
      var attributes: [String: AttributeValue] = [:]
      for (name, values) in edgeAttributes {
        attributes[name] = values[Arc(edge.source, edge.target)].map { value($0, name) }
      }
      builder.addEdge(
        .integer(Int64(edge.source)), .integer(Int64(edge.target)), label: edge.label, attributes: attributes)
    }
    return try builder.build()
  }
}
