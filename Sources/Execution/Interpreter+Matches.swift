import SetKernels

/// Delivery of matches, row by row into the sink's batch.
extension Interpreter {
  /// The bound vertices are a match.
  func emitBound() {
    if let orbitFilter {
      for level in 0..<depth { template[order[level]] = bound[level] }
      if !orbitFilter.keeps(template, width: depth) { return }
    }
    guard let sink, let (row, _) = sink.reserve(1) else { return control.stop() }
    for level in 0..<depth { row[order[level]] = bound[level] }
    sink.filled()
    // The last row that was wanted: the others need not search on.
    if !sink.open { control.stop() }
  }

  /// Every candidate of the last level completes a match, except those that are matched already.
  func emitList(_ candidates: Slot, _ range: Range<Int>, level: Int) {
    let elements = candidates.elements
    // In a short list it is cheaper to compare every element than to look up where the taken ones stand.
    if range.count < 8 {
      for i in range where !isTaken(elements[i], at: level) { emitRun(elements + i, 1, level: level) }
      return
    }
    var first = range.lowerBound
    while first < range.upperBound {
      // The next taken vertex, if one stands in the rest.
      var end = range.upperBound
      for position in loops[level].distinct {
        let taken = bound[distinct[position]]
        let place = first + Int(gyr_lower_bound(elements + first, UInt32(end - first), taken))
        if place < end, elements[place] == taken { end = place }
      }
      if end > first { emitRun(elements + first, end - first, level: level) }
      if control.isStopped { return }
      first = end + 1
    }
  }

  /// One match for every element: the bound vertices and it.
  func emitRun(_ elements: UnsafePointer<UInt32>, _ count: Int, level: Int) {
    guard let sink else { return }
    let row = template, width = depth, column = order[level]
    for earlier in 0..<level { row[order[earlier]] = bound[earlier] }
    var done = 0
    while done < count {
      guard let (rows, room) = sink.reserve(count &- done) else { return control.stop() }
      var target = rows
      for i in done..<(done &+ room) {
        row[column] = elements[i]
        // Word by word: rows are far too short for memcpy.
        for position in 0..<width { target[position] = row[position] }
        target += width
      }
      sink.filled()
      done &+= room
    }
    if !sink.open { control.stop() }
  }
}
