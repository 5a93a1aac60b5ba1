/// What a block is computed in: exact as long as nothing on the way reaches `largest`.
protocol BlockNumber {
  init(_ value: Int)
  /// What does not fit is cut off; nobody reads the block then.
  init(truncating value: some FixedWidthInteger)
  static var largest: Double { get }
  var whole: Int64 { get }
  func plus(_ other: Self) -> Self
  func times(_ other: Self) -> Self
  /// Exact quotients.
  static func divide(_ values: UnsafeMutablePointer<Self>, by divisor: Int, _ count: Int)
}

extension Double: BlockNumber {
  @inline(__always) init(truncating value: some FixedWidthInteger) { self = Double(Int64(truncatingIfNeeded: value)) }
  static var largest: Double { 0x1p52 }
  @inline(__always) var whole: Int64 { Int64(self) }
  @inline(__always) func plus(_ other: Double) -> Double { self + other }
  @inline(__always) func times(_ other: Double) -> Double { self * other }

  static func divide(_ values: UnsafeMutablePointer<Double>, by divisor: Int, _ count: Int) {
    let divisor = Double(divisor)
    for i in 0..<count {
      values[i] = values[i] / divisor
      assert(values[i] == values[i].rounded(), "a derived count is no integer")
    }
  }
}

extension Int64: BlockNumber {
  @inline(__always) init(truncating value: some FixedWidthInteger) { self = Int64(truncatingIfNeeded: value) }
  static var largest: Double { 0x1p62 }
  @inline(__always) var whole: Int64 { self }
  @inline(__always) func plus(_ other: Int64) -> Int64 { self &+ other }
  @inline(__always) func times(_ other: Int64) -> Int64 { self &* other }

  /// By shifting, and by the inverse of the odd part modulo 2^64.
  static func divide(_ values: UnsafeMutablePointer<Int64>, by divisor: Int, _ count: Int) {
    let shift = Int64(divisor.trailingZeroBitCount)
    let odd = Int64(divisor) >> shift
    // Each step doubles the bits that are right, three at first.
    var inverse = odd
    for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
    for i in 0..<count {
      assert(values[i] % Int64(divisor) == 0, "a derived count is no integer")
      values[i] = (values[i] &>> shift) &* inverse
    }
  }
}

/// A worker's room for one block of places.
struct ColumnBlock {
  static let length = 64
  /// Of every place the vertex it belongs to, or both.
  let first: UnsafeMutablePointer<Int>
  let second: UnsafeMutablePointer<Int>
  /// By column: no value in the block is larger.
  let bounds: UnsafeMutablePointer<Double>
  private let storage: UnsafeMutableRawPointer

  init(columns: Int) {
    first = .allocate(capacity: Self.length)
    second = .allocate(capacity: Self.length)
    bounds = .allocate(capacity: columns + 1)
    storage = .allocate(byteCount: 8 * (columns * Self.length + 1), alignment: 64)
  }

  func deallocate() {
    first.deallocate()
    second.deallocate()
    bounds.deallocate()
    storage.deallocate()
  }

  @inline(__always) func values<Number: BlockNumber>(_ column: Int, _ type: Number.Type) -> UnsafeMutablePointer<Number> {
    (storage + 8 &* column &* Self.length).assumingMemoryBound(to: type)
  }
}
