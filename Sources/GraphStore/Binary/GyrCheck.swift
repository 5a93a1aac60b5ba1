/// Checks that numbers in a `.gyr` file are in range and in order, so that no file, however made, can lead the engine
/// outside of its memory. A pass or two over everything, on all threads.
struct GyrCheck {
  private let file: GyrFile
  private let threads: Int

  init(_ file: GyrFile, threads: Int) {
    self.file = file
    self.threads = threads
  }

  /// What `body` finds in ranges of 0..<count, on all threads.
  private func parts<Finding>(_ count: Int, _ body: (Range<Int>) -> Finding) -> [Finding] {
    let workers = count < 1 << 15 ? 1 : threads
    return [Finding](unsafeUninitializedCapacity: workers) { findings, initialized in
      nonisolated(unsafe) let start = findings.baseAddress!
      Parallel.run(workers) { worker in
        (start + worker).initialize(to: body(count * worker / workers..<count * (worker + 1) / workers))
      }
      initialized = workers
    }
  }

  private func all(_ count: Int, _ isFine: (Range<Int>) -> Bool) -> Bool { parts(count, isFine).allSatisfy { $0 } }

  /// Positions that ascend from 0 to `end`.
  private func positions(_ kind: GyrLayout.Kind, _ offsets: SharedElements<UInt64>, end: Int) throws(GraphFileError) {
    let isFine = offsets[0] == 0 && offsets[offsets.count - 1] == UInt64(end)
      && all(offsets.count - 1) { range in
        var isFine = true
        for i in range { isFine = isFine && offsets.start[i] <= offsets.start[i + 1] }
        return isFine
      }
    if !isFine { throw file.failure(kind, "does not ascend from 0 to \(end)") }
  }

  func adjacency(
    _ kind: GyrLayout.Kind, _ offsets: SharedElements<UInt64>, _ targets: SharedElements<UInt32>,
    _ lower: SharedElements<UInt32>, maximum: Int
  ) throws(GraphFileError) {
    let n = offsets.count - 1, end = targets.count
    let lists = ListCheck(
      offsets: offsets.start, targets: targets.start, lower: lower.start, vertexCount: n, targetCount: end, maximum: maximum)
    let found = parts(n) { lists.lists(of: $0) }
    guard offsets[0] == 0, offsets[n] == UInt64(end), found.allSatisfy(\.offsetsAscend) else {
      throw file.failure(kind, "does not ascend from 0 to \(end)")
    }
    // Lists ascend if numbers fall nowhere but from one list to the next: two simple passes instead of a loop in a loop.
    let falls = parts(max(0, end - 1)) { lists.falls(in: $0) }
    guard found.allSatisfy(\.isFine), falls.reduce(0, +) == found.reduce(0, { $0 + $1.falls }) else {
      throw file.failure(kind, "holds lists that are out of order or out of range")
    }
    // Scratch memory is as large as the longest list.
    if n > 0, !found.contains(where: \.hasLongest) {
      throw file.failure(.summary, "names a longest list of \(maximum), which no vertex has")
    }
  }

  func below(_ kind: GyrLayout.Kind, _ values: SharedElements<UInt32>, _ limit: Int) throws(GraphFileError) {
    let isFine = all(values.count) { range in
      var maximum: UInt32 = 0
      for i in range { maximum = max(maximum, values.start[i]) }
      return range.isEmpty || Int(maximum) < limit
    }
    if !isFine { throw file.failure(kind, "holds numbers beyond \(limit)") }
  }

  func ascending(_ kind: GyrLayout.Kind, _ values: SharedElements<Int64>) throws(GraphFileError) {
    let isFine = all(max(0, values.count - 1)) { range in
      var isFine = true
      for i in range { isFine = isFine && values.start[i] < values.start[i + 1] }
      return isFine
    }
    if !isFine { throw file.failure(kind, "is out of order") }
  }

  func inverse(_ ranks: SharedElements<UInt32>, _ numbers: SharedElements<UInt32>) throws(GraphFileError) {
    try below(.ranks, ranks, ranks.count)
    let isFine = all(ranks.count) { range in
      var isFine = true
      for v in range { isFine = isFine && numbers.start[Int(ranks.start[v])] == UInt32(v) }
      return isFine
    }
    if !isFine { throw file.failure(.numbers, "is not the inverse of ranks") }
  }

  func strings(_ kind: GyrLayout.Kind, _ bytes: SharedElements<UInt8>, _ offsets: SharedElements<Int>) throws(GraphFileError) {
    let isFine = offsets[0] == 0 && offsets[offsets.count - 1] == bytes.count
      && all(offsets.count - 1) { range in
        var isFine = true
        for i in range { isFine = isFine && offsets.start[i] <= offsets.start[i + 1] }
        return isFine
      }
    if !isFine { throw file.failure(kind, "does not ascend from 0 to \(bytes.count)") }
    let isSorted = all(max(0, offsets.count - 2)) { range in
      for i in range {
        let a = UnsafeBufferPointer(start: bytes.start + offsets.start[i], count: offsets.start[i + 1] - offsets.start[i])
        let b = UnsafeBufferPointer(start: bytes.start + offsets.start[i + 1], count: offsets.start[i + 2] - offsets.start[i + 1])
        if compareBytes(a, b) >= 0 { return false }
      }
      return true
    }
    if !isSorted { throw file.failure(kind, "holds strings that are out of order") }
  }

  func labels(
    offsets: SharedElements<UInt64>, codes: SharedElements<UInt32>, single: SharedElements<UInt32>,
    listOffsets: SharedElements<UInt64>, lists: SharedElements<UInt32>, labelCount: Int, hasSeveral: Bool
  ) throws(GraphFileError) {
    try positions(.vertexLabelOffsets, offsets, end: codes.count)
    try positions(.labelListOffsets, listOffsets, end: lists.count)
    try below(.vertexLabelCodes, codes, labelCount)
    try below(.labelLists, lists, single.count)
    let isFine = all(single.count) { range in
      for v in range {
        let start = Int(offsets.start[v]), count = Int(offsets.start[v + 1]) - start
        let expected = count == 0 ? VertexLabels.none : count == 1 ? codes.start[start] : VertexLabels.several
        if single.start[v] != expected || (count > 1 && !hasSeveral) { return false }
      }
      return true
    }
    if !isFine { throw file.failure(.singleLabels, "disagrees with the labels of the vertices") }
    for label in 0...labelCount {
      for i in Int(listOffsets[label])..<Int(listOffsets[label + 1]) {
        let v = lists[i]
        let isAscending = i == Int(listOffsets[label]) || lists[i - 1] < v
        let only = single[Int(v)]
        let carries = label == labelCount ? only == VertexLabels.none : only == UInt32(label) || only == VertexLabels.several
        if !isAscending || !carries { throw file.failure(.labelLists, "disagrees with the labels of the vertices") }
      }
    }
  }

  func edgeLabels(offsets: SharedElements<UInt64>, pairs: SharedElements<UInt64>) throws(GraphFileError) {
    try positions(.edgeLabelOffsets, offsets, end: pairs.count)
    let n = UInt64(file.vertexCount)
    let isDirected = file.isDirected
    for group in 0..<offsets.count - 1 {
      var last: UInt64?
      for i in Int(offsets[group])..<Int(offsets[group + 1]) {
        let pair = pairs[i], source = pair >> 32, target = pair & 0xffff_ffff
        guard last.map({ $0 < pair }) ?? true, source < n, target < n, source != target, isDirected || source < target else {
          throw file.failure(.edgeLabelPairs, "holds edges that are out of order or out of range")
        }
        last = pair
      }
    }
  }
}

/// The loops over an adjacency.
private struct ListCheck: @unchecked Sendable {  // memory that outlives the check
  let offsets: UnsafePointer<UInt64>
  let targets: UnsafePointer<UInt32>
  let lower: UnsafePointer<UInt32>
  let vertexCount: Int
  let targetCount: Int
  let maximum: Int

  struct Findings {
    var offsetsAscend = true
    /// Ends and the places around the vertex itself are right, if lists ascend.
    var isFine = true
    var hasLongest = false
    /// Starts of lists whose first number does not exceed the last of the list before.
    var falls = 0
  }

  /// Nothing is read outside of the lists, whatever the offsets are.
  func lists(of vertices: Range<Int>) -> Findings {
    var found = Findings()
    var falls = 0, hasLongest = false
    for v in vertices {
      let first = offsets[v], past = offsets[v + 1]
      guard first <= past, past <= UInt64(targetCount) else {
        found.offsetsAscend = false
        break
      }
      let start = Int(first), length = Int(past - first), below = Int(lower[v])
      guard length <= maximum, below <= length else {
        found.isFine = false
        break
      }
      if length == maximum { hasLongest = true }
      if length == 0 { continue }
      let list = targets + start
      guard Int(list[length - 1]) < vertexCount, below == 0 || list[below - 1] < UInt32(v),
        below == length || list[below] > UInt32(v)
      else {
        found.isFine = false
        break
      }
      if start > 0, list[-1] >= list[0] { falls &+= 1 }
    }
    found.falls = falls
    found.hasLongest = hasLongest
    return found
  }

  /// Places whose number is not smaller than the next one.
  func falls(in places: Range<Int>) -> Int {
    var sum = 0
    var start = places.lowerBound
    while start < places.upperBound {
      // Counters of 32 bits, as wide as the numbers, fill vectors.
      let end = min(places.upperBound, start + 1 << 20)
      var count: UInt32 = 0
      for i in start..<end { count &+= targets[i] >= targets[i &+ 1] ? 1 : 0 }
      sum &+= Int(count)
      start = end
    }
    return sum
  }
}
