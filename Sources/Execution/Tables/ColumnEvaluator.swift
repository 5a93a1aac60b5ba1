import GraphStore
import Planning

/// The exact integer combinations of a rooted derivation, vertex by vertex, or pair by pair of adjacent vertices.
///
/// Nearly all values fit into 64 bits; a block of places where one might not is done again in 128.
struct ColumnEvaluator<Word: TableWord>: @unchecked Sendable {  // the tables are only read
  /// Tables that are multiplied: at the first vertex, at the second, and at the pair.
  private struct Product {
    var first: Range<Int>
    var second: Range<Int>
    var pair: Range<Int>
  }
  private struct Column {
    /// Nil: 0, or what a plan counted.
    var product: Product?
    var counts: UnsafePointer<UInt128>?
    var factor: Int
    var terms: Range<Int>
    var divisor: Int
  }
  private let csr: CSR
  private let isByPair: Bool
  private var columns: [Column] = []
  private var tables: [UnsafePointer<Word>] = []
  /// Coefficients and earlier columns, all columns' one after the other.
  private var terms: [(coefficient: Int, column: Int)] = []

  /// Vertices, or slots of the neighbour lists.
  var placeCount: Int { isByPair ? csr.targetCount : csr.vertexCount }

  /// - Parameters:
  ///   - runner: has run, and must live as long as this.
  ///   - counts: by column, what a plan counted at every place; alive as long as this is used.
  init(
    _ derivation: RootedDerivation, _ csr: CSR, _ runner: TableRunner<Word>, counts: [Int: UnsafePointer<UInt128>]
  ) {
    self.csr = csr
    isByPair = derivation.isByPair
    for (number, column) in derivation.columns.enumerated() {
      let firstTerm = terms.count
      var product: Product?
      if case .tables(let own) = column.source {
        let start = tables.count
        tables += own.first.compactMap(runner.table)
        let second = tables.count
        tables += own.second.compactMap(runner.table)
        let pair = tables.count
        tables += own.edges.compactMap(runner.edgeTable)
        product = Product(first: start..<second, second: second..<pair, pair: pair..<tables.count)
      }
      terms += column.terms
      columns.append(
        Column(
          product: product, counts: counts[number], factor: column.factor,
          terms: firstTerm..<terms.count, divisor: column.divisor))
    }
  }

  /// Writes the values of `wanted` columns at the vertices of a range, or at all slots of their lists.
  ///
  /// - Returns: false when a number exceeds 127 bits.
  func fill(_ range: Range<Int>, _ wanted: [Int], _ out: [UnsafeMutablePointer<UInt128>]) -> Bool {
    let block = ColumnBlock(columns: columns.count)
    let wide = UnsafeMutablePointer<Int128>.allocate(capacity: columns.count + 1)
    defer {
      block.deallocate()
      wide.deallocate()
    }
    let end = isByPair ? Int(csr.offsets[range.upperBound]) : range.upperBound
    var place = isByPair ? Int(csr.offsets[range.lowerBound]) : range.lowerBound
    var owner = range.lowerBound
    while place < end {
      let count = Swift.min(ColumnBlock.length, end - place)
      for i in 0..<count {
        if isByPair { while Int(csr.offsets[owner + 1]) <= place + i { owner += 1 } }
        block.first[i] = isByPair ? owner : place + i
        block.second[i] = isByPair ? Int(csr.targets[place + i]) : place + i
      }
      if evaluate(place, count, block) {
        for (position, column) in wanted.enumerated() {
          let values = block.values(column), column = out[position] + place
          for i in 0..<count { column[i] = UInt128(truncatingIfNeeded: Swift.max(0, values[i])) }
        }
      } else {
        for i in 0..<count {
          guard evaluate(place + i, block.first[i], block.second[i], wide) else { return false }
          for (position, column) in wanted.enumerated() { out[position][place + i] = UInt128(Swift.max(0, wide[column])) }
        }
      }
      place += count
    }
    return true
  }

  /// Writes 0 there.
  func clear(_ range: Range<Int>, _ out: [UnsafeMutablePointer<UInt128>]) {
    let places = isByPair ? Int(csr.offsets[range.lowerBound])..<Int(csr.offsets[range.upperBound]) : range
    for column in out { (column + places.lowerBound).initialize(repeating: 0, count: places.count) }
  }

  /// A block column by column, in 64 bits.
  ///
  /// - Returns: false when something on the way might not fit, by the largest values in the block.
  private func evaluate(_ place: Int, _ count: Int, _ block: ColumnBlock) -> Bool {
    for number in columns.indices {
      let own = columns[number]
      let values = block.values(number)
      var bound = 0.0
      if let product = own.product {
        bound = Double(own.factor.magnitude)
        values.update(repeating: Int64(own.factor), count: count)
        for table in product.first { bound *= multiply(values, tables[table], block.first, count) }
        for table in product.second { bound *= multiply(values, tables[table], block.second, count) }
        for table in product.pair { bound *= multiply(values, tables[table] + place, nil, count) }
      } else if let counts = own.counts {
        var seen: UInt128 = 0
        for i in 0..<count {
          seen |= counts[place + i]
          values[i] = Int64(truncatingIfNeeded: counts[place + i]) &* Int64(own.factor)
        }
        bound = Double(seen) * Double(own.factor.magnitude)
      } else {
        values.update(repeating: 0, count: count)
      }
      for term in own.terms {
        let (coefficient, column) = terms[term]
        bound += block.bounds[column] * Double(coefficient.magnitude)
        let other = block.values(column), coefficient64 = Int64(coefficient)
        for i in 0..<count { values[i] = values[i] &+ other[i] &* coefficient64 }
      }
      guard bound < Self.largestInBlock else { return false }
      if own.divisor != 1 { divide(values, by: own.divisor, count) }
      block.bounds[number] = bound / Double(own.divisor)
    }
    return true
  }

  private static var largestInBlock: Double { 0x1p62 }

  /// - Returns: a bound of the table's values in the block.
  @inline(__always)
  private func multiply(
    _ values: UnsafeMutablePointer<Int64>, _ table: UnsafePointer<Word>, _ places: UnsafePointer<Int>?, _ count: Int
  ) -> Double {
    var seen: Word = 0
    for i in 0..<count {
      let value = table[places?[i] ?? i]
      seen |= value
      values[i] = values[i] &* Int64(truncatingIfNeeded: value)
    }
    return Double(seen)
  }

  /// Exact quotients, by shifting and by the inverse of the odd part modulo 2^64.
  private func divide(_ values: UnsafeMutablePointer<Int64>, by divisor: Int, _ count: Int) {
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

  @inline(__always)
  private func evaluate<Number: FixedWidthInteger & SignedInteger>(
    _ place: Int, _ first: Int, _ second: Int, _ values: UnsafeMutablePointer<Number>
  ) -> Bool {
    var overflowed = false
    @inline(__always) func times(_ a: Number, _ b: Number) -> Number {
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      overflowed = overflowed || overflow
      return product
    }
    @inline(__always) func narrowed(_ value: some FixedWidthInteger) -> Number {
      overflowed = overflowed || value > Number.max
      return Number(truncatingIfNeeded: value)
    }
    for number in columns.indices {
      var value: Number = 0
      let own = columns[number]
      if let product = own.product {
        value = Number(own.factor)
        for table in product.first { value = times(value, narrowed(tables[table][first])) }
        for table in product.second { value = times(value, narrowed(tables[table][second])) }
        for table in product.pair { value = times(value, narrowed(tables[table][place])) }
      } else if let counts = own.counts {
        value = times(narrowed(counts[place]), Number(own.factor))
      }
      for term in own.terms {
        let (coefficient, column) = terms[term]
        let (sum, overflow) = value.addingReportingOverflow(times(values[column], Number(coefficient)))
        overflowed = overflowed || overflow
        value = sum
      }
      if overflowed { return false }
      let divisor = Number(own.divisor)
      assert(value % divisor == 0, "a derived count is no integer")
      values[number] = divisor == 1 ? value : value / divisor
    }
    return true
  }
}

/// A worker's room for one block of places.
private struct ColumnBlock {
  static let length = 64
  /// Of every place the vertex it belongs to, or both.
  let first: UnsafeMutablePointer<Int>
  let second: UnsafeMutablePointer<Int>
  /// By column: no value in the block is larger.
  let bounds: UnsafeMutablePointer<Double>
  private let storage: UnsafeMutablePointer<Int64>

  init(columns: Int) {
    first = .allocate(capacity: Self.length)
    second = .allocate(capacity: Self.length)
    bounds = .allocate(capacity: columns + 1)
    storage = .allocate(capacity: columns * Self.length + 1)
  }

  func deallocate() {
    first.deallocate()
    second.deallocate()
    bounds.deallocate()
    storage.deallocate()
  }

  @inline(__always) func values(_ column: Int) -> UnsafeMutablePointer<Int64> { storage + column &* Self.length }
}
