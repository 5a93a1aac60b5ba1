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
///
/// Text is written through plain pointers into a buffer that is known to be large enough: formatting must keep up with
/// tens of millions of matches per second and core.
struct RowFormatter: Sendable {
  private let ids: VertexIDs
  private let isJSON: Bool
  private let isBinary: Bool
  /// What stands in front of each value, and after the last.
  private let before: [[UInt8]]
  private let end: [UInt8]
  /// The line before all rows.
  let head: [UInt8]
  let width: Int
  /// No row is longer than this.
  let longestRow: Int

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
      before = names.map { _ in [] }
      end = []
      var line = Array("{\"format\": \"gyrfalcon-matches\", \"version\": 1, \"type\": \"<i8\", \"columns\": [".utf8)
      for (index, name) in names.enumerated() {
        if index > 0 { line += Array(", ".utf8) }
        JSON.write(name.utf8, to: &line)
      }
      head = line + Array("]}\n".utf8)
    }
    var longestValue = 20  // a 64-bit integer
    if case .strings(let column) = ids.values {
      // Every byte may become six (\u00xx), and there are two quotes.
      for rank in 0..<column.count { longestValue = max(longestValue, 6 * (column.offsets[rank + 1] - column.offsets[rank]) + 2) }
    }
    longestRow = before.reduce(end.count) { $0 + $1.count + longestValue }
  }

  /// Formats `count` rows and returns the text. `vertex(row, position)` is the internal number that stands at a position
  /// of the pattern.
  @inline(__always)
  func text(rows count: Int, _ vertex: (Int, Int) -> UInt32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count * longestRow) { buffer, used in
      guard var place = buffer.baseAddress else { return }
      let start = place
      ids.ranks.withUnsafeBufferPointer { ranks in
        switch ids.values {
        case .range(let base):
          write(count, &place, vertex) { number(base &+ Int64(ranks[Int($0)]), &$1) }
        case .integers(let sorted):
          sorted.withUnsafeBufferPointer { sorted in
            write(count, &place, vertex) { number(sorted[Int(ranks[Int($0)])], &$1) }
          }
        case .strings(let column):
          column.bytes.withUnsafeBufferPointer { bytes in
            column.offsets.withUnsafeBufferPointer { offsets in
              write(count, &place, vertex) {
                let rank = Int(ranks[Int($0)])
                writeString(UnsafeBufferPointer(rebasing: bytes[offsets[rank]..<offsets[rank + 1]]), &$1)
              }
            }
          }
        }
      }
      used = place - start
    }
  }

  @inline(__always)
  private func write(
    _ count: Int, _ place: inout UnsafeMutablePointer<UInt8>, _ vertex: (Int, Int) -> UInt32,
    _ value: (UInt32, inout UnsafeMutablePointer<UInt8>) -> Void
  ) {
    before.withUnsafeBufferPointer { before in
      for row in 0..<count {
        for position in 0..<width {
          Self.write(before[position], &place)
          value(vertex(row, position), &place)
        }
        Self.write(end, &place)
      }
    }
  }

  @inline(__always)
  private func number(_ value: Int64, _ place: inout UnsafeMutablePointer<UInt8>) {
    guard isBinary else { return Self.write(value, &place) }
    UnsafeMutableRawPointer(place).storeBytes(of: value.littleEndian, as: Int64.self)
    place += 8
  }

  @inline(__always)
  private static func write(_ bytes: [UInt8], _ place: inout UnsafeMutablePointer<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      for i in 0..<bytes.count { place[i] = bytes[i] }
      place += bytes.count
    }
  }

  @inline(__always)
  private static func write(_ value: Int64, _ place: inout UnsafeMutablePointer<UInt8>) {
    if value < 0 {
      place.pointee = UInt8(ascii: "-")
      place += 1
    }
    Digits.write(value.magnitude, &place)
  }

  /// Names are copied; only those that need quotes or escapes take the long way.
  @inline(__always)
  private func writeString(_ text: UnsafeBufferPointer<UInt8>, _ place: inout UnsafeMutablePointer<UInt8>) {
    let start = place
    if isJSON { Self.append(UInt8(ascii: "\""), &place) }
    var isPlain = true
    for byte in text {
      let isSpecial = isJSON ? JSON.needsEscape(byte) : Self.needsQuotes(byte)
      isPlain = isPlain && !isSpecial
      Self.append(byte, &place)
    }
    if isJSON { Self.append(UInt8(ascii: "\""), &place) }
    guard !isPlain else { return }
    place = start
    var bytes: [UInt8] = []
    if isJSON { JSON.write(text, to: &bytes) } else { Self.writeField(text, to: &bytes) }
    Self.write(bytes, &place)
  }

  @inline(__always)
  private static func append(_ byte: UInt8, _ place: inout UnsafeMutablePointer<UInt8>) {
    place.pointee = byte
    place += 1
  }

  @inline(__always)
  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private static func writeField(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
    guard text.contains(where: needsQuotes) else {
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
