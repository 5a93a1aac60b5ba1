/// graph6, sparse6 (`:`) and digraph6 (`&`): one graph a line, perhaps behind `>>graph6<<`. Vertices are numbered from 0.
///
/// Format: McKay, formats.txt of nauty. A file of several graphs is refused: which of them is meant?
enum Graph6Reader: FormatReader {
  static let format = GraphFormat.graph6
  static let extensions = [".g6", ".s6", ".d6", ".graph6", ".sparse6", ".digraph6"]
  private static let headers = [">>graph6<<", ">>sparse6<<", ">>digraph6<<"].map { Array($0.utf8) }

  static func recognises(_ head: [UInt8]) -> Bool { headers.contains { head.starts(with: $0) } }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    let bytes = try input.readAll()
    var start = headers.first { bytes.starts(with: $0) }?.count ?? 0
    while start < bytes.count, Fields.isLineEnd(bytes[start]) { start += 1 }
    let end = bytes[start...].firstIndex(where: Fields.isLineEnd) ?? bytes.count
    if let more = bytes[end...].firstIndex(where: { !Fields.isLineEnd($0) }) {
      throw input.failure(at: more, "a second graph starts here; this command reads one graph, give each its own file")
    }
    var graph = try bytes.withUnsafeBufferPointer { bytes throws(GraphFileError) in
      var decoder = Graph6Decoder(input, UnsafeBufferPointer(rebasing: bytes[..<end]), start: start, options)
      return try decoder.decode()
    }
    graph.report.linesRead = 1
    return .collected(graph)
  }
}

/// The bits of one graph.
private struct Graph6Decoder {
  private let input: GraphInput
  private let options: ReadOptions
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  init(_ input: GraphInput, _ bytes: UnsafeBufferPointer<UInt8>, start: Int, _ options: ReadOptions) {
    self.input = input
    self.options = options
    self.bytes = bytes
    position = start
  }

  mutating func decode() throws(GraphFileError) -> CollectedGraph {
    let part = RankedEdges(labelledEdges: false)
    guard position < bytes.count else { return CollectedGraph(ends: .ranks([part], .range(base: 0), count: 0)) }
    let count: Int
    var isDirected = false
    switch bytes[position] {
    case UInt8(ascii: ":"):
      position += 1
      count = try readCount()
      try readSparse(count, part)
    case UInt8(ascii: "&"):
      position += 1
      isDirected = true
      count = try readCount()
      try readMatrix(count, part, isDirected: true)
    case UInt8(ascii: ";"):
      throw input.failure(at: position, "incremental sparse6 says how a graph differs from the one before it, which is not here")
    default:
      count = try readCount()
      try readMatrix(count, part, isDirected: false)
    }
    return CollectedGraph(ends: .ranks([part], .range(base: 0), count: count), isDirected: isDirected)
  }

  /// N(n): one, four or eight bytes.
  private mutating func readCount() throws(GraphFileError) -> Int {
    let start = position
    var length = 1
    if position < bytes.count, bytes[position] == 126 {
      position += 1
      length = 3
      if position < bytes.count, bytes[position] == 126 {
        position += 1
        length = 6
      }
    }
    var count = 0
    for _ in 0..<length { count = count << 6 | Int(try next()) }
    guard count <= AssemblyInput.maximumVertexCount else {
      throw input.failure(at: start, "declares \(count) vertices; a graph holds at most \(AssemblyInput.maximumVertexCount)")
    }
    return count
  }

  /// Six bits.
  private mutating func next() throws(GraphFileError) -> UInt8 {
    guard position < bytes.count else { throw input.failure(at: position, "the graph ends too early; is it cut short?") }
    let byte = bytes[position]
    guard byte >= 63, byte <= 126 else {
      throw input.failure(at: position, "expected one of the characters ? to ~, found byte \(byte)")
    }
    position += 1
    return byte - 63
  }

  /// The upper triangle column by column, or all of the matrix row by row.
  private mutating func readMatrix(_ count: Int, _ part: RankedEdges, isDirected: Bool) throws(GraphFileError) {
    // At most 2^64: counts are below 2^32.
    let cells = isDirected ? UInt64(count) * UInt64(count) : UInt64(count) * UInt64(max(0, count - 1)) / 2
    let needed = cells / 6 + (cells % 6 > 0 ? 1 : 0)
    guard UInt64(bytes.count - position) == needed else {
      throw input.failure(
        at: position, "a graph of \(count) vertices has \(needed) more characters, this one has \(bytes.count - position)")
    }
    var row = 0, column = isDirected ? 0 : 1
    for _ in 0..<Int(needed) {
      let bits = try next()
      for shift in stride(from: 5, through: 0, by: -1) {
        if isDirected ? row == count : column == count { break }
        if bits >> UInt8(shift) & 1 != 0 { part.edges.append(UInt32(row), UInt32(column)) }
        if isDirected {
          column += 1
          if column == count { (row, column) = (row + 1, 0) }
        } else {
          row += 1
          if row == column { (row, column) = (0, column + 1) }
        }
      }
    }
  }

  /// Pairs of a bit b and a number x: b moves on to the next vertex, x is a neighbour or the vertex to move to.
  private mutating func readSparse(_ count: Int, _ part: RankedEdges) throws(GraphFileError) {
    guard options.admit(vertices: count, edges: bytes.count - position) else {
      throw input.failure(at: position, "declares \(count) vertices in a file of \(bytes.count) bytes, which is not believed")
    }
    let width = count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    var left = (bytes.count - position) * 6
    var current: UInt8 = 0, held = 0
    func bit(_ self: inout Self) throws(GraphFileError) -> Int {
      if held == 0 {
        current = try self.next()
        held = 6
      }
      held -= 1
      left -= 1
      return Int(current >> UInt8(held) & 1)
    }
    var vertex = 0
    while left >= width + 1 {
      vertex += try bit(&self)
      var x = 0
      for _ in 0..<width { x = x << 1 | (try bit(&self)) }
      // Padding with ones runs past the last vertex.
      if x >= count || vertex >= count { break }
      if x > vertex { vertex = x } else { part.edges.append(UInt32(x), UInt32(vertex)) }
    }
    // What is left may only be padding, less than a byte of it and one group.
    while position < bytes.count { _ = try next() }
  }
}
