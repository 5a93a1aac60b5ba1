/// The attributes of all vertices, or of all edges.
package struct AttributeTable: Sendable {
  /// In the order they were given.
  package let columns: [AttributeColumn]

  package init(_ columns: [AttributeColumn] = []) { self.columns = columns }

  package subscript(_ name: String) -> AttributeColumn? { columns.first { $0.name == name } }

  package var isEmpty: Bool { columns.isEmpty }
}

/// Rows of edges in a table of edge attributes: one a pair of adjacent vertices, in a directed graph one an arc.
/// Parallel edges with different labels share a row.
package struct EdgeRows: Sendable {
  package let count: Int
  private let outgoing: CSR
  private let isDirected: Bool
  /// Undirected: rows of the edges from a vertex to those with smaller numbers start here.
  private let starts: [Int]

  package init(outgoing: CSR, isDirected: Bool) {
    self.outgoing = outgoing
    self.isDirected = isDirected
    guard !isDirected else {
      starts = []
      count = outgoing.targetCount
      return
    }
    var starts: [Int] = []
    starts.reserveCapacity(outgoing.vertexCount)
    var next = 0
    for v in 0..<outgoing.vertexCount {
      starts.append(next)
      next += Int(outgoing.lower[v])
    }
    self.starts = starts
    count = next
  }

  /// The row of an edge (arc); nil when there is none. O(log degree).
  package func row(_ source: Int, _ target: Int) -> Int? {
    let from = isDirected ? source : max(source, target), to = UInt32(isDirected ? target : min(source, target))
    let list = outgoing.targets + Int(outgoing.offsets[from])
    let end = isDirected ? outgoing.degree(from) : Int(outgoing.lower[from])
    let place = partitionPoint(0, end) { list[$0] < to }
    guard place < end, list[place] == to else { return nil }
    return (isDirected ? Int(outgoing.offsets[from]) : starts[from]) + place
  }
}

/// What vertices and edges of a graph carry besides labels.
package struct GraphAttributes: Sendable {
  package var vertices = AttributeTable()
  package var edges = AttributeTable()
  /// Nil when edges have no attributes.
  package var edgeRows: EdgeRows?

  package init() {}

  package var isEmpty: Bool { vertices.isEmpty && edges.isEmpty }

  /// Columns of internal numbers become tables.
  ///
  /// - Parameter conflicts: rows with several different values of an attribute are added.
  init(
    vertices: [AttributeInput], edges: [AttributeInput], outgoing: CSR, isDirected: Bool, conflicts: inout Int
  ) {
    let n = outgoing.vertexCount
    self.vertices = AttributeTable(
      vertices.map { AttributeColumn($0, rowCount: n, conflicts: &conflicts) { $0 < n ? Int($0) : nil } })
    guard !edges.isEmpty else { return }
    let rows = EdgeRows(outgoing: outgoing, isDirected: isDirected)
    edgeRows = rows
    self.edges = AttributeTable(
      edges.map {
        AttributeColumn($0, rowCount: rows.count, conflicts: &conflicts) { rows.row(Int($0 >> 32), Int($0 & 0xffff_ffff)) }
      })
  }

  /// With the columns of another set added; nil and the name when both have a column of one name.
  func adding(_ other: GraphAttributes) -> (sum: GraphAttributes?, clash: String) {
    var sum = self
    for (mine, theirs) in [(vertices, other.vertices), (edges, other.edges)] {
      if let clash = theirs.columns.first(where: { mine[$0.name] != nil }) { return (nil, clash.name) }
    }
    sum.vertices = AttributeTable(vertices.columns + other.vertices.columns)
    sum.edges = AttributeTable(edges.columns + other.edges.columns)
    sum.edgeRows = edgeRows ?? other.edgeRows
    return (sum, "")
  }
}
