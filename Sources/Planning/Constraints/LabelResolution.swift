import GraphStore
import PatternModel

/// Label constraints of a pattern in terms of one graph.
struct LabelResolution {
  private let graph: Graph?
  private var classNumbers: [LabelConstraint: Int] = [:]

  init(_ graph: Graph?) { self.graph = graph }

  func edges(_ label: LabelConstraint) -> EdgeFilter {
    switch label {
    case .any: .all
    case .anyOf(let names): graph?.edgeFilter(anyOf: names) ?? .labels([], unlabelled: false)
    case .noneOf(let names): graph?.edgeFilter(noneOf: names) ?? .all
    }
  }

  /// The number of the class of vertices that satisfy a constraint.
  mutating func vertices(_ label: LabelConstraint, in table: inout ClassTable) -> Int {
    if label == .any { return 0 }
    if let known = classNumbers[label] { return known }
    let number = Self.members(label, graph).map { table.add(VertexClass(Self.name(label), words: $0)) } ?? 0
    classNumbers[label] = number
    return number
  }

  /// One bit for every vertex that satisfies the constraint; nil when all do.
  private static func members(_ label: LabelConstraint, _ graph: Graph?) -> [UInt64]? {
    let n = graph?.vertexCount ?? 0
    var words = [UInt64](repeating: 0, count: (n + 63) / 64)
    let labels = graph?.vertexLabels
    for code in label.names.compactMap({ labels?.dictionary.code($0) }) {
      for vertex in labels?.vertices(with: code) ?? UnsafeBufferPointer(start: nil, count: 0) {
        words[Int(vertex >> 6)] |= 1 << UInt64(vertex & 63)
      }
    }
    guard case .noneOf = label else { return words }
    if words.allSatisfy({ $0 == 0 }) { return nil }
    for position in words.indices { words[position] = ~words[position] }
    if n % 64 != 0 { words[words.count - 1] &= 1 << UInt64(n % 64) - 1 }
    return words
  }

  private static func name(_ label: LabelConstraint) -> String {
    let names = label.names.joined(separator: "|")
    if case .noneOf = label { return "!\(names)" }
    return names
  }
}
