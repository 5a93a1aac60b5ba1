import GraphStore
import SetKernels

/// Folds with weights on one side at most, from the lists of common neighbours: for every slot a walk along its list.
struct ListFolds<Word: TableWord> {
  private let csr: CSR
  private let folds: UnsafeMutableBufferPointer<TriangleFold<Word>>
  private let lists: TriangleLists
  private let apexDistance: Int
  /// The weights of the root's edges by their other ends.
  private let values: UnsafeMutablePointer<Word>
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
    let hasWeights = folds.contains { $0.first != nil || $0.second != nil }
    values = allocateForScatter(hasWeights ? Swift.max(1, csr.vertexCount) : 1)
  }

  private func deallocate() {
    folds.deallocate()
    values.deallocate()
  }

  private func run(_ a: Int) {
    let start = Int(csr.offsets[a]), end = Int(csr.offsets[a + 1]), firstAbove = start &+ Int(csr.lower[a])
    for number in 0..<folds.count {
      if control.isStopped { return }
      let fold = folds.baseAddress.unsafelyUnwrapped + number
      let out = fold.pointee.out, exchanged = fold.pointee.exchanged
      if let weights = fold.pointee.first ?? fold.pointee.second {
        for s in start..<end { values[Int(csr.targets[s])] = weights[s] }
        if fold.pointee.first != nil {
          sums(fold, start, end, values) { slot, mirrored, sum in
            out[slot] = sum
            if let exchanged { exchanged[mirrored] = sum }
          }
        } else {
          // What the fold is at (b, a).
          sums(fold, start, end, values) { slot, mirrored, sum in
            out[mirrored] = sum
            if let exchanged { exchanged[slot] = sum }
          }
        }
      } else {
        sums(fold, firstAbove, end, nil) { slot, mirrored, sum in
          out[slot] = sum
          out[mirrored] = sum
        }
      }
    }
  }

  /// - Parameter weights: by vertex, of the members of the lists.
  @inline(__always)
  private func sums(
    _ fold: UnsafeMutablePointer<TriangleFold<Word>>, _ first: Int, _ end: Int, _ weights: UnsafePointer<Word>?,
    _ store: (Int, Int, Word) -> Void
  ) {
    let (counts, starts, places) = (lists.counts, lists.starts, lists.places)
    let distance = apexDistance, power = fold.pointee.apexes, middle = fold.pointee.middle
    @inline(__always) func forEach(_ centre: (UnsafeMutablePointer<UInt32>, Int) -> Word) {
      for s in first..<end where counts[s] > 0 {
        // Lists lie where their edges were found.
        let next = s &+ Self.ahead < end ? starts[s &+ Self.ahead] : starts[s]
        gyr_prefetch(next)
        if power > 0 { gyr_prefetch(next + distance) }
        let seen = starts[s]
        var sum: Word = 0
        if let weights {
          for i in 0..<Int(counts[s]) { sum &+= centre(seen, i) &* weights[Int(seen[i])] }
        } else {
          for i in 0..<Int(counts[s]) { sum &+= centre(seen, i) }
        }
        store(s, Int(csr.offsets[Int(csr.targets[s])]) &+ Int(places[s]), sum)
      }
    }
    switch (power, middle) {
    case (0, nil): forEach { _, _ in 1 }
    case (0, let middle?): forEach { seen, i in middle[Int(seen[i])] }
    case (1, nil): forEach { seen, i in Word(truncatingIfNeeded: seen[i &+ distance]) }
    case (2, nil): forEach { seen, i in Word(truncatingIfNeeded: UInt64(seen[i &+ distance]) &* UInt64(seen[i &+ distance])) }
    default:
      forEach { seen, i in
        var value = middle.map { $0[Int(seen[i])] } ?? 1
        for _ in 0..<power { value &*= Word(truncatingIfNeeded: seen[i &+ distance]) }
        return value
      }
    }
  }

  private static var ahead: Int { 8 }
}
