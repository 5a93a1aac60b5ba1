extension GraphParts {
  /// Adds the columns of the side files that the user named.
  mutating func addAttributeFiles(_ options: ReadOptions) throws(GraphFileError) {
    var vertices: [AttributeInput] = [], edges: [AttributeInput] = []
    if let path = options.vertexAttributesFile {
      let (columns, ignored) = try AttributeFile.read(path, ids: ids, rows: nil)
      vertices = columns
      report.attributeRowsIgnored += ignored
    }
    if let path = options.edgeAttributesFile {
      let rows = EdgeRows(outgoing: lists.outgoing, isDirected: isDirected)
      let (columns, ignored) = try AttributeFile.read(path, ids: ids, rows: rows)
      edges = columns
      report.attributeRowsIgnored += ignored
    }
    guard !vertices.isEmpty || !edges.isEmpty else { return }
    let own = GraphAttributes(
      vertices: vertices, edges: edges, outgoing: lists.outgoing, isDirected: isDirected,
      conflicts: &report.attributeConflicts)
    let (sum, clash) = attributes.adding(own)
    guard let sum else {
      let path = options.vertexAttributesFile ?? options.edgeAttributesFile!
      throw GraphFileError(
        .malformed, path: path, message: "the graph itself has an attribute '\(clash)' already; rename the column")
    }
    attributes = sum
    report.count(sum)
  }
}
