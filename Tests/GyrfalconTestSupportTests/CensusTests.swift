import GyrfalconTestSupport
import PatternModel
import Testing

@Suite struct CensusTests {
  @Test func numbersOfClasses() {
    #expect(Oracle.motifClasses(size: 3, directed: false).count == 2)
    #expect(Oracle.motifClasses(size: 4, directed: false).count == 6)
    #expect(Oracle.motifClasses(size: 5, directed: false).count == 21)
    #expect(Oracle.motifClasses(size: 3, directed: true).count == 13)
    #expect(Oracle.motifClasses(size: 4, directed: true).count == 199)
  }

  @Test func petersen() {
    // Girth 5, cubic: 30 wedges, no triangle; on 4 vertices 10 stars and 60 paths (each of the 15 edges has 2 x 2).
    #expect(Oracle.census(of: .petersen, size: 3).values.sorted() == [0, 30])
    #expect(Oracle.census(of: .petersen, size: 4).values.sorted() == [0, 0, 0, 0, 10, 60])
  }

  @Test func completeGraph() {
    let census = Oracle.census(of: .complete(6), size: 4)
    #expect(census.values.reduce(0, +) == 15)
    #expect(census[Oracle.motifClass(of: .complete(4))!] == 15)
  }

  /// Two ways to one number: classify every subset, or count every class as a vertex-induced pattern.
  @Test(arguments: [false, true]) func agreesWithInducedCounts(directed: Bool) throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<8 {
      let graph = OracleGraph.random(vertexCount: 8, probability: 0.35, directed: directed, using: &random)
      for (motif, count) in Oracle.census(of: graph, size: 3) {
        let edges: [Pattern.Edge] = motif.arcs.compactMap { u, v in
          if directed { return .init(u, v, .forward) }
          return u < v ? .init(u, v) : nil
        }
        let pattern = try Pattern(
          vertices: (0..<3).map { .init("v\($0)") }, edges: edges, inducing: .vertices)
        #expect(Oracle.occurrences(of: pattern, in: graph).count == count)
      }
    }
  }

  @Test func numberingDoesNotMatter() {
    var random = SplitMix64(seed: 8)
    let graph = OracleGraph.preferentialAttachment(vertexCount: 14, edgesPerVertex: 3, using: &random)
    #expect(Oracle.census(of: graph, size: 4) == Oracle.census(of: graph.shuffled(using: &random), size: 4))
  }
}
