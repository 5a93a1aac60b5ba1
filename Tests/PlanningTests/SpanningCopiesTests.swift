import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// The identity between edge-induced and vertex-induced counts, against the oracle.
@Suite struct SpanningCopiesTests {
  @Test(arguments: 3...5) func inducedFromEdgeInduced(_ size: Int) throws {
    var random = SplitMix64(seed: UInt64(size))
    let patterns = Pattern.allConnected(vertices: size)
    let copies = SpanningCopies(patterns)
    for _ in 0..<(size == 5 ? 2 : 6) {
      let graph = OracleGraph.random(vertexCount: 8, probability: 0.5, using: &random)
      let edgeInduced = patterns.map { UInt128(Oracle.occurrences(of: $0, in: graph).count) }
      let induced = try patterns.map { UInt128(Oracle.occurrences(of: try $0.inducing(.vertices), in: graph).count) }
      #expect(copies.induced(fromEdgeInduced: edgeInduced) == induced)
      for target in patterns.indices {
        let combined = copies.combination(forInduced: target).reduce(Int128(0)) {
          $0 + Int128($1.coefficient) * Int128(edgeInduced[$1.pattern])
        }
        #expect(combined == Int128(induced[target]))
      }
    }
  }

  @Test func knownCoefficients() throws {
    let patterns = [Pattern.star(3), .path(4), try Pattern("a--b--c--a, c--d"), .cycle(4), try Pattern("a--b--c--a--d--b"), .clique(4)]
    let copies = SpanningCopies(patterns)
    // 250950 = 222630 + 22900 + 2 x 2200 + 4 x 255: the 3-stars of citeseer.
    #expect(patterns.indices.map { copies.count(of: 0, in: $0) } == [1, 0, 1, 0, 2, 4])
    #expect(patterns.indices.map { copies.count(of: 3, in: $0) } == [0, 0, 0, 1, 1, 3])
  }
}
