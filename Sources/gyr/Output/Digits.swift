/// Numbers as decimal digits, where there are millions of them.
enum Digits {
  static let most = 20

  /// Writes a number and moves the place behind it; there must be room for ``most`` digits.
  @inline(__always)
  static func write(_ value: UInt64, _ place: inout UnsafeMutablePointer<UInt8>) {
    var rest = value
    // Digits from the right, once it is known how many there are.
    var digits = 1
    var power: UInt64 = 10
    while digits < most, rest >= power {
      digits &+= 1
      if digits == most { break }
      power &*= 10
    }
    var position = digits
    while position > 0 {
      position &-= 1
      let quotient = rest / 10
      place[position] = UInt8(truncatingIfNeeded: rest &- quotient &* 10) &+ 48
      rest = quotient
    }
    place += digits
  }
}
