import ArgumentParser
import Gyrfalcon

struct CliquesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cliques", abstract: "Counts the cliques of a size.",
    discussion: """
      Examples:
        gyr cliques words.txt --size 5
        gyr cliques words.txt --size 4 --json
        gyr cliques web.gyr --size 8 --checkpoint cliques.checkpoint --deadline 1h
      """)

  @OptionGroup var input: GraphOptions
  @Option(help: ArgumentHelp("Vertices of a clique, 1 to 32.", valueName: "k"))
  var size: Int
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @OptionGroup(title: "Matching") var counting: CountingOptions
  @OptionGroup(title: "Dividing") var part: ShardOptions
  @OptionGroup(title: "Dividing") var kept: CheckpointOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard (1...Pattern.maximumVertexCount).contains(size) else {
      throw ValidationError("--size \(size): expected 1 to \(Pattern.maximumVertexCount)")
    }
  }

  func run() throws {
    let clique = Pattern.clique(size)
    let pattern = matching.induced ? try clique.inducing(.vertices) : clique
    var session = try Session("cliques", input, running)
    let shard = try part.parsed()
    let query = try session.planning { miner in try miner.planning(forShards: shard?.count ?? 1).prepareCount(of: pattern) }
    let (parts, stopped) = try session.collecting { miner in
      try miner.divided(shard, kept.parsed, works: [query.identity]) { miner in try miner.parts(of: query) }
    }
    let (count, isWhole) = try query.count(parts, isShard: shard != nil, isDirected: session.graph.isDirected)
    let line = CountLine(name: PatternLibrary.name(of: clique) ?? "\(size)-clique", count: count, isWhole: isWhole)
    session.isComplete = stopped == nil || line.isWhole
    if let shard {
      session.printShard(shard, work: query.work, [line], parts: [parts], unit: counting.unit)
      return try session.conclude("this shard has to be run again")
    }
    try session.print([line], unit: counting.unit)
    try session.conclude("the count is only a lower bound")
  }
}
