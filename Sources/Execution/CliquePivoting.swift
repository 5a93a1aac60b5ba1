import GraphStore
import Machine
import Planning
import SetKernels
import Synchronization

/// Counts k-cliques without listing them, by pivoting (Jain and Seshadhri, "The Power of Pivoting", WSDM 2020).
///
/// Inside the neighbourhood of a root every clique is found along exactly one path of a recursion tree: at a node with
/// candidates P a pivot u is chosen; either the rest of the clique lies in P ∩ N(u), with u itself free to be in it or
/// not, or the clique holds a vertex of P that u is not joined to. A path with h held vertices and p free ones stands
/// for C(p, k - h) cliques, so that dense parts cost next to nothing, whatever k is.
struct CliquePivoting {
  private let size: Int
  private let csr: CSR
  private let kernels: gyr_kernels
  private let binomials: Binomials
  private let control: RunControl

  // All of one worker.
  private let marks: UnsafeMutablePointer<UInt64>
  private let index: UnsafeMutablePointer<UInt32>
  private let scratch: UnsafeMutablePointer<UInt32>
  private let rows: UnsafeMutablePointer<UInt64>
  private let stack: UnsafeMutablePointer<UInt64>
  private let sum: UnsafeMutablePointer<(total: Int128, overflowed: Bool)>

  /// C(n, r) for all n and r that can be asked for; nil where 127 bits do not suffice.
  final class Binomials: Sendable {
    private let width: Int
    private let values: [Int128]

    init(upTo n: Int, choosing r: Int) {
      width = r + 1
      var values = [Int128](repeating: 0, count: (n + 1) * (r + 1))
      for i in 0...n {
        values[i * width] = 1
        guard i > 0, r > 0 else { continue }
        for j in 1...r {
          let a = values[(i - 1) * width + j - 1], b = values[(i - 1) * width + j]
          let (sum, overflow) = a.addingReportingOverflow(b)
          values[i * width + j] = a < 0 || b < 0 || overflow ? -1 : sum
        }
      }
      self.values = values
    }

    @inline(__always) func callAsFunction(_ n: Int, _ r: Int) -> Int128 { values[n &* width &+ r] }
  }

  init(size: Int, csr: CSR, longest: Int, binomials: Binomials, kernels: KernelTable, control: RunControl) {
    self.size = size
    self.csr = csr
    self.kernels = kernels.table.pointee
    self.binomials = binomials
    self.control = control
    let words = (longest + 63) / 64 + 1
    marks = .allocate(capacity: csr.vertexCount / 64 + 1)
    marks.initialize(repeating: 0, count: csr.vertexCount / 64 + 1)
    index = .allocate(capacity: csr.vertexCount + 1)
    index.initialize(repeating: 0, count: csr.vertexCount + 1)
    scratch = .allocate(capacity: longest + 32)
    rows = .allocate(capacity: longest * words + 1)
    // Two sets a step, and never more steps than vertices.
    stack = .allocate(capacity: 2 * (longest + 2) * words)
    sum = .allocate(capacity: 1)
    sum.initialize(to: (0, false))
  }

  /// Bytes of one worker.
  static func byteCount(_ csr: CSR, longest: Int) -> Int {
    let words = (longest + 63) / 64 + 1
    return csr.vertexCount / 8 + 4 * csr.vertexCount + 4 * longest + 8 * words * (longest + 2 * (longest + 2)) + 1024
  }

  func deallocate() {
    marks.deallocate()
    index.deallocate()
    scratch.deallocate()
    rows.deallocate()
    stack.deallocate()
    sum.deallocate()
  }

  var result: (total: Int128, overflowed: Bool) { sum.pointee }

  /// Adds the cliques whose vertex with the largest number is the root.
  func count(root: Int) {
    let members = csr.targets + Int(csr.offsets[root])
    let m = Int(csr.lower[root])
    if m < size - 1 { return }
    let words = (m + 63) / 64
    for i in 0..<m { index[Int(members[i])] = UInt32(truncatingIfNeeded: i) }
    gyr_set_marks(members, UInt32(m), marks)
    rows.update(repeating: 0, count: m * words)
    for i in 0..<m {
      // The lower neighbours of each member, entered on both sides.
      let list = csr.targets + Int(csr.offsets[Int(members[i])])
      let hits = Int(kernels.probe(list, csr.lower[Int(members[i])], marks, 1, scratch))
      for hit in 0..<hits {
        let j = Int(index[Int(scratch[hit])])
        rows[i * words + (j >> 6)] |= 1 << UInt64(j & 63)
        rows[j * words + (i >> 6)] |= 1 << UInt64(i & 63)
      }
    }
    gyr_clear_marks(members, UInt32(m), marks)
    stack.update(repeating: 0, count: words)
    for i in 0..<m { stack[i >> 6] |= 1 << UInt64(i & 63) }
    visit(stack, count: m, held: 1, free: 0, words: words)
  }

  private func add(_ value: Int128) {
    let (total, overflow) = sum.pointee.total.addingReportingOverflow(value)
    sum.pointee.total = total
    if overflow || value < 0 { sum.pointee.overflowed = true }
  }

  /// - Parameters:
  ///   - candidates: joined to all held and free vertices; the words behind it are this call's own.
  private func visit(_ candidates: UnsafeMutablePointer<UInt64>, count: Int, held: Int, free: Int, words: Int) {
    let wanted = size - held
    if free + count < wanted { return }
    if wanted == 0 { return add(1) }
    if wanted == 1 { return add(Int128(free + count)) }
    if count == 0 { return add(binomials(free, wanted)) }
    if control.isStopped { return }
    var pivot = 0, most = -1, twice = 0
    forEachMember(candidates, words) { u in
      let degree = Int(kernels.and_count(candidates, rows + u * words, UInt32(words)))
      twice += degree
      if degree > most {
        most = degree
        pivot = u
      }
    }
    if wanted == 2 { return add(Int128(free * (free - 1) / 2 + free * count + twice / 2)) }
    // What is left is complete: every vertex of it is free.
    if twice == count * (count - 1) { return add(binomials(free + count, wanted)) }
    // Behind the candidates: what the pivot is not joined to, then the child's sets.
    let rest = candidates + words
    let child = rest + words
    kernels.and_store(candidates, rows + pivot * words, UInt32(words), child)
    kernels.andnot_store(candidates, rows + pivot * words, UInt32(words), rest)
    rest[pivot >> 6] &= ~(1 << UInt64(pivot & 63))
    candidates[pivot >> 6] &= ~(1 << UInt64(pivot & 63))
    visit(child, count: most, held: held, free: free + 1, words: words)
    forEachMember(rest, words) { w in
      kernels.and_store(candidates, rows + w * words, UInt32(words), child)
      let inside = Int(kernels.and_count(child, child, UInt32(words)))
      visit(child, count: inside, held: held + 1, free: free, words: words)
      candidates[w >> 6] &= ~(1 << UInt64(w & 63))
    }
  }

  @inline(__always)
  private func forEachMember(_ set: UnsafeMutablePointer<UInt64>, _ words: Int, _ body: (Int) -> Void) {
    for word in 0..<words {
      var bits = set[word]
      while bits != 0 {
        body(word &<< 6 &+ bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
    }
  }
}

extension Executor {
  /// Number of cliques with `size` >= 2 vertices, by pivoting.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  package func countCliques(size: Int) throws(PlanningError) -> UInt128 {
    if control.isStopped, division == nil { return 0 }
    let csr = graph.neighbours
    let n = csr.vertexCount
    let longest = (0..<n).reduce(0) { Swift.max($0, Int(csr.lower[$1])) }
    guard longest >= size - 1 else { return 0 }
    let binomials = CliquePivoting.Binomials(upTo: longest + 1, choosing: size)
    let wanted = csr.targetCount < smallGraph ? 1 : threads
    guard let workers = workers(wanted, bytes: CliquePivoting.byteCount(csr, longest: longest)) else { return 0 }
    let cut = RootRanges(csr, workers: division?.cutFor ?? workers * 4, walks: true)
    let agenda = division?.open(pieces: cut.count, sums: 1)
    let ranges = RootRanges(cut, only: agenda?.positions)
    let total = Mutex<(sum: Int128, overflowed: Bool)>((agenda?.before[0] ?? 0, false))
    meter?.begin(tasks: ranges.count, work: 1)
    let crew = Crew(workers)
    csr.place(placement, for: crew)
    crew.run { _ in
      let worker = CliquePivoting(
        size: size, csr: csr.local, longest: longest, binomials: binomials, kernels: kernels, control: control)
      defer { worker.deallocate() }
      while !control.isStopped, let (index, range) = ranges.takeNumbered() {
        meter?.taken(index)
        let before = worker.result.total
        for root in range where !control.isStopped { worker.count(root: root) }
        if !control.isStopped { agenda?.finish(index, adding: [worker.result.total &- before]) }
      }
      let own = worker.result
      total.withLock { total in
        let (sum, overflow) = total.sum.addingReportingOverflow(own.total)
        total = (sum, total.overflowed || own.overflowed || overflow)
      }
    }
    let (sum, overflowed) = total.withLock { $0 }
    if overflowed { throw .countTooLarge }
    return UInt128(sum)
  }
}
