import GraphStore

/// Folds with weights on one side at most, from the lists of common neighbours: for every slot a walk along its list.
struct ListFolds<Word: TableWord> {
  private let csr: CSR
  private let folds: UnsafeMutableBufferPointer<TriangleFold<Word>>
  private let lists: TriangleLists
  private let apexDistance: Int
  private let hasWeights: Bool
  /// Of the members of the root's list: where they stand in it.
  private let positions: UnsafeMutablePointer<UInt32>
  private let control: RunControl

  static func canRun(_ fold: TriangleFold<Word>) -> Bool { fold.first == nil || fold.second == nil }

  /// - Parameter lists: with apexes counted, where a fold needs them.
  static func run(
    _ folds: [TriangleFold<Word>], _ csr: CSR, _ lists: TriangleLists, workers: Int, _ control: RunControl
  ) {
    nonisolated(unsafe) let folds = folds  // every slot is one worker's
    let ranges = RootRanges(csr, workers: workers, walks: true)
    Parallel.run(workers) { _ in
      let worker = ListFolds(csr.local, folds, lists, control)
      defer { worker.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for root in range where !control.isStopped { worker.run(root) }
      }
    }
  }

  private init(_ csr: CSR, _ folds: [TriangleFold<Word>], _ lists: TriangleLists, _ control: RunControl) {
    self.csr = csr
    self.folds = ownCopy(folds)
    self.lists = lists
    self.control = control
    apexDistance = lists.apexDistance ?? 0
    hasWeights = folds.contains { $0.first != nil || $0.second != nil }
    positions = allocateForScatter(hasWeights ? Swift.max(1, csr.vertexCount) : 1)
  }

  private func deallocate() {
    folds.deallocate()
    positions.deallocate()
  }

  private func run(_ a: Int) {
    let (counts, starts, places) = (lists.counts, lists.starts, lists.places)
    let start = Int(csr.offsets[a]), end = Int(csr.offsets[a + 1])
    if hasWeights { for s in start..<end { positions[Int(csr.targets[s])] = UInt32(truncatingIfNeeded: s &- start) } }
    for s in start..<end where counts[s] > 0 {
      if s & 63 == 0, control.isStopped { return }
      let b = Int(csr.targets[s])
      let seen = starts[s], size = Int(counts[s])
      let mirrored = Int(csr.offsets[b]) &+ Int(places[s])
      for number in 0..<folds.count {
        let fold = folds.baseAddress.unsafelyUnwrapped + number
        if let weights = fold.pointee.first {
          let sum = sum(fold, seen, size, weights + start)
          fold.pointee.out[s] = sum
          if let exchanged = fold.pointee.exchanged { exchanged[mirrored] = sum }
        } else if let weights = fold.pointee.second {
          // What the fold is at (b, a).
          let sum = sum(fold, seen, size, weights + start)
          fold.pointee.out[mirrored] = sum
          if let exchanged = fold.pointee.exchanged { exchanged[s] = sum }
        } else if b > a {
          let sum = fold.pointee.onlyCounts ? Word(truncatingIfNeeded: size) : sum(fold, seen, size, nil)
          fold.pointee.out[s] = sum
          fold.pointee.out[mirrored] = sum
        }
      }
    }
  }

  /// - Parameter weights: of the root's edges, in order of its list.
  private func sum(
    _ fold: UnsafeMutablePointer<TriangleFold<Word>>, _ seen: UnsafePointer<UInt32>, _ size: Int,
    _ weights: UnsafePointer<Word>?
  ) -> Word {
    @inline(__always) func sum(_ centre: (Int) -> Word) -> Word {
      var sum: Word = 0
      if let weights {
        for i in 0..<size { sum &+= centre(i) &* weights[Int(positions[Int(seen[i])])] }
      } else {
        for i in 0..<size { sum &+= centre(i) }
      }
      return sum
    }
    let apexes = seen + apexDistance, middle = fold.pointee.middle
    switch (fold.pointee.apexes, middle) {
    case (0, nil): return sum { _ in 1 }
    case (0, let middle?): return sum { middle[Int(seen[$0])] }
    case (1, nil): return sum { Word(truncatingIfNeeded: apexes[$0]) }
    case (2, nil): return sum { Word(truncatingIfNeeded: apexes[$0]) &* Word(truncatingIfNeeded: apexes[$0]) }
    default:
      return sum { i in
        var centre = middle.map { $0[Int(seen[i])] } ?? 1
        for _ in 0..<fold.pointee.apexes { centre &*= Word(truncatingIfNeeded: apexes[i]) }
        return centre
      }
    }
  }
}
