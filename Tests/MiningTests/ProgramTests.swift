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

  @Test func deadlinesGivePartialResults() async throws {
    // Far more than can be listed in the time of a test.
    let graph = try Self.graph(vertices: 300)
    let miner = Miner(graph)
    let slow: Pattern = "(a)--(b)--(c)--(d)--(e)--(f) where a.x is missing"
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
