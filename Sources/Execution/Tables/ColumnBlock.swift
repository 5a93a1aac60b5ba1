/// What a block is computed in: exact as long as nothing on the way reaches `largest`.
protocol BlockNumber {
  associatedtype Lane: SIMDScalar
  init(_ value: Int)
  /// What does not fit is cut off; nobody reads the block then.
  init(truncating value: some FixedWidthInteger)
  static var largest: Double { get }
  /// As a count.
  var whole: UInt64 { get }
  static func sum(_ sum: SIMD8<Lane>, _ other: SIMD8<Lane>, times factor: Self) -> SIMD8<Lane>
  func times(_ other: Self) -> Self
  /// Exact quotients.
  static func divide(_ values: UnsafeMutablePointer<Self>, by divisor: Int, _ count: Int)
}

extension Double: BlockNumber {
  /// Below 2^52 it is the fraction of 2^52 + value: no conversion, and several at a time.
  @inline(__always) init(truncating value: some FixedWidthInteger) {
    self = Double(bitPattern: UInt64(truncatingIfNeeded: value) & (1 << 52 - 1) | (0x1p52).bitPattern) - 0x1p52
  }
  static var largest: Double { 0x1p52 }
  /// An integer below 2^52 stands in the fraction when 2^52 is added: no conversion, and several at a time.
  @inline(__always) var whole: UInt64 { (Swift.max(0, self) + 0x1p52).bitPattern & (1 << 52 - 1) }
  @inline(__always) static func sum(_ sum: SIMD8<Double>, _ other: SIMD8<Double>, times factor: Double) -> SIMD8<Double> {
    sum + other * factor
  }
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
  @inline(__always) var whole: UInt64 { UInt64(Swift.max(0, self)) }
  @inline(__always) static func sum(_ sum: SIMD8<Int64>, _ other: SIMD8<Int64>, times factor: Int64) -> SIMD8<Int64> {
    sum &+ other &* factor
  }
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
  /// A multiple of 8.
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
    // The last block is shorter, and eight places at a time reach beyond it.
    storage.initializeMemory(as: UInt64.self, repeating: 0, count: columns * Self.length)
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
