import PatternModel

/// How a count is obtained: an exact integer combination of the counts of plans.
///
///     occurrences = (sum of coefficient x count(plan)) / divisor
package struct CountingPlan: Sendable {
  package struct Term: Sendable {
    package var coefficient: Int
    package var plan: Plan

    package init(coefficient: Int, plan: Plan) {
      self.coefficient = coefficient
      self.plan = plan
    }
  }
  package var pattern: Pattern
  package var terms: [Term]
  package var automorphisms: UInt128
  /// The pattern is a clique and is counted by pivoting; the plan in `terms` is then what it saves.
  package var pivots = false
  /// The pattern has conditions: its matches are listed, and those that fail are not counted.
  package var lists: Bool { !pattern.predicates.isEmpty }

  package init(pattern: Pattern, terms: [Term], automorphisms: UInt128) {
    self.pattern = pattern
    self.terms = terms
    self.automorphisms = automorphisms
  }

  /// Expected work in steps of about a nanosecond.
  package var work: Double { terms.reduce(0) { $0 + $1.plan.estimate.work } }

  /// True when the pattern itself is matched, without a detour.
  package var isDirect: Bool { terms.count == 1 && terms[0].coefficient == 1 }
}

extension Planner {
  /// Largest pattern whose vertex-induced count is also tried as a combination of edge-induced ones.
  private static let morphingLimit = 5

  /// Smallest clique that is counted by pivoting: its cost hardly depends on the size, that of enumeration grows by
  /// about the degeneracy with every vertex. Measured on three graphs, they meet between 5 and 7.
  private static let pivotingFrom = 6

  /// The cheapest way known to count a pattern: to match it directly, or (vertex-induced, unconstrained) to count the
  /// edge-induced patterns that contain it and combine them.
  package func countingPlan(_ pattern: Pattern) throws(PlanningError) -> CountingPlan {
    let direct = try plan(pattern, for: pattern.predicates.isEmpty ? .counting : .listing)
    let plain = CountingPlan(
      pattern: pattern, terms: [.init(coefficient: 1, plan: direct)], automorphisms: direct.automorphisms)
    if rules.contains(.pivoting), pattern.vertices.count >= Self.pivotingFrom, isUnconstrained(pattern),
      pattern.edges.count == pattern.vertices.count * (pattern.vertices.count - 1) / 2
    {
      var pivoting = plain
      pivoting.pivots = true
      return pivoting
    }
    guard rules.contains(.morphing), pattern.inducing == .vertices, isUnconstrained(pattern),
      (3...Self.morphingLimit).contains(pattern.vertices.count), direct.estimate.work > 1e6
    else { return plain }
    var family = Pattern.allConnected(vertices: pattern.vertices.count)
    let form = (try? pattern.inducing(.edges))?.canonicalForm
    guard let target = family.firstIndex(where: { $0.canonicalForm == form }) else { return plain }
    // The copy of the target is the pattern as the user wrote it, so that explanations speak of the same vertices.
    if let own = try? pattern.inducing(.edges) { family[target] = own }
    var terms: [CountingPlan.Term] = []
    var work = 0.0
    for (position, coefficient) in SpanningCopies(family).combination(forInduced: target) {
      let part = try plan(family[position], for: .counting)
      work += part.estimate.work
      if work >= direct.estimate.work { return plain }
      terms.append(.init(coefficient: coefficient, plan: part))
    }
    return CountingPlan(pattern: pattern, terms: terms, automorphisms: direct.automorphisms)
  }

  private func isUnconstrained(_ pattern: Pattern) -> Bool {
    pattern.predicates.isEmpty && pattern.antiEdges.isEmpty && pattern.antiVertices.isEmpty && !isDirected
      && pattern.vertices.allSatisfy { $0.label == .any }
      && pattern.edges.allSatisfy { $0.direction == .either && $0.label == .any }
  }
}
