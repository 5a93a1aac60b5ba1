import Testing

@testable import Execution

@Suite struct CountColumnsTests {
  /// Numbers come back as they were, whether all of them fit into 64 bits or one does not.
  @Test(arguments: [UInt128(UInt64.max), UInt128(UInt64.max) + 1, UInt128.max]) func numbersComeBack(_ largest: UInt128) {
    func value(_ row: Int, _ column: Int) -> UInt128 { row == 4 && column == 2 ? largest : UInt128(10 * row + column) }
    let columns = CountColumns(rows: 7, columns: 3, value)
    #expect(columns.count == 3 && columns.rowCount == 7)
    for column in 0..<3 {
      #expect(columns[column] == (0..<7).map { value($0, column) })
      for row in 0..<7 { #expect(columns[row: row, column: column] == value(row, column)) }
    }
    #expect(columns.sum(ofColumn: 1) == 217)
  }

  @Test func whatIsTooLargeIsNone() {
    #expect(CountColumns.filled(rows: 2, columns: 1, narrow: { _ in .tooLarge }, wide: { _ in .done }).map(\.count) == nil)
    #expect(CountColumns.filled(rows: 2, columns: 1, narrow: { _ in .tooWide }, wide: { _ in .tooLarge }).map(\.count) == nil)
    #expect(CountColumns(rows: 0, columns: 4) { _, _ in 1 }.map(\.count) == [0, 0, 0, 0])
  }
}
