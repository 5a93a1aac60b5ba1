import ArgumentParser
import Glibc
import Gyrfalcon

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Lists the occurrences of a pattern, in your ids.",
    discussion: """
      Prints one JSON object a line, keys are the pattern's variables (library patterns use a, b, c, ...). \
      With --shard the matches of all shards together are those of the whole, each once; --limit then holds for each shard. \
      An occurrence is printed once, not once for every symmetry of the pattern; --embeddings prints all. \
      The order is unspecified unless --sort; a file given with --output appears \
      at the end: what a stopped run found is in it too, whole lines, and the exit status says that it is not all.

      Examples:
        gyr match words.txt triangle --limit 3
        gyr match words.txt '(a)--(b)--(c); a !-- c' --to csv --output open.csv
        gyr match words.txt 8-clique --sort | head
        gyr match ppi.txt '(a)--(b)--(c)' --where a=TP53,BRCA1 --where c=@genes.txt
        gyr match words.txt triangle --output triangles.ndjson --json
        gyr match web.gyr house --shard 2/8 > house-2.ndjson
        gyr match roads.txt 4-cycle --to bin --output squares.bin --deadline 30s

      --to bin writes one line of JSON that names the columns, then the ids as 64-bit little-endian integers, row by row \
      (in Python: numpy.fromfile(f, '<i8').reshape(-1, columns) after reading that line). It needs integer ids.
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @Flag(help: "Every map of the pattern into the graph: |Aut| for an occurrence.")
  var embeddings = false
  @Option(help: ArgumentHelp("Stop after exactly so many, or all when there are fewer.", valueName: "n"))
  var limit: Int?
  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?
  @Option(help: ArgumentHelp("ndjson, csv or bin.", valueName: "format"))
  var to = "ndjson"
  @Flag(help: "Ascending by the ids in the order of the variables (keeps all matches in memory).")
  var sort = false
  @OptionGroup(title: "Dividing") var part: ShardOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit \(limit): expected 0 or more") }
    if RowFormat(rawValue: to) == nil {
      let known = RowFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--to '\(to)': expected one of \(known)")
    }
    if running.json && output == nil {
      throw ValidationError("--json prints a summary on standard output: send the matches elsewhere with --output")
    }
  }

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: matching.induced)
    var session = try Session("match", input, running)
    let options = try matching.options()
    session.noteUnknown(named.pattern, options)
    let query = try session.planning { miner in
      try embeddings
        ? miner.prepareEmbeddings(of: named.pattern, options: options, limit: limit)
        : miner.prepareMatches(of: named.pattern, options: options, limit: limit)
    }
    let ids = session.graph.ids
    if to == RowFormat.bin.rawValue, !ids.areIntegers {
      throw Failure(.usage, "--to bin needs integer ids, and those of \(session.path) are strings; use ndjson or csv")
    }
    let formatter = RowFormatter(RowFormat(rawValue: to)!, names: named.pattern.vertices.map(\.name), ids: ids)
    let shard = try part.parsed()
    let file = try OutputFile(output)
    let writer = try MatchWriter(
      formatter, symmetry: query.symmetry, ids: ids, to: file.descriptor, limit: limit, sorts: sort,
      embeddings: embeddings, isStopped: { [guardian = session.guardian] in guardian.stopReason != nil })
    let ((written, trouble), stopped) = session.collecting { miner in
      writer.begin()
      (shard.map { miner.dividing($0) } ?? miner).run(query, limit: writer.occurrencesWanted) { writer.take($0) }
      return writer.end()
    }
    if trouble == EPIPE, output == nil { throw ExitCode.success }
    // Nobody took the last lines, and the time is up.
    if trouble != 0, trouble != ECANCELED { throw file.failure(trouble) }
    try file.finish()

    // A limit that was reached is a complete answer.
    session.isComplete = stopped == nil || written == limit
    session.guardian.settle()
    var semantics = Semantics(
      inducing: named.pattern.inducing, morphism: options.morphism, isDirected: session.graph.isDirected)
    semantics.unit = embeddings ? .embeddings : .occurrences
    if running.json {
      let result = Session.jsonPattern(named) + [
        ("count", JSON(written)), ("limit", limit.map { JSON($0) } ?? .null), ("output", .string(output!)),
        ("semantics", .string(semantics.description)),
      ]
      let identity = shard.map {
        [ShardFile.identity($0, graph: GraphFingerprint(session.graph).description, work: query.work)]
      }
      Standard.out.line(
        JSON.object(session.jsonHead + (identity ?? []) + [("results", .array([.object(result)]))] + session.jsonTail).answer)
    }
    session.note(
      "\(Pretty.count(written, separated: true)) \(written == 1 ? "match" : "matches")"
        + "\(written == limit ? " (the limit)" : ""): \(semantics)")
    session.finish()
    try session.conclude("there may be more matches")
  }
}
