import GraphStore
import PatternModel
import Planning

/// What a plan tests match by match, bound to a graph and to the plan's order: each condition is decided at the first
/// level at which all its vertices are bound.
final class Conditions: Sendable {
  private enum Test: Sendable {
    case condition(BoundCondition)
    case code(CandidateTest, names: [String], levels: [Int])
    case absence(ConditionalAbsence)
  }

  /// A bit for every level that decides something.
  let levels: UInt32
  private let tests: [[Test]]
  private let graph: Graph

  /// Nil when there is nothing to test.
  init?(_ plan: Plan, graph: Graph) {
    guard plan.needsMatches else { return nil }
    let pattern = plan.pattern
    var levelOf = [Int](repeating: 0, count: plan.order.count)
    for (level, vertex) in plan.order.enumerated() { levelOf[vertex] = level }
    var tests = [[Test]](repeating: [], count: plan.order.count)
    for predicate in plan.predicates {
      let level = predicate.variables.map { levelOf[$0] }.max() ?? 0
      switch predicate.content {
      case .expression(let expression):
        tests[level].append(.condition(BoundCondition(expression, in: graph) { levelOf[$0] }))
      case .opaque(let test, let variables):
        guard let code = test.code as? CandidateTest else { preconditionFailure("a condition without code") }
        tests[level].append(
          .code(code, names: variables.map { pattern.vertices[$0].name }, levels: variables.map { levelOf[$0] }))
      }
    }
    for absence in plan.conditionalAbsences {
      let level = levelOf.indices.reduce(0) { absence.watched >> UInt32($1) & 1 == 1 ? Swift.max($0, levelOf[$1]) : $0 }
      tests[level].append(.absence(ConditionalAbsence(absence, in: graph, levelOf: levelOf)))
    }
    self.tests = tests
    self.graph = graph
    levels = tests.indices.reduce(0) { tests[$1].isEmpty ? $0 : $0 | 1 << UInt32($1) }
  }

  /// Whether all conditions hold that the vertex just bound at `level` decides.
  ///
  /// - Parameter bound: the vertices of the levels; the place behind the last level may be written.
  func hold(at level: Int, _ bound: UnsafeMutablePointer<UInt32>) -> Bool {
    tests[level].allSatisfy { test in
      switch test {
      case .condition(let condition): condition.holds(bound)
      case .code(let code, let names, let levels):
        code.body(Candidate(graph: graph, names: names, numbers: levels.map { bound[$0] }))
      case .absence(let absence): absence.holds(at: level, bound)
      }
    }
  }
}
