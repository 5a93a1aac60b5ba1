import ArgumentParser
import Gyrfalcon
import Planning

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Shows how a pattern is matched: order, symmetry breaking, loops, estimates.",
    discussion: """
      Loops are pseudo-code in the pattern's variables: V all vertices, N(a) the neighbours of a (out(a), in(a) by
      direction), s0, s1, ... candidate sets, [< a] the part with smaller numbers than a's.

      Examples:
        gyr explain words.txt diamond
        gyr explain words.txt house --analyze
        gyr explain words.txt 4-cycle --induced --listing
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @OptionGroup(title: "Matching") var matching: MatchingOptions
  @Flag(help: "Run the plan too and show what every loop really did.")
  var analyze = false
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

  func validate() throws { _ = try rules() }

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: matching.induced)
    var session = try Session("explain", input, running)
    let chosen = try rules()
    // Conditions are tested match by match, so that a count lists too.
    let listing = listing || !named.pattern.predicates.isEmpty
    try ConditionCheck.check(named.pattern, in: session.graph)
    let plan = try session.planning { miner -> CountingPlan in
      var planner = miner.planner
      planner.rules = chosen
      if !listing { return try planner.countingPlan(named.pattern) }
      let plan = try planner.plan(named.pattern, for: .listing)
      return CountingPlan(
        pattern: named.pattern, terms: [.init(coefficient: 1, plan: plan)], automorphisms: plan.automorphisms)
    }
    var analyses: [(total: Int128, rounds: [Int])] = []
    if analyze {
      analyses = try session.mining { miner -> [(total: Int128, rounds: [Int])] in
        // A count by pivoting has no loops to report on.
        if plan.pivots, !listing { return [(Int128(try miner.executor.countCliques(size: named.pattern.vertices.count)), [])] }
        return try plan.terms.map { listing ? (0, []) : try miner.executor.analyse($0.plan) }
      }
      if listing {
        let found = session.mining { miner in miner.executor.list(plan.terms[0].plan) { _ in true } }
        analyses = [(Int128(found), [])]
      }
    }
    let total = zip(plan.terms, analyses).reduce(Int128(0)) { $0 + Int128($1.0.coefficient) * $1.1.total }
    running.json ? printJSON(session, named, plan, analyses, total) : printText(session, named, plan, analyses, total)
    session.finish()
  }

  private func printText(
    _ session: Session, _ named: NamedPattern, _ plan: CountingPlan, _ analyses: [(total: Int128, rounds: [Int])],
    _ total: Int128
  ) {
    let out = Standard.out
    out.line("# \(session.graphLine)")
    out.line("# \(Semantics(inducing: named.pattern.inducing, isDirected: session.graph.isDirected))")
    out.line("pattern: \(named.pattern.text)")
    if let order = plan.terms.first?.plan.order {
      for predicate in named.pattern.predicates {
        let last = order.last { predicate.variables.contains($0) } ?? order[0]
        out.line("condition: \(named.pattern.text(of: predicate)), tested as soon as \(named.pattern.vertices[last].name) is bound")
      }
    }
    if plan.pivots {
      out.line("count: by pivoting inside the neighbourhood of each vertex (Jain and Seshadhri 2020), not by the loops below;")
      out.line("--without pivoting runs these")
    }
    if !plan.isDirect {
      let terms = plan.terms.enumerated().map { position, term in
        let sign = term.coefficient < 0 ? (position == 0 ? "-" : "- ") : (position == 0 ? "" : "+ ")
        let factor = abs(term.coefficient) == 1 ? "" : "\(abs(term.coefficient)) "
        return "\(sign)\(factor)count(\(MotifsCommand.name(of: term.plan.pattern)))"
      }
      out.line("count = \(terms.joined(separator: " ")), each edge-induced")
    }
    for (position, term) in plan.terms.enumerated() {
      if !plan.isDirect {
        out.line("")
        out.line("## \(MotifsCommand.name(of: term.plan.pattern)): \(term.plan.pattern.text)")
      }
      out.line(Explanation(term.plan, rounds: analyze ? analyses[position].rounds : nil).description)
      if analyze, !plan.isDirect { out.line("= \(Pretty.count(analyses[position].total))") }
    }
    out.line("")
    out.line("estimate: \(Explanation.short(plan.terms.first?.plan.estimate.matches ?? 0)) \(plan.isDirect ? "occurrences" : "occurrences of the first term"), "
      + "\(Pretty.time(plan.work * 1e-9)) of work on one core")
    if analyze { out.line("actual: \(Pretty.count(total)) occurrences in \(Pretty.time(session.seconds.mine)) on \(session.miner.threads) threads") }
  }

  private func printJSON(
    _ session: Session, _ named: NamedPattern, _ plan: CountingPlan, _ analyses: [(total: Int128, rounds: [Int])],
    _ total: Int128
  ) {
    let terms = plan.terms.enumerated().map { position, term -> JSON in
      let explanation = Explanation(term.plan)
      var members: [(String, JSON)] = [
        ("coefficient", JSON(term.coefficient)), ("pattern", .string(term.plan.pattern.text)),
        ("order", .array(explanation.order.map(JSON.string))), ("loops", JSON(term.plan.levels.count)),
        ("restrictions", .array(explanation.restrictions.map(JSON.string))),
        ("multiplicity", .integer(term.plan.multiplicity)),
        ("local", term.plan.local.map { JSON($0.level) } ?? .null),
        ("steps", .array(explanation.lines.map(JSON.string))),
        ("estimated_rounds", .array(term.plan.estimate.iterations.map(JSON.number))),
        ("estimated_seconds", .number(term.plan.estimate.work * 1e-9)),
        ("estimated_occurrences", .number(term.plan.estimate.matches)),
      ]
      if analyze { members.append(("rounds", .array(analyses[position].rounds.map { JSON($0) }))) }
      return .object(members)
    }
    var result = Session.jsonPattern(named)
    result.append(("automorphisms", .integer(plan.automorphisms)))
    if analyze { result.append(("count", .integer(UInt128(total)))) }
    result.append(("semantics", .string(Semantics(inducing: named.pattern.inducing, isDirected: session.graph.isDirected).description)))
    result.append(("plans", .array(terms)))
    Standard.out.line(JSON.object(session.jsonHead + [("results", .array([.object(result)]))] + session.jsonTail).answer)
  }
}
