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
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file; one or many.")
  var patterns: [String]
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @OptionGroup(title: "Matching") var counting: CountingOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    // Before the graph is read: a typing error should not cost a minute.
    let named = try patterns.flatMap { try NamedPattern.resolve($0, induced: matching.induced) }
    var session = try Session("count", input, running)
    let options = try matching.options()
    for one in named { session.noteUnknown(one.pattern, options) }
    let queries = try session.planning { miner in
      try named.map { one -> Miner.CountQuery in
        var query = try miner.prepareCount(of: one.pattern, options: options)
        // All maps are far cheaper to count than those that are no mirror images.
        if counting.embeddings { query.coinciding?.orbits = nil }
        return query
      }
    }
    let counts = try session.mining { miner in try queries.map { try miner.run($0) } }
    session.print(zip(named, counts).map { ($0.name, $1) }, unit: counting.unit)
  }
}
