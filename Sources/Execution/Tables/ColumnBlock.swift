import SetKernels

/// Coefficients and earlier columns, all columns' one after the other.
struct ColumnTerms {
  typealias Term = (coefficient: Int, column: Int)
  let exact: UnsafePointer<Term>
  let inDoubles: UnsafePointer<gyr_term>
  let kernels: KernelTable
  private let owner: (Flat<Term>, Flat<gyr_term>)

  init(_ terms: [Term], _ kernels: KernelTable) {
    owner = (
      Flat(terms), Flat(terms.map { gyr_term(coefficient: Double($0.coefficient), column: UInt32(truncatingIfNeeded: $0.column)) })
    )
    exact = UnsafePointer(owner.0.base)
    inDoubles = UnsafePointer(owner.1.base)
    self.kernels = kernels
  }

  /// - Parameter bounds: by column.
  @inline(__always)
  func bound(_ range: Range<Int>, _ bounds: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for term in range { sum += bounds[Int(inDoubles[term].column)] * inDoubles[term].coefficient.magnitude }
    return sum
  }
}

/// What a block is computed in: exact as long as nothing on the way reaches `largest`.
protocol BlockNumber {
  init(_ value: Int)
  /// What does not fit is cut off; nobody reads the block then.
  init(truncating value: some FixedWidthInteger)
  static var largest: Double { get }
  /// As a count.
  var whole: UInt64 { get }
  /// Adds some terms to the whole block of a column.
  ///
  /// - Parameter columns: the block's part of the first column.
  static func add(
    _ range: Range<Int>, of terms: ColumnTerms, to values: UnsafeMutablePointer<Self>, _ columns: UnsafeMutablePointer<Self>
  )
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
  @inline(__always)
  static func add(
    _ range: Range<Int>, of terms: ColumnTerms, to values: UnsafeMutablePointer<Double>, _ columns: UnsafeMutablePointer<Double>
  ) {
    terms.kernels.table.pointee.add_multiples(
      values, columns, terms.inDoubles + range.lowerBound, UInt32(truncatingIfNeeded: range.count))
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
  static func add(
    _ range: Range<Int>, of terms: ColumnTerms, to values: UnsafeMutablePointer<Int64>, _ columns: UnsafeMutablePointer<Int64>
  ) {
    for term in range {
      let (coefficient, column) = terms.exact[term]
      let other = columns + column &* ColumnBlock.length
      for i in 0..<ColumnBlock.length { values[i] &+= other[i] &* Int64(truncatingIfNeeded: coefficient) }
    }
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
  static var length: Int { Int(GYR_BLOCK) }
  /// Of every place the vertex it belongs to, or both.
  let first: UnsafeMutablePointer<Int>
  let second: UnsafeMutablePointer<Int>
  /// By column: no value in the block is larger.
  let bounds: UnsafeMutablePointer<Double>
  /// By column, for a single place.
  let wide: UnsafeMutablePointer<Int128>
  private let storage: UnsafeMutableRawPointer

  init(columns: Int) {
    first = .allocate(capacity: Self.length)
    second = .allocate(capacity: Self.length)
    bounds = .allocate(capacity: columns + 1)
    wide = .allocate(capacity: columns + 1)
    storage = .allocate(byteCount: 8 * (columns * Self.length + 1), alignment: 64)
    // The last block is shorter, but terms are added up for a whole one.
    storage.initializeMemory(as: UInt64.self, repeating: 0, count: columns * Self.length)
  }

  func deallocate() {
    first.deallocate()
    second.deallocate()
    bounds.deallocate()
    wide.deallocate()
    storage.deallocate()
  }

  @inline(__always) func values<Number: BlockNumber>(_ column: Int, _ type: Number.Type) -> UnsafeMutablePointer<Number> {
    (storage + 8 &* column &* Self.length).assumingMemoryBound(to: type)
  }
}
