extension Graph {
  /// An attribute that vertices or edges of a graph have.
  public struct Attribute: Hashable, Sendable {
    public let name: String
    public let type: AttributeType
    /// Vertices (edges) without a value.
    public let missing: Int
  }

  /// Attributes of vertices, in the order they were given.
  public var vertexAttributes: [Attribute] { attributes.vertices.columns.map(Attribute.init) }

  /// Attributes of edges, in the order they were given.
  public var edgeAttributes: [Attribute] { attributes.edges.columns.map(Attribute.init) }

  /// The value of a vertex's attribute; nil when it is missing, or there is no such vertex or attribute. O(log n).
  public func attribute(_ name: String, of id: VertexID) -> AttributeValue? {
    guard let column = attributes.vertices[name], let number = ids.number(of: id) else { return nil }
    return column[Int(number)]
  }

  /// The value of an edge's attribute, in a directed graph of the arc from `source` to `target`; nil when it is missing,
  /// or there is no such edge or attribute. Parallel edges with different labels share their attributes. O(log n).
  public func attribute(_ name: String, ofEdge source: VertexID, _ target: VertexID) -> AttributeValue? {
    guard let column = attributes.edges[name], let rows = attributes.edgeRows,
      let a = ids.number(of: source), let b = ids.number(of: target), let row = rows.row(Int(a), Int(b))
    else { return nil }
    return column[row]
  }
}

extension Graph.Attribute {
  init(_ column: AttributeColumn) {
    name = column.name
    type = column.type
    missing = column.missingCount
  }
}
