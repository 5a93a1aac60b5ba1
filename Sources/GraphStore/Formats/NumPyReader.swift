/// NumPy: a sparse matrix as SciPy saves it (`.npz` with indptr and indices, or row and col), an array with one edge a row
/// (`.npy`), or a directory with indptr.npy and indices.npy. Vertices are numbered from 0; a matrix is a directed graph.
enum NumPyReader: FormatReader {
  static let format = GraphFormat.numpy
  static let extensions = [".npy", ".npz"]

  static func recognises(_ head: [UInt8]) -> Bool {
    head.starts(with: NumPyArray.magic) || head.starts(with: ZipArchive.magic)
  }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    let bytes = try input.readAll()
    if bytes.starts(with: NumPyArray.magic) {
      return .collected(try readPairs(try NumPyArray(bytes, name: input.path), input.path))
    }
    let archive = try ZipArchive(bytes, path: input.path, options: options)
    func array(_ name: String) throws(GraphFileError) -> NumPyArray? {
      guard let member = try archive.member("\(name).npy") else { return nil }
      return try NumPyArray(member, name: "\(input.path)/\(name).npy")
    }
    var shape: (Int, Int)?
    if let declared = try array("shape"), declared.count == 2 {
      var sides: [Int] = []
      try declared.forEach { _, value throws(GraphFileError) in sides.append(Int(value)) }
      shape = (sides[0], sides[1])
    }
    if let offsets = try array("indptr"), let targets = try array("indices") {
      // Compressed columns are the rows of the transposed matrix.
      let isByColumn = try archive.member("format.npy").map { $0.suffix(3).elementsEqual("csc".utf8) } ?? false
      return .collected(try NumPyRows(input.path, options, shape: shape, isByColumn: isByColumn).read(offsets, targets))
    }
    if let rows = try array("row"), let columns = try array("col") {
      return .collected(try readCoordinates(rows, columns, shape, options, input))
    }
    throw input.failure(
      "an archive with \(archive.names.joined(separator: ", ").shortened); expected a sparse matrix: indptr and indices, or row and col")
  }

  /// An array of m x 2 or 2 x m ids.
  private static func readPairs(_ array: NumPyArray, _ path: String) throws(GraphFileError) -> CollectedGraph {
    guard array.shape.count == 2, array.shape.contains(2) else {
      throw GraphFileError(
        .malformed, path: path, message: "an array of shape \(array.shape); expected one edge a row: (edges, 2) or (2, edges)")
    }
    let isPairwise = array.shape[1] == 2
    // Pairs lie side by side in rows of two, or in columns of two stored column by column.
    let isInterleaved = isPairwise != array.isFortranOrder
    let edges = isPairwise ? array.shape[0] : array.shape[1]
    let collector = IDCollector(labelledEdges: false)
    var kept: [Int64] = []
    if !isInterleaved { kept.reserveCapacity(edges) }
    var source: Int64 = 0
    try array.forEach { index, value throws(GraphFileError) in
      if isInterleaved {
        if index % 2 == 0 { source = value } else { collector.addEdge(source, value) }
      } else if index < edges {
        kept.append(value)
      } else {
        collector.addEdge(kept[index - edges], value)
      }
    }
    return CollectedGraph(ends: .ids([collector]))
  }

  private static func readCoordinates(
    _ rows: NumPyArray, _ columns: NumPyArray, _ shape: (Int, Int)?, _ options: ReadOptions, _ input: GraphInput
  ) throws(GraphFileError) -> CollectedGraph {
    guard rows.count == columns.count else {
      throw input.failure("row has \(rows.count) entries, col has \(columns.count); expected equally many")
    }
    let side = max(shape?.0 ?? 0, shape?.1 ?? 0)
    guard options.admit(vertices: side, edges: rows.count) else {
      throw input.failure("declares \(side) vertices for \(rows.count) edges, which is not believed", .unsupported)
    }
    let collector = IDCollector(labelledEdges: false)
    var sources: [Int64] = []
    sources.reserveCapacity(rows.count)
    func checked(_ array: NumPyArray, _ index: Int, _ value: Int64) throws(GraphFileError) -> Int64 {
      guard value >= 0, shape == nil || value < side else { throw array.failure(index, "index \(value) is outside of the matrix") }
      return value
    }
    try rows.forEach { index, value throws(GraphFileError) in sources.append(try checked(rows, index, value)) }
    try columns.forEach { index, value throws(GraphFileError) in
      collector.addEdge(sources[index], try checked(columns, index, value))
    }
    // Rows without entries are vertices too.
    for vertex in 0..<side { collector.addVertex(Int64(vertex)) }
    return CollectedGraph(ends: .ids([collector]), isDirected: true)
  }
}

/// A directory with the arrays of a sparse matrix, as GraphMini's tools leave it.
enum NumPyFolderReader: FolderReader {
  static let format = GraphFormat.numpy
  static func recognises(_ folder: GraphFolder) -> Bool { folder.contains("indptr.npy") && folder.contains("indices.npy") }

  static func read(_ folder: GraphFolder, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    func array(_ name: String) throws(GraphFileError) -> NumPyArray {
      let input = try folder.open(name, options)
      return try NumPyArray(try input.readAll(), name: input.path)
    }
    let offsets = try array("indptr.npy"), targets = try array("indices.npy")
    return .collected(try NumPyRows(folder.path, options, shape: nil, isByColumn: false).read(offsets, targets))
  }
}

/// Compressed sparse rows.
private struct NumPyRows {
  private let path: String
  private let options: ReadOptions
  private let shape: (Int, Int)?
  private let isByColumn: Bool

  init(_ path: String, _ options: ReadOptions, shape: (Int, Int)?, isByColumn: Bool) {
    self.path = path
    self.options = options
    self.shape = shape
    self.isByColumn = isByColumn
  }

  func read(_ offsets: NumPyArray, _ targets: NumPyArray) throws(GraphFileError) -> CollectedGraph {
    guard offsets.shape.count == 1, targets.shape.count == 1, offsets.count >= 1 else {
      throw GraphFileError(.malformed, path: path, message: "expected indptr and indices with one dimension each, indptr with an element at least")
    }
    let rows = offsets.count - 1
    if let shape, shape.0 != shape.1, !options.bipartite {
      throw GraphFileError(
        .unsupported, path: path,
        message: "a matrix of \(shape.0) rows and \(shape.1) columns; as a graph with a vertex for each of them it is read with --bipartite")
    }
    var bounds: [Int] = []
    bounds.reserveCapacity(rows + 1)
    try offsets.forEach { index, value throws(GraphFileError) in
      guard value >= (bounds.last ?? 0), value <= targets.count, index > 0 || value == 0 else {
        throw offsets.failure(index, "position \(value) in indptr; expected numbers that ascend from 0 to \(targets.count)")
      }
      bounds.append(Int(value))
    }
    guard bounds[rows] == targets.count else {
      throw offsets.failure(rows, "indptr ends with \(bounds[rows]), indices has \(targets.count) elements")
    }
    let columns = shape.map { isByColumn ? $0.0 : $0.1 } ?? rows
    let shift = options.bipartite ? rows : 0
    let (count, overflow) = options.bipartite ? rows.addingReportingOverflow(columns) : (max(rows, columns), false)
    guard !overflow, columns >= 0, options.admit(vertices: count, edges: max(rows, targets.count)) else {
      throw GraphFileError(.unsupported, path: path, message: "declares more vertices than can be meant: \(count)")
    }
    let part = RankedEdges(labelledEdges: false)
    var row = 0
    try targets.forEach { index, value throws(GraphFileError) in
      while bounds[row + 1] <= index { row += 1 }
      guard value >= 0, value < columns else {
        throw targets.failure(index, "expected an index from 0 to \(columns - 1), found \(value)")
      }
      let a = UInt32(row), b = UInt32(Int(value) + shift)
      if isByColumn { part.edges.append(b, a) } else { part.edges.append(a, b) }
    }
    return CollectedGraph(ends: .ranks([part], .range(base: 0), count: count), isDirected: !options.bipartite)
  }
}
