/// Matrix Market's coordinate format: a banner, a line `rows columns entries`, then one entry a line, counted from 1.
///
/// A general matrix is a directed graph, a symmetric (skew-symmetric, Hermitian) one an undirected graph of which each
/// edge stands once. Rows without entries are vertices too. Format: Boisvert, Pozo, Remington, NISTIR 5935, 1996.
enum MatrixMarketReader: FormatReader {
  static let format = GraphFormat.matrixMarket
  static let extensions = [".mtx"]
  private static let banner = Array("%%matrixmarket".utf8)

  static func recognises(_ head: [UInt8]) -> Bool {
    head.prefix(banner.count).map { (65...90).contains($0) ? $0 + 32 : $0 } == banner
  }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    let blocks = LineBlocks(input)
    guard let first = try blocks.takeLine(), recognises(first.text) else {
      throw GraphFileError(
        .malformed, path: input.path, line: 1, column: 1, message: "expected the banner %%MatrixMarket matrix coordinate ...")
    }
    let banner = PreambleLine(first, path: input.path)
    func word(_ index: Int, _ known: [String], _ what: String) throws(GraphFileError) -> String {
      let word = index < banner.fields.count ? banner.fields[index].text.lowercased() : ""
      if known.contains(word) { return word }
      throw banner.failure(index, "expected \(what): \(known.joined(separator: ", "))")
    }
    _ = try word(1, ["matrix"], "the object")
    if try word(2, ["coordinate", "array"], "the layout") == "array" {
      throw banner.failure(2, "a dense matrix (array) is no graph file; write it in coordinate form", .unsupported)
    }
    let field = try word(3, ["real", "double", "integer", "pattern", "complex"], "the kind of values")
    let symmetry = try word(4, ["general", "symmetric", "skew-symmetric", "hermitian"], "the symmetry")

    guard let size = try blocks.takeHeader(comment: UInt8(ascii: "%")) else {
      throw blocks.failure("the file ends before the line `rows columns entries`")
    }
    let rows = try size.count(0, "the number of rows")
    let columns = try size.count(1, "the number of columns")
    let entries = try size.count(2, "the number of entries")
    if rows != columns, !options.bipartite {
      throw size.failure(
        0, "a matrix of \(rows) rows and \(columns) columns; as a graph with a vertex for each of them it is read with --bipartite",
        .unsupported)
    }
    if options.bipartite, symmetry != "general" { throw size.failure(0, "a symmetric matrix is not bipartite", .unsupported) }
    let values = ["pattern": 0, "complex": 2][field] ?? 1
    var layout = IndexedEdgeParser.Layout(rows: rows, columns: columns, values: values, noun: "entry")
    layout.columnShift = options.bipartite ? rows : 0
    layout.labelValue = options.columns?.contains(.label) == true && values > 0 ? 0 : nil
    layout.weightValue = options.columns?.contains(.weight) == true && values > 0 ? 0 : nil
    let isSymmetric = symmetry != "general"
    layout.isMirrored = isSymmetric && options.directed == true
    let count = rows.addingReportingOverflow(layout.columnShift == 0 ? 0 : columns).partialValue
    var (graph, found) = try IndexedEdges.read(blocks, layout, count: count, threads: threads, options)
    if found != entries {
      throw size.failure(2, "declares \(entries) entries, the file has \(found); is it cut short?")
    }
    graph.isDirected = !isSymmetric && !options.bipartite
    return .collected(graph)
  }
}
