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
  private var state = State()
  private let palette: Palette
  private var forms = CanonicalGraphs()

  private struct State {
    var derivation = RootedDerivation()
    /// Columns by graph.
    var embeddings = GraphTable<Int>()
    /// Maps with the root's image below all others, by image of the second root; nil: cannot be had.
    var aboveRoot = GraphTable<Int?>()
    var planWork = 0.0
    var vertexTables = Interned<Int>()
    var edgeTables = Interned<Int>()
    /// What it all costs, where that is known.
    var work: Double?

    var live: TableProgram.Liveness {
      .init(derivation.program, scalars: [], vertexTables: vertexTables.elements, edgeTables: edgeTables.elements)
    }

    /// How far it has come.
    struct Mark {
      var program: TableProgram.Mark
      var columns, embeddings, aboveRoot, vertexTables, edgeTables: Int
      var planWork, work: Double
    }

    /// - Parameter work: what it costs so far.
    func mark(work: Double) -> Mark {
      Mark(
        program: derivation.program.mark, columns: derivation.columns.count, embeddings: embeddings.count,
        aboveRoot: aboveRoot.count, vertexTables: vertexTables.count, edgeTables: edgeTables.count, planWork: planWork,
        work: work)
    }

    mutating func goBack(to mark: Mark) {
      derivation.program.goBack(to: mark.program)
      derivation.columns.removeLast(derivation.columns.count - mark.columns)
      embeddings.keep(first: mark.embeddings)
      aboveRoot.keep(first: mark.aboveRoot)
      vertexTables.keep(first: mark.vertexTables)
      edgeTables.keep(first: mark.edgeTables)
      planWork = mark.planWork
      work = mark.work
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
    if state.vertexTables.count + state.edgeTables.count == 0 { return state.planWork }
    let live = state.live
    guard planner.holds(state.derivation.program, live, results: state.edgeTables.elements, beside: resultBytes) else {
      return .infinity
    }
    return state.planWork + costs.cost(of: state.derivation.program, live)
  }

  private mutating func workSoFar() -> Double {
    if let known = state.work { return known }
    let work = work
    state.work = work
    return work
  }

  /// Adds a pattern: for every vertex (or pair), in how many occurrences it stands where the root (the roots) do; for each
  /// of several choices of the roots.
  ///
  /// - Parameter rival: what it takes to do without; nil: that cannot be.
  /// - Returns: false when the pattern asks for what the algebra does not know, or it would cost more than the rival, or take
  ///   too long to look for.
  mutating func add(
    _ pattern: Pattern, roots choices: some Collection<[Int]>, _ settings: MatchSettings = .init(), rival: Double? = nil
  ) throws(PlanningError) -> Bool {
    let constraints = try MatchConstraints(
      pattern, graph: planner.graph, graphIsDirected: planner.isDirected, settings: settings)
    guard let coloured = ColouredPattern(constraints, pattern, palette), coloured.banned.count <= Self.mostBanned,
      let group = settings.symmetry(of: pattern).elements(limit: Self.largestGroup)
    else { return false }
    // With every relation more that must not be there comes at least one graph more.
    if let rival, !planner.prefersTables, Double(coloured.banned.count) * DerivationBuilder.workOfTerm > rival { return false }
    for roots in choices {
      var column = RootedDerivation.Column(source: .none)
      let secondRoot = roots.count > 1 ? roots[1] : nil
      let wanted = forms.terms(of: coloured, palette, root: roots[0], secondRoot: secondRoot)
      if let rival, !planner.prefersTables, Double(wanted.count - 1) * DerivationBuilder.workOfTerm > rival { return false }
      for (graph, coefficient) in wanted {
        column.terms.append((coefficient, try embeddings(of: graph)))
        if let rival, !planner.prefersTables, !Planner.pays(workSoFar(), insteadOf: rival) { return false }
      }
      // Injective maps that differ by an automorphism which fixes the roots are one occurrence.
      column.divisor = group.count { element in roots.allSatisfy { element[$0] == $0 } }
      state.derivation.columns.append(column)
      state.derivation.results.append(state.derivation.columns.count - 1)
    }
    return true
  }

  private static let mostBanned = 10, largestGroup = 50_000

  private mutating func embeddings(of graph: Int) throws(PlanningError) -> Int {
    if let known = state.embeddings[graph] { return known }
    try planner.checkStop()
    let before = state.mark(work: workSoFar())
    let size = forms[graph].count
    // An edge is its own table.
    let isDerived = mayUseTables || size <= 2 ? try derive(graph) : false
    if isDerived, triesAboveRoots, state.derivation.program.mark.sweep > before.program.sweep {
      try compareAboveRoots(graph, before)
    }
    if size > 2, !isDerived || isDear(since: before) { try comparePlan(graph, before, isDerived: isDerived) }
    guard let found = state.embeddings[graph] else { throw .unsupported("this rooted pattern") }
    return found
  }

  /// Whether what came since a mark costs more than to look for a plan instead, or cannot be held.
  private mutating func isDear(since mark: State.Mark) -> Bool {
    let whole = workSoFar()
    if whole == .infinity { return true }
    return !planner.prefersTables && whole - mark.work > Swift.min(Swift.max(Self.planningWork, mark.work / 10), Self.dearWork)
  }

  /// To look for a plan takes about a fifth of the first. A large batch has many graphs and hardly one for which a plan
  /// is cheaper: it only looks where there is more to win, from the second on at any rate.
  private static let planningWork = 1e6, dearWork = 4e6

  /// Sweeps over all walks may be dearer than several over those that never come below their root.
  private mutating func compareAboveRoots(_ graph: Int, _ before: State.Mark) throws(PlanningError) {
    let wholeWork = workSoFar(), whole = state
    state.goBack(to: before)
    if try deriveAboveRoots(graph), planner.prefersSweepsAboveRoots || workSoFar() < wholeWork { return }
    state = whole
  }

  /// Has a plan count the graph where that is cheaper.
  private mutating func comparePlan(_ graph: Int, _ before: State.Mark, isDerived: Bool) throws(PlanningError) {
    if isDerived {
      let derivedWork = workSoFar()
      if derivedWork < .infinity, derivedWork <= before.work + (try planner.planWork(forms[graph], palette)) { return }
    }
    state.goBack(to: before)
    let plan = try planner.plan(forms[graph], palette)
    // Its divisor is the stabiliser's part that the restrictions leave over.
    let group = plan.pattern.automorphisms.elements(limit: Self.largestGroup) ?? []
    let stabiliser = group.count { $0[0] == 0 && (forms[graph].secondRoot == nil || $0[1] == 1) }
    define(graph, .init(source: .plan(plan), factor: stabiliser))
    state.planWork += plan.estimate.work
    state.work = nil
  }

  private mutating func derive(_ graph: Int) throws(PlanningError) -> Bool {
    guard let tables = Elimination.rootedHomomorphisms(of: forms[graph], palette, into: &state.derivation.program) else {
      return false
    }
    for table in tables.first + tables.second { _ = state.vertexTables.add(table) }
    for table in tables.edges { _ = state.edgeTables.add(table) }
    state.work = nil
    var column = RootedDerivation.Column(source: .tables(tables))
    for (quotient, times) in forms.quotients(of: forms[graph], palette) {
      column.terms.append((-times, try embeddings(of: quotient)))
    }
    define(graph, column)
    return true
  }

  /// By which vertex has the smallest number.
  private mutating func deriveAboveRoots(_ number: Int) throws(PlanningError) -> Bool {
    let graph = forms[number]
    guard let root = graph.root, graph.secondRoot == nil else { return false }
    let orbits = graph.orbits
    var column = RootedDerivation.Column(source: .none)
    for lowest in Set(orbits).sorted() {
      let part = forms.number(of: graph.rooted(at: lowest, second: lowest == root ? nil : root))
      guard let maps = try embeddingsAboveRoot(part) else { return false }
      column.terms.append((orbits.count { $0 == lowest }, maps))
    }
    define(number, column)
    return true
  }

  private mutating func embeddingsAboveRoot(_ number: Int) throws(PlanningError) -> Int? {
    if let known = state.aboveRoot[number] { return known }
    let graph = forms[number]
    guard let table = Elimination.rootedHomomorphismsAboveRoot(of: graph, palette, into: &state.derivation.program) else {
      state.aboveRoot.set(nil, for: number)
      return nil
    }
    _ = state.vertexTables.add(table)
    state.work = nil
    var column = RootedDerivation.Column(source: .tables(RootedTables(first: [table])))
    for (quotient, times) in forms.quotientsAboveRoot(of: graph, palette) {
      guard let term = try embeddingsAboveRoot(quotient) else { return nil }
      column.terms.append((-times, term))
    }
    state.derivation.columns.append(column)
    let position = state.derivation.columns.count - 1
    state.aboveRoot.set(position, for: number)
    return position
  }

  private mutating func define(_ graph: Int, _ column: RootedDerivation.Column) {
    state.derivation.columns.append(column)
    state.embeddings.set(state.derivation.columns.count - 1, for: graph)
  }
}

extension Planner {
  /// Counts of rooted patterns by the root's image; nil when one of them asks for what the algebra does not know.
  ///
  /// - Parameters:
  ///   - patterns: each with one root, or each with two adjacent ones.
  ///   - rival: what it takes to do without: nil is returned where it would cost more.
  package func rootedDerivation(
    _ patterns: [(pattern: Pattern, roots: [Int])], settings: MatchSettings = .init(), rival: Double? = nil
  ) throws(PlanningError) -> RootedDerivation? {
    var builder = RootedDerivationBuilder(planner: self, byPair: (patterns.first?.roots.count ?? 1) > 1, patterns.map(\.pattern))
    var rest = patterns[...]
    while let pattern = rest.first?.pattern {
      // Orbits of one graphlet come together.
      let same = rest.prefix { $0.pattern == pattern }
      guard try builder.add(pattern, roots: same.map(\.roots), settings, rival: rival) else { return nil }
      rest = rest[same.endIndex...]
    }
    return builder.derivation
  }
}
