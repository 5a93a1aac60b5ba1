import Machine

/// Where the memory of a graph lies on a machine with several memory nodes. On one node all are the same.
public enum MemoryPlacement: String, Sendable, CaseIterable {
  /// Chosen by size and free memory.
  case automatic = "auto"
  /// Every node has a copy: each worker reads the memory beside it.
  case replicate
  /// Page by page over the nodes in turn: all memory channels serve all workers.
  case interleave
  /// Where it happened to be put.
  case off

  /// Lists smaller than this stay in every node's caches, wherever they lie.
  package static let smallest = 4 << 20

  /// What `automatic` means for lists of so many bytes: copies where they take at most a quarter of what every node has
  /// free, so that tables, buffers and other programs have room.
  package static func chosen(bytes: Int, topology: Topology) -> MemoryPlacement {
    if topology.nodes.count == 1 || bytes < smallest { return .off }
    return bytes <= room(on: topology) / 4 ? .replicate : .interleave
  }

  /// Bytes that are free on every node, within what the control group leaves.
  static func room(on topology: Topology) -> Int {
    let free = topology.nodes.map { NodeMemory.free(on: $0) ?? 0 }.min() ?? 0
    guard let limit = ControlGroup.current.memoryLimit else { return free }
    return min(free, max(0, limit - (ControlGroup.current.memoryUsed ?? 0)) / topology.nodes.count)
  }
}
