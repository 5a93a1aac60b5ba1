/// Edge lists as SNAP and many others write them: one edge a line, two ids and perhaps more columns.
final class EdgeListParser: LineParser {
  let collector: IDCollector
  private(set) var linesWithExtraColumns = 0

  private let columns: [ReadOptions.Column]
  private let sourceColumn: Int
  private let targetColumn: Int
  private let labelColumn: Int?
  /// Columns that become attributes, in the order of the collector's.
  private let attributeColumns: [Int]
  /// Two ids in the first two columns and nothing else to keep: what `parseRun` handles.
  private let isPlain: Bool
  private let fields: UnsafeMutablePointer<Field>

  /// - Throws: when the columns do not name a source and a target.
  init(columns declared: [ReadOptions.Column]?, path: String, store: RecordStore? = nil) throws(GraphFileError) {
    let columns = declared ?? [.source, .target]
    func place(_ column: ReadOptions.Column) throws(GraphFileError) -> Int? {
      let places = columns.indices.filter { columns[$0] == column }
      if places.count > 1 {
        throw GraphFileError(
          .unsupported, path: path, message: "the columns name \(column.rawValue) \(places.count) times; once is enough")
      }
      return places.first
    }
    guard let source = try place(.source), let target = try place(.target) else {
      throw GraphFileError(
        .unsupported, path: path, message: "the columns must name src and dst, for example src,dst,label")
    }
    self.columns = columns
    sourceColumn = source
    targetColumn = target
    labelColumn = try place(.label)
    isPlain = source == 0 && target == 1 && labelColumn == nil && columns.count == 2
    var attributes: [Int] = []
    for kind in [ReadOptions.Column.weight, .time] {
      if let column = try place(kind) { attributes.append(column) }
    }
    attributeColumns = attributes
    collector = IDCollector(
      labelledEdges: labelColumn != nil, edgeAttributes: attributes.map { columns[$0].rawValue }, store: store)
    fields = .allocate(capacity: columns.count)
  }

  deinit { fields.deallocate() }

  /// Lines of two numbers below 2^32 in shortest form. All state is in local variables, edges go straight to the list.
  func parseRun(_ start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, lines: inout Int) -> UnsafePointer<UInt8> {
    guard isPlain, collector.form == .direct else { return start }
    let list = collector.edges[0]
    var next = list.next, limit = list.limit
    var lineStart = start
    var count = 0, extra = 0
    while lineStart < end {
      var p = lineStart
      while Fields.isBlank(p[0]) { p += 1 }
      guard let a = Self.number(&p), Fields.isBlank(p[0]) || Fields.isMark(p[0]) else { break }
      p = Fields.skipSeparator(p)
      guard let b = Self.number(&p) else { break }
      if !Fields.isLineEnd(p[0]) {
        guard Fields.isBlank(p[0]) || Fields.isMark(p[0]) else { break }
        p = Fields.skipSeparator(p)
        if !Fields.isLineEnd(p[0]) {
          extra &+= 1
          p = Fields.lineEnd(p)
        }
      }
      if next == limit {
        list.next = next
        list.grow()
        next = list.next
        limit = list.limit
      }
      next![0] = a
      next![1] = b
      next! += 2
      count &+= 1
      lineStart = Fields.nextLine(p)
    }
    list.next = next
    linesWithExtraColumns += extra
    lines += count
    return lineStart
  }

  @inline(__always)
  private static func number(_ p: inout UnsafePointer<UInt8>) -> UInt32? {
    let start = p
    var digit = p[0] &- 48
    guard digit < 10 else { return nil }
    var value: UInt64 = 0
    repeat {
      value = value &* 10 &+ UInt64(digit)
      p += 1
      digit = p[0] &- 48
    } while digit < 10
    let count = p - start
    guard count <= 10, count == 1 || start[0] != 48, value <= UInt64(UInt32.max) else { return nil }
    return UInt32(truncatingIfNeeded: value)
  }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    var count = 0
    while count < columns.count, count == 0 || !Fields.isLineEnd(p[0]) {
      fields[count] = Fields.take(&p)
      count += 1
    }
    let needed = max(sourceColumn, targetColumn) + 1
    if count < needed {
      let found = count == 1 ? "one field" : "\(count) fields"
      return state.fail(
        at: Fields.lineEnd(p), "expected \(needed) fields with the ids of an edge's two ends, found \(found)")
    }
    for column in [sourceColumn, targetColumn] where fields[column].count == 0 {
      return state.fail(at: fields[column].start, "expected a vertex id, found an empty field")
    }
    let label = labelColumn.flatMap { $0 < count ? fields[$0] : nil }
    if let problem = collector.addEdge(fields[sourceColumn], fields[targetColumn], label: label) {
      return state.fail(at: problem.field.start, problem.message)
    }
    for (index, column) in attributeColumns.enumerated() where column < count {
      if let problem = collector.addEdgeAttribute(index, fields[column]) {
        return state.fail(at: problem.field.start, problem.message)
      }
    }
    if !Fields.isLineEnd(p[0]) { linesWithExtraColumns &+= 1 }
    return Fields.lineEnd(p)
  }
}

/// SNAP's text files, and what anything else is taken for.
enum EdgeListReader: FormatReader {
  static let format = GraphFormat.edgeList
  static let extensions = [".txt", ".el", ".edges", ".edgelist"]
  static func recognises(_ head: [UInt8]) -> Bool { false }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    if let line = headerLine(input.head) {
      throw GraphFileError(
        .malformed, path: input.path, line: line, column: 1,
        message: "this line reads like a header, not like an edge; put # in front of it, or read the file as a table (--format csv)")
    }
    return .collected(try read(LineBlocks(input), columns: options.columns, threads: threads))
  }

  /// Words that name the ends of edges.
  private static let headerWords: Set = [
    "source", "src", "from", "fromnodeid", "node1", "target", "dst", "to", "tonodeid", "node2",
  ]

  /// The line that names the columns, if numbers follow: read as an edge it would turn every id into text.
  private static func headerLine(_ head: [UInt8]) -> Int? {
    var header: Int?
    let lines = head.split(separator: 10, maxSplits: 64, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let fields = PreambleLine((Array(line.prefix(256)), index + 1), path: "").fields.prefix(2).map(\.text)
      guard let first = fields.first, !first.hasPrefix("#"), !first.hasPrefix("%"), !first.hasPrefix("//"), first != "\r" else { continue }
      if header != nil { return fields.allSatisfy { Int64($0.filter { $0 != "\r" }) != nil } ? header : nil }
      guard fields.count == 2, fields.allSatisfy({ headerWords.contains($0.lowercased().filter { $0 != "\r" }) }) else { return nil }
      header = index + 1
    }
    return nil
  }

  /// Reads the lines that are left with one parser a thread.
  static func read(
    _ blocks: LineBlocks, columns: [ReadOptions.Column]?, threads: Int
  ) throws(GraphFileError) -> CollectedGraph {
    var parsers: [EdgeListParser] = []
    for _ in 0..<(blocks.isSmall ? 1 : threads) {
      parsers.append(try EdgeListParser(columns: columns, path: blocks.path, store: blocks.store))
    }
    Parallel.run(parsers.count) { [parsers] in blocks.run(parsers[$0]) }
    var collected = CollectedGraph(ends: .ids(parsers.map(\.collector)))
    collected.report.linesRead = try blocks.outcome()
    collected.report.linesWithExtraColumns = parsers.reduce(0) { $0 + $1.linesWithExtraColumns }
    return collected
  }
}
