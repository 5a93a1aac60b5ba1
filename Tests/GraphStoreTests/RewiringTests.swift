import Testing

@testable import GraphStore

@Suite struct RewiringTests {
  private static let directedText = (0..<400).map { i in ((i * 7919) % 61, (i * i * 31 + 5 * i) % 61) }

  private static func graph(_ arcs: [(Int, Int)], directed: Bool) throws -> Graph {
    var builder = GraphBuilder(directed: directed)
    for (a, b) in arcs { builder.addEdge(.integer(Int64(a)), .integer(Int64(b)), label: "x") }
    for v in 0..<61 { builder.addVertex(.integer(Int64(v)), labels: [v % 3 == 0 ? "A" : "B"], attributes: ["age": .integer(Int64(v))]) }
    return try builder.build()
  }

  @Test(arguments: [false, true]) func verticesKeepWhatTheyHave(directed: Bool) throws {
    let graph = try Self.graph(Self.directedText, directed: directed)
    let random = graph.rewired(seed: 3)
    #expect(brokenInvariants(random) == [])
    #expect(random.vertexCount == graph.vertexCount && random.edgeCount == graph.edgeCount)
    for v in 0..<graph.vertexCount {
      #expect(random.ids.id(of: v) == graph.ids.id(of: v))
      #expect(random.outgoing.degree(v) == graph.outgoing.degree(v))
      #expect(random.incoming.degree(v) == graph.incoming.degree(v))
      // Out + in - both: so the mutual pairs are as many, too.
      #expect(random.neighbours.degree(v) == graph.neighbours.degree(v))
      #expect(random.attribute("age", of: random.ids.id(of: v)) == graph.attribute("age", of: graph.ids.id(of: v)))
    }
    #expect(random.vertexLabels?.vertices(with: 0).map { $0 } == graph.vertexLabels?.vertices(with: 0).map { $0 })
    #expect(random.edgeLabels == nil)
    #expect(NaiveGraph(random) == NaiveGraph(graph.rewired(seed: 3)), "a seed makes one graph")
    #expect(NaiveGraph(random) != NaiveGraph(graph.rewired(seed: 4)), "seeds matter")
  }

  @Test func whatCannotChangeStays() throws {
    let cases: [[(Int64, Int64)]] = [[], [(0, 1)], [(0, 1), (0, 2), (0, 3)], [(0, 1), (1, 2), (2, 0)]]
    for edges in cases {
      var builder = GraphBuilder()
      for (a, b) in edges { builder.addEdge(.integer(a), .integer(b)) }
      let graph = try builder.build()
      #expect(NaiveGraph(graph.rewired(seed: 1)) == NaiveGraph(graph))
    }
  }

  /// Every graph with the degrees comes equally often: 15 perfect matchings of six vertices, 70 graphs on six vertices whose
  /// degrees are all 2, 24 directed ones in which 4 arcs join two sets of four.
  @Test func allGraphsAreEquallyLikely() throws {
    let cases: [(arcs: [(Int64, Int64)], directed: Bool, graphs: Int)] = [
      ([(0, 1), (2, 3), (4, 5)], false, 15),
      ([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)], false, 70),
      ([(0, 4), (1, 5), (2, 6), (3, 7)], true, 24),
      // Three mutual pairs: 15 matchings again.
      ([(0, 1), (1, 0), (2, 3), (3, 2), (4, 5), (5, 4)], true, 15),
    ]
    for (arcs, directed, graphs) in cases {
      var builder = GraphBuilder(directed: directed)
      for (a, b) in arcs { builder.addEdge(.integer(a), .integer(b)) }
      let graph = try builder.build()
      var seen: [String: Int] = [:]
      let samples = 60 * graphs
      for seed in 0..<samples {
        let random = graph.rewired(stepsPerEdge: 20, seed: UInt64(seed))
        let lists = (0..<random.vertexCount).map { v in random.outgoing.neighbours(v).map(String.init).joined(separator: ",") }
        seen[lists.joined(separator: ";"), default: 0] += 1
      }
      #expect(seen.count == graphs)
      // Chi-squared with `graphs` - 1 degrees of freedom: its mean is that, its variance twice that.
      let chi = seen.values.reduce(0.0) { $0 + (Double($1) - 60) * (Double($1) - 60) / 60 }
      let freedom = Double(graphs - 1)
      #expect(chi < freedom + 6 * (2 * freedom).squareRoot(), "\(graphs) graphs: \(chi)")
    }
  }
}
