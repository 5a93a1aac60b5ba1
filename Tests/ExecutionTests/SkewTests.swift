import GraphStore
import GyrfalconTestSupport
import Machine
import Planning
import PatternModel
import Testing

@testable import Execution

/// Graphs in which one vertex holds most of the work.
@Suite struct SkewTests {
  /// Cliques that share nothing but the hub.
  static func starOfCliques(_ cliques: Int, _ size: Int) -> OracleGraph {
    var edges: [(Int, Int)] = []
    for clique in 0..<cliques {
      let first = 1 + clique * size
      for i in 0..<size {
        edges.append((0, first + i))
        for j in 0..<i { edges.append((first + i, first + j)) }
      }
    }
    return OracleGraph(vertexCount: 1 + cliques * size, edges: edges)
  }

  /// A hub joined to everything, a dense block, and a long tail of vertices with nothing else.
  static func hubAndBlock(block: Int, tail: Int) -> OracleGraph {
    var random = SplitMix64(seed: 5)
    var edges: [(Int, Int)] = (1...(block + tail)).map { (0, $0) }
    for i in 1...block { for j in 1..<i where random.chance(0.7) { edges.append((i, j)) } }
    for i in 0..<tail { edges.append((block + 1 + i, block + 1 + (i + 1) % tail)) }
    return OracleGraph(vertexCount: 1 + block + tail, edges: edges)
  }

  static let patterns = ["4-clique", "5-clique", "house", "diamond", "4-path", "gem"]

  @Test(arguments: patterns) func countsDoNotDependOnThreads(_ name: String) throws {
    for oracle in [Self.starOfCliques(40, 9), Self.hubAndBlock(block: 40, tail: 300)] {
      let graph = try oracle.engineGraph()
      for induced in [false, true] {
        let pattern = try #require(PatternLibrary.pattern(named: name)).inducing(induced ? .vertices : .edges)
        let plan = try Planner(graph: graph).plan(pattern, for: .counting)
        let counts = try [1, 2, 4, 7].map { threads in
          var executor = Executor(graph: graph, threads: threads)
          executor.smallGraph = 0
          return try executor.count(plan)
        }
        #expect(Set(counts).count == 1, "\(name) induced \(induced): \(counts)")
      }
    }
  }

  /// Cut for four workers, the longest task leaves them about equal shares: dealt out in order, none is late by much.
  @Test(arguments: ["4-clique", "5-clique", "house"]) func oneHubIsShared(_ name: String) throws {
    for oracle in [Self.starOfCliques(300, 14), Self.hubAndBlock(block: 150, tail: 4000)] {
      let graph = try oracle.engineGraph()
      let pattern = try #require(PatternLibrary.pattern(named: name)).inducing(.vertices)
      let plan = try Planner(graph: graph).plan(pattern, for: .counting)
      var executor = Executor(graph: graph, threads: 1)
      executor.smallGraph = 0
      let recorder = TaskRecorder(plannedWorkers: 4)
      _ = try TaskRecorder.$current.withValue(recorder) { try executor.count(plan) }
      let record = try #require(recorder.phases.first).record
      var free = [UInt64](repeating: 0, count: 4)
      for cost in record.costs { free[free.firstIndex(of: free.min()!)!] += cost }
      let total = record.costs.reduce(0, +)
      #expect(Double(free.max()!) < 0.4 * Double(total), "\(name): \(free), longest task \(record.costs.max()!)")
    }
  }
}
