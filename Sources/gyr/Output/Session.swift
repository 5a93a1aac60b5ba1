import Glibc
import Gyrfalcon

/// One run over one graph: reads it, times the stages, prints the answer.
struct Session {
  let command: String
  let path: String
  let graph: Graph
  let miner: Miner
  let run: RunOptions
  /// False when a deadline cut the answer short.
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
    if let kept = KeptGraph.current, kept.path == path {
      graph = kept.graph
      miner = run.threads == nil ? kept.miner : Miner(kept.graph, threads: run.threads)
      seconds = (0, 0, 0)
      return
    }
    let readOptions = try reading.options(threads: run.threads)
    var graph: Graph?
    let load = try Self.time { graph = try Graph(contentsOf: path, options: readOptions) }
    self.graph = graph!
    // Statistics for the planner are planning, not loading.
    var miner: Miner?
    let plan = Self.time { [graph] in miner = Miner(graph!, threads: run.threads) }
    self.miner = miner!
    seconds = (load, plan, 0)
    report()
  }

  /// A variant that was asked for and cannot be had must not be replaced in silence.
  private static func checkKernels() throws {
    guard let wanted = getenv("GYR_KERNELS").map({ String(cString: $0) }), !wanted.isEmpty else { return }
    let names = KernelTable.available.map(\.name)
    guard names.contains(wanted) else {
      throw Failure(.usage, "GYR_KERNELS=\(wanted): this machine has \(names.joined(separator: ", "))")
    }
  }

  mutating func planning<T>(_ body: (Miner) throws -> T) rethrows -> T {
    var value: T?
    seconds.plan += try Self.time { value = try body(miner) }
    return value!
  }

  mutating func mining<T>(_ body: (Miner) throws -> T) rethrows -> T {
    var value: T?
    let display = ProgressDisplay(enabled: !run.quiet)
    var miner = miner
    miner.executor.meter = display?.meter
    defer { display?.end() }
    seconds.mine += try Self.time { value = try body(miner) }
    return value!
  }

  static func time(_ body: () throws -> Void) rethrows -> Double {
    let spent = try ContinuousClock().measure(body)
    return Double(spent.components.seconds) + Double(spent.components.attoseconds) * 1e-18
  }

  // MARK: Notes on standard error

  func note(_ text: String) {
    if !run.quiet { Standard.error.line("gyr: \(text)") }
  }

  /// Says what a query asks for that the graph does not have: it matches nothing, most likely by a typing error.
  func noteUnknown(_ pattern: Pattern, _ options: MatchOptions) {
    let unknown = miner.unknownLabels(in: pattern)
    for (what, names) in [("vertex", unknown.vertices), ("edge", unknown.edges)] where !names.isEmpty {
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      note("warning: no \(what) of the graph has the label\(names.count == 1 ? "" : "s") \(list)")
    }
    for (variable, ids) in options.anchors.sorted(by: { $0.key < $1.key }) {
      let missing = ids.filter { !graph.contains($0) }.sorted()
      guard let first = missing.first else { continue }
      let more = missing.count == 1 ? "" : " and \(missing.count - 1) more of those"
      note("warning: the graph has no vertex \(first)\(more) that \(variable) was to be")
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
    [
      ("complete", .bool(isComplete)), ("threads", JSON(miner.threads)),
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
    "\(path == "-" ? "standard input" : path): \(Pretty.count(graph.vertexCount, "vertex", "vertices")), "
      + "\(Pretty.count(graph.edgeCount, graph.isDirected ? "arc" : "edge", graph.isDirected ? "arcs" : "edges")), "
      + (graph.isDirected ? "directed" : "undirected")
  }

  /// Prints counts: the number first, as `wc` does, then the pattern.
  func print(_ counts: [(name: String, count: Count)], unit: Semantics.Unit, showsPattern: Bool = false) throws {
    func number(_ count: Count) throws -> UInt128 { unit == .embeddings ? try count.embeddings : count.occurrences }
    func semantics(_ count: Count) -> String {
      var semantics = count.semantics
      semantics.unit = unit
      return semantics.description
    }
    if run.json {
      let results = try counts.map { name, count in
        JSON.object(
          Self.jsonPattern(NamedPattern(name: name, pattern: count.pattern)) + [
            ("count", .integer(try number(count))), ("semantics", .string(semantics(count))),
          ])
      }
      Standard.out.line(JSON.object(jsonHead + [("results", .array(results))] + jsonTail).answer)
    } else {
      Standard.out.line("# \(graphLine)")
      let kinds = counts.map { semantics($0.count) }
      let same = Set(kinds).count <= 1
      if same, let kind = kinds.first { Standard.out.line("# \(kind)") }
      var table = Table([.right, .left, .left])
      for ((name, count), kind) in zip(counts, kinds) {
        let detail = showsPattern ? count.pattern.text : ""
        table.add(Pretty.count(try number(count)), name, same ? detail : "# \(kind)")
      }
      table.print()
    }
    noteTimes()
  }

  func finish() { noteTimes() }
}
