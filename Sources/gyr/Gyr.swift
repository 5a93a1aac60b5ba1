import ArgumentParser
import Glibc

/// The command line. One file a subcommand, in `Commands`.
@main
struct Gyr: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "gyr",
    abstract: "Mines graphs by pattern: says what to look for, counts it, lists it, explains how.",
    discussion: """
      GRAPH is a file (edge list, CSV, Matrix Market, METIS, .lg, graph6, GraphML, DIMACS, KONECT, NumPy, .gyr, Peregrine's \
      directory; plain, .gz or .zst) or - for standard input.
      PATTERN is a library name (triangle, diamond, 5-clique, 4-cycle, 3-star, ...), pattern text such as \
      '(a)--(b)--(c)--(a)', graph6 such as g6:Bw, or a file of patterns.

      Exit status: 0 done; 1 `exists` says no; 64 usage; 65 bad data; 66 no input; 70 internal error; \
      74 input/output error; 75 stopped by a cap; 130 and 143 interrupted.
      """,
    version: "gyr \(version)",
    subcommands: [
      CountCommand.self, MotifsCommand.self, OrbitsCommand.self, CliquesCommand.self, ExistsCommand.self, MatchCommand.self,
      ExplainCommand.self, FSMCommand.self, SessionCommand.self, InfoCommand.self, ConvertCommand.self, GenerateCommand.self,
      PatternsCommand.self, DrawCommand.self, WhyCommand.self, VerifyCommand.self, ReportCommand.self, MergeCommand.self,
    ])

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    // A limit on the size of files is an error of writing, too.
    signal(SIGXFSZ, SIG_IGN)
    Interruption.install()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if let unknown = unknownCommand(arguments) { throw unknown }
      var command = try parse(arguments)
      try command.run()
    } catch {
      finish(error)
    }
    leave(.success)
  }

  func run() throws {
    Standard.out.line("""
      gyr \(Self.version) mines graphs by pattern. Five things to try:

        gyr motifs GRAPH --size 4                  every connected pattern on 4 vertices, counted
        gyr count GRAPH triangle 5-clique house    patterns by name, text or file
        gyr match GRAPH '(a)--(b)--(c)--(a)' --limit 10
        gyr report GRAPH -o report.html            a page about the graph, with pictures
        gyr patterns                               the patterns that have names, drawn

      GRAPH is an edge list (two ids a line), an .lg file, or -; plain, .gz or .zst. `gyr help` says more.
      """)
  }

  /// A word that is no subcommand, with the nearest one: the argument parser alone would call it unexpected.
  private static func unknownCommand(_ arguments: [String]) -> Failure? {
    guard let word = arguments.first == "help" ? arguments.dropFirst().first : arguments.first, !word.hasPrefix("-"), word != "help"
    else { return nil }
    let names = configuration.subcommands.map { $0._commandName }
    if names.contains(word) { return nil }
    let hint = Spelling.nearest(to: word, among: names).map { "; did you mean '\($0)'?" } ?? ""
    return Failure(.usage, "'\(word)' is no command\(hint) (`gyr help` lists them)")
  }

  /// The command that words are.
  ///
  /// The argument parser takes `-3` for an option and says that the one before it misses its value. Joined to it, as in
  /// `--top=-3`, the number comes to the option's own check, which says what it expects.
  static func parse(_ words: [String]) throws -> any ParsableCommand {
    do { return try parseAsRoot(words) } catch {
      let text = message(for: error)
      guard let place = words.indices.dropLast().first(where: {
        text.hasPrefix("Missing value for '\(words[$0]) ") && isNegative(words[$0 + 1])
      }) else { throw error }
      var joined = words
      joined[place...place + 1] = ["\(words[place])=\(words[place + 1])"]
      return try parse(joined)
    }
  }

  /// `-3`, `-.5`, `-3s`
  private static func isNegative(_ word: String) -> Bool {
    let digits = word.dropFirst().drop { $0 == "." }
    return word.hasPrefix("-") && digits.first.map { $0.isASCII && $0.isNumber } == true
  }

  /// Says what went wrong and ends with its status.
  private static func finish(_ error: any Error) -> Never { leave(report(error)) }

  /// Says what went wrong, and with which status that ends.
  static func report(_ error: any Error) -> Status {
    let failure: Failure
    switch error {
    case let exit as ExitCode: return Status(rawValue: exit.rawValue) ?? .internalError
    case let own as Failure: failure = own
    case let known where Failure(explaining: known) != nil: failure = Failure(explaining: known)!
    default:
      let code = exitCode(for: error)
      guard code.rawValue != 0 else {
        // --help and --version are answers.
        Standard.out.line(fullMessage(for: error))
        return .success
      }
      // The first line says it; the argument parser's usage block would bury it.
      let lines = fullMessage(for: error).split(separator: "\n").map(String.init)
      var text = lines.first ?? "cannot be done"
      if text.hasPrefix("Error: ") { text = String(text.dropFirst("Error: ".count)) }
      // A list of choices follows line by line.
      if text.hasSuffix(":") { text += " " + lines.dropFirst().prefix { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) }.joined(separator: ", ") }
      // `gyr count <graph> ...`: the words before the first argument are the command.
      let usage = lines.lazy.compactMap { $0.hasPrefix("Usage: ") ? $0.dropFirst("Usage: ".count) : nil }.first
      let command = (usage ?? "gyr").split(separator: " ").prefix { $0.first!.isLetter }.joined(separator: " ")
      failure = Failure(.usage, "\(lowercasedStart(text)) (see `\(command) --help`)")
    }
    Standard.error.line("gyr: \(failure.message)")
    if let drawing = failure.drawing { Standard.error.line(drawing) }
    return failure.status
  }

  private static func lowercasedStart(_ text: String) -> String {
    guard let first = text.first, text.dropFirst().first?.isLowercase == true else { return text }
    return first.lowercased() + text.dropFirst()
  }

  private static func leave(_ status: Status) -> Never {
    Standard.out.flush()
    // No destructors: the kernel takes the memory back faster than they would.
    _exit(status.rawValue)
  }
}
