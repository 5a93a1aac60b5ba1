import ArgumentParser
import Gyrfalcon

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Checks the engine's answer for a pattern on your own graph.",
    discussion: """
      Small pieces of the graph are compared with brute force; the same question is asked again with the vertices of graph \
      and pattern renumbered, with every set of kernels, with rules switched off, with one and with several threads; and the \
      counts are held against laws that they must obey. What is quick runs on the whole graph, the rest on a part of it.
      Exit status 0: all agree; 70: something does not (please report it with the seed).

      Examples:
        gyr verify words.txt house
        gyr verify ppi.txt '(a:Kinase)--(b)--(c:Kinase)' --labels kinds.txt
        gyr verify calls.txt feed-forward-loop --directed --seed 7 --json
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @Flag(help: "Vertex-induced: matched vertices have no edges beyond the pattern's.")
  var induced = false
  @Option(help: ArgumentHelp(
    "injective, edge-distinct (vertices may coincide, edges not) or homomorphic.", valueName: "kind"))
  var morphism = Morphism.injective.rawValue
  @Option(help: ArgumentHelp("About how long to go on.", valueName: "n"))
  var seconds = 10.0
  @Option(help: ArgumentHelp("Chooses samples and renumberings.", valueName: "n"))
  var seed: UInt64 = 1
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard Morphism(rawValue: morphism) != nil else {
      throw ValidationError("--morphism '\(morphism)': expected one of \(Morphism.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard seconds > 0, seconds <= 1e6 else { throw ValidationError("--seconds \(seconds): expected more than 0") }
  }

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: induced)
    var session = try Session("verify", input, running)
    let kind = Morphism(rawValue: morphism) ?? .injective
    let check = SelfCheck(
      session.graph, named.pattern, morphism: kind, seconds: seconds, seed: seed, threads: running.threads)
    let report = try session.mining { _ in try check.run() }
    let semantics = Semantics(inducing: named.pattern.inducing, morphism: kind, isDirected: session.graph.isDirected)
    if running.json {
      let checks = report.checks.map { check in
        JSON.object([
          ("check", .string(check.name)), ("comparisons", JSON(check.comparisons)), ("passed", .bool(check.failures.isEmpty)),
          ("detail", .string(check.detail)), ("failures", .array(check.failures.map(JSON.string))),
        ])
      }
      let head = session.jsonHead + Session.jsonPattern(named) + [
        ("passed", .bool(report.passed)), ("comparisons", JSON(report.comparisons)), ("seed", .integer(UInt128(report.seed))),
        ("count", report.count.map { .integer($0.occurrences) } ?? .null), ("rerun_vertices", JSON(report.rerunVertices)),
        ("semantics", .string(semantics.description)), ("results", .array(checks)),
      ]
      Standard.out.line(JSON.object(head + session.jsonTail).answer)
    } else {
      Standard.out.line("# \(session.graphLine)")
      Standard.out.line("# \(semantics)")
      Standard.out.line("pattern: \(named.pattern.text)")
      for check in report.checks {
        let mark = !check.failures.isEmpty ? Style.bad("FAILED") : check.comparisons == 0 ? Style.faint("--    ") : Style.good("ok    ")
        Standard.out.line("\(mark) \(check.name): \(check.detail)")
        for failure in check.failures { Standard.out.line("         \(failure)") }
      }
      let verdict = report.passed ? Style.good("all agree") : Style.bad("SOMETHING DOES NOT AGREE")
      Standard.out.line("\(Pretty.count(report.comparisons, "comparison", "comparisons")), seed \(report.seed): \(verdict)")
    }
    session.finish()
    if !report.passed { throw ExitCode(Status.internalError.rawValue) }
  }
}
