import Machine
import Synchronization

/// What was done about the memory nodes for one adjacency.
final class PlacedLists: Sendable {
  let placement: MemoryPlacement
  /// By node: a copy on it. Empty: all nodes read the original.
  let copies: [CSR]

  init(_ placement: MemoryPlacement, copies: [CSR] = []) {
    self.placement = placement
    self.copies = copies
  }
}

extension CSR {
  /// Bytes of the arrays.
  package var byteCount: Int { (vertexCount + 1) * 8 + (targetCount + Self.padding) * 4 + vertexCount * 4 }

  /// The lists as the calling worker should read them: those on its node.
  package var local: CSR {
    guard let copies = placed.withLock({ $0 })?.copies, Worker.home < copies.count else { return self }
    return copies[Worker.home]
  }

  /// How the lists lie now; nil: nobody has cared yet.
  package var placement: MemoryPlacement? { placed.withLock { $0?.placement } }

  /// Copies or moves the lists for a crew that works on several nodes; otherwise does nothing. A later call with another
  /// wish is obeyed too; not while workers read.
  ///
  /// - Complexity: O(bytes) for each node the first time, O(1) later.
  package func place(_ wish: MemoryPlacement, for crew: Crew) {
    guard crew.spansNodes else { return }
    placed.withLock { placed in
      if let placed, wish == .automatic || placed.placement == wish { return }
      let topology = crew.topology
      let wanted = wish == .automatic ? MemoryPlacement.chosen(bytes: byteCount, topology: topology) : wish
      switch wanted {
      case .replicate:
        let copies = copies(over: topology)
        // Without room for the copies the original has to serve all.
        placed = copies.isEmpty ? interleaved(over: topology) : PlacedLists(.replicate, copies: copies)
      case .interleave: placed = interleaved(over: topology)
      case .off, .automatic: placed = PlacedLists(.off)
      }
    }
  }

  private func interleaved(over topology: Topology) -> PlacedLists {
    for (start, bytes) in blocks {
      // Pages of a mapped file move only once they are ours: each is touched first.
      var sum: UInt8 = 0
      for byte in stride(from: 0, to: bytes, by: 4096) { sum &+= start.load(fromByteOffset: byte, as: UInt8.self) }
      withExtendedLifetime(sum) { _ = NodeMemory.interleave(start, bytes, over: topology) }
    }
    if isSpread(over: topology) { return PlacedLists(.interleave) }
    // Pages of a file that other programs have mapped too, or of a file system in memory, do not move: a copy is spread where
    // there is ample room for it.
    guard copyBytes / topology.nodes.count <= MemoryPlacement.room(on: topology) / 2,
      let memory = OwnedPages(byteCount: copyBytes, over: topology)
    else { return PlacedLists(.interleave) }
    copy(to: memory.start)
    return PlacedLists(.interleave, copies: topology.nodes.map { _ in view(of: memory) })
  }

  /// Whether no node has more than its share of the pages and a half.
  private func isSpread(over topology: Topology) -> Bool {
    guard topology.isReal else { return true }
    let pages = pagesOfBlocks(topology)
    return (pages.max() ?? 0) * topology.nodes.count <= pages.reduce(0, +) * 3 / 2 + 8
  }

  private func copies(over topology: Topology) -> [CSR] {
    let nodes = topology.nodes
    let memories = nodes.map { OwnedPages(byteCount: copyBytes, on: $0, of: topology) }
    guard memories.allSatisfy({ $0 != nil }) else { return [] }
    // One worker a node copies, so that all nodes' memory is written at the same time and from nearby.
    Crew(nodes.count, topology: topology).run { node in
      if let memory = memories[node] { copy(to: memory.start) }
    }
    return memories.compactMap { $0.map(view) }
  }

  private func view(of memory: OwnedPages) -> CSR {
    let (offsets, targets, lower) = places(in: memory.start)
    return CSR(
      vertexCount: vertexCount, offsets: UnsafePointer(offsets), targets: UnsafePointer(targets), targetCount: targetCount,
      lower: UnsafePointer(lower), maximumDegree: maximumDegree, owner: memory)
  }

  /// The arrays one after the other, each on a cache line of its own.
  private func places(
    in start: UnsafeMutableRawPointer
  ) -> (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>) {
    let targets = start + Self.padded((vertexCount + 1) * 8)
    let lower = targets + Self.padded((targetCount + Self.padding) * 4)
    return (
      start.assumingMemoryBound(to: UInt64.self), targets.assumingMemoryBound(to: UInt32.self),
      lower.assumingMemoryBound(to: UInt32.self)
    )
  }

  private func copy(to start: UnsafeMutableRawPointer) {
    let (ownOffsets, ownTargets, ownLower) = places(in: start)
    ownOffsets.update(from: offsets, count: vertexCount + 1)
    ownTargets.update(from: targets, count: targetCount + Self.padding)
    ownLower.update(from: lower, count: vertexCount)
  }

  /// Bytes of a copy: every array starts on a cache line.
  private var copyBytes: Int { Self.padded(byteCount) + 256 }

  private static func padded(_ bytes: Int) -> Int { (bytes + 63) & ~63 }

  private var blocks: [(UnsafeRawPointer, Int)] {
    [
      (UnsafeRawPointer(offsets), (vertexCount + 1) * 8), (UnsafeRawPointer(targets), (targetCount + Self.padding) * 4),
      (UnsafeRawPointer(lower), vertexCount * 4),
    ]
  }

  /// By node the pages that workers of that node read (row) and where these lie (column), as the system reports.
  package func pagesRead(topology: Topology) -> [[Int]] {
    let copies = placed.withLock { $0?.copies } ?? []
    return topology.nodes.indices.map { node in
      (node < copies.count ? copies[node] : self).pagesOfBlocks(topology)
    }
  }

  private func pagesOfBlocks(_ topology: Topology) -> [Int] {
    blocks.reduce([Int](repeating: 0, count: topology.nodes.count)) { sum, block in
      zip(sum, NodeMemory.pages(block.0, block.1, topology)).map { $0 + $1 }
    }
  }
}

/// Pages on a node, given back with their owner.
private final class OwnedPages: Sendable {
  nonisolated(unsafe) let start: UnsafeMutableRawPointer
  private let byteCount: Int

  init?(byteCount: Int, on node: Topology.Node, of topology: Topology) {
    guard let memory = NodeMemory.allocate(byteCount, on: node, of: topology) else { return nil }
    start = memory
    self.byteCount = byteCount
  }

  /// On all nodes in turn.
  init?(byteCount: Int, over topology: Topology) {
    guard let memory = NodeMemory.allocate(byteCount, over: topology) else { return nil }
    start = memory
    self.byteCount = byteCount
  }

  deinit { NodeMemory.release(start, byteCount) }
}
