import GraphStore

/// Closed pairs: vertices x that see two adjacent neighbours of the root, by sets where that is cheaper than to walk along
/// the lists of all edges inside the neighbourhood.
extension SweepRunner {
  /// Sum over x of the vector times ``VectorNode/Formula/closedPairs``, without holding the latter.
  func closedSum(_ vector: Int, _ root: Int, _ start: Int, _ end: Int) -> Word {
    if let closed = enterSets(root, start, end) {
      let (weights, byPlace) = weights(vector)
      let sum = count(closed, weights, byPlace: byPlace)
      // The root itself sees all members; what is above it counts for both halves.
      return code.isHalved ? sum &+ sum &- Word(truncatingIfNeeded: closed.rows.bits) &* weights[byPlace ? 0 : root] : sum
    }
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
  /// - Returns: the sum over the edges.
  func addPairMembers(
    _ vector: Int, _ root: Int, _ start: Int, _ end: Int, into table: UnsafeMutablePointer<Word>, times factor: Word
  ) -> Word {
    if let closed = enterSets(root, start, end) {
      let (weights, byPlace) = weights(vector)
      return addMembers(closed, count(closed, weights, byPlace: byPlace, forMembers: true), to: table, factor)
    }
    if vector == code.leader, let narrow { return addPairMembers(narrow, start, end, table, factor, nil) }
    return addPairMembers(dense[vector].unsafelyUnwrapped, start, end, table, factor, nil)
  }

  /// - Parameter pairs: where what both ends of an edge see is counted on the way, as by `closedPairs`.
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
        // Nothing is gathered yet.
        let values = dense[other].unsafelyUnwrapped, factor = code.items[number].scale?[root] ?? 1
        if let closed = enterSets(root, start, end) {
          let sum = count(closed, values, byPlace: false, pairs: out, forMembers: true)
          found.pointee.closed = (other, addMembers(closed, sum, to: table, factor))
        } else {
          found.pointee.closed = (other, addPairMembers(values, start, end, table, factor, out))
        }
        return
      }
      if let closed = enterSets(root, start, end) {
        _ = count(closed, nil, byPlace: false, pairs: out)
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

  // MARK: By sets

  /// The sets of all that sees neighbours of the root; nil where walks along lists are cheaper.
  private func enterSets(_ root: Int, _ start: Int, _ end: Int) -> ClosedRows? {
    guard let closed, let lists, closed.enter(start, end, lists) else { return nil }
    closed.fill(control) { listStart(of: $0, from: root) }
    return closed
  }

  /// Once vectors have been gathered the leader's values stand one after the other.
  private func weights(_ vector: Int) -> (values: UnsafeMutablePointer<Word>, byPlace: Bool) {
    if vector == code.leader, let values = compact[vector] { return (values, true) }
    return (dense[vector].unsafelyUnwrapped, false)
  }

  /// Everything that sees a neighbour of the root is in the leader's list.
  private func count(
    _ closed: ClosedRows, _ weights: UnsafeMutablePointer<Word>?, byPlace: Bool, pairs: UnsafeMutablePointer<Word>? = nil,
    forMembers: Bool = false
  ) -> Word {
    guard let leader = code.leader, let places = touched[leader] else { return 0 }
    // Words are of 64 bits, or there would be no sets.
    func plain(_ values: UnsafeMutablePointer<Word>?) -> UnsafeMutablePointer<UInt64>? {
      values.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt64.self) }
    }
    let sum = closed.count(
      places, touchedCount[leader], control, weights: plain(weights), byPlace: byPlace, pairs: plain(pairs),
      forMembers: forMembers)
    return Word(truncatingIfNeeded: sum)
  }

  /// - Parameter sum: over ordered pairs.
  /// - Returns: the sum over the edges.
  private func addMembers(
    _ closed: ClosedRows, _ sum: Word, to table: UnsafeMutablePointer<Word>, _ factor: Word
  ) -> Word {
    for i in 0..<closed.rows.count {
      table[Int(closed.rows.members[i])] &+= Word(truncatingIfNeeded: closed.members[i]) &* factor
    }
    return sum / 2
  }
}
