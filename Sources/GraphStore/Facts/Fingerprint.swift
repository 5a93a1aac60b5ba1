/// Tells graphs apart: equal for a graph that is read again, on any machine, and different when anything that mining
/// could see has changed. Not meant to withstand forgery.
public struct GraphFingerprint: Hashable, Sendable, CustomStringConvertible {
  private let value: UInt64

  /// - Complexity: O(vertices + edges), a pass over memory.
  public init(_ graph: Graph) {
    var hash = Hash()
    hash.add(graph.isDirected ? 1 : 0)
    hash.add(UInt64(graph.vertexCount))
    let lists = graph.outgoing
    for v in 0...graph.vertexCount { hash.add(lists.offsets[v]) }
    for slot in 0..<lists.targetCount { hash.add(UInt64(lists.targets[slot])) }
    func add(_ dictionary: LabelDictionary) {
      for name in dictionary.names {
        for byte in name.utf8 { hash.add(UInt64(byte)) }
        hash.add(.max)
      }
    }
    if let labels = graph.vertexLabels {
      add(labels.dictionary)
      for v in 0..<graph.vertexCount {
        hash.add(labels.vertexOffsets[v + 1])
        for i in Int(labels.vertexOffsets[v])..<Int(labels.vertexOffsets[v + 1]) { hash.add(UInt64(labels.vertexCodes[i])) }
      }
    }
    if let labels = graph.edgeLabels {
      add(labels.dictionary)
      for code in 0...labels.dictionary.count { for pair in labels.pairs(of: UInt32(code)) { hash.add(pair) } }
    }
    // Ids stand in answers, and anchors name them: the first and the last few tell most mistakes.
    let n = graph.vertexCount
    for v in Array(0..<Swift.min(n, 256)) + Array(Swift.max(256, n - 256)..<Swift.max(256, n)) {
      for byte in "\(graph.ids.id(of: v))".utf8 { hash.add(UInt64(byte)) }
      hash.add(.max)
    }
    value = hash.finish()
  }

  /// Sixteen hexadecimal digits.
  public var description: String { Hash.text(value) }
}

/// A running hash of words: multiply, rotate, add.
package struct Hash {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  package init() {}

  @inline(__always)
  package mutating func add(_ word: UInt64) {
    state = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
    state = state << 29 | state >> 35
  }

  package mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(.max)
  }

  package func finish() -> UInt64 {
    var value = state
    value = (value ^ value >> 32) &* 0xD6E8_FEB8_6659_FD93
    return value ^ value >> 29
  }

  /// Sixteen hexadecimal digits.
  package static func text(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
