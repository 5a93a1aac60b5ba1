import GraphStore
import Planning
import SetKernels

/// The neighbourhood of a root as rows of bits, for a worker to count what any two members have in common there.
final class NeighbourhoodRows {
  private let csr: CSR
  private let kernels: KernelTable
  /// By vertex: its position among the members; read for members only.
  private let positions: UnsafeMutablePointer<UInt32>
  private let common: UnsafeMutablePointer<UInt32>
  private let numbers: UnsafeMutablePointer<UInt32>
  private var rows: UnsafeMutablePointer<UInt64>
  private var room = 0
  /// Neighbours of the root that have a neighbour among them, and how many.
  let members: UnsafeMutablePointer<UInt32>
  let sizes: UnsafeMutablePointer<UInt32>
  /// Where a member stands in the root's list.
  private let places: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  private(set) var words = 0
  /// The sum of the sizes, which is twice the edges among the members, and that of their squares.
  private(set) var bits = 0
  private var squares = 0.0
  /// Where the list of the neighbourhood at hand begins, and whether its rows are filled.
  private var start = -1
  private var isFilled = false, isLocated = false
  var firstRow: UnsafePointer<UInt64> { UnsafePointer(rows) }

  private static let most = TableProgram.mostMembers

  init(_ csr: CSR, _ kernels: KernelTable) {
    self.csr = csr
    self.kernels = kernels
    positions = .allocate(capacity: Swift.max(1, csr.vertexCount))
    positions.initialize(repeating: 0, count: csr.vertexCount)
    common = .allocate(capacity: csr.maximumDegree + 1)
    numbers = .allocate(capacity: csr.maximumDegree + 1)
    members = .allocate(capacity: csr.maximumDegree + 1)
    sizes = .allocate(capacity: csr.maximumDegree + 1)
    places = .allocate(capacity: csr.maximumDegree + 1)
    rows = .allocate(capacity: 1)
  }

  func deallocate() {
    positions.deallocate()
    common.deallocate()
    numbers.deallocate()
    members.deallocate()
    sizes.deallocate()
    places.deallocate()
    rows.deallocate()
  }

  /// - Returns: false, and nothing is done, where it is cheaper to walk the triangle lists of the members.
  func enter(_ start: Int, _ end: Int, _ lists: TriangleLists) -> Bool {
    gather(start, end, lists)
    // A pair costs about two steps and an eighth for each word; a walk of two edges is met twice.
    return fill(
      lists, if: count > 1 && count <= Self.most && Double(count) * Double(count) * (1 + Double(words) / 16) < squares)
  }

  /// The same to add up squares of what two members share, which can also be had from walks along the lists.
  func enterForSquares(_ start: Int, _ end: Int, _ lists: TriangleLists) -> Bool {
    gather(start, end, lists)
    guard count > 1, count <= Self.most else { return false }
    let pairs = Double(count) * Double(count) * (1 + Double(words) / 16)
    // How many walks there are is only counted where it matters.
    return fill(lists, if: pairs < Double(bits) * 4 || pairs < Double(bits) * 4 + cycleWalks(lists) * 2)
  }

  /// Walks of two edges among the members from their end with the smallest number.
  private func cycleWalks(_ lists: TriangleLists) -> Double {
    var sum = 0
    for i in 0..<count {
      let list = list(i, lists), size = Int(sizes[i])
      var low = 0, high = size
      while low < high {
        let middle = (low + high) / 2
        if list[middle] < members[i] { low = middle + 1 } else { high = middle }
      }
      sum &+= low &* (size &- 1) &- low &* (low &- 1) / 2
    }
    return Double(sum)
  }

  /// What a member shares with the root.
  @inline(__always)
  func list(_ member: Int, _ lists: TriangleLists) -> UnsafeMutablePointer<UInt32> { lists.list(start &+ Int(places[member])) }

  /// The member that a vertex is, once they have been located.
  @inline(__always)
  func position(of vertex: UInt32) -> Int { Int(positions[Int(vertex)]) }

  /// The same to count what pairs of adjacent members share, one of them before `firstAbove`.
  func enterForApexes(_ start: Int, _ firstAbove: Int, _ end: Int, _ lists: TriangleLists) -> Bool {
    let pairs = sum(lists, start..<firstAbove)
    guard pairs > 0 else { return false }
    gather(start, end, lists)
    // A pair takes two steps and one for eight words; by its lists about twenty.
    return fill(lists, if: count <= Self.most && Double(bits) * 2 + pairs * Double(words) / 8 < pairs * 18)
  }

  /// The same to tell members what triangles of the root and two others, both after `firstAbove`, share.
  func enterForTriangles(_ start: Int, _ firstAbove: Int, _ end: Int, _ lists: TriangleLists) -> Bool {
    let pairs = sum(lists, firstAbove..<end)
    guard pairs > 0 else { return false }
    gather(start, end, lists)
    // A triangle, of which most are met twice, takes six steps and one and a half for a word; by its lists about forty.
    return fill(
      lists, if: words <= Int(GYR_CLOSED_WORDS) && Double(bits) * 2 < pairs / 2 * (34 - 1.5 * Double(words)))
  }

  /// The same to count edges inside what a vertex sees of the neighbourhood.
  ///
  /// - Parameter longest: words that a row may have.
  func enterForClosed(_ start: Int, _ end: Int, _ lists: TriangleLists, longest: Int) -> Bool {
    gather(start, end, lists)
    guard count > 1, words <= longest else { return false }
    var walks = 0
    for a in 0..<count { walks &+= csr.degree(Int(members[a])) }
    // By the lists an edge takes about 18 steps, and each that both its ends see one; a bit of a set takes four.
    let edges = Double(bits) / 2
    return fill(lists, if: Double(walks) * (3.5 + Double(words) / 2) + edges * 2 < edges * 18 + squares / 2)
  }

  private func sum(_ lists: TriangleLists, _ slots: Range<Int>) -> Double {
    var sum = 0
    for s in slots { sum &+= Int(lists.counts[s]) }
    return Double(sum)
  }

  /// What has been gathered for a root stays: the lists of two roots that have neighbours begin at different places.
  private func gather(_ start: Int, _ end: Int, _ lists: TriangleLists) {
    if start == self.start { return }
    self.start = start
    (isFilled, isLocated) = (false, false)
    (count, bits, squares) = (0, 0, 0)
    for s in start..<end where lists.counts[s] > 0 {
      let size = lists.counts[s]
      members[count] = csr.targets[s]
      sizes[count] = size
      places[count] = UInt32(truncatingIfNeeded: s &- start)
      count += 1
      bits &+= Int(size)
      squares += Double(size) * Double(size)
    }
    words = (count + 63) / 64
  }

  private func fill(_ lists: TriangleLists, if pays: Bool) -> Bool {
    if isFilled || !pays { return pays }
    isFilled = true
    if count * words > room {
      rows.deallocate()
      room = count * words
      rows = .allocate(capacity: room)
    }
    rows.initialize(repeating: 0, count: count * words)
    locate()
    for a in 0..<count { gyr_set_local_bits(list(a, lists), sizes[a], positions, rows + a * words) }
    return true
  }

  /// Makes positions known.
  func locate() {
    if isLocated { return }
    isLocated = true
    for a in 0..<count { positions[Int(members[a])] = UInt32(truncatingIfNeeded: a) }
  }

  /// For each of some members, given by vertex, how many it shares with member `a`.
  func common(_ a: Int, _ others: UnsafePointer<UInt32>, _ otherCount: Int) -> UnsafeMutablePointer<UInt32> {
    for i in 0..<otherCount { numbers[i] = positions[Int(others[i])] }
    kernels.table.pointee.and_counts_at(
      rows + a * words, rows, numbers, UInt32(truncatingIfNeeded: otherCount), UInt32(truncatingIfNeeded: words), common)
    return common
  }

  /// For every member before `a` how many members it shares with `a`.
  func commonWithEarlier(_ a: Int) -> UnsafeMutablePointer<UInt32> {
    kernels.table.pointee.and_counts(
      rows + a * words, rows, UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: words), common)
    return common
  }
}
