import GraphStore
import SetKernels

/// Sums over what lies inside the neighbourhood of one root.
extension SweepRunner {
  /// Walks of two edges inside the neighbourhood of the root, by their ends; every unordered pair of ends once.
  ///
  /// - Parameter table: where each end's part is added, times `factor`; nil: only the sum is wanted.
  func neighbourPairs(
    _ power: Int, _ start: Int, _ end: Int, into table: UnsafeMutablePointer<Word>? = nil, times factor: Word = 1
  ) -> Word {
    // With one common neighbour or two there is nothing to repeat in the innermost loop.
    switch power {
    case 1: neighbourPairs(start, end, table, factor) { $0 }
    case 2: neighbourPairs(start, end, table, factor) { $0 &* $0 }
    default:
      neighbourPairs(start, end, table, factor) { base in
        var result = base
        for _ in 1..<power { result &*= base }
        return result
      }
    }
  }

  @inline(__always)
  private func neighbourPairs(
    _ start: Int, _ end: Int, _ table: UnsafeMutablePointer<Word>?, _ factor: Word, _ raised: (Word) -> Word
  ) -> Word {
    guard let lists else { return 0 }
    let (targets, counts) = (csr.targets, counts)
    let (starts, sizes) = (lists.starts, lists.counts)
    if let bitmaps, bitmaps.enter(start, end, targets, lists) {
      return bitmapPairs(bitmaps, table, factor, raised)
    }
    var sum: Word = 0
    for s in start..<end where sizes[s] > 0 {
      if control.isStopped { break }
      let a = targets[s]
      let middle = starts[s], size = Int(sizes[s])
      var own = raised(Word(truncatingIfNeeded: size))
      // Ends before a: the pair (a, a) is the size above, the others come twice in the sum.
      var pairs: Word = 0
      var slot = start
      for i in 0..<size {
        while targets[slot] != middle[i] { slot &+= 1 }
        let far = starts[slot], limit = Int(sizes[slot])
        var j = 0
        while j < limit, far[j] < a {
          counts[Int(far[j])] &+= 1
          j &+= 1
        }
      }
      slot = start
      for i in 0..<size {
        while targets[slot] != middle[i] { slot &+= 1 }
        let far = starts[slot], limit = Int(sizes[slot])
        var j = 0
        while j < limit, far[j] < a {
          let c = Int(far[j])
          let value = raised(Word(truncatingIfNeeded: counts[c]))
          counts[c] = 0
          pairs &+= value
          if let table { table[c] &+= value &* factor }
          j &+= 1
        }
      }
      if let table { table[Int(a)] &+= (own &+ pairs) &* factor }
      own &+= pairs &+ pairs
      sum &+= own
    }
    return sum
  }

  @inline(__always)
  private func bitmapPairs(
    _ rows: NeighbourhoodRows, _ table: UnsafeMutablePointer<Word>?, _ factor: Word, _ raised: (Word) -> Word
  ) -> Word {
    var sum: Word = 0
    for a in 0..<rows.count {
      if control.isStopped { break }
      let common = rows.commonWithEarlier(a)
      let own = raised(Word(truncatingIfNeeded: rows.sizes[a]))
      var pairs: Word = 0
      for c in 0..<a {
        let value = raised(Word(truncatingIfNeeded: common[c]))
        pairs &+= value
        if let table { table[Int(rows.members[c])] &+= value &* factor }
      }
      if let table { table[Int(rows.members[a])] &+= (own &+ pairs) &* factor }
      sum &+= own &+ pairs &+ pairs
    }
    return sum
  }

  /// For every edge (y, z) inside the neighbourhood of the root: y, z, and the list of what both see.
  @inline(__always)
  func forEachClosed(
    _ start: Int, _ end: Int, _ body: (Int, Int, UnsafeMutablePointer<UInt32>, Int) -> Void
  ) {
    guard let lists else { return }
    let (targets, starts, sizes, edges) = (csr.targets, lists.starts, lists.counts, closedEdges)
    var count = 0
    // The lists lie anywhere: many edges are known before the first list is read, so that lists are on the way by then.
    @inline(__always) func visit() {
      for i in 0..<count {
        if i &+ Self.ahead < count {
          let slot = edges[i &+ Self.ahead].slot
          let last = starts[slot] + Int(sizes[slot]) - 1
          gyr_prefetch(last)
          gyr_prefetch(last - 16)
        }
        let (slot, y) = edges[i]
        body(y, Int(targets[slot]), starts[slot], Int(sizes[slot]))
      }
      count = 0
    }
    for s in start..<end {
      if control.isStopped { return }
      let y = Int(targets[s])
      let inside = starts[s], size = Int(sizes[s])
      // Both lists ascend: the slots of the z > y in y's list are met in one walk along it.
      var slot = Int(csr.offsets[y]) &+ Int(csr.lower[y])
      for i in 0..<size where inside[i] > UInt32(truncatingIfNeeded: y) {
        while targets[slot] != inside[i] { slot &+= 1 }
        edges[count] = (slot, y)
        count &+= 1
        gyr_prefetch(starts + slot)
        gyr_prefetch(sizes + slot)
      }
      if count >= Self.edgesAtOnce { visit() }
    }
    visit()
  }

  private static var ahead: Int { 8 }
  static var edgesAtOnce: Int { 128 }

  /// Sum over x of the vector times ``VectorNode/Formula/closedPairs``, without holding the latter.
  func closedSum(_ vector: Int, _ root: Int, _ start: Int, _ end: Int) -> Word {
    if vector == code.leader, let narrow { return closedSum(of: narrow, root, start, end) }
    return closedSum(of: dense[vector].unsafelyUnwrapped, root, start, end)
  }

  @inline(__always)
  private func closedSum<Value: FixedWidthInteger>(
    of values: UnsafeMutablePointer<Value>, _ root: Int, _ start: Int, _ end: Int
  ) -> Word {
    var sum: Word = 0
    if code.isHalved {
      // The root itself is in all lists; what is above it counts for both halves.
      let bound = UInt32(truncatingIfNeeded: root)
      var above: Word = 0, edges: Word = 0
      forEachClosed(start, end) { _, _, list, size in
        var j = size &- 1
        while list[j] > bound {
          above &+= Word(truncatingIfNeeded: values[Int(list[j])])
          j &-= 1
        }
        edges &+= 1
      }
      sum = above &+ above &+ edges &* Word(truncatingIfNeeded: values[root])
    } else {
      forEachClosed(start, end) { _, _, list, size in
        for j in 0..<size { sum &+= Word(truncatingIfNeeded: values[Int(list[j])]) }
      }
    }
    return sum &+ sum
  }

  /// The same by the two that are adjacent: each of them gets what the edge sees.
  ///
  /// - Parameter pairs: where what both ends of an edge see is counted on the way, as by `closedPairs`.
  /// - Returns: the sum over the edges.
  @inline(__always)
  func addPairMembers(
    _ vector: Int, _ start: Int, _ end: Int, into table: UnsafeMutablePointer<Word>, times factor: Word,
    countingPairsIn pairs: UnsafeMutablePointer<Word>? = nil
  ) -> Word {
    // Not gathered yet when closed pairs are counted.
    if pairs == nil, vector == code.leader, let narrow { return addPairMembers(narrow, start, end, table, factor, nil) }
    return addPairMembers(dense[vector].unsafelyUnwrapped, start, end, table, factor, pairs)
  }

  @inline(__always)
  private func addPairMembers<Value: FixedWidthInteger>(
    _ values: UnsafeMutablePointer<Value>, _ start: Int, _ end: Int, _ table: UnsafeMutablePointer<Word>, _ factor: Word,
    _ pairs: UnsafeMutablePointer<Word>?
  ) -> Word {
    var total: Word = 0
    @inline(__always) func run(_ count: (Int) -> Void) {
      forEachClosed(start, end) { y, z, seen, size in
        var sum: Word = 0
        for j in 0..<size {
          let x = Int(seen[j])
          sum &+= Word(truncatingIfNeeded: values[x])
          count(x)
        }
        table[y] &+= sum &* factor
        table[z] &+= sum &* factor
        total &+= sum
      }
    }
    if let pairs { run { pairs[$0] &+= 2 } } else { run { _ in } }
    return total
  }

  /// For every edge inside the neighbourhood of the root, what both its ends see.
  func closedPairs(_ vector: Int, _ root: Int, _ start: Int, _ end: Int) {
    let out = dense[vector].unsafelyUnwrapped
    // In a halved plan the places are those above the root; the rest stays 0.
    let bound = code.isHalved ? UInt32(truncatingIfNeeded: root) : 0
    if code.follows[vector] {
      if let leader = code.leader { touchedCount[vector] = touchedCount[leader] }
      if let number = code.walkedWithPairs, case .pairMembers(let table, let other) = code.items[number].output {
        let factor = code.items[number].scale?[root] ?? 1
        found.pointee.closed = (other, addPairMembers(other, start, end, into: table, times: factor, countingPairsIn: out))
        return
      }
      forEachClosed(start, end) { _, _, list, size in
        var j = size &- 1
        while j >= 0, list[j] >= bound {
          out[Int(list[j])] &+= 2
          j &-= 1
        }
      }
      return
    }
    let places = touched[vector].unsafelyUnwrapped
    var count = 0
    forEachClosed(start, end) { _, _, list, size in
      var j = size &- 1
      while j >= 0, list[j] >= bound {
        let x = list[j]
        let old = out[Int(x)]
        places[count] = x
        count &+= old == 0 ? 1 : 0
        out[Int(x)] = old &+ 2
        j &-= 1
      }
    }
    touchedCount[vector] = count
  }
}
