/// A side file of attributes: a table whose first line names the columns, separated by commas, semicolons or tabs, with
/// quotes as in RFC 4180 (but no line ends inside them).
///
/// The first column (for edges: the first two) holds the user's ids, the others become attributes. An empty field is a
/// missing value. Rows of vertices or edges that the graph does not have are counted and left out, so that one table can
/// serve many graphs.
final class AttributeFile: LineParser {
  enum Subject { case vertices, edges }

  private let subject: Subject
  private let ids: VertexIDs
  private let rows: EdgeRows?
  private var separator: UInt8 = 0
  private var columns: [TextAttributes] = []
  private(set) var usedRows = 0
  private(set) var ignoredRows = 0
  private var text: [UInt8] = []

  /// - Parameter rows: for edges.
  init(ids: VertexIDs, rows: EdgeRows?) {
    subject = rows == nil ? .vertices : .edges
    self.ids = ids
    self.rows = rows
  }

  private var keyCount: Int { subject == .vertices ? 1 : 2 }

  /// Reads a whole file.
  static func read(_ path: String, ids: VertexIDs, rows: EdgeRows?) throws(GraphFileError) -> (
    columns: [AttributeInput], ignored: Int
  ) {
    let blocks = try LineBlocks(path: path)
    let parser = AttributeFile(ids: ids, rows: rows)
    blocks.run(parser)
    _ = try blocks.outcome()
    guard parser.separator != 0 else {
      throw GraphFileError(.malformed, path: path, message: "it is empty; expected a line that names the columns")
    }
    if parser.usedRows == 0, parser.ignoredRows > 0 {
      let what = parser.subject == .vertices ? "the first column of no row is a vertex" : "the first two columns of no row are an edge"
      throw GraphFileError(.malformed, path: path, message: "\(what) of the graph")
    }
    return (parser.columns.map { TextAttributes.merge([$0]) }, parser.ignoredRows)
  }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    separator == 0 ? head(start, &state) : row(start, &state)
  }

  private func head(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    let end = Fields.lineEnd(start)
    let line = UnsafeBufferPointer(start: start, count: end - start)
    separator = [UInt8(ascii: "\t"), UInt8(ascii: ";")].first { line.contains($0) } ?? UInt8(ascii: ",")
    var names: [String] = []
    var p = start
    repeat {
      let place = p
      guard field(&p, &state) else { return nil }
      guard let name = String(validating: text, as: UTF8.self) else {
        return state.fail(at: place, "this text is not UTF-8; convert the file (for example with iconv)")
      }
      if names.count >= keyCount {
        if name.isEmpty { return state.fail(at: place, "a column without a name") }
        if names[keyCount...].contains(name) { return state.fail(at: place, "two columns are called '\(name)'") }
      }
      names.append(name)
    } while next(&p)
    guard names.count > keyCount else {
      let keys = subject == .vertices ? "the column of ids" : "the columns of both ends"
      return state.fail(at: start, "expected a line of column names: \(keys), then attributes, as in '\(example)'")
    }
    columns = names[keyCount...].map { TextAttributes(name: $0) }
    return end
  }

  private var example: String { subject == .vertices ? "id,age,city" : "source,target,weight" }

  private func row(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    // An empty first field between tabs is no indentation.
    var p = separator == 9 ? state.lineStart : start
    var keys: [UInt32] = []
    var isKnown = true
    for index in 0..<keyCount {
      let place = p
      guard field(&p, &state) else { return nil }
      if text.isEmpty { return state.fail(at: place, "expected a vertex id") }
      if let number = ids.number(of: Graph.VertexID(parsing: String(decoding: text, as: UTF8.self))) {
        keys.append(number)
      } else {
        isKnown = false
      }
      if !next(&p), index + 1 < keyCount { return state.fail(at: p, "expected the id of the other end") }
    }
    if let rows, isKnown { isKnown = rows.row(Int(keys[0]), Int(keys[1])) != nil }
    guard isKnown else {
      ignoredRows += 1
      return Fields.lineEnd(p)
    }
    usedRows += 1
    let key = keyCount == 1 ? UInt64(keys[0]) : UInt64(keys[0]) << 32 | UInt64(keys[1])
    var more = !Fields.isLineEnd(p[0]) || p[-1] == separator
    for column in columns where more {
      let place = p
      guard field(&p, &state) else { return nil }
      guard text.withUnsafeBufferPointer({ column.add(key, $0) }) else {
        return state.fail(at: place, "this text is not UTF-8; convert the file (for example with iconv)")
      }
      more = next(&p)
    }
    if more {
      return state.fail(
        at: p, "more fields than the \(columns.count + keyCount) columns that the first line names")
    }
    return Fields.lineEnd(p)
  }

  /// Takes a field into `text`, without its quotes and the blanks around it.
  private func field(_ p: inout UnsafePointer<UInt8>, _ state: inout LineState) -> Bool {
    text.removeAll(keepingCapacity: true)
    while p[0] == 32 || (p[0] == 9 && separator != 9) { p += 1 }
    guard p[0] == UInt8(ascii: "\"") else {
      while p[0] != separator, !Fields.isLineEnd(p[0]) {
        text.append(p[0])
        p += 1
      }
      while let last = text.last, Fields.isBlank(last) { text.removeLast() }
      return true
    }
    let start = p
    p += 1
    while true {
      if Fields.isLineEnd(p[0]) {
        _ = state.fail(at: start, "expected a closing quote on this line")
        return false
      }
      if p[0] == UInt8(ascii: "\"") {
        if p[1] != UInt8(ascii: "\"") { break }
        p += 1
      }
      text.append(p[0])
      p += 1
    }
    p += 1
    while Fields.isBlank(p[0]), p[0] != separator { p += 1 }
    guard p[0] == separator || Fields.isLineEnd(p[0]) else {
      _ = state.fail(at: p, "expected the next field after a closing quote")
      return false
    }
    return true
  }

  /// Skips the separator; false at the end of the line.
  private func next(_ p: inout UnsafePointer<UInt8>) -> Bool {
    guard p[0] == separator else { return false }
    p += 1
    return true
  }
}
