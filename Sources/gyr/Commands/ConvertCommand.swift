import ArgumentParser
import Glibc
import Gyrfalcon

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Writes a graph in another format.",
    discussion: """
      OUT's ending says the format (.gyr, .txt, .csv, .tsv, .mtx, .lg, .g6, a directory with / for Peregrine), --to overrules it. A \
      .gyr file is the fastest to read: it is mapped into memory, nothing is parsed. What a format cannot hold (labels, ids, \
      direction) is an error, never dropped. The file appears under its name when it is complete. A csv file gets a table of \
      the vertices beside it, OUT.vertices.csv, when they carry something or some have no edges.

      Examples:
        gyr convert web-Stanford.txt.zst web-Stanford.gyr --directed --facts
        gyr convert edges.csv --vertices people.csv people.gyr --compress
        gyr convert matrix.mtx - --to edgelist | head
        gyr convert words.txt words/ --renumber      # Peregrine's directory
      """)

  @Argument(help: "Graph file in any format that can be read, or - for standard input.")
  var input: String
  @Argument(help: ArgumentHelp("File to write, or - for standard output.", valueName: "output"))
  var target: String?
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The same as <output>.", valueName: "file"))
  var named: String?
  @Option(help: ArgumentHelp(
    "\(Graph.writableFormats.map(\.rawValue).joined(separator: ", ")) (default: by OUT's ending).", valueName: "format"))
  var to: String?
  @Flag(help: "Compress a .gyr file with zstd: smaller, but decompressed when it is opened.")
  var compress = false
  @Option(help: ArgumentHelp("Zstd level of --compress, 1 to 19.", valueName: "n"))
  var level = 3
  @Flag(help: "Keep degeneracy, triangles and components in a .gyr file (computed now).")
  var facts = false
  @Flag(help: "Give vertices new ids: their positions in the order of the old ids, from 1 (graph6: 0).")
  var renumber = false
  @OptionGroup(title: "Running") var running: RunOptions

  private var output: String { named ?? target ?? "-" }

  func validate() throws {
    _ = try format()
    if target == nil, named == nil { throw ValidationError("say where to write: gyr convert \(input) OUT.gyr (or - for standard output)") }
    if let target, let named { throw ValidationError("two outputs, '\(target)' and '\(named)': expected one") }
    if !(1...19).contains(level) { throw ValidationError("--level \(level): expected 1 to 19") }
  }

  private func format() throws -> GraphFormat? {
    guard let to else { return nil }
    guard let format = GraphFormat(rawValue: to), Graph.writableFormats.contains(format) else {
      let known = Graph.writableFormats.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--to '\(to)': expected one of \(known)")
    }
    return format
  }

  func run() throws {
    var reading = try self.reading.options(threads: running.threads)
    reading.memory = try running.bytes()
    let guardian = try RunGuard("convert", path: input, running, makesGraph: true)
    let watch = ReadWatch(control: guardian.watch.control, meter: guardian.watch.meter)
    reading.watch = watch
    let writing = WriteOptions(format: try format(), compression: compress ? level : nil, threads: running.threads)
    let made = try guardian.unlessStopped {
      try GraphOutput.guarding(output) { () throws(GraphFileError) -> GraphConversion in
        guard renumber || facts else {
          return try Graph.convert(
            input, to: output, reading: reading, writing: writing, statistics: PlannerStatistics.measure)
        }
        return try changed(try Graph(contentsOf: input, options: reading), writing, watch)
      }
    }
    guardian.settle()
    running.note("\(input == "-" ? "standard input" : input): \(made.report)")
    GraphOutput.noteVertices(made.vertexTablePath, running)
    guard running.json else { return }
    Standard.out.line(JSON.object([
      ("command", .string("convert")),
      ("graph", .object([
        ("path", .string(input)), ("vertices", JSON(made.vertexCount)), ("edges", JSON(made.edgeCount)),
        ("directed", .bool(made.isDirected)),
      ])),
      ("output", .string(output)),
    ] + (made.vertexTablePath.map { [("vertices_output", .string($0))] } ?? [])).answer)
  }

  /// Writes the graph with other ids or with facts.
  private func changed(_ read: Graph, _ writing: WriteOptions, _ watch: ReadWatch) throws(GraphFileError) -> GraphConversion {
    var graph = read
    if renumber {
      let isGraph6 = writing.format == .graph6 || output.hasSuffix(".g6") || output.hasSuffix(".d6")
      graph = graph.renumbered(from: isGraph6 ? 0 : 1)
    }
    if facts { graph = graph.withFacts(threads: running.threads) }
    graph = GraphOutput.prepared(graph, for: output, writing)
    watch.meter.enter(.write)
    try graph.write(to: output, options: writing)
    return GraphConversion(of: graph, to: output, writing)
  }
}

/// Files that commands write graphs to.
enum GraphOutput {
  /// With the planner's statistics where the file will keep them.
  static func prepared(_ graph: Graph, for path: String, _ options: WriteOptions) -> Graph {
    (options.format ?? Graph.format(ofName: path)) == .gyr ? graph.withPlannerStatistics() : graph
  }

  /// A second file must not appear unsaid: without it the first one is another graph.
  static func noteVertices(_ path: String?, _ running: RunOptions) {
    guard let path else { return }
    running.note("also wrote \(path), the table of vertices: read it with --vertices, or isolated vertices and what vertices carry are lost")
  }

  /// Writes a graph; an interruption takes the unfinished file with it.
  static func write(_ graph: Graph, to path: String, _ options: WriteOptions) throws {
    try guarding(path) { () throws(GraphFileError) in try graph.write(to: path, options: options) }
  }

  /// Does what writes a file; an interruption takes the unfinished file with it.
  static func guarding<T>(_ path: String, _ body: () throws(GraphFileError) -> T) throws(GraphFileError) -> T {
    Standard.out.flush()
    Interruption.setUnfinishedFile(Graph.unfinishedName(of: path))
    defer { Interruption.setUnfinishedFile(nil) }
    do { return try body() } catch {
      // As every command: the reader of the pipe has seen enough.
      if error.isClosedPipe { _exit(Status.success.rawValue) }
      throw error
    }
  }
}
