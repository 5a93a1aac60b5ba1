/// Tables with a header, comma, tab or semicolon between fields and quotes where needed: what Neo4j, GraphFrames and Kuzu
/// import and export, and what a spreadsheet writes.
///
/// A table of edges names its two ends: `:START_ID`, `src`, `source` or `from`, and `:END_ID`, `dst`, `target` or `to`.
/// `:TYPE`, `type` or `label` is the edge's label. Without such a header the first two columns are the ends. A table of vertices
/// (``ReadOptions/verticesFile``) has `:ID` or `id` and `:LABEL`, `labels` or `label`, several labels with `;` between them.
/// Every other column is an attribute.
/// Arcs are directed when the header is Neo4j's (`:START_ID`).
enum PropertyTableReader: FormatReader {
  static let format = GraphFormat.csv
  static let extensions = [".csv", ".tsv"]

  /// A first line that names both ends.
  static func recognises(_ head: [UInt8]) -> Bool {
    guard let header = TableHeader(firstLine: head) else { return false }
    return header.index(of: .source) != nil && header.index(of: .target) != nil
  }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    var layout = TableLayout(ends: 2)
    let header = TableHeader(firstLine: input.head)
    let hasHeader = header.map { $0.isHeader(before: input.head) } ?? false
    guard let header else {
      return .collected(CollectedGraph(ends: .ids([IDCollector(labelledEdges: false)])))
    }
    // A bare list of numbers is an edge list; its further columns have no names.
    if !hasHeader, !input.head.contains(QuotedFields.quote), header.columns.prefix(2).allSatisfy({ Int64($0) != nil }) {
      return try EdgeListReader.read(input, options, threads: threads)
    }
    // Declared columns count more than names.
    if let columns = options.columns {
      layout.source = columns.firstIndex(of: .source) ?? 0
      layout.target = columns.firstIndex(of: .target) ?? 1
      layout.label = columns.firstIndex(of: .label)
      layout.columnCount = max(columns.count, header.columns.count)
      for kind in [ReadOptions.Column.weight, .time] {
        if let column = columns.firstIndex(of: kind) { layout.attributes.append((column, kind.rawValue)) }
      }
    } else if hasHeader {
      let source = header.index(of: .source), target = header.index(of: .target)
      guard (source == nil) == (target == nil) else {
        throw GraphFileError(
          .malformed, path: input.path, line: 1, column: 1,
          message: "the header names one end of the edges only; expected source and target (or :START_ID and :END_ID)")
      }
      layout.source = source ?? 0
      layout.target = target ?? 1
      layout.label = header.index(of: .type)
      layout.columnCount = header.columns.count
      try layout.addAttributes(header, input.path)
    } else {
      layout.columnCount = header.columns.count
    }
    let parsers = try parse(input, layout, separator: header.separator, skipsHeader: hasHeader, threads: threads)
    var collectors = parsers.graphs.map(\.collector)
    var lines = parsers.lines
    if let path = options.verticesFile {
      let (vertices, more) = try readVertices(path, options, threads: threads)
      collectors += vertices
      lines += more
    }
    var collected = CollectedGraph(ends: .ids(collectors))
    collected.isDirected = hasHeader && header.isNeo4j
    collected.report.linesRead = lines
    return .collected(collected)
  }

  private static func readVertices(
    _ path: String, _ options: ReadOptions, threads: Int
  ) throws(GraphFileError) -> ([IDCollector], Int) {
    let input = try GraphInput(path: path, options: options)
    guard let header = TableHeader(firstLine: input.head) else { return ([], 0) }
    var layout = TableLayout(ends: 1)
    layout.columnCount = header.columns.count
    guard let id = header.index(of: .id) else {
      throw GraphFileError(
        .malformed, path: path, line: 1, column: 1, message: "expected a table of vertices with a column id (or :ID)")
    }
    layout.source = id
    layout.label = header.index(of: .labels)
    try layout.addAttributes(header, path)
    let (parsers, lines) = try parse(input, layout, separator: header.separator, skipsHeader: true, threads: threads)
    return (parsers.map(\.collector), lines)
  }

  private static func parse(
    _ input: GraphInput, _ layout: TableLayout, separator: UInt8, skipsHeader: Bool, threads: Int
  ) throws(GraphFileError) -> (graphs: [TableParser], lines: Int) {
    let blocks = LineBlocks(input, separator: separator)
    if skipsHeader { _ = try blocks.takeLine() }
    let parsers = (0..<(blocks.isSmall ? 1 : threads)).map { _ in TableParser(layout, separator: separator, store: blocks.store) }
    Parallel.run(parsers.count) { blocks.run(parsers[$0]) }
    return (parsers, try blocks.outcome())
  }
}

/// Where in a record the graph is.
struct TableLayout: Sendable {
  /// 2 in a table of edges, 1 in a table of vertices (`source` is the id then).
  var ends: Int
  var source = 0
  var target = 1
  var label: Int?
  var columnCount = 2

  /// Columns that become attributes.
  var attributes: [(column: Int, name: String)] = []

  init(ends: Int) { self.ends = ends }

  /// Every column that has no other meaning.
  mutating func addAttributes(_ header: TableHeader, _ path: String) throws(GraphFileError) {
    for column in header.columns.indices where column != source && column != label && (ends == 1 || column != target) {
      let name = header.attributeName(column)
      let trouble =
        name.isEmpty ? "column \(column + 1) has no name"
        : attributes.contains { $0.name == name } ? "two columns are called '\(name)'" : nil
      if let trouble { throw GraphFileError(.malformed, path: path, line: 1, column: 1, message: trouble) }
      attributes.append((column, name))
    }
  }
}

/// The first line of a table.
struct TableHeader {
  enum Role { case source, target, type, id, labels, other }

  let separator: UInt8
  let columns: [String]
  private let roles: [Role]

  /// Nil when there is no first line.
  init?(firstLine head: [UInt8]) {
    let line = head.prefix { !Fields.isLineEnd($0) }
    guard !line.isEmpty else { return nil }
    separator = [UInt8(ascii: "\t"), UInt8(ascii: ";")].first { line.contains($0) } ?? UInt8(ascii: ",")
    let separator = separator
    columns = line.split(separator: separator, omittingEmptySubsequences: false).map { field in
      String(decoding: field, as: UTF8.self).trimmingBlanksAndQuotes
    }
    roles = columns.map(Self.role)
  }

  private static func role(_ name: String) -> Role {
    let name = name.lowercased()
    // Neo4j: `name:START_ID(Group)`.
    if let colon = name.firstIndex(of: ":") {
      switch name[name.index(after: colon)...].prefix(while: { $0 != "(" && $0 != "{" }) {
      case "start_id": return .source
      case "end_id": return .target
      case "type": return .type
      case "id": return .id
      case "label": return .labels
      default: return .other
      }
    }
    switch name {
    case "src", "source", "from": return .source
    case "dst", "target", "to": return .target
    case "type", "relation", "relationship": return .type
    case "id": return .id
    case "label", "labels": return .labels
    default: return .other
    }
  }

  /// The only column with a role. In a table of edges a column `label` is the edge's type.
  func index(of role: Role) -> Int? {
    roles.firstIndex(of: role) ?? (role == .type ? roles.firstIndex(of: .labels) : nil)
  }

  /// The name without Neo4j's type: `age:int` is `age`.
  func attributeName(_ column: Int) -> String { String(columns[column].prefix { $0 != ":" }) }

  var isNeo4j: Bool { columns.contains { $0.lowercased().contains(":start_id") } }

  /// A header by its names, or because its first two fields are words and those of the next line are numbers.
  func isHeader(before head: [UInt8]) -> Bool {
    if roles.contains(where: { $0 != .other }) { return true }
    func isNumber(_ text: String) -> Bool { Int64(text) != nil }
    guard columns.count >= 2, !isNumber(columns[0]), !isNumber(columns[1]) else { return false }
    let rest = head.drop { !Fields.isLineEnd($0) }.drop { Fields.isLineEnd($0) }
    guard let next = TableHeader(firstLine: Array(rest)), next.columns.count >= 2 else { return false }
    return isNumber(next.columns[0]) && isNumber(next.columns[1])
  }
}

extension String {
  fileprivate var trimmingBlanksAndQuotes: String {
    var text = Substring(self)
    while let last = text.last, last == " " || last == "\r" { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
    return String(text)
  }
}

/// Records of a table.
private final class TableParser: LineParser {
  let collector: IDCollector
  private let layout: TableLayout
  private let separator: UInt8
  private var fields: [Field] = []

  init(_ layout: TableLayout, separator: UInt8, store: RecordStore?) {
    self.layout = layout
    self.separator = separator
    let names = layout.attributes.map(\.name)
    collector = IDCollector(
      labelledEdges: layout.label != nil && layout.ends == 2, edgeAttributes: layout.ends == 2 ? names : [],
      vertexAttributes: layout.ends == 1 ? names : [], store: store)
  }

  /// A mark at the start of a line may begin a name here: only empty lines are passed over.
  static func isSkipped(_ p: UnsafePointer<UInt8>) -> Bool { Fields.isLineEnd(p[0]) }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    // An empty first field between tabs is no indentation.
    var p = separator == 9 ? state.lineStart : start
    fields.removeAll(keepingCapacity: true)
    var problem: QuotedFields.Problem?
    var lines = 0
    while true {
      let place = p
      fields.append(QuotedFields.take(&p, end: state.end, separator: separator, lines: &lines, &problem))
      switch problem {
      case .open(let quote): return state.fail(at: quote, "this quote is not closed before the file ends")
      case .trailing(let place): return state.fail(at: place, "expected the next field after a closing quote")
      case nil: break
      }
      if fields.count > layout.columnCount {
        return state.fail(at: place, "more fields than the \(layout.columnCount) columns of the first line")
      }
      if p[0] != separator { break }
      p += 1
    }
    for index in 0..<layout.ends {
      let column = index == 0 ? layout.source : layout.target
      guard column < fields.count, fields[column].count > 0 else {
        return state.fail(
          at: column < fields.count ? fields[column].start : p,
          "expected \(layout.ends == 1 ? "the vertex's id" : "the id of the edge's \(index == 0 ? "source" : "target")")")
      }
    }
    let label = layout.label.flatMap { $0 < fields.count ? fields[$0] : nil }
    if layout.ends == 2 {
      if let trouble = collector.addEdge(fields[layout.source], fields[layout.target], label: label) {
        return state.fail(at: trouble.field.start, trouble.message)
      }
    } else if !addVertex(fields[layout.source], label, &state) {
      return nil
    }
    for (index, attribute) in layout.attributes.enumerated() where attribute.column < fields.count {
      let value = fields[attribute.column]
      let trouble =
        layout.ends == 2 ? collector.addEdgeAttribute(index, value) : collector.addVertexAttribute(index, value)
      if let trouble { return state.fail(at: trouble.field.start, trouble.message) }
    }
    state.line += lines
    return p
  }

  /// A vertex with all its labels, `A;B`.
  private func addVertex(_ id: Field, _ labels: Field?, _ state: inout LineState) -> Bool {
    var rest = labels ?? Field(start: id.start, count: 0)
    repeat {
      let length = rest.bytes.firstIndex(of: UInt8(ascii: ";")) ?? rest.count
      if let trouble = collector.addVertex(id, label: Field(start: rest.start, count: length)) {
        _ = state.fail(at: trouble.field.start, trouble.message)
        return false
      }
      rest = Field(start: rest.start + min(rest.count, length + 1), count: max(0, rest.count - length - 1))
    } while rest.count > 0
    return true
  }
}
