import GraphStore
import Planning

/// The exact integer combinations of a rooted derivation, vertex by vertex, or pair by pair of adjacent vertices.
///
/// Nearly all values are exact in doubles, which processors multiply several at a time; a block of places where one might
/// not be is done again in 64 bits, and a place where one might not fit there in 128.
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
  private let columns: Flat<Column>
  private let tables: Flat<UnsafePointer<Word>>
  private let terms: ColumnTerms

  /// Room for a worker, to be deallocated.
  func makeBlock() -> ColumnBlock { ColumnBlock(columns: columns.count) }

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
    var columns: [Column] = [], tables: [UnsafePointer<Word>] = [], terms: [ColumnTerms.Term] = []
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
    self.columns = Flat(columns)
    self.tables = Flat(tables)
    self.terms = ColumnTerms(terms, runner.kernels)
  }

  /// Writes the values of `wanted` columns at the vertices of a range, or at all slots of their lists.
  ///
  /// - Parameters:
  ///   - rows: by place, where its values go; nil: to the same place.
  ///   - block: the worker's own.
  /// - Returns: whether all could be written; if not, some were.
  func fill<Answer: FixedWidthInteger & UnsignedInteger>(
    _ range: Range<Int>, _ wanted: [Int], _ rows: UnsafePointer<UInt32>?, _ out: [UnsafeMutablePointer<Answer>],
    _ block: ColumnBlock
  ) -> CountColumns.Outcome {
    let wide = block.wide
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
      if evaluate(place, count, block, Double.self) {
        write(place, count, block, Double.self, wanted, rows, out)
      } else if evaluate(place, count, block, Int64.self) {
        write(place, count, block, Int64.self, wanted, rows, out)
      } else {
        for i in 0..<count {
          guard evaluate(place + i, block.first[i], block.second[i], wide) else { return .tooLarge }
          let row = rows.map { Int($0[place + i]) } ?? place + i
          for (position, column) in wanted.enumerated() {
            guard let value = Answer(exactly: Swift.max(0, wide[column])) else { return .tooWide }
            out[position][row] = value
          }
        }
      }
      place += count
    }
    return .done
  }

  private func write<Number: BlockNumber, Answer: FixedWidthInteger & UnsignedInteger>(
    _ place: Int, _ count: Int, _ block: ColumnBlock, _ type: Number.Type, _ wanted: [Int], _ rows: UnsafePointer<UInt32>?,
    _ out: [UnsafeMutablePointer<Answer>]
  ) {
    for (position, column) in wanted.enumerated() {
      let values = block.values(column, type), column = out[position]
      if let rows {
        for i in 0..<count { column[Int(rows[place &+ i])] = Answer(truncatingIfNeeded: values[i].whole) }
      } else {
        for i in 0..<count { column[place &+ i] = Answer(truncatingIfNeeded: values[i].whole) }
      }
    }
  }

  /// Writes 0 there.
  func clear<Answer: FixedWidthInteger>(
    _ range: Range<Int>, _ rows: UnsafePointer<UInt32>?, _ out: [UnsafeMutablePointer<Answer>]
  ) {
    let places = isByPair ? Int(csr.offsets[range.lowerBound])..<Int(csr.offsets[range.upperBound]) : range
    for column in out { for place in places { column[rows.map { Int($0[place]) } ?? place] = 0 } }
  }

  /// A block column by column.
  ///
  /// - Returns: false when something on the way might not fit, by the largest values in the block.
  private func evaluate<Number: BlockNumber>(_ place: Int, _ count: Int, _ block: ColumnBlock, _ type: Number.Type) -> Bool {
    let columns = columns.base, tables = tables.base, columnCount = self.columns.count
    for number in 0..<columnCount {
      let own = columns + number
      let values = block.values(number, type)
      var bound = 0.0
      if let product = own.pointee.product {
        bound = Double(own.pointee.factor.magnitude)
        values.update(repeating: Number(own.pointee.factor), count: count)
        for table in product.first { bound *= multiply(values, tables[table], isByPair ? block.first : nil, place, count) }
        for table in product.second { bound *= multiply(values, tables[table], isByPair ? block.second : nil, place, count) }
        for table in product.pair { bound *= multiply(values, tables[table], nil, place, count) }
      } else if let counts = own.pointee.counts {
        var seen: UInt128 = 0
        for i in 0..<count {
          seen |= counts[place + i]
          values[i] = Number(truncating: counts[place + i]).times(Number(own.pointee.factor))
        }
        bound = Double(seen) * Double(own.pointee.factor.magnitude)
      } else {
        values.update(repeating: Number(0), count: count)
      }
      bound += terms.bound(own.pointee.terms, block.bounds)
      Number.add(own.pointee.terms, of: terms, to: values, block.values(0, type))
      guard bound < Number.largest else { return false }
      if own.pointee.divisor != 1 { Number.divide(values, by: own.pointee.divisor, count) }
      block.bounds[number] = bound / Double(own.pointee.divisor)
    }
    return true
  }

  /// - Returns: a bound of the table's values in the block.
  @inline(__always)
  private func multiply<Number: BlockNumber>(
    _ values: UnsafeMutablePointer<Number>, _ table: UnsafePointer<Word>, _ places: UnsafePointer<Int>?, _ place: Int,
    _ count: Int
  ) -> Double {
    var seen: Word = 0
    if let places {
      for i in 0..<count {
        let value = table[places[i]]
        seen |= value
        values[i] = values[i].times(Number(truncating: value))
      }
    } else {
      for i in 0..<count {
        let value = table[place &+ i]
        seen |= value
        values[i] = values[i].times(Number(truncating: value))
      }
    }
    return Double(seen)
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
    let tables = tables.base
    for number in 0..<columns.count {
      var value: Number = 0
      let own = columns.base[number]
      if let product = own.product {
        value = Number(own.factor)
        for table in product.first { value = times(value, narrowed(tables[table][first])) }
        for table in product.second { value = times(value, narrowed(tables[table][second])) }
        for table in product.pair { value = times(value, narrowed(tables[table][place])) }
      } else if let counts = own.counts {
        value = times(narrowed(counts[place]), Number(own.factor))
      }
      for term in own.terms {
        let (coefficient, column) = terms.exact[term]
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
