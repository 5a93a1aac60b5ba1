/// A line read by itself: headers of formats that have one.
struct PreambleLine {
  let path: String
  /// Counted from 1.
  let number: Int
  /// What stands between blanks, with the column it starts in.
  let fields: [(text: String, column: Int)]
  let bytes: [UInt8]

  init(_ line: (text: [UInt8], number: Int), path: String) {
    self.path = path
    number = line.number
    bytes = line.text
    var fields: [(String, Int)] = []
    var start: Int?
    for (index, byte) in line.text.enumerated() {
      if Fields.isBlank(byte) {
        if let first = start { fields.append((String(decoding: line.text[first..<index], as: UTF8.self), first + 1)) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let first = start { fields.append((String(decoding: line.text[first...], as: UTF8.self), first + 1)) }
    self.fields = fields
  }

  /// An error at a field, or behind the last one.
  func failure(_ field: Int, _ message: String, _ kind: GraphFileError.Kind = .malformed) -> GraphFileError {
    let column = field < fields.count ? fields[field].column : bytes.count + 1
    return GraphFileError(kind, path: path, line: number, column: column, message: message)
  }

  /// A number that counts something; far below 2^63, so that sums and doubles of counts do not overflow.
  func count(_ field: Int, _ what: String) throws(GraphFileError) -> Int {
    let text = field < fields.count ? fields[field].text : ""
    guard let value = Int(text), (0...1 << 60).contains(value) else {
      throw failure(field, "expected \(what), found \(text.isEmpty ? "the line's end" : text.shortened)")
    }
    return value
  }
}

extension LineBlocks {
  /// The next line with something on it that is no comment.
  func takeHeader(comment: UInt8) throws(GraphFileError) -> PreambleLine? {
    while let line = try takeLine() {
      guard let first = line.text.first(where: { !Fields.isBlank($0) }), first != comment else { continue }
      return PreambleLine(line, path: path)
    }
    return nil
  }

  /// An error of the file as a whole.
  func failure(_ message: String, _ kind: GraphFileError.Kind = .malformed) -> GraphFileError {
    GraphFileError(kind, path: path, message: message)
  }
}

extension String {
  /// Short enough for a message.
  var shortened: String { utf8.count <= 40 ? self : String(decoding: Array(utf8.prefix(40)), as: UTF8.self) + "..." }
}
