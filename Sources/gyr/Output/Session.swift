import ArgumentParser
import Glibc
import Gyrfalcon

/// One run over one graph: reads it, times the stages, prints the answer.
struct Session {
  let command: String
  let path: String
  let graph: Graph
  let miner: Miner
  let run: RunOptions
  let guardian: RunGuard
  /// False when a limit cut the answer short.
  var isComplete = true
  private(set) var seconds: (load: Double, plan: Double, mine: Double)

  init(_ command: String, _ options: GraphOptions, _ run: RunOptions) throws {
    try self.init(command, path: options.graph, options.reading, run)
  }

  init(_ command: String, path: String, _ reading: ReadingOptions, _ run: RunOptions) throws {
    self.command = command
    self.run = run
    self.path = path
    try Self.checkKernels()
    let guardian = try RunGuard(command, path: path, run)
    self.guardian = guardian
    if let kept = try KeptGraph.kept(for: path, reading) {
      graph = kept.graph
      miner = (run.threads == nil ? kept.miner : Miner(kept.graph, threads: run.threads)).watched(by: guardian.watch)
      seconds = (0, 0, 0)
      return
    }
    var readOptions = try reading.options(threads: run.threads)
    readOptions.watch = ReadWatch(control: guardian.watch.control, meter: guardian.watch.meter)
    var graph: Graph?
    let load = try Self.time { graph = try guardian.unlessStopped { try Graph(contentsOf: path, options: readOptions) } }
    self.graph = graph!
    // Statistics for the planner are planning, not loading.
    guardian.watch.meter.enter(.plan)
    var miner: Miner?
    let plan = Self.time { [graph] in miner = Miner(graph!, threads: run.threads) }
    miner!.placement = run.numa
    self.miner = miner!.watched(by: guardian.watch)
    seconds = (load, plan, 0)
    report()
  }

  /// Over a graph that was found alone in its file.
  init(_ source: FSMSource) throws {
    try Self.checkKernels()
    command = source.command
    run = source.run
    path = source.path
    guardian = source.guardian
    graph = source.graphs.graphs[0]
    var miner: Miner?
    let plan = Self.time { [graph, run] in miner = Miner(graph, threads: run.threads) }
    self.miner = miner!.watched(by: guardian.watch)
    seconds = (source.loadSeconds, plan, 0)
  }

  /// A variant that was asked for and cannot be had must not be replaced in silence.
  private static func checkKernels() throws {
    guard let wanted = getenv("GYR_KERNELS").map({ String(cString: $0) }), !wanted.isEmpty else { return }
    let names = KernelTable.available.map(\.name)
    guard names.contains(wanted) else {
      throw Failure(.usage, "GYR_KERNELS=\(wanted): this machine has \(names.joined(separator: ", "))")
    }
  }

  mutating func planning<T>(_ body: (Miner) throws -> T) throws -> T {
    var value: T?
    guardian.watch.meter.enter(.plan)
    seconds.plan += try Self.time { value = try guardian.unlessStopped { try body(miner) } }
    return value!
  }

  /// Runs what has no answer before it comes to its end.
  mutating func mining<T>(_ body: (Miner) throws -> T) throws -> T {
    var value: T?
    guardian.watch.meter.enter(.mine)
    seconds.mine += try Self.time { value = try guardian.unlessStopped { try body(miner) } }
    guardian.display?.end()
    return value!
  }

  /// Runs what has a partial answer when it is stopped: the reason comes with it.
  mutating func collecting<T>(_ body: (Miner) throws -> T) rethrows -> (value: T, stopped: EarlyStop?) {
    var value: T?
    seconds.mine += try Self.time { value = try guardian.collecting { try body(miner) } }
    guardian.display?.end()
    return (value!, guardian.stopReason)
  }

  static func time(_ body: () throws -> Void) rethrows -> Double {
    let spent = try ContinuousClock().measure(body)
    return Double(spent.components.seconds) + Double(spent.components.attoseconds) * 1e-18
  }

  // MARK: Notes on standard error

  func note(_ text: String) { run.note(text) }

  /// Says what a query asks for that the graph does not have: it matches nothing, most likely by a typing error.
  func noteUnknown(_ pattern: Pattern, _ options: MatchOptions) {
    let unknown = miner.unknownLabels(in: pattern)
    for (what, names) in [("vertex", unknown.vertices), ("edge", unknown.edges)] where !names.isEmpty {
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      run.warn("warning: no \(what) of the graph has the label\(names.count == 1 ? "" : "s") \(list)")
    }
    for (variable, ids) in options.anchors.sorted(by: { $0.key < $1.key }) {
      let missing = ids.filter { !graph.contains($0) }.sorted()
      guard let first = missing.first else { continue }
      let more = missing.count == 1 ? "" : " and \(missing.count - 1) more of those"
      let hint = missing.contains { "\($0)".hasPrefix(" ") } ? "; an id with a comma stands in double quotes" : ""
      run.warn("warning: the graph has no vertex \(first)\(more) that \(variable) was to be\(hint)")
    }
  }

  /// What reading dropped or ignored.
  private func report() {
    let report = graph.report
    let dropped = report.selfLoopsDropped + report.duplicatesMerged + report.parallelLabelsKept
    guard dropped + report.linesWithExtraColumns > 0 else { return }
    note("\(path == "-" ? "standard input" : path): \(report)")
  }

  private func noteTimes() {
    guard Standard.error.isTerminal else { return }
    note(
      "loaded in \(Pretty.time(seconds.load)), planned in \(Pretty.time(seconds.plan)), "
        + "mined in \(Pretty.time(seconds.mine)), \(miner.threads) threads")
  }

  // MARK: Answers

  /// Members of the JSON answer that stand before the results.
  var jsonHead: [(String, JSON)] {
    [("command", .string(command)), ("graph", .object(graphMembers))]
  }

  var graphMembers: [(String, JSON)] {
    [
      ("path", .string(path)), ("vertices", JSON(graph.vertexCount)), ("edges", JSON(graph.edgeCount)),
      ("directed", .bool(graph.isDirected)),
    ]
  }

  /// Members that stand after them.
  var jsonTail: [(String, JSON)] {
    var members: [(String, JSON)] = [("complete", .bool(isComplete))]
    if !isComplete, let reason = guardian.stopReason { members.append(("stopped", .string(reason.rawValue))) }
    return members + [
      ("threads", JSON(miner.threads)),
      ("seconds", .object([("load", .seconds(seconds.load)), ("plan", .seconds(seconds.plan)), ("mine", .seconds(seconds.mine))])),
    ]
  }

  /// What every result says of its pattern.
  static func jsonPattern(_ named: NamedPattern) -> [(String, JSON)] {
    var members: [(String, JSON)] = [("name", .string(named.name)), ("pattern", .string(named.pattern.text))]
    if let graph6 = named.pattern.edgesGraph6 { members.append(("graph6", .string(graph6))) }
    return members
  }

  /// The line that says what was read.
  var graphLine: String {
    Self.graphLine(path: path, vertices: graph.vertexCount, edges: graph.edgeCount, isDirected: graph.isDirected)
  }

  static func graphLine(path: String, vertices: Int, edges: Int, isDirected: Bool) -> String {
    "\(path == "-" ? "standard input" : path): \(Pretty.count(vertices, "vertex", "vertices")), "
      + "\(Pretty.count(edges, isDirected ? "arc" : "edge", isDirected ? "arcs" : "edges")), "
      + (isDirected ? "directed" : "undirected")
  }

  /// Prints counts: the number first, as `wc` does, then the pattern. A count that is only a lower bound says so.
  func print(_ lines: [CountLine], unit: Semantics.Unit, showsPattern: Bool = false) throws {
    guardian.settle()
    let report = CountReport(
      unit: unit, showsPattern: showsPattern, head: jsonHead, tail: jsonTail, graphLine: graphLine, partial: partialReason)
    if run.json { try report.printJSON(lines) } else { try report.printText(lines) }
    noteTimes()
  }

  /// Prints what a shard has summed up, for `gyr merge`.
  func printShard(
    _ shard: Shard, work: String, _ lines: [CountLine], parts: [CountParts], unit: Semantics.Unit, showsPattern: Bool = false
  ) {
    guardian.settle()
    let members = jsonHead + [
      ShardFile.identity(shard, graph: GraphFingerprint(graph).description, work: work),
      ("unit", .string(unit.rawValue)), ("shows_pattern", .bool(showsPattern)),
      ("results", ShardFile.results(lines, unit: unit)), ("parts", .array(parts.map(ShardFile.part))),
    ]
    Standard.out.line(JSON.object(members + jsonTail).answer)
    noteTimes()
  }

  private var partialReason: String? {
    isComplete ? nil : guardian.stopReason.map { RunGuard.explain($0).text }
  }

  /// The line in a text that says that the answer is not whole.
  func printPartialMark() {
    if let partialReason { Standard.out.line("# PARTIAL: \(partialReason)") }
  }

  func finish() {
    guardian.settle()
    noteTimes()
  }

  /// Ends with the status of what stopped the run, unless the answer is whole.
  func conclude(_ what: String) throws {
    guard !isComplete, let reason = guardian.stopReason else { return }
    let (text, status) = RunGuard.explain(reason)
    run.warn("\(text): \(what)")
    throw ExitCode(status)
  }
}
