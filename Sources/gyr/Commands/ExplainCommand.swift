import ArgumentParser
import Gyrfalcon
import Machine
import Planning

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Shows how a pattern is matched: order, symmetry breaking, loops, estimates.",
    discussion: """
      Loops are pseudo-code in the pattern's variables: V all vertices, N(a) the neighbours of a (out(a), in(a) by \
      direction; mutual(a), onlyOut(a): arcs both ways, arcs not answered; N[L](a) through edges labelled L), {L} the \
      vertices with label L or that meet a condition, s0, s1, ... candidate sets, [< a] the part with smaller numbers than a's.

      Examples:
        gyr explain words.txt diamond
        gyr explain words.txt house --analyze
        gyr explain words.txt 4-cycle --induced --listing
        gyr explain calls.txt --directed '(a)->(b)->(c); c !-> a' --where a=17
        gyr explain words.txt 4-path --morphism homomorphic --analyze
        gyr explain words.txt house --dot | dot -Tsvg > plan.svg
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @Flag(help: "Run the plan too and show what every loop really did.")
  var analyze = false
  @Flag(help: "Print the plan as a graph in the language of Graphviz.")
  var dot = false
  @Flag(help: "Explain how matches are delivered instead of counted.")
  var listing = false
  @Option(help: ArgumentHelp(
    "Rules to switch off, of: \(Planner.Rules.names.map(\.0).joined(separator: ", ")).", valueName: "list"))
  var without: String?
  @OptionGroup(title: "Running") var running: RunOptions

  private func rules() throws -> Planner.Rules {
    var rules = Planner.Rules.all
    for name in (without ?? "").split(separator: ",") {
      guard let rule = Planner.Rules.names.first(where: { $0.0 == name }) else {
        let known = Planner.Rules.names.map(\.0).joined(separator: ", ")
        throw ValidationError("--without '\(name)': expected one of \(known)")
      }
      rules.remove(rule.1)
    }
    return rules
  }

  func validate() throws {
    _ = try rules()
    if dot, running.json { throw ValidationError("--dot and --json exclude each other") }
  }

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: matching.induced)
    var session = try Session("explain", input, running)
    let chosen = try rules()
    let options = try matching.options()
    session.noteUnknown(named.pattern, options)
    try ConditionCheck.check(named.pattern, in: session.graph)
    let derivation = try session.planning { miner -> Derivation in
      var planner = miner.planner
      planner.rules = chosen
      if !listing, options.morphism == .injective {
        return try planner.countingPlan(named.pattern, settings: miner.settings(options, of: named.pattern))
      }
      return Derivation(
        direct: try planner.plan(
          named.pattern, for: listing ? .listing : .counting, settings: miner.settings(options, of: named.pattern)))
    }
    var total: UInt128?
    // What the loops of each plan did; a listing plan is only run.
    var rounds: [[Int]] = []
    let recorder = TaskRecorder()
    if analyze {
      if listing {
        total = try TaskRecorder.$current.withValue(recorder) {
          UInt128(try session.mining { miner in miner.executor.list(derivation.plans[0]) { _ in true } })
        }
      } else {
        total = try TaskRecorder.$current.withValue(recorder) {
          try session.mining { miner in try miner.executor.count(derivation)[0] }
        }
        rounds = try derivation.plans.map { try session.miner.executor.analyse($0).rounds }
      }
    }
    var semantics = Semantics(
      inducing: named.pattern.inducing, morphism: options.morphism, isDirected: session.graph.isDirected)
    // Where vertices may coincide, a counting plan counts all maps.
    if options.morphism != .injective, !listing { semantics.unit = .embeddings }
    let workers = WorkerFacts(session, analyze ? recorder : nil)
    if dot {
      printDot(derivation, rounds)
    } else if running.json {
      printJSON(session, named, derivation, semantics, rounds, total, workers)
    } else {
      printText(session, named, derivation, semantics, rounds, total, workers)
    }
    session.finish()
  }

  private func printText(
    _ session: Session, _ named: NamedPattern, _ derivation: Derivation, _ semantics: Semantics, _ rounds: [[Int]],
    _ total: UInt128?, _ workers: WorkerFacts
  ) {
    let out = Standard.out
    out.line("# \(session.graphLine)")
    out.line("# \(semantics)")
    out.line("pattern: \(named.pattern.text)")
    if derivation.directPlan == nil {
      for line in Self.equation(derivation) { out.line(line) }
    }
    for (position, plan) in derivation.plans.enumerated() {
      if derivation.directPlan == nil {
        out.line("")
        out.line("## match(\(MotifsCommand.name(of: plan.pattern))): \(plan.pattern.text)")
      }
      let explanation = Explanation(plan, rounds: position < rounds.count ? rounds[position] : nil)
      out.line(explanation.description)
      out.line("")
      out.line(Style.bold("in words"))
      for line in explanation.words { out.line("  \(line)") }
      out.line(Style.bold("signs"))
      for line in explanation.legend { out.line("  \(line)") }
    }
    out.line("")
    let found = derivation.directPlan.map { "\(Explanation.short($0.estimate.matches)) \(semantics.unit.rawValue), " } ?? ""
    if derivation.work > 0 { out.line("estimate: \(found)\(Pretty.time(derivation.work * 1e-9)) of work on one core") }
    if let total {
      out.line("actual: \(Pretty.count(total)) \(semantics.unit.rawValue) in \(Pretty.time(session.seconds.mine)) on \(session.miner.threads) threads")
    }
    for line in workers.lines { out.line(line) }
  }

  private func printDot(_ derivation: Derivation, _ rounds: [[Int]]) {
    Standard.out.line("digraph plan {\n  node [fontname=\"Helvetica\", fontsize=11];")
    if derivation.directPlan == nil {
      let lines = Self.equation(derivation).map { DotText.escaped($0) + "\\l" }.joined()
      Standard.out.line("  equation [shape=note, label=\"\(lines)\"];")
    }
    for (position, plan) in derivation.plans.enumerated() {
      let explanation = Explanation(plan, rounds: position < rounds.count ? rounds[position] : nil)
      Standard.out.line("  subgraph cluster\(position) {\n    label=\"\(DotText.escaped(plan.pattern.text))\";")
      for line in explanation.dot(prefix: "p\(position)_") { Standard.out.line("    \(line)") }
      Standard.out.line("  }")
      if derivation.directPlan == nil { Standard.out.line("  p\(position)_end -> equation;") }
    }
    Standard.out.line("}")
  }

  private static func equation(_ derivation: Derivation) -> [String] {
    if case .cliques = derivation.quantities.last?.source {
      return [
        "count: by pivoting inside the neighbourhood of each vertex (Jain and Seshadhri 2020);",
        "--without pivoting shows the loops that it saves",
      ]
    }
    return Equation(derivation) { MotifsCommand.name(of: $0) }.lines
  }

  private func printJSON(
    _ session: Session, _ named: NamedPattern, _ derivation: Derivation, _ semantics: Semantics, _ rounds: [[Int]],
    _ total: UInt128?, _ workers: WorkerFacts
  ) {
    let plans = derivation.plans.enumerated().map { position, plan -> JSON in
      let explanation = Explanation(plan)
      var members: [(String, JSON)] = [
        ("pattern", .string(plan.pattern.text)),
        ("order", .array(explanation.order.map(JSON.string))), ("loops", JSON(plan.levels.count)),
        ("restrictions", .array(explanation.restrictions.map(JSON.string))),
        ("multiplicity", .integer(plan.multiplicity)),
        ("local", plan.local.map { JSON($0.level) } ?? .null),
        ("steps", .array(explanation.lines.map(JSON.string))),
        ("words", .array(explanation.words.map(JSON.string))),
        ("estimated_rounds", .array(plan.estimate.iterations.map(JSON.number))),
        ("estimated_seconds", .number(plan.estimate.work * 1e-9)),
        ("estimated_occurrences", .number(plan.estimate.matches)),
      ]
      if position < rounds.count { members.append(("rounds", .array(rounds[position].map { JSON($0) }))) }
      return .object(members)
    }
    var result = Session.jsonPattern(named)
    result.append(("automorphisms", .integer(derivation.automorphisms[0])))
    if let total { result.append(("count", .integer(total))) }
    result.append(("semantics", .string(semantics.description)))
    result.append(("equation", derivation.directPlan == nil ? .array(Self.equation(derivation).map(JSON.string)) : .null))
    result.append(("estimated_seconds", .number(derivation.work * 1e-9)))
    result.append(("plans", .array(plans)))
    result.append(("machine", workers.json))
    Standard.out.line(JSON.object(session.jsonHead + [("results", .array([.object(result)]))] + session.jsonTail).answer)
  }
}

/// Text inside the quotes of Graphviz.
private enum DotText {
  static func escaped(_ text: String) -> String {
    text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
