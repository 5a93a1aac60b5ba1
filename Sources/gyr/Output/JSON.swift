import Gyrfalcon

/// A JSON value: just enough to print answers. Counts are integers of any size, which Foundation's encoder could not
/// write, and objects keep the order of their keys.
enum JSON {
  case null
  case bool(Bool)
  case integer(UInt128)
  case signed(Int64)
  /// Printed with microsecond digits.
  case seconds(Double)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  init(_ id: Graph.VertexID) {
    switch id {
    case .integer(let value): self = .signed(value)
    case .string(let text): self = .string(text)
    }
  }

  init(_ value: Int) { self = .signed(Int64(value)) }

  /// On one line.
  var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// An answer: one result a line, so that people and `diff` can read it too.
  var answer: String {
    guard case .object(let members) = self else { return text }
    let lines = members.map { key, value -> String in
      let name = JSON.string(key).text + ": "
      guard case .array(let values) = value, !values.isEmpty else { return name + value.text }
      return name + "[\n    " + values.map(\.text).joined(separator: ",\n    ") + "\n  ]"
    }
    return "{" + lines.joined(separator: ",\n  ") + "}"
  }

  func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .signed(let value): bytes.append(contentsOf: String(value).utf8)
    case .seconds(let value): bytes.append(contentsOf: Self.decimal(value).utf8)
    // JSON has no infinities.
    case .number(let value): bytes.append(contentsOf: (value.isFinite ? String(value) : "null").utf8)
    case .string(let text): Self.write(text.utf8, to: &bytes)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(contentsOf: ", ".utf8) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(contentsOf: ", ".utf8) }
        Self.write(member.0.utf8, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        member.1.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Whether a byte of a string cannot stand for itself.
  @inline(__always)
  static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 127
  }

  /// A string with quotes; only what JSON demands is escaped.
  static func write(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      guard needsEscape(byte) else {
        bytes.append(byte)
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
      default:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Seconds with six digits after the point, without an exponent.
  private static func decimal(_ seconds: Double) -> String {
    let micros = UInt64((max(0, seconds) * 1e6).rounded())
    let fraction = String(micros % 1_000_000)
    return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
  }
}
