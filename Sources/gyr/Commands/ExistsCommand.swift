import ArgumentParser
import Gyrfalcon

struct ExistsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exists", abstract: "Says whether a pattern occurs, with an example. Stops at the first.",
    discussion: """
      Exit status 0: it does; 1: it does not.

      Examples:
        gyr exists words.txt 13-clique
        gyr exists words.txt diamond --induced || echo none
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: matching.induced)
    var session = try Session("exists", input, running)
    let options = try matching.options()
    session.noteUnknown(named.pattern, options)
    let query = try session.planning { miner in
      try miner.prepareMatches(of: named.pattern, options: options, limit: 1)
    }
    let (match, stopped) = session.collecting { miner in miner.firstMatch(query) }
    session.isComplete = match != nil || stopped == nil
    session.guardian.settle()
    let semantics = Semantics(
      inducing: named.pattern.inducing, morphism: options.morphism, isDirected: session.graph.isDirected
    ).description
    if running.json {
      let found = match.map { match in JSON.object(zip(match.names, match.ids).map { ($0, JSON($1)) }) } ?? .null
      let answer: [(String, JSON)] = [("exists", session.isComplete ? .bool(match != nil) : .null), ("match", found)]
      let result = Session.jsonPattern(named) + answer + [("semantics", .string(semantics))]
      Standard.out.line(
        JSON.object(session.jsonHead + answer + [("results", .array([.object(result)]))] + session.jsonTail).answer)
    } else {
      Standard.out.line("# \(session.graphLine)")
      Standard.out.line("# \(semantics)")
      session.printPartialMark()
      if !session.isComplete {
        Standard.out.line("not known")
      } else if let match {
        Standard.out.line("yes: " + zip(match.names, match.ids).map { "\($0) = \($1)" }.joined(separator: ", "))
      } else {
        Standard.out.line("no")
      }
    }
    session.finish()
    try session.conclude("no match was found so far")
    if match == nil { throw ExitCode(Status.no.rawValue) }
  }
}
