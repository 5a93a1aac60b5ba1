import GraphStore
import PatternModel

/// A product of tables by the images of the roots: at a vertex `first` only, at an edge all of them.
package struct RootedTables: Sendable {
  package var edges: [TableProgram.EdgeTable] = []
  package var first: [TableProgram.VertexTable] = []
  package var second: [TableProgram.VertexTable] = []
}

/// How the counts of rooted patterns are obtained for every vertex of the graph as the root's image at once, or for every
/// ordered pair of adjacent vertices as the images of two adjacent roots.
package struct RootedDerivation: Sendable {
  package enum Source: Sendable {
    case tables(RootedTables)
    /// A plan that binds the root (or both) first.
    case plan(Plan)
    case none
  }

  /// A number for every vertex (or pair): (factor x source + sum of coefficient x earlier column) / divisor
  package struct Column: Sendable {
    package var source: Source
    package var factor = 1
    package var terms: [(coefficient: Int, column: Int)] = []
    package var divisor = 1
  }

  package var program = TableProgram()
  /// Numbers belong to ordered pairs of adjacent vertices.
  package var isByPair = false
  package var columns: [Column] = []
  /// Column of each rooted pattern asked for.
  package var results: [Int] = []
  package var work = 0.0

  package init() {}
}

/// Finds a cheap derivation for a batch of rooted patterns, by the same identities as ``DerivationBuilder`` with the
/// roots kept apart: quotients may merge others into them, and the merged vertex is the root then.
struct RootedDerivationBuilder {
  private let planner: Planner
  private let costs: AlgebraCosts
  private let mayUseTables: Bool
  private let triesAboveRoots: Bool
  /// What the answers take.
  private let resultBytes: Double
  private var state = State() { didSet { knownWork = nil } }
  /// Of the state as it is.
  private var knownWork: Double?
  private let palette: Palette
  private var canonicalForms: [SmallGraph: SmallGraph] = [:]

  private struct State {
    var derivation = RootedDerivation()
    var embeddings: [SmallGraph: Int] = [:]
    /// Maps with the root's image below all others, by image of the second root.
    var aboveRoot: [SmallGraph: Int?] = [:]
    var planWork = 0.0
    var vertexTables: Set<Int> = []
    var edgeTables: Set<Int> = []

    var live: TableProgram.Liveness {
      .init(derivation.program, scalars: [], vertexTables: vertexTables, edgeTables: edgeTables)
    }
  }

  /// - Parameters:
  ///   - byPair: patterns have two roots.
  ///   - patterns: what will be added.
  init(planner: Planner, byPair: Bool, _ patterns: [Pattern]) {
    self.planner = planner
    // A large batch with five and more vertices sweeps over all walks anyway: what another pattern shares of that is free.
    triesAboveRoots = !byPair && (patterns.count <= 3 || patterns.allSatisfy { $0.vertices.count <= 4 })
    let wanted = patterns.count
    costs = planner.algebraCosts
    resultBytes = Double(wanted) * 16 * (byPair ? costs.slots : costs.vertices)
    palette = Palette(planner.graph)
    mayUseTables = planner.rules.contains(.tables)
    state.derivation.isByPair = byPair
  }

  var derivation: RootedDerivation {
    var result = state.derivation
    result.work = work
    result.program.colours = palette.colours
    return result
  }

  private var work: Double {
    if state.vertexTables.isEmpty, state.edgeTables.isEmpty { return state.planWork }
    let live = state.live
    guard planner.holds(state.derivation.program, live, results: state.edgeTables, beside: resultBytes) else {
      return .infinity
    }
    return state.planWork + costs.cost(of: state.derivation.program, live)
  }

  private mutating func workSoFar() -> Double {
    if let knownWork { return knownWork }
    let work = work
    knownWork = work
    return work
  }

  /// Adds a pattern: for every vertex (or pair), in how many occurrences it stands where the root (the roots) do.
  ///
  /// - Returns: false when the pattern asks for what the algebra does not know, and nothing was added.
  mutating func add(_ pattern: Pattern, roots: [Int], _ settings: MatchSettings = .init()) throws(PlanningError) -> Bool {
    let constraints = try MatchConstraints(
      pattern, graph: planner.graph, graphIsDirected: planner.isDirected, settings: settings)
    guard
      let coloured = ColouredPattern(
        constraints, pattern, palette, root: roots[0], secondRoot: roots.count > 1 ? roots[1] : nil),
      coloured.banned.count <= Self.mostBanned, let group = settings.symmetry(of: pattern).elements(limit: Self.largestGroup)
    else { return false }
    var coefficients: [SmallGraph: Int] = [:]
    coloured.forEachTerm(palette) { graph, sign in coefficients[canonical(graph), default: 0] += sign }
    var column = RootedDerivation.Column(source: .none)
    for (graph, coefficient) in inOrder(coefficients) { column.terms.append((coefficient, try embeddings(of: graph))) }
    // Injective maps that differ by an automorphism which fixes the roots are one occurrence.
    column.divisor = group.count { element in roots.allSatisfy { element[$0] == $0 } }
    state.derivation.columns.append(column)
    state.derivation.results.append(state.derivation.columns.count - 1)
    return true
  }

  private static let mostBanned = 10, largestGroup = 50_000

  private mutating func embeddings(of graph: SmallGraph) throws(PlanningError) -> Int {
    let graph = canonical(graph)
    if let known = state.embeddings[graph] { return known }
    try planner.checkStop()
    let before = state
    let workBefore = workSoFar()
    var derived: (state: State, work: Double)?
    // An edge is its own table.
    if mayUseTables || graph.count <= 2, try derive(graph) { derived = (state, workSoFar()) }
    // Sweeps over all walks may be dearer than several over those that never come below their root.
    if triesAboveRoots, let whole = derived, whole.state.derivation.program.sweeps.count > before.derivation.program.sweeps.count {
      state = before
      if try deriveAboveRoots(graph), planner.prefersSweepsAboveRoots || work < whole.work { derived = (state, work) } else { state = whole.state }
    }
    if graph.count > 2, derived.map({ $0.work == .infinity || !planner.prefersTables && $0.work - workBefore > Self.planningWork }) ?? true {
      state = before
      let plan = try planner.plan(graph, palette)
      // Its divisor is the stabiliser's part that the restrictions leave over.
      let group = plan.pattern.automorphisms.elements(limit: Self.largestGroup) ?? []
      let stabiliser = group.count { $0[0] == 0 && (graph.secondRoot == nil || $0[1] == 1) }
      define(graph, .init(source: .plan(plan), factor: stabiliser))
      state.planWork += plan.estimate.work
      if let derived, derived.work < .infinity, derived.work <= work { state = derived.state }
    } else if let derived {
      state = derived.state
      knownWork = derived.work
    }
    guard let found = state.embeddings[graph] else { throw .unsupported("this rooted pattern") }
    return found
  }

  private static let planningWork = 1e6

  private mutating func derive(_ graph: SmallGraph) throws(PlanningError) -> Bool {
    guard let tables = Elimination.rootedHomomorphisms(of: graph, palette, into: &state.derivation.program) else {
      return false
    }
    state.vertexTables.formUnion(tables.first + tables.second)
    state.edgeTables.formUnion(tables.edges)
    var quotients: [SmallGraph: Int] = [:]
    graph.forEachQuotient(distinct: Array(repeating: 0, count: graph.count), palette) {
      quotients[canonical($0), default: 0] += 1
    }
    var column = RootedDerivation.Column(source: .tables(tables))
    for (quotient, number) in inOrder(quotients) { column.terms.append((-number, try embeddings(of: quotient))) }
    define(graph, column)
    return true
  }

  /// By which vertex has the smallest number.
  private mutating func deriveAboveRoots(_ graph: SmallGraph) throws(PlanningError) -> Bool {
    guard let root = graph.root, graph.secondRoot == nil else { return false }
    let orbits = graph.orbits
    var column = RootedDerivation.Column(source: .none)
    for lowest in Set(orbits).sorted() {
      let part = graph.rooted(at: lowest, second: lowest == root ? nil : root)
      guard let maps = try embeddingsAboveRoot(part) else { return false }
      column.terms.append((orbits.count { $0 == lowest }, maps))
    }
    define(graph, column)
    return true
  }

  private mutating func embeddingsAboveRoot(_ graph: SmallGraph) throws(PlanningError) -> Int? {
    let graph = canonical(graph)
    if let known = state.aboveRoot[graph] { return known }
    guard let table = Elimination.rootedHomomorphismsAboveRoot(of: graph, palette, into: &state.derivation.program) else {
      state.aboveRoot[graph] = .some(nil)
      return nil
    }
    state.vertexTables.insert(table)
    var column = RootedDerivation.Column(source: .tables(RootedTables(first: [table])))
    var quotients: [SmallGraph: Int] = [:]
    graph.forEachQuotientAboveRoot(palette) { quotients[canonical($0), default: 0] += 1 }
    for (quotient, number) in inOrder(quotients) {
      guard let term = try embeddingsAboveRoot(quotient) else { return nil }
      column.terms.append((-number, term))
    }
    state.derivation.columns.append(column)
    let position = state.derivation.columns.count - 1
    state.aboveRoot[graph] = position
    return position
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
    counts.filter { $0.value != 0 }.map { ($0.key, $0.value) }.sorted { $0.0.precedesInWork($1.0) }
  }
}

extension Planner {
  /// Counts of rooted patterns by the root's image; nil when one of them asks for what the algebra does not know.
  ///
  /// - Parameter patterns: each with one root, or each with two adjacent ones.
  package func rootedDerivation(
    _ patterns: [(pattern: Pattern, roots: [Int])], settings: MatchSettings = .init()
  ) throws(PlanningError) -> RootedDerivation? {
    var builder = RootedDerivationBuilder(planner: self, byPair: (patterns.first?.roots.count ?? 1) > 1, patterns.map(\.pattern))
    for (pattern, roots) in patterns {
      guard try builder.add(pattern, roots: roots, settings) else { return nil }
    }
    return builder.derivation
  }
}
