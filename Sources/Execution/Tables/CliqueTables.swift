import GraphStore
import SetKernels

/// The lists below of a worker's current vertex, as a graph of their own: rows of bits over positions in the list.
///
/// Every clique is found once, from its vertex with the largest number, whose list below is short (O(sqrt m)): the hubs'
/// long lists are never opened.
struct LowerGraph {
  private let csr: CSR
  /// 1 + the position of a vertex in the list below; 0: not in it.
  private let positions: UnsafeMutablePointer<UInt32>
  /// Row i: the members adjacent to member i, and those of them before it.
  let rows: UnsafeMutablePointer<UInt64>
  let rowsBefore: UnsafeMutablePointer<UInt64>
  private let longest: Int
  private(set) var count = 0
  private(set) var words = 0

  init(_ csr: CSR) {
    self.csr = csr
    positions = clearedForScatter(csr.vertexCount)
    longest = Int((0..<csr.vertexCount).reduce(0) { Swift.max($0, csr.lower[$1]) })
    let room = Swift.max(1, longest * ((longest + 63) / 64))
    rows = .allocate(capacity: room)
    rowsBefore = .allocate(capacity: room)
  }

  func deallocate() {
    positions.deallocate()
    rows.deallocate()
    rowsBefore.deallocate()
  }

  /// - Returns: whether the list has an edge inside.
  mutating func enter(_ vertex: Int) -> Bool {
    let members = csr.targets + Int(csr.offsets[vertex])
    count = Int(csr.lower[vertex])
    words = (count + 63) / 64
    guard count > 1 else { return false }
    for i in 0..<count { positions[Int(members[i])] = UInt32(truncatingIfNeeded: i &+ 1) }
    rows.initialize(repeating: 0, count: count &* words)
    rowsBefore.initialize(repeating: 0, count: count &* words)
    var found = false
    for i in 1..<count {
      let b = Int(members[i])
      let list = csr.targets + Int(csr.offsets[b])
      for t in 0..<Int(csr.lower[b]) {
        let j = Int(positions[Int(list[t])]) &- 1
        guard j >= 0 else { continue }
        rows[i &* words &+ j / 64] |= 1 << UInt64(j % 64)
        rows[j &* words &+ i / 64] |= 1 << UInt64(i % 64)
        rowsBefore[i &* words &+ j / 64] |= 1 << UInt64(j % 64)
        found = true
      }
    }
    for i in 0..<count { positions[Int(members[i])] = 0 }
    return found
  }

  @inline(__always) func common(_ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>) -> Int {
    var sum = 0
    for w in 0..<words { sum &+= (a[w] & b[w]).nonzeroBitCount }
    return sum
  }

  @inline(__always) func forEach(_ set: UnsafePointer<UInt64>, _ body: (Int) -> Void) {
    for w in 0..<words {
      var bits = set[w]
      while bits != 0 {
        body(w &* 64 &+ bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
    }
  }
}

/// For every vertex the cliques of each of some sizes that it is in, by one look at the graph below every vertex.
struct CliqueCounter<Word: TableWord> {
  private let csr: CSR
  private let sizes: UnsafeMutableBufferPointer<Int>
  private var below: LowerGraph
  /// By size: a worker's own table, handed over at the end, and the counts of the members at hand.
  private let tables: UnsafeMutableBufferPointer<UnsafeMutablePointer<Word>>
  private let local: UnsafeMutablePointer<Word>
  private let sets: UnsafeMutablePointer<UInt64>
  private let kernels: KernelTable
  private let control: RunControl

  /// - Parameter sizes: at least 3 each.
  /// - Returns: one table a size, to be deallocated by the caller; times (size - 1)!.
  static func run(
    _ sizes: [Int], _ csr: CSR, _ kernels: KernelTable, into tables: [UnsafeMutablePointer<Word>], workers: Int,
    _ control: RunControl
  ) {
    let ranges = RootRanges(csr, workers: workers, walks: false)
    let parts = WorkerTables<Word>()
    Parallel.run(workers) { _ in
      var counter = CliqueCounter(csr, sizes, kernels, control)
      defer { counter.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for vertex in range where !control.isStopped { counter.run(vertex) }
      }
      for number in sizes.indices { parts.take(counter.tables[number], of: number) }
    }
    let orders = sizes.map { size in (1..<size).reduce(1 as Word) { $0 * Word($1) } }
    parts.add(to: tables, times: orders, count: csr.vertexCount, workers: workers, control)
  }

  private init(_ csr: CSR, _ sizes: [Int], _ kernels: KernelTable, _ control: RunControl) {
    self.csr = csr
    self.kernels = kernels
    self.control = control
    self.sizes = ownCopy(sizes)
    below = LowerGraph(csr)
    tables = ownCopy(sizes.map { _ in clearedForScatter(csr.vertexCount) })
    local = .allocate(capacity: csr.maximumDegree + 1)
    sets = .allocate(capacity: (csr.maximumDegree / 64 + 1) * ((sizes.max() ?? 3) + 1))
  }

  private func deallocate() {
    sizes.deallocate()
    tables.deallocate()
    local.deallocate()
    sets.deallocate()
    below.deallocate()
  }

  private mutating func run(_ vertex: Int) {
    guard below.enter(vertex) else { return }
    let members = csr.targets + Int(csr.offsets[vertex])
    let everybody = sets
    for w in 0..<below.words { everybody[w] = .max }
    if below.count % 64 != 0 { everybody[below.words - 1] = 1 << UInt64(below.count % 64) - 1 }
    for number in 0..<sizes.count where sizes[number] <= below.count + 1 {
      let size = sizes[number]
      local.initialize(repeating: 0, count: below.count)
      let table = tables[number]
      table[vertex] &+= count(everybody, size - 1)
      for i in 0..<below.count { table[Int(members[i])] &+= local[i] }
    }
  }

  /// Cliques of `size` in a set, each member told how many it is in. The following sets overwrite what is behind `set`.
  private func count(_ set: UnsafeMutablePointer<UInt64>, _ size: Int) -> Word {
    var total: Word = 0
    if size == 2 {
      if Word.self == UInt64.self {
        let sums = UnsafeMutableRawPointer(local).assumingMemoryBound(to: UInt64.self)
        let ends = kernels.table.pointee.degrees_within(set, below.rows, UInt32(truncatingIfNeeded: below.words), sums)
        return Word(truncatingIfNeeded: ends / 2)
      }
      below.forEach(set) { i in
        let own = Word(truncatingIfNeeded: below.common(set, below.rows + i &* below.words))
        local[i] &+= own
        total &+= own
      }
      return total / 2
    }
    if size > 3, control.isStopped { return total }
    let next = set + below.words
    below.forEach(set) { i in
      let before = below.rowsBefore + i &* below.words
      var left = 0
      for w in 0..<below.words {
        next[w] = set[w] & before[w]
        left &+= next[w].nonzeroBitCount
      }
      guard left &+ 1 >= size else { return }
      let own = count(next, size &- 1)
      local[i] &+= own
      total &+= own
    }
    return total
  }
}

/// Cliques of four on every edge.
struct FourCliqueEdges {
  private let csr: CSR
  private var below: LowerGraph
  private let positions: UnsafeMutablePointer<UInt32>
  private let local: UnsafeMutablePointer<UInt64>
  /// Of a member's lower neighbours that are members too: their numbers, where they stand, and what both share.
  private let numbers: UnsafeMutablePointer<UInt32>
  private let slots: UnsafeMutablePointer<Int>
  private let common: UnsafeMutablePointer<UInt32>
  private let kernels: KernelTable

  /// Fills `out` by slot, both directions, with twice the number of cliques.
  static func run<Word: TableWord>(
    _ csr: CSR, _ kernels: KernelTable, into out: UnsafeMutablePointer<Word>, workers: Int, _ control: RunControl
  ) {
    // Counted where an edge stands in the list of its end with the larger number, by whoever finds the clique.
    nonisolated(unsafe) let shared = clearedForScatter(csr.targetCount, of: UInt64.self)
    defer { shared.deallocate() }
    let ranges = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      var worker = FourCliqueEdges(csr, kernels)
      defer { worker.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for vertex in range where !control.isStopped { worker.run(vertex, shared) }
      }
    }
    let mirroring = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      while let range = mirroring.take(), !control.isStopped {
        for a in range {
          for slot in (Int(csr.offsets[a]) + Int(csr.lower[a]))..<Int(csr.offsets[a + 1]) {
            let mirrored = csr.lowerSlot(of: a, in: Int(csr.targets[slot]))
            let value = Word(truncatingIfNeeded: shared[mirrored])
            out[slot] = value
            out[mirrored] = value
          }
        }
      }
    }
  }

  private init(_ csr: CSR, _ kernels: KernelTable) {
    self.csr = csr
    self.kernels = kernels
    below = LowerGraph(csr)
    positions = clearedForScatter(csr.vertexCount)
    local = .allocate(capacity: csr.maximumDegree + 1)
    numbers = .allocate(capacity: csr.maximumDegree + 1)
    slots = .allocate(capacity: csr.maximumDegree + 1)
    common = .allocate(capacity: csr.maximumDegree + 1)
  }

  private func deallocate() {
    below.deallocate()
    positions.deallocate()
    local.deallocate()
    numbers.deallocate()
    slots.deallocate()
    common.deallocate()
  }

  private mutating func run(_ vertex: Int, _ counts: UnsafeMutablePointer<UInt64>) {
    guard csr.lower[vertex] > 2, below.enter(vertex) else { return }
    let start = Int(csr.offsets[vertex])
    let members = csr.targets + start
    let words = below.words
    local.initialize(repeating: 0, count: below.count)
    for i in 0..<below.count { positions[Int(members[i])] = UInt32(truncatingIfNeeded: i &+ 1) }
    for i in 1..<below.count {
      let b = Int(members[i]), list = Int(csr.offsets[b])
      var found = 0
      for t in list..<(list &+ Int(csr.lower[b])) {
        // One past the last, where it is not a member: overwritten by the next that is.
        numbers[found] = positions[Int(csr.targets[t])] &- 1
        slots[found] = t
        found &+= positions[Int(csr.targets[t])] == 0 ? 0 : 1
      }
      kernels.table.pointee.and_counts_at(
        below.rows + i &* words, below.rows, numbers, UInt32(truncatingIfNeeded: found), UInt32(truncatingIfNeeded: words), common)
      for k in 0..<found where common[k] > 0 {
        let others = UInt64(common[k])
        local[i] &+= others
        local[Int(numbers[k])] &+= others
        gyr_add_shared(counts + slots[k], others &+ others)
      }
    }
    for i in 0..<below.count {
      positions[Int(members[i])] = 0
      if local[i] > 0 { gyr_add_shared(counts + (start &+ i), local[i]) }
    }
  }
}
