import Foundation
import Gyrfalcon
import GyrfalconTestSupport
import Synchronization
import Testing

/// A run that is cut into shards, or that is killed and goes on, gives what the whole run gives.
@Suite struct DivisionTests {
  static let counts = [1, 2, 3, 7, 100]

  private static func options(_ random: RandomCase) -> MatchOptions {
    MatchOptions(
      morphism: random.morphism == .injective ? .injective : random.morphism == .homomorphic ? .homomorphic : .edgeDistinct)
  }

  /// Over all combinations of directions, labels, absences, induction and morphisms.
  @Test(arguments: 0..<4) func countsOfShardsAddUp(part: Int) throws {
    for number in stride(from: part, to: 512, by: 4) {
      let random = try RandomCase(number: number)
      let n = Self.counts[number / 4 % Self.counts.count]
      let graph = try random.graph.engineGraph()
      // A graph without a single value has no columns that conditions could speak of.
      if graph.edgeAttributes.isEmpty || graph.vertexAttributes.isEmpty { continue }
      let miner = Miner(graph, threads: 1 + number / 8 % 2)
      let whole = try miner.count(random.pattern, options: Self.options(random))
      let query = try miner.planning(forShards: n).prepareCount(of: random.pattern, options: Self.options(random))
      let shards = try (1...n).map { try miner.run(query, shard: #require(Shard($0, of: n))).value }
      let merged = try #require(try CountShard.merge(shards.shuffled()).first)
      #expect(try merged.occurrences == whole.occurrences && merged.embeddings == whole.embeddings, "\(n) shards of \(random)")
    }
  }

  /// Graphs large enough for tables, pivoting and many pieces.
  @Test(arguments: [2, 3, 7]) func derivedCountsAddUp(n: Int) throws {
    var random = SplitMix64(seed: 77)
    let graph = try OracleGraph.random(vertexCount: 300, probability: 0.08, using: &random).engineGraph()
    let miner = Miner(graph, threads: 2)
    for pattern: Pattern in [.clique(3), .cycle(4), .cycle(5), .clique(6), "(a)--(b)--(c)--(a), (c)--(d)", .path(5)] {
      for planned in [miner, miner.planning(forShards: n)] {
        let query = try planned.prepareCount(of: pattern)
        let shards = try (1...n).map { try miner.run(query, shard: #require(Shard($0, of: n))).value }
        #expect(try CountShard.merge(shards)[0].occurrences == miner.count(pattern).occurrences, "\(pattern)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7]) func censusesAddUp(n: Int) throws {
    var random = SplitMix64(seed: 3)
    for (directed, size) in [(false, 3), (false, 4), (false, 5), (true, 3), (true, 4)] {
      let graph = try OracleGraph.random(vertexCount: 40, probability: 0.15, directed: directed, using: &random).engineGraph()
      let miner = Miner(graph, threads: 2)
      let query = try miner.planning(forShards: n).prepareMotifs(size: size)
      let shards = try (1...n).map { try miner.run(query, shard: #require(Shard($0, of: n))).value }
      #expect(try CountShard.merge(shards).map(\.occurrences) == miner.motifs(size: size).map(\.occurrences))
    }
  }

  @Test(arguments: [1, 2, 3, 7, 200]) func orbitsAndMatchesAreDisjoint(n: Int) throws {
    var random = SplitMix64(seed: 9)
    let graph = try OracleGraph.random(vertexCount: 60, probability: 0.15, using: &random).engineGraph()
    let miner = Miner(graph, threads: 2)
    let query = try miner.prepareOrbits(size: 4)
    let whole = try miner.run(query)
    var rows: [VertexID: [UInt128]] = [:]
    for number in 1...n {
      let part = try miner.run(query, shard: #require(Shard(number, of: n)))
      for (row, id) in part.vertices.enumerated() {
        #expect(rows[id] == nil)
        rows[id] = part.orbits.indices.map { part[row: row, orbit: $0] }
      }
    }
    #expect(rows.count == graph.vertexCount)
    for (row, id) in whole.vertices.enumerated() {
      #expect(rows[id] == whole.orbits.indices.map { whole[row: row, orbit: $0] })
    }
    let matches = try miner.prepareMatches(of: "(a)--(b)--(c)--(d)")
    let all = Mutex<[Match]>([])
    for number in 1...n {
      miner.dividing(Shard(number, of: n)).run(matches) { batch in
        let found = (0..<batch.count).map { batch[$0] }
        all.withLock { $0 += found }
        return true
      }
    }
    let found = all.withLock { $0 }
    #expect(Set(found).count == found.count)
    let expected = try miner.count("(a)--(b)--(c)--(d)").occurrences
    #expect(UInt128(found.count) == expected)
  }

  @Test func shardsThatDoNotBelongTogether() throws {
    var random = SplitMix64(seed: 1)
    let miners = try (0..<2).map { _ in Miner(try OracleGraph.random(vertexCount: 30, probability: 0.2, using: &random).engineGraph()) }
    func shard(_ miner: Miner, _ pattern: Pattern, _ number: Int, of count: Int) throws -> CountShard {
      try miner.run(try miner.prepareCount(of: pattern), shard: #require(Shard(number, of: count))).value
    }
    let first = try shard(miners[0], .clique(3), 1, of: 3), second = try shard(miners[0], .clique(3), 2, of: 3)
    #expect(throws: ShardError.missing([2, 3], of: 3)) { try CountShard.merge([first]) }
    #expect(throws: ShardError.missing([3], of: 3)) { try CountShard.merge([second, first]) }
    #expect(throws: ShardError.repeated(0, 1)) { try CountShard.merge([first, first]) }
    #expect(throws: ShardError.none) { try CountShard.merge([]) }
    #expect(throws: ShardError.self) { try CountShard.merge([first, try shard(miners[1], .clique(3), 2, of: 3)]) }
    #expect(throws: ShardError.self) { try CountShard.merge([first, try shard(miners[0], .clique(4), 2, of: 3)]) }
    #expect(throws: ShardError.self) { try CountShard.merge([first, try shard(miners[0], .clique(3), 2, of: 2)]) }
    for text in ["0/0", "3/2", "0/2", "-1/2", "1", "1/", "/2", "1/2/3", "a/b", "1/9999999999", ""] {
      #expect(Shard(parsing: text) == nil, "\(text)")
    }
  }

  // MARK: Checkpoints

  private static func place() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("gyr-checkpoint-\(UUID().uuidString)").path
  }

  /// Stopped again and again, a run comes to the same end.
  @Test func stoppedRunsGoOn() throws {
    var random = SplitMix64(seed: 12)
    let graph = try OracleGraph.random(vertexCount: 400, probability: 0.1, using: &random).engineGraph()
    let miner = Miner(graph, threads: 2)
    for pattern: Pattern in ["(a)--(b)--(c)--(d)--(a), a !-- c", .clique(6), .cycle(5)] {
      let path = Self.place()
      defer { try? FileManager.default.removeItem(atPath: path) }
      let whole = try miner.count(pattern).occurrences
      let query = try miner.prepareCount(of: pattern)
      var rounds = 0
      while true {
        rounds += 1
        let asked = Atomic<Int>(0)
        var limits = Limits()
        // Stops after a random number of looks, a little later every time.
        let patience = Int.random(in: 0...4, using: &random) + rounds / 4
        limits.isCancelled = { asked.wrappingAdd(1, ordering: .relaxed).oldValue > patience }
        let outcome = try miner.run(query, checkpoint: Checkpoint(path: path), limits: limits)
        if case .complete(let count) = outcome {
          #expect(count.occurrences == whole, "\(pattern) after \(rounds) rounds")
          break
        }
        #expect(outcome.value.occurrences <= whole)
      }
    }
  }

  @Test func checkpointsOfOtherRunsAreRefused() throws {
    var random = SplitMix64(seed: 2)
    let graph = try OracleGraph.random(vertexCount: 40, probability: 0.2, using: &random).engineGraph()
    let other = try OracleGraph.random(vertexCount: 40, probability: 0.2, using: &random).engineGraph()
    let path = Self.place()
    defer { try? FileManager.default.removeItem(atPath: path) }
    func count(_ graph: Graph, _ pattern: Pattern) throws -> UInt128 {
      let miner = Miner(graph)
      return try miner.run(try miner.prepareCount(of: pattern), checkpoint: Checkpoint(path: path)).value.occurrences
    }
    let triangles = try count(graph, .clique(3))
    #expect(try count(graph, .clique(3)) == triangles)
    #expect(try triangles == graph.count(.clique(3)).occurrences)
    #expect { try count(other, .clique(3)) } throws: { "\($0)".contains("its graph has") }
    #expect { try count(graph, .cycle(4)) } throws: { "\($0)".contains("it counts (a)--(b)--(c)--(a), and this run ") }
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    for length in [0, 5, whole.utf8.count / 2, whole.utf8.count - 1] {
      try String(whole.prefix(length)).write(toFile: path, atomically: true, encoding: .utf8)
      #expect(throws: CheckpointError.self) { try count(graph, .clique(3)) }
    }
    try whole.replacingOccurrences(of: "sums ", with: "sums 1").write(toFile: path, atomically: true, encoding: .utf8)
    #expect { try count(graph, .clique(3)) } throws: { "\($0)".contains("checksum") }
    #expect { try Miner(graph).run(try Miner(graph).prepareCount(of: .clique(3)), checkpoint: Checkpoint(path: "/nowhere/c")) }
      throws: { "\($0)".contains("cannot write") }
  }

  // MARK: Limits

  @Test func memoryLimits() throws {
    let graph = try ProgramTests.graph(vertices: 200)
    let miner = Miner(graph, threads: 8)
    let query = try miner.prepareCount(of: .cycle(5))
    let whole = try miner.count(.cycle(5)).occurrences
    // The process has more than this already.
    let outcome = try miner.run(query, limits: Limits(memory: 1 << 20))
    guard case .partial(let partial) = outcome else {
      Issue.record("a megabyte was enough")
      return
    }
    #expect(partial.reason == .memory && partial.value.occurrences <= whole)
    #expect(try miner.run(query, limits: Limits(memory: 1 << 40)).value.occurrences == whole)
    #expect(MemoryBudget.available > 1 << 26 && MemoryBudget.used > 1 << 20)
  }

  @Test func progressIsTold() throws {
    let graph = try ProgramTests.graph(vertices: 300)
    let seen = Mutex<[RunProgress]>([])
    var limits = Limits(deadline: .milliseconds(400), progress: { progress in seen.withLock { $0.append(progress) } })
    limits.progressInterval = .milliseconds(20)
    let miner = Miner(graph, threads: 2)
    _ = miner.run(try miner.prepareMatches(of: .path(6)), limits: limits) { _ in true }
    let all = seen.withLock { $0 }
    #expect(all.count > 3)
    let fractions = all.compactMap(\.fraction)
    #expect(fractions == fractions.sorted() && fractions.allSatisfy { (0...1).contains($0) })
    #expect(all.allSatisfy { $0.stage == .mine })
  }

  @Test func readingStops() async throws {
    let path = Self.place()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var text = ""
    for i in 0..<300_000 { text += "\(i % 1009) \(i * 7919 % 30011)\n" }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let file = path
    let task = Task { try await Graph.reading(contentsOf: file) }
    task.cancel()
    await #expect(throws: GraphFileError.self) { try await task.value }
    await #expect(throws: GraphFileError.self) {
      try await Graph.reading(contentsOf: file, limits: Limits(deadline: .zero))
    }
    let graph = try await Graph.reading(contentsOf: file)
    #expect(graph.edgeCount > 100_000)
  }
}
