import Gyrfalcon
import GyrfalconTestSupport
import Planning
import Synchronization
import Testing

@Suite struct MinerTests {
  @Test func censusAgainstClassifiedSubsets() throws {
    var random = SplitMix64(seed: 12)
    for size in 1...5 {
      for _ in 0..<3 {
        let oracle = OracleGraph.random(vertexCount: 10, probability: 0.4, using: &random)
        let expected = Oracle.census(of: oracle, size: size)
        let counts = try Miner(try oracle.engineGraph()).motifs(size: size)
        #expect(counts.count == [1, 1, 2, 6, 21][size - 1])
        for count in counts {
          let motif = Oracle.motifClass(of: count.pattern, directed: false)
          #expect(count.occurrences == UInt128(motif.flatMap { expected[$0] } ?? 0), "\(count.pattern)")
        }
      }
    }
  }

  /// Closed forms that hold in every graph.
  @Test func sumLaws() throws {
    var random = SplitMix64(seed: 31)
    for _ in 0..<10 {
      let graph = try OracleGraph.preferentialAttachment(vertexCount: 120, edgesPerVertex: 4, using: &random).engineGraph()
      let miner = Miner(graph)
      let degrees = (0..<graph.vertexCount).map { UInt128(graph.neighbours.degree($0)) }
      let three = try miner.motifs(size: 3)
      let triangles = three.first { $0.pattern.edges.count == 3 }!.occurrences
      let wedges = three.first { $0.pattern.edges.count == 2 }!.occurrences
      #expect(wedges + 3 * triangles == degrees.reduce(0) { $0 + ($1 > 0 ? $1 * ($1 - 1) / 2 : 0) })
      #expect(try miner.count(.star(3)).occurrences == degrees.reduce(0) { $0 + ($1 > 2 ? $1 * ($1 - 1) * ($1 - 2) / 6 : 0) })
      #expect(try miner.count(.clique(2)).occurrences == UInt128(graph.edgeCount))
    }
  }

  /// Renumbering the graph or the pattern changes nothing; embeddings are occurrences x |Aut|.
  @Test func metamorphicLaws() throws {
    var random = SplitMix64(seed: 8)
    for number in 0..<40 {
      var knobs = PatternKnobs(vertexCount: 3 + number % 4)
      knobs.antiEdges = number % 2 == 0 ? 0.5 : 0
      knobs.inducing = number % 5 == 0 ? .vertices : .edges
      let pattern = try Pattern.random(knobs, using: &random)
      let oracle = OracleGraph.random(vertexCount: 24, probability: 0.25, using: &random)
      let count = try Miner(try oracle.engineGraph()).count(pattern)
      #expect(try Miner(try oracle.shuffled(using: &random).engineGraph()).count(pattern).occurrences == count.occurrences)
      let renumbered = try pattern.shuffled(using: &random)
      #expect(try Miner(try oracle.engineGraph()).count(renumbered).occurrences == count.occurrences)
      #expect(try count.embeddings == count.occurrences * UInt128(Oracle.automorphisms(of: pattern).count))
    }
  }

  /// The trap that the reference implementation falls into: the answer must not depend on numbering.
  @Test func partialAntiEdges() throws {
    let graph = try OracleGraph.tailedTriangle.engineGraph()
    for text in ["a--b--c--d, a !-- c", "d--c--b--a, d !-- b", "c--a--d--b, c !-- d"] {
      #expect(try Miner(graph).count(Pattern(text)).occurrences == 2)
    }
  }

  @Test func existsAndFirstMatch() throws {
    let graph = Graph(edges: [(10, 20), (20, 30), (30, 10), (30, 40)])
    let miner = Miner(graph)
    #expect(try miner.exists(.clique(3)))
    #expect(try !miner.exists(.clique(4)))
    let match = miner.firstMatch(try miner.prepareMatches(of: Pattern("(x)--(y)--(z)--(x), (z)--(tail)")))
    #expect(match?["tail"] == 40 && match?["z"] == 30)
    #expect(match?["nobody"] == nil)
  }

  @Test func matchesCarryStringIDs() throws {
    var builder = GraphBuilder()
    for (a, b) in [("ann", "bob"), ("bob", "cid"), ("cid", "ann")] { builder.addEdge(VertexID.string(a), VertexID.string(b)) }
    let miner = Miner(try builder.build())
    let found = Mutex<[Set<VertexID>]>([])
    miner.run(try miner.prepareMatches(of: .clique(3))) { batch in
      found.withLock { $0 += (0..<batch.count).map { Set(batch[$0].ids) } }
      return true
    }
    #expect(found.withLock { $0 } == [["ann", "bob", "cid"]])
  }

  /// Exactly min(limit, all), all different, at any number of threads.
  @Test(arguments: [1, 2, 4]) func limitsAreExact(_ threads: Int) throws {
    var random = SplitMix64(seed: 17)
    let graph = try OracleGraph.random(vertexCount: 120, probability: 0.3, using: &random).engineGraph()
    var miner = Miner(graph, threads: threads)
    miner.executor.smallGraph = 0
    let query = try miner.prepareMatches(of: .clique(3))
    let all = Int(try miner.count(.clique(3)).occurrences)
    #expect(all > 3000)
    for limit in [0, 1, 7, 1023, 1024, 1025, 3000, all, all + 5] {
      let rows = Mutex<[Set<VertexID>]>([])
      let delivered = miner.run(query, limit: limit) { batch in
        rows.withLock { $0 += (0..<batch.count).map { Set(batch[$0].ids) } }
        return true
      }
      let seen = rows.withLock { $0 }
      #expect(delivered == Swift.min(limit, all) && seen.count == delivered && Set(seen).count == delivered, "limit \(limit)")
    }
  }

  /// A delivery that says no ends the run.
  @Test func stoppingFromTheCallback() throws {
    let graph = Graph(edges: (0..<80).flatMap { v in (0..<v).map { ($0, v) } })
    let miner = Miner(graph, threads: 2)
    let calls = Mutex(0)
    miner.run(try miner.prepareMatches(of: .clique(4))) { _ in
      calls.withLock { $0 += 1 }
      return false
    }
    #expect(calls.withLock { $0 } <= 2)
  }

  @Test func rulesDoNotChangeAnswers() throws {
    var random = SplitMix64(seed: 40)
    let graph = try OracleGraph.preferentialAttachment(vertexCount: 90, edgesPerVertex: 5, using: &random).engineGraph()
    for pattern in Pattern.allConnected(vertices: 4) + Pattern.allConnected(vertices: 5) {
      for inducing in Pattern.Inducing.allCases {
        let own = try pattern.inducing(inducing)
        let expected = try Miner(graph).count(own).occurrences
        for (name, rule) in Planner.Rules.names {
          let without = Miner(graph, rules: Planner.Rules.all.subtracting(rule))
          #expect(try without.count(own).occurrences == expected, "\(own) without \(name)")
        }
      }
    }
  }
}
