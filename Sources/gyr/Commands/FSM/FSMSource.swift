import Gyrfalcon

/// A file with one graph or a set of them, for the commands that take both.
struct FSMSource {
  let command: String
  let path: String
  let graphs: GraphSet
  let run: RunOptions
  let guardian: RunGuard
  let loadSeconds: Double
  let threads: Int

  init(_ options: GraphOptions, _ run: RunOptions) throws {
    try self.init("fsm", path: options.graph, options.reading, run)
  }

  init(_ command: String, path: String, _ reading: ReadingOptions, _ run: RunOptions) throws {
    self.command = command
    self.path = path
    self.run = run
    let guardian = try RunGuard(command, path: path, run)
    self.guardian = guardian
    threads = run.threads ?? Parallel.processorCount
    if let kept = try KeptGraph.kept(for: path, reading) {
      graphs = GraphSet([kept.graph])
      loadSeconds = 0
      return
    }
    var readOptions = try reading.options(threads: run.threads)
    readOptions.watch = ReadWatch(control: guardian.watch.control, meter: guardian.watch.meter)
    var read: GraphSet?
    loadSeconds = try Session.time {
      read = try guardian.unlessStopped { try GraphSet(contentsOf: path, options: readOptions) }
    }
    graphs = read!
    report()
  }

  /// A file with one graph is taken as that graph.
  var isSet: Bool { graphs.count != 1 }

  func mine(
    _ options: FrequentOptions, each: (@Sendable (FrequentPattern) -> Bool)?,
    progress: (@Sendable (FrequentProgress) -> Void)?, isCancelled: @escaping @Sendable () -> Bool
  ) throws(FrequentError) -> FrequentResult {
    isSet
      ? try graphs.frequentSubgraphs(options, each: each, progress: progress, isCancelled: isCancelled)
      : try graphs.graphs[0].frequentSubgraphs(options, each: each, progress: progress, isCancelled: isCancelled)
  }

  // MARK: Notes

  func note(_ text: String) { run.note(text) }

  var name: String { path == "-" ? "standard input" : path }

  /// What reading dropped or ignored.
  private func report() {
    func sum(_ part: (BuildReport) -> Int) -> Int { graphs.graphs.reduce(0) { $0 + part($1.report) } }
    let loops = sum(\.selfLoopsDropped), repeats = sum(\.duplicatesMerged), columns = sum(\.linesWithExtraColumns)
    guard loops + repeats + columns + sum(\.parallelLabelsKept) > 0 else { return }
    if !isSet { return note("\(name): \(graphs.graphs[0].report)") }
    note(
      "\(name): \(loops) self-loops dropped, \(repeats) duplicates merged, "
        + "\(columns) lines have undeclared columns, ignored")
  }

  func noteTimes(mine: Double) {
    guard Standard.error.isTerminal else { return }
    note("loaded in \(Pretty.time(loadSeconds)), mined in \(Pretty.time(mine)), \(threads) threads")
  }

  // MARK: Answers

  var isDirected: Bool { graphs.graphs.first?.isDirected ?? false }

  var line: String {
    let edges = Pretty.count(graphs.edgeCount, isDirected ? "arc" : "edge", isDirected ? "arcs" : "edges")
    return "\(name): \(isSet ? Pretty.count(graphs.count, "graph", "graphs") + ", " : "")"
      + "\(Pretty.count(graphs.vertexCount, "vertex", "vertices")), \(edges), \(isDirected ? "directed" : "undirected")"
  }

  var jsonHead: [(String, JSON)] {
    var members: [(String, JSON)] = [("path", .string(path))]
    if isSet { members.append(("graphs", JSON(graphs.count))) }
    members += [
      ("vertices", JSON(graphs.vertexCount)), ("edges", JSON(graphs.edgeCount)), ("directed", .bool(isDirected)),
    ]
    return [("command", .string(command)), ("graph", .object(members))]
  }

  func jsonTail(mine: Double, stopped: EarlyStop?) -> [(String, JSON)] {
    var members: [(String, JSON)] = [("complete", .bool(stopped == nil))]
    if let stopped { members.append(("stopped", .string(stopped.rawValue))) }
    return members + [
      ("threads", JSON(threads)),
      ("seconds", .object([("load", .seconds(loadSeconds)), ("plan", .seconds(0)), ("mine", .seconds(mine))])),
    ]
  }
}
