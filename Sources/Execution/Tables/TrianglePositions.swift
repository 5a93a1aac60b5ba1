import GraphStore

/// The common neighbours of every ordered adjacent pair (z, b) as positions in the list of z.
final class TrianglePositions: @unchecked Sendable {  // filled by disjoint parts, then only read
  private let starts: UnsafeMutablePointer<UInt64>
  let counts: UnsafeMutablePointer<UInt32>
  /// For the slot of b in the list of z: the position of z in the list of b.
  let mirrored: UnsafeMutablePointer<UInt32>
  private let members: UnsafeMutablePointer<UInt32>

  init(_ csr: CSR, _ lists: TriangleLists, workers: Int, gate: MemoryGate, control: RunControl) {
    let slots = csr.targetCount
    starts = .allocate(capacity: Swift.max(1, slots))
    counts = lists.counts
    mirrored = lists.places
    owner = lists
    // By vertex: how long the lists of all its slots are together; then, where the first of them starts.
    let firsts = UnsafeMutablePointer<UInt64>.allocate(capacity: Swift.max(1, csr.vertexCount))
    defer { firsts.deallocate() }
    nonisolated(unsafe) let places = firsts  // every vertex is one worker's
    var total: UInt64 = 0
    if gate.admits(8 * slots) {
      let ranges = RootRanges(csr, workers: workers, walks: false)
      Parallel.run(workers) { _ in
        while let range = ranges.take(), !control.isStopped {
          for z in range {
            places[z] = 0
            for s in Int(csr.offsets[z])..<Int(csr.offsets[z + 1]) { places[z] &+= UInt64(lists.counts[s]) }
          }
        }
      }
      if !control.isStopped {
        for z in 0..<csr.vertexCount {
          let length = firsts[z]
          firsts[z] = total
          total += length
        }
      }
    }
    members = allocateForScatter(Int(total))
    guard gate.admits(4 * Int(total)), !control.isStopped else { return }
    let (starts, members) = (starts, members)
    let ranges = RootRanges(csr, workers: workers, walks: true)
    Parallel.run(workers) { _ in
      let index = UnsafeMutablePointer<UInt32>.allocate(capacity: Swift.max(1, csr.vertexCount))
      index.initialize(repeating: 0, count: csr.vertexCount)
      defer { index.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for z in range where !control.isStopped {
          let first = Int(csr.offsets[z]), last = Int(csr.offsets[z + 1])
          for s in first..<last { index[Int(csr.targets[s])] = UInt32(truncatingIfNeeded: s &- first) }
          var place = places[z]
          for s in first..<last {
            starts[s] = place
            place &+= UInt64(lists.counts[s])
            let list = lists.list(s), out = members + Int(starts[s])
            for i in 0..<Int(lists.counts[s]) { out[i] = index[Int(list[i])] }
          }
        }
      }
    }
  }

  /// Keeps what it shares alive.
  private let owner: TriangleLists

  deinit {
    starts.deallocate()
    members.deallocate()
  }

  @inline(__always) func list(_ slot: Int) -> UnsafeMutablePointer<UInt32> { members + Int(starts[slot]) }
}
