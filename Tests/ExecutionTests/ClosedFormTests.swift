import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Counts on graphs for which they are known in closed form, on graphs that are far too large for brute force.
@Suite struct ClosedFormTests {
  /// The count by the chosen plan, checked to be the same without the rules that change how it is computed.
  static func count(_ pattern: Pattern, _ graph: Graph) throws -> UInt128 {
    let rules: [Planner.Rules] = [.all, Planner.Rules.all.subtracting([.local, .inclusionExclusion, .earlyExits])]
    let counts = try rules.map { rules in
      try Executor(graph: graph, threads: 2).count(Planner(graph: graph, rules: rules).plan(pattern, for: .counting))
    }
    #expect(counts[0] == counts[1], "\(pattern)")
    return counts[0]
  }

  static func choose(_ n: Int, _ k: Int) -> UInt128 {
    k < 0 || n < k ? 0 : (0..<k).reduce(UInt128(1)) { $0 * UInt128(n - $1) / UInt128($1 + 1) }
  }

  /// n (n-1) ... (n-k+1)
  static func falling(_ n: Int, _ k: Int) -> UInt128 {
    n < k ? 0 : (0..<k).reduce(UInt128(1)) { $0 * UInt128(n - $1) }
  }

  static func cycle(_ n: Int) -> Graph { Graph(edges: (0..<n).map { ($0, ($0 + 1) % n) }) }

  static func grid(_ rows: Int, _ columns: Int) -> Graph {
    var edges: [(Int, Int)] = []
    for r in 0..<rows {
      for c in 0..<columns {
        if c + 1 < columns { edges.append((r * columns + c, r * columns + c + 1)) }
        if r + 1 < rows { edges.append((r * columns + c, (r + 1) * columns + c)) }
      }
    }
    return Graph(edges: edges)
  }

  static func bipartite(_ left: Int, _ right: Int) -> Graph {
    Graph(edges: (0..<left).flatMap { a in (0..<right).map { (a, left + $0) } })
  }

  /// In K_n every injective map is a match: n! / (n-k)! / |Aut| occurrences, vertex-induced only for cliques.
  @Test func everyPatternInACompleteGraph() throws {
    let n = 8
    let graph = Graph(edges: (0..<n).flatMap { v in (0..<v).map { ($0, v) } })
    for size in 2...5 {
      for pattern in Pattern.allConnected(vertices: size) {
        let expected = Self.falling(n, size) / pattern.automorphisms.order
        #expect(try Self.count(pattern, graph) == expected, "\(pattern)")
        let isClique = pattern.edges.count == size * (size - 1) / 2
        #expect(try Self.count(pattern.inducing(.vertices), graph) == (isClique ? expected : 0), "@induced \(pattern)")
      }
    }
  }

  /// A connected bipartite pattern lies in K_{a,b} with its sides either way round; others nowhere.
  @Test func everyPatternInACompleteBipartiteGraph() throws {
    let (a, b) = (7, 9)
    let graph = Self.bipartite(a, b)
    for size in 2...5 {
      for pattern in Pattern.allConnected(vertices: size) {
        var expected: UInt128 = 0
        if let (left, right) = Self.sides(of: pattern) {
          expected = (Self.falling(a, left) * Self.falling(b, right) + Self.falling(a, right) * Self.falling(b, left))
            / pattern.automorphisms.order
        }
        #expect(try Self.count(pattern, graph) == expected, "\(pattern)")
      }
    }
  }

  /// Sizes of the two colour classes; nil when there is an odd cycle.
  private static func sides(of pattern: Pattern) -> (Int, Int)? {
    var colour = [Int?](repeating: nil, count: pattern.vertices.count)
    colour[0] = 0
    for _ in colour.indices {
      for edge in pattern.edges {
        if let known = colour[edge.source] { colour[edge.target] = colour[edge.target] ?? 1 - known }
        if let known = colour[edge.target] { colour[edge.source] = colour[edge.source] ?? 1 - known }
      }
    }
    if pattern.edges.contains(where: { colour[$0.source] == colour[$0.target] }) { return nil }
    let left = colour.count { $0 == 0 }
    return (left, colour.count - left)
  }

  @Test func pathsAndCyclesInACycle() throws {
    for n in [7, 64, 300] {
      let graph = Self.cycle(n)
      for k in 2...6 {
        #expect(try Self.count(.path(k), graph) == UInt128(n))
        #expect(try Self.count(Pattern.path(k).inducing(.vertices), graph) == UInt128(n))
      }
      for k in 3...7 { #expect(try Self.count(.cycle(k), graph) == (k == n ? 1 : 0), "\(k)-cycle in C\(n)") }
    }
  }

  @Test func grids() throws {
    for (rows, columns) in [(3, 3), (8, 13), (40, 60)] {
      let graph = Self.grid(rows, columns)
      let r = UInt128(rows), c = UInt128(columns)
      let squares = (r - 1) * (c - 1)
      #expect(try Self.count(.cycle(4), graph) == squares)
      #expect(try Self.count(.clique(3), graph) == 0)
      #expect(try Self.count(.cycle(5), graph) == 0)
      // 6-cycles go round two squares that share a side.
      #expect(try Self.count(.cycle(6), graph) == (r - 1) * (c - 2) + (r - 2) * (c - 1))
      // Wedges: C(d, 2) at the four corners, on the sides, inside.
      let wedges = 4 + 3 * 2 * (r - 2 + c - 2) + 6 * (r - 2) * (c - 2)
      #expect(try Self.count(.path(3), graph) == wedges)
      // An induced path on three vertices may bend or not; a bend lies in one square, which has four.
      #expect(try Self.count(Pattern.path(3).inducing(.vertices), graph) == wedges)
      #expect(try Self.count(.star(4), graph) == (r - 2) * (c - 2))
    }
  }

  /// The hypercube Q_d: 2^d vertices, every pair at distance two has exactly two common neighbours.
  @Test func hypercubes() throws {
    for d in 2...7 {
      let n = 1 << d
      let graph = Graph(edges: (0..<n).flatMap { v in (0..<d).map { (v, v ^ 1 << $0) } })
      let pairs = Self.choose(d, 2)
      #expect(try Self.count(.cycle(4), graph) == UInt128(n) * pairs / 4)
      #expect(try Self.count(.path(3), graph) == UInt128(n) * pairs)
      #expect(try Self.count(.star(3), graph) == UInt128(n) * Self.choose(d, 3))
      // 16 in every three-dimensional face, none elsewhere.
      #expect(try Self.count(.cycle(6), graph) == 16 * Self.choose(d, 3) * UInt128(n) / 8)
      #expect(try Self.count(.completeBipartite(2, 3), graph) == 0)
    }
  }

  @Test func petersen() throws {
    let graph = try OracleGraph.petersen.engineGraph()
    let cycles: [Int: UInt128] = [3: 0, 4: 0, 5: 12, 6: 10, 7: 0, 8: 15, 9: 20, 10: 0]
    for (k, expected) in cycles { #expect(try Self.count(.cycle(k), graph) == expected, "\(k)-cycles") }
  }

  /// Two hubs joined to everything: books, fans and wheels of any size.
  @Test func books() throws {
    let pages = 3000
    let graph = Graph(edges: [(0, 1)] + (2..<(pages + 2)).flatMap { [(0, $0), (1, $0)] })
    #expect(try Self.count(.clique(3), graph) == UInt128(pages))
    #expect(try Self.count(.clique(4), graph) == 0)
    // The diamond is a book of two pages.
    #expect(try Self.count(Pattern("(a)--(b), (a)--(c)--(b), (a)--(d)--(b)"), graph) == Self.choose(pages, 2))
    #expect(try Self.count(Pattern("(a)--(b), (a)--(c)--(b), (a)--(d)--(b), (a)--(e)--(b)"), graph) == Self.choose(pages, 3))
    // A 4-cycle needs two vertices opposite each other: two pages, with the hubs between.
    #expect(try Self.count(.cycle(4), graph) == Self.choose(pages, 2))
  }
}
