/// The workers of a parallel phase, and where each of them works.
///
/// They are spread over the nodes in proportion to the nodes' processors. On one node they run wherever the system puts
/// them: other programs' load is its business, and there is nothing to be near to. On several, a worker stays on its
/// node; when there are as many workers as processors, each on a processor of its own.
package struct Crew: Sendable {
  package let topology: Topology
  /// By worker: its node, as a position among the topology's.
  package let homes: [Int]

  package var count: Int { homes.count }

  package init(_ count: Int, topology: Topology = .current) {
    self.topology = topology
    let nodes = topology.nodes
    guard nodes.count > 1 else {
      homes = Array(repeating: 0, count: max(1, count))
      return
    }
    // Always to the node that lags furthest behind its share.
    var given = [Int](repeating: 0, count: nodes.count)
    homes = (0..<max(1, count)).map { _ in
      let next = nodes.indices.min { a, b in
        (given[a] + 1) * nodes[b].processors.count < (given[b] + 1) * nodes[a].processors.count
      } ?? 0
      given[next] += 1
      return next
    }
  }

  /// Nodes that have workers.
  package var nodesInUse: [Int] { Set(homes).sorted() }

  package var spansNodes: Bool { homes.contains { $0 != homes[0] } }

  /// The processors that a worker is bound to; nil: it is not bound.
  package func binding(of worker: Int) -> [Int]? {
    guard topology.nodes.count > 1 else { return nil }
    let processors = topology.nodes[homes[worker]].processors
    guard count == topology.processorCount else { return processors }
    let place = homes[..<worker].count { $0 == homes[worker] }
    return place < processors.count ? [processors[place]] : processors
  }

  /// Calls `body` with every worker's number, each on a thread of its own, and waits for all.
  ///
  /// The bodies must not write the same memory. If the system refuses a thread, its share runs on the caller's.
  package func run(_ body: (Int) -> Void) { WorkerPool.run(self, body) }
}
