import Gyrfalcon
import GyrfalconTestSupport
import Testing

/// What is reported besides supports (closed, maximal, top, occurrences, examples, parents), against brute force.
@Suite struct FrequentSelectionTests {
  typealias Variant = FrequentAgainstOracleTests.Variant

  /// One mining problem with what brute force says about it.
  struct Problem {
    var oracles: [OracleGraph]
    var isTransactional: Bool
    var options: FrequentOptions
    var supports: [CanonicalForm: Int]
    var patterns: [CanonicalForm: Pattern]

    func mine() throws -> FrequentResult {
      let graphs = try oracles.map { try $0.engineGraph() }
      return isTransactional
        ? try GraphSet(graphs).frequentSubgraphs(options) : try graphs[0].frequentSubgraphs(options)
    }

    var isInduced: Bool { options.inducing == .vertices }

    func size(_ pattern: Pattern) -> Int {
      isInduced ? pattern.vertices.count : FrequentSelectionTests.edgeCount(pattern)
    }

    /// The frequent patterns that are larger and contain this one.
    func larger(than form: CanonicalForm) -> [CanonicalForm] {
      let pattern = patterns[form]!
      return supports.keys.filter { other in
        size(patterns[other]!) > size(pattern)
          && !Oracle.embeddings(of: pattern, in: FrequentSelectionTests.graph(of: patterns[other]!, like: oracles[0])).isEmpty
      }
    }

    func occurrences(_ pattern: Pattern) -> Int {
      oracles.reduce(0) { $0 + Oracle.occurrences(of: pattern, in: $1).count }
    }
  }

  /// Two arcs between the same vertices are one edge of a pattern (`a <-> b`) and two for the miner.
  static func edgeCount(_ pattern: Pattern) -> Int {
    pattern.edges.reduce(0) { $0 + ($1.direction == .both ? 2 : 1) }
  }

  /// The pattern as a data graph: every constraint names one label or excludes all.
  static func graph(of pattern: Pattern, like other: OracleGraph) -> OracleGraph {
    func label(_ constraint: LabelConstraint) -> String? {
      if case .anyOf(let names) = constraint { names.first } else { nil }
    }
    var graph = OracleGraph(
      vertexCount: pattern.vertices.count, directed: other.isDirected,
      vertexLabels: pattern.vertices.map { label($0.label).map { [$0] } ?? [] })
    for edge in pattern.edges {
      graph.insert(edge.source, edge.target, label: label(edge.label))
      if edge.direction == .both { graph.insert(edge.target, edge.source, label: label(edge.label)) }
    }
    return graph
  }

  static func problems(_ variant: Variant, _ inducing: Pattern.Inducing, seed: UInt64) throws -> [Problem] {
    var random = SplitMix64(seed: seed)
    return try [false, true].flatMap { isTransactional in
      try (0..<2).map { round in
        let oracles = (0..<(isTransactional ? 5 : 1)).map { _ in
          FrequentAgainstOracleTests.graph(
            variant, vertexCount: isTransactional ? 6 : 8, density: round == 0 ? 0.3 : 0.4, &random)
        }
        var options = FrequentOptions(support: .count(1 + round))
        options.inducing = inducing
        if inducing == .edges { options.maxEdges = 3 } else { options.maxVertices = 3 }
        options.threads = 2
        return Problem(
          oracles: oracles, isTransactional: isTransactional, options: options,
          supports: try OracleMiner.supports(
            oracles, isTransactional: isTransactional, inducing: inducing, size: 3, threshold: 1 + round),
          patterns: try OracleMiner.patterns(oracles, inducing: inducing, size: 3))
      }
    }
  }

  @Test(arguments: FrequentAgainstOracleTests.variants, [Pattern.Inducing.edges, .vertices])
  func closedAndMaximal(_ variant: Variant, _ inducing: Pattern.Inducing) throws {
    for var problem in try Self.problems(variant, inducing, seed: 51) {
      let larger = Dictionary(uniqueKeysWithValues: problem.supports.keys.map { ($0, problem.larger(than: $0)) })
      let supports = problem.supports
      problem.options.selection = .closed
      let closed = try FrequentAgainstOracleTests.supports(try problem.mine())
      #expect(closed == supports.filter { form, support in !larger[form]!.contains { supports[$0] == support } })
      problem.options.selection = .maximal
      let maximal = try FrequentAgainstOracleTests.supports(try problem.mine())
      #expect(maximal == supports.filter { larger[$0.key]!.isEmpty })
    }
  }

  @Test(arguments: FrequentAgainstOracleTests.variants, [Pattern.Inducing.edges, .vertices])
  func occurrencesExamplesParents(_ variant: Variant, _ inducing: Pattern.Inducing) throws {
    for var problem in try Self.problems(variant, inducing, seed: 52) {
      problem.options.countsOccurrences = true
      problem.options.givesExamples = true
      let found = try problem.mine().patterns
      #expect(found.count == problem.supports.count)
      for pattern in found {
        let text = "\(variant): \(pattern.pattern.text)"
        #expect(pattern.occurrences.map { Int($0) } == problem.occurrences(pattern.pattern), "\(text)")
        #expect(pattern.edgeCount == Self.edgeCount(pattern.pattern), "\(text)")
        let example = try #require(pattern.example, "\(text)")
        let graph = problem.oracles[problem.isTransactional ? Int(try #require(pattern.exampleGraph))! : 0]
        let match = example.ids.map { id -> Int in if case .integer(let v) = id { Int(v) } else { -1 } }
        #expect(Oracle.isMatch(match, of: pattern.pattern, in: graph), "\(text): \(match)")
        let isSmallest = problem.isInduced ? pattern.vertexCount == 2 : pattern.edgeCount == 1
        #expect((pattern.parent == nil) == isSmallest, "\(text)")
        guard let parent = pattern.parent else { continue }
        #expect(problem.size(parent) == problem.size(pattern.pattern) - 1, "\(text)")
        #expect(problem.supports[parent.canonicalForm] != nil, "\(text)")
        #expect(!Oracle.embeddings(of: parent, in: Self.graph(of: pattern.pattern, like: graph)).isEmpty, "\(text)")
      }
      // Filtered by occurrences, and nothing else.
      let median = UInt128(found.map { Int($0.occurrences!) }.sorted()[found.count / 2])
      problem.options.minimumOccurrences = median
      let filtered = try problem.mine().patterns
      #expect(filtered.map(\.pattern) == found.filter { $0.occurrences! >= median }.map(\.pattern))
    }
  }

  @Test(arguments: FrequentAgainstOracleTests.variants, [Pattern.Inducing.edges, .vertices])
  func topAndLowerBounds(_ variant: Variant, _ inducing: Pattern.Inducing) throws {
    for var problem in try Self.problems(variant, inducing, seed: 53) {
      let all = problem.supports
      for top in [1, 4, all.count / 2 + 1, all.count + 3] {
        problem.options.top = top
        let found = try problem.mine().patterns
        #expect(found.map(\.support) == Array(all.values.sorted(by: >).prefix(top)))
        #expect(found.allSatisfy { all[$0.pattern.canonicalForm] == $0.support })
      }
      problem.options.top = nil
      problem.options.lowerBoundOnly = true
      guard case .count(let threshold) = problem.options.support else { continue }
      let bounds = try problem.mine().patterns
      #expect(Set(bounds.map(\.pattern.canonicalForm)) == Set(all.keys))
      for found in bounds {
        let exact = try #require(all[found.pattern.canonicalForm])
        #expect(found.isExact ? found.support == exact : found.support == threshold && exact >= threshold)
      }
    }
  }

  /// Ignoring labels is mining the graph without them.
  @Test func ignoredLabels() throws {
    var random = SplitMix64(seed: 54)
    let labels = LabelKnobs(["A", "B"], probability: 0.8, more: 0.3)
    for _ in 0..<5 {
      let oracle = OracleGraph.random(
        vertexCount: 9, probability: 0.35, directed: false, vertexLabels: labels, edgeLabels: labels, using: &random)
      var bare = OracleGraph(vertexCount: oracle.vertexCount)
      for arc in oracle.arcs { bare.insert(arc.source, arc.target) }
      for inducing in [Pattern.Inducing.edges, .vertices] {
        var options = FrequentOptions(support: 2, maxEdges: 4, maxVertices: 4)
        options.inducing = inducing
        let expected = try FrequentAgainstOracleTests.supports(try bare.engineGraph().frequentSubgraphs(options))
        options.ignoresVertexLabels = true
        options.ignoresEdgeLabels = true
        #expect(try FrequentAgainstOracleTests.supports(try oracle.engineGraph().frequentSubgraphs(options)) == expected)
      }
    }
  }
}
