/// Random numbers as a function of a seed and a position: any thread can make any of them, in any order.
///
/// The mixing is SplitMix64's (Steele, Lea, Flood 2014).
struct CounterRandom {
  private var state: UInt64

  init(seed: UInt64, position: UInt64) {
    state = Self.mix(seed &+ 0x9e37_79b9_7f4a_7c15) ^ Self.mix(position &* 0xd1b5_4a32_d192_ed03 &+ 0x8cb9_2ba7_2f3d_8dd7)
  }

  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// Uniform in 0..<bound; the bias is below bound / 2^64.
  mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

  /// Uniform in [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// A pseudo-random permutation of 0..<count, any place of which costs O(1): a Feistel network with four rounds on the next power
/// of four, walked until it falls inside (Black and Rogaway 2002).
struct RandomPermutation {
  private let count: UInt64
  private let seed: UInt64
  private let halfBits: UInt64

  init(_ count: UInt64, seed: UInt64) {
    self.count = count
    self.seed = seed
    let bits = count <= 1 ? 2 : UInt64(64 - (count - 1).leadingZeroBitCount)
    halfBits = max(1, (bits + 1) / 2)
  }

  subscript(_ index: UInt64) -> UInt64 {
    let mask = (1 << halfBits) as UInt64 &- 1
    var value = index
    repeat {
      var left = value >> halfBits, right = value & mask
      for round in 0..<4 as Range<UInt64> {
        (left, right) = (right, left ^ (CounterRandom.mix(right &+ CounterRandom.mix(seed &+ round)) & mask))
      }
      value = left << halfBits | right
    } while value >= count
    return value
  }
}
