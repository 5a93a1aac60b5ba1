import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

/// Counts with closed forms: hubs, bitmaps of many words, split roots, numbers beyond 64 bits.
@Suite struct BigCountTests {
  static func choose(_ n: Int, _ k: Int) -> UInt128 {
    var result: UInt128 = 1
    for i in 0..<k { result = result * UInt128(n - i) / UInt128(i + 1) }
    return result
  }

  static func count(_ pattern: Pattern, _ graph: Graph, _ rules: Planner.Rules = .all, threads: Int = 2) throws -> UInt128 {
    try Executor(graph: graph, threads: threads).count(
      try Planner(graph: graph, rules: rules).plan(pattern, for: .counting))
  }

  static func complete(_ n: Int) -> Graph {
    Graph(edges: (0..<n).flatMap { v in (0..<v).map { ($0, v) } })
  }

  @Test func cliquesOfACompleteGraph() throws {
    for n in [5, 64, 65, 130] {
      let graph = Self.complete(n)
      for k in 2...6 where k <= n {
        for rules in [Planner.Rules.all, Planner.Rules.all.subtracting(.local)] where k < 5 || n < 100 {
          #expect(try Self.count(.clique(k), graph, rules) == Self.choose(n, k), "K\(k) in K\(n)")
        }
      }
    }
  }

  /// Pivoting against the plans that enumerate, the oracle's random graphs and closed forms.
  @Test func pivoting() throws {
    var random = SplitMix64(seed: 61)
    for number in 0..<12 {
      let oracle = number % 2 == 0
        ? OracleGraph.random(vertexCount: 30, probability: 0.7, using: &random)
        : OracleGraph.preferentialAttachment(vertexCount: 150, edgesPerVertex: 12, using: &random)
      let graph = try oracle.engineGraph()
      for kernels in KernelTable.available {
        var executor = Executor(graph: graph, threads: 1 + number % 3, kernels: kernels)
        executor.smallGraph = 0
        for k in 2...9 {
          let plan = try Planner(graph: graph).plan(.clique(k), for: .counting)
          #expect(try executor.countCliques(size: k) == executor.count(plan), "\(k)-cliques")
        }
      }
    }
    for n in [70, 130] {
      let executor = Executor(graph: Self.complete(n), threads: 2)
      for k in [2, 3, 10, 20, 32] { #expect(try executor.countCliques(size: k) == Self.choose(n, k)) }
    }
  }

  /// Stars whose leaves look alike on this graph, one of which asks for something of its own: no binomial.
  @Test func leavesThatAreNoCopies() throws {
    for leaves in [2, 5, 12, 13, 19, 20, 21, 25] {
      let graph = Graph(edges: (1...27).map { (0, $0) })
      let names = (0..<leaves).map { "l\($0)" }
      let plain = names.map { "(x)--(\($0))" }.joined(separator: "; ")
      #expect(try Self.count(Pattern(plain), graph) == Self.choose(27, leaves))
      #expect(try Self.count(Pattern(plain + "; (l1:!A)"), graph) == Self.choose(27, leaves) * UInt128(leaves), "\(leaves) leaves")
    }
  }

  /// 8 leaves of a hub with 5000: 9.7 x 10^24, far above 2^64.
  @Test func starsBeyond64Bits() throws {
    let graph = Graph(edges: (1...5000).map { (0, $0) })
    for k in [2, 4, 8, 12] {
      let expected = Self.choose(5000, k)
      #expect(try Self.count(.star(k), graph) == expected)
    }
    #expect(Self.choose(5000, 8) > UInt128(UInt64.max))
    #expect(throws: PlanningError.countTooLarge) { try Self.count(.star(20), graph) }
  }

  /// A hub over a cycle, larger than what the local context takes: lists and bitmaps must agree with the closed form.
  @Test(arguments: [60, 300, 4000, 5000]) func wheels(_ rim: Int) throws {
    let graph = Graph(edges: (0..<rim).flatMap { [(rim, $0), ($0, ($0 + 1) % rim)] })
    for threads in [1, 2, 4] {
      #expect(try Self.count(.clique(3), graph, threads: threads) == UInt128(rim))
      // A gem is the hub and a path of four on the rim.
      let gem = try Pattern("(a)--(b), (a)--(c), (a)--(d), (a)--(e), (b)--(c)--(d)--(e)")
      #expect(try Self.count(gem, graph, threads: threads) == UInt128(rim))
      #expect(try Self.count(gem, graph, Planner.Rules.all.subtracting(.local), threads: threads) == UInt128(rim))
    }
  }

  @Test func cyclesOfCompleteBipartiteGraphs() throws {
    let graph = Graph(edges: (0..<40).flatMap { a in (0..<70).map { (a, 40 + $0) } })
    #expect(try Self.count(.cycle(4), graph) == Self.choose(40, 2) * Self.choose(70, 2))
    #expect(try Self.count(.clique(3), graph) == 0)
    #expect(try Self.count(.completeBipartite(2, 3), graph)
      == Self.choose(40, 2) * Self.choose(70, 3) + Self.choose(40, 3) * Self.choose(70, 2))
    #expect(try Self.count(.cycle(6), graph) == 6 * Self.choose(40, 3) * Self.choose(70, 3))
  }

  @Test func emptyAndTinyGraphs() throws {
    let empty = Graph(edges: [(Int, Int)]())
    let edge = Graph(edges: [(1, 2)])
    #expect(try Self.count(.clique(3), empty) == 0)
    #expect(try Self.count(.clique(1), edge) == 2)
    #expect(try Self.count(.clique(2), edge) == 1)
    #expect(try Self.count(.star(3), edge) == 0)
  }
}
