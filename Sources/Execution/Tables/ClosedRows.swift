import GraphStore
import Planning
import SetKernels

/// A worker's memory for counting closed pairs by sets: of every vertex, which of the root's neighbours it sees.
final class ClosedRows {
  let rows: NeighbourhoodRows
  private let csr: CSR
  private let kernels: KernelTable
  /// All 0 between uses.
  private let sets: UnsafeMutablePointer<UInt64>
  /// What came together for each member.
  let members: UnsafeMutablePointer<UInt64>
  private let longest: Int

  init(_ csr: CSR, _ rows: NeighbourhoodRows, _ kernels: KernelTable) {
    self.csr = csr
    self.rows = rows
    self.kernels = kernels
    let n = Swift.max(1, csr.vertexCount)
    longest = Swift.min(Int(GYR_CLOSED_WORDS), TableProgram.closedSetWords(vertices: n), csr.maximumDegree / 64 + 1)
    sets = clearedForScatter(n * longest)
    members = .allocate(capacity: 64 * longest)
  }

  func deallocate() {
    sets.deallocate()
    members.deallocate()
  }

  /// - Returns: false, and nothing is done, where it is cheaper to walk along the lists of the edges.
  func enter(_ start: Int, _ end: Int, _ lists: TriangleLists) -> Bool {
    rows.enterForClosed(start, end, lists, longest: longest)
  }

  /// Everything that a member's list has from `from(member)` on sees the member.
  @inline(__always)
  func fill(_ control: RunControl, from: (Int) -> Int) {
    let (targets, sets, words) = (csr.targets, sets, rows.words)
    for i in 0..<rows.count {
      members[i] = 0
      if i & 15 == 0, control.isStopped { break }
      let y = Int(rows.members[i]), bit: UInt64 = 1 &<< UInt64(i & 63)
      let own = sets + i &>> 6
      let low = from(y), high = Int(csr.offsets[y &+ 1])
      if words == 1 {
        for t in low..<high { own[Int(targets[t])] |= bit }
      } else {
        for t in low..<high { own[Int(targets[t]) &* words] |= bit }
      }
    }
  }

  /// See `closed_pairs` of the kernels; the sets are empty again, unless the run was stopped.
  func count(
    _ places: UnsafePointer<UInt32>, _ placeCount: Int, _ control: RunControl, weights: UnsafePointer<UInt64>?, byPlace: Bool,
    pairs: UnsafeMutablePointer<UInt64>?, forMembers: Bool
  ) -> UInt64 {
    var sum: UInt64 = 0
    for first in stride(from: 0, to: placeCount, by: Self.placesAtOnce) where !control.isStopped {
      sum &+= kernels.table.pointee.closed_pairs(
        places + first, UInt32(truncatingIfNeeded: Swift.min(Self.placesAtOnce, placeCount - first)), sets, rows.firstRow,
        UInt32(truncatingIfNeeded: rows.words), weights.map { byPlace ? $0 + first : $0 }, byPlace ? 1 : 0, pairs,
        forMembers ? members : nil)
    }
    return sum
  }

  /// Between so many the run may be stopped.
  private static var placesAtOnce: Int { 1 << 14 }
}
