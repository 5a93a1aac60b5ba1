/// A stretch of a text, in UTF-8 bytes from its start.
package struct SourceRange: Hashable, Sendable {
  package var lower: Int
  package var upper: Int

  package init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = upper
  }

  package func joined(_ other: SourceRange) -> SourceRange {
    SourceRange(min(lower, other.lower), max(upper, other.upper))
  }
}

/// A pattern text, or a file of them, that can say where a byte is and draw a caret under it.
package struct PatternSource: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// All of it.
  package var range: SourceRange { SourceRange(0, bytes.count) }

  /// The text of a range.
  package func text(_ range: SourceRange) -> String {
    String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
  }

  /// Line and column, both from 1; columns count characters.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(offset, bytes.count)
    let before = bytes[..<offset]
    let line = 1 + before.count { $0 == newline }
    let start = lineStart(offset)
    return (line, 1 + String(decoding: bytes[start..<offset], as: UTF8.self).count)
  }

  private static let shownAround = 200

  /// The line around the range, and carets under the part of the range that is on it.
  package func drawing(of range: SourceRange) -> String {
    let start = lineStart(min(range.lower, bytes.count))
    var end = start
    while end < bytes.count, bytes[end] != newline, bytes[end] != carriageReturn { end += 1 }
    let lower = min(range.lower, end)
    let upper = max(lower, min(range.upper, end))
    // Tabs are one column wide in the drawing, so that the carets line up; other control characters are not shown.
    func printable(_ part: Range<Int>) -> String {
      String(
        String.UnicodeScalarView(
          String(decoding: bytes[part], as: UTF8.self).unicodeScalars.map { $0.value < 32 ? " " : $0 }))
    }
    // Of a very long line what is near the place.
    var head = printable(start..<lower), marked = printable(lower..<upper), tail = printable(upper..<end)
    if head.count > Self.shownAround { head = "\u{2026}" + head.suffix(Self.shownAround) }
    if marked.count > 2 * Self.shownAround { marked = marked.prefix(2 * Self.shownAround) + "\u{2026}" }
    if tail.count > Self.shownAround { tail = tail.prefix(Self.shownAround) + "\u{2026}" }
    let carets = String(repeating: "^", count: max(1, marked.count))
    return "  \(head)\(marked)\(tail)\n  \(String(repeating: " ", count: head.count))\(carets)"
  }

  /// The range of every line, without its end.
  package var lines: [SourceRange] {
    var result: [SourceRange] = []
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] == newline {
      var end = index
      if end > start, bytes[end - 1] == carriageReturn { end -= 1 }
      if index < bytes.count || end > start { result.append(SourceRange(start, end)) }
      start = index + 1
    }
    return result
  }

  private func lineStart(_ offset: Int) -> Int {
    var start = offset
    while start > 0, bytes[start - 1] != newline { start -= 1 }
    return start
  }
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
