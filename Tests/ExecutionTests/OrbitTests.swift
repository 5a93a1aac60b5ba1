import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Counts by the image of a root, against the oracle.
@Suite struct OrbitTests {
  /// In how many occurrences each vertex stands at the orbit, by listing all embeddings.
  static func expected(_ orbit: GraphletOrbit, in oracle: OracleGraph) throws -> [Int] {
    let pattern = try orbit.graphlet.inducing(.vertices)
    let stabiliser = Oracle.automorphisms(of: pattern).count { $0[orbit.vertex] == orbit.vertex }
    var counts = [Int](repeating: 0, count: oracle.vertexCount)
    for embedding in Oracle.embeddings(of: pattern, in: oracle) { counts[embedding[orbit.vertex]] += 1 }
    return counts.map { $0 / stabiliser }
  }

  @Test(arguments: [true, false]) func allOrbitsOfRandomGraphs(_ prefersTables: Bool) throws {
    var random = SplitMix64(seed: 77)
    for (number, oracle) in DerivationTests.graphs(&random, vertices: 7).prefix(prefersTables ? 9 : 2).enumerated() {
      let graph = try oracle.engineGraph()
      var planner = Planner(graph: graph, rules: prefersTables ? .all : Planner.Rules.all.subtracting(.tables))
      planner.prefersTables = prefersTables
      let orbits = GraphletOrbit.all(upTo: 5)
      let rooted = try orbits.map { (pattern: try $0.graphlet.inducing(.vertices), roots: [$0.vertex]) }
      let derivation = try #require(try planner.rootedDerivation(rooted))
      let counts = try DerivationTests.executor(graph, threads: 1 + number % 2).countByRoot(derivation)
      for orbit in orbits {
        let wanted = try Self.expected(orbit, in: oracle)
        for v in 0..<graph.vertexCount {
          let id = Int(graph.ids.integerID(of: v)!)
          #expect(counts[orbit.number][v] == UInt128(wanted[id]), "orbit \(orbit.number), graph \(number)")
        }
      }
    }
  }

  @Test func theTableIsOrcas() {
    #expect([2, 3, 4, 5].map { GraphletOrbit.all(upTo: $0).count } == [1, 4, 15, 73])
    // Every orbit of every graphlet, once.
    var seen: [CanonicalForm: Set<Int>] = [:]
    for orbit in GraphletOrbit.all(upTo: 5) {
      let group = orbit.graphlet.automorphisms.orbits
      let index = group.firstIndex { $0.contains(orbit.vertex) }!
      #expect(seen[orbit.graphlet.canonicalForm, default: []].insert(index).inserted)
    }
    for size in 2...5 {
      for pattern in Pattern.allConnected(vertices: size) {
        #expect(seen[pattern.canonicalForm]?.count == pattern.automorphisms.orbits.count)
      }
    }
  }
}
