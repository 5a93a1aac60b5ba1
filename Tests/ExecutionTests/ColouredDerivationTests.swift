import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Labels, directions and anti-edges in counts from tables, against the oracle.
@Suite struct ColouredDerivationTests {
  /// Counts from tables only, wherever tables can do it; nil when the algebra does not take the pattern on.
  static func count(
    _ pattern: Pattern, _ oracle: OracleGraph, settings: MatchSettings = .init(), graph: Graph? = nil, threads: Int = 2
  ) throws -> (count: UInt128, usesTables: Bool)? {
    let graph = try graph ?? oracle.engineGraph()
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    guard let derivation = try planner.derivation(of: pattern, settings: settings) else { return nil }
    let count = try DerivationTests.executor(graph, threads: threads).count(derivation)[0]
    return (count, !derivation.program.scalars.isEmpty)
  }

  /// All combinations of direction, vertex labels, edge labels, anti-edges and vertex-induced.
  @Test(arguments: 0..<4) func randomPatterns(part: Int) throws {
    var derived = 0, found = 0
    for number in stride(from: part, to: 640, by: 4) {
      // The features of anti-vertices and other morphisms are not for tables.
      let random = try RandomCase(number: number & 0xf | (number >> 4 & 1) << 5 | (number >> 5) << 7)
      guard let (count, usesTables) = try Self.count(random.pattern, random.graph, threads: 1 + number % 2) else { continue }
      let expected = Oracle.occurrences(of: random.pattern, in: random.graph).count
      #expect(count == UInt128(expected), "\(random)")
      if usesTables { derived += 1 }
      if expected > 0 { found += 1 }
    }
    #expect(derived > 40 && found > 20, "\(derived) derived, \(found) with matches")
  }

  /// Larger patterns of every kind of structure, labelled and directed at random, on graphs with something to find.
  @Test(arguments: [false, true]) func coloursOnEveryConnectedPattern(directed: Bool) throws {
    var random = SplitMix64(seed: directed ? 8 : 9)
    for size in 3...5 {
      for base in Pattern.allConnected(vertices: size) {
        let vertices = base.vertices.map { vertex in
          Pattern.Vertex(vertex.name, label: [.any, .anyOf(["A"]), .noneOf(["B"])].randomElement(using: &random)!)
        }
        let edges = base.edges.map { edge -> Pattern.Edge in
          let direction: Pattern.Direction = !directed ? .either : [.forward, .forward, .either, .both].randomElement(using: &random)!
          return .init(edge.source, edge.target, direction, label: [.any, .any, .anyOf(["p"])].randomElement(using: &random)!)
        }
        let pattern = try Pattern(vertices: vertices, edges: edges)
        let oracle = OracleGraph.random(
          vertexCount: size == 5 ? 7 : 9, probability: directed ? 0.5 : 0.7, directed: directed,
          vertexLabels: LabelKnobs(["A", "B"], probability: 0.8, more: 0.4),
          edgeLabels: LabelKnobs(["p", "q"], probability: 0.8, more: 0.3), using: &random)
        // Nil where a label is nobody's.
        let counted = try Self.count(pattern, oracle)?.count ?? 0
        #expect(counted == UInt128(Oracle.occurrences(of: pattern, in: oracle).count), "\(pattern.text)")
      }
    }
  }

  /// Walks of two edges between the same two vertices, with labels on any of the edges: vectors that are the same with the
  /// ends exchanged, and such that are not, with and without plain walks beside them.
  @Test func labelledWalksBetweenTwoVertices() throws {
    var random = SplitMix64(seed: 33)
    let oracle = OracleGraph.random(
      vertexCount: 8, probability: 0.7, edgeLabels: LabelKnobs(["p", "q"], probability: 0.9, more: 0.2), using: &random)
    var found = 0
    for walks in 2...3 {
      for chosen in 0..<(1 << (2 * walks)) {
        let edges = (0..<(2 * walks)).map { number -> String in
          let edge = chosen >> number & 1 == 1 ? "-[:p]-" : "--"
          return number % 2 == 0 ? "(u)\(edge)(y\(number / 2))" : "(y\(number / 2))\(edge)(x)"
        }
        let pattern = try Pattern(edges.joined(separator: ", "))
        let counted = try #require(try Self.count(pattern, oracle))
        #expect(counted.usesTables)
        let expected = Oracle.occurrences(of: pattern, in: oracle).count
        #expect(counted.count == UInt128(expected), "\(pattern.text)")
        if expected > 0 { found += 1 }
      }
    }
    #expect(found > 70, "\(found) with matches")
  }

  /// Classes given by anchors break the symmetry.
  @Test func anchors() throws {
    var random = SplitMix64(seed: 21)
    for pattern in try [Pattern.cycle(4), .star(3), .clique(3), Pattern("a--b--c--d--a--c")] {
      let oracle = OracleGraph.random(vertexCount: 9, probability: 0.6, using: &random)
      let graph = try oracle.engineGraph()
      let given = Set([1, 4, 7])
      let numbers = Set(given.map { graph.ids.number(of: .integer(Int64($0)))! })
      let settings = MatchSettings(anchors: [0: numbers])
      let maps = Oracle.embeddings(of: pattern, in: oracle).count { given.contains($0[0]) }
      let kept = Oracle.automorphisms(of: pattern).count { $0[0] == 0 }
      let counted = try #require(try Self.count(pattern, oracle, settings: settings, graph: graph))
      #expect(counted.count == UInt128(maps / kept), "\(pattern.text)")
    }
  }

  @Test func directedCensus() throws {
    var random = SplitMix64(seed: 4)
    for size in 3...4 {
      let patterns = Pattern.allConnectedDirected(vertices: size)
      let exact = try patterns.map { pattern in
        try Pattern(
          vertices: pattern.vertices, edges: pattern.edges,
          antiEdges: pattern.edges.filter { $0.direction == .forward }.map { .init($0.target, $0.source, .forward) })
      }
      for probability in [0.2, 0.5] {
        let oracle = OracleGraph.random(vertexCount: 9, probability: probability, directed: true, using: &random)
        let expected = Oracle.census(of: oracle, size: size)
        let graph = try oracle.engineGraph()
        var planner = Planner(graph: graph)
        for prefersTables in [true, false] {
          planner.prefersTables = prefersTables
          let derivation = try planner.directedCensus(patterns, exact: exact)
          if prefersTables { #expect(!derivation.program.scalars.isEmpty) }
          for (pattern, count) in zip(patterns, try DerivationTests.executor(graph, threads: 2).count(derivation)) {
            let motif = Oracle.motifClass(of: pattern, directed: true)
            #expect(count == UInt128(motif.flatMap { expected[$0] } ?? 0), "\(pattern.text)")
          }
        }
      }
    }
  }

  /// What nothing in the graph carries, and what contradicts itself when vertices meet.
  @Test func contradictions() throws {
    let oracle = OracleGraph.complete(5)
    #expect(try Self.count(Pattern("(a:Nobody)--(b)--(c)"), oracle) == nil)
    var random = SplitMix64(seed: 2)
    let labelled = OracleGraph.random(
      vertexCount: 10, probability: 0.5, vertexLabels: LabelKnobs(["A", "B"], probability: 1, more: 0), using: &random)
    // The ends can never be the same vertex: nothing has to be taken off.
    let pattern = try Pattern("(a:A)--(b)--(c:B)")
    let counted = try #require(try Self.count(pattern, labelled))
    #expect(counted.count == UInt128(Oracle.occurrences(of: pattern, in: labelled).count))
    var planner = Planner(graph: try labelled.engineGraph())
    planner.prefersTables = true
    let derivation = try #require(try planner.derivation(of: pattern))
    #expect(derivation.program.scalars.count == 1)
    let lines = Equation(derivation) { $0.text }.lines
    #expect(lines[0].contains("sum over v of"))
    #expect(lines.contains { $0.contains("the number of x in N(v) with x:A") })
  }

  @Test func equationsOfDirectedPatternsReadLikeThem() throws {
    var random = SplitMix64(seed: 2)
    let oracle = OracleGraph.random(vertexCount: 10, probability: 0.5, directed: true, using: &random)
    var planner = Planner(graph: try oracle.engineGraph())
    planner.prefersTables = true
    let derivation = try #require(try planner.derivation(of: Pattern("a->b->c, a->c")))
    let text = Equation(derivation) { $0.text }.lines.joined(separator: "\n")
    #expect(text.contains("[a -> x]") || text.contains("[x -> a]"), "\(text)")
  }
}
