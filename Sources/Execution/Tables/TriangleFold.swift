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
  /// Where the same goes with a and b exchanged, if anywhere.
  var exchanged: UnsafeMutablePointer<Word>?

  var onlyCounts: Bool { first == nil && middle == nil && second == nil && apexes == 0 }

  /// Of two folds that are each other's with a and b exchanged one is left, and fills both tables.
  static func merged(_ folds: [TriangleFold]) -> [TriangleFold] {
    var merged: [TriangleFold] = []
    for fold in folds {
      let twin = merged.firstIndex {
        $0.exchanged == nil && $0.first == fold.second && $0.second == fold.first && $0.middle == fold.middle && $0.apexes == fold.apexes
      }
      if let twin { merged[twin].exchanged = fold.out } else { merged.append(fold) }
    }
    return merged
  }
}

/// A worker's memory for folds: any number of them over one look at the triangles.
struct TriangleFoldWorker<Word: TableWord> {
  private let csr: CSR
  private let folds: UnsafeMutableBufferPointer<TriangleFold<Word>>
  private let finder: CommonNeighbours
  /// By slot its common neighbours, and how far from these their apexes are.
  private let lists: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>>?
  private let apexDistance: Int?

  /// - Parameter lists: with apexes counted, where a fold needs them.
  init(_ csr: CSR, _ folds: [TriangleFold<Word>], _ lists: TriangleLists?, _ control: RunControl) {
    self.csr = csr
    self.folds = ownCopy(folds)
    finder = CommonNeighbours(csr, control)
    self.lists = lists?.starts
    apexDistance = lists?.apexDistance
  }

  func deallocate() {
    folds.deallocate()
    finder.deallocate()
  }

  /// Fills the slots of all edges (a, b) with b > a, in both directions.
  func run(_ a: Int) {
    finder.forEachEdge(above: a) { slot, mirrored, found in
      for number in 0..<folds.count {
        let fold = folds.baseAddress.unsafelyUnwrapped + number
        let (there, back) = sums(fold, slot, found)
        fold.pointee.out[slot] = there
        fold.pointee.out[mirrored] = back
        if let exchanged = fold.pointee.exchanged {
          exchanged[slot] = back
          exchanged[mirrored] = there
        }
      }
    }
  }

  /// A fold at (a, b), and at (b, a).
  private func sums(_ fold: UnsafeMutablePointer<TriangleFold<Word>>, _ slot: Int, _ count: Int) -> (Word, Word) {
    if fold.pointee.apexes > 0 {
      guard let lists, let apexDistance else { return (0, 0) }
      let own = lists[slot] + apexDistance
      if fold.pointee.middle == nil, fold.pointee.apexes == 1 {
        return sums(fold, count) { Word(truncatingIfNeeded: own[$0]) }
      }
      return sums(fold, count) { i in
        var centre = fold.pointee.middle.map { $0[Int(csr.targets[finder.inSecond[i]])] } ?? 1
        for _ in 0..<fold.pointee.apexes { centre &*= Word(truncatingIfNeeded: own[i]) }
        return centre
      }
    }
    guard let middle = fold.pointee.middle else { return sums(fold, count) { _ in 1 } }
    return sums(fold, count) { middle[Int(csr.targets[finder.inSecond[$0]])] }
  }

  /// - Parameter centre: what the i-th common neighbour itself is worth.
  @inline(__always)
  private func sums(
    _ fold: UnsafeMutablePointer<TriangleFold<Word>>, _ count: Int, _ centre: (Int) -> Word
  ) -> (Word, Word) {
    let (inFirst, inSecond) = (finder.inFirst, finder.inSecond)
    var there: Word = 0, back: Word = 0
    switch (fold.pointee.first, fold.pointee.second) {
    case (let first?, let second?):
      for i in 0..<count {
        let p = inFirst[i], q = inSecond[i], own = centre(i)
        there &+= first[p] &* own &* second[q]
        back &+= first[q] &* own &* second[p]
      }
    case (let first?, nil):
      for i in 0..<count {
        let own = centre(i)
        there &+= first[inFirst[i]] &* own
        back &+= first[inSecond[i]] &* own
      }
    case (nil, let second?):
      for i in 0..<count {
        let own = centre(i)
        there &+= own &* second[inSecond[i]]
        back &+= own &* second[inFirst[i]]
      }
    case (nil, nil):
      for i in 0..<count { there &+= centre(i) }
      back = there
    }
    return (there, back)
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
