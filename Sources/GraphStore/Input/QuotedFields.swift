/// Fields that may be quoted as RFC 4180 has it: `"a ""quoted"" field"`, line ends included.
enum QuotedFields {
  static let quote = UInt8(ascii: "\"")

  /// Length of the prefix that ends with the end of a record, 0 if there is none; `start` is the start of a record.
  static func endOfLastRecord(_ start: UnsafePointer<UInt8>, _ count: Int, separator: UInt8) -> Int {
    var end = 0
    var isAtFieldStart = true, isQuoted = false
    var i = 0
    while i < count {
      let byte = start[i]
      if isQuoted {
        if byte == quote {
          // The second quote of a pair may lie behind the end of what is known.
          if i + 1 == count { break }
          if start[i + 1] == quote { i += 1 } else { isQuoted = false }
        }
      } else if byte == quote, isAtFieldStart {
        isQuoted = true
        isAtFieldStart = false
      } else if byte == 10 {
        end = i + 1
        isAtFieldStart = true
      } else if byte == 13 {
        if i + 1 == count { break }
        if start[i + 1] != 10 { end = i + 1 }
        isAtFieldStart = true
      } else {
        isAtFieldStart = byte == separator || (isAtFieldStart && Fields.isBlank(byte))
      }
      i += 1
    }
    return end
  }

  enum Problem {
    /// The quote that opens at this place is not closed.
    case open(UnsafePointer<UInt8>)
    /// Something stands between a closing quote and the separator.
    case trailing(UnsafePointer<UInt8>)
  }

  /// Takes the field at `p`, without blanks and quotes around it, and moves `p` to the separator or line end behind it.
  /// Doubled quotes are undone in place, so the memory must be a block of our own.
  ///
  /// - Parameter lines: grows by the line ends inside the field.
  static func take(
    _ p: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, separator: UInt8, lines: inout Int, _ problem: inout Problem?
  ) -> Field {
    while p[0] == 32 || (p[0] == 9 && separator != 9) { p += 1 }
    let start = p
    guard p[0] == quote else {
      while p[0] != separator, !Fields.isLineEnd(p[0]) { p += 1 }
      var last = p
      while last > start, Fields.isBlank(last[-1]) { last -= 1 }
      return Field(start: start, count: last - start)
    }
    p += 1
    let content = UnsafeMutablePointer(mutating: p)
    var count = 0
    while p < end {
      let byte = p[0]
      if byte == quote {
        p += 1
        if p[0] != quote {
          while Fields.isBlank(p[0]), p[0] != separator { p += 1 }
          if p[0] != separator, !Fields.isLineEnd(p[0]) { problem = .trailing(p) }
          return Field(start: UnsafePointer(content), count: count)
        }
      } else if byte == 10 || (byte == 13 && p[1] != 10) {
        lines += 1
      }
      content[count] = byte
      count += 1
      p += 1
    }
    problem = .open(start)
    return Field(start: start, count: 0)
  }
}
