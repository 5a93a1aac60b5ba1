/// Lines of two positions counted from 1, perhaps behind a letter and with values after them: Matrix Market, DIMACS.
final class IndexedEdgeParser: LineParser {
  struct Layout: Sendable {
    /// The word in front of the positions: `e` or `a` in DIMACS.
    var keyword: UInt8?
    /// Positions run to here; the second kind of vertex starts behind the first one's in a bipartite graph.
    var rows: Int
    var columns: Int
    var columnShift = 0
    /// Values that must follow.
    var values = 0
    /// The value, counted from 0, that is the edge's label.
    var labelValue: Int?
    /// The value, counted from 0, that is the edge's weight.
    var weightValue: Int?
    /// Each entry stands for both directions.
    var isMirrored = false
    /// What the entries are called in messages.
    var noun: String
  }

  let part: RankedEdges
  private(set) var entryCount = 0
  private(set) var linesWithExtraColumns = 0
  private let layout: Layout

  init(_ layout: Layout, store: RecordStore?) {
    self.layout = layout
    part = RankedEdges(labelledEdges: layout.labelValue != nil, store: store)
    if layout.weightValue != nil { part.edgeAttributes = [TextAttributes(name: ReadOptions.Column.weight.rawValue)] }
  }

  static func isSkipped(_ p: UnsafePointer<UInt8>) -> Bool { p[0] == UInt8(ascii: "%") || Fields.isLineEnd(p[0]) }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    if let keyword = layout.keyword {
      if p[0] == UInt8(ascii: "c") { return Fields.lineEnd(p) }
      let word = Fields.take(&p)
      guard word.count == 1, word.start[0] == keyword else {
        return state.fail(
          at: start, "expected a line that starts with \(Character(UnicodeScalar(keyword))), found \(word.excerpt)")
      }
    }
    guard let source = position(&p, layout.rows, &state), let target = position(&p, layout.columns, &state) else {
      return nil
    }
    var label: Field?, weight: Field?
    for value in 0..<layout.values {
      let field = Fields.take(&p)
      guard field.count > 0 else { return state.fail(at: field.start, "expected the value of this \(layout.noun)") }
      if value == layout.labelValue { label = field }
      if value == layout.weightValue { weight = field }
    }
    let isUsed = layout.values == 0 || layout.labelValue != nil || layout.weightValue != nil
    if !isUsed || !Fields.isLineEnd(p[0]) { linesWithExtraColumns &+= 1 }
    var code = AssemblyInput.noLabel
    if let label {
      guard let known = part.edgeLabels.intern(label.bytes) else {
        return state.fail(at: label.start, IDCollector.Problem.encoding(label).message)
      }
      code = known
    }
    let a = UInt32(truncatingIfNeeded: source - 1), b = UInt32(truncatingIfNeeded: target - 1 + layout.columnShift)
    append(a, b, code)
    if layout.isMirrored { append(b, a, code) }
    entryCount &+= 1
    if let weight, !part.edgeAttributes[0].add(UInt64(a) << 32 | UInt64(b), weight.bytes) {
      return state.fail(at: weight.start, IDCollector.Problem.encoding(weight).message)
    }
    return Fields.lineEnd(p)
  }

  private func append(_ a: UInt32, _ b: UInt32, _ code: UInt32) {
    if part.edges.width == 2 { part.edges.append(a, b) } else { part.edges.append(a, b, code) }
  }

  private func position(_ p: inout UnsafePointer<UInt8>, _ limit: Int, _ state: inout LineState) -> Int? {
    // Short numbers without the detour over a field.
    var q = p
    var value = 0
    while q[0] &- 48 < 10, q - p < 18 {
      value = value &* 10 &+ Int(q[0] &- 48)
      q += 1
    }
    if q > p, Fields.isBlank(q[0]) || Fields.isLineEnd(q[0]), value >= 1, value <= limit {
      p = Fields.skipSeparator(q)
      return value
    }
    let field = Fields.take(&p)
    let found = field.count == 0 ? "the line's end" : field.excerpt
    _ = state.fail(at: field.start, "expected a number from 1 to \(limit), found \(found)")
    return nil
  }
}

/// Reads the lines that are left with one parser a thread.
enum IndexedEdges {
  static func read(
    _ blocks: LineBlocks, _ layout: IndexedEdgeParser.Layout, count: Int, threads: Int, _ options: ReadOptions
  ) throws(GraphFileError) -> (graph: CollectedGraph, entries: Int) {
    guard layout.rows <= AssemblyInput.maximumVertexCount, layout.columns <= AssemblyInput.maximumVertexCount else {
      throw blocks.failure("more than \(AssemblyInput.maximumVertexCount) vertices", .unsupported)
    }
    let parsers = (0..<(blocks.isSmall ? 1 : threads)).map { _ in IndexedEdgeParser(layout, store: blocks.store) }
    Parallel.run(parsers.count) { blocks.run(parsers[$0]) }
    let lines = try blocks.outcome()
    let entries = parsers.reduce(0) { $0 + $1.entryCount }
    try blocks.admit(vertices: count, edges: entries, options)
    var collected = CollectedGraph(ends: .ranks(parsers.map(\.part), .range(base: 1), count: count))
    collected.report.linesRead = lines
    collected.report.linesWithExtraColumns = parsers.reduce(0) { $0 + $1.linesWithExtraColumns }
    return (collected, entries)
  }
}

extension LineBlocks {
  /// See ``ReadOptions/maximumVertices``.
  func admit(vertices: Int, edges: Int, _ options: ReadOptions) throws(GraphFileError) {
    if options.admit(vertices: vertices, edges: edges) { return }
    throw failure(
      "declares \(vertices) vertices for \(edges) edges, which is not believed; is the header damaged?", .unsupported)
  }
}
