/// A field of a line, without the blanks around it.
struct Field {
  var start: UnsafePointer<UInt8>
  var count: Int

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// The text, shortened for an error message.
  var excerpt: String {
    count <= 40 ? String(decoding: bytes, as: UTF8.self) : String(decoding: bytes[..<40], as: UTF8.self) + "..."
  }
}

/// What a field is as a vertex id.
enum IDToken {
  case integer(Int64)
  case text
  /// Digits that do not fit in 64 bits.
  case overflow
}

enum Fields {
  @inline(__always) static func isBlank(_ c: UInt8) -> Bool { c == 32 || c == 9 }
  @inline(__always) static func isMark(_ c: UInt8) -> Bool { c == UInt8(ascii: ",") || c == UInt8(ascii: ";") }
  @inline(__always) static func isLineEnd(_ c: UInt8) -> Bool { c == 10 || c == 13 }

  /// The first line end at or after `p`; there must be one.
  @inline(__always)
  static func lineEnd(_ p: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var p = p
    while !isLineEnd(p[0]) { p += 1 }
    return p
  }

  /// The start of the next line, given the end of this one: skips CR LF, LF or CR.
  @inline(__always)
  static func nextLine(_ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    end[0] == 13 && end[1] == 10 ? end + 2 : end + 1
  }

  /// Skips what parts two fields: blanks with at most one comma or semicolon among them.
  @inline(__always)
  static func skipSeparator(_ p: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var p = p
    while isBlank(p[0]) { p += 1 }
    if isMark(p[0]) {
      p += 1
      while isBlank(p[0]) { p += 1 }
    }
    return p
  }

  /// True for a blank line or a comment (`#`, `%` or `//`), given its first byte that is not blank.
  static func isSkipped(_ p: UnsafePointer<UInt8>) -> Bool {
    switch p[0] {
    case 10, 13, UInt8(ascii: "#"), UInt8(ascii: "%"): true
    case UInt8(ascii: "/"): p[1] == UInt8(ascii: "/")
    default: false
    }
  }

  /// The field at `p`, which may be empty, and moves `p` behind the separator after it.
  static func take(_ p: inout UnsafePointer<UInt8>) -> Field {
    let start = p
    while !isBlank(p[0]), !isMark(p[0]), !isLineEnd(p[0]) { p += 1 }
    let field = Field(start: start, count: p - start)
    p = skipSeparator(p)
    return field
  }

  /// An id is an integer only in its shortest decimal form, so that `007` stays what the user wrote.
  static func classify(_ field: Field) -> IDToken {
    var i = 0
    let isNegative = field.count > 0 && field.start[0] == UInt8(ascii: "-")
    if isNegative { i = 1 }
    let digits = field.count - i
    guard digits > 0 else { return .text }
    let hasLeadingZero = field.start[i] == 48 && (digits > 1 || isNegative)
    var value: Int64 = 0
    var overflow = false
    while i < field.count {
      let digit = field.start[i] &- 48
      if digit > 9 { return .text }
      let (scaled, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) =
        isNegative
        ? scaled.subtractingReportingOverflow(Int64(digit)) : scaled.addingReportingOverflow(Int64(digit))
      overflow = overflow || first || second
      value = sum
      i += 1
    }
    if overflow { return .overflow }
    return hasLeadingZero ? .text : .integer(value)
  }
}
