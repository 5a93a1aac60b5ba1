/// Numbers distinct 64-bit integers in the order they come. Open addressing, no allocation per key.
final class IntegerTable {
  private(set) var keys: [Int64] = []
  private var slots = [UInt32](repeating: 0, count: 1024)

  func intern(_ key: Int64) -> UInt32 {
    var slot = place(key)
    if slots[slot] != 0 { return slots[slot] - 1 }
    if (keys.count + 1) * 2 > slots.count {
      grow()
      slot = place(key)
    }
    keys.append(key)
    slots[slot] = UInt32(truncatingIfNeeded: keys.count)
    return UInt32(truncatingIfNeeded: keys.count - 1)
  }

  func find(_ key: Int64) -> UInt32? {
    let slot = place(key)
    return slots[slot] == 0 ? nil : slots[slot] - 1
  }

  func removeAll() {
    keys = []
    slots = []
  }

  @inline(__always)
  private func place(_ key: Int64) -> Int {
    let mask = slots.count - 1
    var hash = UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 32
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0, keys[Int(slots[slot] - 1)] != key { slot = (slot + 1) & mask }
    return slot
  }

  private func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (index, key) in keys.enumerated() { slots[place(key)] = UInt32(index + 1) }
  }
}

/// Numbers distinct strings in the order they come, their bytes in one piece of memory.
final class StringTable {
  private(set) var bytes: [UInt8] = []
  private(set) var offsets: [Int] = [0]
  private var hashes: [UInt32] = []
  private var slots = [UInt32](repeating: 0, count: 1024)

  var count: Int { offsets.count - 1 }

  subscript(_ index: Int) -> String {
    String(decoding: bytes[offsets[index]..<offsets[index + 1]], as: UTF8.self)
  }

  /// Nil when the string is new and not UTF-8: two such ids could look the same in an answer.
  func intern(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let hash = Self.hash(text)
    var slot = place(text, hash)
    if slots[slot] != 0 { return slots[slot] - 1 }
    guard Self.isUTF8(text) else { return nil }
    if (count + 1) * 2 > slots.count {
      grow()
      slot = place(text, hash)
    }
    bytes.append(contentsOf: text)
    offsets.append(bytes.count)
    hashes.append(hash)
    slots[slot] = UInt32(truncatingIfNeeded: count)
    return UInt32(truncatingIfNeeded: count - 1)
  }

  @inline(__always)
  private func place(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot] - 1)
      if hashes[index] == hash {
        let start = offsets[index], end = offsets[index + 1]
        let isEqual = bytes.withUnsafeBufferPointer {
          compareBytes(UnsafeBufferPointer(rebasing: $0[start..<end]), text) == 0
        }
        if isEqual { return slot }
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func grow() {
    let mask = slots.count * 2 - 1
    slots = [UInt32](repeating: 0, count: mask + 1)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// FNV-1a with a final mix: ids are short.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }

  private static func isUTF8(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.allSatisfy { $0 < 0x80 } || String(validating: text, as: UTF8.self) != nil
  }
}
