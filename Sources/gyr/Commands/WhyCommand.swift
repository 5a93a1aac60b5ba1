import ArgumentParser
import Gyrfalcon

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Says whether given vertices are a match, and what decides.",
    discussion: """
      Every clause of the pattern is looked up in the graph by itself, without the matching engine. Of some variables only: \
      says whether they can be completed to a match, with an example.
      Exit status 0: a match (or can be completed to one); 1: not.

      Examples:
        gyr why words.txt '(a)--(b)--(c); a !-- c' a=cot b=cat c=car
        gyr why words.txt '(a)--(b); absent (x): a--x--b' a=cot b=cat
        gyr why ppi.txt triangle a=TP53 b=MDM2
        gyr why calls.txt --directed feed-forward-loop a=7 b=12 c=9 --json
      """)

  @OptionGroup var input: GraphOptions
  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @Argument(help: ArgumentHelp("Variables and their vertices.", valueName: "variable=id"))
  var vertices: [String]
  @Flag(help: "Vertex-induced: matched vertices have no edges beyond the pattern's.")
  var induced = false
  @Option(help: ArgumentHelp(
    "injective, edge-distinct (vertices may coincide, edges not) or homomorphic.", valueName: "kind"))
  var morphism = Morphism.injective.rawValue
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    guard Morphism(rawValue: morphism) != nil else {
      throw ValidationError("--morphism '\(morphism)': expected one of \(Morphism.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    _ = try assignment()
  }

  private func assignment() throws -> [String: VertexID] {
    var assignment: [String: VertexID] = [:]
    for text in vertices {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw ValidationError("'\(text)': expected VARIABLE=ID, such as a=12")
      }
      guard assignment.updateValue(VertexID(parsing: parts[1]), forKey: parts[0]) == nil else {
        throw ValidationError("'\(text)': \(parts[0]) is given twice")
      }
    }
    return assignment
  }

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: induced)
    let assignment = try assignment()
    let names = named.pattern.vertices.map(\.name)
    for name in assignment.keys.sorted() where !names.contains(name) {
      throw Failure(.usage, VerdictError.unknownVariable(name, names).description)
    }
    var session = try Session("why", input, running)
    let kind = Morphism(rawValue: morphism) ?? .injective
    let verdict: Verdict
    do { verdict = try session.graph.verdict(on: assignment, as: named.pattern, morphism: kind) } catch let error as VerdictError {
      guard case .unknownVertex(let id) = error else { throw Failure(.usage, error.description) }
      let hint = session.graph.nearestID(to: id).map { "; did you mean \($0)?" } ?? ""
      throw Failure(.usage, error.description + hint)
    }
    // Some variables only: the engine looks for the rest.
    var example: Match?
    if !verdict.isMatch, !verdict.isRefuted {
      let options = MatchOptions(morphism: kind, anchors: assignment.mapValues { [$0] })
      let query = try session.planning { try $0.prepareMatches(of: named.pattern, options: options, limit: 1) }
      example = try session.mining { $0.firstMatch(query) }
    }
    let answer = verdict.isMatch || example != nil
    let other = verdict.isRefuted ? otherOrder(verdict, session.graph) : nil
    if running.json { printJSON(session, named, verdict, example, other) } else { printText(session, named, verdict, example, other) }
    session.finish()
    if !answer { throw ExitCode(Status.no.rawValue) }
  }

  /// The same vertices in another order that is a match, if there is one and few orders to try.
  private func otherOrder(_ verdict: Verdict, _ graph: Graph) -> [String: VertexID]? {
    let names = verdict.pattern.vertices.map(\.name), ids = verdict.ids.compactMap { $0 }
    guard ids.count == names.count, ids.count <= 6, Set(ids).count == ids.count else { return nil }
    var found: [String: VertexID]?
    func place(_ rest: [VertexID], _ placed: [VertexID]) {
      if found != nil { return }
      if rest.isEmpty {
        let assignment = Dictionary(uniqueKeysWithValues: zip(names, placed))
        let other = try? graph.verdict(on: assignment, as: verdict.pattern, morphism: verdict.morphism)
        if other?.isMatch == true { found = assignment }
      }
      for (index, id) in rest.enumerated() {
        var rest = rest
        rest.remove(at: index)
        place(rest, placed + [id])
      }
    }
    place(ids, [])
    return found
  }

  private func semantics(_ session: Session, _ named: NamedPattern, _ verdict: Verdict) -> String {
    Semantics(inducing: named.pattern.inducing, morphism: verdict.morphism, isDirected: session.graph.isDirected).description
  }

  private static func text(_ names: [String], _ ids: [String: VertexID]) -> String {
    names.compactMap { name in ids[name].map { "\(name)=\($0)" } }.joined(separator: " ")
  }

  private func printText(
    _ session: Session, _ named: NamedPattern, _ verdict: Verdict, _ example: Match?, _ other: [String: VertexID]?
  ) {
    let out = Standard.out, names = named.pattern.vertices.map(\.name)
    out.line("# \(session.graphLine)")
    out.line("# \(semantics(session, named, verdict))")
    let failing = verdict.clauses.filter { $0.state == .fails }
    if verdict.isMatch {
      out.line(Style.good("yes: a match"))
    } else if let first = failing.first {
      let more = failing.count > 1 ? " (and \(failing.count - 1) more)" : ""
      out.line(Style.bad("no: ") + "\(first.text) fails: \(first.reason)\(more)")
    } else if let example {
      out.line(Style.good("yes: can be completed") + ", for example " + zip(example.names, example.ids).map { "\($0)=\($1)" }.joined(separator: " "))
    } else {
      out.line(Style.bad("no: ") + "nothing given fails by itself, but no other vertices complete it to a match")
    }
    var table = Table([.left, .left, .left])
    for clause in verdict.clauses {
      let mark = clause.state == .holds ? "ok" : clause.state == .fails ? "FAILS" : "open"
      table.add("  " + mark, clause.text, clause.reason)
    }
    table.print()
    if let other { out.line("In another order they are a match: \(Self.text(names, other))") }
  }

  private func printJSON(
    _ session: Session, _ named: NamedPattern, _ verdict: Verdict, _ example: Match?, _ other: [String: VertexID]?
  ) {
    let clauses = verdict.clauses.map { clause -> JSON in
      var members: [(String, JSON)] = [
        ("kind", .string(clause.kind.rawValue)), ("clause", .string(clause.text)), ("state", .string(clause.state.rawValue)),
        ("reason", .string(clause.reason)),
      ]
      if !clause.offenders.isEmpty { members.append(("offenders", .array(clause.offenders.map { JSON($0) }))) }
      return .object(members)
    }
    let names = named.pattern.vertices.map(\.name)
    let result = Session.jsonPattern(named) + [
      ("vertices", JSON.object(zip(names, verdict.ids).map { ($0, $1.map { JSON($0) } ?? .null) })),
      ("match", .bool(verdict.isMatch)),
      ("completion", example.map { .object(zip($0.names, $0.ids).map { ($0, JSON($1)) }) } ?? .null),
      ("other_order", other.map { other in .object(names.compactMap { name in other[name].map { (name, JSON($0)) } }) } ?? .null),
      ("clauses", .array(clauses)), ("semantics", .string(semantics(session, named, verdict))),
    ]
    Standard.out.line(JSON.object(session.jsonHead + [("results", .array([.object(result)]))] + session.jsonTail).answer)
  }
}

extension Graph {
  /// The id that looks most like a mistyped one; nil for integers, of which all look alike, and in large graphs.
  func nearestID(to id: VertexID) -> VertexID? {
    guard case .string(let text) = id, vertexCount <= 1_000_000 else { return nil }
    var names: [String] = []
    for other in vertices {
      guard case .string(let name) = other else { return nil }
      if abs(name.utf8.count - text.utf8.count) <= 2 { names.append(name) }
    }
    return Spelling.nearest(to: text, among: names).map { .string($0) }
  }
}
