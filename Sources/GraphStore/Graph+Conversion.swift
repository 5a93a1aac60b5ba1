import Glibc

/// What a conversion made.
public struct GraphConversion: Sendable {
  public let vertexCount: Int
  public let edgeCount: Int
  public let isDirected: Bool
  /// What reading found and dropped.
  public let report: BuildReport

  /// The table of vertices that was written beside a table of edges; nil: there is none.
  public let vertexTablePath: String?

  /// Of a graph that was written.
  public init(of graph: Graph, to path: String, _ options: WriteOptions = WriteOptions()) {
    self.init(
      graph.vertexCount, graph.edgeCount, graph.isDirected, graph.report, graph.vertexTablePath(besides: path, options: options))
  }

  init(_ vertexCount: Int, _ edgeCount: Int, _ isDirected: Bool, _ report: BuildReport, _ vertexTablePath: String? = nil) {
    self.vertexCount = vertexCount
    self.edgeCount = edgeCount
    self.isDirected = isDirected
    self.report = report
    self.vertexTablePath = vertexTablePath
  }
}

extension Graph {
  /// Reads a graph and writes it in another format.
  ///
  /// With ``ReadOptions/memory``, a graph that does not fit goes straight into an uncompressed `.gyr` file, sorted in temporary files
  /// without a name; its vertices (some 40 bytes each) must fit. Temporary files lie in ``ReadOptions/temporaryDirectory``, in `TMPDIR`, or beside the
  /// output.
  ///
  /// - Throws: ``GraphFileError``; the output appears only when it is complete.
  public static func convert(
    _ input: String, to output: String, reading: ReadOptions = ReadOptions(), writing: WriteOptions = WriteOptions()
  ) throws(GraphFileError) -> GraphConversion {
    try convert(input, to: output, reading: reading, writing: writing, statistics: nil)
  }

  /// - Parameter maker: makes the statistics that a `.gyr` file keeps; nil: those that the input has.
  package static func convert(
    _ input: String, to output: String, reading: ReadOptions, writing: WriteOptions, statistics maker: PlannerStatistics.Maker?
  ) throws(GraphFileError) -> GraphConversion {
    var reading = reading
    if reading.temporaryDirectory == nil, getenv("TMPDIR") == nil, output.contains("/") {
      reading.temporaryDirectory = output.lastIndex(of: "/").map { $0 == output.startIndex ? "/" : String(output[..<$0]) }
    } else if reading.temporaryDirectory == nil, getenv("TMPDIR") == nil, output != "-" {
      reading.temporaryDirectory = "."
    }
    let readout = try GraphReader.readout(input, reading)
    let isGyr = (writing.format ?? format(ofName: output)) == .gyr
    let isPlain = isGyr && writing.compression == nil && output != "-"
    let parts: GraphParts
    if case .collected(let collected) = readout, isPlain, !reading.namesAttributes {
      let assembly = CollectedAssembly(collected, path: input, options: reading, threads: GraphReader.threads(reading))
      switch try assembly.assembleOrWrite(to: output, statistics: maker) {
      case .parts(let fitting): parts = fitting
      case .written(let report, let isDirected):
        return GraphConversion(report.vertexCount, report.edgeCount, isDirected, report)
      }
    } else {
      parts = try GraphReader.finish(readout, input, reading)
    }
    var graph = Graph(parts)
    if isGyr, let maker { graph = graph.with(maker(graph.neighbours)) }
    reading.watch?.meter.enter(.write)
    try graph.write(to: output, options: writing)
    return GraphConversion(of: graph, to: output, writing)
  }
}
