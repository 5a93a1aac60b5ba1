import Glibc

/// Sorts more 64-bit keys than fit in memory: sorted runs in a temporary file, which are then merged (as often as wanted).
///
/// The lowest bits of a key may be flags: keys that differ in nothing else become one key with the flags of all.
final class KeySorter {
  private struct Run {
    var offset: Int
    var count: Int
  }

  private var file: SpillFile?
  private let capacity: Int
  private let threads: Int
  private let flags: UInt64
  private let keys: UnsafeMutablePointer<UInt64>
  private var used = 0
  private var runs: [Run] = []
  private var fileSize = 0
  private var failure: GraphFileError?

  /// - Parameters:
  ///   - memory: bytes for keys; half of them are the spare room of sorting.
  ///   - flagBits: how many low bits are flags.
  init(memory: Int, directory: String?, threads: Int, flagBits: Int) throws(GraphFileError) {
    file = try SpillFile(in: directory)
    capacity = max(1024, memory / 16)
    self.threads = threads
    flags = 1 << UInt64(flagBits) &- 1
    keys = .allocate(capacity: capacity)
  }

  deinit { keys.deallocate() }

  @inline(__always)
  func add(_ key: UInt64) {
    if used == capacity { flush() }
    keys[used] = key
    used &+= 1
  }

  /// Sorts what is in memory, a share a thread, and puts it aside. An error waits for the next `merge`.
  @inline(never)
  private func flush() {
    let parts = used < 1 << 14 ? 1 : threads
    let shares = (0..<parts).map { used * $0 / parts..<used * ($0 + 1) / parts }
    let sizes = OwnedMemory(byteCount: parts * MemoryLayout<Int>.size)
    nonisolated(unsafe) let counts = sizes.bytes.bindMemory(to: Int.self, capacity: parts)
    nonisolated(unsafe) let keys = keys
    let flags = flags
    Parallel.run(parts) { part in
      let share = UnsafeMutableBufferPointer(start: keys + shares[part].lowerBound, count: shares[part].count)
      radixSort(share)
      counts[part] = Self.unite(share, flags)
    }
    for part in 0..<parts where counts[part] > 0 && failure == nil {
      guard let file else { break }
      let bytes = UnsafeRawBufferPointer(start: keys + shares[part].lowerBound, count: counts[part] * 8)
      do throws(GraphFileError) {
        try file.write(bytes, at: fileSize)
        runs.append(Run(offset: fileSize, count: counts[part]))
        fileSize += bytes.count
      } catch {
        failure = error
      }
    }
    withExtendedLifetime(sizes) {}
    used = 0
  }

  private static func unite(_ keys: UnsafeMutableBufferPointer<UInt64>, _ flags: UInt64) -> Int {
    guard keys.count > 0 else { return 0 }
    var kept = 0
    for i in 1..<max(1, keys.count) {
      if (keys[i] ^ keys[kept]) & ~flags == 0 {
        keys[kept] |= keys[i]
      } else {
        kept += 1
        keys[kept] = keys[i]
      }
    }
    return kept + 1
  }

  /// Calls `body` with every key once, in ascending order. No key may be added later.
  func merge(_ body: (UInt64) throws(GraphFileError) -> Void) throws(GraphFileError) {
    if used > 0 { flush() }
    if let failure { throw failure }
    guard !runs.isEmpty, let file else { return }
    // The room of the keys serves the runs.
    let share = max(64, capacity / runs.count)
    let readers = OwnedMemory(byteCount: share * 8 * runs.count)
    let room = share * runs.count <= capacity ? keys : readers.bytes.bindMemory(to: UInt64.self, capacity: share * runs.count)
    var cursors = runs.indices.map { Cursor(runs[$0].offset, runs[$0].count, room + $0 * share, share) }
    for index in cursors.indices { try cursors[index].refill(file) }
    let flags = flags
    if cursors.count == 1 {
      while cursors[0].next < cursors[0].limit {
        try body(cursors[0].buffer[cursors[0].next])
        cursors[0].next += 1
        if cursors[0].next == cursors[0].limit { try cursors[0].refill(file) }
      }
      return
    }
    // A heap of the runs by their next keys.
    var heap = Array(cursors.indices)
    var heads = cursors.map { $0.buffer[$0.next] }
    var size = heap.count
    func sink(_ start: Int) {
      var place = start
      let run = heap[start], key = heads[run]
      while true {
        var child = 2 * place + 1
        if child >= size { break }
        if child + 1 < size, heads[heap[child + 1]] < heads[heap[child]] { child += 1 }
        if heads[heap[child]] >= key { break }
        heap[place] = heap[child]
        place = child
      }
      heap[place] = run
    }
    for place in (0..<size / 2).reversed() { sink(place) }
    var pending = heads[heap[0]]
    while size > 0 {
      let run = heap[0], key = heads[run]
      if (key ^ pending) & ~flags == 0 {
        pending |= key
      } else {
        try body(pending)
        pending = key
      }
      cursors[run].next += 1
      if cursors[run].next == cursors[run].limit { try cursors[run].refill(file) }
      if cursors[run].next < cursors[run].limit {
        heads[run] = cursors[run].buffer[cursors[run].next]
      } else {
        size -= 1
        heap[0] = heap[size]
      }
      if size > 0 { sink(0) }
    }
    try body(pending)
    withExtendedLifetime(readers) {}
  }

  /// A place in a run.
  private struct Cursor {
    var offset: Int
    var left: Int
    let buffer: UnsafeMutablePointer<UInt64>
    let capacity: Int
    var next = 0
    var limit = 0

    init(_ offset: Int, _ count: Int, _ buffer: UnsafeMutablePointer<UInt64>, _ capacity: Int) {
      self.offset = offset
      left = count
      self.buffer = buffer
      self.capacity = capacity
    }

    mutating func refill(_ file: SpillFile) throws(GraphFileError) {
      limit = min(left, capacity)
      next = 0
      guard limit > 0 else { return }
      try file.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: limit * 8), at: offset)
      offset += limit * 8
      left -= limit
    }
  }
}
