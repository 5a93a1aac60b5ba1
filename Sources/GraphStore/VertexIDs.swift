/// Translates between internal vertex numbers and users' ids.
///
/// Ids are kept in ascending order ("ranks"); two permutations join ranks and internal numbers, so a look-up by
/// number is O(1) and a look-up by id is a binary search without a hash table to build at load.
package final class VertexIDs: Sendable {
  /// The ids in ascending order.
  package enum Values: Sendable {
    /// base, base + 1, ...: most data sets; nothing to store.
    case range(base: Int64)
    case integers(SharedElements<Int64>)
    case strings(StringColumn)
  }

  package let values: Values
  package let count: Int
  /// Internal number -> rank of its id.
  package let ranks: SharedElements<UInt32>
  /// Rank of an id -> internal number.
  package let numbers: SharedElements<UInt32>

  package init(values: Values, ranks: SharedElements<UInt32>, numbers: SharedElements<UInt32>) {
    precondition(ranks.count == numbers.count)
    self.values = values
    self.ranks = ranks
    self.numbers = numbers
    count = ranks.count
  }

  package var areIntegers: Bool {
    if case .strings = values { false } else { true }
  }

  /// The user's id of an internal number. O(1), plus the copy of a string.
  package func id(of number: Int) -> Graph.VertexID { values.id(atRank: Int(ranks[number])) }

  /// The id as an integer; nil in a graph with string ids. For output that avoids `VertexID`.
  package func integerID(of number: Int) -> Int64? { values.integer(atRank: Int(ranks[number])) }

  /// The internal number of a user's id, nil when the graph has no such vertex. O(log n).
  ///
  /// In a graph with string ids `7` finds "7", and in a graph with integer ids "7" finds 7: whoever types an id on a
  /// command line need not know which it is.
  package func number(of id: Graph.VertexID) -> UInt32? {
    values.rank(of: id, count: count).map { numbers[$0] }
  }
}

extension VertexIDs.Values {
  package func id(atRank rank: Int) -> Graph.VertexID {
    switch self {
    case .range(let base): .integer(base + Int64(rank))
    case .integers(let sorted): .integer(sorted[rank])
    case .strings(let column): .string(column[rank])
    }
  }

  func integer(atRank rank: Int) -> Int64? {
    switch self {
    case .range(let base): base + Int64(rank)
    case .integers(let sorted): sorted[rank]
    case .strings: nil
    }
  }

  func rank(of id: Graph.VertexID, count: Int) -> Int? {
    switch (self, id) {
    case (.strings(let column), .string(let text)): return column.index(of: text)
    case (.strings(let column), .integer(let value)): return column.index(of: String(value))
    case (_, .string(let text)):
      guard case .integer(let value) = Graph.VertexID(parsing: text) else { return nil }
      return rank(of: value, count: count)
    case (_, .integer(let value)): return rank(of: value, count: count)
    }
  }

  private func rank(of value: Int64, count: Int) -> Int? {
    switch self {
    case .range(let base):
      let (offset, overflow) = value.subtractingReportingOverflow(base)
      return !overflow && offset >= 0 && offset < Int64(count) ? Int(offset) : nil
    case .integers(let sorted):
      let place = partitionPoint(0, sorted.count) { sorted[$0] < value }
      return place < sorted.count && sorted[place] == value ? place : nil
    case .strings: return nil
    }
  }
}

/// Strings in ascending order of their bytes, in one piece of memory.
package struct StringColumn: Sendable {
  package let bytes: SharedElements<UInt8>
  /// count + 1 positions in `bytes`.
  package let offsets: SharedElements<Int>

  package init(bytes: SharedElements<UInt8>, offsets: SharedElements<Int>) {
    self.bytes = bytes
    self.offsets = offsets
  }

  package init() { self = Builder().finish() }

  package var count: Int { offsets.count - 1 }

  package subscript(_ index: Int) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: text(index)), as: UTF8.self)
  }

  private func text(_ index: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
    UnsafeBufferPointer(start: bytes.start, count: bytes.count)[offsets[index]..<offsets[index + 1]]
  }

  /// Collects strings one by one.
  package struct Builder {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = [0]

    package init() {}

    var count: Int { offsets.count - 1 }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
      bytes.append(contentsOf: text)
      offsets.append(bytes.count)
    }

    package mutating func append(_ text: String) {
      bytes.append(contentsOf: text.utf8)
      offsets.append(bytes.count)
    }

    package consuming func finish() -> StringColumn {
      StringColumn(bytes: SharedElements(bytes), offsets: SharedElements(offsets))
    }
  }

  /// Place of a string. O(log n) comparisons; the column must be sorted.
  package func index(of text: String) -> Int? {
    let key = Array(text.utf8)
    return key.withUnsafeBufferPointer { key in
      func order(_ i: Int) -> Int { compareBytes(UnsafeBufferPointer(rebasing: self.text(i)), key) }
      let place = partitionPoint(0, count) { order($0) < 0 }
      return place < count && order(place) == 0 ? place : nil
    }
  }
}

/// First index in low..<high for which `isBefore` is false; `isBefore` must be true up to a point and false after it.
@inline(__always)
func partitionPoint(_ low: Int, _ high: Int, _ isBefore: (Int) -> Bool) -> Int {
  var low = low, high = high
  while low < high {
    let middle = low + (high - low) / 2
    if isBefore(middle) { low = middle + 1 } else { high = middle }
  }
  return low
}
