import Gyrfalcon
import GyrfalconTestSupport
import Testing

/// Counts by vertex and by edge in the user's ids.
@Suite struct RootedCountsTests {
  /// A triangle 1, 2, 3 with 4 hanging on 3, and 9 alone.
  static func graph() throws -> Graph {
    var builder = GraphBuilder()
    for (a, b) in [(1, 2), (2, 3), (1, 3), (3, 4)] { builder.addEdge(.integer(Int64(a)), .integer(Int64(b))) }
    builder.addVertex(.integer(9))
    return try builder.build()
  }

  @Test func vertices() throws {
    let graph = try Self.graph()
    let triangles = try graph.counts(of: .clique(3), at: "a")
    #expect(triangles.count == 5)
    #expect(triangles[3] == 1 && triangles[4] == 0 && triangles[9] == 0 && triangles[8] == nil)
    #expect(triangles.total == 3)
    #expect(triangles.rows.map(\.vertex) == [1, 2, 3, 4, 9])
    #expect(triangles.rows.map(\.count) == [1, 1, 1, 0, 0])
    let centres = try graph.counts(of: .star(2), at: "a")
    #expect(centres.top(2).map(\.vertex) == [3, 1] && centres.top(1)[0].count == 3)
    #expect(throws: PlanningError.self) { try graph.counts(of: .clique(3), at: "zebra") }
  }

  @Test func edges() throws {
    let graph = try Self.graph()
    let tails = try graph.counts(of: Pattern("a--b--c--a, c--d"), at: "c", "d")
    #expect(tails[3, 4] == 1 && tails[4, 3] == 0 && tails[1, 2] == 0 && tails[1, 4] == nil)
    #expect(tails.total == 1)
    #expect(Array(tails.rows).filter { $0.count > 0 }.map { [$0.first, $0.second] } == [[3, 4]])
    #expect(tails.count == 8)
    #expect(throws: PlanningError.self) { try graph.counts(of: Pattern("a--b--c"), at: "a", "c") }
  }

  /// What tables do not know is listed.
  @Test func listedPatterns() throws {
    let graph = try Self.graph()
    let alone: Pattern = "a--b; absent (x): a--x--b"
    let counts = try graph.counts(of: alone, at: "a")
    #expect(counts.rows.map(\.count) == [0, 0, 1, 1, 0])
    #expect(try graph.counts(of: alone, at: "a", "b")[4, 3] == 1)
  }

  @Test func edgeOrbits() throws {
    let graph = try Self.graph()
    let counts = try Miner(graph).edgeOrbits(size: 4)
    #expect(counts.count == 4 && counts.orbits.count == 12)
    let rows = (0..<4).map { counts.edge(row: $0) }
    #expect(rows.map { [$0.0, $0.1] } == [[1, 2], [1, 3], [2, 3], [3, 4]])
    // Induced paths on three vertices: 1-3-4 and 2-3-4; one triangle; one paw.
    #expect((0..<4).map { counts[row: $0, orbit: 0] } == [0, 1, 1, 2])
    #expect((0..<4).map { counts[row: $0, orbit: 1] } == [1, 1, 1, 0])
    #expect(counts.total(orbit: 0) == 4)
  }
}
