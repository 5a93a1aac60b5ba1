import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Cycles inside neighbourhoods that are too wide and too thin for rows of bits, against the oracle.
@Suite struct NeighbourhoodCycleTests {
  /// Hubs that see all of the others, among which there are few edges.
  private static func graph(_ others: Int, hubs: Int, edges: Double, _ random: inout SplitMix64) -> OracleGraph {
    var pairs: [(Int, Int)] = []
    for v in hubs..<(hubs + others) {
      for hub in 0..<hubs { pairs.append((hub, v)) }
      for w in (v + 1)..<max(v + 1, hubs + others) where random.chance(edges) { pairs.append((v, w)) }
    }
    return OracleGraph(vertexCount: hubs + others, edges: pairs)
  }

  /// A cycle of four with one vertex that sees all of it, and with two.
  private static let wheel = "a--b--c--d--a, h--a, h--b, h--c, h--d"
  private static let patterns: [(pattern: String, places: [String])] = [
    (wheel, ["a", "h"]), (wheel + ", h--e", ["a", "e", "h"]),
    (wheel + ", a--e", ["a", "b", "c", "e", "h"]),
  ]

  @Test func wheels() throws {
    var random = SplitMix64(seed: 61)
    for (others, hubs, edges) in [(44, 1, 0.1), (30, 2, 0.12), (25, 1, 0.3), (70, 1, 0.03)] {
      let oracle = Self.graph(others, hubs: hubs, edges: edges, &random)
      let graph = try oracle.engineGraph()
      var planner = Planner(graph: graph)
      planner.prefersTables = true
      for (text, places) in Self.patterns {
        let pattern = try Pattern(text)
        let maps = Oracle.embeddings(of: pattern, in: oracle)
        #expect(maps.count > 0)
        let derivation = try #require(try planner.derivation(of: pattern))
        if text == Self.wheel { #expect(!derivation.program.scalars.isEmpty) }
        let count = try DerivationTests.executor(graph, threads: 2).count(derivation)[0]
        #expect(count == UInt128(maps.count / Oracle.automorphisms(of: pattern).count), "\(pattern.text) in \(oracle)")
        for place in places {
          let root = pattern.vertices.firstIndex { $0.name == place }!
          let rooted = try #require(try planner.rootedDerivation([(pattern, [root])]))
          let counts = try DerivationTests.executor(graph, threads: 2).countByRoot(rooted)[0]
          let kept = Oracle.automorphisms(of: pattern).count { $0[root] == root }
          var expected = [Int](repeating: 0, count: graph.vertexCount)
          for map in maps { expected[map[root]] += 1 }
          for v in 0..<graph.vertexCount {
            let id = Int(graph.ids.integerID(of: v)!)
            #expect(counts[v] == UInt128(expected[id] / kept), "\(pattern.text) at \(place), vertex \(id)")
          }
        }
      }
    }
  }
}
