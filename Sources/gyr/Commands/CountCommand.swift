import ArgumentParser
import Gyrfalcon

struct CountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Counts the occurrences of patterns.",
    discussion: """
      Examples:
        gyr count words.txt triangle
        gyr count words.txt triangle 5-clique '(a)--(b)--(c); a !-- c' --json
        gyr count words.txt diamond --induced
        gyr count calls.txt.zst --directed feed-forward-loop
        gyr count ppi.txt triangle --where a=TP53
        gyr count words.txt '(a)--(b)--(c)' --morphism homomorphic --embeddings
        zcat edges.gz | gyr count - triangle
        gyr count web.gyr 5-cycle --deadline 10m --memory 8G
        gyr count web.gyr house --checkpoint house.checkpoint
        gyr count web.gyr house --shard 3/16 > house-3.json
        gyr count words.txt triangle --by a --top 20
        gyr count ppl.txt '(a)--(b) where a.age > b.age' --vertex-attributes ages.csv
        gyr count genes.txt '(a)->(b)' --directed --labels kinds.txt --by 'label(b)'

      --by a counts occurrences by the vertex that stands at a (or at a place that a symmetry of the pattern exchanges \
      with a), --by 'label(b)' by the labels of that vertex; an unlabelled one counts under (none).
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file; one or many.")
  var patterns: [String]
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @OptionGroup(title: "Matching") var counting: CountingOptions
  @Option(help: ArgumentHelp("Group the count of one pattern: by a vertex, a, or its labels, 'label(a)'.", valueName: "key"))
  var by: String?
  @Option(help: ArgumentHelp("With --by: only the largest so many.", valueName: "n"))
  var top: Int?
  @OptionGroup(title: "Dividing") var part: ShardOptions
  @OptionGroup(title: "Dividing") var kept: CheckpointOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top \(top): expected 1 or more") }
    if top != nil, by == nil { throw ValidationError("--top needs --by") }
    if by != nil, patterns.count > 1 { throw ValidationError("--by groups the count of one pattern, not of \(patterns.count)") }
    if by != nil, part.shard != nil || kept.checkpoint != nil {
      throw ValidationError("--by cannot be divided: drop --shard and --checkpoint")
    }
    if by != nil, counting.embeddings { throw ValidationError("--by and --embeddings exclude each other") }
  }

  func run() throws {
    // Before the graph is read: a typing error should not cost a minute.
    let named = try NamedPattern.resolve(patterns, induced: matching.induced)
    var session = try Session("count", input, running)
    let options = try matching.options()
    for one in named { session.noteUnknown(one.pattern, options) }
    if let by {
      guard named.count == 1 else { throw Failure(.usage, "--by groups the count of one pattern, not of \(named.count)") }
      return try GroupedCount(key: by, top: top, options: options).run(&session, named[0])
    }
    let shard = try part.parsed()
    if named.count > 1, shard == nil, kept.checkpoint == nil { return try countTogether(&session, named, options) }
    let queries = try session.planning { miner in
      let miner = miner.planning(forShards: shard?.count ?? 1)
      return try named.map { one -> Miner.CountQuery in
        var query = try one.naming(ofMany: named.count) { try miner.prepareCount(of: one.pattern, options: options) }
        // All maps are far cheaper to count than those that are no mirror images.
        if counting.embeddings { query.coinciding?.orbits = nil }
        return query
      }
    }
    let (parts, stopped) = try session.collecting { miner in
      try miner.divided(shard, kept.parsed, works: queries.map(\.identity)) { miner in
        try queries.enumerated().map { number, query in try miner.at("\(number)").parts(of: query) }
      }
    }
    let isDirected = session.graph.isDirected
    let lines = try zip(zip(named, queries), parts).map { asked, parts in
      let (count, isWhole) = try asked.1.count(parts, isShard: shard != nil, isDirected: isDirected)
      return CountLine(name: asked.0.name, count: count, isWhole: isWhole)
    }
    session.isComplete = stopped == nil || lines.allSatisfy(\.isWhole)
    if let shard {
      let work = queries.map(\.work).joined(separator: " ")
      session.printShard(shard, work: work, lines, parts: parts, unit: counting.unit)
      return try session.conclude("this shard has to be run again")
    }
    try conclude(session, lines)
  }

  private func conclude(_ session: Session, _ lines: [CountLine]) throws {
    try session.print(lines, unit: counting.unit)
    let partial = lines.count { !$0.isWhole }
    try session.conclude(partial == 1 ? "one count is only a lower bound" : "\(partial) counts are only lower bounds")
  }

  /// What several patterns have in common is computed once.
  private func countTogether(_ session: inout Session, _ named: [NamedPattern], _ options: MatchOptions) throws {
    let query = try session.planning { miner in
      do { return try miner.prepareCounts(of: named.map(\.pattern), options: options, embeddings: counting.embeddings) } catch {
        // Alone, the culprit fails too.
        for one in named { try one.naming(ofMany: named.count) { _ = try miner.prepareCount(of: one.pattern, options: options) } }
        throw error
      }
    }
    let (counts, stopped) = try session.collecting { miner in try miner.runSoFar(query) }
    let lines = zip(named, counts).map { CountLine(name: $0.name, count: $1.count, isWhole: $1.isWhole) }
    session.isComplete = stopped == nil || lines.allSatisfy(\.isWhole)
    try conclude(session, lines)
  }
}
