import Glibc

/// Bytes of a huge page.
package let hugePage = 1 << 21

/// Uninitialised memory that will be visited in no order: large pieces ask for huge pages, without which half of the time goes into
/// finding pages. Goes back with `deallocate()`.
package func allocateForScatter<T>(_ count: Int, of type: T.Type = T.self) -> UnsafeMutablePointer<T> {
  let byteCount = count * MemoryLayout<T>.stride
  var raw: UnsafeMutableRawPointer?
  guard byteCount >= 2 * hugePage, posix_memalign(&raw, hugePage, byteCount) == 0, let raw else {
    return .allocate(capacity: max(1, count))
  }
  madvise(raw, byteCount, MADV_HUGEPAGE)
  return raw.bindMemory(to: T.self, capacity: count)
}

/// The same with every byte 0. The system clears the pages of large pieces when they are first touched, by whoever does that.
package func clearedForScatter<T>(_ count: Int, of type: T.Type = T.self) -> UnsafeMutablePointer<T> {
  let count = max(1, count)
  guard let memory = calloc(count, MemoryLayout<T>.stride)?.bindMemory(to: T.self, capacity: count) else {
    fatalError("out of memory")
  }
  askForHugePages(memory, count: count)
  return memory
}

/// Asks for huge pages where whole ones lie inside. What is asked of memory that is in use already does no harm, nor of
/// what shares the first and the last page with this.
package func askForHugePages<T>(_ memory: UnsafeMutablePointer<T>, count: Int) {
  let byteCount = count * MemoryLayout<T>.stride
  guard byteCount >= hugePage else { return }
  let first = Int(bitPattern: memory) & -4096
  let end = (Int(bitPattern: memory) + byteCount + 4095) & -4096
  madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_HUGEPAGE)
}

/// Negative, zero or positive as `a` sorts before, with or after `b`, byte by byte.
func compareBytes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
  let common = min(a.count, b.count)
  if common > 0 {
    let order = Int(memcmp(a.baseAddress!, b.baseAddress!, common))
    if order != 0 { return order }
  }
  return a.count - b.count
}

/// Sorts 64-bit keys in place: least significant byte first, skipping bytes that all keys share.
///
/// Labelled edges are (vertex, vertex) pairs in 64 bits; this is several times faster on them than a comparison sort.
func radixSort(_ keys: UnsafeMutableBufferPointer<UInt64>) {
  let count = keys.count
  if count < 256 {
    var keys = keys
    keys.sort()
    return
  }
  var varying: UInt64 = 0
  for key in keys { varying |= key ^ keys[0] }
  let spare = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
  defer { spare.deallocate() }
  var from = keys.baseAddress!, to = spare
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
    for shift in stride(from: UInt64(0), to: 64, by: 8) where (varying >> shift) & 0xff != 0 {
      places.update(repeating: 0)
      for i in 0..<count { places[Int((from[i] >> shift) & 0xff)] &+= 1 }
      var sum = 0
      for digit in 0..<256 {
        let size = places[digit]
        places[digit] = sum
        sum &+= size
      }
      for i in 0..<count {
        let key = from[i]
        let digit = Int((key >> shift) & 0xff)
        to[places[digit]] = key
        places[digit] &+= 1
      }
      swap(&from, &to)
    }
  }
  if from != keys.baseAddress! { keys.baseAddress!.update(from: from, count: count) }
}

/// Sorts keys and drops repeats.
func sortedUnique(_ keys: consuming [UInt64]) -> [UInt64] {
  keys.withUnsafeMutableBufferPointer { radixSort($0) }
  var kept = 0
  for i in keys.indices where i == 0 || keys[i] != keys[kept - 1] {
    keys[kept] = keys[i]
    kept += 1
  }
  keys.removeLast(keys.count - kept)
  return keys
}
