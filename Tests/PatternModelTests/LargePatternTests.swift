import Testing

@testable import PatternModel

/// Graphs that are hard for naive searches: large groups, and regular ones that refinement alone cannot tell apart.
@Suite struct LargePatternTests {
  static func factorial(_ n: Int) -> UInt128 { n < 2 ? 1 : UInt128(n) * factorial(n - 1) }

  static func graph(_ count: Int, _ joined: (Int, Int) -> Bool) -> Pattern {
    Pattern(
      vertexCount: count, (0..<count).flatMap { high in (0..<high).filter { joined($0, high) }.map { ($0, high) } })
  }

  static func paley(_ q: Int) -> Pattern {
    let squares = Set((1..<q).map { $0 * $0 % q })
    return graph(q) { squares.contains(($1 - $0) % q) }
  }
  static let rook = graph(16) { $0 / 4 == $1 / 4 || $0 % 4 == $1 % 4 }
  static let shrikhande = graph(16) { a, b in
    let difference = [(b / 4 - a / 4 + 4) % 4, (b % 4 - a % 4 + 4) % 4]
    return [[0, 1], [0, 3], [1, 0], [3, 0], [1, 1], [3, 3]].contains(difference)
  }
  static let triangular8: Pattern = {
    let pairs = (0..<8).flatMap { high in (0..<high).map { Set([$0, high]) } }
    return graph(28) { !pairs[$0].isDisjoint(with: pairs[$1]) }
  }()
  static let hypercube5 = graph(32) { ($0 ^ $1).nonzeroBitCount == 1 }
  static let binaryTree = graph(31) { ($1 - 1) / 2 == $0 }
  static let matchingComplement = graph(32) { $0 / 2 != $1 / 2 }
  static let cycle32 = Pattern.cycle(32)

  /// A hub joined to every vertex of several graphs: refinement alone cannot tell regular parts of one degree apart.
  static func hub(_ parts: [Pattern]) -> Pattern {
    var edges: [(Int, Int)] = []
    var next = 1
    for part in parts {
      edges += part.edges.map { (next + $0.source, next + $0.target) }
      edges += part.vertices.indices.map { (0, next + $0) }
      next += part.vertices.count
    }
    return Pattern(vertexCount: next, edges)
  }
  static let petersen = PatternLibrary.pattern(named: "petersen")!

  static let cases: [(String, Pattern, UInt128)] = [
    ("clique", .clique(32), factorial(32)),
    ("star", .star(31), factorial(31)),
    ("path", .path(32), 2),
    ("cycle", cycle32, 64),
    ("bipartite 16+16", .completeBipartite(16, 16), factorial(16) * factorial(16) * 2),
    ("bipartite 10+22", .completeBipartite(10, 22), factorial(10) * factorial(22)),
    ("petersen", PatternLibrary.pattern(named: "petersen")!, 120),
    ("cube", PatternLibrary.pattern(named: "cube")!, 48),
    ("hypercube 5", hypercube5, 3840),
    ("paley 13", paley(13), 78),
    ("paley 29", paley(29), 406),
    ("rook 4x4", rook, 1152),
    ("shrikhande", shrikhande, 192),
    ("triangular 8", triangular8, factorial(8)),
    ("binary tree", binaryTree, 1 << 15),
    ("cocktail party", matchingComplement, (1 << 16) * factorial(16)),
    ("wheel", .wheel(31), 62),
    ("octahedron", PatternLibrary.pattern(named: "octahedron")!, 48),
    ("windmill", hub(Array(repeating: .cycle(3), count: 10)), 60_466_176 * factorial(10)),
    ("hub over six 5-cycles", hub(Array(repeating: .cycle(5), count: 6)), 1_000_000 * 720),
    (
      "hub over mixed cycles", hub([.cycle(7), .cycle(3), .cycle(6), .cycle(4), .cycle(5), .cycle(6)]),
      6 * 8 * 10 * 12 * 12 * 2 * 14
    ),
    ("hub over cubic graphs", hub([petersen, .graphPrism(5), petersen]), 120 * 120 * 2 * 20),
  ]

  @Test(arguments: cases.indices) func group(_ index: Int) {
    let (name, pattern, order) = Self.cases[index]
    var random = SeededGenerator(UInt64(index))
    let clock = ContinuousClock()
    var worst = Duration.zero
    let form = pattern.canonicalForm
    for _ in 0..<10 {
      let twin = RandomPatterns.disguised(pattern, &random)
      worst = max(worst, clock.measure { #expect(twin.canonicalForm == form, "\(name)") })
      let group = twin.automorphisms
      #expect(group.order == order, "\(name)")
      let base = Array(twin.vertices.indices).shuffled(using: &random)
      let chain = group.stabiliserChain(base: base)
      #expect(chain.reduce(1 as UInt128) { $0 * UInt128($1.count) } == order, "\(name)")
      #expect(zip(base, chain).allSatisfy { $1.contains($0) })
      for generator in group.generators {
        let edges = Set(twin.edges.map { Set([generator[$0.source], generator[$0.target]]) })
        #expect(edges == Set(twin.edges.map { Set([$0.source, $0.target]) }))
      }
    }
    print("\(name): at most \(worst) for a canonical form")
    #expect(worst < .seconds(5))
  }

  @Test func strongTwinsAreTold() {
    #expect(!Self.rook.isIsomorphic(to: Self.shrikhande))
    #expect(Self.rook.edges.count == Self.shrikhande.edges.count)
  }

  /// Random graphs of every size up to 32, sparse and dense, with labels and without, in two disguises.
  @Test func relabellingInvariance() {
    var random = SeededGenerator(99)
    for count in 1...32 {
      for density in [5, 20, 50, 80, 97] {
        var edges = (1..<max(count, 1)).map { Pattern.Edge(Int.random(in: 0..<$0, using: &random), $0) }
        for high in 0..<count {
          for low in 0..<high where random.chance(density) { edges.append(.init(low, high)) }
        }
        let labelled = random.chance(30)
        let vertices = (0..<count).map {
          Pattern.Vertex("v\($0)", label: labelled && random.chance(50) ? .anyOf(["L"]) : .any)
        }
        let pattern = try! Pattern(vertices: vertices, edges: edges)
        let twin = RandomPatterns.disguised(pattern, &random)
        #expect(pattern.canonicalForm == twin.canonicalForm)
        #expect(pattern.graph6 == twin.graph6)
        #expect(pattern.canonicalText == twin.canonicalText)
        if let moved = pattern.edges.first, count > 2, pattern.edges.count > count - 1 {
          let fewer = try? Pattern(vertices: vertices, edges: pattern.edges.filter { $0 != moved })
          if let fewer { #expect(fewer.canonicalForm != pattern.canonicalForm) }
        }
      }
    }
  }

  /// 32 vertices and 32 anti-vertices fill the 64 nodes that the search has.
  @Test func fullHouse() throws {
    let pattern = try Pattern(
      vertices: Pattern.cycle(32).vertices, edges: Pattern.cycle(32).edges,
      antiVertices: (0..<32).map { .init("x\($0)", attachments: [.init($0), .init(($0 + 1) % 32)]) })
    #expect(pattern.automorphisms.order == 64)
    var random = SeededGenerator(5)
    #expect(RandomPatterns.disguised(pattern, &random).canonicalForm == pattern.canonicalForm)
  }
}

extension Pattern {
  /// Two rings of k vertices, joined vertex by vertex.
  fileprivate static func graphPrism(_ k: Int) -> Pattern {
    Pattern(vertexCount: 2 * k, (0..<k).flatMap { [($0, ($0 + 1) % k), (k + $0, k + ($0 + 1) % k), ($0, k + $0)] })
  }
}
