import GraphStore
import Planning

/// The exact integer combinations of a rooted derivation, vertex by vertex.
///
/// Nearly all values fit into 64 bits; a vertex where one does not is done again in 128.
struct ColumnEvaluator<Word: TableWord>: @unchecked Sendable {  // the tables are only read
  private struct Column {
    /// The tables whose product it is; nil: 0, or what a plan counted.
    var tables: Range<Int>?
    var counts: UnsafePointer<UInt128>?
    var factor: Int
    var terms: Range<Int>
    var divisor: Int
  }
  private var columns: [Column] = []
  private var tables: [UnsafePointer<Word>] = []
  /// Coefficients and earlier columns, all columns' one after the other.
  private var terms: [(coefficient: Int, column: Int)] = []

  /// - Parameters:
  ///   - table: a vertex table of the program.
  ///   - counts: by column, what a plan counted at every vertex; alive as long as this is used.
  init(
    _ derivation: RootedDerivation, table: (Int) -> UnsafePointer<Word>?, counts: [Int: UnsafePointer<UInt128>]
  ) {
    for (number, column) in derivation.columns.enumerated() {
      let firstTable = tables.count, firstTerm = terms.count
      var isProduct = false
      if case .tables(let own) = column.source {
        tables += own.compactMap(table)
        isProduct = true
      }
      terms += column.terms
      columns.append(
        Column(
          tables: isProduct ? firstTable..<tables.count : nil, counts: counts[number], factor: column.factor,
          terms: firstTerm..<terms.count, divisor: column.divisor))
    }
  }

  /// Writes the values of `wanted` columns at the vertices of a range.
  ///
  /// - Returns: false when a number exceeds 127 bits.
  func fill(_ range: Range<Int>, _ wanted: [Int], _ out: [UnsafeMutablePointer<UInt128>]) -> Bool {
    let narrow = UnsafeMutablePointer<Int64>.allocate(capacity: columns.count + 1)
    let wide = UnsafeMutablePointer<Int128>.allocate(capacity: columns.count + 1)
    defer {
      narrow.deallocate()
      wide.deallocate()
    }
    for v in range {
      if evaluate(v, narrow) {
        for (position, column) in wanted.enumerated() { out[position][v] = UInt128(Swift.max(0, narrow[column])) }
      } else if evaluate(v, wide) {
        for (position, column) in wanted.enumerated() { out[position][v] = UInt128(Swift.max(0, wide[column])) }
      } else {
        return false
      }
    }
    return true
  }

  @inline(__always)
  private func evaluate<Number: FixedWidthInteger & SignedInteger>(_ v: Int, _ values: UnsafeMutablePointer<Number>) -> Bool {
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
      if let product = own.tables {
        value = Number(own.factor)
        for table in product { value = times(value, narrowed(tables[table][v])) }
      } else if let counts = own.counts {
        value = times(narrowed(counts[v]), Number(own.factor))
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
