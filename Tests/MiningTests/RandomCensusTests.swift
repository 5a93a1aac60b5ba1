import Gyrfalcon
import GyrfalconTestSupport
import Mining
import Testing

@Suite struct RandomCensusTests {
  /// Of the 70 graphs on six vertices with degrees 2, sixty are a ring and ten are two triangles.
  @Test func meanAndDeviationOfRings() throws {
    var builder = GraphBuilder()
    for v in 0..<6 as Range<Int64> { builder.addEdge(.integer(v), .integer((v + 1) % 6)) }
    let miner = Miner(try builder.build(), threads: 1)
    let samples = 400
    let expected = try miner.expectedMotifs(size: 3, samples: samples)
    let triangle = try #require(expected.first { $0.pattern.edges.count == 3 })
    let wedge = try #require(expected.first { $0.pattern.edges.count == 2 })
    #expect(triangle.samples == samples)
    let mean = 2.0 / 7, deviation = 2 * (6.0 / 49).squareRoot()
    #expect(abs(triangle.mean - mean) < 5 * deviation / Double(samples).squareRoot())
    #expect(abs(triangle.deviation - deviation) < 0.15)
    // Every triangle takes three wedges away.
    #expect(abs(wedge.mean - (6 - 3 * triangle.mean)) < 1e-9)
    let z = try #require(triangle.zScore(of: 2))
    #expect(abs(z - (2 - triangle.mean) / triangle.deviation) < 1e-12)
  }

  @Test func noScaleWhereAllSamplesAgree() throws {
    var builder = GraphBuilder()
    for v in 1..<5 as Range<Int64> { builder.addEdge(.integer(0), .integer(v)) }
    let expected = try Miner(try builder.build(), threads: 1).expectedMotifs(size: 3, samples: 3)
    #expect(expected.allSatisfy { $0.deviation == 0 && $0.zScore(of: 1) == nil })
    #expect(expected.map(\.mean).sorted() == [0, 6])
  }

  /// Both sides of the triangular system, the counts asked for one by one.
  @Test(arguments: 2...6) func edgeInducedFollowsFromTheCensus(size: Int) throws {
    let graph = try Graph.generate(.powerLaw(vertices: 60, exponent: 2.2, minimumDegree: 2, maximumDegree: 20), seed: 8)
    let miner = Miner(graph, threads: 2)
    let census = try miner.motifs(size: size)
    let asked = try miner.count(census.map { try $0.pattern.inducing(.edges) }).map(\.occurrences)
    #expect(Miner.edgeInduced(census) == asked)
  }

  @Test func directed() throws {
    let graph = try Graph.generate(.erdosRenyi(vertices: 30, edges: 150), seed: 2, directed: true)
    let expected = try Miner(graph, threads: 1).expectedMotifs(size: 3, samples: 4)
    #expect(expected.count == 13 && expected.contains { $0.mean > 0 })
  }
}
