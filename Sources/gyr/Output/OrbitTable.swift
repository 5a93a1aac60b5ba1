import Glibc
import Gyrfalcon

/// Orbit counts as a file: a row for every vertex or edge, a column for every orbit.
struct OrbitTable {
  enum Format: String, CaseIterable {
    /// A head line, then one line a row: its id (or the two of an edge) and a column for every orbit.
    case tsv
    /// NumPy's array format, version 1.0: a matrix of little-endian 64-bit integers, in the order of the tsv.
    case npy
  }

  private let heads: [String]
  private let rowCount: Int
  private let orbitCount: Int
  private let ids: (Int) -> [Graph.VertexID]
  private let count: (_ row: Int, _ orbit: Int) -> UInt128
  private let format: Format

  /// - Throws: a `Failure` when a count does not fit the format.
  init(_ counts: OrbitCounts, _ format: Format) throws {
    heads = ["vertex"] + counts.orbits.map { "o\($0.number)" }
    rowCount = counts.vertices.count
    orbitCount = counts.orbits.count
    ids = { [counts.vertices[$0]] }
    count = { counts[row: $0, orbit: $1] }
    self.format = format
    try checkWidth()
  }

  init(_ counts: EdgeOrbitCounts, _ format: Format) throws {
    heads = ["source", "target"] + counts.orbits.map { "e\($0.number)" }
    rowCount = counts.count
    orbitCount = counts.orbits.count
    ids = { row in
      let (first, second) = counts.edge(row: row)
      return [first, second]
    }
    count = { counts[row: $0, orbit: $1] }
    self.format = format
    try checkWidth()
  }

  private func checkWidth() throws {
    guard format == .npy else { return }
    for row in 0..<rowCount {
      for orbit in 0..<orbitCount where count(row, orbit) > UInt128(Int64.max) {
        let place = ids(row).map { "\($0)" }.joined(separator: ", ")
        throw Failure(.usage, "\(place), orbit \(orbit): the count exceeds the 64 bits of .npy; write --to tsv")
      }
    }
  }

  /// - Returns: 0, or the system's error number.
  func write(to descriptor: Int32) -> Int32 {
    var bytes = format == .tsv ? tsvHead : npyHead
    for row in 0..<rowCount {
      switch format {
      case .tsv: appendLine(row, to: &bytes)
      case .npy:
        for orbit in 0..<orbitCount {
          let value = UInt64(truncatingIfNeeded: count(row, orbit))
          for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
        }
      }
      if bytes.count >= 1 << 20 || row == rowCount - 1 {
        let trouble = bytes.withUnsafeBytes { FileWriting.writeAll($0, to: descriptor) }
        if trouble != 0 { return trouble }
        bytes.removeAll(keepingCapacity: true)
      }
    }
    return bytes.withUnsafeBytes { FileWriting.writeAll($0, to: descriptor) }
  }

  private var tsvHead: [UInt8] { Array((heads.joined(separator: "\t") + "\n").utf8) }

  private func appendLine(_ row: Int, to bytes: inout [UInt8]) {
    for (position, id) in ids(row).enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: "\t")) }
      append("\(id)", to: &bytes)
    }
    for orbit in 0..<orbitCount {
      bytes.append(UInt8(ascii: "\t"))
      let value = count(row, orbit)
      if value < 10 { bytes.append(UInt8(ascii: "0") + UInt8(value)) } else { bytes += Array(String(value).utf8) }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private func append(_ id: String, to bytes: inout [UInt8]) {
    let needsQuotes = id.utf8.contains { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\"") }
    bytes += needsQuotes ? Array("\"\(id.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"".utf8) : Array(id.utf8)
  }

  /// Magic, version, length, then a dictionary padded to a multiple of 64 bytes.
  private var npyHead: [UInt8] {
    let shape = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(rowCount), \(orbitCount)), }"
    let unpadded = 10 + shape.utf8.count + 1
    let text = shape + String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }
}
