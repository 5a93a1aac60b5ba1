import GraphStore
import SetKernels

/// At every vertex v: the sum over ordered triangles in its neighbourhood of the power of how many all three have in
/// common.
///
/// Every triangle is met once, from its vertex with the smallest number: by rows of bits over the neighbourhood of that, or
/// by merging lists where the rows would take longer.
struct TriangleApexes<Word: TableWord> {
  private let csr: CSR
  private let lists: TriangleLists
  private let kernels: KernelTable
  private let powers: UnsafeMutableBufferPointer<Int>
  /// By power: a worker's own table, handed over at the end.
  private let tables: UnsafeMutableBufferPointer<UnsafeMutablePointer<Word>>
  private let apexes: UnsafeMutablePointer<UInt32>
  private let rows: NeighbourhoodRows
  private let members: UnsafeMutablePointer<UInt64>
  private let control: RunControl

  static func run(
    _ powers: [Int], _ csr: CSR, _ lists: TriangleLists, _ kernels: KernelTable,
    into tables: [UnsafeMutablePointer<Word>], workers: Int, _ control: RunControl
  ) {
    let ranges = RootRanges(csr, workers: workers, walks: true)
    let parts = WorkerTables<Word>()
    Parallel.run(workers) { _ in
      let worker = TriangleApexes(csr.local, lists, kernels, powers, control)
      defer { worker.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for root in range where !control.isStopped { worker.run(root) }
      }
      for number in powers.indices { parts.take(worker.tables[number], of: number) }
    }
    parts.add(to: tables, times: powers.map { _ in 6 }, count: csr.vertexCount, workers: workers, control)
  }

  private init(_ csr: CSR, _ lists: TriangleLists, _ kernels: KernelTable, _ powers: [Int], _ control: RunControl) {
    self.csr = csr
    self.lists = lists
    self.kernels = kernels
    self.control = control
    self.powers = ownCopy(powers)
    tables = ownCopy(powers.map { _ in clearedForScatter(csr.vertexCount) })
    apexes = .allocate(capacity: csr.maximumDegree + 2 * CSR.padding)
    rows = NeighbourhoodRows(csr, kernels)
    members = .allocate(capacity: 64 * Int(GYR_CLOSED_WORDS))
  }

  private func deallocate() {
    powers.deallocate()
    tables.deallocate()
    apexes.deallocate()
    rows.deallocate()
    members.deallocate()
  }

  private func run(_ a: Int) {
    let start = Int(csr.offsets[a]), end = Int(csr.offsets[a + 1]), firstAbove = start &+ Int(csr.lower[a])
    guard firstAbove < end else { return }
    // The sums of a row are words of 64 bits.
    if Word.self == UInt64.self, rows.enterForTriangles(start, firstAbove, end, lists) {
      return addByRows(a)
    }
    let intersect = kernels.table.pointee.intersect!
    for s in firstAbove..<end where !control.isStopped {
      let b = csr.targets[s]
      let list = lists.list(s), size = lists.counts[s]
      // Triangles a < b < x: the slot of x in a's list is met in one walk along it.
      var slot = s
      for i in 0..<Int(size) where list[i] > b {
        while csr.targets[slot] != list[i] { slot &+= 1 }
        let found = Int(intersect(list, size, lists.list(slot), lists.counts[slot], apexes))
        for number in 0..<powers.count {
          var value: Word = 1
          for _ in 0..<powers[number] { value &*= Word(truncatingIfNeeded: found) }
          for k in 0..<found { tables[number][Int(apexes[k])] &+= value }
        }
      }
    }
  }

  private func addByRows(_ a: Int) {
    var first = 0
    while first < rows.count, rows.members[first] < a { first &+= 1 }
    for number in 0..<powers.count {
      members.initialize(repeating: 0, count: rows.count)
      // A few at a time: a large neighbourhood takes long, and the run may be stopped.
      for some in stride(from: first, to: rows.count, by: 16) where !control.isStopped {
        kernels.table.pointee.apex_sums(
          rows.firstRow, UInt32(truncatingIfNeeded: some), UInt32(truncatingIfNeeded: Swift.min(some + 16, rows.count)),
          UInt32(truncatingIfNeeded: rows.words), UInt32(truncatingIfNeeded: powers[number]), members)
      }
      let table = tables[number]
      for i in 0..<rows.count { table[Int(rows.members[i])] &+= Word(truncatingIfNeeded: members[i]) }
    }
  }
}
