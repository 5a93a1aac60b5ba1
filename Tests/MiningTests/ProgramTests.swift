import Gyrfalcon
import GyrfalconTestSupport
import Synchronization
import Testing

@Suite struct ProgramTests {
  static func graph(_ seed: UInt64 = 5, vertices: Int = 60) throws -> Graph {
    var random = SplitMix64(seed: seed)
    return try OracleGraph.random(vertexCount: vertices, probability: 0.3, using: &random).engineGraph()
  }

  @Test func firstIsExact() throws {
    let graph = try Self.graph()
    let total = Int(try graph.count(.clique(3)).occurrences)
    for limit in [0, 1, 7, total, total + 10] {
      let matches = try graph.first(limit, of: .clique(3))
      #expect(matches.count == min(limit, total))
      #expect(Set(matches.map { Set($0.ids) }).count == matches.count)
    }
  }

  @Test func severalPatternsAtOnce() throws {
    let graph = try Self.graph()
    let patterns: [Pattern] = [.clique(3), .cycle(4), "(a)--(b)--(c), a !-- c"]
    let separately = try patterns.map { try graph.count($0).occurrences }
    #expect(try graph.count(patterns).map(\.occurrences) == separately)
  }

  /// Large enough that the batch is derived; some patterns are the same under other names, some cannot be derived.
  @Test func batchesShareWork() throws {
    var random = SplitMix64(seed: 9)
    let graph = try OracleGraph.preferentialAttachment(vertexCount: 3000, edgesPerVertex: 8, using: &random).engineGraph()
    let patterns: [Pattern] = [
      "(a)--(b)--(c)--(d)--(e)--(a)", .path(5), "(x)--(y), (y)--(z), (z)--(w), (w)--(x)", .cycle(4), .clique(3),
      "@induced (a)--(b)--(c)--(d)--(a)", "(a)--(b)--(c), a !-- c", .star(4), .clique(6), .cycle(4),
    ]
    let miner = Miner(graph)
    let separately = try patterns.map { try miner.count($0) }
    #expect(try miner.count(patterns) == separately)
    var planner = miner.planner
    planner.prefersTables = true
    let derived = try miner.executor.count(try planner.countingPlan(patterns))
    #expect(derived == separately.map(\.occurrences))
    let together = try miner.planner.countingPlan(patterns).work
    #expect(together <= 1.01 * (try patterns.reduce(0) { try $0 + miner.planner.countingPlan($1).work }))

    let outcomes = try miner.run(try miner.prepareCounts(of: patterns), limits: Limits(deadline: .seconds(600)))
    #expect(outcomes.allSatisfy { $0.isComplete } && outcomes.map(\.value) == separately)
    let none = try miner.run(try miner.prepareCounts(of: patterns), limits: Limits(deadline: .zero))
    #expect(none.allSatisfy { !$0.isComplete })
    let options = MatchOptions(morphism: .homomorphic)
    let maps = try miner.run(try miner.prepareCounts(of: [.path(3), .clique(3)], options: options)).map(\.value)
    #expect(try maps == [miner.count(.path(3), options: options), miner.count(.clique(3), options: options)])
  }

  @Test func matchesOfSeveralPatterns() throws {
    let graph = try Self.graph()
    let patterns: [Pattern] = [.clique(3), .cycle(4), .clique(12)]
    let found = Mutex([0, 0, 0])
    let delivered = try graph.forEachMatch(ofEach: patterns) { pattern, batch in
      found.withLock { $0[pattern] += batch.count }
      return batch.pattern == patterns[pattern]
    }
    #expect(try delivered == graph.count(patterns).map { Int($0.occurrences) })
    #expect(found.withLock { $0 } == delivered)
    #expect(try graph.forEachMatch(ofEach: patterns) { _, _ in false }.dropFirst() == [0, 0])
  }

  /// Where vertices may coincide, a deadline ends a count as well.
  @Test func deadlinesUnderEveryMorphism() throws {
    let miner = Miner(try Self.graph(vertices: 300))
    for morphism in [Morphism.homomorphic, .edgeDistinct] {
      let query = try miner.prepareCounts(of: [.path(8)], options: MatchOptions(morphism: morphism))
      let clock = ContinuousClock()
      let start = clock.now
      let outcome = try miner.run(query, limits: Limits(deadline: .milliseconds(20)))
      #expect(!outcome[0].isComplete)
      #expect(clock.now - start < .seconds(5))
      let tally = try miner.tally(
        of: .path(8), byVertex: "a", options: MatchOptions(morphism: morphism), limits: Limits(deadline: .milliseconds(20)))
      #expect(!tally.isComplete)
    }
  }

  /// An occurrence counts once at a vertex, also where two exchangeable places coincide there.
  @Test func talliesWhereVerticesCoincide() throws {
    var random = SplitMix64(seed: 31)
    for pattern in [Pattern.path(3), .path(4), .star(3), "(a)--(b)--(c); absent (x): a--x--c"] {
      let oracle = OracleGraph.random(vertexCount: 7, probability: 0.4, using: &random)
      for (morphism, kind) in [(Morphism.homomorphic, Oracle.Morphism.homomorphic), (.edgeDistinct, .edgeDistinct)] {
        let expected = Oracle.occurrences(of: pattern, in: oracle, morphism: kind)
        let places = Set(Oracle.automorphisms(of: pattern).map { $0[0] })
        var counts: [VertexID: Int] = [:]
        for match in expected.representatives {
          for vertex in Set(places.map { match[$0] }) { counts[.integer(Int64(vertex)), default: 0] += 1 }
        }
        let tally = try Miner(try oracle.engineGraph()).tally(
          of: pattern, byVertex: pattern.vertices[0].name, options: MatchOptions(morphism: morphism))
        #expect(tally.counts == counts, "\(pattern), \(morphism)")
      }
    }
  }

  @Test func embeddingsNeverWrap() throws {
    var builder = GraphBuilder()
    for leaf in 1...120 { builder.addEdge(0, .integer(Int64(leaf))) }
    let graph = try builder.build()
    let count = try graph.count(.star(31))
    // C(120, 31) x 31! maps are more than 128 bits hold.
    #expect(count.occurrences > 0)
    #expect(throws: PlanningError.countTooLarge) { try count.embeddings }
    #expect(try graph.count(.star(3)).embeddings == 120 * 119 * 118)
  }

  @Test func tallyByVertex() throws {
    let graph = try Self.graph()
    let tally = try graph.tally(of: "(a)--(b)--(c)--(a)") { $0.ids }
    let triangles = Int(try graph.count(.clique(3)).occurrences)
    #expect(tally.total == 3 * triangles)
    let same = try Miner(graph).tally(of: .clique(3), byVertex: "b")
    #expect(same == tally)
    // The centre of a wedge is no symmetric place: degree choose two.
    let centres = try Miner(graph).tally(of: "(a)--(b)--(c)", byVertex: "b")
    for id in graph.vertices {
      let degree = graph.degree(of: id)!
      #expect(centres[id] == degree * (degree - 1) / 2)
    }
    #expect(throws: PlanningError.self) { try Miner(graph).tally(of: .clique(3), byVertex: "z") }
    let top = tally.top(3)
    #expect(top.count == 3 && top[0].count >= top[1].count && top[0].count == tally.counts.values.max())
  }

  @Test func reduceStopsEarly() throws {
    let graph = try Self.graph()
    let miner = Miner(graph, threads: 2)
    let query = try miner.prepareMatches(of: .clique(3))
    let all = miner.reduce(query, into: 0, { count, _ in count += 1; return true }, combine: { $0 += $1 })
    let triangles = Int(try graph.count(.clique(3)).occurrences)
    #expect(all.isComplete && all.value == triangles)
    let some = miner.reduce(query, into: 0, { count, _ in count += 1; return count < 5 }, combine: { $0 += $1 })
    #expect(some.isComplete && (5...10).contains(some.value))
  }

  @Test func asyncSequence() async throws {
    let graph = try Self.graph()
    var seen: Set<Set<VertexID>> = []
    for try await match in graph.matches(of: .clique(3)) { seen.insert(Set(match.ids)) }
    #expect(seen.count == Int(try graph.count(.clique(3)).occurrences))

    var some = 0
    for try await match in graph.matches(of: "(a)--(b)--(c)").prefix(10) where match["a"] != nil { some += 1 }
    #expect(some == 10)
    var limited = 0
    for try await _ in graph.matches(of: .clique(3), limit: 4) { limited += 1 }
    #expect(limited == 4)

    let tally = try await graph.matches(of: .clique(3)).reduce(into: Tally<VertexID>()) { $0[$1["a"]] += 1 }
    #expect(tally.total == seen.count)
    await #expect(throws: PlanningError.self) {
      for try await _ in graph.matches(of: "(a)->(b)") {}
    }
  }

  /// A cancelled task ends its iteration, and a slow reader holds the workers back instead of filling memory.
  @Test func cancellation() async throws {
    let graph = try Self.graph(vertices: 200)
    let task = Task {
      var count = 0
      for try await _ in graph.matches(of: .path(6)) {
        count += 1
        if count == 100 { withUnsafeCurrentTask { $0?.cancel() } }
      }
      return count
    }
    let count = try await task.value
    #expect(count >= 100 && count < 100_000)
  }

  /// Also where no match comes along at which the workers could notice; the search by itself would take days.
  @Test(.timeLimit(.minutes(10))) func cancellationWithoutMatches() async throws {
    let graph = try Self.graph(vertices: 300)
    let slow = try Pattern("(a)--(b)--(c)--(d)--(e)--(f)--(g)").with([
      .init(OpaquePredicate { _ in false }, variables: [0, 6])
    ])
    let task = Task {
      for try await _ in graph.matches(of: slow) { Issue.record("there is no match") }
    }
    try await Task.sleep(for: .milliseconds(30))
    task.cancel()
    try await task.value
  }

  /// The first match is handed over when it is found, not when a batch is full or the search has ended.
  @Test func firstMatchesComeAtOnce() async throws {
    let graph = try Self.graph(vertices: 300)
    let seen = Atomic<Int>(0)
    // One match, and then a search that would take hours.
    let rare = try Pattern("(a)--(b)--(c)--(d)--(e)--(f)--(g)").with([
      .init(OpaquePredicate { _ in seen.wrappingAdd(1, ordering: .relaxed).newValue == 1000 }, variables: [0, 6])
    ])
    for try await match in graph.matches(of: rare) {
      #expect(match.ids.count == 7)
      break
    }
    #expect(seen.load(ordering: .relaxed) >= 1000)
  }

  @Test func deadlinesGivePartialResults() async throws {
    // Far more than can be listed in the time of a test.
    let graph = try Self.graph(vertices: 300)
    let miner = Miner(graph)
    let slow: Pattern = "(a)--(b)--(c)--(d)--(e)--(f) where a.x is missing or f.x is missing"
    var builder = GraphBuilder()
    for id in graph.vertices { builder.addVertex(id) }
    for id in graph.vertices { for other in graph.neighbours(of: id)! { builder.addEdge(id, other) } }
    builder.addVertex(0, attributes: ["x": 1])
    let attributed = Miner(try builder.build())
    guard case .partial(let partial) = try attributed.count(slow, deadline: .milliseconds(30)) else {
      Issue.record("the count came to its end")
      return
    }
    #expect(partial.reason == .deadline)
    let quick = try miner.count(.clique(3), deadline: .seconds(60))
    let whole = try miner.count(.clique(3)).occurrences
    #expect(quick.isComplete && quick.value.occurrences == whole)
    let delivered = Atomic<Int>(0)
    let run = miner.run(try miner.prepareMatches(of: .path(6)), deadline: .milliseconds(30)) {
      delivered.wrappingAdd($0.count, ordering: .relaxed)
      return true
    }
    #expect(!run.isComplete && run.value == delivered.load(ordering: .relaxed))
    let limited = miner.run(try miner.prepareMatches(of: .path(6)), limit: 10, deadline: .seconds(60)) { _ in true }
    #expect(limited.isComplete && limited.value == 10)

    let task = Task { try await attributed.counting(slow) }
    task.cancel()
    let cancelled = try await task.value
    #expect(!cancelled.isComplete)
  }
}
