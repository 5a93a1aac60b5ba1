import Gyrfalcon

/// How a match becomes text.
enum RowFormat: String, CaseIterable {
  /// One JSON object a line.
  case ndjson
  /// A head line with the variables, then one line a match (RFC 4180 quoting, lines end with LF).
  case csv
  /// A line of JSON that names the columns, then 64-bit little-endian integers, row by row.
  case bin
}

/// Turns rows of internal vertex numbers into text in the user's ids. Used by all workers at once.
struct RowFormatter: Sendable {
  private let ids: VertexIDs
  private let isJSON: Bool
  private let isBinary: Bool
  /// What stands in front of each value.
  private let before: [[UInt8]]
  private let end: [UInt8]
  /// The line before all rows.
  let head: [UInt8]
  let width: Int

  init(_ format: RowFormat, names: [String], ids: VertexIDs) {
    self.ids = ids
    width = names.count
    isJSON = format == .ndjson
    isBinary = format == .bin
    switch format {
    case .ndjson:
      before = names.enumerated().map { index, name in
        var bytes = Array((index == 0 ? "{" : ", ").utf8)
        JSON.write(name.utf8, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        return bytes
      }
      end = Array("}\n".utf8)
      head = []
    case .csv:
      before = names.indices.map { $0 == 0 ? [] : [UInt8(ascii: ",")] }
      end = [UInt8(ascii: "\n")]
      var line: [UInt8] = []
      for (index, name) in names.enumerated() {
        line += before[index]
        Self.writeField(name.utf8, to: &line)
      }
      head = line + end
    case .bin:
      before = []
      end = []
      var line = Array("{\"format\": \"gyrfalcon-matches\", \"version\": 1, \"type\": \"<i8\", \"columns\": [".utf8)
      for (index, name) in names.enumerated() {
        if index > 0 { line += Array(", ".utf8) }
        JSON.write(name.utf8, to: &line)
      }
      head = line + Array("]}\n".utf8)
    }
  }

  /// Appends one row. `vertex(position)` is the internal number that stands at a position of the pattern.
  @inline(__always)
  func append(to bytes: inout [UInt8], _ vertex: (Int) -> UInt32) {
    if isBinary {
      for position in 0..<width {
        let value = ids.integerID(of: Int(vertex(position))) ?? 0
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
      }
      return
    }
    for position in 0..<width {
      bytes.append(contentsOf: before[position])
      let number = Int(vertex(position))
      if let value = ids.integerID(of: number) {
        Self.writeInteger(value, to: &bytes)
      } else if case .strings(let column) = ids.values {
        let rank = Int(ids.ranks[number])
        let text = column.bytes[column.offsets[rank]..<column.offsets[rank + 1]]
        if isJSON { JSON.write(text, to: &bytes) } else { Self.writeField(text, to: &bytes) }
      }
    }
    bytes.append(contentsOf: end)
  }

  private static func writeInteger(_ value: Int64, to bytes: inout [UInt8]) {
    var rest = value.magnitude
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var first = 20
      repeat {
        first -= 1
        digits[first] = UInt8(truncatingIfNeeded: rest % 10) + 48
        rest /= 10
      } while rest > 0
      if value < 0 { bytes.append(UInt8(ascii: "-")) }
      bytes.append(contentsOf: digits[first...])
    }
  }

  private static func writeField(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
    let isSpecial: (UInt8) -> Bool = {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    guard text.contains(where: isSpecial) else {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
