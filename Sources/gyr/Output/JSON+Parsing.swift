/// Reads JSON: what this program has written, so integers of any size, and no more than that is promised.
extension JSON {
  struct ParseError: Error {
    var offset: Int
    var message: String
  }

  init(parsing text: [UInt8]) throws(ParseError) {
    var parser = Parser(bytes: text)
    self = try parser.value(depth: 0)
    parser.skipBlanks()
    if parser.place < text.count { throw parser.failure("something follows the value") }
  }

  subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0 == key }?.1
  }

  var string: String? { if case .string(let text) = self { text } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
  var unsigned: UInt128? { if case .integer(let value) = self { value } else { nil } }
  var int: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .signed(let value): Int(value)
    default: nil
    }
  }
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .signed(let value): Double(value)
    case .number(let value), .seconds(let value): value
    default: nil
    }
  }

  private struct Parser {
    let bytes: [UInt8]
    var place = 0

    func failure(_ message: String) -> ParseError { ParseError(offset: place, message: message) }

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func skipBlanks() {
      while let byte = next, byte == 32 || (9...13).contains(byte) { place += 1 }
    }

    mutating func take(_ text: StaticString) -> Bool {
      let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
      guard bytes[place...].starts(with: wanted) else { return false }
      place += wanted.count
      return true
    }

    mutating func value(depth: Int) throws(ParseError) -> JSON {
      if depth > 64 { throw failure("nested too deeply") }
      skipBlanks()
      switch next {
      case UInt8(ascii: "{"):
        place += 1
        var members: [(String, JSON)] = []
        skipBlanks()
        if take("}") { return .object([]) }
        while true {
          skipBlanks()
          let key = try string()
          skipBlanks()
          guard take(":") else { throw failure("expected a colon") }
          members.append((key, try value(depth: depth + 1)))
          skipBlanks()
          if take("}") { return .object(members) }
          guard take(",") else { throw failure("expected a comma or }") }
        }
      case UInt8(ascii: "["):
        place += 1
        var values: [JSON] = []
        skipBlanks()
        if take("]") { return .array([]) }
        while true {
          values.append(try value(depth: depth + 1))
          skipBlanks()
          if take("]") { return .array(values) }
          guard take(",") else { throw failure("expected a comma or ]") }
        }
      case UInt8(ascii: "\""): return .string(try string())
      default:
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        if take("null") { return .null }
        return try number()
      }
    }

    mutating func number() throws(ParseError) -> JSON {
      let start = place
      while let byte = next, "0123456789+-.eE".utf8.contains(byte) { place += 1 }
      let text = String(decoding: bytes[start..<place], as: UTF8.self)
      if let value = UInt128(text) { return .integer(value) }
      if let value = Int64(text) { return .signed(value) }
      if let value = Double(text) { return .number(value) }
      place = start
      throw failure("expected a value")
    }

    mutating func string() throws(ParseError) -> String {
      guard take("\"") else { throw failure("expected a string") }
      var text: [UInt8] = []
      while let byte = next {
        place += 1
        if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
        guard byte == UInt8(ascii: "\\") else {
          text.append(byte)
          continue
        }
        guard let escaped = next else { break }
        place += 1
        switch escaped {
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "u"):
          guard place + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(code)
          else { throw failure("expected four hexadecimal digits") }
          place += 4
          text += Array(String(Character(scalar)).utf8)
        default: text.append(escaped)
        }
      }
      throw failure("a string does not end")
    }
  }
}
