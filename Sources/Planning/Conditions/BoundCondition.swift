import GraphStore
import PatternModel

/// A condition on attributes, bound to a graph's columns. Its positions are places of a row of vertices.
package struct BoundCondition: Sendable {
  /// Nearly all conditions compare two numbers; these are tested without allocation.
  private let comparison: Comparison?
  private let expression: Expression
  private let attributes: GraphAttributes

  /// - Parameter place: where the row holds the vertex of a position.
  package init(_ expression: Expression, in graph: Graph, place: (Int) -> Int) {
    let moved = expression.mapAttributes(place) { (place($0), place($1)) }
    self.expression = moved
    comparison = Comparison(moved, graph: graph)
    attributes = graph.attributes
  }

  /// Whether the condition is true; what is missing is not.
  package func holds(_ row: UnsafePointer<UInt32>) -> Bool {
    if let comparison { return comparison.holds(row) }
    let value = expression.value(
      vertex: { place, name in
        attributes.vertices[name].flatMap { $0[Int(row[place])] }.map(Constant.init)
      },
      edge: { source, target, name in
        guard let column = attributes.edges[name],
          let edge = attributes.edgeRows?.row(Int(row[source]), Int(row[target]))
        else { return nil }
        return column[edge].map(Constant.init)
      })
    return value == .boolean(true)
  }
}

extension Constant {
  package init(_ value: AttributeValue) {
    switch value {
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .text(let value): self = .text(value)
    case .boolean(let value): self = .boolean(value)
    }
  }
}
