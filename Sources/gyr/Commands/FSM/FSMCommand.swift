import ArgumentParser
import Gyrfalcon

struct FSMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsm", abstract: "Finds the frequent patterns of a graph or a set of graphs, with their exact supports.",
    discussion: """
      In one graph, support is minimum-image support (MNI): the least number of vertices that a pattern vertex is \
      matched to, over all matches. In a set (a .lg file with several `t # i` lines, gSpan's format) it is the number of \
      graphs that contain the pattern. Patterns have exact labels and grow by edges up to --max-edges, or with --induced \
      by vertices up to --max-vertices; every size from one edge on is listed. Without a bound the search ends when \
      nothing is frequent. An interrupted run, like one that a limit stops, prints what it has found.

      Examples:
        gyr fsm citations.lg --support 100 --max-edges 3
        gyr fsm compounds.lg --support 0.3 --closed --examples
        gyr fsm citations.lg --support 5% --induced --max-vertices 4 --json
        gyr fsm proteins.lg --support 50 --max-edges 5 --to ndjson --deadline 1m
        gyr fsm friends.txt --min-occurrences 1000 --max-edges 3
      """)

  @OptionGroup var input: GraphOptions
  @OptionGroup(title: "Patterns") var choices: FSMChoices
  @OptionGroup(title: "Answer") var answer: FSMAnswerOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    _ = try choices.options()
    if answer.to != .text && running.json { throw ValidationError("--json and --to exclude each other") }
  }

  func run() throws {
    var options = try choices.options()
    options.givesExamples = answer.examples
    options.threads = running.threads
    options.memory = try running.bytes()
    let source = try FSMSource(input, running)
    try mine(source, options)
  }

  private func mine(_ source: FSMSource, _ options: FrequentOptions) throws {
    let printer = FSMPrinter(source: source, options: options, choices: answer, isJSON: running.json)
    let guardian = source.guardian
    // The levels tell more than the watch could.
    var show: (@Sendable (FrequentProgress) -> Void)?
    if let display = guardian.display { show = { display.show($0) } }
    var result: FrequentResult?
    let seconds = try Session.time {
      do throws(FrequentError) {
        result = try guardian.collecting { () throws(FrequentError) in
          try source.mine(
            options, each: printer.stream, progress: show, isCancelled: { guardian.stopReason != nil })
        }
      } catch {
        // Options have been checked: what is left is a graph that cannot be mined this way.
        throw Failure(.badData, "\(source.path): \(error)")
      }
    }
    // The run only knows that it was asked to stop.
    if case .partial(let patterns, .cancelled) = result!, let reason = guardian.stopReason {
      result = .partial(patterns, reason)
    }
    guardian.settle()
    printer.print(result!, seconds: seconds)
    guard case .partial(_, let reason) = result! else { return source.noteTimes(mine: seconds) }
    let (why, status) = RunGuard.explain(reason)
    source.run.warn("\(why): patterns are missing; those listed are right")
    throw ExitCode(status)
  }
}
