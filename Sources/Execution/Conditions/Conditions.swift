import GraphStore
import PatternModel
import Planning

/// A pattern's conditions, bound to a graph and to the order of a plan: each is decided at the first level at which all
/// its vertices are bound.
final class Conditions: Sendable {
  private enum Test: Sendable {
    case comparison(Comparison)
    case expression(Expression)
    case code(CandidateTest, names: [String], levels: [Int])
  }

  /// A bit for every level that decides something.
  let levels: UInt32
  private let tests: [[Test]]
  private let graph: Graph
  private let levelOf: [Int]

  /// Nil when the pattern has no conditions.
  init?(_ pattern: Pattern, order: [Int], graph: Graph) {
    guard !pattern.predicates.isEmpty else { return nil }
    var levelOf = [Int](repeating: 0, count: order.count)
    for (level, vertex) in order.enumerated() { levelOf[vertex] = level }
    var tests = [[Test]](repeating: [], count: order.count)
    var levels: UInt32 = 0
    for predicate in pattern.predicates {
      let level = predicate.variables.map { levelOf[$0] }.max() ?? 0
      levels |= 1 << UInt32(level)
      switch predicate.content {
      case .expression(let expression):
        tests[level].append(
          Comparison(expression, levelOf: levelOf, graph: graph).map { .comparison($0) } ?? .expression(expression))
      case .opaque(let test, let variables):
        guard let code = test.code as? CandidateTest else { preconditionFailure("a condition without code") }
        tests[level].append(
          .code(code, names: variables.map { pattern.vertices[$0].name }, levels: variables.map { levelOf[$0] }))
      }
    }
    self.tests = tests
    self.levels = levels
    self.graph = graph
    self.levelOf = levelOf
  }

  /// Whether all conditions hold that the vertex just bound at `level` decides.
  func hold(at level: Int, _ bound: UnsafePointer<UInt32>) -> Bool {
    tests[level].allSatisfy { test in
      switch test {
      case .comparison(let comparison): comparison.holds(bound)
      case .expression(let expression): value(expression, bound) == .boolean(true)
      case .code(let code, let names, let levels):
        code.body(Candidate(graph: graph, names: names, numbers: levels.map { bound[$0] }))
      }
    }
  }

  private func value(_ expression: Expression, _ bound: UnsafePointer<UInt32>) -> Constant? {
    let attributes = graph.attributes
    return expression.value(
      vertex: { position, name in
        attributes.vertices[name].flatMap { $0[Int(bound[levelOf[position]])] }.map(Constant.init)
      },
      edge: { source, target, name in
        guard let column = attributes.edges[name],
          let row = attributes.edgeRows?.row(Int(bound[levelOf[source]]), Int(bound[levelOf[target]]))
        else { return nil }
        return column[row].map(Constant.init)
      })
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
