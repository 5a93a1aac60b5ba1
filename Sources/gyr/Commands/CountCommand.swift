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
        gyr count words.txt triangle --by a --top 20
        gyr count people.csv '(a)--(b) where a.age > b.age' --vertex-attributes ages.csv
        gyr count genes.txt '(a)->(b)' --directed --labels kinds.txt --by 'label(b)'

      --by a counts occurrences by the vertex that stands at a (or at a place that a symmetry of the pattern exchanges
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
  @OptionGroup(title: "Running") var limits: DeadlineOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top \(top): expected 1 or more") }
    if top != nil, by == nil { throw ValidationError("--top needs --by") }
    if by != nil, patterns.count > 1 { throw ValidationError("--by groups the count of one pattern, not of \(patterns.count)") }
    if by != nil, counting.embeddings { throw ValidationError("--by and --embeddings exclude each other") }
  }

  func run() throws {
    // Before the graph is read: a typing error should not cost a minute.
    let named = try patterns.flatMap { try NamedPattern.resolve($0, induced: matching.induced) }
    var session = try Session("count", input, running)
    let options = try matching.options()
    for one in named { session.noteUnknown(one.pattern, options) }
    let deadline = try limits.duration()
    if let by {
      guard named.count == 1 else { throw Failure(.usage, "--by groups the count of one pattern, not of \(named.count)") }
      return try GroupedCount(key: by, top: top, options: options).run(&session, named[0], deadline)
    }
    let query = try session.planning { miner in
      try miner.prepareCounts(of: named.map(\.pattern), options: options, embeddings: counting.embeddings)
    }
    let outcomes = try session.mining { miner in try miner.run(query, deadline: deadline) }
    let counts = outcomes.map(\.value)
    let stopped = outcomes.count { !$0.isComplete }
    session.isComplete = stopped == 0
    try session.print(zip(named, counts).map { ($0.name, $1) }, unit: counting.unit)
    if stopped > 0 {
      session.note("stopped by the deadline: \(stopped == 1 ? "a count is" : "\(stopped) counts are") only a lower bound")
      throw ExitCode(Status.stopped.rawValue)
    }
  }
}
