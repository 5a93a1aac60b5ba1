/// One attribute of all vertices or of all edges: a typed array, and which rows have a value.
package final class AttributeColumn: @unchecked Sendable {  // immutable after init
  package let name: String
  package let type: AttributeType
  package let rowCount: Int
  /// A bit for every row that has a value; nil when all have.
  package let present: UnsafePointer<UInt64>?
  package let missingCount: Int
  /// Rows of an integer, real, text (codes of `texts`) or boolean column; see `type`.
  package let storage: UnsafeRawPointer
  /// Distinct texts in ascending order: a smaller code is a smaller text.
  package let texts: StringColumn

  package var integers: UnsafePointer<Int64> { storage.assumingMemoryBound(to: Int64.self) }
  package var reals: UnsafePointer<Double> { storage.assumingMemoryBound(to: Double.self) }
  package var textCodes: UnsafePointer<UInt32> { storage.assumingMemoryBound(to: UInt32.self) }
  package var booleans: UnsafePointer<UInt8> { storage.assumingMemoryBound(to: UInt8.self) }

  /// Of several different values for one row the least stays, so that the order of the input does not matter.
  ///
  /// - Parameters:
  ///   - row: the row of a key; nil: no such row, the value is left out.
  ///   - conflicts: rows with several different values are added.
  /// - Precondition: the input's values have a type.
  package init(_ input: AttributeInput, rowCount: Int, conflicts: inout Int, row: (UInt64) -> Int?) {
    name = input.name
    type = input.type!
    self.rowCount = rowCount
    // Codes in the order of the values.
    let distinct = Array(Set(input.values)).sorted()
    let ranks = Dictionary(uniqueKeysWithValues: zip(distinct, UInt32(0)...))
    let rankOf = input.values.map { ranks[$0]! }

    let none = UInt32.max
    var chosen = [UInt32](repeating: none, count: rowCount)
    var contested: Set<Int> = []
    for (key, code) in zip(input.keys, input.codes) {
      guard let row = row(key) else { continue }
      let rank = rankOf[Int(code)]
      if chosen[row] != none, chosen[row] != rank { contested.insert(row) }
      chosen[row] = min(chosen[row], rank)
    }
    conflicts += contested.count
    missingCount = chosen.count { $0 == none }
    present = missingCount == 0 ? nil : Self.bits(chosen.map { $0 != none })

    var texts = StringColumn()
    func fill<T>(_ empty: T, _ convert: (AttributeValue) -> T) -> UnsafeRawPointer {
      let table = distinct.map(convert)
      let rows = UnsafeMutablePointer<T>.allocate(capacity: max(1, rowCount))
      for row in 0..<rowCount { (rows + row).initialize(to: chosen[row] == none ? empty : table[Int(chosen[row])]) }
      return UnsafeRawPointer(rows)
    }
    switch type {
    case .integer: storage = fill(Int64(0)) { if case .integer(let value) = $0 { value } else { 0 } }
    case .real:
      storage = fill(0.0) {
        switch $0 {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: 0
        }
      }
    case .boolean: storage = fill(UInt8(0)) { $0 == .boolean(true) ? 1 : 0 }
    case .text:
      for value in distinct { texts.append(value.description) }
      storage = fill(UInt32(0)) { ranks[$0]! }
    }
    self.texts = texts
  }

  deinit {
    storage.deallocate()
    present?.deallocate()
  }

  @inline(__always)
  package func has(_ row: Int) -> Bool {
    guard let present else { return true }
    return present[row >> 6] >> UInt64(row & 63) & 1 != 0
  }

  /// The value of a row; nil when it is missing.
  package subscript(_ row: Int) -> AttributeValue? {
    guard has(row) else { return nil }
    return switch type {
    case .integer: .integer(integers[row])
    case .real: .real(reals[row])
    case .text: .text(texts[Int(textCodes[row])])
    case .boolean: .boolean(booleans[row] != 0)
    }
  }

  private static func bits(_ flags: [Bool]) -> UnsafePointer<UInt64> {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, (flags.count + 63) / 64))
    words.initialize(repeating: 0, count: max(1, (flags.count + 63) / 64))
    for (row, flag) in flags.enumerated() where flag { words[row >> 6] |= 1 << UInt64(row & 63) }
    return UnsafePointer(words)
  }
}
