/// A kind of graph file. One file a format; `FormatRegistry` lists them.
protocol FormatReader {
  static var format: GraphFormat { get }
  /// Endings of file names, lower case, with their dot. Compression suffixes do not count.
  static var extensions: [String] { get }
  /// True if the first bytes of the content can only be this format.
  static func recognises(_ head: [UInt8]) -> Bool
  /// True if a file with this name is this format unless its content says otherwise.
  static func recognises(name: String) -> Bool
  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout
}

extension FormatReader {
  static func recognises(name: String) -> Bool { extensions.contains { name.hasSuffix($0) } }
}

/// A kind of graph that is a directory of files.
protocol FolderReader {
  static var format: GraphFormat { get }
  static func recognises(_ folder: GraphFolder) -> Bool
  static func read(_ folder: GraphFolder, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout
}

/// What a reader hands over.
enum Readout {
  /// Edges that are still to become a graph.
  case collected(CollectedGraph)
  case finished(GraphParts)
}

/// Edges as a format's parser leaves them.
struct CollectedGraph {
  enum Ends {
    /// Ids as they stand in the file.
    case ids([IDCollector])
    /// Ranks already: formats whose vertices are numbered.
    case ranks([RankedEdges], VertexIDs.Values, count: Int)
  }

  var ends: Ends
  /// Finished columns; keys are ranks.
  var vertexAttributes: [AttributeInput] = []
  var edgeAttributes: [AttributeInput] = []
  /// What the format says; a user may overrule it.
  var isDirected = false
  var report = BuildReport()
}

/// Edges between ranks, with what labels they have.
final class RankedEdges {
  let edges: RecordList
  /// Names behind the codes in records of width 3.
  let edgeLabels = StringTable()
  /// rank << 32 | code.
  var vertexLabelPairs: [UInt64] = []
  let vertexLabels = StringTable()
  /// Keys are `rank << 32 | rank`.
  var edgeAttributes: [TextAttributes] = []

  /// - Parameter store: where the edges go; nil: memory.
  init(labelledEdges: Bool, store: RecordStore? = nil) { edges = RecordList(width: labelledEdges ? 3 : 2, store: store) }
}

enum FormatRegistry {
  /// In the order in which content is tried.
  static var readers: [any FormatReader.Type] { [
    GyrReader.self, NumPyReader.self, GraphMLReader.self, MatrixMarketReader.self, Graph6Reader.self,
    KonectReader.self, DimacsReader.self, LGReader.self, MetisReader.self, PropertyTableReader.self,
    EdgeListReader.self,
  ] }
  static var folderReaders: [any FolderReader.Type] { [PeregrineReader.self, NumPyFolderReader.self] }

  static func reader(for input: GraphInput, _ forced: GraphFormat?) throws(GraphFileError) -> any FormatReader.Type {
    if let forced {
      guard let reader = readers.first(where: { $0.format == forced }) else {
        throw input.failure("is a file; the format \(forced.rawValue) is a directory of files", .unsupported)
      }
      return reader
    }
    if let reader = readers.first(where: { $0.recognises(input.head) }) { return reader }
    let name = input.baseName
    return readers.first { $0.recognises(name: name) } ?? EdgeListReader.self
  }

  static func reader(for folder: GraphFolder, _ forced: GraphFormat?) throws(GraphFileError) -> any FolderReader.Type {
    let known = forced.map { forced in folderReaders.filter { $0.format == forced } } ?? folderReaders
    if let reader = known.first(where: { $0.recognises(folder) }) { return reader }
    throw GraphFileError(
      .cannotOpen, path: folder.path,
      message: "is a directory without a graph; expected data.bin (Peregrine) or indptr.npy and indices.npy (NumPy)")
  }
}
