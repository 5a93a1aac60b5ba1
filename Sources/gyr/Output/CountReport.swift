import Gyrfalcon

/// A count and what it is called; `isWhole` is false when it was not counted to its end.
struct CountLine {
  var name: String
  var count: Count
  var isWhole = true
}

/// Counts of a graph, as they are printed: by the run that counted them, or by `gyr merge`.
struct CountReport {
  let unit: Semantics.Unit
  let showsPattern: Bool
  /// Members of the JSON object before and after the results; the line that says what was read.
  let head: [(String, JSON)]
  let tail: [(String, JSON)]
  let graphLine: String
  /// The line that says that the answer is not whole; nil: it is.
  var partial: String?

  private func number(_ count: Count) throws -> UInt128 { unit == .embeddings ? try count.embeddings : count.occurrences }

  private func semantics(_ count: Count) -> String {
    var semantics = count.semantics
    semantics.unit = unit
    return semantics.description
  }

  /// Members of a result that do not depend on the graph.
  func members(_ line: CountLine) -> [(String, JSON)] {
    Session.jsonPattern(NamedPattern(name: line.name, pattern: line.count.pattern))
  }

  func printJSON(_ lines: [CountLine]) throws {
    let results = try lines.map { line in
      var members = members(line) + [
        ("count", .integer(try number(line.count))), ("semantics", .string(semantics(line.count))),
      ]
      if partial != nil { members.append(("complete", .bool(line.isWhole))) }
      return JSON.object(members)
    }
    Standard.out.line(JSON.object(head + [("results", .array(results))] + tail).answer)
  }

  /// The number first, as `wc` does, then the pattern. A count that is only a lower bound says so.
  func printText(_ lines: [CountLine]) throws {
    Standard.out.line("# \(graphLine)")
    let kinds = lines.map { semantics($0.count) }
    let same = Set(kinds).count <= 1
    if same, let kind = kinds.first { Standard.out.line("# \(kind)") }
    if let partial { Standard.out.line("# PARTIAL: \(partial)") }
    var table = Table([.right, .left, .left])
    for (line, kind) in zip(lines, kinds) {
      let remarks = [same ? nil : kind, line.isWhole ? nil : "partial: a lower bound"].compactMap { $0 }
      let detail = [showsPattern ? line.count.pattern.text : "", remarks.isEmpty ? "" : "# " + remarks.joined(separator: "; ")]
      table.add(Pretty.count(try number(line.count)), line.name, detail.filter { !$0.isEmpty }.joined(separator: "  "))
    }
    table.print()
  }
}
