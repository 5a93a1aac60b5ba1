import GraphStore
import Planning

/// The exact integer combinations of a rooted derivation, vertex by vertex, or pair by pair of adjacent vertices.
///
/// Nearly all values fit into 64 bits; a place where one does not is done again in 128.
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
    let narrow = UnsafeMutablePointer<Int64>.allocate(capacity: columns.count + 1)
    let wide = UnsafeMutablePointer<Int128>.allocate(capacity: columns.count + 1)
    defer {
      narrow.deallocate()
      wide.deallocate()
    }
    func write(_ place: Int, _ first: Int, _ second: Int) -> Bool {
      if evaluate(place, first, second, narrow) {
        for (position, column) in wanted.enumerated() { out[position][place] = UInt128(Swift.max(0, narrow[column])) }
      } else if evaluate(place, first, second, wide) {
        for (position, column) in wanted.enumerated() { out[position][place] = UInt128(Swift.max(0, wide[column])) }
      } else {
        return false
      }
      return true
    }
    for v in range {
      guard isByPair else {
        guard write(v, v, v) else { return false }
        continue
      }
      for slot in Int(csr.offsets[v])..<Int(csr.offsets[v + 1]) where !write(slot, v, Int(csr.targets[slot])) { return false }
    }
    return true
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
