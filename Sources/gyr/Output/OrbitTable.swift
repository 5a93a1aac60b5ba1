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

  /// Puts the tables (tsv) of shards together.
  ///
  /// - Throws: a `Failure` when a table is damaged, or a vertex is in two of them or in none.
  static func read(_ paths: [String], _ orbits: [GraphletOrbit], vertices: Int) throws -> OrbitCounts {
    var rows: [(id: VertexID, counts: [UInt128])] = []
    for path in paths {
      guard let bytes = try WholeFile.read(path) else { throw Failure(.noInput, "\(path): no such file") }
      let lines = bytes.split(separator: UInt8(ascii: "\n"))
      for (number, line) in lines.enumerated().dropFirst() {
        let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        let counts = fields.suffix(orbits.count).compactMap { UInt128(String(decoding: $0, as: UTF8.self)) }
        guard fields.count > orbits.count, counts.count == orbits.count else {
          throw Failure(.badData, "\(path):\(number + 1): expected an id and \(orbits.count) counts")
        }
        // An id may hold tabulators, and is quoted then.
        var text = fields.dropLast(orbits.count).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\t")
        if text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 1 {
          text = text.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
        }
        rows.append((VertexID(parsing: text), counts))
      }
    }
    rows.sort { $0.id < $1.id }
    guard rows.count == vertices, zip(rows, rows.dropFirst()).allSatisfy({ $0.id != $1.id }) else {
      throw Failure(.badData, "the tables have \(rows.count) rows for \(vertices) vertices, or rows twice: they are not those of these shards")
    }
    return OrbitCounts(
      orbits: orbits, vertices: rows.map(\.id),
      columns: .init(rows: rows.count, columns: orbits.count) { row, orbit in rows[row].counts[orbit] })
  }

  private var tsvHead: [UInt8] { Array((heads.joined(separator: "\t") + "\n").utf8) }

  private func appendLine(_ row: Int, to bytes: inout [UInt8]) {
    for (position, id) in ids(row).enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: "\t")) }
      append("\(id)", to: &bytes)
    }
    for orbit in 0..<orbitCount {
      bytes.append(UInt8(ascii: "\t"))
      append(count(row, orbit), to: &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Decimal digits: most of the time goes into these.
  private func append(_ value: UInt128, to bytes: inout [UInt8]) {
    guard let value = UInt64(exactly: value) else {
      bytes += Array(String(value).utf8)
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Digits.most) { room in
      guard let start = room.baseAddress else { return }
      var end = start
      Digits.write(value, &end)
      bytes += UnsafeBufferPointer(start: start, count: end - start)
    }
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
