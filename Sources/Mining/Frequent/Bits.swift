/// A set of places in a class.
final class Bits: @unchecked Sendable {  // shared only when no longer written
  let wordCount: Int
  let words: UnsafeMutablePointer<UInt64>

  init(count: Int, filled: Bool = false) {
    wordCount = (count + 63) >> 6
    words = .allocate(capacity: max(1, wordCount))
    words.initialize(repeating: filled ? ~0 : 0, count: max(1, wordCount))
    if filled, count & 63 != 0 { words[wordCount - 1] = (1 << UInt64(count & 63)) - 1 }
  }

  init(copy other: Bits) {
    wordCount = other.wordCount
    words = .allocate(capacity: max(1, wordCount))
    words.initialize(from: other.words, count: max(1, wordCount))
  }

  deinit { words.deallocate() }

  var byteCount: Int { wordCount * 8 + 64 }

  var count: Int {
    var sum = 0
    for i in 0..<wordCount { sum &+= words[i].nonzeroBitCount }
    return sum
  }

  @inline(__always)
  func contains(_ place: UInt32) -> Bool { words[Int(place >> 6)] >> UInt64(place & 63) & 1 != 0 }

  @inline(__always)
  func insert(_ place: UInt32) { words[Int(place >> 6)] |= 1 << UInt64(place & 63) }

  @inline(__always)
  func remove(_ place: UInt32) { words[Int(place >> 6)] &= ~(1 << UInt64(place & 63)) }

  func formIntersection(_ other: Bits) {
    for i in 0..<wordCount { words[i] &= other.words[i] }
  }

  /// Whether the intersection has at least `threshold` members.
  func intersects(_ other: Bits, atLeast threshold: Int) -> Bool {
    var sum = 0
    for i in 0..<wordCount {
      sum &+= (words[i] & other.words[i]).nonzeroBitCount
      if sum >= threshold { return true }
    }
    return sum >= threshold
  }

  @inline(__always)
  func forEach(_ body: (UInt32) -> Void) {
    for i in 0..<wordCount {
      var word = words[i]
      while word != 0 {
        body(UInt32(truncatingIfNeeded: i &* 64 &+ word.trailingZeroBitCount))
        word &= word &- 1
      }
    }
  }
}
