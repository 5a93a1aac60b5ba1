import Glibc
import Gyrfalcon

/// Orbit counts as a file.
struct OrbitTable {
  enum Format: String, CaseIterable {
    /// A head line, then one line a vertex: its id and a column for every orbit.
    case tsv
    /// NumPy's array format, version 1.0: a matrix of little-endian 64-bit integers, one row a vertex.
    case npy
  }

  private let counts: OrbitCounts
  private let format: Format

  /// - Throws: a `Failure` when a count does not fit the format.
  init(_ counts: OrbitCounts, _ format: Format) throws {
    self.counts = counts
    self.format = format
    guard format == .npy else { return }
    for row in counts.vertices.indices {
      for orbit in counts.orbits.indices where counts[row: row, orbit: orbit] > UInt128(Int64.max) {
        throw Failure(
          .usage, "vertex \(counts.vertices[row]), orbit \(orbit): the count exceeds the 64 bits of .npy; write --to tsv")
      }
    }
  }

  /// - Returns: 0, or the system's error number.
  func write(to descriptor: Int32) -> Int32 {
    var bytes = format == .tsv ? tsvHead : npyHead
    for row in counts.vertices.indices {
      switch format {
      case .tsv: appendLine(row, to: &bytes)
      case .npy:
        for orbit in counts.orbits.indices {
          let value = UInt64(truncatingIfNeeded: counts[row: row, orbit: orbit])
          for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
        }
      }
      if bytes.count >= 1 << 20 || row == counts.vertices.count - 1 {
        let trouble = bytes.withUnsafeBytes { FileWriting.writeAll($0, to: descriptor) }
        if trouble != 0 { return trouble }
        bytes.removeAll(keepingCapacity: true)
      }
    }
    return bytes.withUnsafeBytes { FileWriting.writeAll($0, to: descriptor) }
  }

  private var tsvHead: [UInt8] {
    Array(("vertex" + counts.orbits.map { "\to\($0.number)" }.joined() + "\n").utf8)
  }

  private func appendLine(_ row: Int, to bytes: inout [UInt8]) {
    let id = "\(counts.vertices[row])"
    let needsQuotes = id.utf8.contains { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\"") }
    bytes += needsQuotes ? Array("\"\(id.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"".utf8) : Array(id.utf8)
    for orbit in counts.orbits.indices {
      bytes.append(UInt8(ascii: "\t"))
      let value = counts[row: row, orbit: orbit]
      if value < 10 { bytes.append(UInt8(ascii: "0") + UInt8(value)) } else { bytes += Array(String(value).utf8) }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Magic, version, length, then a dictionary padded to a multiple of 64 bytes.
  private var npyHead: [UInt8] {
    let shape = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(counts.vertices.count), \(counts.orbits.count)), }"
    let unpadded = 10 + shape.utf8.count + 1
    let text = shape + String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }
}
