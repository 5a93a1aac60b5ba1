/// Choices for writing a graph.
public struct WriteOptions: Hashable, Sendable {
  /// Nil: by the ending of the file's name.
  public var format: GraphFormat?
  /// Zstd level (1...19) of a `.gyr` file's sections; nil: stored as they are, to be mapped.
  public var compression: Int?
  /// Nil: one a processor.
  public var threads: Int?

  public init(format: GraphFormat? = nil, compression: Int? = nil, threads: Int? = nil) {
    self.format = format
    self.compression = compression
    self.threads = threads
  }
}

extension Graph {
  /// Formats that can be written.
  public static let writableFormats: [GraphFormat] = [.edgeList, .csv, .matrixMarket, .lg, .peregrine, .graph6, .gyr]

  /// Writes the graph: edge list, CSV tables, Matrix Market, `.lg`, Peregrine's directory, graph6 (digraph6) or `.gyr`.
  ///
  /// A file appears under its name only when it is complete; what was there before stays whole until then.
  ///
  /// - Throws: ``GraphFileError``; `unsupported` when the format cannot say what the graph holds.
  public func write(to path: String, options: WriteOptions = WriteOptions()) throws(GraphFileError) {
    guard let format = options.format ?? Self.format(ofName: path) else {
      throw GraphFileError(
        .unsupported, path: path,
        message: "the name does not say in which format to write; expected an ending such as .gyr, .txt, .csv, .mtx, .lg, .g6")
    }
    switch format {
    case .gyr: try GyrWriter.write(GyrFrame(self), to: path, compression: options.compression, threads: options.threads ?? Parallel.processorCount)
    case .edgeList: try EdgeListWriter.write(self, to: path)
    case .csv: try TableWriter.write(self, to: path)
    case .matrixMarket: try MatrixMarketWriter.write(self, to: path)
    case .lg: try LGWriter.write(self, to: path)
    case .peregrine: try PeregrineWriter.write(self, to: path)
    case .graph6: try Graph6Writer.write(self, to: path)
    default:
      let known = Self.writableFormats.map(\.rawValue).joined(separator: ", ")
      throw GraphFileError(.unsupported, path: path, message: "\(format.rawValue) can be read only; writing knows \(known)")
    }
  }

  /// The second file that ``write(to:options:)`` makes, csv's table of vertices; nil: there is none.
  public func vertexTablePath(besides path: String, options: WriteOptions = WriteOptions()) -> String? {
    let isTable = (options.format ?? Self.format(ofName: path)) == .csv
    return isTable && TableWriter.needsVertices(self) ? TableWriter.verticesPath(path) : nil
  }

  /// The format a file's name asks for.
  package static func format(ofName path: String) -> GraphFormat? {
    let name = path.lowercased()
    if name.hasSuffix("/") { return .peregrine }
    return FormatRegistry.readers.first { $0.extensions.contains { name.hasSuffix($0) } }?.format
  }
}
