import Testing

@testable import GraphStore

/// Numbers that are the same on every run and machine (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

@Suite struct GraphBuilderTests {
  @Test(arguments: 0..<120)
  func agreesWithSets(seed: Int) throws {
    var dice = Dice(UInt64(seed))
    let directed = seed % 2 == 0, strings = seed % 3 == 0, labels = seed % 5 < 3
    let universe = Int.random(in: 1...40, using: &dice)
    func id(_ v: Int) -> VertexID { strings ? .string("v\(v * 7 % 41)é") : .integer(Int64(v * 1_000_003 - 5_000_000)) }
    var builder = GraphBuilder(directed: directed)
    var naive = NaiveGraph(isDirected: directed)
    for _ in 0..<Int.random(in: 0...200, using: &dice) {
      let a = id(.random(in: 0..<universe, using: &dice)), b = id(.random(in: 0..<universe, using: &dice))
      let label = labels && Bool.random(using: &dice) ? ["x", "10", "9"].randomElement(using: &dice)! : nil
      builder.addEdge(a, b, label: label)
      naive.addEdge(a, b, label: label)
    }
    for _ in 0..<Int.random(in: 0...10, using: &dice) {
      let v = id(.random(in: 0..<60, using: &dice))
      let names = labels ? (0..<Int.random(in: 0...2, using: &dice)).map { "L\($0)" } : []
      builder.addVertex(v, labels: names)
      naive.addVertex(v, labels: names)
    }
    let graph = try builder.build()
    #expect(brokenInvariants(graph) == [])
    #expect(NaiveGraph(graph) == naive.asBuilt)
    #expect(graph.vertexCount == naive.vertices.count)
    #expect(graph.edgeCount == naive.edgeCount)
    #expect(graph.report.selfLoopsDropped == naive.loops)
    #expect(graph.report.edgesGiven == naive.given)
    #expect(graph.report.duplicatesMerged == naive.given - naive.loops - naive.distinctLabelledEdges)
    #expect(graph.report.parallelLabelsKept == naive.distinctLabelledEdges - naive.edgeCount)
    #expect(Snapshot(try builder.build()) == Snapshot(graph), "a builder can build twice")
  }

  @Test(arguments: [false, true])
  func threadsChangeNothing(directed: Bool) {
    var dice = Dice(99)
    let n = 3000
    let edges = (0..<150_000).map { _ in
      // Squared: few busy vertices, many quiet ones.
      let a = Double.random(in: 0..<1, using: &dice), b = Double.random(in: 0..<1, using: &dice)
      return (UInt32(a * a * Double(n)), UInt32(b * b * Double(n)))
    }
    let one = Graph(directed: directed, vertexCount: n, edges: edges, threads: 1)
    #expect(brokenInvariants(one) == [])
    for threads in [2, 4] {
      let other = Graph(directed: directed, vertexCount: n, edges: edges, threads: threads)
      #expect(Snapshot(other, named: false) == Snapshot(one, named: false), "\(threads) threads")
    }
  }

  @Test func loopOnlyVertexIsIsolated() throws {
    let graph = Graph(edges: [(1, 2), (5, 5), (2, 1)])
    #expect(graph.vertexCount == 3)
    #expect(graph.edgeCount == 1)
    #expect(
      graph.report.description
        == "read 3 vertices, 1 edge; 1 self-loop dropped, 1 duplicate merged, 1 isolated kept")
  }

  @Test func directedPairIsTwoArcs() {
    let graph = Graph(directed: true, edges: [(1, 2), (2, 1)])
    #expect(graph.edgeCount == 2)
    #expect(graph.report.duplicatesMerged == 0)
    #expect(graph.neighbours.targetCount == 2)
  }

  @Test func emptyGraph() throws {
    for directed in [false, true] {
      let graph = try GraphBuilder(directed: directed).build()
      #expect(graph.vertexCount == 0 && graph.edgeCount == 0)
      #expect(brokenInvariants(graph) == [])
      #expect(graph.degeneracyOrder().degeneracy == 0)
      #expect(graph.ids.number(of: 1) == nil)
      #expect(GraphStatistics(graph).degreeSum == 0)
    }
  }

  @Test func answersInUsersIDs() throws {
    var builder = GraphBuilder(directed: true)
    builder.addEdge("a", "b")
    builder.addEdge("c", "b")
    builder.addVertex("b", labels: ["y", "x"])
    let graph = try builder.build()
    #expect(Array(graph.vertices) == ["b", "a", "c"])
    #expect(graph.degree(of: "b") == 2 && graph.degree(of: "z") == nil)
    #expect(graph.neighbours(of: "b") == ["a", "c"])
    #expect(graph.hasEdge("a", "b") && !graph.hasEdge("b", "a") && !graph.hasEdge("a", "z"))
    #expect(graph.labels(of: "b") == ["x", "y"] && graph.labels(of: "a") == [] && graph.labels(of: "z") == nil)
    #expect(graph.contains("c") && !graph.contains(7))
  }

  @Test func mixedIDsBecomeStrings() throws {
    var builder = GraphBuilder()
    builder.addEdge(7, "a")
    builder.addEdge("7", 12)
    let graph = try builder.build()
    #expect(graph.vertexCount == 3)
    #expect(graph.ids.id(of: 0) == .string("7"))
    #expect(graph.ids.number(of: 7) == 0)
    #expect(graph.ids.number(of: "12") != nil)
    #expect(graph.ids.number(of: "b") == nil)
  }

  @Test func emptyLabelIsAnError() {
    var builder = GraphBuilder()
    builder.addEdge(1, 2, label: "")
    #expect(throws: GraphBuildError.emptyLabel("edge 1 - 2")) { try builder.build() }
  }

  @Test func edgeLabelConstraints() throws {
    var builder = GraphBuilder(directed: true)
    builder.addEdge(1, 2, label: "a")
    builder.addEdge(1, 2, label: "b")
    builder.addEdge(2, 3, label: "b")
    builder.addEdge(3, 1)
    let graph = try builder.build()
    let labels = try #require(graph.edgeLabels)
    let a = try #require(labels.dictionary.code("a")), b = try #require(labels.dictionary.code("b"))
    #expect(graph.edgeCount == 3)
    #expect(labels.lists(a).outgoing.targetCount == 1)
    #expect(labels.lists(anyOf: [a, b]).outgoing.targetCount == 2)
    #expect(labels.lists(noneOf: [a]).outgoing.targetCount == 3)
    #expect(labels.lists(noneOf: [b]).outgoing.targetCount == 2)
    #expect(labels.lists(noneOf: []).outgoing === graph.outgoing)
    #expect(labels.lists(b).incoming === labels.lists(b).incoming, "built once")
    let one = Int(try #require(graph.ids.number(of: 1))), two = Int(try #require(graph.ids.number(of: 2)))
    #expect(labels.labels(from: one, to: two) == [a, b])
    #expect(labels.labels(from: two, to: one) == [])
    #expect(graph.report.parallelLabelsKept == 1)
  }

  @Test(arguments: 0..<30)
  func degeneracyAgreesWithPeeling(seed: Int) {
    var dice = Dice(UInt64(seed) &+ 1000)
    let n = Int.random(in: 1...30, using: &dice)
    let edges = (0..<Int.random(in: 0...120, using: &dice)).map { _ in
      (UInt32.random(in: 0..<UInt32(n), using: &dice), UInt32.random(in: 0..<UInt32(n), using: &dice))
    }
    let graph = Graph(vertexCount: n, edges: edges)
    var left = Set(0..<n), expected = 0
    while !left.isEmpty {
      func degree(_ v: Int) -> Int { graph.neighbours.neighbours(v).filter { left.contains(Int($0)) }.count }
      let v = left.min { (degree($0), $0) < (degree($1), $1) }!
      expected = max(expected, degree(v))
      left.remove(v)
    }
    let order = graph.degeneracyOrder()
    #expect(order.degeneracy == expected)
    #expect(order.order.sorted() == (0..<UInt32(n)).map { $0 })
    for v in 0..<n {
      #expect(order.order[Int(order.position[v])] == UInt32(v))
      let later = graph.neighbours.neighbours(v).filter { order.position[Int($0)] > order.position[v] }
      #expect(later.count <= expected)
    }
  }

  @Test(arguments: [false, true])
  func statisticsAgreeWithDefinition(directed: Bool) {
    var dice = Dice(5)
    let edges = (0..<500).map { _ in (UInt32.random(in: 0..<60, using: &dice), UInt32.random(in: 0..<50, using: &dice)) }
    let graph = Graph(directed: directed, vertexCount: 61, edges: edges)
    let statistics = GraphStatistics(graph)
    let degrees = (0..<61).map { Double(graph.neighbours.degree($0)) }
    let lower = (0..<61).map { v in Double(graph.neighbours.neighbours(v).filter { $0 < v }.count) }
    func sum(_ f: (Int) -> Double) -> Double { (0..<61).reduce(0) { $0 + f($1) } }
    #expect(statistics.degreeSum == sum { degrees[$0] })
    #expect(statistics.degreeCubes == sum { degrees[$0] * degrees[$0] * degrees[$0] })
    #expect(statistics.lowerUpper == sum { lower[$0] * (degrees[$0] - lower[$0]) })
    #expect(statistics.lowerDegree + statistics.upperDegree == statistics.degreeSquares)
    #expect(statistics.maximumLower == Int(lower.max()!))
    #expect(statistics.maximumDegree == Int(degrees[0]))
    #expect(statistics.isolatedCount == degrees.filter { $0 == 0 }.count)
    #expect(statistics.outIn == sum { Double(graph.outgoing.degree($0)) * Double(graph.incoming.degree($0)) })
  }
}
