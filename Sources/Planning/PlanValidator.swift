import PatternModel

/// Checks that a plan means what its pattern means. Run on every plan in debug builds and in the tests.
package enum PlanValidator {
  /// What is wrong with the plan, in words; empty when nothing is.
  package static func problems(of plan: Plan, isDirected: Bool) -> [String] {
    var problems: [String] = []
    let n = plan.pattern.vertices.count
    if plan.order.sorted() != Array(0..<n) { problems.append("the order is no permutation of the pattern's vertices") }
    if plan.levels.isEmpty { problems.append("no loop") }
    for (i, node) in plan.sets.enumerated() {
      if case .set(let source) = node.source {
        if source >= i { problems.append("set \(i) is computed from a later set") }
        else {
          if plan.sets[source].depth > node.depth { problems.append("set \(i) is computed before its source") }
          if plan.sets[source].countOnly { problems.append("set \(i) reads a set that is only counted") }
        }
      }
      if node.depth >= plan.levels.count { problems.append("set \(i) depends on a level that is no loop") }
    }
    for (level, loop) in plan.levels.enumerated() {
      guard let set = loop.set else {
        if level > 0 { problems.append("level \(level) has no candidate set") }
        continue
      }
      if plan.sets[set].depth >= level { problems.append("level \(level) needs a set that is not yet known") }
      if plan.sets[set].countOnly { problems.append("level \(level) loops over a set that is only counted") }
    }
    if n <= 7, let problem = restrictionProblem(of: plan) { problems.append(problem) }
    if n <= 5, let problem = orbitProblem(of: plan) { problems.append(problem) }
    return problems
  }

  /// On a complete graph every ordering of the vertices is a match of the underlying clique; of the |Aut| orderings
  /// that are one occurrence, exactly `multiplicity` must satisfy the restrictions: over all n! orderings,
  /// n! / |Aut| x multiplicity.
  private static func restrictionProblem(of plan: Plan) -> String? {
    let n = plan.order.count
    var orderings: UInt128 = 0, satisfying: UInt128 = 0
    var permutation = Array(0..<n)
    func visit(_ k: Int) {
      if k == n {
        orderings += 1
        if plan.restrictions.allSatisfy({ permutation[$0.smaller] < permutation[$0.larger] }) { satisfying += 1 }
        return
      }
      for i in k..<n {
        permutation.swapAt(k, i)
        visit(k + 1)
        permutation.swapAt(k, i)
      }
    }
    visit(0)
    return satisfying * plan.automorphisms == orderings * plan.multiplicity
      ? nil : "the restrictions keep \(satisfying) of \(orderings) orderings with |Aut| = \(plan.automorphisms) and multiplicity \(plan.multiplicity)"
  }

  /// The same for every single occurrence: of the |Aut| orderings that are its mirror images exactly `multiplicity`
  /// satisfy the restrictions, so that none is counted too often at another's expense.
  private static func orbitProblem(of plan: Plan) -> String? {
    let n = plan.order.count
    guard let group = plan.pattern.automorphisms.elements() else { return nil }
    var levelOf = [Int](repeating: 0, count: n)
    for (level, vertex) in plan.order.enumerated() { levelOf[vertex] = level }
    // Automorphisms as permutations of levels.
    let mirrors = group.map { element in plan.order.map { levelOf[element[$0]] } }
    var problem: String?
    var permutation = Array(0..<n)
    func visit(_ k: Int) {
      if problem != nil { return }
      if k == n {
        let kept = mirrors.count { mirror in
          plan.restrictions.allSatisfy { permutation[mirror[$0.smaller]] < permutation[mirror[$0.larger]] }
        }
        if UInt128(kept) != plan.multiplicity {
          problem = "the ordering \(permutation) is kept \(kept) times, not \(plan.multiplicity)"
        }
        return
      }
      for i in k..<n {
        permutation.swapAt(k, i)
        visit(k + 1)
        permutation.swapAt(k, i)
      }
    }
    visit(0)
    return problem
  }
}
