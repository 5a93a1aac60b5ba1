/// How counts are put together from sums over the graph, without what is needed to find those sums: what is left to do
/// when they have been added up elsewhere.
package struct CountCombination: Hashable, Sendable {
  /// value = (factor x (sum / sumDivisor) + sum of coefficient x value of an earlier row) / divisor
  package struct Row: Hashable, Sendable {
    package struct Term: Hashable, Sendable {
      package var coefficient: Int
      package var row: Int
      package init(coefficient: Int, row: Int) {
        self.coefficient = coefficient
        self.row = row
      }
    }
    package var sumDivisor: UInt128 = 1
    package var factor = 1
    package var terms: [Term] = []
    package var divisor = 1
    package init() {}
  }

  package var rows: [Row] = []
  /// The rows that are asked for.
  package var results: [Int] = []

  package init() {}

  /// - Parameter isComplete: whether a row's own sum is the whole one.
  /// - Returns: the value of every row; nil where it depends on a sum that is not whole.
  /// - Throws: ``PlanningError/countTooLarge`` when a value, or a sum on the way to it, exceeds 127 bits.
  package func values(of sums: [Int128], isComplete: [Bool]) throws(PlanningError) -> [Int128?] {
    var values: [Int128?] = []
    for (number, row) in rows.enumerated() {
      guard isComplete[number] else {
        values.append(nil)
        continue
      }
      var overflowed = false
      var value: Int128? = 0
      func add(_ coefficient: Int, _ factor: Int128?) {
        guard let factor, let before = value else {
          value = nil
          return
        }
        let (product, tooLarge) = factor.multipliedReportingOverflow(by: Int128(coefficient))
        let (sum, overflow) = before.addingReportingOverflow(product)
        value = sum
        overflowed = overflowed || tooLarge || overflow
      }
      assert(sums[number] % Int128(row.sumDivisor) == 0, "the tail's symmetry does not divide the sum")
      add(row.factor, sums[number] / Int128(row.sumDivisor))
      for term in row.terms { add(term.coefficient, values[term.row]) }
      if overflowed { throw .countTooLarge }
      assert(value.map { $0 % Int128(row.divisor) == 0 } ?? true, "a derived count is no integer")
      values.append(value.map { $0 / Int128(row.divisor) })
    }
    return values
  }
}

extension Derivation {
  package var combination: CountCombination {
    var result = CountCombination()
    result.results = results
    result.rows = quantities.map { quantity in
      var row = CountCombination.Row()
      if case .plan(let plan) = quantity.source { row.sumDivisor = plan.sumDivisor }
      row.factor = quantity.factor
      row.terms = quantity.terms.map { .init(coefficient: $0.coefficient, row: $0.quantity) }
      row.divisor = quantity.divisor
      return row
    }
    return result
  }
}
