/// Turns what workers collected into ranks: every id's position among all ids in ascending order.
enum IDResolver {
  /// Rewrites all records in place. Nil when there are more vertices than a graph can hold.
  static func resolve(_ collectors: [IDCollector], threads: Int) -> (ids: VertexIDs.Values, count: Int)? {
    let form = collectors.map(\.form).max() ?? .direct
    if form == .direct, let ranks = BitmapRanks(collectors, threads: threads) {
      guard ranks.count <= AssemblyInput.maximumVertexCount else { return nil }
      ranks.rewrite(collectors, threads: threads)
      return (ranks.ids, ranks.count)
    }
    let goal = max(form, .integers)
    Parallel.run(collectors.count) { collectors[$0].lift(to: goal) }
    let tableSizes = collectors.map { goal == .strings ? $0.strings.count : $0.integers.keys.count }
    guard tableSizes.allSatisfy({ $0 < Int(UInt32.max) }) else { return nil }
    return goal == .strings ? resolveStrings(collectors) : resolveIntegers(collectors)
  }

  private static func resolveIntegers(_ collectors: [IDCollector]) -> (ids: VertexIDs.Values, count: Int)? {
    // With the sign bit flipped, unsigned order is signed order.
    let flip = UInt64(1) << 63
    let keys = sortedUnique(collectors.flatMap { $0.integers.keys.map { UInt64(bitPattern: $0) ^ flip } })
    guard keys.count <= AssemblyInput.maximumVertexCount else { return nil }
    Parallel.run(collectors.count) { index in
      let ranks = collectors[index].integers.keys.map { key in
        let key = UInt64(bitPattern: key) ^ flip
        return UInt32(partitionPoint(0, keys.count) { keys[$0] < key })
      }
      collectors[index].integers.removeAll()
      rewrite(collectors[index], ranks)
    }
    return (.compact(keys.map { Int64(bitPattern: $0 ^ flip) }), keys.count)
  }

  private static func resolveStrings(_ collectors: [IDCollector]) -> (ids: VertexIDs.Values, count: Int)? {
    struct Entry {
      var prefix: UInt64
      var collector: UInt32
      var local: UInt32
    }
    // The first eight bytes, most significant first, decide most comparisons.
    func bytes(_ entry: Entry) -> ArraySlice<UInt8> {
      let table = collectors[Int(entry.collector)].strings, local = Int(entry.local)
      return table.bytes[table.offsets[local]..<table.offsets[local + 1]]
    }
    func order(_ a: Entry, _ b: Entry) -> Int {
      if a.prefix != b.prefix { return a.prefix < b.prefix ? -1 : 1 }
      return bytes(a).withUnsafeBufferPointer { a in bytes(b).withUnsafeBufferPointer { b in compareBytes(a, b) } }
    }
    var entries: [Entry] = []
    for (index, collector) in collectors.enumerated() {
      for local in 0..<collector.strings.count {
        var entry = Entry(prefix: 0, collector: UInt32(index), local: UInt32(local))
        let text = bytes(entry)
        for k in 0..<8 {
          entry.prefix = entry.prefix << 8 | (k < text.count ? UInt64(text[text.startIndex + k]) : 0)
        }
        entries.append(entry)
      }
    }
    entries.sort { order($0, $1) < 0 }
    var column = StringColumn.Builder()
    var ranks = collectors.map { [UInt32](repeating: 0, count: $0.strings.count) }
    for (index, entry) in entries.enumerated() {
      if index == 0 || order(entries[index - 1], entry) != 0 {
        guard column.count < AssemblyInput.maximumVertexCount else { return nil }
        bytes(entry).withUnsafeBufferPointer { column.append($0) }
      }
      ranks[Int(entry.collector)][Int(entry.local)] = UInt32(column.count - 1)
    }
    Parallel.run(collectors.count) { rewrite(collectors[$0], ranks[$0]) }
    let count = column.count
    return (.strings(column.finish()), count)
  }

  private static func rewrite(_ collector: IDCollector, _ ranks: [UInt32]) {
    ranks.withUnsafeBufferPointer { ranks in
      for slice in collector.edges.flatMap(\.slices) {
        for i in 0..<slice.count {
          let record = slice.start + i * slice.width
          record[0] = ranks[Int(record[0])]
          record[1] = ranks[Int(record[1])]
        }
        slice.release()
      }
      for slice in collector.vertices.flatMap(\.slices) {
        for i in 0..<slice.count { slice.start[2 * i] = ranks[Int(slice.start[2 * i])] }
      }
    }
  }
}

/// Ranks of small integers: a bit for every id that occurs, and running counts per word. 1.5 bits of table per possible
/// id instead of a hash of the actual ones, and the order comes for free.
private final class BitmapRanks {
  let count: Int
  private let words: UnsafeMutablePointer<UInt64>
  private let before: UnsafeMutablePointer<UInt32>
  private let wordCount: Int
  private let minimum: Int
  private let maximum: Int

  deinit {
    words.deallocate()
    before.deallocate()
  }

  /// Nil when the ids are so sparse that the table would outgrow the records.
  init?(_ collectors: [IDCollector], threads: Int) {
    let edges = collectors.flatMap { $0.edges[0].slices }, vertices = collectors.flatMap { $0.vertices[0].slices }
    let records = (edges + vertices).reduce(0) { $0 + $1.count }
    let groups = max(1, min(threads, records >> 14, 4))
    func share(_ slices: [RecordSlice], _ group: Int) -> ArraySlice<RecordSlice> {
      slices[slices.count * group / groups..<slices.count * (group + 1) / groups]
    }
    let maxima = UnsafeMutablePointer<UInt32>.allocate(capacity: groups)
    maxima.initialize(repeating: 0, count: groups)
    defer { maxima.deallocate() }
    Parallel.run(groups) { group in
      var maximum: UInt32 = 0
      for slice in share(edges, group) {
        var record = slice.start
        for _ in 0..<slice.count {
          maximum = max(maximum, max(record[0], record[1]))
          record += slice.width
        }
      }
      for slice in share(vertices, group) { for i in 0..<slice.count { maximum = max(maximum, slice.start[2 * i]) } }
      maxima[group] = maximum
    }
    maximum = Int(UnsafeBufferPointer(start: maxima, count: groups).max()!)
    let wordCount = records == 0 ? 1 : maximum / 64 + 1
    if wordCount > records + 4096 { return nil }

    self.wordCount = wordCount
    words = allocateForScatter(wordCount * groups)
    words.initialize(repeating: 0, count: wordCount * groups)
    before = .allocate(capacity: wordCount)
    let words = words
    Parallel.run(groups) { group in
      let words = words + wordCount * group
      for slice in share(edges, group) {
        var record = slice.start
        for _ in 0..<slice.count {
          words[Int(record[0] >> 6)] |= 1 << UInt64(record[0] & 63)
          words[Int(record[1] >> 6)] |= 1 << UInt64(record[1] & 63)
          record += slice.width
        }
        slice.release()
      }
      for slice in share(vertices, group) {
        for i in 0..<slice.count {
          let id = slice.start[2 * i]
          words[Int(id >> 6)] |= 1 << UInt64(id & 63)
        }
      }
    }
    var count = 0
    var minimum = Int.max
    for index in 0..<wordCount {
      for group in 1..<max(1, groups) where groups > 1 { words[index] |= words[wordCount * group + index] }
      before[index] = UInt32(truncatingIfNeeded: count)
      if minimum == .max, words[index] != 0 { minimum = index * 64 + words[index].trailingZeroBitCount }
      count += words[index].nonzeroBitCount
    }
    self.count = count
    self.minimum = count == 0 ? 0 : minimum
  }

  private var isContiguous: Bool { count == 0 || count == maximum - minimum + 1 }

  var ids: VertexIDs.Values {
    if isContiguous { return .range(base: Int64(minimum)) }
    var sorted: [Int64] = []
    sorted.reserveCapacity(count)
    for index in 0..<wordCount {
      var word = words[index]
      while word != 0 {
        sorted.append(Int64(index * 64 + word.trailingZeroBitCount))
        word &= word - 1
      }
    }
    return .integers(SharedElements(sorted))
  }

  func rewrite(_ collectors: [IDCollector], threads: Int) {
    if isContiguous, minimum == 0 { return }
    let edges = collectors.flatMap { $0.edges[0].slices }, vertices = collectors.flatMap { $0.vertices[0].slices }
    let words = words, before = before
    @inline(__always) func rank(_ id: UInt32) -> UInt32 {
      let word = Int(id >> 6)
      return before[word] &+ UInt32((words[word] & (1 << UInt64(id & 63) &- 1)).nonzeroBitCount)
    }
    let groups = max(1, min(threads, edges.count))
    Parallel.run(groups) { group in
      for slice in edges[edges.count * group / groups..<edges.count * (group + 1) / groups] {
        var record = slice.start
        for _ in 0..<slice.count {
          record[0] = rank(record[0])
          record[1] = rank(record[1])
          record += slice.width
        }
        slice.release()
      }
    }
    for slice in vertices { for i in 0..<slice.count { slice.start[2 * i] = rank(slice.start[2 * i]) } }
  }
}
