import GraphStore
import Planning

/// The exact integer combinations of a rooted derivation, vertex by vertex, or pair by pair of adjacent vertices.
///
/// Nearly all values fit into 64 bits; a place where one does not is done again in 128.
struct ColumnEvaluator<Word: TableWord>: @unchecked Sendable {  // the tables are only read
  private enum Source {
    case none
    /// Tables at the first vertex, at the second, and at the pair.
    case tables([UnsafePointer<Word>], [UnsafePointer<Word>], [UnsafePointer<Word>])
    case counts([UInt128])
  }
  private struct Column {
    var source: Source
    var factor: Int
    var terms: Range<Int>
    var divisor: Int
  }
  private let csr: CSR
  private let isByPair: Bool
  private var columns: [Column] = []
  /// Coefficients and earlier columns, all columns' one after the other.
  private var terms: [(coefficient: Int, column: Int)] = []

  /// Vertices, or slots of the neighbour lists.
  var placeCount: Int { isByPair ? csr.targetCount : csr.vertexCount }

  /// - Parameters:
  ///   - runner: has run, and must live as long as this.
  ///   - counts: by column, what a plan counted at every place.
  init(_ derivation: RootedDerivation, _ csr: CSR, _ runner: TableRunner<Word>, counts: [Int: [UInt128]]) {
    self.csr = csr
    isByPair = derivation.isByPair
    for (number, column) in derivation.columns.enumerated() {
      let source: Source
      switch column.source {
      case .none: source = .none
      case .tables(let own): 
        source = .tables(
          own.first.compactMap(runner.table), own.second.compactMap(runner.table), own.edges.compactMap(runner.edgeTable))
      case .plan: source = .counts(counts[number] ?? [])
      }
      let start = terms.count
      terms += column.terms
      columns.append(Column(source: source, factor: column.factor, terms: start..<terms.count, divisor: column.divisor))
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
      switch columns[number].source {
      case .none: break
      case .tables(let atFirst, let atSecond, let atPair):
        value = 1
        for table in atFirst { value = times(value, narrowed(table[first])) }
        for table in atSecond { value = times(value, narrowed(table[second])) }
        for table in atPair { value = times(value, narrowed(table[place])) }
        value = times(value, Number(columns[number].factor))
      case .counts(let counts):
        if !counts.isEmpty { value = times(narrowed(counts[place]), Number(columns[number].factor)) }
      }
      for term in columns[number].terms {
        let (coefficient, column) = terms[term]
        let (sum, overflow) = value.addingReportingOverflow(times(values[column], Number(coefficient)))
        overflowed = overflowed || overflow
        value = sum
      }
      if overflowed { return false }
      let divisor = Number(columns[number].divisor)
      assert(value % divisor == 0, "a derived count is no integer")
      values[number] = divisor == 1 ? value : value / divisor
    }
    return true
  }
}
