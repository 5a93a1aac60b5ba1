import PatternModel

/// How the counts of a batch of patterns are obtained: plans that match, tables that are summed, and exact integer
/// combinations of their results.
package struct Derivation: Sendable {
  /// Where a quantity's own value comes from.
  package enum Source: Sendable {
    /// Nothing: it is a combination of others.
    case none
    /// Occurrences found by a plan.
    case plan(Plan)
    /// Cliques of a size, by pivoting.
    case cliques(Int)
    /// A number of the table program.
    case scalar(Int)
  }

  /// value = (factor x source + sum of coefficient x value of an earlier quantity) / divisor
  package struct Quantity: Sendable {
    package var meaning: Meaning
    package var source: Source
    package var factor = 1
    package var terms: [(coefficient: Int, quantity: Int)] = []
    package var divisor = 1

    package init(
      meaning: Meaning, source: Source, factor: Int = 1, terms: [(coefficient: Int, quantity: Int)] = [], divisor: Int = 1
    ) {
      self.meaning = meaning
      self.source = source
      self.factor = factor
      self.terms = terms
      self.divisor = divisor
    }
  }

  /// What a quantity counts, for people to read.
  package enum Meaning: Hashable, Sendable {
    /// Injective maps of a graph.
    case embeddings(SmallGraph)
    /// Those whose root has the smallest number.
    case embeddingsAboveRoot(SmallGraph)
    /// Occurrences of the pattern asked for.
    case occurrences
  }

  package var program = TableProgram()
  package var quantities: [Quantity] = []
  /// The patterns asked for; occurrences of patterns[i] are the value of quantities[results[i]].
  package var patterns: [Pattern] = []
  package var results: [Int] = []
  package var automorphisms: [UInt128] = []
  package var edgeLabelNames: [String] = []
  /// Expected work in steps of about a nanosecond on one core.
  package var work = 0.0

  package init() {}

  /// The plans that are run, in order.
  package var plans: [Plan] {
    quantities.compactMap { if case .plan(let plan) = $0.source { plan } else { nil } }
  }

  /// The only plan, when the pattern is matched without a detour.
  package var directPlan: Plan? {
    guard patterns.count == 1, quantities.count == 1, case .plan(let plan) = quantities[0].source else { return nil }
    return plan
  }

  /// The same for patterns that ask for the results at these places.
  func arranged(_ places: [Int], _ patterns: [Pattern]) -> Derivation {
    var arranged = self
    arranged.patterns = patterns
    arranged.results = places.map { results[$0] }
    arranged.automorphisms = places.map { automorphisms[$0] }
    return arranged
  }

  /// A single pattern, matched by a plan.
  package init(direct plan: Plan) {
    patterns = [plan.pattern]
    automorphisms = [plan.automorphisms]
    quantities = [Quantity(meaning: .occurrences, source: .plan(plan))]
    results = [0]
    work = plan.estimate.work
  }

  /// A clique, counted by pivoting.
  init(cliques pattern: Pattern) {
    patterns = [pattern]
    automorphisms = [pattern.automorphisms.order]
    quantities = [Quantity(meaning: .occurrences, source: .cliques(pattern.vertices.count))]
    results = [0]
  }
}
