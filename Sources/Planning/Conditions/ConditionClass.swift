import GraphStore
import PatternModel

/// The vertices that meet a condition on one vertex: decided once for every vertex, and from then on as good as a label.
enum ConditionClass {
  /// One bit for every vertex of a class that meets the condition, wherever it speaks of one.
  ///
  /// - Complexity: O(members of the class).
  static func words(_ condition: Expression, of members: VertexClass?, in graph: Graph) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (graph.vertexCount + 63) / 64)
    func keep(where meets: (UInt32) -> Bool) {
      if let members {
        for vertex in members.members where meets(vertex) { words[Int(vertex >> 6)] |= 1 << UInt64(vertex & 63) }
      } else {
        for vertex in 0..<UInt32(graph.vertexCount) where meets(vertex) {
          words[Int(vertex >> 6)] |= 1 << UInt64(vertex & 63)
        }
      }
    }
    if let (column, truth) = truthByText(condition, graph) {
      keep { vertex in column.has(Int(vertex)) ? truth[Int(column.textCodes[Int(vertex)])] : truth[truth.count - 1] }
      return words
    }
    let test = BoundCondition(condition, in: graph) { _ in 0 }
    keep { vertex in withUnsafePointer(to: vertex) { test.holds($0) } }
    return words
  }

  /// Where only one column of texts decides: the answer for each distinct text, and last for a missing one.
  private static func truthByText(_ condition: Expression, _ graph: Graph) -> (AttributeColumn, [Bool])? {
    var names: Set<String> = []
    var speaksOfEdges = false
    condition.forEachAttribute { _, target, name in
      names.insert(name)
      speaksOfEdges = speaksOfEdges || target != nil
    }
    guard !speaksOfEdges, names.count == 1, let column = graph.attributes.vertices[names.first!], column.type == .text
    else { return nil }
    func isTrue(_ value: Constant?) -> Bool {
      condition.value(vertex: { _, _ in value }, edge: { _, _, _ in nil }) == .boolean(true)
    }
    return (column, (0..<column.texts.count).map { isTrue(.text(column.texts[$0])) } + [isTrue(nil)])
  }
}
