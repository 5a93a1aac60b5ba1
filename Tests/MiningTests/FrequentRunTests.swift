import Gyrfalcon
import GyrfalconTestSupport
import Synchronization
import Testing

/// How a run goes and ends: order, threads, streams, deadlines, cancellation, memory, bad options.
@Suite struct FrequentRunTests {
  /// Large enough for shared searches and several levels.
  static func graph(seed: UInt64 = 61, vertexCount: Int = 200) throws -> Graph {
    var random = SplitMix64(seed: seed)
    return try OracleGraph.random(
      vertexCount: vertexCount, probability: 5 / Double(vertexCount), directed: false,
      vertexLabels: LabelKnobs(["A", "B", "C"], probability: 1, more: 0), edgeLabels: .none, using: &random
    ).engineGraph()
  }

  static func lines(_ patterns: [FrequentPattern]) -> [String] {
    patterns.map { "\($0.support) \($0.isExact) \($0.pattern.text) \($0.parent?.text ?? "-")" }
  }

  @Test func threadsChangeNothing() throws {
    let graph = try Self.graph()
    for inducing in [Pattern.Inducing.edges, .vertices] {
      var options = FrequentOptions(support: 12, maxEdges: 3, maxVertices: 3)
      options.inducing = inducing
      options.threads = 1
      let one = Self.lines(try graph.frequentSubgraphs(options).patterns)
      #expect(one.count > 20)
      for threads in [2, 3, 64] {
        options.threads = threads
        #expect(Self.lines(try graph.frequentSubgraphs(options).patterns) == one, "\(threads) threads")
      }
    }
  }

  @Test func sortedBySizeThenSupport() throws {
    let found = try Self.graph().frequentSubgraphs(support: 20, maxEdges: 3).patterns
    let keys = found.map { [$0.edgeCount, $0.vertexCount, -$0.support] }
    #expect(keys == keys.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(Set(found.map(\.edgeCount)) == [1, 2, 3])
  }

  @Test func deliversWhatItReturns() throws {
    let graph = try Self.graph()
    for selection in [FrequentOptions.Selection.all, .closed, .maximal] {
      var options = FrequentOptions(support: 20, maxEdges: 3)
      options.selection = selection
      options.threads = 3
      let delivered = Mutex<[FrequentPattern]>([])
      let result = try graph.frequentSubgraphs(options) { pattern in
        delivered.withLock { $0.append(pattern) }
        return true
      }
      #expect(result.isComplete)
      #expect(Self.lines(delivered.withLock { $0 }).sorted() == Self.lines(result.patterns).sorted())
    }
  }

  @Test func callerStops() throws {
    let graph = try Self.graph()
    let options = FrequentOptions(support: 8, maxEdges: 3)
    let all = Set(Self.lines(try graph.frequentSubgraphs(options).patterns))
    let count = Mutex(0)
    let stopped = try graph.frequentSubgraphs(options) { _ in
      count.withLock { count in
        count += 1
        return count < 5
      }
    }
    guard case .partial(let some, .cancelled) = stopped else { return #expect(Bool(false), "\(stopped.isComplete)") }
    #expect(count.withLock { $0 } == 5)
    #expect(some.count >= 5 && some.count < all.count && Set(Self.lines(some)).isSubset(of: all))

    let cancelled = try graph.frequentSubgraphs(options, isCancelled: { true })
    guard case .partial(_, .cancelled) = cancelled else { return #expect(Bool(false), "not cancelled") }
    #expect(cancelled.patterns.count < all.count)
  }

  /// The caller is asked while the lists of the run are made, too: stopped there, at whatever look, nothing is searched.
  @Test func callerStopsThePreparation() throws {
    let n = 20_000
    var edges: [(Int, Int)] = []
    for step in [1, 2] { for v in 0..<n { edges.append((v, (v + step) % n)) } }
    let graph = try OracleGraph(vertexCount: n, edges: edges).engineGraph()
    for patience in 0..<6 {
      let asked = Atomic<Int>(0)
      let result = try graph.frequentSubgraphs(FrequentOptions(support: 2, maxEdges: 2), isCancelled: {
        asked.wrappingAdd(1, ordering: .relaxed).oldValue >= patience
      })
      guard case .partial(let patterns, .cancelled) = result else { return #expect(Bool(false), "not cancelled") }
      #expect(patterns.isEmpty)
      #expect(asked.load(ordering: .relaxed) == patience + 1, "asked again after a yes")
    }
  }

  @Test func deadlines() throws {
    let graph = try Self.graph(vertexCount: 1000)
    var options = FrequentOptions(support: 2)
    options.deadline = .milliseconds(150)
    for selection in [FrequentOptions.Selection.all, .closed, .maximal] {
      options.selection = selection
      let clock = ContinuousClock()
      let start = clock.now
      let result = try graph.frequentSubgraphs(options)
      #expect(clock.now - start < .seconds(20), "far beyond the deadline")
      guard case .partial(let some, .deadline) = result else { return #expect(Bool(false), "finished in time?") }
      var exact = FrequentOptions(support: 2, maxEdges: (some.map(\.edgeCount).max() ?? 0) + 1)
      // What is listed of a stopped run is right: compare it with a complete one where that is affordable.
      guard exact.maxEdges! <= 3 else { continue }
      exact.selection = selection
      let all = Set(Self.lines(try graph.frequentSubgraphs(exact).patterns))
      #expect(Set(Self.lines(some)).isSubset(of: all))
    }
  }

  @Test func memory() throws {
    let graph = try Self.graph()
    var options = FrequentOptions(support: 8, maxEdges: 3)
    let all = Self.lines(try graph.frequentSubgraphs(options).patterns)
    var outcomes: Set<Bool> = []
    for megabytes in [0.0, 0.05, 0.2, 1, 200] {
      options.memory = Int(megabytes * 1_048_576)
      let result = try graph.frequentSubgraphs(options)
      outcomes.insert(result.isComplete)
      if case .partial(_, let reason) = result { #expect(reason == .memory) }
      let found = Self.lines(result.patterns)
      if result.isComplete { #expect(found == all) } else { #expect(Set(found).isSubset(of: all)) }
    }
    #expect(outcomes == [true, false])
  }

  @Test func progress() throws {
    let graph = try Self.graph()
    let reports = Mutex<[FrequentProgress]>([])
    let result = try graph.frequentSubgraphs(
      FrequentOptions(support: 10, maxEdges: 3), progress: { report in reports.withLock { $0.append(report) } })
    let seen = reports.withLock { $0 }
    // At least the end of every level is reported.
    #expect(Set(seen.map(\.level)) == [1, 2, 3])
    #expect(seen.allSatisfy { $0.decided <= $0.candidates && $0.rate > 0 })
    #expect(seen.last?.decided == seen.last?.candidates)
    #expect(seen.last?.frequent == result.patterns.count)
  }

  @Test func streams() async throws {
    let graph = try Self.graph()
    let options = FrequentOptions(support: 20, maxEdges: 3)
    let expected = Self.lines(try graph.frequentSubgraphs(options).patterns)
    var found: [FrequentPattern] = []
    for try await pattern in graph.frequentSubgraphStream(options) { found.append(pattern) }
    #expect(Self.lines(found).sorted() == expected.sorted())

    var some = 0
    for try await _ in graph.frequentSubgraphStream(FrequentOptions(support: 2)) {
      some += 1
      if some == 3 { break }
    }
    #expect(some == 3)

    var late = FrequentOptions(support: 2)
    late.deadline = .milliseconds(50)
    await #expect(throws: FrequentRunStopped(reason: .deadline)) {
      for try await _ in graph.frequentSubgraphStream(late) {}
    }
    await #expect(throws: FrequentError.self) {
      for try await _ in graph.frequentSubgraphStream(FrequentOptions(support: 0)) {}
    }
    var inSet = 0
    for try await _ in GraphSet([graph, graph]).frequentSubgraphStream(FrequentOptions(support: 2, maxEdges: 1)) {
      inSet += 1
    }
    #expect(inSet == 6)
  }

  @Test func degenerateGraphs() throws {
    let empty = try GraphBuilder().build()
    var one = GraphBuilder()
    one.addVertex(1, labels: ["A"])
    var pair = GraphBuilder()
    pair.addEdge(1, 2)
    for inducing in [Pattern.Inducing.edges, .vertices] {
      for (graph, expected) in [(empty, 0), (try one.build(), 0), (try pair.build(), 1)] {
        var options = FrequentOptions(support: 1, maxEdges: 5, maxVertices: 5)
        options.inducing = inducing
        options.givesExamples = true
        #expect(try graph.frequentSubgraphs(options).patterns.count == expected)
        options.support = 0.5
        #expect(try graph.frequentSubgraphs(options).patterns.count == expected)
        options.support = .count(.max)
        #expect(try graph.frequentSubgraphs(options).patterns.isEmpty)
      }
    }
    let set = GraphSet([empty, try pair.build(), try one.build(), try pair.build()], names: ["w", "x", "y", "z"])
    var options = FrequentOptions(support: 0.5)
    options.givesExamples = true
    let found = try set.frequentSubgraphs(options).patterns
    #expect(found.map(\.support) == [2])
    #expect(found[0].exampleGraph == "x" && found[0].example?.ids.count == 2)
    #expect(try GraphSet([]).frequentSubgraphs(support: 1).patterns.isEmpty)
  }

  @Test func fractionsRoundUp() throws {
    func resolved(_ threshold: FrequencyThreshold, _ universe: Int) throws -> Int { try threshold.resolved(universe) }
    #expect(try resolved(0.3, 340) == 102)
    #expect(try resolved(0.3, 341) == 103)
    #expect(try resolved(1.0, 7) == 7)
    #expect(try resolved(0.001, 3) == 1)
    #expect(try resolved(5, 3) == 5)
    for bad in [FrequencyThreshold.count(0), .count(-1), .fraction(0), .fraction(1.5), .fraction(.nan), .fraction(-0.1)] {
      #expect(throws: FrequentError.self) { try bad.resolved(10) }
    }
  }

  @Test func refusals() throws {
    let graph = try Self.graph(vertexCount: 10)
    func refused(_ change: (inout FrequentOptions) -> Void) {
      var options = FrequentOptions(support: 2)
      change(&options)
      #expect(throws: FrequentError.self) { try graph.frequentSubgraphs(options) }
    }
    refused { $0.support = 0 }
    refused { $0.maxEdges = 0 }
    refused { $0.maxVertices = -1 }
    refused { $0.top = 0 }
    refused { $0.threads = 0 }
    refused { $0.minimumOccurrences = 3 }
    refused {
      $0.lowerBoundOnly = true
      $0.selection = .closed
    }
    refused {
      $0.lowerBoundOnly = true
      $0.top = 3
    }
    var directed = GraphBuilder(directed: true)
    directed.addEdge(1, 2)
    let mixed = GraphSet([graph, try directed.build()])
    #expect(throws: FrequentError.mixedDirections(graph: 1)) { try mixed.frequentSubgraphs(support: 1) }
  }
}
