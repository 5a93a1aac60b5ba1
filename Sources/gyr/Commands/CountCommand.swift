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
    let queries = try session.planning { miner in try named.map { try miner.prepareCount(of: $0.pattern) } }
    let counts = try session.mining { miner in try queries.map { try miner.run($0) } }
    session.print(zip(named, counts).map { ($0.name, $1) }, unit: counting.unit)
  }
}
