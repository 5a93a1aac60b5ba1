import ArgumentParser
import Glibc
import Gyrfalcon

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Adds up what the shards of a run have counted.",
    discussion: """
      Takes what count, motifs, cliques, orbits --json and match --json have printed with --shard 1/n to n/n, in any \
      order, and prints what the whole run would have printed. All shards must be there, each once, of the same graph and \
      question; else nothing is printed and the exit status is 65.
      The tables of orbits (--output) are put together with --output; the matches of match are those of all files together.

      Examples:
        for i in 1 2 3; do gyr motifs web.gyr --size 5 --shard $i/3 > $i.json; done
        gyr merge ?.json
        gyr merge ?.json --json
        sbatch --array=1-64 --wrap 'i=$SLURM_ARRAY_TASK_ID;
            gyr count web.gyr 5-cycle --shard $i/64 > c5-$i.json'
        gyr merge orbits-*.json --output orbits.tsv
      """)

  @Argument(help: ArgumentHelp("What the shards printed.", valueName: "shard.json"))
  var shards: [String]
  @Option(name: .shortAndLong, help: ArgumentHelp("Orbits: put the tables of the shards together in a file.", valueName: "file"))
  var output: String?
  @Flag(help: "Print one JSON object.")
  var json = false

  /// One file.
  private struct File {
    let path: String
    let json: JSON
    let identity: ShardError.Identity
    var command: String { json["command"]?.string ?? "" }
  }

  func run() throws {
    let files = try shards.map(read)
    do throws(ShardError) {
      try ShardError.check(files.map(\.identity))
    } catch {
      throw Failure(.badData, explain(error, files))
    }
    for file in files where file.command != files[0].command {
      throw Failure(.badData, "\(file.path) is of `\(file.command)`, \(files[0].path) of `\(files[0].command)`")
    }
    if output != nil, files[0].command != "orbits" {
      throw Failure(.usage, "--output puts the tables of orbits together; these are shards of \(files[0].command)")
    }
    // In their own order, so that the result does not depend on that of the arguments.
    let ordered = files.sorted { $0.identity.shard.number < $1.identity.shard.number }
    switch files[0].command {
    case "orbits": try mergeOrbits(ordered)
    case "match": try mergeMatches(ordered)
    default: try mergeCounts(ordered)
    }
  }

  // MARK: Reading

  private func read(_ path: String) throws -> File {
    guard let bytes = try WholeFile.read(path) else { throw Failure(.noInput, "\(path): no such file") }
    let json: JSON
    do throws(JSON.ParseError) {
      json = try JSON(parsing: bytes)
    } catch {
      throw Failure(.badData, "\(path): at byte \(error.offset): \(error.message); expected what --shard printed")
    }
    guard let shard = json["shard"] else {
      throw Failure(.badData, "\(path): is no shard; expected what a command printed with --shard")
    }
    guard let number = shard["number"]?.int, let count = shard["of"]?.int, let parsed = Shard(number, of: count),
      let graph = shard["graph"]?.string, let work = shard["work"]?.string, let isComplete = json["complete"]?.bool,
      json["command"]?.string != nil, json["results"]?.array != nil, json["graph"]?["vertices"]?.int != nil
    else { throw broken(path) }
    return File(
      path: path, json: json,
      identity: ShardError.Identity(shard: parsed, graph: graph, work: work, isComplete: isComplete))
  }

  private func broken(_ path: String) -> Failure {
    Failure(.badData, "\(path): this shard is damaged or of another version; run it again")
  }

  private func explain(_ error: ShardError, _ files: [File]) -> String {
    switch error {
    case .mismatch(let position, let what): "\(files[position].path) does not belong to \(files[0].path): \(what)"
    case .repeated(let a, let b): "\(files[a].path) and \(files[b].path) are both shard \(files[a].identity.shard)"
    case .incomplete(let position):
      "\(files[position].path): shard \(files[position].identity.shard) was stopped before its end; run it again"
    case .missing, .none: error.description
    }
  }

  // MARK: Counts

  private func mergeCounts(_ files: [File]) throws {
    guard let parts = files[0].json["parts"]?.array else { throw broken(files[0].path) }
    var sums: [CountParts] = []
    for (number, part) in parts.enumerated() {
      guard var sum = ShardFile.parts(part) else { throw broken(files[0].path) }
      for file in files.dropFirst() {
        guard let own = file.json["parts"]?.array, own.count == parts.count, let more = ShardFile.parts(own[number]),
          more.combination == sum.combination
        else { throw broken(file.path) }
        for row in sum.sums.indices {
          let (value, overflow) = sum.sums[row].addingReportingOverflow(more.sums[row])
          if overflow { throw PlanningError.countTooLarge }
          sum.sums[row] = value
        }
      }
      sums.append(sum)
    }
    let head = files[0].json
    let isDirected = head["graph"]?["directed"]?.bool ?? false
    var lines: [CountLine] = []
    var results = head["results"]?.array?[...] ?? []
    for sum in sums {
      let (occurrences, embeddings) = try sum.counts()
      for count in occurrences {
        guard let result = results.popFirst(), let count, let name = result["name"]?.string,
          let text = result["pattern"]?.string, let automorphisms = result["automorphisms"]?.unsigned,
          let morphism = (result["morphism"]?.string).flatMap({ Morphism(rawValue: $0) })
        else { throw broken(files[0].path) }
        let pattern = try NamedPattern.one(text, induced: false).pattern
        lines.append(CountLine(name: name, count: Count(
          pattern: pattern, occurrences: count, automorphisms: automorphisms, isDirected: isDirected,
          morphism: morphism, separateEmbeddings: embeddings)))
      }
    }
    guard results.isEmpty else { throw broken(files[0].path) }
    let report = CountReport(
      unit: head["unit"]?.string == Semantics.Unit.embeddings.rawValue ? .embeddings : .occurrences,
      showsPattern: head["shows_pattern"]?.bool ?? false, head: self.head(files), tail: tail(files),
      graphLine: graphLine(files[0]))
    if json { try report.printJSON(lines) } else { try report.printText(lines) }
  }

  private func head(_ files: [File]) -> [(String, JSON)] {
    [("command", .string(files[0].command)), ("graph", files[0].json["graph"] ?? .null)]
  }

  /// Times are those of all shards together.
  private func tail(_ files: [File]) -> [(String, JSON)] {
    func sum(_ stage: String) -> JSON { .seconds(files.reduce(0) { $0 + ($1.json["seconds"]?[stage]?.double ?? 0) }) }
    return [
      ("complete", .bool(true)), ("shards", JSON(files.count)), ("threads", files[0].json["threads"] ?? .null),
      ("seconds", .object([("load", sum("load")), ("plan", sum("plan")), ("mine", sum("mine"))])),
    ]
  }

  private func graphLine(_ file: File) -> String {
    let graph = file.json["graph"]
    return Session.graphLine(
      path: graph?["path"]?.string ?? "", vertices: graph?["vertices"]?.int ?? 0, edges: graph?["edges"]?.int ?? 0,
      isDirected: graph?["directed"]?.bool ?? false)
  }

  // MARK: Matches and orbits

  private func mergeMatches(_ files: [File]) throws {
    var total = 0
    for file in files {
      guard let count = file.json["results"]?.array?.first?["count"]?.int else { throw broken(file.path) }
      total += count
    }
    guard case .object(var result)? = files[0].json["results"]?.array?.first else { throw broken(files[0].path) }
    result.removeAll { ["count", "limit", "output"].contains($0.0) }
    if json {
      let outputs = files.map { $0.json["results"]?.array?.first?["output"] ?? .null }
      result += [("count", JSON(total)), ("outputs", .array(outputs))]
      Standard.out.line(JSON.object(head(files) + [("results", .array([.object(result)]))] + tail(files)).answer)
    } else {
      Standard.out.line("# \(graphLine(files[0]))")
      if case .string(let semantics)? = result.first(where: { $0.0 == "semantics" })?.1 { Standard.out.line("# \(semantics)") }
      Standard.out.line("\(Pretty.count(total)) \(result.first { $0.0 == "name" }?.1.string ?? "")")
    }
  }

  private func mergeOrbits(_ files: [File]) throws {
    let known = files[0].json["results"]?.array?.count ?? 0
    let orbits = Array(GraphletOrbit.all(upTo: 5).prefix(known))
    var totals = [UInt128](repeating: 0, count: orbits.count)
    for file in files {
      guard let results = file.json["results"]?.array, results.count == orbits.count else { throw broken(file.path) }
      for (orbit, result) in results.enumerated() {
        guard result["orbit"]?.int == orbits[orbit].number, let total = result["total"]?.unsigned else { throw broken(file.path) }
        totals[orbit] += total
      }
    }
    if let output {
      let tables = try files.map { file -> String in
        guard let path = file.json["output"]?.string else {
          throw Failure(.badData, "\(file.path): this shard wrote no table (run it with --output)")
        }
        return path
      }
      let vertices = files[0].json["graph"]?["vertices"]?.int ?? 0
      let counts = try OrbitTable.read(tables, orbits, vertices: vertices)
      try OrbitsCommand.write(to: output, format: nil) { try OrbitTable(counts, $0) }
    }
    if json {
      let results = zip(orbits, totals).map { OrbitsCommand.total($0, $1) }
      let place = output.map { [("output", JSON.string($0))] } ?? []
      Standard.out.line(JSON.object(head(files) + [("results", .array(results))] + place + tail(files)).answer)
    } else if output == nil {
      Standard.out.line("# \(graphLine(files[0]))")
      Standard.out.line("# sums over all vertices (--output FILE puts the tables together)")
      var table = Table([.right, .right, .left])
      for (orbit, total) in zip(orbits, totals) {
        table.add(Pretty.count(total), "\(orbit.number)", MotifsCommand.name(of: orbit.graphlet))
      }
      table.print()
    }
  }
}
