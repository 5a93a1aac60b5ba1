import ArgumentParser
import Gyrfalcon
import Synchronization

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Lists the occurrences of a pattern, in your ids.",
    discussion: """
      One line an occurrence: a JSON object whose keys are the pattern's variables, or CSV with a header line.
      The order is unspecified unless --sort; --limit gives exactly that many, or all when there are fewer.

      Examples:
        gyr match words.txt triangle --limit 10
        gyr match words.txt '(hub)--(x), (hub)--(y), x !-- y' --to csv -o wedges.csv
        gyr match words.txt 5-clique --sort | head
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @Option(help: ArgumentHelp("Stop after exactly this many.", valueName: "n"))
  var limit: Int?
  @Option(name: [.short, .long], help: ArgumentHelp("Write to a file, which appears when it is complete.", valueName: "file"))
  var output: String?
  @Option(name: .customLong("to"), help: ArgumentHelp("ndjson or csv.", valueName: "format"))
  var format = "ndjson"
  @Flag(help: "Sort by the ids, first variable first (all matches are held in memory).")
  var sort = false
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit \(limit): expected a number that is not negative") }
    guard MatchWriter.Format(rawValue: format) != nil else {
      throw ValidationError("--to '\(format)': expected ndjson or csv")
    }
    if running.json, output == nil {
      throw ValidationError("--json prints one object about the run; give the matches a file with --output")
    }
  }

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: matching.induced)
    var session = try Session("match", input, running)
    let query = try session.planning { miner in try miner.prepareMatches(of: named.pattern) }
    let writer = try MatchWriter(
      MatchWriter.Format(rawValue: format)!, names: named.pattern.vertices.map(\.name), to: output)
    let graph = session.graph
    let delivered: Int
    if sort {
      let rows = Mutex<[[UInt32]]>([])
      let width = named.pattern.vertices.count
      delivered = session.mining { miner in
        miner.run(query, limit: limit) { batch in
          let more = (0..<batch.count).map { Array(batch.rows[($0 * width)..<(($0 + 1) * width)]) }
          rows.withLock { $0 += more }
          return true
        }
      }
      let sorted = rows.withLock { $0 }.sorted { a, b in
        for (x, y) in zip(a, b) where x != y { return graph.ids.id(of: Int(x)) < graph.ids.id(of: Int(y)) }
        return false
      }
      for row in sorted where !row.withUnsafeBufferPointer({ writer.write($0, of: graph) }) { break }
    } else {
      delivered = session.mining { miner in
        miner.run(query, limit: limit) { batch in writer.write(batch.rows, of: graph) }
      }
    }
    try writer.finish()
    if running.json {
      let result = Session.jsonPattern(named) + [
        ("matches", JSON(delivered)), ("output", .string(output ?? "")),
        ("semantics", .string(Semantics(inducing: named.pattern.inducing, isDirected: graph.isDirected).description)),
      ]
      Standard.out.line(JSON.object(session.jsonHead + [("results", .array([.object(result)]))] + session.jsonTail).answer)
    }
    session.note("\(Pretty.count(delivered, "match", "matches")): \(Semantics(inducing: named.pattern.inducing, isDirected: graph.isDirected))")
    session.finish()
  }
}
