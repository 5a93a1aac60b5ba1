/// DIMACS: comments `c`, one line `p edge n m` (or `p col`), edges `e u v`; or the ninth challenge's `p sp n m` with
/// arcs `a u v length`, which are directed.
enum DimacsReader: FormatReader {
  static let format = GraphFormat.dimacs
  static let extensions = [".col", ".clq", ".dimacs", ".gr"]

  /// A `p` line behind comments.
  static func recognises(_ head: [UInt8]) -> Bool {
    for line in head.split(whereSeparator: Fields.isLineEnd) {
      let words = line.split(maxSplits: 3, whereSeparator: Fields.isBlank).map { String(decoding: $0, as: UTF8.self) }
      guard let first = words.first, first != "c" else { continue }
      return first == "p" && words.count >= 3 && ["edge", "edges", "col", "sp"].contains(words[1])
    }
    return false
  }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    let blocks = LineBlocks(input)
    guard let problem = try blocks.takeHeader(comment: UInt8(ascii: "c")) else {
      throw blocks.failure("the file ends before its line `p edge vertices edges`")
    }
    guard problem.fields[0].text == "p" else { throw problem.failure(0, "expected the line `p edge vertices edges`") }
    let kind = problem.fields.count > 1 ? problem.fields[1].text : ""
    guard ["edge", "edges", "col", "sp"].contains(kind) else {
      throw problem.failure(1, "expected edge, col or sp, found \(kind.isEmpty ? "the line's end" : kind.shortened)")
    }
    let vertices = try problem.count(2, "the number of vertices"), edges = try problem.count(3, "the number of edges")
    let isPaths = kind == "sp"
    var layout = IndexedEdgeParser.Layout(rows: vertices, columns: vertices, noun: isPaths ? "arc" : "edge")
    layout.keyword = UInt8(ascii: isPaths ? "a" : "e")
    layout.values = isPaths ? 1 : 0
    layout.labelValue = isPaths && options.columns?.contains(.label) == true ? 0 : nil
    layout.weightValue = isPaths && options.columns?.contains(.weight) == true ? 0 : nil
    var (graph, found) = try IndexedEdges.read(blocks, layout, count: vertices, threads: threads, options)
    // Some colouring instances count every edge twice in the `p` line, or write it twice and count it once.
    guard found == edges || (!isPaths && (found == 2 * edges || 2 * found == edges)) else {
      throw problem.failure(3, "declares \(edges) edges, the file has \(found); is it cut short?")
    }
    graph.isDirected = isPaths
    return .collected(graph)
  }
}
