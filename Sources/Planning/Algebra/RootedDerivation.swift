import PatternModel

/// How the counts of rooted patterns are obtained for every vertex of the graph as the root's image at once.
package struct RootedDerivation: Sendable {
  package enum Source: Sendable {
    /// A product of vertex tables.
    case tables([TableProgram.VertexTable])
    /// A plan that binds the root first.
    case plan(Plan)
    case none
  }

  /// A number for every vertex: (factor x source + sum of coefficient x earlier column) / divisor
  package struct Column: Sendable {
    package var source: Source
    package var factor = 1
    package var terms: [(coefficient: Int, column: Int)] = []
    package var divisor = 1
  }

  package var program = TableProgram()
  package var columns: [Column] = []
  /// Column of each rooted pattern asked for.
  package var results: [Int] = []
  package var work = 0.0

  package init() {}
}

/// Finds a cheap derivation for a batch of rooted patterns, by the same identities as ``DerivationBuilder`` with the
/// root kept apart: quotients may merge it, and the merged vertex is the root then.
struct RootedDerivationBuilder {
  private let planner: Planner
  private let costs: AlgebraCosts
  private let mayUseTables: Bool
  private var state = State()
  private var canonicalForms: [SmallGraph: SmallGraph] = [:]

  private struct State {
    var derivation = RootedDerivation()
    var embeddings: [SmallGraph: Int] = [:]
    var planWork = 0.0
    var tables: Set<Int> = []
  }

  init(planner: Planner) {
    self.planner = planner
    costs = planner.algebraCosts
    mayUseTables = planner.rules.contains(.tables)
  }

  var derivation: RootedDerivation {
    var result = state.derivation
    result.work = work
    return result
  }

  private var work: Double {
    let program = state.derivation.program
    if state.tables.isEmpty { return state.planWork }
    return state.planWork + costs.cost(of: program, .init(program, scalars: [], vertexTables: state.tables))
  }

  /// Adds a pattern: for every vertex, in how many vertex-induced occurrences it stands where the root does.
  mutating func addInduced(_ pattern: Pattern, root: Int) throws(PlanningError) {
    let graph = SmallGraph(pattern, root: root)
    var absent: [(Int, Int)] = []
    for b in 0..<graph.count {
      for a in 0..<b where !graph.adjacent(a, b) { absent.append((a, b)) }
    }
    var coefficients: [SmallGraph: Int] = [:]
    for choice in 0..<(1 << absent.count) {
      var larger = graph
      for (bit, pair) in absent.enumerated() where choice >> bit & 1 == 1 { larger.connect(pair.0, pair.1) }
      coefficients[canonical(larger), default: 0] += choice.nonzeroBitCount % 2 == 0 ? 1 : -1
    }
    var column = RootedDerivation.Column(source: .none)
    for (larger, coefficient) in inOrder(coefficients) {
      column.terms.append((coefficient, try embeddings(of: larger)))
    }
    // Injective maps that differ by an automorphism which fixes the root are one occurrence.
    let orbits = pattern.automorphisms.orbits
    let orbit = orbits.first { $0.contains(root) }?.count ?? 1
    column.divisor = Int(pattern.automorphisms.order) / orbit
    state.derivation.columns.append(column)
    state.derivation.results.append(state.derivation.columns.count - 1)
  }

  private mutating func embeddings(of graph: SmallGraph) throws(PlanningError) -> Int {
    let graph = canonical(graph)
    if let known = state.embeddings[graph] { return known }
    try planner.checkStop()
    let before = state
    let workBefore = work
    var derived: (state: State, work: Double)?
    if mayUseTables, try derive(graph) { derived = (state, work) }
    if derived.map({ !planner.prefersTables && $0.work - workBefore > Self.planningWork }) ?? true {
      state = before
      let plan = try planner.plan(graph.pattern, rootedAt: 0)
      // Its divisor is the stabiliser's part that the restrictions leave over.
      let stabiliser = Int(graph.pattern.automorphisms.order) / (graph.unrooted().orbits.count { $0 == 0 })
      define(graph, .init(source: .plan(plan), factor: stabiliser))
      state.planWork += plan.estimate.work
      if let derived, derived.work <= work { state = derived.state }
    } else if let derived {
      state = derived.state
    }
    guard let found = state.embeddings[graph] else { throw .unsupported("this rooted pattern") }
    return found
  }

  private static let planningWork = 1e6

  private mutating func derive(_ graph: SmallGraph) throws(PlanningError) -> Bool {
    guard let tables = Elimination.rootedHomomorphisms(of: graph, into: &state.derivation.program) else { return false }
    state.tables.formUnion(tables)
    var quotients: [SmallGraph: Int] = [:]
    graph.forEachQuotient(distinct: Array(repeating: 0, count: graph.count)) { quotients[canonical($0), default: 0] += 1 }
    var column = RootedDerivation.Column(source: .tables(tables))
    for (quotient, number) in inOrder(quotients) { column.terms.append((-number, try embeddings(of: quotient))) }
    define(graph, column)
    return true
  }

  private mutating func define(_ graph: SmallGraph, _ column: RootedDerivation.Column) {
    state.derivation.columns.append(column)
    state.embeddings[graph] = state.derivation.columns.count - 1
  }

  private mutating func canonical(_ graph: SmallGraph) -> SmallGraph {
    if let known = canonicalForms[graph] { return known }
    let form = graph.canonical
    canonicalForms[graph] = form
    return form
  }

  private func inOrder(_ counts: [SmallGraph: Int]) -> [(SmallGraph, Int)] {
    counts.filter { $0.value != 0 }.map { ($0.key, $0.value) }.sorted { $0.0.sortKey < $1.0.sortKey }
  }
}

extension Planner {
  /// Vertex-induced counts of rooted patterns by the root's image.
  package func rootedDerivation(_ patterns: [(pattern: Pattern, root: Int)]) throws(PlanningError) -> RootedDerivation {
    var builder = RootedDerivationBuilder(planner: self)
    for (pattern, root) in patterns { try builder.addInduced(pattern, root: root) }
    return builder.derivation
  }
}
