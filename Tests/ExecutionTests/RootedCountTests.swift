import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Counts by the images of one root or of two adjacent ones, of patterns of every kind, against the oracle.
@Suite struct RootedCountTests {
  static func check(
    _ pattern: Pattern, _ roots: [Int], _ oracle: OracleGraph, prefersTables: Bool, sweepsAboveRoots: Bool = false
  ) throws {
    let graph = try oracle.engineGraph()
    var planner = Planner(graph: graph, rules: prefersTables ? .all : Planner.Rules.all.subtracting(.tables))
    planner.prefersTables = prefersTables
    planner.prefersSweepsAboveRoots = sweepsAboveRoots
    guard let derivation = try planner.rootedDerivation([(pattern, roots)]) else { return }
    let counts = try DerivationTests.executor(graph, threads: 2).countByRoot(derivation)[0]
    var expected: [[Int]: Int] = [:]
    for match in Oracle.embeddings(of: pattern, in: oracle) { expected[roots.map { match[$0] }, default: 0] += 1 }
    let kept = Oracle.automorphisms(of: pattern).count { element in roots.allSatisfy { element[$0] == $0 } }
    func id(_ v: Int) -> Int { Int(graph.ids.integerID(of: v)!) }
    if roots.count == 1 {
      for v in 0..<graph.vertexCount {
        #expect(counts[v] == UInt128((expected[[id(v)]] ?? 0) / kept), "\(pattern.text) at \(roots)")
      }
    } else {
      let csr = graph.neighbours
      for v in 0..<graph.vertexCount {
        for slot in Int(csr.offsets[v])..<Int(csr.offsets[v + 1]) {
          let pair = [id(v), id(Int(csr.targets[slot]))]
          #expect(counts[slot] == UInt128((expected[pair] ?? 0) / kept), "\(pattern.text) at \(roots), \(pair)")
        }
      }
    }
  }

  /// Every edge and vertex of every connected pattern up to 5 vertices, by tables and by plans.
  @Test(arguments: [true, false]) func everyPlaceOfEveryPattern(prefersTables: Bool) throws {
    var random = SplitMix64(seed: 5)
    for size in 2...5 {
      for base in Pattern.allConnected(vertices: size) {
        let pattern = try base.inducing(Bool.random(using: &random) ? .edges : .vertices)
        let oracle = OracleGraph.random(vertexCount: size == 5 ? 7 : 8, probability: 0.7, using: &random)
        try Self.check(pattern, [0], oracle, prefersTables: prefersTables)
        for edge in pattern.edges {
          try Self.check(pattern, [edge.source, edge.target], oracle, prefersTables: prefersTables)
          try Self.check(pattern, [edge.target, edge.source], oracle, prefersTables: prefersTables)
        }
      }
    }
  }

  /// By the vertex with the smallest number, where the rest is a forest whichever that is.
  @Test func everyPlaceByTheSmallest() throws {
    var random = SplitMix64(seed: 15)
    for size in 3...6 {
      for base in Pattern.allConnected(vertices: size) where base.edges.count <= size + 1 {
        let pattern = try base.inducing(size < 6 && Bool.random(using: &random) ? .vertices : .edges)
        let oracle = OracleGraph.random(vertexCount: size == 6 ? 7 : 8, probability: 0.6, using: &random)
        for root in size == 6 ? [0, 3] : Array(0..<size) {
          try Self.check(pattern, [root], oracle, prefersTables: true, sweepsAboveRoots: true)
        }
      }
    }
    let cycle = Pattern.cycle(4)
    let graph = try OracleGraph.random(vertexCount: 8, probability: 0.6, using: &random).engineGraph()
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    planner.prefersSweepsAboveRoots = true
    let derivation = try #require(try planner.rootedDerivation([(cycle, [0])]))
    #expect(derivation.columns.contains { column in
      guard case .tables(let tables) = column.source else { return false }
      return tables.first.contains { table in
        if case .sweep(let sweep) = derivation.program.vertexNodes[table] { derivation.program.sweeps[sweep].above } else { false }
      }
    })
  }

  /// Sums over triangles of what lies opposite, which hold no table of it: with weights on the edge opposite, at one of
  /// the others and at both, by cliques of four, and together with what needs such a table.
  @Test func cornersOfTriangles() throws {
    var random = SplitMix64(seed: 31)
    let opposite = ["(a)--(b)--(c)--(a), (b)--(d)--(c)"]
    let weighted = ["(a)--(b)--(c)--(a), (b)--(d)--(c)--(e)", "(a)--(b)--(c)--(a), (b)--(d)--(c), (b)--(e), (c)--(f)"]
    let cliques = ["(a)--(b)--(c)--(d)--(a)--(c), (b)--(d)"]
    let held = ["(a)--(b)--(c)--(a), (b)--(d)--(c), (a)--(e)--(b)"]
    for (texts, isHeld) in [(opposite, false), (weighted, false), (cliques, false), (held, true)] {
      for text in texts {
        let pattern = try Pattern(text)
        for _ in 0..<4 {
          let oracle = OracleGraph.random(vertexCount: 8, probability: 0.6, using: &random)
          for root in pattern.vertices.indices { try Self.check(pattern, [root], oracle, prefersTables: true) }
        }
        var planner = Planner(graph: try OracleGraph.random(vertexCount: 8, probability: 0.6, using: &random).engineGraph())
        planner.prefersTables = true
        let derivation = try #require(try planner.rootedDerivation([(pattern, [0])]))
        let tables = derivation.columns.flatMap { column -> [Int] in
          if case .tables(let tables) = column.source { tables.first } else { [] }
        }
        let live = TableProgram.Liveness(derivation.program, scalars: [], vertexTables: tables)
        let nodes = derivation.program.edgeNodes
        let read = live.unheldFolds.filter { !isHeld || !nodes[$0].countsFourCliques }
        #expect(read.isEmpty == isHeld, "\(text): \(nodes)")
        #expect(live.unheldFolds.allSatisfy { live.edgeLevels[$0] == 0 })
      }
    }
  }

  /// Values of 64 bits, just no longer so, and of 128.
  @Test(arguments: [1_000, 40_000, 46_200, 46_330, 60_000]) func largeValues(leaves: Int) throws {
    let graph = Graph(edges: (1...leaves).map { (0, $0) })
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    for root in [0, 1] {
      let derivation = try #require(try planner.rootedDerivation([(.star(4), [root])]))
      let counts = try DerivationTests.executor(graph, threads: 2).countByRoot(derivation)[0]
      let at = (centre: BigCountTests.choose(leaves, 4), leaf: BigCountTests.choose(leaves - 1, 3))
      for v in 0..<graph.vertexCount {
        let isCentre = graph.ids.integerID(of: v) == 0
        let expected = root == 0 ? (isCentre ? at.centre : 0) : (isCentre ? 0 : at.leaf)
        if counts[v] != expected { Issue.record("\(leaves) leaves, root \(root): \(counts[v]), not \(expected)") }
      }
    }
  }

  @Test func colouredPatterns() throws {
    for number in 0..<320 {
      let random = try RandomCase(number: number & 0xf | (number >> 4 & 1) << 5 | (number >> 5) << 7)
      try Self.check(random.pattern, [0], random.graph, prefersTables: number % 3 != 0, sweepsAboveRoots: number % 2 == 0)
      guard let edge = random.pattern.edges.first else { continue }
      try Self.check(random.pattern, [edge.source, edge.target], random.graph, prefersTables: number % 3 != 0)
    }
  }
}

@Suite struct EdgeOrbitTests {
  @Test func everyOrbitOnce() {
    #expect([3, 4, 5].map { GraphletEdgeOrbit.all(upTo: $0).count } == [2, 12, 68])
    for orbit in GraphletEdgeOrbit.all(upTo: 5) {
      #expect(orbit.ends.0 <= orbit.ends.1)
      if orbit.isSymmetric { #expect(orbit.ends.0 == orbit.ends.1) }
    }
    // No two orbits of a graphlet have the same ends: their order is no accident.
    let keys = GraphletEdgeOrbit.all(upTo: 5).map { "\($0.graphlet.text) \($0.ends)" }
    #expect(Set(keys).count == keys.count)
    // Every edge of every graphlet is in one of them.
    for size in 3...5 {
      for pattern in Pattern.allConnected(vertices: size) {
        let own = GraphletEdgeOrbit.all(upTo: 5).filter { $0.graphlet.canonicalForm == pattern.canonicalForm }
        let group = Oracle.automorphisms(of: pattern)
        let classes = Set(pattern.edges.map { edge in Set(group.map { Set([$0[edge.source], $0[edge.target]]) }) })
        #expect(own.count == classes.count)
      }
    }
  }

  @Test(arguments: [true, false]) func againstTheOracle(prefersTables: Bool) throws {
    var random = SplitMix64(seed: 78)
    for oracle in DerivationTests.graphs(&random, vertices: 7).prefix(prefersTables ? 6 : 2) {
      let graph = try oracle.engineGraph()
      var planner = Planner(graph: graph, rules: prefersTables ? .all : Planner.Rules.all.subtracting(.tables))
      planner.prefersTables = prefersTables
      let orbits = GraphletEdgeOrbit.all(upTo: 5)
      let rooted = try orbits.map { (pattern: try $0.graphlet.inducing(.vertices), roots: [$0.first, $0.second]) }
      let counts = try DerivationTests.executor(graph, threads: 2).countByRoot(try #require(try planner.rootedDerivation(rooted)))
      let csr = graph.neighbours
      func id(_ v: Int) -> Int { Int(graph.ids.integerID(of: v)!) }
      for orbit in orbits {
        let pattern = rooted[orbit.number].pattern
        let kept = Oracle.automorphisms(of: pattern).count { $0[orbit.first] == orbit.first && $0[orbit.second] == orbit.second }
        var expected: [[Int]: Int] = [:]
        for match in Oracle.embeddings(of: pattern, in: oracle) { expected[[match[orbit.first], match[orbit.second]], default: 0] += 1 }
        for v in 0..<graph.vertexCount {
          for slot in Int(csr.offsets[v])..<Int(csr.offsets[v + 1]) {
            let wanted = (expected[[id(v), id(Int(csr.targets[slot]))]] ?? 0) / kept
            #expect(counts[orbit.number][slot] == UInt128(wanted), "edge orbit \(orbit.number)")
          }
        }
      }
    }
  }
}
