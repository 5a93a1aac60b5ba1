import Execution
import Gyrfalcon
import GyrfalconTestSupport
import Planning
import Testing

/// Counts by the vertex at a place, derived and listed, against the oracle.
@Suite struct CountsByVertexTests {
  /// What the algebra takes on is derived, also on a small graph.
  private static func miner(_ graph: Graph, derives: Bool) -> Miner {
    var miner = Miner(graph, rules: derives ? .all : Planner.Rules.all.subtracting(.tables))
    miner.planner.prefersTables = derives
    return miner
  }

  private static func isDerived(_ query: Miner.VertexCountQuery) -> Bool {
    if case .derived = query.way { true } else { false }
  }

  /// Every connected pattern on 3 to 5 vertices at every place, some of them with one variable held to few vertices.
  @Test func everyPlaceOfEveryPattern() throws {
    var random = SplitMix64(seed: 41)
    var derived = 0, found = 0
    for size in 3...5 {
      for base in Pattern.allConnected(vertices: size) {
        let pattern = try base.inducing(random.chance(0.3) ? .vertices : .edges)
        let oracle = OracleGraph.random(vertexCount: size == 5 ? 7 : 9, probability: 0.6, using: &random)
        let graph = try oracle.engineGraph()
        let held = random.chance(0.3) ? Set([1, 2, 5]) : nil
        let anchor = pattern.vertices[size - 1].name
        let options = MatchOptions(anchors: held.map { [anchor: Set($0.map { .integer(Int64($0)) })] } ?? [:])
        let maps = Oracle.embeddings(of: pattern, in: oracle).filter { map in held.map { $0.contains(map[size - 1]) } ?? true }
        let group = Oracle.automorphisms(of: pattern).filter { held == nil || $0[size - 1] == size - 1 }
        for root in 0..<size {
          let stabiliser = group.count { $0[root] == root }
          var expected: [Graph.VertexID: UInt128] = [:]
          for map in maps { expected[.integer(Int64(map[root])), default: 0] += 1 }
          for derives in [true, false] {
            let miner = Self.miner(graph, derives: derives)
            let query = try miner.prepareCounts(of: pattern, at: pattern.vertices[root].name, options: options)
            if derives, Self.isDerived(query) { derived += 1 }
            let counts = try miner.run(query)
            found += counts.top(1).count
            for (vertex, count) in counts.rows {
              #expect(count == (expected[vertex] ?? 0) / UInt128(stabiliser), "\(pattern.text) at \(root), derives: \(derives)")
            }
            let tally = try miner.tally(of: pattern, byVertex: pattern.vertices[root].name, options: options)
            #expect(tally.counts.mapValues { UInt128($0 * stabiliser) } == expected)
          }
        }
      }
    }
    #expect(derived > 100 && found > 200, "\(derived) derived, \(found) with matches")
  }

  /// Labels, directions, anti-edges and absent vertices: what the algebra does not know is listed.
  @Test func everyKindOfPattern() throws {
    var random = SplitMix64(seed: 43)
    var derived = 0, found = 0
    for number in 0..<160 {
      let directed = number % 2 == 0
      var knobs = PatternKnobs(vertexCount: 3 + number % 2)
      knobs.directed = directed
      knobs.antiEdges = number % 3 == 0 ? 0.4 : 0
      knobs.antiVertices = number % 5 == 0 ? 1 : 0
      knobs.vertexLabels = number % 4 < 2 ? ["A", "B"] : []
      let pattern = try Pattern.random(knobs, using: &random)
      let oracle = OracleGraph.random(
        vertexCount: 9, probability: 0.4, directed: directed,
        vertexLabels: LabelKnobs(knobs.vertexLabels, probability: 0.9), using: &random)
      let root = Int.random(in: 0..<knobs.vertexCount, using: &random)
      let stabiliser = Oracle.automorphisms(of: pattern).count { $0[root] == root }
      var expected: [Graph.VertexID: Int] = [:]
      for map in Oracle.embeddings(of: pattern, in: oracle) { expected[.integer(Int64(map[root])), default: 0] += 1 }
      let graph = try oracle.engineGraph()
      for derives in [true, false] {
        let miner = Self.miner(graph, derives: derives)
        let query = try miner.prepareCounts(of: pattern, at: pattern.vertices[root].name)
        if derives, Self.isDerived(query) { derived += 1 }
        let tally = try miner.tally(of: pattern, byVertex: pattern.vertices[root].name)
        #expect(tally.counts.mapValues { $0 * stabiliser } == expected, "\(pattern.text) at \(root), derives: \(derives)")
        if !expected.isEmpty { found += 1 }
      }
    }
    #expect(derived > 40 && found > 80, "\(derived) derived, \(found) with matches")
  }

  /// The hubs of a large star: no match is looked at, and numbers beyond 64 bits are exact.
  @Test func countsBeyondAWord() throws {
    var builder = GraphBuilder()
    for leaf in 1...20_000 { builder.addEdge(0, .integer(Int64(leaf))) }
    let graph = try builder.build()
    let miner = Miner(graph, threads: 2)
    let query = try miner.prepareCounts(of: .star(6), at: "a")
    #expect(Self.isDerived(query))
    let counts = try miner.run(query)
    // C(20000, 6)
    let expected = (UInt128(0)..<6).reduce(1) { $0 * (20_000 - $1) } / 720
    #expect(counts[0] == expected && counts[1] == 0 && counts.total == expected)
    #expect(expected > UInt128(UInt64.max))
    #expect(throws: PlanningError.countTooLarge) { try miner.tally(of: .star(6), byVertex: "a") }
  }

  /// On two joined stars no random descent finds the other hub, so that the matches look like none.
  @Test func whatDescentsMiss() throws {
    let leaves = 20_000
    var builder = GraphBuilder()
    builder.addEdge(-1, -2)
    for leaf in 0..<leaves {
      builder.addEdge(-1, .integer(Int64(2 * leaf)))
      builder.addEdge(-2, .integer(Int64(2 * leaf + 1)))
    }
    let miner = Miner(try builder.build(), threads: 2)
    let pattern: Pattern = "(a)--(b), (a)--(c), (a)--(d), (a)--(e), (d)--(f)"
    let third = UInt128(leaves * (leaves - 1) / 2 * (leaves - 2) / 3)
    #expect(try miner.count(pattern).occurrences == 2 * third * UInt128(leaves))
    #expect(try miner.count([.clique(3), pattern]).map(\.occurrences) == [0, 2 * third * UInt128(leaves)])
    let counts = try miner.counts(of: pattern, at: "d")
    #expect(counts[-1] == third * UInt128(leaves) && counts[-2] == counts[-1] && counts.total == 2 * third * UInt128(leaves))
    #expect(try miner.counts(of: pattern, at: "f")[0] == third)
    // With eight vertices, by a plan that binds the vertex first.
    let large = try miner.counts(of: .star(7), at: "b")
    let sixth = (UInt128(0)..<6).reduce(1) { $0 * (UInt128(leaves) - $1) } / 720
    #expect(large[0] == sixth)
  }

  /// Of a derived count that is stopped nothing is known.
  @Test func aStoppedCountIsPartial() throws {
    var random = SplitMix64(seed: 47)
    let graph = try OracleGraph.random(vertexCount: 300, probability: 0.3, using: &random).engineGraph()
    let miner = Self.miner(graph, derives: true)
    let query = try miner.prepareCounts(of: .cycle(5), at: "a")
    #expect(Self.isDerived(query))
    let outcome = try miner.run(query, limits: Limits(deadline: .nanoseconds(1)))
    #expect(!outcome.isComplete && outcome.value.total == 0 && outcome.value.count == 300)
    let whole = try miner.run(query, limits: Limits(deadline: .seconds(600)))
    let all = try miner.count(.cycle(5)).occurrences
    #expect(whole.isComplete && whole.value.total == 5 * all)
  }
}
