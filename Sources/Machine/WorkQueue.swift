import Synchronization

/// The numbers 0..<count, handed out to workers, small ones first: tasks are numbered with the heavy ones first.
///
/// Every node has a queue of its own (node k of n has k, k + n, k + 2n, ...), so that workers of one node contend for one
/// counter among themselves. A worker whose node has run out takes from the others, the nearest first.
package final class WorkQueue: Sendable {
  package let count: Int
  private let nodes: Int
  /// By node: how many it has given away, each on cache lines of its own.
  nonisolated(unsafe) private let given: UnsafeMutablePointer<Atomic<Int>>
  /// By node: whom to ask, itself first.
  private let order: [[Int]]
  private let record: TaskRecorder.Phase?

  private static let spacing = 16

  /// - Parameter name: what the tasks are, for records.
  package init(_ count: Int, _ name: String, topology: Topology = .current) {
    self.count = count
    nodes = topology.nodes.count
    given = .allocate(capacity: nodes * Self.spacing)
    for i in 0..<(nodes * Self.spacing) { (given + i).initialize(to: Atomic(0)) }
    order = nodes == 1 ? [] : topology.distances.map { distances in
      distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
    }
    record = TaskRecorder.current?.phase(name, tasks: count)
  }

  deinit { given.deallocate() }

  /// The next task for the calling worker; nil: all are handed out.
  package func take() -> Int? {
    let task = nodes == 1 ? next(of: 0) : takeAnywhere()
    if let record { record.took(task) }
    return task
  }

  @inline(__always)
  private func next(of node: Int) -> Int? {
    let own = given[node &* Self.spacing].wrappingAdd(1, ordering: .relaxed).oldValue
    let task = own &* nodes &+ node
    return task < count ? task : nil
  }

  private func takeAnywhere() -> Int? {
    let home = Worker.home
    for node in order[home < nodes ? home : 0] {
      if let task = next(of: node) { return task }
    }
    return nil
  }
}
