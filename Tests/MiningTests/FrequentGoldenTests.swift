import Gyrfalcon
import Testing

/// Numbers that Peregrine, T-FSM and gSpan agree on.
@Suite(.enabled(if: GoldenTests.hasShared, "needs ../shared/datasets")) struct FrequentGoldenTests {
  static func set(_ name: String) throws -> GraphSet {
    try GraphSet(contentsOf: GoldenTests.shared.appendingPathComponent("datasets/\(name).lg.zst").path)
  }

  static func bySize(_ patterns: [FrequentPattern], _ size: (FrequentPattern) -> Int) -> [Int] {
    let sizes = Dictionary(grouping: patterns, by: size).mapValues(\.count)
    return (1...3).map { sizes[$0] ?? 0 }
  }

  @Test(arguments: [(100, [7, 5, 12]), (144, [5, 5, 11]), (200, [5, 4, 6]), (300, [5, 2, 2])])
  func citeseer(support: Int, expected: [Int]) throws {
    let graph = try Self.set("citeseer").graphs[0]
    let found = try graph.frequentSubgraphs(support: .count(support), maxEdges: 3).patterns
    #expect(Self.bySize(found, \.edgeCount) == expected)
  }

  /// The wedge of label 1 has fewer images vertex-induced.
  @Test func citeseerVertexInduced() throws {
    let graph = try Self.set("citeseer").graphs[0]
    func threes(_ support: Int) throws -> [FrequentPattern] {
      try graph.frequentSubgraphs(support: .count(support), maxVertices: 3, inducing: .vertices).patterns
        .filter { $0.vertexCount == 3 }
    }
    #expect(try threes(100).count == 9)
    let frequent = try threes(300)
    #expect(frequent.map(\.support) == [308])
    let wedge = try Pattern("(a:1)-[:1]-(b:1), (a)-[:1]-(c:1)")
    #expect(frequent[0].pattern.canonicalForm == (try wedge.inducing(.vertices)).canonicalForm)
    let edges = try graph.frequentSubgraphs(support: 300, maxEdges: 2).patterns
    #expect(edges.first { $0.pattern.canonicalForm == wedge.canonicalForm }?.support == 345)
  }

  @Test(arguments: [
    ("cora", [50: 232, 100: 43, 200: 7, 300: 1]), ("yeast", [50: 445, 100: 96, 200: 8, 300: 3]),
    ("hprd", [50: 457, 100: 80, 200: 11, 300: 3]),
  ])
  func upToThreeEdges(name: String, expected: [Int: Int]) throws {
    let graph = try Self.set(name).graphs[0]
    for (support, count) in expected {
      var options = FrequentOptions(support: .count(support), maxEdges: 3)
      #expect(try graph.frequentSubgraphs(options).patterns.count == count, "\(name) \(support)")
      options.lowerBoundOnly = true
      #expect(try graph.frequentSubgraphs(options).patterns.count == count, "\(name) \(support), lower bounds")
    }
  }

  @Test(arguments: [(0.3, 68), (0.2, 190)]) func compounds(support: Double, expected: Int) throws {
    let set = try Self.set("chemical_340")
    #expect(set.count == 340 && set.vertexCount == 9189 && set.edgeCount == 9317)
    let result = try set.frequentSubgraphs(support: .fraction(support))
    #expect(result.isComplete && result.patterns.count == expected)
  }
}
