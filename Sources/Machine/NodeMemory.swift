import Glibc
#if NUMA
import CNUMA
#endif

/// Memory on nodes, through libnuma. Without it (trait `NUMA` off), or where the system has one node, everything here
/// is plain memory.
package enum NodeMemory {
  /// Nil: there is one node, or nobody knows of more.
  static func topology(_ allowed: [Int]) -> Topology? {
    #if NUMA
    guard numa_available() >= 0 else { return nil }
    let last = Int(numa_max_node())
    guard last > 0, let mask = numa_allocate_cpumask() else { return nil }
    defer { numa_bitmask_free(mask) }
    let memories = numa_get_mems_allowed()
    defer { if let memories { numa_bitmask_free(memories) } }
    var nodes: [Topology.Node] = []
    for number in 0...last {
      // Nodes without processors of ours (memory expanders, other people's sockets) get no workers.
      if let memories, numa_bitmask_isbitset(memories, UInt32(number)) == 0 { continue }
      guard numa_node_to_cpus(Int32(number), mask) == 0 else { continue }
      let own = allowed.filter { numa_bitmask_isbitset(mask, UInt32($0)) != 0 }
      if own.isEmpty { continue }
      nodes.append(.init(number: number, processors: own, memory: max(0, Int(numa_node_size64(Int32(number), nil)))))
    }
    // Processors of nodes whose memory is closed to us work from afar.
    let found = Set(nodes.flatMap(\.processors))
    guard nodes.count > 1 else { return nil }
    nodes[0].processors = (nodes[0].processors + allowed.filter { !found.contains($0) }).sorted()
    let distances = nodes.map { a in
      nodes.map { b in
        let distance = Int(numa_distance(Int32(a.number), Int32(b.number)))
        return distance > 0 ? distance : a.number == b.number ? 10 : 20
      }
    }
    return Topology(nodes: nodes, distances: distances, isReal: true)
    #else
    return nil
    #endif
  }

  /// Bytes that a node has free; nil: unknown.
  package static func free(on node: Topology.Node) -> Int? {
    #if NUMA
    var free: Int64 = 0
    return numa_node_size64(Int32(node.number), &free) > 0 ? Int(free) : nil
    #else
    return nil
    #endif
  }

  /// Page-aligned memory on a node, to be given back with `release`; of the caller's choosing where nodes are made up.
  package static func allocate(_ bytes: Int, on node: Topology.Node, of topology: Topology) -> UnsafeMutableRawPointer? {
    let memory = allocate(bytes)
    #if NUMA
    // Preferred, not bound: a node that fills up lends from its neighbours instead of killing the process.
    if topology.isReal, let memory { _ = policy(memory, max(1, bytes), MPOL_PREFERRED, [node.number], flags: 0) }
    #endif
    return memory
  }

  /// The same with pages on all nodes in turn.
  package static func allocate(_ bytes: Int, over topology: Topology) -> UnsafeMutableRawPointer? {
    let memory = allocate(bytes)
    #if NUMA
    if topology.isReal, let memory { _ = policy(memory, max(1, bytes), MPOL_INTERLEAVE, topology.nodes.map(\.number), flags: 0) }
    #endif
    return memory
  }

  private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let memory = mmap(nil, max(1, bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    return memory == MAP_FAILED ? nil : memory
  }

  package static func release(_ memory: UnsafeMutableRawPointer, _ bytes: Int) { munmap(memory, max(1, bytes)) }

  /// Spreads the whole pages of a block over the nodes in turn, those that are there already too.
  ///
  /// - Returns: whether the system agreed.
  @discardableResult
  package static func interleave(_ memory: UnsafeRawPointer, _ bytes: Int, over topology: Topology) -> Bool {
    #if NUMA
    guard topology.isReal else { return true }
    let page = Int(getpagesize())
    let first = (Int(bitPattern: memory) + page - 1) / page * page
    let end = (Int(bitPattern: memory) + bytes) / page * page
    guard first < end, let start = UnsafeMutableRawPointer(bitPattern: first) else { return true }
    return policy(start, end - first, MPOL_INTERLEAVE, topology.nodes.map(\.number), flags: UInt32(MPOL_MF_MOVE))
    #else
    return false
    #endif
  }

  /// How many of a block's pages lie on each node of the topology, of those that are in memory.
  package static func pages(_ memory: UnsafeRawPointer, _ bytes: Int, _ topology: Topology) -> [Int] {
    var counts = [Int](repeating: 0, count: topology.nodes.count)
    let page = Int(getpagesize())
    let first = Int(bitPattern: memory) / page * page
    let end = Int(bitPattern: memory) + max(1, bytes)
    #if NUMA
    if topology.isReal {
      let positions = Dictionary(uniqueKeysWithValues: topology.nodes.enumerated().map { ($1.number, $0) })
      for start in stride(from: first, to: end, by: page * 4096) {
        var pages = stride(from: start, to: min(end, start + page * 4096), by: page).map { UnsafeMutableRawPointer(bitPattern: $0) }
        var nodes = [Int32](repeating: -1, count: pages.count)
        guard move_pages(0, UInt(pages.count), &pages, nil, &nodes, 0) == 0 else { continue }
        for node in nodes { if let position = positions[Int(node)] { counts[position] += 1 } }
      }
      return counts
    }
    #endif
    counts[0] = (end - first + page - 1) / page
    return counts
  }

  #if NUMA
  private static func policy(
    _ start: UnsafeMutableRawPointer, _ bytes: Int, _ mode: Int32, _ nodes: [Int], flags: UInt32
  ) -> Bool {
    var mask = [UInt](repeating: 0, count: (nodes.max() ?? 0) / UInt.bitWidth + 1)
    for node in nodes { mask[node / UInt.bitWidth] |= 1 << UInt(node % UInt.bitWidth) }
    // The kernel reads one bit fewer than it is told.
    return mbind(start, UInt(bytes), mode, mask, UInt(mask.count * UInt.bitWidth + 1), flags) == 0
  }
  #endif
}
