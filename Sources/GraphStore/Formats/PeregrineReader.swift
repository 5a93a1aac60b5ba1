/// Peregrine's binary directory, all numbers little-endian and unaligned.
///
/// `data.bin`: u32 vertices, u64 edges, then for each vertex u32 degree and its u32 neighbours, counted from 1 and
/// ascending; every edge stands in both lists. `ids.bin`: u32 the user's id of each vertex. `labels.bin`: pairs of u32 vertex
/// and u32 label. The last two may be missing. Format: pdclab/peregrine, core/DataGraph.cc and DataConverter.cc.
enum PeregrineReader: FolderReader {
  static let format = GraphFormat.peregrine
  static func recognises(_ folder: GraphFolder) -> Bool { folder.contains("data.bin") }

  static func read(_ folder: GraphFolder, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    let input = try folder.open("data.bin", options)
    let bytes = try input.readAll()
    guard bytes.count >= 12 else { throw input.failure(at: bytes.count, "expected 12 bytes: the numbers of vertices and edges") }
    let count = Int(LittleEndian.word(bytes, 0)), edges = LittleEndian.long(bytes, 4)
    // Every vertex has at least its degree in the file, so a wrong count cannot ask for more memory than the file has.
    guard count <= (bytes.count - 12) / 4 else {
      throw input.failure(at: 0, "declares \(count) vertices, the file has room for \((bytes.count - 12) / 4) degrees; is it cut short?")
    }
    guard edges <= UInt64(bytes.count) / 8 else {
      throw input.failure(at: 4, "declares \(edges) edges, more than the file's \(bytes.count) bytes can hold; is it cut short?")
    }
    let part = RankedEdges(labelledEdges: false)
    let ids = try readIDs(folder, options, count: count)
    try readLists(bytes, count: count, edges: Int(edges), part, input) { ids.rank[$0] }
    try readLabels(folder, options, count: count, part) { ids.rank[$0] }
    var graph = CollectedGraph(ends: .ranks([part], ids.values, count: count))
    graph.report.timesGiven = 2
    return .collected(graph)
  }

  private static func readLists(
    _ bytes: [UInt8], count: Int, edges: Int, _ part: RankedEdges, _ input: GraphInput, rank: (Int) -> UInt32
  ) throws(GraphFileError) {
    var position = 12
    var balance: UInt64 = 0
    for vertex in 1...max(1, count) where count > 0 {
      guard position + 4 <= bytes.count else {
        throw input.failure(at: position, "the file ends before the degree of vertex \(vertex) of \(count)")
      }
      let degree = Int(LittleEndian.word(bytes, position))
      position += 4
      guard degree <= (bytes.count - position) / 4 else {
        throw input.failure(at: position - 4, "vertex \(vertex) has degree \(degree), the file ends before its neighbours do")
      }
      for _ in 0..<degree {
        let other = Int(LittleEndian.word(bytes, position))
        guard other >= 1, other <= count else {
          throw input.failure(at: position, "expected a neighbour from 1 to \(count), found \(other)")
        }
        position += 4
        part.edges.append(rank(vertex - 1), rank(other - 1))
        balance &+= EdgeBalance.term(UInt32(vertex), UInt32(other))
      }
    }
    if position != bytes.count { throw input.failure(at: position, "\(bytes.count - position) bytes behind the last vertex") }
    if part.edges.count != 2 * edges {
      throw input.failure(at: 4, "declares \(edges) edges, the lists hold \(part.edges.count) ends instead of \(2 * edges)")
    }
    if balance != 0 { throw input.failure("the lists disagree: some edge stands in the list of one of its ends only") }
  }

  private static func readIDs(
    _ folder: GraphFolder, _ options: ReadOptions, count: Int
  ) throws(GraphFileError) -> (values: VertexIDs.Values, rank: [UInt32]) {
    guard folder.contains("ids.bin") else { return (.range(base: 1), (0..<UInt32(count)).map { $0 }) }
    let input = try folder.open("ids.bin", options)
    let bytes = try input.readAll()
    guard bytes.count == 4 * count else {
      throw input.failure(at: bytes.count, "expected \(4 * count) bytes, one id for each of \(count) vertices, found \(bytes.count)")
    }
    let keys = sortedUnique((0..<count).map { UInt64(LittleEndian.word(bytes, 4 * $0)) << 32 | UInt64($0) })
    var ranks = [UInt32](repeating: 0, count: count)
    for (rank, key) in keys.enumerated() {
      if rank > 0, key >> 32 == keys[rank - 1] >> 32 {
        throw input.failure(at: 4 * Int(key & 0xffff_ffff), "two vertices have the id \(key >> 32)")
      }
      ranks[Int(key & 0xffff_ffff)] = UInt32(rank)
    }
    return (.compact(keys.map { Int64($0 >> 32) }), ranks)
  }

  private static func readLabels(
    _ folder: GraphFolder, _ options: ReadOptions, count: Int, _ part: RankedEdges, rank: (Int) -> UInt32
  ) throws(GraphFileError) {
    guard folder.contains("labels.bin") else { return }
    let input = try folder.open("labels.bin", options)
    let bytes = try input.readAll()
    guard bytes.count % 8 == 0 else {
      throw input.failure(at: bytes.count / 8 * 8, "expected pairs of vertex and label of 8 bytes, found \(bytes.count % 8) bytes")
    }
    for position in stride(from: 0, to: bytes.count, by: 8) {
      let vertex = Int(LittleEndian.word(bytes, position))
      guard vertex >= 1, vertex <= count else {
        throw input.failure(at: position, "expected a vertex from 1 to \(count), found \(vertex)")
      }
      let code = part.vertexLabels.intern(String(LittleEndian.word(bytes, position + 4)))
      part.vertexLabelPairs.append(UInt64(rank(vertex - 1)) << 32 | UInt64(code))
    }
  }
}

/// Little-endian numbers in a file of bytes.
enum LittleEndian {
  static func word(_ bytes: [UInt8], _ position: Int) -> UInt32 {
    bytes.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt32.self)) }
  }
  static func long(_ bytes: [UInt8], _ position: Int) -> UInt64 {
    bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self)) }
  }
}

/// Tells whether lists that should hold every edge in both its ends' lists do: the sum of all terms is zero then.
enum EdgeBalance {
  static func term(_ vertex: UInt32, _ other: UInt32) -> UInt64 {
    let pair = UInt64(min(vertex, other)) << 32 | UInt64(max(vertex, other))
    let hash = (pair ^ pair >> 29) &* 0x9e37_79b9_7f4a_7c15
    let mixed = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9
    return vertex < other ? mixed : vertex > other ? 0 &- mixed : 0
  }
}
