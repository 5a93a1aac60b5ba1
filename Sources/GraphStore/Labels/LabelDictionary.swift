/// Label names and their dense codes 0..<count.
///
/// Codes follow the order of the names (integers by value, then the others by their bytes), so they depend on neither
/// the order of a file nor the number of threads.
package struct LabelDictionary: Sendable {
  package let names: [String]
  private let codes: [String: UInt32]

  package var count: Int { names.count }

  /// Names in any order, without repeats.
  package init(_ names: some Sequence<String>) {
    self.names = names.sorted { Graph.VertexID(parsing: $0) < Graph.VertexID(parsing: $1) }
    codes = Dictionary(uniqueKeysWithValues: zip(self.names, 0...))
  }

  /// Nil when nothing in the graph carries the label.
  package func code(_ name: String) -> UInt32? { codes[name] }
}
