import GraphStore
import SetKernels

/// One edge table that sums over the common neighbours x of an edge's ends:
/// out(a, b) = sum of first(a, x) * middle(x) * second(b, x) * |N(a) ∩ N(b) ∩ N(x)|^apexes.
struct TriangleFold<Word: TableWord> {
  var first: UnsafeMutablePointer<Word>?
  var middle: UnsafeMutablePointer<Word>?
  var second: UnsafeMutablePointer<Word>?
  var apexes: Int
  var out: UnsafeMutablePointer<Word>

  var onlyCounts: Bool { first == nil && middle == nil && second == nil && apexes == 0 }
}

/// A worker's memory for folds: any number of them over one look at the triangles.
struct TriangleFoldWorker<Word: TableWord> {
  private let csr: CSR
  private let folds: [TriangleFold<Word>]
  private let lists: TriangleLists?
  private let kernels: KernelTable
  private let finder: CommonNeighbours
  /// For the common neighbours at hand: how many the three have in common.
  private let apexes: UnsafeMutablePointer<UInt32>
  private let needsApexes: Bool

  init(
    _ csr: CSR, _ folds: [TriangleFold<Word>], _ lists: TriangleLists?, _ kernels: KernelTable,
    _ control: RunControl
  ) {
    self.csr = csr
    self.folds = folds
    self.lists = lists
    self.kernels = kernels
    finder = CommonNeighbours(csr, control)
    apexes = .allocate(capacity: csr.maximumDegree + CSR.padding)
    needsApexes = folds.contains { $0.apexes > 0 }
  }

  func deallocate() {
    finder.deallocate()
    apexes.deallocate()
  }

  /// Fills the slots of all edges (a, b) with b > a, in both directions.
  func run(_ a: Int) {
    finder.forEachEdge(above: a) { slot, mirrored, found in
      if needsApexes { countApexes(slot, found) }
      for fold in folds { apply(fold, slot, mirrored, found) }
    }
  }

  private func countApexes(_ slot: Int, _ found: Int) {
    guard let lists else { return }
    let own = lists.list(slot), size = lists.counts[slot]
    let intersect = kernels.table.pointee.intersect_count!
    for i in 0..<found {
      let p = finder.inFirst[i], q = finder.inSecond[i]
      let shorter = lists.counts[p] < lists.counts[q] ? p : q
      apexes[i] = intersect(own, size, lists.list(shorter), lists.counts[shorter])
    }
  }

  @inline(__always)
  private func apply(_ fold: TriangleFold<Word>, _ slot: Int, _ mirrored: Int, _ count: Int) {
    var there: Word = 0, back: Word = 0
    if fold.onlyCounts {
      there = Word(truncatingIfNeeded: count)
      back = there
    } else {
      for i in 0..<count {
        let p = finder.inFirst[i], q = finder.inSecond[i]
        var centre: Word = fold.middle.map { $0[Int(csr.targets[q])] } ?? 1
        for _ in 0..<fold.apexes { centre &*= Word(truncatingIfNeeded: apexes[i]) }
        if let first = fold.first, let second = fold.second {
          there &+= first[p] &* centre &* second[q]
          back &+= first[q] &* centre &* second[p]
        } else if let first = fold.first {
          there &+= first[p] &* centre
          back &+= first[q] &* centre
        } else if let second = fold.second {
          there &+= centre &* second[q]
          back &+= centre &* second[p]
        } else {
          there &+= centre
          back &+= centre
        }
      }
    }
    fold.out[slot] = there
    fold.out[mirrored] = back
  }
}

/// A worker's memory for the one fold that needs no weights, |N(a) ∩ N(b)|: whole rows of it by one kernel call.
struct CommonNeighbourCounter<Word: TableWord> {
  private let csr: CSR
  private let kernels: KernelTable
  private let marks: UnsafeMutablePointer<UInt64>
  private let counts: UnsafeMutablePointer<UInt32>

  init(_ csr: CSR, _ kernels: KernelTable) {
    self.csr = csr
    self.kernels = kernels
    let words = csr.vertexCount / 64 + 1
    marks = .allocate(capacity: words)
    marks.initialize(repeating: 0, count: words)
    counts = .allocate(capacity: csr.maximumDegree + CSR.padding)
  }

  func deallocate() {
    marks.deallocate()
    counts.deallocate()
  }

  func run(_ a: Int, into out: UnsafeMutablePointer<Word>) {
    let start = Int(csr.offsets[a]), degree = csr.degree(a)
    let below = Int(csr.lower[a])
    guard below < degree else { return }
    let list = csr.targets + start
    gyr_set_marks(list, UInt32(truncatingIfNeeded: degree), marks)
    kernels.table.pointee.intersect_counts(
      list + below, UInt32(truncatingIfNeeded: degree - below), csr.offsets, csr.targets, csr.lower, 0, list,
      UInt32(truncatingIfNeeded: degree), marks, counts)
    gyr_clear_marks(list, UInt32(truncatingIfNeeded: degree), marks)
    for i in below..<degree {
      let value = Word(truncatingIfNeeded: counts[i - below])
      out[start + i] = value
      out[csr.lowerSlot(of: a, in: Int(list[i]))] = value
    }
  }
}
