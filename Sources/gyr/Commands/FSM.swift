import ArgumentParser
import Glibc
import Gyrfalcon
import Synchronization

struct FSMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsm", abstract: "Finds the frequent patterns of a graph, with their exact supports.",
    discussion: """
      Support is minimum-image support (MNI): the least number of vertices that a pattern vertex is matched to, over
      all matches. Patterns have exact labels and grow by edges up to --max-edges, or with --induced by vertices up to
      --max-vertices; every size from one edge on is listed. Without a bound the search ends when nothing is frequent.
      A file with several `t #` graphs is a set: there the support is the number of graphs with a match.

      Examples:
        gyr fsm citations.lg --support 100 --max-edges 3
        gyr fsm citations.lg --support 0.05 --induced --max-vertices 4 --closed --json
        gyr fsm molecules.lg --support 0.3 --maximal --to csv
      """)

  @OptionGroup var input: GraphOptions
  @Option(
    help: ArgumentHelp("Least support; below 1: a fraction of the vertices (of the graphs of a set).", valueName: "s"))
  var support: String
  @Option(help: ArgumentHelp("Patterns with at most so many edges.", valueName: "k"))
  var maxEdges: Int?
  @Option(help: ArgumentHelp("Patterns with at most so many vertices.", valueName: "k"))
  var maxVertices: Int?
  @Flag(help: "Vertex-induced patterns, grown by vertices.")
  var induced = false
  @Flag(help: "Treat all vertices alike.")
  var ignoreVertexLabels = false
  @Flag(help: "Treat all edges alike.")
  var ignoreEdgeLabels = false

  @Flag(help: "Only patterns that no larger one contains with the same support.")
  var closed = false
  @Flag(help: "Only patterns that no larger frequent one contains.")
  var maximal = false
  @Option(help: ArgumentHelp("Only the n patterns with the largest support.", valueName: "n"))
  var top: Int?
  @Flag(help: "Be content with 'at least s' where that saves a search.")
  var lowerBoundOnly = false
  @Flag(help: "Count the occurrences of every pattern, too.")
  var occurrences = false
  @Option(
    help: ArgumentHelp("Only patterns with so many occurrences (prunes nothing: bound the size).", valueName: "n"))
  var minOccurrences: String?
  @Flag(help: "Show a match of every pattern, in your ids.")
  var examples = false
  @Flag(help: "Show the pattern that every pattern was grown from.")
  var parents = false
  @Option(help: ArgumentHelp("text or csv.", valueName: "format"))
  var to = "text"
  @Option(help: ArgumentHelp("Stop after this time with what has been found: 500ms, 30s, 5m, 1h.", valueName: "time"))
  var deadline: String?
  @Option(help: ArgumentHelp("Bytes to remember between levels: 500M, 8G.", valueName: "size"))
  var memory: String?
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    _ = try options()
    if to != "text" && to != "csv" { throw ValidationError("--to '\(to)': expected text or csv") }
    if running.json && to != "text" { throw ValidationError("--json and --to exclude each other") }
    if closed && maximal { throw ValidationError("--closed and --maximal exclude each other") }
    if !induced, maxVertices == nil, maxEdges == nil, minOccurrences != nil {
      throw ValidationError("--min-occurrences prunes nothing: give --max-edges or --max-vertices")
    }
  }

  private func options() throws -> FrequentOptions {
    let threshold: FrequencyThreshold
    if let count = Int(support), count >= 1 {
      threshold = .count(count)
    } else if let fraction = Double(support), fraction > 0, fraction < 1 {
      threshold = .fraction(fraction)
    } else {
      throw ValidationError("--support '\(support)': expected a whole number from 1, or a fraction between 0 and 1")
    }
    var options = FrequentOptions(support: threshold, maxEdges: maxEdges, maxVertices: maxVertices)
    options.inducing = induced ? .vertices : .edges
    options.ignoresVertexLabels = ignoreVertexLabels
    options.ignoresEdgeLabels = ignoreEdgeLabels
    options.selection = closed ? .closed : maximal ? .maximal : .all
    options.top = top
    options.lowerBoundOnly = lowerBoundOnly
    options.countsOccurrences = occurrences
    if let minOccurrences {
      guard let least = UInt128(minOccurrences) else {
        throw ValidationError("--min-occurrences '\(minOccurrences)': expected a whole number")
      }
      options.minimumOccurrences = least
    }
    options.givesExamples = examples
    options.threads = running.threads
    if let deadline {
      guard let value = Self.amount(deadline, [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("", 1)]) else {
        throw ValidationError("--deadline '\(deadline)': expected a time such as 500ms, 30s, 5m or 1h")
      }
      options.deadline = .milliseconds(Int(value * 1000))
    }
    if let memory {
      let units = [("K", 1024.0), ("M", 1_048_576), ("G", 1_073_741_824), ("T", 1_099_511_627_776), ("", 1)]
      guard let value = Self.amount(memory, units) else {
        throw ValidationError("--memory '\(memory)': expected a size such as 500M or 8G")
      }
      options.memory = Int(value)
    }
    do { try options.check() } catch { throw ValidationError(error.description) }
    return options
  }

  /// A number with one of the units.
  private static func amount(_ text: String, _ units: [(String, Double)]) -> Double? {
    for (unit, factor) in units where text.hasSuffix(unit) {
      if let value = Double(text.dropLast(unit.count)), value >= 0, value * factor < 1e15 { return value * factor }
    }
    return nil
  }

  func run() throws {
    let options = try options()
    var session = try Session("fsm", input, running)
    let display = FSMProgress(isEnabled: !running.quiet)
    let result = try session.mining { miner in
      let result = Result { () throws(FrequentError) in
        try miner.graph.frequentSubgraphs(options, progress: display?.show, each: nil)
      }
      display?.end()
      do { return try result.get() } catch { throw Failure(.usage, "\(error)") }
    }
    if running.json {
      printJSON(result.patterns, session, isComplete: result.isComplete)
    } else if to == "csv" {
      printCSV(result.patterns)
    } else {
      printText(result.patterns, session)
    }
    if case .partial(_, let reason) = result {
      session.note("stopped early (\(reason.rawValue)): patterns are missing, those listed are right")
      session.finish()
      throw ExitCode(Status.stopped.rawValue)
    }
    session.finish()
  }

  private var semantics: String {
    "\(lowerBoundOnly ? "lower bounds of " : "")minimum-image support, \(induced ? "vertex" : "edge")-induced, injective"
  }

  private func printJSON(_ patterns: [FrequentPattern], _ session: Session, isComplete: Bool) {
    let results = patterns.map { found -> JSON in
      var members: [(String, JSON)] = [("pattern", .string(found.pattern.text))]
      if let graph6 = found.pattern.edgesGraph6 { members.append(("graph6", .string(graph6))) }
      members += [
        ("vertices", JSON(found.vertexCount)), ("edges", JSON(found.edgeCount)), ("support", JSON(found.support)),
        ("exact", .bool(found.isExact)),
      ]
      if let occurrences = found.occurrences { members.append(("occurrences", .integer(occurrences))) }
      if examples {
        members.append(("example", found.example.map { .object(zip($0.names, $0.ids.map { JSON($0) }).map { ($0, $1) }) } ?? .null))
        if let graph = found.exampleGraph { members.append(("example_graph", JSON(graph))) }
      }
      if parents { members.append(("parent", found.parent.map { .string($0.text) } ?? .null)) }
      return .object(members)
    }
    var tail = session.jsonTail
    tail[0] = ("complete", .bool(isComplete))
    Standard.out.line(
      JSON.object(
        session.jsonHead + [("semantics", .string(semantics)), ("results", .array(results))] + tail).answer)
  }

  private func printCSV(_ patterns: [FrequentPattern]) {
    var head = ["support", "exact", "vertices", "edges", "pattern", "graph6"]
    if occurrences || minOccurrences != nil { head.append("occurrences") }
    if examples { head.append("example") }
    if parents { head.append("parent") }
    Standard.out.line(head.joined(separator: ","))
    for found in patterns {
      var cells = [
        String(found.support), String(found.isExact), String(found.vertexCount), String(found.edgeCount),
        Self.quoted(found.pattern.text), Self.quoted(found.pattern.edgesGraph6 ?? ""),
      ]
      if occurrences || minOccurrences != nil { cells.append(found.occurrences.map { String($0) } ?? "") }
      if examples { cells.append(Self.quoted(Self.example(found) ?? "")) }
      if parents { cells.append(Self.quoted(found.parent?.text ?? "")) }
      Standard.out.line(cells.joined(separator: ","))
    }
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private static func example(_ found: FrequentPattern) -> String? {
    found.example.map { match in
      let pairs = zip(match.names, match.ids).map { "\($0)=\($1)" }.joined(separator: " ")
      return found.exampleGraph.map { "graph \($0): \(pairs)" } ?? pairs
    }
  }

  private func printText(_ patterns: [FrequentPattern], _ session: Session) {
    Standard.out.line("# \(session.graphLine)")
    Standard.out.line(
      "# \(Pretty.count(patterns.count, "pattern", "patterns")); support, edges, pattern; \(semantics)")
    var table = Table([.right, .right, .right, .left, .left])
    for found in patterns {
      var remarks: [String] = []
      if let example = Self.example(found) { remarks.append(example) }
      if parents, let parent = found.parent { remarks.append("from \(parent.text)") }
      table.add(
        (found.isExact ? "" : ">=") + Pretty.count(found.support), Pretty.count(found.edgeCount),
        found.occurrences.map { Pretty.count($0) } ?? "", found.pattern.text,
        remarks.isEmpty ? "" : "# " + remarks.joined(separator: "; "))
    }
    table.print()
  }
}

/// A line on a terminal: level, candidates decided, rate.
private final class FSMProgress: Sendable {
  private let last = Mutex<(time: Duration, isShown: Bool)>((.seconds(1), false))

  init?(isEnabled: Bool) {
    guard isEnabled, Standard.error.isTerminal else { return nil }
  }

  /// Called by any worker; at most five lines a second.
  @Sendable func show(_ progress: FrequentProgress) {
    last.withLock { last in
      guard progress.elapsed > last.time else { return }
      last = (progress.elapsed + .milliseconds(200), true)
      Standard.error.text(
        "\r\u{1B}[Kgyr: size \(progress.level), \(progress.decided) of \(progress.candidates) candidates, "
          + "\(progress.frequent) frequent, \(Int(progress.rate)) candidates/s")
    }
  }

  func end() {
    last.withLock { if $0.isShown { Standard.error.text("\r\u{1B}[K") } }
  }
}
