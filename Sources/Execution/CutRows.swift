import GraphStore
import SetKernels

/// Neighbour lists as rows of bits over a set, made at their first use and void when the set changes.
///
/// What ``PrunedLists`` is to steps that need elements, this is to a last loop that only counts: every set inside the
/// set is a row of bits too, and a candidate costs one AND and one count of bits a word.
struct CutRows {
  let slot: Int
  let store: Int
  /// Rows of the candidates at hand, by number; nil: not all of them could be had.
  private(set) var gathered: UnsafeMutablePointer<UInt32>?
  private let numbers: UnsafeMutablePointer<UInt32>
  private var candidates: UnsafePointer<UInt32>?
  private var candidateCount = 0
  /// Which clearing a vertex's row belongs to, and its number. Row 0 is empty.
  private let stamps: UnsafeMutablePointer<UInt32>
  private let rowNumbers: UnsafeMutablePointer<UInt32>
  /// Where a vertex of the set stands in it; of others nothing is known.
  let index: UnsafeMutablePointer<UInt32>
  let rows: UnsafeMutablePointer<UInt64>
  /// The set that the rows are compared with.
  let bits: UnsafeMutablePointer<UInt64>
  private(set) var words = 0
  private let vertexCount: Int
  private let capacity: Int
  private var stamp: UInt32 = 0
  private var isReady = false
  private var used = 0

  /// 16 MB: candidates beyond are counted by their lists.
  private static let mostWords = 2 << 20
  private static let mostMembers = Interpreter.localLimit

  /// Words for a row of every vertex over the longest list, if that is less.
  private static func capacity(_ csr: CSR) -> Int {
    Swift.min(mostWords, (csr.vertexCount + 1) * (Swift.min(csr.maximumDegree, mostMembers) / 64 + 1)) + 64
  }

  static func bytes(_ csr: CSR) -> Int {
    8 * capacity(csr) + 12 * (csr.vertexCount + 1) + 4 * Interpreter.batchedPiece + mostMembers / 8
  }

  init(_ description: Program.PrunedLists, _ csr: CSR) {
    slot = description.slot
    store = description.store
    vertexCount = csr.vertexCount
    capacity = Self.capacity(csr)
    numbers = .allocate(capacity: Interpreter.batchedPiece)
    stamps = .allocate(capacity: vertexCount + 1)
    stamps.initialize(repeating: 0, count: vertexCount + 1)
    rowNumbers = .allocate(capacity: vertexCount + 1)
    index = .allocate(capacity: vertexCount + 1)
    rows = .allocate(capacity: capacity)
    bits = .allocate(capacity: Self.mostMembers / 64 + 1)
  }

  func deallocate() {
    numbers.deallocate()
    stamps.deallocate()
    rowNumbers.deallocate()
    index.deallocate()
    rows.deallocate()
    bits.deallocate()
  }

  /// All rows are void.
  @inline(__always)
  mutating func clear() {
    isReady = false
    candidates = nil
  }

  /// The candidates are about to change.
  @inline(__always)
  mutating func forgetCandidates() { candidates = nil }

  /// Rows over a new set; false when it has too many vertices, or none.
  private mutating func open(_ set: Interpreter.Slot) -> Bool {
    guard set.count > 0, set.count <= Self.mostMembers else { return false }
    words = (set.count + 63) / 64
    for i in 0..<set.count { index[Int(set.elements[i])] = UInt32(truncatingIfNeeded: i) }
    rows.update(repeating: 0, count: words)
    used = words
    stamp &+= 1
    if stamp == 0 {
      stamps.update(repeating: 0, count: vertexCount + 1)
      stamp = 1
    }
    isReady = true
    return true
  }

  /// Finds or makes the rows of all candidates, unless they are those of the call before.
  mutating func gather(
    _ list: UnsafePointer<UInt32>, _ count: Int, over set: Interpreter.Slot,
    _ neighbours: (UInt32) -> Interpreter.Slot
  ) {
    if candidates == list, candidateCount == count { return }
    gathered = nil
    candidates = nil
    if !isReady, !open(set) { return }
    for i in 0..<count {
      let v = Int(list[i])
      if stamps[v] != stamp {
        guard used + words <= capacity else { return }
        let members = neighbours(list[i])
        var number: UInt32 = 0
        if members.count > 0 {
          let row = rows + used
          row.update(repeating: 0, count: words)
          gyr_set_local_bits(members.elements, UInt32(truncatingIfNeeded: members.count), index, row)
          number = UInt32(truncatingIfNeeded: used / words)
          used &+= words
        }
        stamps[v] = stamp
        rowNumbers[v] = number
      }
      numbers[i] = rowNumbers[v]
    }
    gathered = numbers
    candidates = list
    candidateCount = count
  }
}

extension Interpreter {
  /// The rows of the last loop's candidates.
  func gatherRows(_ position: Int, _ list: UnsafePointer<UInt32>, _ count: Int) {
    let rows = cutRows + position
    let set = slots[rows.pointee.slot], store = stores[rows.pointee.store]
    let hubs = rows.pointee.store == 0 ? hubRows : nil
    rows.pointee.gather(list, count, over: set) { vertex in
      let start = store.start(vertex), length = UInt32(store.degree(vertex)), members = UInt32(set.count)
      let found: UInt32
      if let hubs, gyr_row(hubs, vertex) != nil {
        found = kernels.hub_intersect(set.elements, members, start, length, vertex, hubs, scratch)
      } else {
        found = kernels.intersect(set.elements, members, start, length, scratch)
      }
      return Slot(elements: scratch, count: Int(found))
    }
  }

  /// One counting operation for all candidates, whose rows have been gathered; false when they have not.
  func countByRows(_ operation: Program.Operation, _ count: Int) -> Bool {
    let rows = cutRows + operation.cutRows
    guard let numbers = rows.pointee.gathered else { return false }
    let set = slots[operation.source], words = rows.pointee.words, bits = rows.pointee.bits
    let out = counts[operation.target].unsafelyUnwrapped
    bits.update(repeating: 0, count: words)
    gyr_set_local_bits(set.elements, UInt32(set.count), rows.pointee.index, bits)
    kernels.and_counts_at(bits, rows.pointee.rows, numbers, UInt32(count), UInt32(words), out)
    if operation.kind == .subtract { for i in 0..<count { out[i] = UInt32(set.count) &- out[i] } }
    return true
  }
}
