import GraphStore
import Planning
import SetKernels

/// Neighbour lists cut to a set, made at their first use and void when the set changes (GraphMini's auxiliary graphs,
/// made lazily).
struct PrunedLists {
  let slot: Int
  /// Which clearing a vertex's list belongs to; where it starts in `elements` and how long it is.
  private let stamps: UnsafeMutablePointer<UInt32>
  private let starts: UnsafeMutablePointer<UInt32>
  private let counts: UnsafeMutablePointer<UInt32>
  private let elements: UnsafeMutablePointer<UInt32>
  private let vertexCount: Int
  private let capacity: Int
  private var stamp: UInt32 = 1
  private var used = 0

  /// 16 MB: what is beyond is read from the whole lists.
  private static let mostElements = 4 << 20

  private static func capacity(_ csr: CSR) -> Int { Swift.min(mostElements, csr.targetCount) + 64 }

  static func bytes(_ csr: CSR) -> Int { 4 * (3 * (csr.vertexCount + 1) + capacity(csr)) }

  init(_ description: Program.PrunedLists, _ csr: CSR) {
    slot = description.slot
    vertexCount = csr.vertexCount
    capacity = Self.capacity(csr)
    stamps = .allocate(capacity: vertexCount + 1)
    stamps.initialize(repeating: 0, count: vertexCount + 1)
    starts = .allocate(capacity: vertexCount + 1)
    counts = .allocate(capacity: vertexCount + 1)
    elements = .allocate(capacity: capacity)
  }

  func deallocate() {
    stamps.deallocate()
    starts.deallocate()
    counts.deallocate()
    elements.deallocate()
  }

  /// All lists are void.
  @inline(__always)
  mutating func clear() {
    used = 0
    stamp &+= 1
    if stamp == 0 {
      stamps.update(repeating: 0, count: vertexCount + 1)
      stamp = 1
    }
  }

  /// The list of a vertex, if it has been made.
  @inline(__always)
  func known(_ vertex: UInt32) -> Interpreter.Slot? {
    let v = Int(vertex)
    guard stamps[v] == stamp else { return nil }
    return Interpreter.Slot(elements: elements + Int(starts[v]), count: Int(counts[v]))
  }

  /// Makes the list of a vertex; nil when there is no room.
  mutating func make(_ vertex: UInt32, set: Interpreter.Slot, list: Interpreter.Slot, _ kernels: gyr_kernels) -> Interpreter.Slot? {
    // Kernels may write 16 elements more.
    guard used + Swift.min(set.count, list.count) + 16 <= capacity else { return nil }
    let start = elements + used
    let count = Int(kernels.intersect(set.elements, UInt32(set.count), list.elements, UInt32(list.count), start))
    let v = Int(vertex)
    stamps[v] = stamp
    starts[v] = UInt32(truncatingIfNeeded: used)
    counts[v] = UInt32(truncatingIfNeeded: count)
    used += count
    return Interpreter.Slot(elements: start, count: count)
  }
}

extension Interpreter {
  /// An intersection or difference whose list is read from pruned lists.
  func executePruned(_ operation: Program.Operation, level: Int, index: Int) {
    let lists = pruned + operation.pruning
    let vertex = bound[operation.listLevel]
    var other: Slot
    if let known = lists.pointee.known(vertex) {
      other = known
    } else {
      let whole = list(operation.store, of: operation.listLevel, below: 0, above: 0)
      other = lists.pointee.make(vertex, set: slots[lists.pointee.slot], list: whole, kernels) ?? whole
    }
    let isCut = lists.pointee.known(vertex) != nil
    if operation.below != 0 {
      other.count = Int(gyr_lower_bound(other.elements, UInt32(other.count), smallest(operation.below)))
    }
    if operation.above != 0 {
      let skip = Int(gyr_lower_bound(other.elements, UInt32(other.count), largest(operation.above) &+ 1))
      other.elements += skip
      other.count -= skip
    }
    if operation.isMemo, isCut, operation.kind == .intersect {
      slots[operation.target] = other
      return
    }
    let set = bounded(operation.source, operation, level: level, index: index)
    let a = set.elements, b = other.elements, na = UInt32(set.count), nb = UInt32(other.count)
    if operation.countOnly {
      let common = operation.isMemo && isCut ? other.count : Int(kernels.intersect_count(a, na, b, nb))
      slots[operation.target].count = operation.kind == .intersect ? common : set.count - common
      return
    }
    let buffer = buffers[operation.target].unsafelyUnwrapped
    let count = operation.kind == .intersect
      ? kernels.intersect(a, na, b, nb, buffer) : kernels.subtract(a, na, b, nb, buffer)
    slots[operation.target] = Slot(elements: buffer, count: Int(count))
  }
}
