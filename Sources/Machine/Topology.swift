import Glibc
import SystemShims

/// The processors that this process may use, by memory node.
package struct Topology: Sendable, Equatable {
  package struct Node: Sendable, Equatable {
    /// The system's number.
    package var number: Int
    /// Processors of the node that the process may run on, ascending; never empty.
    package var processors: [Int]
    /// Bytes; 0: unknown.
    package var memory: Int

    package init(number: Int, processors: [Int], memory: Int) {
      self.number = number
      self.processors = processors
      self.memory = memory
    }
  }

  /// Nodes with processors for us. Elsewhere a node is its position here.
  package private(set) var nodes: [Node]
  /// `distances[a][b]`: how far b's memory is from a; 10 is its own.
  package private(set) var distances: [[Int]]
  /// Whether the nodes are the system's, so that memory can be placed on them.
  package private(set) var isReal: Bool

  package init(nodes: [Node], distances: [[Int]], isReal: Bool) {
    self.nodes = nodes
    self.distances = distances
    self.isReal = isReal
  }

  package var processorCount: Int { nodes.reduce(0) { $0 + $1.processors.count } }

  /// What this process has, read once when first asked for. `GYR_NODES=n` in the environment pretends that the
  /// processors belong to so many nodes, for tests.
  package static let current: Topology = {
    let real = Topology.system()
    guard let text = getenv("GYR_NODES"), let count = Int(String(cString: text)), count > 0 else { return real }
    return real.pretending(nodes: count)
  }()

  /// Worker threads that make sense: the processors, or fewer when a quota grants less time.
  package static let usableProcessors: Int = {
    let processors = current.processorCount
    guard let quota = ControlGroup.current.processorQuota else { return processors }
    return max(1, min(processors, Int(quota.rounded(.up))))
  }()

  /// Processors in the affinity mask of the calling thread.
  package static func allowedProcessors() -> [Int] {
    var numbers = [Int32](repeating: 0, count: 1024)
    var count = Int(gyr_allowed_processors(&numbers, Int32(numbers.count)))
    if count > numbers.count {
      numbers = [Int32](repeating: 0, count: count)
      count = min(numbers.count, Int(gyr_allowed_processors(&numbers, Int32(numbers.count))))
    }
    if count == 0 { return Array(0..<max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }
    return numbers[..<count].map { Int($0) }
  }

  /// One node that holds everything.
  static func uniform(_ processors: [Int]) -> Topology {
    Topology(nodes: [Node(number: 0, processors: processors, memory: 0)], distances: [[10]], isReal: false)
  }

  private static func system() -> Topology {
    let allowed = allowedProcessors()
    return NodeMemory.topology(allowed) ?? .uniform(allowed)
  }

  /// The same processors spread over made-up nodes; with too few processors nodes share them.
  package func pretending(nodes count: Int) -> Topology {
    let processors = nodes.flatMap(\.processors)
    let pretended = (0..<count).map { node in
      let own = processors.indices.filter { $0 % count == node }.map { processors[$0] }
      return Node(number: 0, processors: own.isEmpty ? [processors[node % processors.count]] : own, memory: 0)
    }
    let distances = (0..<count).map { a in (0..<count).map { a == $0 ? 10 : 20 + abs(a - $0) } }
    return Topology(nodes: pretended, distances: distances, isReal: false)
  }
}
