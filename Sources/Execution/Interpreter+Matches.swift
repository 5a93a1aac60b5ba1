import SetKernels

/// Delivery of matches, row by row into the sink's batch.
extension Interpreter {
  /// The bound vertices are a match.
  func emitBound() {
    if let orbitFilter {
      for level in 0..<depth { scratch[order[level]] = bound[level] }
      if !orbitFilter.keeps(scratch, width: depth) { return }
    }
    guard let sink, let row = sink.nextRow() else { return control.stop() }
    for level in 0..<depth { row[order[level]] = bound[level] }
  }

  /// Every candidate of the last level completes a match.
  func emitList(_ candidates: Slot, _ range: Range<Int>, level: Int) {
    guard let sink else { return }
    for i in range {
      let vertex = candidates.elements[i]
      if isTaken(vertex, at: level) { continue }
      guard let row = sink.nextRow() else { return control.stop() }
      for earlier in 0..<level { row[order[earlier]] = bound[earlier] }
      row[order[level]] = vertex
    }
  }
}
