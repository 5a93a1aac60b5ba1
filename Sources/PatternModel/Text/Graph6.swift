import PatternSyntax

extension Pattern {
  /// The pattern's edges in graph6, canonically numbered: isomorphic patterns print the same. Nil unless the pattern is
  /// unlabelled, undirected and without anti-edges and anti-vertices.
  ///
  /// The format is McKay's: one byte for the number of vertices, then the upper triangle column by column, six bits a
  /// byte, each byte offset by 63.
  public var graph6: String? {
    guard antiEdges.isEmpty, antiVertices.isEmpty, predicates.isEmpty, vertices.allSatisfy({ $0.label == .any }),
      edges.allSatisfy({ $0.direction == .either && $0.label == .any })
    else { return nil }
    let positions = canonicalLabelling
    var bits = [Bool](repeating: false, count: vertices.count * (vertices.count - 1) / 2)
    for edge in edges {
      let (a, b) = (positions[edge.source], positions[edge.target])
      let column = max(a, b)
      bits[column * (column - 1) / 2 + min(a, b)] = true
    }
    var bytes = [UInt8(vertices.count) + 63]
    for start in stride(from: 0, to: bits.count, by: 6) {
      var byte: UInt8 = 0
      for index in start..<start + 6 { byte = byte << 1 | (index < bits.count && bits[index] ? 1 : 0) }
      bytes.append(byte + 63)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a graph in graph6, as nauty's `geng` writes it; a `>>graph6<<` header may stand in front. Vertices keep
  /// their order and are called a, b, c, ...
  ///
  /// - Throws: ``PatternError`` with the byte at fault; also when the graph is not connected or too large.
  public init(graph6 text: String) throws(PatternError) {
    let source = PatternSource(text)
    self = try Pattern.graph6(source, source.range)
  }

  static func graph6(_ source: PatternSource, _ range: SourceRange) throws(PatternError) -> Pattern {
    func fail(_ message: String, _ range: SourceRange) -> PatternError {
      PatternError(.syntax, message, places: [PatternError.Place(source, range)])
    }
    var start = range.lower
    var end = range.upper
    let header = Array(">>graph6<<".utf8)
    if end - start >= header.count, Array(source.bytes[start..<start + header.count]) == header {
      start += header.count
    }
    let isSpace: (UInt8) -> Bool = { $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }
    while end > start, isSpace(source.bytes[end - 1]) { end -= 1 }
    while start < end, isSpace(source.bytes[start]) { start += 1 }
    guard start < end else { throw fail("an empty graph6 string: expected at least the number of vertices", range) }
    for index in start..<end where !(63...126).contains(source.bytes[index]) {
      let hint =
        switch source.bytes[index] {
        case UInt8(ascii: ":") where index == start: " (this is sparse6)"
        case UInt8(ascii: ";") where index == start: " (this is incremental sparse6)"
        case UInt8(ascii: "&") where index == start: " (this is digraph6)"
        default: ""
        }
      throw fail("graph6 uses the characters '?' to '~' only\(hint)", SourceRange(index, index + 1))
    }
    let count = Int(source.bytes[start]) - 63
    guard (1...maximumVertexCount).contains(count) else {
      throw PatternError(
        .vertexCount,
        "a pattern has 1 to \(maximumVertexCount) vertices, this graph has \(count < 63 ? "\(count)" : "more than 62")",
        places: [PatternError.Place(source, SourceRange(start, start + 1))])
    }
    let bitCount = count * (count - 1) / 2
    let needed = (bitCount + 5) / 6
    guard end - start - 1 == needed else {
      throw fail(
        "a graph6 string for \(count) vertices has \(needed + 1) characters, this one has \(end - start)",
        SourceRange(start, end))
    }
    var edges: [Edge] = []
    var bit = 0
    for column in 0..<count {
      for row in 0..<column {
        let byte = source.bytes[start + 1 + bit / 6] - 63
        if byte >> UInt8(5 - bit % 6) & 1 != 0 { edges.append(Edge(row, column)) }
        bit += 1
      }
    }
    do throws(PatternError) {
      return try Pattern(vertices: (0..<count).map { Vertex(defaultName($0)) }, edges: edges)
    } catch {
      throw PatternError(error.code, error.message, places: [PatternError.Place(source, SourceRange(start, end))])
    }
  }
}
