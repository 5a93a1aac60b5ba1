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
    case 2: neighbourSquares(start, end, table, factor)
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
    if let bitmaps, bitmaps.enter(start, end, lists) { return bitmapPairs(bitmaps, table, factor, raised) }
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

  private func neighbourSquares(_ start: Int, _ end: Int, _ table: UnsafeMutablePointer<Word>?, _ factor: Word) -> Word {
    guard let lists, let bitmaps else { return 0 }
    if bitmaps.enterForSquares(start, end, lists) { return bitmapPairs(bitmaps, table, factor) { $0 &* $0 } }
    return cyclePairs(bitmaps, lists, table, factor)
  }

  /// Squares of what two have in common, by the 4-cycles among the neighbours, each met from its vertex a with the smallest
  /// number (Chiba and Nishizeki, 1985).
  ///
  /// With s(x) for the neighbours that x sees, and t(x, c) for what x and c both see: two of that close a 4-cycle, so that
  /// sum over c of t(x, c)^2 = s(x)^2 + sum over w of (s(w) - 1) + 2 x (4-cycles through x), over the c other than x and the
  /// neighbours w of x.
  private func cyclePairs(
    _ rows: NeighbourhoodRows, _ lists: TriangleLists, _ table: UnsafeMutablePointer<Word>?, _ factor: Word
  ) -> Word {
    rows.locate()
    let counts = counts
    var sum: Word = 0, closed: Word = 0
    for i in 0..<rows.count {
      if control.isStopped { break }
      let a = rows.members[i], middle = rows.list(i, lists), size = Int(rows.sizes[i])
      var own = Word(truncatingIfNeeded: size) &* Word(truncatingIfNeeded: size)
      for j in 0..<size { own &+= Word(truncatingIfNeeded: rows.sizes[rows.position(of: middle[j])] &- 1) }
      sum &+= own
      /// Everything after a that a neighbour w after a sees; a itself ends it.
      @inline(__always) func walk(_ body: (Int) -> Void, after: (Int) -> Void) {
        var j = size
        while j > 0, middle[j &- 1] > a, !control.isStopped {
          j &-= 1
          let w = rows.position(of: middle[j]), far = rows.list(w, lists)
          var k = Int(rows.sizes[w]) &- 1
          while far[k] > a {
            body(Int(far[k]))
            k &-= 1
          }
          after(Int(middle[j]))
        }
      }
      walk({ counts[$0] &+= 1 }, after: { _ in })
      // Twice the cycles whose first vertex is a.
      var twice: UInt64 = 0
      if let table {
        var ofW: UInt64 = 0
        walk({ c in
          let others = UInt64(counts[c] &- 1)
          ofW &+= others
          table[c] &+= Word(truncatingIfNeeded: others) &* factor
        }, after: { w in
          table[w] &+= Word(truncatingIfNeeded: ofW &+ ofW) &* factor
          twice &+= ofW
          ofW = 0
        })
        walk({ counts[$0] = 0 }, after: { _ in })
        table[Int(a)] &+= (own &+ Word(truncatingIfNeeded: twice)) &* factor
      } else {
        walk({ c in
          let count = UInt64(counts[c])
          counts[c] = 0
          twice &+= count &* (count &- 1)
        }, after: { _ in })
      }
      closed &+= Word(truncatingIfNeeded: twice)
    }
    // Each is seen from its four vertices.
    return sum &+ closed &* 4
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
}
