import GraphStore

/// Columns of numbers, all of the same length, in one piece of memory: in 64 bits each where all of them fit.
package struct CountColumns: RandomAccessCollection, Sendable {
  package typealias Index = Int
  private enum Values: Sendable {
    case narrow([UInt64])
    case wide([UInt128])
  }
  package let rowCount: Int
  private let columnCount: Int
  private let values: Values

  /// One column.
  package init(_ values: [UInt128]) { self.init(.wide(values), rows: values.count, columns: 1) }

  /// One column.
  package init(_ values: [UInt64]) { self.init(.narrow(values), rows: values.count, columns: 1) }

  /// - Parameter value: asked for every row and column, again from the start where a number exceeds 64 bits.
  package init(rows: Int, columns: Int, _ value: (_ row: Int, _ column: Int) -> UInt128) {
    func fill<Word: FixedWidthInteger>(_ pointers: [UnsafeMutablePointer<Word>]) -> Outcome {
      for column in 0..<columns {
        for row in 0..<rows {
          guard let word = Word(exactly: value(row, column)) else { return .tooWide }
          pointers[column][row] = word
        }
      }
      return .done
    }
    self = Self.filled(rows: rows, columns: columns, narrow: fill, wide: fill)!
  }

  private init(_ values: Values, rows: Int, columns: Int) {
    self.values = values
    rowCount = rows
    columnCount = columns
  }

  /// How filling columns ended, the worst first.
  enum Outcome: Int {
    /// A number has no place in 127 bits.
    case tooLarge
    /// A number has no place in the words given.
    case tooWide
    case done
  }

  /// - Parameters:
  ///   - narrow, wide: write every number, given where each column begins.
  /// - Returns: nil when a number is too large.
  static func filled(
    rows: Int, columns: Int, narrow: ([UnsafeMutablePointer<UInt64>]) -> Outcome,
    wide: ([UnsafeMutablePointer<UInt128>]) -> Outcome
  ) -> CountColumns? {
    // What turns out to be too narrow is gone before the wide words are asked for.
    do {
      let (values, outcome) = filled(rows, columns, narrow)
      if outcome == .done { return CountColumns(.narrow(values), rows: rows, columns: columns) }
      guard outcome == .tooWide else { return nil }
    }
    let (wideValues, wideOutcome) = filled(rows, columns, wide)
    return wideOutcome == .done ? CountColumns(.wide(wideValues), rows: rows, columns: columns) : nil
  }

  private static func filled<Word>(
    _ rows: Int, _ columns: Int, _ fill: ([UnsafeMutablePointer<Word>]) -> Outcome
  ) -> ([Word], Outcome) {
    let count = rows * columns
    var outcome = Outcome.done
    let values = [Word](unsafeUninitializedCapacity: count) { buffer, written in
      guard let first = buffer.baseAddress, count > 0 else { return }
      askForHugePages(first, count: count)
      outcome = fill((0..<columns).map { first + $0 * rows })
      // Whoever gave up has left the rest unwritten.
      written = outcome == .done ? count : 0
    }
    return (values, outcome)
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { columnCount }

  package subscript(column: Int) -> [UInt128] { (0..<rowCount).map { self[row: $0, column: column] } }

  package subscript(row row: Int, column column: Int) -> UInt128 {
    let place = column * rowCount + row
    return switch values {
    case .narrow(let values): UInt128(values[place])
    case .wide(let values): values[place]
    }
  }

  package func sum(ofColumn column: Int) -> UInt128 { (0..<rowCount).reduce(0) { $0 &+ self[row: $1, column: column] } }
}
