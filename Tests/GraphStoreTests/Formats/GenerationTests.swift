import Testing

@testable import GraphStore

@Suite struct GenerationTests {
  static let models: [GraphModel] = [
    .rmat(scale: 10, edges: 8000), .erdosRenyi(vertices: 300, edges: 2000), .erdosRenyiProbability(vertices: 400, probability: 0.05),
    .barabasiAlbert(vertices: 2000, edgesPerVertex: 4), .powerLaw(vertices: 3000, exponent: 2.3, minimumDegree: 2, maximumDegree: 80),
    .grid(rows: 7, columns: 9), .completeBipartite(left: 5, right: 70),
  ]

  @Test(arguments: models, [false, true])
  func sameForEveryNumberOfThreads(model: GraphModel, directed: Bool) throws {
    let one = try Graph.generate(model, seed: 5, directed: directed, threads: 1)
    #expect(brokenInvariants(one) == [])
    for threads in [2, 5] { #expect(NaiveGraph(try Graph.generate(model, seed: 5, directed: directed, threads: threads)) == NaiveGraph(one)) }
    switch model {
    case .grid, .completeBipartite: break
    default: #expect(NaiveGraph(try Graph.generate(model, seed: 6, directed: directed)) != NaiveGraph(one), "seeds matter")
    }
  }

  @Test func exactCounts() throws {
    #expect(try Graph.generate(.grid(rows: 7, columns: 9)).edgeCount == 7 * 8 + 6 * 9)
    #expect(try Graph.generate(.grid(rows: 4, columns: 5, isTorus: true)).edgeCount == 2 * 20)
    #expect(try Graph.generate(.grid(rows: 0, columns: 5)).vertexCount == 0)
    let bipartite = try Graph.generate(.completeBipartite(left: 5, right: 7))
    #expect(bipartite.edgeCount == 35 && Triangles(bipartite, threads: 2).count == 0)
    for directed in [false, true] {
      let random = try Graph.generate(.erdosRenyi(vertices: 60, edges: 1500), seed: 3, directed: directed)
      #expect(random.edgeCount == 1500 && random.report.duplicatesMerged == 0 && random.report.selfLoopsDropped == 0)
    }
    let complete = try Graph.generate(.erdosRenyi(vertices: 40, edges: 780))
    #expect(complete.edgeCount == 780 && complete.degreeOrderIsComplete)
    #expect(try Graph.generate(.erdosRenyiProbability(vertices: 40, probability: 1)).edgeCount == 780)
    #expect(try Graph.generate(.erdosRenyiProbability(vertices: 40, probability: 0)).edgeCount == 0)
    #expect(try Graph.generate(.rmat(scale: 12, edges: 1000)).vertexCount == 4096)
  }

  /// Binomial: within six standard deviations.
  @Test func probabilityIsMet() throws {
    let graph = try Graph.generate(.erdosRenyiProbability(vertices: 2000, probability: 0.01), seed: 11)
    let mean = 0.01 * 1_999_000, deviation = (mean * 0.99).squareRoot()
    #expect(abs(Double(graph.edgeCount) - mean) < 6 * deviation)
  }

  @Test func shapesOfSkewedModels() throws {
    let attached = try Graph.generate(.barabasiAlbert(vertices: 20_000, edgesPerVertex: 3), seed: 2)
    // The largest degree grows like the root of n, the mean stays at six.
    #expect(attached.neighbours.maximumDegree > 150 && attached.edgeCount > 59_000)
    #expect(Components(attached).largest > 19_990)
    let law = try Graph.generate(.powerLaw(vertices: 20_000, exponent: 2.5, minimumDegree: 1, maximumDegree: 300), seed: 2)
    let ones = (0..<law.vertexCount).count { law.neighbours.degree($0) == 1 }
    // 1 / zeta(2.5) = 0.745 of all vertices have degree one, but for loops and repeats.
    #expect(abs(Double(ones) / 20_000 - 0.745) < 0.03)
  }

  @Test func permutationsArePermutations() {
    for count in [1, 2, 3, 16, 17, 1000, 4097] as [UInt64] {
      let permutation = RandomPermutation(count, seed: 7)
      #expect(Set((0..<count).map { permutation[$0] }) == Set(0..<count))
    }
  }

  @Test func impossibleModels() {
    for model in [
      GraphModel.rmat(scale: 40, edges: 1), .rmat(scale: 3, edges: 1, a: 0.9, b: 0.2, c: 0), .erdosRenyi(vertices: 4, edges: 7),
      .erdosRenyi(vertices: -1, edges: 0), .erdosRenyiProbability(vertices: 3, probability: 1.5), .barabasiAlbert(vertices: 3, edgesPerVertex: 0),
      .powerLaw(vertices: 10, exponent: 0.5, minimumDegree: 1, maximumDegree: 3), .powerLaw(vertices: 10, exponent: 2, minimumDegree: 3, maximumDegree: 30),
      .grid(rows: -1, columns: 2), .grid(rows: .max, columns: 2), .completeBipartite(left: .max, right: .max),
    ] { #expect(throws: GraphModelError.self) { try Graph.generate(model) } }
  }

  /// Against counting by definition.
  @Test func factsOfRandomGraphs() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let graph = try Graph.generate(.erdosRenyi(vertices: 30, edges: 20 + Int(seed) * 6), seed: seed)
      let naive = NaiveGraph(graph)
      let ids = graph.vertices.map { $0 }
      func joined(_ a: VertexID, _ b: VertexID) -> Bool { naive.arcs.contains(NaiveGraph.Arc(source: a, target: b)) }
      var count = 0, local = 0.0
      for a in ids {
        let others = ids.filter { joined(a, $0) }
        var own = 0
        for (i, b) in others.enumerated() { for c in others[(i + 1)...] where joined(b, c) { own += 1 } }
        count += own
        if others.count > 1 { local += Double(own) / Double(others.count * (others.count - 1) / 2) }
      }
      let triangles = Triangles(graph, threads: 2)
      #expect(triangles.count == UInt64(count / 3))
      #expect(abs(Clustering(graph, triangles).meanLocal - local / 30) < 1e-12)
      var left = Set(ids), components = 0
      while let start = left.popFirst() {
        components += 1
        var front = [start]
        while let next = front.popLast() { for other in ids where joined(next, other) && left.remove(other) != nil { front.append(other) } }
      }
      #expect(Components(graph).count == components)
    }
  }
}

extension Graph {
  fileprivate var degreeOrderIsComplete: Bool { (0..<vertexCount).allSatisfy { neighbours.degree($0) == vertexCount - 1 } }
}
