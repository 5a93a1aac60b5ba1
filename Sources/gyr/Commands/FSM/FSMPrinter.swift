import Gyrfalcon

/// Prints frequent patterns as text, CSV, JSON, or one JSON object a line.
struct FSMPrinter {
  let source: FSMSource
  let options: FrequentOptions
  let choices: FSMAnswerOptions
  let isJSON: Bool

  /// Prints a pattern as soon as it is found; nil when the format wants all of them first.
  var stream: (@Sendable (FrequentPattern) -> Bool)? {
    guard choices.to == .ndjson else { return nil }
    let printer = PatternObject(options: options, choices: choices)
    return { found in
      Standard.out.line(printer.object(found).text)
      Standard.out.flush()
      return true
    }
  }

  func print(_ result: FrequentResult, seconds: Double) {
    var stopped: EarlyStop?
    if case .partial(_, let reason) = result { stopped = reason }
    if isJSON { return printJSON(result.patterns, seconds, stopped) }
    switch choices.to {
    case .text: printText(result.patterns, stopped)
    case .csv: printCSV(result.patterns)
    case .ndjson: break
    }
  }

  private var semantics: String {
    let kind = source.isSet ? "transactional support" : "minimum-image support"
    return "\(options.lowerBoundOnly ? "lower bounds of " : "")\(kind), "
      + "\(options.inducing == .vertices ? "vertex" : "edge")-induced, injective, "
      + (source.isDirected ? "directed" : "undirected")
  }

  /// The least support, and what it is a fraction of.
  private var threshold: (count: Int, text: String) {
    let universe = source.isSet ? source.graphs.count : source.graphs.vertexCount
    let count = (try? options.support.resolved(universe)) ?? 0
    guard case .fraction(let fraction) = options.support else { return (count, Pretty.count(count)) }
    let unit = source.isSet ? Pretty.count(universe, "graph", "graphs") : Pretty.count(universe, "vertex", "vertices")
    return (count, "\(Pretty.count(count)) (\(fraction) of \(unit))")
  }

  private func printJSON(_ patterns: [FrequentPattern], _ seconds: Double, _ stopped: EarlyStop?) {
    let object = PatternObject(options: options, choices: choices)
    Standard.out.line(
      JSON.object(
        source.jsonHead + [
          ("semantics", .string(semantics)), ("threshold", JSON(threshold.count)),
          ("results", .array(patterns.map(object.object))),
        ] + source.jsonTail(mine: seconds, stopped: stopped)
      ).answer)
  }

  private func printCSV(_ patterns: [FrequentPattern]) {
    var head = ["support", "exact", "vertices", "edges", "pattern", "graph6"]
    if options.countsOccurrences { head.append("occurrences") }
    if choices.examples { head.append("example") }
    if choices.parents { head.append("parent") }
    Standard.out.line(head.joined(separator: ","))
    for found in patterns {
      var cells = [
        String(found.support), String(found.isExact), String(found.vertexCount), String(found.edgeCount),
        Self.quoted(found.pattern.text), Self.quoted(found.pattern.edgesGraph6 ?? ""),
      ]
      if options.countsOccurrences { cells.append(found.occurrences.map { String($0) } ?? "") }
      if choices.examples { cells.append(Self.quoted(Self.example(found) ?? "")) }
      if choices.parents { cells.append(Self.quoted(found.parent?.text ?? "")) }
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
      return found.exampleGraph.map { "in \($0): \(pairs)" } ?? pairs
    }
  }

  private func printText(_ patterns: [FrequentPattern], _ stopped: EarlyStop?) {
    Standard.out.line("# \(source.line)")
    Standard.out.line("# \(semantics), at least \(threshold.text)")
    let columns = "support, edges, \(options.countsOccurrences ? "occurrences, " : "")pattern"
    Standard.out.line("# \(Pretty.count(patterns.count, "pattern", "patterns")): \(columns)")
    if let stopped { Standard.out.line("# PARTIAL: stopped early (\(stopped.rawValue)), patterns are missing") }
    var table = Table([.right, .right, .right, .left, .left])
    for found in patterns {
      var remarks: [String] = []
      if let example = Self.example(found) { remarks.append(example) }
      if choices.parents, let parent = found.parent { remarks.append("from \(parent.text)") }
      table.add(
        (found.isExact ? "" : ">=") + Pretty.count(found.support), Pretty.count(found.edgeCount),
        found.occurrences.map { Pretty.count($0) } ?? "", found.pattern.text,
        remarks.isEmpty ? "" : "# " + remarks.joined(separator: "; "))
    }
    table.print()
  }
}

/// A frequent pattern as a JSON object.
struct PatternObject: Sendable {
  let countsOccurrences: Bool
  let givesExamples: Bool
  let givesParents: Bool

  init(options: FrequentOptions, choices: FSMAnswerOptions) {
    countsOccurrences = options.countsOccurrences
    givesExamples = choices.examples
    givesParents = choices.parents
  }

  func object(_ found: FrequentPattern) -> JSON {
    var members: [(String, JSON)] = [("pattern", .string(found.pattern.text))]
    if let graph6 = found.pattern.edgesGraph6 { members.append(("graph6", .string(graph6))) }
    members += [
      ("vertices", JSON(found.vertexCount)), ("edges", JSON(found.edgeCount)), ("support", JSON(found.support)),
      ("exact", .bool(found.isExact)),
    ]
    if countsOccurrences { members.append(("occurrences", found.occurrences.map { .integer($0) } ?? .null)) }
    if givesExamples {
      members.append(("example", found.example.map { .object(Array(zip($0.names, $0.ids.map { JSON($0) }))) } ?? .null))
      if let graph = found.exampleGraph { members.append(("example_graph", .string(graph))) }
    }
    if givesParents { members.append(("parent", found.parent.map { .string($0.text) } ?? .null)) }
    return .object(members)
  }
}
