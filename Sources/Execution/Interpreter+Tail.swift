import Planning
import SetKernels

/// The tail: the last pattern vertices as arithmetic over set sizes.
extension Interpreter {
  /// Adds the tail's value for the vertices bound now.
  func addTail() {
    for size in 0..<sizeCount { values[size] = sizeNow(sizes[size]) }
    add(fits64 ? Int128(tailValue64()) : tailValue128())
  }

  @inline(__always)
  private func sizeNow(_ size: Program.Size) -> Int {
    var count = slots[size.slot].count - size.alwaysInside
    for test in size.tests where isInside(tests[test]) && !(mayCoincide && isRepeated(test, in: size)) { count -= 1 }
    return count
  }

  /// Whether a check of the level just bound is satisfied.
  @inline(__always)
  func holds(_ check: Program.Check) -> Bool { sizeNow(sizes[check.size]) <= check.allowance }

  /// Whether an earlier test of the size is about the same data vertex, so that it has been taken off already.
  func isRepeated(_ test: Int, in size: Program.Size) -> Bool {
    for earlier in size.tests.lowerBound..<test where bound[tests[earlier].level] == bound[tests[test].level] { return true }
    return false
  }

  @inline(__always)
  func isInside(_ test: Program.Test) -> Bool {
    let vertex = bound[test.level]
    if let members = test.members, members[Int(vertex >> 6)] >> UInt64(vertex & 63) & 1 == 0 { return false }
    if test.below != 0, vertex >= smallest(test.below) { return false }
    if test.above != 0, vertex <= largest(test.above) { return false }
    for query in test.queries where !holds(queries[query]) { return false }
    return true
  }

  @inline(__always)
  func add(_ value: Int128) {
    let (sum, overflow) = state.pointee.total.addingReportingOverflow(value)
    state.pointee.total = sum
    if overflow { state.pointee.overflowed = true }
  }

  @inline(__always)
  func tailValue64() -> Int {
    if binomial > 0 {
      let n = values[0]
      if n < binomial { return 0 }
      var result = 1
      for i in 0..<binomial { result = result &* (n &- i) / (i &+ 1) }
      return result
    }
    var sum = 0
    for term in 0..<termCount {
      var product = terms[term].coefficient
      for factor in terms[term].factors { product &*= values[factors[factor]] }
      sum &+= product
    }
    return sum
  }

  func tailValue128() -> Int128 {
    var overflowed = false
    func times(_ a: Int128, _ b: Int) -> Int128 {
      let (product, overflow) = a.multipliedReportingOverflow(by: Int128(b))
      overflowed = overflowed || overflow
      return product
    }
    var sum: Int128 = 0
    if binomial > 0 {
      let n = values[0]
      if n < binomial { return 0 }
      sum = 1
      for i in 0..<binomial { sum = times(sum, n - i) / Int128(i + 1) }
    } else {
      for term in 0..<termCount {
        var product = Int128(terms[term].coefficient)
        for factor in terms[term].factors { product = times(product, values[factors[factor]]) }
        let (next, overflow) = sum.addingReportingOverflow(product)
        overflowed = overflowed || overflow
        sum = next
      }
    }
    if overflowed { state.pointee.overflowed = true }
    return sum
  }

  /// Adds the tail's values for every candidate of the last loop: each operation and each membership test runs over
  /// the whole list at once, so that what is the same for all candidates is looked up once.
  func addTails(_ candidates: Slot, _ range: Range<Int>, level: Int) {
    let count = range.count
    let list = candidates.elements + range.lowerBound
    for rows in 0..<cutRowCount { gatherRows(rows, list, count) }
    for position in loops[level].operations {
      countAll(operations[position], list, count, from: range.lowerBound, level: level)
    }
    if lastCheckSizes.isEmpty, binomial == 0, sizeCount == 1, termCount == 1, terms[0].factors.count == 1, sizes[0].tests.isEmpty,
      let sizesOfAll = counts[sizes[0].slot]
    {
      var sum = 0
      for i in 0..<count { sum &+= Int(sizesOfAll[i]) }
      sum &-= count &* sizes[0].alwaysInside
      for position in loops[level].distinct {
        let taken = bound[distinct[position]]
        let i = Int(gyr_lower_bound(list, UInt32(count), taken))
        if i < count, list[i] == taken { sum &-= Int(sizesOfAll[i]) &- sizes[0].alwaysInside }
      }
      add(Int128(sum &* terms[0].coefficient))
      return
    }
    for size in 0..<sizeCount { prepareTests(of: size, list, count, level: level) }
    for size in lastCheckSizes { prepareTests(of: size, list, count, level: level) }
    if fits64, binomial == 0, loops[level].checks.isEmpty { return addColumns(list, count, level: level) }
    var sum64 = 0
    candidates: for i in 0..<count {
      if isTaken(list[i], at: level) { continue }
      for position in loops[level].checks {
        if batchedValue(checks[position].size, i) > checks[position].allowance { continue candidates }
      }
      for size in 0..<sizeCount { values[size] = batchedValue(size, i) }
      if fits64 { sum64 &+= tailValue64() } else { add(tailValue128()) }
    }
    add(Int128(sum64))
  }

  /// The tail's values of all candidates, term by term: every size is a column of numbers.
  private func addColumns(_ list: UnsafePointer<UInt32>, _ count: Int, level: Int) {
    for size in 0..<sizeCount {
      let column = columns + size &* Self.batchedPiece
      let inside = insides + size &* listCapacity, always = sizes[size].alwaysInside
      if let sizesOfAll = counts[sizes[size].slot] {
        for i in 0..<count { column[i] = Int(sizesOfAll[i]) &- always &- Int(inside[i]) }
      } else {
        let whole = slots[sizes[size].slot].count &- always
        for i in 0..<count { column[i] = whole &- Int(inside[i]) }
      }
    }
    // A candidate that is matched already has no tail.
    var candidates = count
    for position in loops[level].distinct {
      let taken = bound[distinct[position]]
      let i = Int(gyr_lower_bound(list, UInt32(count), taken))
      guard i < count, list[i] == taken else { continue }
      candidates &-= 1
      for size in 0..<sizeCount { columns[size &* Self.batchedPiece &+ i] = 0 }
    }
    var sum = 0
    for term in 0..<termCount {
      let range = terms[term].factors
      func column(_ factor: Int) -> UnsafeMutablePointer<Int> { columns + factors[range.lowerBound &+ factor] &* Self.batchedPiece }
      var part = 0
      switch range.count {
      case 0: part = candidates
      case 1:
        let a = column(0)
        for i in 0..<count { part &+= a[i] }
      case 2:
        let a = column(0), b = column(1)
        for i in 0..<count { part &+= a[i] &* b[i] }
      default:
        for i in 0..<count {
          var product = 1
          for factor in 0..<range.count { product &*= column(factor)[i] }
          part &+= product
        }
      }
      sum &+= part &* terms[term].coefficient
    }
    add(Int128(sum))
  }

  /// A size for candidate i of the last loop.
  @inline(__always)
  private func batchedValue(_ size: Int, _ i: Int) -> Int {
    let slot = sizes[size].slot
    let whole = counts[slot].map { Int($0[i]) } ?? slots[slot].count
    return whole &- sizes[size].alwaysInside &- Int(insides[size &* listCapacity &+ i])
  }

  /// One counting operation for all candidates.
  private func countAll(_ operation: Program.Operation, _ list: UnsafePointer<UInt32>, _ count: Int, from: Int, level: Int) {
    let out = counts[operation.target].unsafelyUnwrapped
    let store = stores[operation.store]
    switch operation.kind {
    case .list:
      let own: UInt32 = 1 << UInt32(level)
      if operation.below | operation.above | own == own {
        for i in 0..<count {
          let vertex = list[i]
          let lower = Int(store.lower[Int(vertex)]), degree = store.degree(vertex)
          out[i] = UInt32(operation.below != 0 ? lower : operation.above != 0 ? degree - lower : degree)
        }
      } else {
        for i in 0..<count {
          bound[level] = list[i]
          out[i] = UInt32(self.list(operation.store, of: level, below: operation.below, above: operation.above).count)
        }
      }
    case .bound:
      for i in 0..<count {
        bound[level] = list[i]
        out[i] = UInt32(bounded(operation.source, operation, level: level, index: from + i).count)
      }
    case .members:
      for i in 0..<count {
        bound[level] = list[i]
        execute(operation, level: level, index: from + i)
        out[i] = UInt32(truncatingIfNeeded: slots[operation.target].count)
      }
    case .intersect, .subtract:
      if operation.pruning >= 0 {
        for i in 0..<count {
          bound[level] = list[i]
          execute(operation, level: level, index: from + i)
          out[i] = UInt32(truncatingIfNeeded: slots[operation.target].count)
        }
        return
      }
      if operation.cutRows >= 0, countByRows(operation, count) { return }
      let set = slots[operation.source]
      let side = operation.below != 0 ? Program.Side.below : operation.above != 0 ? Program.Side.above : Program.Side.all
      // Marking costs two passes over the set and saves reading it once for every candidate.
      let marking = count >= 4 && set.count >= 16
      if marking { gyr_set_marks(set.elements, UInt32(set.count), marks) }
      if operation.store == 0, let hubRows {
        kernels.hub_intersect_counts(
          list, UInt32(count), store.offsets, store.targets, store.lower, side, set.elements, UInt32(set.count),
          marking ? marks : nil, hubRows, out)
      } else {
        kernels.intersect_counts(
          list, UInt32(count), store.offsets, store.targets, store.lower, side, set.elements, UInt32(set.count),
          marking ? marks : nil, out)
      }
      if marking { gyr_clear_marks(set.elements, UInt32(set.count), marks) }
      if operation.kind == .subtract {
        for i in 0..<count {
          var whole = set.count
          if side != Program.Side.all {
            bound[level] = list[i]
            whole = bounded(operation.source, operation, level: level, index: from + i).count
          }
          out[i] = UInt32(whole) &- out[i]
        }
      }
    }
  }

  /// Fills `insides` of one size: for each candidate, how many of the matched vertices under test stand in the set.
  private func prepareTests(of size: Int, _ list: UnsafePointer<UInt32>, _ count: Int, level: Int) {
    let inside = insides + size &* listCapacity
    inside.update(repeating: 0, count: count)
    for position in sizes[size].tests {
      let test = tests[position]
      let dependent = test.level == level || (test.below | test.above) >> UInt32(level) & 1 == 1
        || test.queries.contains { queries[$0].listLevel == level }
      if !dependent {
        if isInside(test) { for i in 0..<count { inside[i] &+= 1 } }
        continue
      }
      if test.members == nil, test.below | test.above == 0, test.queries.count == 1, queries[test.queries.lowerBound].wanted {
        // The candidates that are (or whose list holds) a neighbour of one fixed vertex: one intersection.
        let query = queries[test.queries.lowerBound]
        let fixed = query.listLevel == level ? query.vertexLevel : query.listLevel
        let other = self.list(query.listLevel == level ? query.converse : query.store, of: fixed, below: 0, above: 0)
        let hits = Int(kernels.intersect(list, UInt32(count), other.elements, UInt32(other.count), scratch))
        var i = 0
        for hit in 0..<hits {
          while list[i] != scratch[hit] { i &+= 1 }
          inside[i] &+= 1
        }
        continue
      }
      for i in 0..<count {
        bound[level] = list[i]
        if isInside(test) { inside[i] &+= 1 }
      }
    }
  }
}
