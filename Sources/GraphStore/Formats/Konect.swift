/// KONECT's `out.` files: `% sym unweighted`, perhaps `% edges rows columns`, then `u v [weight [time]]`.
///
/// Weights and times are kept if the columns are declared (`src,dst,weight,time`). `asym` is directed. In a `bip` file the two columns count different things from 1: an id j of the second column is
/// read as (number of the first kind) + j. Format: Kunegis, KONECT handbook.
enum KonectReader: FormatReader {
  static let format = GraphFormat.konect
  static let extensions: [String] = []
  private static let shapes = ["sym", "asym", "bip"]

  static func recognises(name: String) -> Bool { name.hasPrefix("out.") }

  static func recognises(_ head: [UInt8]) -> Bool {
    let line = head.prefix { !Fields.isLineEnd($0) }
    let words = line.split(whereSeparator: Fields.isBlank).map { String(decoding: $0, as: UTF8.self) }
    return words.count >= 3 && words[0] == "%" && shapes.contains(words[1])
  }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    let blocks = LineBlocks(input)
    guard let first = try blocks.takeLine(), recognises(first.text) else {
      throw GraphFileError(
        .malformed, path: input.path, line: 1, column: 1, message: "expected `% sym`, `% asym` or `% bip` and the kind of weights")
    }
    let shape = PreambleLine(first, path: input.path).fields[1].text
    guard shape == "bip" else {
      var graph = try EdgeListReader.read(blocks, columns: options.columns, threads: threads)
      graph.isDirected = shape == "asym"
      return .collected(graph)
    }
    let parsers = (0..<(blocks.isSmall ? 1 : threads)).map { _ in BipartiteParser(store: blocks.store) }
    Parallel.run(parsers.count) { blocks.run(parsers[$0]) }
    let lines = try blocks.outcome()
    let left = parsers.map(\.left).max()!, right = parsers.map(\.right).max()!
    let edges = parsers.reduce(0) { $0 + $1.part.edges.count }
    try blocks.admit(vertices: left + right, edges: edges, options)
    for parser in parsers {
      for slice in parser.part.edges.slices {
        for i in 0..<slice.count { slice.start[2 * i + 1] += UInt32(left) }
      }
    }
    var graph = CollectedGraph(ends: .ranks(parsers.map(\.part), .range(base: 1), count: left + right))
    graph.report.linesRead = lines
    return .collected(graph)
  }
}

/// Lines of two positions, each in its own count.
private final class BipartiteParser: LineParser {
  let part: RankedEdges
  private(set) var left = 0
  private(set) var right = 0

  init(store: RecordStore?) { part = RankedEdges(labelledEdges: false, store: store) }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    guard let a = position(&p, &state), let b = position(&p, &state) else { return nil }
    left = max(left, a)
    right = max(right, b)
    part.edges.append(UInt32(a - 1), UInt32(b - 1))
    return Fields.lineEnd(p)
  }

  private func position(_ p: inout UnsafePointer<UInt8>, _ state: inout LineState) -> Int? {
    let field = Fields.take(&p)
    // Half of all vertex numbers for either side, so that shifting cannot overflow.
    let limit = AssemblyInput.maximumVertexCount / 2
    if case .integer(let value) = Fields.classify(field), value >= 1, value <= limit { return Int(value) }
    let found = field.count == 0 ? "the line's end" : field.excerpt
    _ = state.fail(at: field.start, "expected a number from 1 to \(limit), found \(found)")
    return nil
  }
}
