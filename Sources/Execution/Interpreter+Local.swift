import SetKernels

/// The local context: when everything that is left of a plan lies inside one set, the set is renumbered 0..<m, its
/// inner edges become rows of bits, and all further sets are bitmaps of m bits.
///
/// Numbers keep their order, so "below" and "above" mean the same inside; where all operations of the plan look to
/// one side only, only that side of the rows is built.
extension Interpreter {
  /// Renumbers and runs the rest of the plan; false when the set is unsuited and the lists should go on.
  func enterLocal() -> Bool {
    let set = slots[localSlot]
    let m = set.count
    if m == 0 { return true }
    if m > Self.localLimit || m < 4 { return false }
    let words = (m + 63) / 64
    prepareStorage(members: m, words: words)
    state.pointee.members = set.elements
    state.pointee.localCount = m
    state.pointee.words = words
    let index = state.pointee.localIndex.unsafelyUnwrapped
    for i in 0..<m { index[Int(set.elements[i])] = UInt32(truncatingIfNeeded: i) }
    gyr_set_marks(set.elements, UInt32(m), marks)
    for matrix in 0..<rowStoreCount { buildRows(set, matrix: matrix, words: words, index: index) }
    gyr_clear_marks(set.elements, UInt32(m), marks)
    // Sets that were computed outside and are used inside, as bits.
    for slot in 0..<slotCount where isOuter(slot) {
      let outer = slots[slot]
      let bits = self.bits(slot)
      bits.update(repeating: 0, count: words)
      gyr_set_local_bits(outer.elements, UInt32(outer.count), index, bits)
    }
    for level in 0...localLevel {
      // A vertex matched outside may stand in the set: it must be recognised inside.
      let vertex = bound[level]
      let position = Int(gyr_lower_bound(set.elements, UInt32(m), vertex))
      boundLocal[level] = position < m && set.elements[position] == vertex ? position : -1
    }
    descendLocal(localLevel + 1)
    return true
  }

  /// A set with elements that is known when the context is entered and lies inside it (only those are read).
  private func isOuter(_ slot: Int) -> Bool { outerSlots[slot] }

  @inline(__always)
  func bits(_ slot: Int) -> UnsafeMutablePointer<UInt64> {
    state.pointee.bitStorage.unsafelyUnwrapped + slot &* state.pointee.words
  }

  @inline(__always)
  func row(_ member: Int, of matrix: Int) -> UnsafeMutablePointer<UInt64> {
    state.pointee.rowStorage.unsafelyUnwrapped
      + (Swift.max(matrix, 0) &* state.pointee.localCount &+ member) &* state.pointee.words
  }

  private func prepareStorage(members: Int, words: Int) {
    let rowWords = members * words * Swift.max(1, rowStoreCount)
    if rowWords > state.pointee.rowCapacity {
      state.pointee.rowStorage?.deallocate()
      // Half as much again, so that a few growths serve a whole run.
      let capacity = rowWords * 3 / 2
      state.pointee.rowStorage = .allocate(capacity: capacity)
      state.pointee.rowCapacity = capacity
    }
    if (slotCount + 1) * words > state.pointee.bitCapacity {
      state.pointee.bitStorage?.deallocate()
      let capacity = (slotCount + 1) * words * 3 / 2
      state.pointee.bitStorage = .allocate(capacity: capacity)
      state.pointee.bitCapacity = capacity
    }
  }

  private func buildRows(_ set: Slot, matrix: Int, words: Int, index: UnsafeMutablePointer<UInt32>) {
    let store = stores[rowStores[matrix]]
    let m = set.count
    row(0, of: matrix).update(repeating: 0, count: m * words)
    let rows = rowStores[matrix] == 0 && localSide != Program.Side.above ? hubRows : nil
    if rows != nil { markedWords.unsafelyUnwrapped.pointee.begin(set) }
    for i in 0..<m {
      if i & 15 == 0, control.isStopped { return }
      let vertex = set.elements[i]
      var start = store.start(vertex)
      var count = store.degree(vertex)
      if i + 2 < m { gyr_prefetch(store.start(set.elements[i + 2])) }
      let lower = Int(store.lower[Int(vertex)])
      if localSide == Program.Side.below { count = lower }
      if let rows {
        let done = markedWords.unsafelyUnwrapped.pointee.gather(vertex, rows, marks, kernels, into: row(i, of: matrix))
        start += done
        count -= done
        if count == 0 { continue }
      }
      if localSide == Program.Side.above {
        start += lower
        count -= lower
      }
      let hits = m &* 16 < count
        ? kernels.intersect(set.elements, UInt32(m), start, UInt32(count), scratch)
        : kernels.probe(start, UInt32(count), marks, 1, scratch)
      gyr_set_local_bits(scratch, hits, index, row(i, of: matrix))
    }
  }

  // MARK: The loops

  private func descendLocal(_ level: Int) {
    if control.isStopped { return }
    let words = state.pointee.words
    let candidates = bits(loops[level].slot)
    let isLast = level &+ 1 == depth
    if isLast, !isListing, addRowPairs(level, candidates, words) { return }
    var first = 0, last = words
    var firstMask = UInt64.max, lastMask = UInt64.max
    if level == 1, state.pointee.parts > 1 {
      let slice = slice(state.pointee.localCount)
      if slice.isEmpty { return }
      first = slice.lowerBound >> 6
      last = (slice.upperBound &- 1) >> 6 &+ 1
      firstMask = UInt64.max << UInt64(slice.lowerBound & 63)
      lastMask = UInt64.max >> UInt64(63 &- ((slice.upperBound &- 1) & 63))
    }
    for word in first..<last {
      var rest = candidates[word]
      if word == first { rest &= firstMask }
      if word == last &- 1 { rest &= lastMask }
      rounds[level] &+= rest.nonzeroBitCount
      if isLast, isListing, !emitsSingly, loops[level].checks.isEmpty {
        emitLocal(word, rest, level: level)
        if control.isStopped { return }
        continue
      }
      if rest != 0, control.isStopped { return }
      while rest != 0 {
        let member = word &<< 6 &+ rest.trailingZeroBitCount
        rest &= rest &- 1
        if isTakenLocally(member, at: level) { continue }
        boundLocal[level] = member
        bound[level] = state.pointee.members[member]
        if !executeLocal(level, member: member, words: words) { continue }
        if !loops[level].checks.isEmpty, !checksHoldLocally(level) { continue }
        if !isLast {
          descendLocal(level &+ 1)
        } else if isListing {
          emitBound()
          if control.isStopped { return }
        } else {
          addLocalTail()
        }
      }
    }
  }

  /// Every member among the bits of one word completes a match, except those that are matched already.
  @inline(__always)
  private func emitLocal(_ word: Int, _ bits: UInt64, level: Int) {
    var rest = bits
    for position in loops[level].distinct {
      let taken = boundLocal[distinct[position]]
      if taken >= 0, taken &>> 6 == word { rest &= ~(1 &<< UInt64(taken & 63)) }
    }
    var count = 0
    while rest != 0 {
      scratch[count] = state.pointee.members[word &<< 6 &+ rest.trailingZeroBitCount]
      rest &= rest &- 1
      count &+= 1
    }
    if count > 0 { emitRun(scratch, count, level: level) }
  }

  @inline(__always)
  private func isTakenLocally(_ member: Int, at level: Int) -> Bool {
    for position in loops[level].distinct where boundLocal[distinct[position]] == member { return true }
    return false
  }

  /// The level's operations; false when a set is too small for a match.
  @inline(__always)
  private func executeLocal(_ level: Int, member: Int, words: Int) -> Bool {
    for position in loops[level].operations {
      let operation = operations[position]
      executeLocal(operation, member: member, words: words)
      // An empty set shows by itself: its loop makes no round.
      if operation.needed > 1 {
        if !operation.countOnly, !operation.isSize {
          let bits = bits(operation.target)
          slots[operation.target].count = Int(kernels.and_count(bits, bits, UInt32(words)))
        }
        if slots[operation.target].count < operation.needed { return false }
      }
    }
    return true
  }

  @inline(__always)
  private func executeLocal(_ operation: Program.Operation, member: Int, words: Int) {
    let source = bits(operation.source)
    // Which words can hold members on the wanted side of `member`, and the mask of the one it stands in.
    let here = member &>> 6
    var from = 0, to = words
    var mask = UInt64.max
    if operation.below != 0 {
      to = here &+ 1
      mask = (1 &<< UInt64(member & 63)) &- 1
    } else if operation.above != 0 {
      from = here
      mask = ~((1 &<< UInt64(member & 63)) &- 1) & ~(1 &<< UInt64(member & 63))
    }
    let bounded = operation.below | operation.above != 0
    if operation.countOnly {
      var count: UInt32
      let other = row(operation.kind == .bound ? 0 : member, of: operation.rows)
      if !bounded || (operation.kind == .intersect && localSide != Program.Side.all) {
        count = operation.kind == .subtract
          ? kernels.andnot_count(source, other, UInt32(words)) : kernels.and_count(source + from, other + from, UInt32(to &- from))
      } else {
        // Whole words on the wanted side, then the word that the bound cuts.
        let start = operation.below != 0 ? 0 : here &+ 1
        let whole = UInt32(operation.below != 0 ? here : words &- here &- 1)
        var cut = source[here] & mask
        switch operation.kind {
        case .intersect:
          count = kernels.and_count(source + start, other + start, whole)
          cut &= other[here]
        case .subtract:
          count = kernels.andnot_count(source + start, other + start, whole)
          cut &= ~other[here]
        case .bound, .list, .members:
          count = kernels.and_count(source + start, source + start, whole)
        }
        count &+= UInt32(truncatingIfNeeded: cut.nonzeroBitCount)
      }
      slots[operation.target].count = Int(count)
      return
    }
    let target = bits(operation.target)
    switch operation.kind {
    case .intersect: kernels.and_store(source, row(member, of: operation.rows), UInt32(words), target)
    case .subtract: kernels.andnot_store(source, row(member, of: operation.rows), UInt32(words), target)
    case .bound, .list, .members: target.update(from: source, count: words)
    }
    if bounded {
      for word in 0..<from { target[word] = 0 }
      for word in to..<words { target[word] = 0 }
      target[here] &= mask
    }
    if operation.isSize { slots[operation.target].count = Int(kernels.and_count(target, target, UInt32(words))) }
  }

  // MARK: The tail inside

  /// The last two levels of cliques and their kind in one kernel call: sum of popcount(set & row x) over the last
  /// loop's candidates x. False when the plan's tail is of another shape.
  @inline(__always)
  private func addRowPairs(_ level: Int, _ candidates: UnsafeMutablePointer<UInt64>, _ words: Int) -> Bool {
    guard hasRowPairs else { return false }
    if level == 1, state.pointee.parts > 1 { return false }
    let operation = operations[loops[level].operations.lowerBound]
    rounds[level] &+= Int(kernels.and_count(candidates, candidates, UInt32(words)))
    let sum = kernels.row_pairs(candidates, bits(operation.source), row(0, of: operation.rows), UInt32(words))
    add(Int128(Int(sum) &* terms[0].coefficient))
    return true
  }

  @inline(__always)
  private func addLocalTail() {
    for size in 0..<sizeCount { values[size] = localSize(sizes[size]) }
    add(fits64 ? Int128(tailValue64()) : tailValue128())
  }

  private func localSize(_ size: Program.Size) -> Int {
    var count = slots[size.slot].count &- size.alwaysInside
    for test in size.tests where isInsideLocally(tests[test]) && !(mayCoincide && isRepeated(test, in: size)) {
      count &-= 1
    }
    return count
  }

  private func checksHoldLocally(_ level: Int) -> Bool {
    for position in loops[level].checks where localSize(sizes[checks[position].size]) > checks[position].allowance {
      return false
    }
    return true
  }

  private func isInsideLocally(_ test: Program.Test) -> Bool {
    let vertex = bound[test.level]
    if let members = test.members, members[Int(vertex >> 6)] >> UInt64(vertex & 63) & 1 == 0 { return false }
    if test.below != 0, vertex >= smallest(test.below) { return false }
    if test.above != 0, vertex <= largest(test.above) { return false }
    for position in test.queries {
      let query = queries[position]
      let a = boundLocal[query.listLevel], b = boundLocal[query.vertexLevel]
      if a < 0 || b < 0 || query.rows < 0 {
        if !holds(query) { return false }
        continue
      }
      // With one-sided rows an edge stands in the row of its upper (or lower) end only.
      var owner = a
      if localSide == Program.Side.above { owner = Swift.min(a, b) }
      if localSide == Program.Side.below { owner = Swift.max(a, b) }
      let member = a &+ b &- owner
      let adjacent = row(owner, of: query.rows)[member &>> 6] &>> UInt64(member & 63) & 1 == 1
      if adjacent != query.wanted { return false }
    }
    return true
  }
}
