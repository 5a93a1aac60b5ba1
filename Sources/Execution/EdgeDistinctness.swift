import GraphStore
import PatternModel
import Planning

/// Decides, match by match, whether every pattern edge can be given a data edge of its own (`<->` takes two). Only edges
/// whose ends go to the same two vertices can be in each other's way.
final class EdgeDistinctness: Sendable {
  private struct Demand {
    /// Levels of the ends.
    var source: Int
    var target: Int
    var isEitherWay: Bool
    var label: LabelConstraint
    var depth: Int { Swift.max(source, target) }
  }

  private struct DataEdge: Hashable {
    var source: UInt32
    var target: UInt32
    /// Label code; -1 in a graph without edge labels.
    var code: Int
  }

  private let graph: Graph
  private let demands: [Demand]

  init(_ plan: Plan, graph: Graph) {
    self.graph = graph
    var levelOf = [Int](repeating: 0, count: plan.order.count)
    for (level, vertex) in plan.order.enumerated() { levelOf[vertex] = level }
    demands = plan.pattern.edges.flatMap { edge -> [Demand] in
      let there = Demand(
        source: levelOf[edge.source], target: levelOf[edge.target], isEitherWay: edge.direction == .either,
        label: edge.label)
      guard edge.direction == .both else { return [there] }
      return [there, Demand(source: there.target, target: there.source, isEitherWay: false, label: edge.label)]
    }
  }

  /// Whether the edges among the levels up to `level` can be served, given that those among the levels before can.
  func holds(at level: Int, _ bound: UnsafePointer<UInt32>) -> Bool {
    func pair(_ demand: Demand) -> (UInt32, UInt32) {
      let a = bound[demand.source], b = bound[demand.target]
      return (Swift.min(a, b), Swift.max(a, b))
    }
    for demand in demands where demand.depth == level {
      let own = pair(demand)
      let rivals = demands.filter { $0.depth <= level && pair($0) == own }
      if rivals.count > 1, !canServe(rivals.map { choices($0, bound) }) { return false }
    }
    return true
  }

  private func choices(_ demand: Demand, _ bound: UnsafePointer<UInt32>) -> [DataEdge] {
    let a = bound[demand.source], b = bound[demand.target]
    var result = edges(a, b, demand.label)
    if demand.isEitherWay, graph.isDirected { result += edges(b, a, demand.label) }
    return result
  }

  private func edges(_ a: UInt32, _ b: UInt32, _ label: LabelConstraint) -> [DataEdge] {
    let (source, target) = graph.isDirected ? (a, b) : (Swift.min(a, b), Swift.max(a, b))
    guard let labels = graph.edgeLabels else {
      let list = graph.outgoing.neighbours(Int(source))
      return list.contains(target) ? [DataEdge(source: source, target: target, code: -1)] : []
    }
    return labels.parallel(from: Int(source), to: Int(target)).filter { code in
      let name = Int(code) < labels.dictionary.count ? labels.dictionary.names[Int(code)] : nil
      switch label {
      case .any: return true
      case .anyOf(let names): return name.map(names.contains) ?? false
      case .noneOf(let names): return !(name.map(names.contains) ?? false)
      }
    }.map { DataEdge(source: source, target: target, code: Int($0)) }
  }

  /// A system of distinct representatives, by augmenting paths.
  private func canServe(_ demands: [[DataEdge]]) -> Bool {
    var holder: [DataEdge: Int] = [:]
    func serve(_ demand: Int, _ tried: inout Set<DataEdge>) -> Bool {
      for edge in demands[demand] where tried.insert(edge).inserted {
        if holder[edge] == nil || serve(holder[edge]!, &tried) {
          holder[edge] = demand
          return true
        }
      }
      return false
    }
    return demands.indices.allSatisfy { demand in
      var tried: Set<DataEdge> = []
      return serve(demand, &tried)
    }
  }
}

/// Keeps one match of every occurrence where symmetric copies of a match may coincide, so that no restriction can choose
/// between them: the lexicographically least.
final class OrbitFilter: Sendable {
  private let mirrors: [[Int]]

  /// Nil when the pattern has no symmetry.
  init?(_ group: [[Int]]) {
    guard group.count > 1 else { return nil }
    mirrors = Array(group.dropFirst())
  }

  func keeps(_ row: UnsafePointer<UInt32>, width: Int) -> Bool {
    for mirror in mirrors {
      for position in 0..<width where row[mirror[position]] != row[position] {
        if row[mirror[position]] < row[position] { return false }
        break
      }
    }
    return true
  }
}
