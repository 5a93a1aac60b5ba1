/// Neighbour lists in the making: unsorted, and after `dropRepeats` with gaps between them.
final class RawLists {
  let vertexCount: Int
  /// vertexCount + 1 positions; the list of v starts at `starts[v]` and has `counts[v]` entries.
  let starts: UnsafeMutablePointer<UInt64>
  let counts: UnsafeMutablePointer<UInt32>
  let targets: UnsafeMutablePointer<UInt32>

  fileprivate init(vertexCount: Int, starts: UnsafeMutablePointer<UInt64>) {
    self.vertexCount = vertexCount
    self.starts = starts
    counts = .allocate(capacity: max(1, vertexCount))
    for v in 0..<vertexCount { counts[v] = UInt32(truncatingIfNeeded: starts[v + 1] &- starts[v]) }
    targets = allocateForScatter(Int(starts[vertexCount]))
  }

  deinit {
    starts.deallocate()
    counts.deallocate()
    targets.deallocate()
  }
}

/// The steps from edges to sorted adjacency. All are counting sorts: edges are scattered into lists, repeats are
/// dropped with a marker per vertex, and a second scatter that visits vertices in their final order leaves every list
/// sorted without comparing anything. Results do not depend on the number of threads.
enum Adjacency {
  enum Side { case both, bySource, byTarget }

  static func allocateTargets(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let targets = allocateForScatter(count + CSR.padding, of: UInt32.self)
    (targets + count).initialize(repeating: 0, count: CSR.padding)
    return targets
  }

  /// Each group of records has its own counters, so there are as many as pay for their memory.
  static func groupCount(threads: Int, vertexCount: Int, entries: Int) -> Int {
    max(1, min(threads, entries / (1 << 14), entries / max(1, vertexCount)))
  }

  /// Lists of both ends, or of the sources or the targets only. Self-loops are left out.
  static func scatter(_ slices: [RecordSlice], vertexCount: Int, side: Side, threads: Int) -> RawLists {
    let entries = slices.reduce(0) { $0 + $1.count } * (side == .both ? 2 : 1)
    let groups = groupCount(threads: threads, vertexCount: vertexCount, entries: entries)
    return entries < Int(UInt32.max)
      ? scatter(slices, vertexCount, side, groups, UInt32.self) : scatter(slices, vertexCount, side, groups, UInt64.self)
  }

  private static func scatter<Cursor: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ slices: [RecordSlice], _ n: Int, _ side: Side, _ groups: Int, _: Cursor.Type
  ) -> RawLists {
    let cursors = allocateForScatter(n * groups, of: Cursor.self)
    cursors.initialize(repeating: 0, count: n * groups)
    defer { cursors.deallocate() }
    func share(_ group: Int) -> Range<Int> {
      slices.count * group / groups..<slices.count * (group + 1) / groups
    }
    Parallel.run(groups) { group in
      let cursors = cursors + n * group
      for slice in slices[share(group)] {
        var record = slice.start
        for _ in 0..<slice.count {
          let a = Int(record[0]), b = Int(record[1])
          if a != b {
            if side != .byTarget { cursors[a] &+= 1 }
            if side != .bySource { cursors[b] &+= 1 }
          }
          record += slice.width
        }
      }
    }
    let starts = UnsafeMutablePointer<UInt64>.allocate(capacity: n + 1)
    var sum: Cursor = 0
    for v in 0..<n {
      starts[v] = UInt64(sum)
      for group in 0..<groups {
        let size = cursors[n * group + v]
        cursors[n * group + v] = sum
        sum &+= size
      }
    }
    starts[n] = UInt64(sum)
    let lists = RawLists(vertexCount: n, starts: starts)
    let targets = lists.targets
    Parallel.run(groups) { group in
      let cursors = cursors + n * group
      for slice in slices[share(group)] {
        var record = slice.start
        for _ in 0..<slice.count {
          let first = record[0], second = record[1]
          let a = Int(first), b = Int(second)
          if a != b {
            if side != .byTarget {
              let place = cursors[a]
              cursors[a] = place &+ 1
              targets[Int(truncatingIfNeeded: place)] = second
            }
            if side != .bySource {
              let place = cursors[b]
              cursors[b] = place &+ 1
              targets[Int(truncatingIfNeeded: place)] = first
            }
          }
          record += slice.width
        }
      }
    }
    return lists
  }

  /// Drops repeats inside every list and returns the degrees: the sizes of the lists, or with two lists (arcs from and
  /// to a vertex) of their unions.
  static func dropRepeats(_ lists: RawLists, and other: RawLists? = nil, threads: Int) -> [UInt32] {
    let n = lists.vertexCount
    let entries = Int(lists.starts[n]) + (other.map { Int($0.starts[n]) } ?? 0)
    let parts = groupCount(threads: threads, vertexCount: n, entries: entries)
    let ranges = Parallel.split(n, into: parts) { lists.starts[$0] + (other?.starts[$0] ?? 0) + UInt64($0) }
    return [UInt32](unsafeUninitializedCapacity: n) { buffer, count in
      let degrees = buffer.baseAddress ?? UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
      Parallel.run(ranges.count) { part in
        let marks = allocateForScatter(n, of: UInt32.self)
        marks.initialize(repeating: .max, count: n)
        let otherMarks = other == nil ? marks : allocateForScatter(n, of: UInt32.self)
        if other != nil { otherMarks.initialize(repeating: .max, count: n) }
        for v in ranges[part] {
          compact(lists, v, marks)
          var degree = lists.counts[v]
          if let other {
            compact(other, v, otherMarks)
            let targets = other.targets + Int(other.starts[v])
            for i in 0..<Int(other.counts[v]) where marks[Int(targets[i])] != UInt32(v) { degree &+= 1 }
          }
          degrees[v] = degree
        }
        marks.deallocate()
        if other != nil { otherMarks.deallocate() }
      }
      if buffer.baseAddress == nil { degrees.deallocate() }
      count = n
    }
  }

  @inline(__always)
  private static func compact(_ lists: RawLists, _ v: Int, _ marks: UnsafeMutablePointer<UInt32>) {
    let targets = lists.targets + Int(lists.starts[v])
    let stamp = UInt32(truncatingIfNeeded: v)
    var kept = 0
    for i in 0..<Int(lists.counts[v]) {
      let w = targets[i]
      let isNew = marks[Int(w)] != stamp
      marks[Int(w)] = stamp
      targets[kept] = w
      kept &+= isNew ? 1 : 0
    }
    lists.counts[v] = UInt32(kept)
  }

  /// Sorted adjacency in the final numbering of the relation that `lists` holds the other way round.
  ///
  /// - Parameter sizes: for an old number, the size of its finished list.
  static func transpose(
    _ lists: RawLists, sizes: UnsafeMutablePointer<UInt32>, numbering: Numbering, threads: Int
  ) -> CSR {
    let n = lists.vertexCount
    let offsets = UnsafeMutablePointer<UInt64>.allocate(capacity: n + 1)
    var total: UInt64 = 0
    for r in 0..<n {
      offsets[r] = total
      total &+= UInt64(sizes[Int(numbering.old[r])])
    }
    offsets[n] = total
    let targets = allocateTargets(Int(total))
    let groups = groupCount(threads: threads, vertexCount: n, entries: Int(total))
    if total < UInt64(UInt32.max) {
      fill(lists, numbering, offsets, targets, groups, UInt32.self)
    } else {
      fill(lists, numbering, offsets, targets, groups, UInt64.self)
    }
    return CSR(vertexCount: n, offsets: offsets, targets: targets, threads: threads)
  }

  private static func fill<Cursor: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ lists: RawLists, _ numbering: Numbering, _ offsets: UnsafeMutablePointer<UInt64>,
    _ targets: UnsafeMutablePointer<UInt32>, _ groups: Int, _: Cursor.Type
  ) {
    let n = lists.vertexCount
    // Every group takes a range of final numbers; its entries in a list stand before those of the next group. Cursors
    // are found by old number, which saves translating every entry.
    let cursors = allocateForScatter(n * groups, of: Cursor.self)
    defer { cursors.deallocate() }
    numbering.old.withUnsafeBufferPointer { old in
      var ranges = [0..<n]
      if groups == 1 {
        for r in 0..<n { cursors[Int(old[r])] = Cursor(offsets[r]) }
      } else {
        ranges = weightedRanges(lists, old, groups)
        cursors.initialize(repeating: 0, count: n * groups)
        Parallel.run(ranges.count) { group in
          let cursors = cursors + n * group
          for r in ranges[group] {
            let v = Int(old[r])
            let list = lists.targets + Int(lists.starts[v])
            for i in 0..<Int(lists.counts[v]) { cursors[Int(list[i])] &+= 1 }
          }
        }
        for r in 0..<n {
          var sum = Cursor(offsets[r])
          for group in 0..<ranges.count {
            let slot = n * group + Int(old[r])
            let size = cursors[slot]
            cursors[slot] = sum
            sum &+= size
          }
        }
      }
      Parallel.run(ranges.count) { group in
        let cursors = cursors + n * group
        for r in ranges[group] {
          let v = Int(old[r])
          let list = lists.targets + Int(lists.starts[v])
          for i in 0..<Int(lists.counts[v]) {
            let w = Int(list[i])
            let place = cursors[w]
            cursors[w] = place &+ 1
            targets[Int(truncatingIfNeeded: place)] = UInt32(truncatingIfNeeded: r)
          }
        }
      }
    }
  }

  /// Ranges of final numbers with about equally many entries.
  private static func weightedRanges(
    _ lists: RawLists, _ old: UnsafeBufferPointer<UInt32>, _ parts: Int
  ) -> [Range<Int>] {
    var total: UInt64 = 0
    for v in 0..<lists.vertexCount { total &+= UInt64(lists.counts[v]) &+ 1 }
    var ranges: [Range<Int>] = []
    var start = 0
    var sum: UInt64 = 0
    for r in 0..<lists.vertexCount {
      sum &+= UInt64(lists.counts[Int(old[r])]) &+ 1
      if sum >= total / UInt64(parts) * UInt64(ranges.count + 1), ranges.count < parts - 1 {
        ranges.append(start..<r + 1)
        start = r + 1
      }
    }
    if start < lists.vertexCount { ranges.append(start..<lists.vertexCount) }
    return ranges
  }

  /// List by list the union of two adjacencies.
  static func union(_ a: CSR, _ b: CSR, threads: Int) -> CSR {
    let n = a.vertexCount
    let offsets = UnsafeMutablePointer<UInt64>.allocate(capacity: n + 1)
    let ranges = Parallel.split(n, into: a.targetCount < 1 << 14 ? 1 : threads) {
      a.offsets[$0] + b.offsets[$0] + UInt64($0)
    }
    Parallel.run(ranges.count) { part in
      for v in ranges[part] { offsets[v + 1] = UInt64(merge(a.neighbours(v), b.neighbours(v), into: nil)) }
    }
    offsets[0] = 0
    for v in 0..<n { offsets[v + 1] += offsets[v] }
    let targets = allocateTargets(Int(offsets[n]))
    Parallel.run(ranges.count) { part in
      for v in ranges[part] { _ = merge(a.neighbours(v), b.neighbours(v), into: targets + Int(offsets[v])) }
    }
    return CSR(vertexCount: n, offsets: offsets, targets: targets, threads: threads)
  }

  @inline(__always)
  private static func merge(
    _ a: UnsafeBufferPointer<UInt32>, _ b: UnsafeBufferPointer<UInt32>, into out: UnsafeMutablePointer<UInt32>?
  ) -> Int {
    var i = 0, j = 0, count = 0
    while i < a.count, j < b.count {
      let x = a[i], y = b[j]
      out?[count] = min(x, y)
      i &+= x <= y ? 1 : 0
      j &+= y <= x ? 1 : 0
      count &+= 1
    }
    while i < a.count {
      out?[count] = a[i]
      i &+= 1
      count &+= 1
    }
    while j < b.count {
      out?[count] = b[j]
      j &+= 1
      count &+= 1
    }
    return count
  }
}

/// The order of vertices in the finished graph: by descending degree, ties in the order of their ids.
struct Numbering {
  /// Final number -> number by rank of the id, and back.
  let old: [UInt32]
  let new: [UInt32]

  init(degrees: [UInt32]) {
    let n = degrees.count
    let maximum = Int(degrees.max() ?? 0)
    var places = [Int](repeating: 0, count: maximum + 2)
    // Largest degree first: degree d goes to bucket maximum - d.
    for degree in degrees { places[maximum - Int(degree) + 1] += 1 }
    for bucket in 0...maximum { places[bucket + 1] += places[bucket] }
    var old = [UInt32](repeating: 0, count: n)
    var new = [UInt32](repeating: 0, count: n)
    for v in 0..<n {
      let bucket = maximum - Int(degrees[v])
      let place = places[bucket]
      places[bucket] = place + 1
      old[place] = UInt32(v)
      new[v] = UInt32(place)
    }
    self.old = old
    self.new = new
  }
}
