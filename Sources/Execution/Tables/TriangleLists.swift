import GraphStore
import Planning
import SetKernels
import Synchronization

/// The common neighbours of the ends of every edge, as sorted lists; an edge's two slots share one.
///
/// Workers put the lists that they find one after the other into pieces of memory of their own.
final class TriangleLists: @unchecked Sendable {  // filled by disjoint parts, then only read
  /// For every slot where its list is, and how long it is.
  let starts: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>>
  let counts: UnsafeMutablePointer<UInt32>
  /// For the slot of b in a's list: where in b's list a stands.
  let places: UnsafeMutablePointer<UInt32>
  /// From a member of a list to where its apexes are: how many neighbours the member and the two ends of the edge have in
  /// common. Nil until they are counted.
  private(set) var apexDistance: Int?
  private let pieces = Mutex<[Piece]>([])
  /// Members that fit into a piece.
  private let pieceLength: Int
  private let hasApexRoom: Bool

  private struct Piece: @unchecked Sendable {  // who it belongs to writes to it, before others read
    var members: UnsafeMutablePointer<UInt32>
  }

  /// - Parameter forApexes: there will be room for them.
  /// - Complexity: O(m x arboricity); 16 bytes a slot and 4 for every edge of every triangle, 8 with apexes.
  init(_ csr: CSR, workers: Int, forApexes: Bool, gate: MemoryGate, control: RunControl) {
    let slots = csr.targetCount
    starts = allocateForScatter(slots)
    counts = allocateForScatter(slots)
    places = allocateForScatter(slots)
    pieceLength = TableProgram.triangleListPiece(slots: slots, maximumDegree: csr.maximumDegree)
    hasApexRoom = forApexes
    guard gate.admits(16 * slots) else { return }
    let (starts, counts, places) = (starts, counts, places)
    let ranges = RootRanges(csr, workers: workers, walks: true)
    Parallel.run(workers) { _ in
      let csr = csr.local
      let finder = CommonNeighbours(csr, control)
      defer { finder.deallocate() }
      guard var place = newPiece(gate) else { return }
      var end = place + pieceLength
      while let range = ranges.take(), !control.isStopped {
        for root in range where !control.isStopped {
          if place + csr.maximumDegree > end {
            // The lists of a root lie together, as far as a piece goes.
            guard let next = newPiece(gate) else { return }
            (place, end) = (next, next + pieceLength)
          }
          finder.forEachEdge(above: root) { slot, mirrored, found in
            if place + found > end, !control.isStopped, let next = newPiece(gate) { (place, end) = (next, next + pieceLength) }
            guard place + found <= end else { return }
            starts[slot] = place
            starts[mirrored] = place
            counts[slot] = UInt32(truncatingIfNeeded: found)
            counts[mirrored] = UInt32(truncatingIfNeeded: found)
            let start = Int(csr.offsets[root]), otherStart = Int(csr.offsets[Int(csr.targets[slot])])
            places[slot] = UInt32(truncatingIfNeeded: mirrored &- otherStart)
            places[mirrored] = UInt32(truncatingIfNeeded: slot &- start)
            for i in 0..<found { place[i] = csr.targets[finder.inSecond[i]] }
            place += found
          }
        }
      }
    }
  }

  /// - Returns: nil, and the run is stopped, when there is no room.
  private func newPiece(_ gate: MemoryGate) -> UnsafeMutablePointer<UInt32>? {
    let count = hasApexRoom ? 2 * pieceLength : pieceLength
    guard gate.admits(4 * count) else { return nil }
    let members: UnsafeMutablePointer<UInt32> = allocateForScatter(count + CSR.padding)
    (members + count).initialize(repeating: 0, count: CSR.padding)
    pieces.withLock { $0.append(Piece(members: members)) }
    return members
  }

  /// For every edge (v, b) with b < v, from v: what v, b and each of their common neighbours share, by rows of bits over the
  /// neighbourhood of v, or by merging lists where the rows would take longer to fill.
  func countApexes(_ csr: CSR, _ kernels: KernelTable, workers: Int, control: RunControl) {
    guard apexDistance == nil, hasApexRoom, !control.isStopped else { return }
    let (starts, counts, distance) = (starts, counts, pieceLength)
    apexDistance = distance
    let ranges = RootRanges(csr, workers: workers, walks: true)
    Parallel.run(workers) { _ in
      let csr = csr.local
      let rows = NeighbourhoodRows(csr, kernels)
      defer { rows.deallocate() }
      let intersect = kernels.table.pointee.intersect_count!
      while let range = ranges.take(), !control.isStopped {
        for v in range {
          let start = Int(csr.offsets[v]), end = Int(csr.offsets[v + 1]), firstAbove = start &+ Int(csr.lower[v])
          let hasRows = rows.enterForApexes(start, firstAbove, end, self)
          var member = 0
          for s in start..<firstAbove where counts[s] > 0 {
            if control.isStopped { break }
            let seen = starts[s], size = Int(counts[s])
            let apexes = seen + distance
            if hasRows {
              apexes.update(from: rows.common(member, seen, size), count: size)
              member &+= 1
            } else {
              // Both lists ascend.
              var slot = start
              for i in 0..<size {
                while csr.targets[slot] != seen[i] { slot &+= 1 }
                apexes[i] = intersect(seen, counts[s], starts[slot], counts[slot])
              }
            }
          }
        }
      }
    }
  }

  deinit {
    starts.deallocate()
    counts.deallocate()
    places.deallocate()
    for piece in pieces.withLock({ $0 }) { piece.members.deallocate() }
  }

  @inline(__always) func list(_ slot: Int) -> UnsafeMutablePointer<UInt32> { starts[slot] }
}

/// A worker's memory for finding common neighbours: once an edge, from its end with the shorter list, against marks
/// of the other's list (Chiba and Nishizeki, 1985).
struct CommonNeighbours {
  private let csr: CSR
  private let control: RunControl
  /// A bit for every vertex of the root's list, and where in the list these stand.
  private let marks: UnsafeMutablePointer<UInt64>
  private let positions: UnsafeMutablePointer<UInt32>
  private let hits: UnsafeMutablePointer<UInt32>
  /// Slots of the common neighbours in the lists of both ends.
  let inFirst: UnsafeMutablePointer<Int>
  let inSecond: UnsafeMutablePointer<Int>

  init(_ csr: CSR, _ control: RunControl) {
    self.csr = csr
    self.control = control
    let words = csr.vertexCount / 64 + 1
    marks = .allocate(capacity: words)
    marks.initialize(repeating: 0, count: words)
    positions = allocateForScatter(csr.vertexCount)
    hits = .allocate(capacity: csr.maximumDegree + 1)
    inFirst = .allocate(capacity: csr.maximumDegree + 1)
    inSecond = .allocate(capacity: csr.maximumDegree + 1)
  }

  func deallocate() {
    marks.deallocate()
    positions.deallocate()
    hits.deallocate()
    inFirst.deallocate()
    inSecond.deallocate()
  }

  /// Calls `body` for every edge (a, b) with b > a: its slot in a's list, in b's, and how many neighbours they share.
  @inline(__always)
  func forEachEdge(above a: Int, _ body: (Int, Int, Int) -> Void) {
    let start = Int(csr.offsets[a]), end = Int(csr.offsets[a + 1])
    let targets = csr.targets
    let firstAbove = start + Int(csr.lower[a])
    guard firstAbove < end else { return }
    let (list, length) = (targets + start, UInt32(truncatingIfNeeded: end &- start))
    gyr_set_marks(list, length, marks)
    for s in start..<end { positions[Int(targets[s])] = UInt32(truncatingIfNeeded: s &- start) }
    for s in firstAbove..<end {
      // A hub has many edges.
      if s & 31 == 0, control.isStopped { break }
      let b = Int(targets[s])
      let low = Int(csr.offsets[b]), high = Int(csr.offsets[b + 1])
      let found = Int(gyr_marked_positions(targets + low, UInt32(truncatingIfNeeded: high &- low), marks, hits))
      for i in 0..<found {
        let t = low &+ Int(hits[i])
        inFirst[i] = start &+ Int(positions[Int(targets[t])])
        inSecond[i] = t
      }
      body(s, csr.lowerSlot(of: a, in: b), found)
    }
    gyr_clear_marks(list, length, marks)
  }
}

extension CSR {
  /// Where `a` stands in the list of `b`, for neighbours a < b: the lower part of a list is short.
  @inline(__always)
  func lowerSlot(of a: Int, in b: Int) -> Int {
    var position = Int(offsets[b]), length = Int(lower[b])
    while length > 1 {
      let half = length / 2
      position = targets[position &+ half] <= UInt32(truncatingIfNeeded: a) ? position &+ half : position
      length &-= half
    }
    return position
  }
}
