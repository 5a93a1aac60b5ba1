import Gyrfalcon
import GyrfalconTestSupport
import Testing

/// The miner and the brute-force miner find the same patterns with the same supports.
@Suite struct FrequentAgainstOracleTests {
  struct Variant: Sendable, CustomStringConvertible {
    var name: String
    var directed = false
    var vertexLabels = LabelKnobs.none
    var edgeLabels = LabelKnobs.none
    var description: String { name }
  }

  static let variants: [Variant] = {
    let full = LabelKnobs(["A", "B"], probability: 1, more: 0)
    let three = LabelKnobs(["A", "B", "C"], probability: 1, more: 0)
    let partial = LabelKnobs(["A", "B"], probability: 0.6, more: 0)
    let several = LabelKnobs(["A", "B"], probability: 0.9, more: 0.4)
    var all: [Variant] = []
    for directed in [false, true] {
      let kind = directed ? "directed" : "undirected"
      all.append(Variant(name: "\(kind) unlabelled", directed: directed))
      all.append(Variant(name: "\(kind) vertices", directed: directed, vertexLabels: three))
      all.append(Variant(name: "\(kind) partly labelled vertices", directed: directed, vertexLabels: partial))
      all.append(Variant(name: "\(kind) several labels a vertex", directed: directed, vertexLabels: several))
      all.append(Variant(name: "\(kind) edges", directed: directed, edgeLabels: full))
      all.append(Variant(name: "\(kind) parallel edges", directed: directed, vertexLabels: full, edgeLabels: several))
    }
    return all
  }()

  static func graph(_ variant: Variant, vertexCount: Int, density: Double, _ random: inout SplitMix64) -> OracleGraph {
    .random(
      vertexCount: vertexCount, probability: variant.directed ? density / 2 : density, directed: variant.directed,
      vertexLabels: variant.vertexLabels, edgeLabels: variant.edgeLabels, using: &random)
  }

  static func supports(_ result: FrequentResult) throws -> [CanonicalForm: Int] {
    #expect(result.isComplete)
    var found: [CanonicalForm: Int] = [:]
    for pattern in result.patterns {
      #expect(found.updateValue(pattern.support, forKey: pattern.pattern.canonicalForm) == nil, "listed twice")
    }
    return found
  }

  @Test(arguments: variants, [Pattern.Inducing.edges, .vertices])
  func singleGraph(_ variant: Variant, _ inducing: Pattern.Inducing) throws {
    var random = SplitMix64(seed: 41)
    for round in 0..<6 {
      let oracle = Self.graph(variant, vertexCount: 9, density: [0.2, 0.3, 0.4][round % 3], &random)
      let graph = try oracle.engineGraph()
      let threshold = 1 + round % 3
      let size = inducing == .edges ? (variant.directed ? 3 : 4) : (variant.directed ? 3 : 4)
      let expected = try OracleMiner.supports(
        [oracle], isTransactional: false, inducing: inducing, size: size, threshold: threshold)
      var options = FrequentOptions(support: .count(threshold))
      options.inducing = inducing
      if inducing == .edges { options.maxEdges = size } else { options.maxVertices = size }
      for threads in [1, 3] {
        options.threads = threads
        let found = try Self.supports(try graph.frequentSubgraphs(options))
        #expect(found == expected, "\(variant), round \(round)")
      }
      options.lowerBoundOnly = true
      let bounds = try graph.frequentSubgraphs(options)
      #expect(Set(bounds.patterns.map(\.pattern.canonicalForm)) == Set(expected.keys))
      for found in bounds.patterns {
        let exact = expected[found.pattern.canonicalForm] ?? 0
        #expect(found.isExact ? found.support == exact : found.support == threshold && exact >= threshold)
      }
    }
  }

  @Test(arguments: variants, [Pattern.Inducing.edges, .vertices])
  func graphSets(_ variant: Variant, _ inducing: Pattern.Inducing) throws {
    var random = SplitMix64(seed: 42)
    for round in 0..<3 {
      let oracles = (0..<6).map { _ in Self.graph(variant, vertexCount: 6, density: 0.4, &random) }
      let graphs = try oracles.map { try $0.engineGraph() }
      let threshold = 2 + round
      let size = 3
      let expected = try OracleMiner.supports(
        oracles, isTransactional: true, inducing: inducing, size: size, threshold: threshold)
      var options = FrequentOptions(support: .count(threshold))
      options.inducing = inducing
      if inducing == .edges { options.maxEdges = size } else { options.maxVertices = size }
      for threads in [1, 3] {
        options.threads = threads
        let found = try Self.supports(try GraphSet(graphs).frequentSubgraphs(options))
        #expect(found == expected, "\(variant), round \(round)")
      }
    }
  }
}
