import ArgumentParser
import Glibc
import Gyrfalcon

struct SessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Reads a graph once and answers questions about it at a prompt.",
    discussion: """
      At the prompt: a pattern by itself is counted; the other commands work as in the shell, without the graph:

        (a)--(b)--(c); a !-- c
        count triangle 4-clique --by a --top 5
        match '(a)--(b)--(c)' --limit 3
        explain house --analyze
        help, quit

      Commands: \(Prompt.commands.joined(separator: ", ")).

      At a terminal there are history (arrow keys) and completion (tab) when libedit is installed. Without a terminal the \
      lines of standard input are read until it ends, and the exit status is that of the last line that failed.

      Examples:
        gyr session words.txt
        printf '%s\\n' triangle 'exists 5-clique' | gyr session words.txt --quiet
      """)

  @OptionGroup var input: GraphOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    if running.json { throw ValidationError("--json belongs to the commands at the prompt") }
    if input.graph == "-" { throw ValidationError("the graph cannot be standard input, from which the questions come") }
  }

  func run() throws {
    let session = try Session("session", input, running)
    KeptGraph.current = KeptGraph(path: session.path, graph: session.graph, miner: session.miner)
    session.note(session.graphLine)
    var status = Status.success
    let editor = LineEditor(words: Prompt.commands + PatternLibrary.entries.map(\.name))
    prompt: while let line = editor.next("gyr> ") {
      switch Prompt.read(line) {
      case .nothing: continue
      case .quit: break prompt
      case .help: Standard.out.line(Self.configuration.discussion)
      case .trouble(let message):
        Standard.error.line("gyr: \(message)")
        status = .usage
      case .command(var words):
        words.insert(session.path, at: 1)
        if running.quiet { words.append("--quiet") }
        if let failed = answer(words) { status = failed }
      }
      Standard.out.flush()
    }
    if editor.isInteractive {
      // The prompt's line may still be open.
      Standard.error.line("")
    } else if status != .success {
      throw ExitCode(status.rawValue)
    }
  }

  /// Runs one command; nil when all is well.
  private func answer(_ words: [String]) -> Status? {
    do {
      var command = try Gyr.parse(words)
      try command.run()
      return nil
    } catch {
      let status = Gyr.report(error)
      return status == .success ? nil : status
    }
  }
}

/// What a line at the prompt means.
enum Prompt {
  case nothing, quit, help
  case command([String])
  case trouble(String)

  /// Commands that take a graph.
  static let commands = [
    "count", "motifs", "orbits", "cliques", "exists", "match", "explain", "why", "verify", "fsm", "info", "report",
  ]

  static func read(_ line: String) -> Prompt {
    guard let words = split(line) else { return .trouble("a quote is not closed") }
    guard let first = words.first, !first.hasPrefix("#") else { return .nothing }
    if ["quit", "exit"].contains(first), words.count == 1 { return .quit }
    if first == "help" || first == "?" { return .help }
    if commands.contains(first) { return .command(words) }
    if let trouble = misspelt(first, words.dropFirst()) { return .trouble(trouble) }
    // Everything else is a pattern, perhaps with options behind it.
    let options = words.firstIndex { $0.hasPrefix("--") && $0.count > 2 && $0.dropFirst(2).first!.isLetter } ?? words.count
    if options == words.count { return .command(["count", trimmed(line)]) }
    return .command(["count", words[..<options].joined(separator: " ")] + words[options...])
  }

  /// A bare word in front that is no pattern, but nearly a command.
  private static func misspelt(_ word: String, _ rest: ArraySlice<String>) -> String? {
    guard word.allSatisfy({ $0.isLetter || $0 == "-" }), PatternLibrary.pattern(named: word) == nil else { return nil }
    // `a -- b` starts with a vertex.
    if let next = rest.first, !next.hasPrefix("--") || next == "--", !next.first!.isLetter { return nil }
    return Spelling.nearest(to: word, among: commands + ["help", "quit"]).map {
      "'\(word)' is no command and no pattern; did you mean '\($0)'?"
    }
  }

  private static func trimmed(_ line: String) -> String {
    String(line.drop { $0 == " " || $0 == "\t" })
  }

  /// Words as in a shell: blanks part them, quotes of either kind keep them together.
  private static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word! += String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" {
        if let complete = word { words.append(complete) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if quote != nil { return nil }
    return words + (word.map { [$0] } ?? [])
  }
}
