import SetKernels

/// Set operations on lists.
extension Interpreter {
  /// Smallest of the vertices bound at the levels (bits); nil without any.
  @inline(__always)
  func smallest(_ levels: UInt32) -> UInt32 {
    var rest = levels
    var result = UInt32.max
    while rest != 0 {
      result = Swift.min(result, bound[rest.trailingZeroBitCount])
      rest &= rest &- 1
    }
    return result
  }

  @inline(__always)
  func largest(_ levels: UInt32) -> UInt32 {
    var rest = levels
    var result: UInt32 = 0
    while rest != 0 {
      result = Swift.max(result, bound[rest.trailingZeroBitCount])
      rest &= rest &- 1
    }
    return result
  }

  /// The neighbour list of a bound vertex, cut to the bounds; the vertex's own number as bound is a stored position.
  @inline(__always)
  func list(_ number: Int, of level: Int, below: UInt32, above: UInt32) -> Slot {
    let store = stores[number]
    let vertex = bound[level]
    var start = store.start(vertex)
    var count = store.degree(vertex)
    let own: UInt32 = 1 << UInt32(level)
    if below != 0 {
      if below == own { count = Int(store.lower[Int(vertex)]) }
      else { count = Int(gyr_lower_bound(start, UInt32(count), smallest(below))) }
    }
    if above != 0 {
      let skip: Int
      if above == own { skip = Swift.min(count, Int(store.lower[Int(vertex)])) }
      else { skip = Int(gyr_lower_bound(start, UInt32(count), largest(above) &+ 1)) }
      start += skip
      count -= skip
    }
    return Slot(elements: start, count: count)
  }

  /// The part of a set below or above the vertex just bound at `level`.
  @inline(__always)
  func bounded(_ slot: Int, _ operation: Program.Operation, level: Int, index: Int) -> Slot {
    var set = slots[slot]
    if operation.below | operation.above == 0 { return set }
    let position: Int
    let here: Int
    if level > 0, loops[level].slot == slot {
      // The loop runs over this very set: the position is known.
      position = index
      here = 1
    } else {
      let vertex = bound[level]
      position = Int(gyr_lower_bound(set.elements, UInt32(set.count), vertex))
      here = position < set.count && set.elements[position] == vertex ? 1 : 0
    }
    if operation.below != 0 { set.count = position }
    else {
      set.elements += position + here
      set.count -= position + here
    }
    return set
  }

  @inline(__always)
  func execute(_ operation: Program.Operation, level: Int, index: Int) {
    switch operation.kind {
    case .list:
      slots[operation.target] = list(operation.store, of: operation.listLevel, below: operation.below, above: operation.above)
    case .members: executeMembers(operation)
    case .bound:
      slots[operation.target] = bounded(operation.source, operation, level: level, index: index)
    case .intersect, .subtract:
      if operation.pruning >= 0 { return executePruned(operation, level: level, index: index) }
      executeWhole(operation, level: level, index: index)
    }
  }

  private func executeMembers(_ operation: Program.Operation) {
    let whole = list(operation.store, of: operation.listLevel, below: operation.below, above: operation.above)
    let members = operation.members.unsafelyUnwrapped
    if operation.countOnly {
      slots[operation.target].count = Int(
        kernels.intersect_count(members, operation.memberCount, whole.elements, UInt32(whole.count)))
    } else {
      let buffer = buffers[operation.target].unsafelyUnwrapped
      let count = kernels.intersect(members, operation.memberCount, whole.elements, UInt32(whole.count), buffer)
      slots[operation.target] = Slot(elements: buffer, count: Int(count))
    }
  }

  @inline(__always)
  private func executeWhole(_ operation: Program.Operation, level: Int, index: Int) {
    if operation.store == 0, operation.above == 0, let hubRows, gyr_row(hubRows, bound[operation.listLevel]) != nil {
      return executeByRow(operation, hubRows, level: level, index: index)
    }
    if operation.kind == .intersect {
      let set = bounded(operation.source, operation, level: level, index: index)
      let other = list(operation.store, of: operation.listLevel, below: operation.below, above: operation.above)
      if operation.countOnly {
        let count = kernels.intersect_count(set.elements, UInt32(set.count), other.elements, UInt32(other.count))
        slots[operation.target].count = Int(count)
      } else {
        let buffer = buffers[operation.target].unsafelyUnwrapped
        let count = kernels.intersect(set.elements, UInt32(set.count), other.elements, UInt32(other.count), buffer)
        slots[operation.target] = Slot(elements: buffer, count: Int(count))
      }
    } else {
      let set = bounded(operation.source, operation, level: level, index: index)
      let other = list(operation.store, of: operation.listLevel, below: 0, above: 0)
      if operation.countOnly {
        let count = kernels.intersect_count(set.elements, UInt32(set.count), other.elements, UInt32(other.count))
        slots[operation.target].count = set.count - Int(count)
      } else {
        let buffer = buffers[operation.target].unsafelyUnwrapped
        let count = kernels.subtract(set.elements, UInt32(set.count), other.elements, UInt32(other.count), buffer)
        slots[operation.target] = Slot(elements: buffer, count: Int(count))
      }
    }
  }

  /// The same for a list that has a hub row. A bound from above is the list's own vertex, and the set has been cut to it.
  private func executeByRow(
    _ operation: Program.Operation, _ rows: UnsafePointer<gyr_hub_rows>, level: Int, index: Int
  ) {
    let set = bounded(operation.source, operation, level: level, index: index)
    let vertex = bound[operation.listLevel]
    let list = stores[0].start(vertex), length = UInt32(stores[0].degree(vertex)), count = UInt32(set.count)
    if operation.countOnly {
      let common = Int(kernels.hub_intersect_count(set.elements, count, list, length, vertex, rows))
      slots[operation.target].count = operation.kind == .intersect ? common : set.count - common
      return
    }
    let buffer = buffers[operation.target].unsafelyUnwrapped
    let kept = operation.kind == .intersect
      ? kernels.hub_intersect(set.elements, count, list, length, vertex, rows, buffer)
      : kernels.hub_subtract(set.elements, count, list, length, vertex, rows, buffer)
    slots[operation.target] = Slot(elements: buffer, count: Int(kept))
  }

  /// Does the vertex bound at one level stand in the list of another's?
  @inline(__always)
  func holds(_ query: Program.Query) -> Bool {
    var store = stores[query.store]
    var owner = bound[query.listLevel], vertex = bound[query.vertexLevel]
    let converse = stores[query.converse]
    if converse.degree(vertex) < store.degree(owner) {
      swap(&owner, &vertex)
      store = converse
    }
    let start = store.start(owner), count = store.degree(owner)
    let position = Int(gyr_lower_bound(start, UInt32(count), vertex))
    return (position < count && start[position] == vertex) == query.wanted
  }
}
