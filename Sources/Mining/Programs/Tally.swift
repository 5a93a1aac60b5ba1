/// Numbers of occurrences by key.
///
/// ```swift
/// let hubs = try graph.tally(of: .clique(3)) { $0.ids }   // triangles at every vertex
/// print(hubs.top(20))
/// ```
public struct Tally<Key: Hashable>: ExpressibleByDictionaryLiteral {
  /// The numbers that are not 0, by key.
  public private(set) var counts: [Key: Int]

  /// All numbers are 0.
  public init() { counts = [:] }

  /// Numbers by key; those of a repeated key are added.
  public init(dictionaryLiteral elements: (Key, Int)...) {
    counts = Dictionary(elements) { $0 + $1 }
  }

  /// The number for a key; 0 for one that was never counted.
  public subscript(_ key: Key) -> Int {
    get { counts[key] ?? 0 }
    set { counts[key] = newValue == 0 ? nil : newValue }
  }

  /// The same for what may not be there (`match["a"]`); nil counts nothing.
  public subscript(_ key: Key?) -> Int {
    get { key.map { self[$0] } ?? 0 }
    set { if let key { self[key] = newValue } }
  }

  /// The sum over all keys.
  public var total: Int { counts.values.reduce(0, +) }

  /// Adds the numbers of another tally.
  public mutating func add(_ other: Tally) { counts.merge(other.counts) { $0 + $1 } }

  /// The keys with the largest numbers, largest first; equal ones in the order of the keys.
  public func top(_ count: Int) -> [(key: Key, count: Int)] where Key: Comparable {
    Array(
      counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(max(0, count))
        .map { (key: $0.key, count: $0.value) })
  }
}

extension Tally: Sendable where Key: Sendable {}
extension Tally: Equatable {}
