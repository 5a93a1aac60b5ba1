import GraphStore
import PatternModel

/// A set of data vertices that a pattern vertex may be matched to: a list and a bitmap.
package final class VertexClass: @unchecked Sendable {  // immutable after init
  /// How explanations call it, for example `TF|Kinase`.
  package let name: String
  package let count: Int
  /// Ascending.
  package let members: UnsafeBufferPointer<UInt32>
  /// Bit v of word v / 64.
  package let bits: UnsafePointer<UInt64>
  private let wordCount: Int

  /// - Parameter words: one bit a vertex; bits beyond the last vertex are clear.
  package init(_ name: String, words: [UInt64]) {
    self.name = name
    wordCount = words.count
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: Swift.max(1, words.count))
    bits.initialize(from: words, count: words.count)
    // Kernels may read a vector past the end.
    let list = UnsafeMutablePointer<UInt32>.allocate(capacity: count + CSR.padding)
    list.initialize(repeating: 0, count: count + CSR.padding)
    var next = 0
    for (position, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        list[next] = UInt32(position << 6 + rest.trailingZeroBitCount)
        rest &= rest &- 1
        next += 1
      }
    }
    self.bits = UnsafePointer(bits)
    members = UnsafeBufferPointer(start: UnsafePointer(list), count: count)
  }

  static func of(_ vertices: some Sequence<UInt32>, named name: String, vertexCount: Int) -> VertexClass {
    var words = [UInt64](repeating: 0, count: (vertexCount + 63) / 64)
    for vertex in vertices { words[Int(vertex >> 6)] |= 1 << UInt64(vertex & 63) }
    return VertexClass(name, words: words)
  }

  deinit {
    members.baseAddress?.deallocate()
    bits.deallocate()
  }

  package var words: [UInt64] { Array(UnsafeBufferPointer(start: bits, count: wordCount)) }

  @inline(__always)
  package func contains(_ vertex: UInt32) -> Bool { bits[Int(vertex >> 6)] >> UInt64(vertex & 63) & 1 == 1 }

  func isSubset(of other: VertexClass) -> Bool {
    if self === other { return true }
    if count > other.count { return false }
    return count < wordCount
      ? members.allSatisfy(other.contains) : (0..<wordCount).allSatisfy { bits[$0] & ~other.bits[$0] == 0 }
  }

  func isDisjoint(with other: VertexClass) -> Bool {
    let (few, many) = count < other.count ? (self, other) : (other, self)
    return few.count < wordCount
      ? !few.members.contains(where: many.contains) : (0..<wordCount).allSatisfy { bits[$0] & other.bits[$0] == 0 }
  }
}

/// The vertex classes of one plan, numbered. Number 0 is the class of all vertices and has no list.
package struct ClassTable: Sendable {
  package private(set) var classes: [VertexClass?] = [nil]
  /// Pairs are met often while a plan is built.
  private var intersections: [[Int]: Int?] = [:]
  private var unions: [[Int]: Int] = [:]

  package init() {}

  package subscript(number: Int) -> VertexClass? { classes[number] }

  mutating func add(_ new: VertexClass) -> Int {
    if let known = classes.firstIndex(where: { $0.map { $0.count == new.count && $0.isSubset(of: new) } ?? false }) {
      return known
    }
    classes.append(new)
    return classes.count - 1
  }

  /// The class of a class's members that meet a condition on one vertex.
  mutating func narrow(_ number: Int, to condition: Expression, called text: String, in graph: Graph) -> Int {
    let own = classes[number]
    return add(
      VertexClass(own.map { "\($0.name) and \(text)" } ?? text, words: ConditionClass.words(condition, of: own, in: graph)))
  }

  func isSubset(_ a: Int, of b: Int) -> Bool {
    if a == b || b == 0 { return true }
    guard let mine = classes[a], let theirs = classes[b] else { return false }
    return mine.isSubset(of: theirs)
  }

  func areDisjoint(_ a: Int, _ b: Int) -> Bool {
    guard a != b, let mine = classes[a], let theirs = classes[b] else { return false }
    return mine.isDisjoint(with: theirs)
  }

  /// The class of the vertices that are in both; nil when there are none.
  mutating func intersection(_ a: Int, _ b: Int) -> Int? {
    if isSubset(a, of: b) { return a }
    if isSubset(b, of: a) { return b }
    let key = a < b ? [a, b] : [b, a]
    if let known = intersections[key] { return known }
    var result: Int?
    if let first = classes[a], let second = classes[b], !first.isDisjoint(with: second) {
      result = add(VertexClass("\(first.name)&\(second.name)", words: zip(first.words, second.words).map { $0 & $1 }))
    }
    intersections[key] = .some(result)
    return result
  }

  mutating func union(_ a: Int, _ b: Int) -> Int {
    if isSubset(a, of: b) { return b }
    if isSubset(b, of: a) { return a }
    let key = a < b ? [a, b] : [b, a]
    if let known = unions[key] { return known }
    guard let first = classes[a], let second = classes[b] else { return 0 }
    let result = add(VertexClass("\(first.name)|\(second.name)", words: zip(first.words, second.words).map { $0 | $1 }))
    unions[key] = result
    return result
  }
}
