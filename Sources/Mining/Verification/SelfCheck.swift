import Execution
import GraphStore
import PatternModel
import Planning
import Synchronization

/// Checks the engine's answer for one pattern on one graph, in many independent ways and a bounded time.
///
/// What takes part: small pieces of the graph against brute force, the same question under other numberings, kernels, rules
/// and numbers of threads, and laws that counts obey.
public struct SelfCheck: Sendable {
  /// Everything about one way of checking.
  public struct Check: Sendable {
    /// For example `brute force`.
    public let name: String
    /// What was compared with what.
    public let detail: String
    /// Comparisons made; 0: it was left out, and `detail` says why.
    public let comparisons: Int
    /// What did not agree; empty when all is well.
    public let failures: [String]
  }

  public struct Report: Sendable {
    public internal(set) var checks: [Check] = []
    /// The engine's answer on the graph (or on the part of it that fitted into the time).
    public internal(set) var count: Count?
    /// The part of the graph that the reruns were made on: all of it, or so many vertices.
    public internal(set) var rerunVertices = 0
    public let seed: UInt64

    public var passed: Bool { checks.allSatisfy { $0.failures.isEmpty } }
    public var comparisons: Int { checks.reduce(0) { $0 + $1.comparisons } }
  }

  let graph: Graph
  let pattern: Pattern
  let morphism: Morphism
  let seed: UInt64
  let threads: Int?
  private let budget: Double
  private let start = ContinuousClock.now
  /// For tests of the checks themselves: spoils an answer.
  package var tamper: (@Sendable (inout UInt128) -> Void)?

  /// - Parameters:
  ///   - seconds: about how long to go on.
  ///   - seed: chooses the samples and renumberings.
  public init(_ graph: Graph, _ pattern: Pattern, morphism: Morphism = .injective, seconds: Double = 10, seed: UInt64 = 1, threads: Int? = nil) {
    self.graph = graph
    self.pattern = pattern
    self.morphism = morphism
    self.seed = seed
    self.threads = threads
    budget = seconds
  }

  private var spent: Double { Self.seconds(ContinuousClock.now - start) }
  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// Runs the checks.
  ///
  /// - Throws: ``PlanningError`` when the pattern cannot be matched in this graph at all.
  public func run() throws -> Report {
    var report = Report(seed: seed)
    // Refused patterns are the user's to know, not a failure.
    _ = try query(Miner(graph, threads: threads), pattern)
    report.checks.append(checkSymmetry())
    report.checks.append(try checkSamples())
    let part = try wholeOrPart(&report)
    guard let part else { return report }
    report.checks.append(try checkListing(part))
    report.checks.append(try checkVariants(part))
    report.checks.append(try checkRenumbering(part))
    report.checks.append(try checkRelabelling(part))
    report.checks.append(try checkEdgeLaw(part))
    report.checks.append(try checkSums(part))
    report.checks.append(try checkInducedSums(part))
    return report
  }

  // MARK: Asking the engine

  private func query(_ miner: Miner, _ pattern: Pattern) throws -> Miner.CountQuery {
    try miner.prepareCount(of: pattern, options: MatchOptions(morphism: morphism))
  }

  /// Nil: not finished in time.
  private func count(_ miner: Miner, _ pattern: Pattern, within limit: Double? = nil) throws -> Count? {
    let left = limit ?? max(0.2, budget - spent)
    let outcome = try miner.run(try query(miner, pattern), limits: Limits(deadline: .milliseconds(Int64(left * 1000))))
    guard case .complete(var count) = outcome else { return nil }
    tamper?(&count.occurrences)
    return count
  }

  // MARK: Small pieces

  private func checkSymmetry() -> Check {
    let name = "symmetries", order = pattern.automorphisms.order
    guard let all = BruteForce.automorphisms(of: pattern) else {
      return Check(name: name, detail: "left out: more than 7 vertices", comparisons: 0, failures: [])
    }
    let agree = UInt128(all.count) == order
    return Check(
      name: name, detail: "|Aut| = \(order), against all renumberings of the pattern's vertices", comparisons: 1,
      failures: agree ? [] : ["|Aut| is \(all.count), the engine says \(order)"])
  }

  private func checkSamples() throws -> Check {
    var random = CheckRandom(seed: seed)
    let sample = GraphSample(graph: graph)
    let vertices = pattern.vertices.count
    var failures: [String] = []
    var compared = 0, tried = 0, found = 0, seen = 0
    guard graph.vertexCount > 0 else { return Check(name: "brute force", detail: "left out: an empty graph", comparisons: 0, failures: []) }
    // Pieces around matches, where there is something to find, and around random vertices.
    var seeds: [[Int]] = []
    let matches = Mutex<[[Int]]>([])
    let miner = Miner(graph, threads: threads)
    let matching = try miner.prepareMatches(of: pattern, options: MatchOptions(morphism: morphism), limit: 50)
    _ = miner.executor.list(matching.plan, limit: 50) { rows in
      matches.withLock { all in
        for row in 0..<rows.count / vertices { all.append((0..<vertices).map { Int(rows[row * vertices + $0]) }) }
      }
      return true
    }
    seeds = matches.withLock { $0 }.sorted { $0.lexicographicallyPrecedes($1) }
    let judge = MatchJudge(graph, pattern, morphism)
    for match in seeds {
      compared += 1
      if !judge.isMatch(match) { failures.append("delivered as a match and is none: \(words(match, graph))") }
    }
    let largest = [1: 24, 2: 24, 3: 18, 4: 13, 5: 11][vertices] ?? vertices + 3
    while tried < 400, failures.count < 5, spent < 0.3 * budget || tried < 4 {
      let around = tried % 2 == 0 && !seeds.isEmpty ? seeds[random.below(seeds.count)] : [sample.randomEnd(&random)]
      tried += 1
      let size = max(around.count, 2 + random.below(max(1, largest - 1)))
      guard let piece = sample.induced(sample.ball(around, size, &random)) else { continue }
      guard let truth = BruteForce(piece, pattern, morphism).matches() else { continue }
      let small = Miner(piece, threads: 1)
      guard let answer = try count(small, pattern) else { continue }
      seen += piece.vertexCount
      found += truth.count
      compared += 1
      let maps = try answer.embeddings
      if maps != UInt128(truth.count) {
        failures.append(
          "on the vertices \(piece.vertices.map(\.description).joined(separator: " ")): \(truth.count) maps, the engine says \(maps)")
      }
      // What is delivered are matches, one of every set of mirror images.
      let listed = Mutex<Set<[Int]>>([])
      let rows = try small.prepareMatches(of: pattern, options: MatchOptions(morphism: morphism))
      _ = small.executor.list(rows.plan) { batch in
        listed.withLock { all in
          for row in 0..<batch.count / vertices { all.insert((0..<vertices).map { Int(batch[row * vertices + $0]) }) }
        }
        return true
      }
      let distinct = listed.withLock { $0 }
      compared += 1
      if !distinct.isSubset(of: Set(truth)) { failures.append("a delivered match is none, on \(piece.vertexCount) vertices") }
      if UInt128(distinct.count) != answer.occurrences {
        failures.append("\(distinct.count) matches delivered, \(answer.occurrences) occurrences counted, on \(piece.vertexCount) vertices")
      }
    }
    return Check(
      name: "brute force",
      detail: "\(tried) pieces of the graph (\(seen) vertices, \(found) maps in all) against trying everything; "
        + "\(seeds.count) matches of the whole graph against the definition",
      comparisons: compared, failures: failures)
  }

  private func words(_ match: [Int], _ graph: Graph) -> String {
    zip(pattern.vertices, match).map { "\($0.name)=\(graph.ids.id(of: $1))" }.joined(separator: " ")
  }

  // MARK: Reruns

  /// What the reruns are made on: the graph itself if its count is quick, otherwise a part of it.
  private struct Part {
    var graph: Graph
    var count: Count
    var seconds: Double
    var name: String
  }

  private func wholeOrPart(_ report: inout Report) throws -> Part? {
    var random = CheckRandom(seed: seed &+ 1)
    var piece = graph
    var size = graph.vertexCount
    while true {
      let begin = spent
      if let count = try count(Miner(piece, threads: threads), pattern, within: max(0.05, budget / 16)) {
        report.count = count
        report.rerunVertices = piece.vertexCount
        let name = piece === graph ? "the whole graph" : "a part of \(piece.vertexCount) vertices"
        return Part(graph: piece, count: count, seconds: spent - begin, name: name)
      }
      size = min(size / 4, 200_000)
      guard size >= pattern.vertices.count, spent < budget else { return nil }
      let sample = GraphSample(graph: graph)
      guard let smaller = sample.induced(sample.neighbourhood(sample.randomEnd(&random), size)) else { return nil }
      piece = smaller
    }
  }

  /// Whether there is time for one more run that takes about so long.
  private func hasTime(for seconds: Double) -> Bool { spent + 1.5 * seconds < budget }

  private func rerun(
    _ name: String, _ what: String, _ part: Part, _ runs: [(String, () throws -> Count?)],
    expecting: (Count) -> UInt128 = { $0.occurrences }
  ) throws -> Check {
    var failures: [String] = []
    var done: [String] = []
    for (label, run) in runs where hasTime(for: part.seconds) {
      guard let count = try run() else { continue }
      done.append(label)
      let own = expecting(count), wanted = expecting(part.count)
      if own != wanted { failures.append("\(label): \(own) instead of \(wanted)") }
    }
    let detail = done.isEmpty ? "left out: no time" : "\(what) on \(part.name): \(done.joined(separator: ", "))"
    return Check(name: name, detail: detail, comparisons: done.count, failures: failures)
  }

  private func checkListing(_ part: Part) throws -> Check {
    let most: UInt128 = 50_000_000
    guard morphism == .injective, part.count.occurrences <= most, hasTime(for: 4 * part.seconds) else {
      return Check(name: "listing", detail: "left out: too many matches, or no time", comparisons: 0, failures: [])
    }
    let miner = Miner(part.graph, threads: threads)
    let query = try miner.prepareMatches(of: pattern, options: MatchOptions(morphism: morphism))
    let outcome = miner.run(query, deadline: .milliseconds(Int64(max(0.2, (budget - spent) / 3) * 1000))) { _ in true }
    guard case .complete(let delivered) = outcome else {
      return Check(name: "listing", detail: "left out: no time", comparisons: 0, failures: [])
    }
    let agree = UInt128(delivered) == part.count.occurrences
    return Check(
      name: "listing", detail: "matches delivered one by one on \(part.name): \(delivered)", comparisons: 1,
      failures: agree ? [] : ["\(delivered) delivered, \(part.count.occurrences) counted"])
  }

  private func checkVariants(_ part: Part) throws -> Check {
    var runs: [(String, () throws -> Count?)] = []
    func add(_ name: String, _ miner: @escaping () -> Miner) { runs.append((name, { try count(miner(), pattern) })) }
    for kernels in KernelTable.available {
      add("\(kernels.name) kernels") { Miner(part.graph, threads: threads, rules: .all, kernels: kernels) }
    }
    add("1 thread") { Miner(part.graph, threads: 1) }
    add("\(max(2, Parallel.processorCount)) threads") { Miner(part.graph, threads: max(2, Parallel.processorCount)) }
    for (name, rule) in Planner.Rules.names {
      add("without \(name)") { Miner(part.graph, threads: threads, rules: Planner.Rules.all.subtracting(rule)) }
    }
    return try rerun("variants", "the same count", part, runs)
  }

  private func checkRenumbering(_ part: Part) throws -> Check {
    var random = CheckRandom(seed: seed &+ 2)
    let orders = (0..<3).map { _ in Array(pattern.vertices.indices).shuffled(using: &random) }
    let runs = orders.map { order in
      (order.map { pattern.vertices[$0].name }.joined(separator: " "), { try count(Miner(part.graph, threads: threads), pattern.renumbered(order)) })
    }
    return try rerun("renumbered pattern", "the pattern's vertices in other orders", part, runs)
  }

  private func checkRelabelling(_ part: Part) throws -> Check {
    let name = "relabelled graph"
    var random = CheckRandom(seed: seed &+ 3)
    guard part.graph.edgeCount <= 1_500_000, hasTime(for: part.seconds + Double(part.graph.edgeCount) * 2e-6) else {
      return Check(name: name, detail: "left out: the graph is large, or no time", comparisons: 0, failures: [])
    }
    let places = Array(0..<part.graph.vertexCount).shuffled(using: &random)
    guard let copy = GraphSample(graph: part.graph).induced(
      Array(places.indices).shuffled(using: &random), renaming: { .integer(Int64(places[$0])) })
    else { return Check(name: name, detail: "left out", comparisons: 0, failures: []) }
    return try rerun(
      name, "all vertices renamed and read in another order", part, [("renamed", { try count(Miner(copy, threads: threads), pattern) })])
  }

  // MARK: Laws

  /// Maps of P = maps of P with one more edge + maps of P with that edge forbidden.
  private func checkEdgeLaw(_ part: Part) throws -> Check {
    let name = "law of the further edge"
    func left(_ why: String) -> Check { Check(name: name, detail: "left out: \(why)", comparisons: 0, failures: []) }
    guard morphism == .injective, pattern.inducing == .edges, pattern.predicates.isEmpty else {
      return left("it is about edge-induced patterns without conditions")
    }
    var used = Set(pattern.edges.map { [min($0.source, $0.target), max($0.source, $0.target)] })
    used.formUnion(pattern.antiEdges.map { [min($0.source, $0.target), max($0.source, $0.target)] })
    var failures: [String] = []
    var done: [String] = []
    for v in pattern.vertices.indices {
      for u in 0..<v where !used.contains([u, v]) && done.count < 3 && hasTime(for: 3 * part.seconds) {
        guard
          let with = try? Pattern(
            vertices: pattern.vertices, edges: pattern.edges + [.init(u, v)], antiEdges: pattern.antiEdges, antiVertices: pattern.antiVertices),
          let without = try? Pattern(
            vertices: pattern.vertices, edges: pattern.edges, antiEdges: pattern.antiEdges + [.init(u, v)], antiVertices: pattern.antiVertices)
        else { continue }
        let miner = Miner(part.graph, threads: threads)
        guard let a = try count(miner, with), let b = try count(miner, without) else { continue }
        let pair = "\(pattern.vertices[u].name)--\(pattern.vertices[v].name)"
        let (joined, apart, all) = (try a.embeddings, try b.embeddings, try part.count.embeddings)
        done.append("\(pair): \(joined) + \(apart)")
        if joined + apart != all {
          failures.append("\(pair): \(joined) with it + \(apart) without it is not \(all)")
        }
      }
    }
    if done.isEmpty { return left(used.count == pattern.vertices.count * (pattern.vertices.count - 1) / 2 ? "all pairs are spoken for" : "no time") }
    return Check(name: name, detail: "maps with an edge joined + not joined = maps, on \(part.name): \(done.joined(separator: "; "))", comparisons: done.count, failures: failures)
  }

  /// Closed forms of the degrees: edges, wedges and stars.
  private func checkSums(_ part: Part) throws -> Check {
    let miner = Miner(part.graph, threads: threads)
    let graph = part.graph
    var failures: [String] = []
    var done: [String] = []
    func compare(_ name: String, _ pattern: Pattern, _ expected: UInt128) throws {
      guard hasTime(for: 0.05), let count = try count(miner, pattern) else { return }
      done.append("\(name) \(expected)")
      if count.occurrences != expected { failures.append("\(name): \(count.occurrences) instead of \(expected)") }
    }
    guard morphism == .injective else { return Check(name: "degree sums", detail: "left out: for injective matches", comparisons: 0, failures: []) }
    func choose(_ n: Int, _ k: Int) -> UInt128 {
      n < k ? 0 : (0..<k).reduce(UInt128(1)) { $0 * UInt128(n - $1) / UInt128($1 + 1) }
    }
    func sum(_ k: Int) -> UInt128 { (0..<graph.vertexCount).reduce(UInt128(0)) { $0 + choose(graph.neighbours.degree($1), k) } }
    try compare("edges", .path(2), UInt128(graph.neighbours.targetCount / 2))
    try compare("wedges = sum of C(d, 2)", .path(3), sum(2))
    try compare("claws = sum of C(d, 3)", .star(3), sum(3))
    return Check(name: "degree sums", detail: "on \(part.name): \(done.joined(separator: ", "))", comparisons: done.count, failures: failures)
  }

  /// Edge-induced count of P = sum over the patterns Q on as many vertices of (copies of P in Q) x (vertex-induced count of Q).
  private func checkInducedSums(_ part: Part) throws -> Check {
    let name = "induced sums"
    let size = pattern.vertices.count
    func left(_ why: String) -> Check { Check(name: name, detail: "left out: \(why)", comparisons: 0, failures: []) }
    guard morphism == .injective, !pattern.isDirected, !pattern.isLabelled, pattern.antiEdges.isEmpty, pattern.antiVertices.isEmpty,
      pattern.predicates.isEmpty, (3...5).contains(size), !part.graph.isDirected
    else { return left("it is about plain undirected patterns on 3 to 5 vertices") }
    guard hasTime(for: 2 * part.seconds + (size == 5 ? 0.5 : 0.05)) else { return left("no time") }
    let miner = Miner(part.graph, threads: threads)
    // A census is one run that no deadline stops: on a part that it can do, in a process of its own kind.
    if size == 5, part.graph.edgeCount > 150_000 { return left("the census would take too long") }
    let census = try miner.motifs(size: size)
    let plain = try pattern.inducing(.edges)
    var maps: UInt128 = 0
    for motif in census where motif.occurrences > 0 {
      guard let host = Self.graph(of: motif.pattern), let copies = BruteForce(host, plain, .injective).matches() else { return left("too large") }
      maps += UInt128(copies.count) * motif.occurrences
    }
    guard let direct = try count(miner, plain) else { return left("no time") }
    let counted = try direct.embeddings
    let agree = maps == counted
    return Check(
      name: name, detail: "maps from the vertex-induced census of \(census.count) patterns on \(part.name): \(maps)", comparisons: 1,
      failures: agree ? [] : ["\(maps) from the census, \(counted) counted"])
  }

  private static func graph(of pattern: Pattern) -> Graph? {
    var builder = GraphBuilder()
    for v in pattern.vertices.indices { builder.addVertex(.integer(Int64(v))) }
    for edge in pattern.edges { builder.addEdge(.integer(Int64(edge.source)), .integer(Int64(edge.target))) }
    return try? builder.build()
  }
}
