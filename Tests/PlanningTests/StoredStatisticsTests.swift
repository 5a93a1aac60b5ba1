import Foundation
import GyrfalconTestSupport
import PatternModel
import Testing

@testable import GraphStore
@testable import Planning

/// Statistics that come from a graph's file are those that would be measured.
@Suite struct StoredStatisticsTests {
  private static func graphs() throws -> [Graph] {
    var random = SplitMix64(seed: 9)
    var arcs: [(UInt32, UInt32)] = []
    for _ in 0..<3000 {
      arcs.append((UInt32.random(in: 0..<600, using: &random), UInt32.random(in: 0..<UInt32.random(in: 1...600, using: &random), using: &random)))
    }
    return [
      try OracleGraph.preferentialAttachment(vertexCount: 500, edgesPerVertex: 4, using: &random).engineGraph(),
      Graph(directed: true, vertexCount: 700, edges: arcs), Graph(vertexCount: 9000, edges: [(0, 1), (1, 2), (2, 0), (8000, 8500)]),
      Graph(vertexCount: 3, edges: []), Graph(vertexCount: 0, edges: []),
      // A star, a clique: the bounds of what is believed are reached.
      Graph(vertexCount: 400, edges: (1..<400).map { (0, $0) }),
      Graph(vertexCount: 40, edges: (0..<40).flatMap { a in (0..<a).map { (a, $0) } }),
    ]
  }

  /// All numbers of a planner.
  private func numbers(_ graph: Graph) -> String {
    let planner = Planner(graph: graph)
    return "\(planner.statistics) \(planner.algebraCosts)"
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gyr-statistics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func plansAreTheSame() throws {
    try withFolder { folder in
      for (number, graph) in try Self.graphs().enumerated() {
        let path = folder.appendingPathComponent("\(number).gyr").path
        try graph.withPlannerStatistics().write(to: path)
        let read = try Graph(contentsOf: path)
        let stored = try #require(read.known?.statistics)
        #expect(PlanningFacts(stored, of: read.neighbours) != nil, "\(number): they are believed")
        #expect(numbers(read) == numbers(graph), "\(number)")
        guard graph.edgeCount > 0 else { continue }
        for pattern in Pattern.allConnected(vertices: 4) {
          for goal in [Planner.Goal.counting, .listing] {
            let a = try Planner(graph: read).plan(pattern, for: goal), b = try Planner(graph: graph).plan(pattern, for: goal)
            #expect("\(a)" == "\(b)", "\(number) \(pattern)")
          }
        }
        // What the file says is what is used,
        var other = stored
        other.values[73 - 1] = 0.625
        #expect(Planner(graph: graph.with(other)).statistics.adjacentClosure == 0.625)
        // unless no such graph exists, or it was measured in another way.
        for (place, value) in [(0, -1), (0, .nan), (72, 1.5), (72, .infinity), (84, 1e300), (5, Double(graph.neighbours.maximumDegree) + 1)] {
          var wrong = stored
          wrong.values[place] = value
          #expect(numbers(graph.with(wrong)) == numbers(graph), "\(place) \(value)")
        }
        for change in [{ $0.method += 1 }, { $0.values.removeLast() }, { $0.values.append(0) }, { $0.values = [] }]
          as [(inout PlannerStatistics) -> Void] {
          var wrong = stored
          change(&wrong)
          #expect(numbers(graph.with(wrong)) == numbers(graph))
        }
      }
    }
  }

  /// Files that are sorted on the disk have the same statistics, and the same bytes.
  @Test(arguments: [false, true])
  func conversionsKeepThem(directed: Bool) throws {
    try withFolder { folder in
      var random = SplitMix64(seed: 31)
      let text = (0..<9000).map { _ in "\(Int.random(in: 0..<700, using: &random)) \(Int.random(in: 0..<700, using: &random))\n" }.joined()
      let input = folder.appendingPathComponent("edges.txt").path
      try text.write(toFile: input, atomically: true, encoding: .utf8)
      func convert(_ name: String, _ memory: Int?) throws -> Data {
        let path = folder.appendingPathComponent(name).path
        var reading = ReadOptions(directed: directed)
        reading.memory = memory
        _ = try Graph.convert(input, to: path, reading: reading, writing: WriteOptions(), statistics: PlannerStatistics.measure)
        return try Data(contentsOf: URL(fileURLWithPath: path))
      }
      #expect(try convert("a.gyr", nil) == convert("b.gyr", 1))
      let graph = try Graph(contentsOf: folder.appendingPathComponent("b.gyr").path)
      #expect(graph.known?.statistics == PlannerStatistics.measure(graph.neighbours))
      // Written again, they stay; in another direction they would be wrong.
      try graph.write(to: folder.appendingPathComponent("c.gyr").path)
      #expect(try Data(contentsOf: folder.appendingPathComponent("c.gyr")) == Data(contentsOf: folder.appendingPathComponent("b.gyr")))
      let turned = try Graph(contentsOf: folder.appendingPathComponent("b.gyr").path, options: ReadOptions(directed: !directed))
      #expect(turned.known?.statistics == nil)
    }
  }
}
