import GraphStore

/// One edge table that sums over the common neighbours x of an edge's ends:
/// out(a, b) = sum of first(a, x) * middle(x) * second(b, x).
struct TriangleFold<Word: TableWord> {
  var first: UnsafeMutablePointer<Word>?
  var middle: UnsafeMutablePointer<Word>?
  var second: UnsafeMutablePointer<Word>?
  var out: UnsafeMutablePointer<Word>
}

/// A worker's memory for folds. Common neighbours are found once an edge, from its end with the shorter list, against
/// marks of the other's: O(m x arboricity) in all (Chiba and Nishizeki, 1985), for any number of folds.
struct TriangleFoldWorker<Word: TableWord> {
  private let csr: CSR
  /// 1 + the position of a vertex in the root's list; 0: not in it.
  private let marks: UnsafeMutablePointer<UInt32>
  /// Slots of common neighbours in the lists of both ends.
  private let inFirst: UnsafeMutablePointer<Int>
  private let inSecond: UnsafeMutablePointer<Int>

  init(_ csr: CSR) {
    self.csr = csr
    marks = .allocate(capacity: Swift.max(1, csr.vertexCount))
    marks.initialize(repeating: 0, count: csr.vertexCount)
    inFirst = .allocate(capacity: csr.maximumDegree + 1)
    inSecond = .allocate(capacity: csr.maximumDegree + 1)
  }

  func deallocate() {
    marks.deallocate()
    inFirst.deallocate()
    inSecond.deallocate()
  }

  /// Fills the slots of all edges (a, b) with b > a, in both directions.
  func run(_ a: Int, _ folds: [TriangleFold<Word>]) {
    let start = Int(csr.offsets[a]), end = Int(csr.offsets[a + 1])
    let targets = csr.targets
    let firstAbove = start + Int(csr.lower[a])
    guard firstAbove < end else { return }
    for s in start..<end { marks[Int(targets[s])] = UInt32(truncatingIfNeeded: s - start + 1) }
    for s in firstAbove..<end {
      let b = Int(targets[s])
      let low = Int(csr.offsets[b]), high = Int(csr.offsets[b + 1])
      var found = 0
      for t in low..<high {
        let mark = marks[Int(targets[t])]
        inFirst[found] = start &+ Int(mark) &- 1
        inSecond[found] = t
        found &+= mark == 0 ? 0 : 1
      }
      let mirrored = slot(of: UInt32(truncatingIfNeeded: a), from: low, count: Int(csr.lower[b]))
      for fold in folds { apply(fold, s, mirrored, found) }
    }
    for s in start..<end { marks[Int(targets[s])] = 0 }
  }

  @inline(__always)
  private func apply(_ fold: TriangleFold<Word>, _ slot: Int, _ mirrored: Int, _ count: Int) {
    if fold.first == nil, fold.second == nil {
      var sum: Word = 0
      if let middle = fold.middle {
        for i in 0..<count { sum &+= middle[Int(csr.targets[inSecond[i]])] }
      } else {
        sum = Word(truncatingIfNeeded: count)
      }
      fold.out[slot] = sum
      fold.out[mirrored] = sum
      return
    }
    var there: Word = 0, back: Word = 0
    for i in 0..<count {
      let p = inFirst[i], q = inSecond[i]
      let centre = fold.middle.map { $0[Int(csr.targets[q])] } ?? 1
      if let first = fold.first, let second = fold.second {
        there &+= first[p] &* centre &* second[q]
        back &+= first[q] &* centre &* second[p]
      } else if let first = fold.first {
        there &+= first[p] &* centre
        back &+= first[q] &* centre
      } else if let second = fold.second {
        there &+= centre &* second[q]
        back &+= centre &* second[p]
      }
    }
    fold.out[slot] = there
    fold.out[mirrored] = back
  }

  /// Where `a` stands in the short lower part of a list.
  @inline(__always)
  private func slot(of a: UInt32, from low: Int, count: Int) -> Int {
    var position = low, length = count
    while length > 1 {
      let half = length / 2
      position = csr.targets[position &+ half] <= a ? position &+ half : position
      length &-= half
    }
    return position
  }
}
