import GraphStore
import PatternModel

/// Finds a cheap derivation for a batch of patterns.
///
/// The unknowns are inj(Q), the injective maps of a graph Q. Each can be had in several ways:
///
/// - by a plan: inj(Q) = |Aut(Q)| x occurrences;
/// - from homomorphisms: inj(Q) = hom(Q) - sum of inj(Q / partition) over all ways to merge vertices that are not
///   adjacent, since a homomorphism is an injective map of exactly one quotient;
/// - for a Q whose vertices are all alike, with the vertex of smallest number as root: inj(Q) = |Q| x (maps whose root
///   is smallest), where the rest of the graph is smaller and the root needs no merging.
///
/// Every choice is priced by what it adds to what the batch computes anyway.
struct DerivationBuilder {
  private var planner: Planner
  private let costs: AlgebraCosts
  private var state = State()
  let palette: Palette
  private var forms = CanonicalGraphs()
  /// By graph; those that are not tried out have only the formula's word for their work.
  private var directPlans = GraphTable<(plan: Plan, isTried: Bool)>()
  /// By graph what a plan would take, by the formula, where none has been made.
  private var matchingWork = GraphTable<Double>()

  private struct State {
    var derivation = Derivation()
    /// Quantities by graph.
    var embeddings = GraphTable<Int>()
    /// nil: cannot be had.
    var aboveRoot = GraphTable<Int?>()
    var planWork = 0.0
    /// Scalars in use.
    var scalars = Interned<Int>()
  }

  init(planner: Planner) {
    self.planner = planner
    costs = planner.algebraCosts
    palette = Palette(planner.graph)
  }

  /// Nothing is taken from tables.
  mutating func onlyPlans() { planner.rules.remove(.tables) }

  var work: Double { state.planWork + tableWork(of: state) }
  var derivation: Derivation {
    var result = state.derivation
    result.work = work
    result.program.colours = palette.colours
    result.edgeLabelNames = GraphNames(planner.graph).edges
    return result
  }

  private func tableWork(of state: State) -> Double {
    if state.scalars.count == 0 { return 0 }
    let program = state.derivation.program
    let live = TableProgram.Liveness(program, scalars: state.scalars.elements.map { program.scalars[$0] })
    // Whatever a plan costs is less than what cannot be held.
    if !planner.holds(program, live) { return .infinity }
    return costs.cost(of: program, live)
  }

  // MARK: Results

  /// Adds a pattern without constraints beyond its edges.
  mutating func add(_ pattern: Pattern) throws(PlanningError) {
    let constraints = try MatchConstraints(pattern, graph: planner.graph, graphIsDirected: planner.isDirected)
    guard let coloured = ColouredPattern(constraints, pattern, palette) else { throw .unsupported("this pattern") }
    _ = try add(pattern, coloured, automorphisms: pattern.automorphisms.order)
  }

  /// Adds a pattern, coloured by this builder's palette: maps(P) = sum over sets S of forbidden joins of
  /// (-1)^|S| inj(P with S required).
  ///
  /// - Parameter rival: another way to count the pattern; nil: there is none.
  /// - Returns: false when that is given up, for it would cost more than the rival, or take too long to look for.
  mutating func add(
    _ pattern: Pattern, _ coloured: ColouredPattern, automorphisms: UInt128, rival: Derivation? = nil
  ) throws(PlanningError) -> Bool {
    // With every relation more that must not be there comes at least one graph more, unless nothing can satisfy it.
    if let rival, state.embeddings.count == 0, !planner.prefersTables,
      Double(coloured.banned.count) * Self.workOfTerm > rival.work
    {
      return false
    }
    let wanted = forms.terms(of: coloured, palette)
    if let rival {
      let unknown = wanted.count { state.embeddings[$0.graph] == nil }
      if !planner.prefersTables, Double(unknown - 1) * Self.workOfTerm > rival.work { return false }
      if wanted.count == 1, coloured.banned.isEmpty, coloured.graph.isPlain, let plan = rival.directPlan {
        directPlans.set((plan, isTried: true), for: wanted[0].graph)
      }
    }
    let before = work
    var terms: [(coefficient: Int, quantity: Int)] = []
    for (graph, coefficient) in wanted {
      terms.append((coefficient, try embeddings(of: graph)))
      if let rival, !planner.prefersTables, !Planner.pays(work - before, insteadOf: rival.work) { return false }
    }
    state.derivation.quantities.append(
      .init(meaning: .occurrences, source: .none, terms: terms, divisor: Int(automorphisms)))
    state.derivation.results.append(state.derivation.quantities.count - 1)
    state.derivation.patterns.append(pattern)
    state.derivation.automorphisms.append(automorphisms)
    return true
  }

  /// To look for a way to count one term more takes about 0.4 ms, and may take a seventh of the run that it saves.
  static let workOfTerm = 2.8e6

  /// Adds a pattern that is counted by itself: by a plan, or by pivoting.
  mutating func add(_ direct: Derivation) {
    precondition(direct.quantities.count == 1, "a direct count has one source")
    state.derivation.quantities += direct.quantities
    state.derivation.results.append(state.derivation.quantities.count - 1)
    state.derivation.patterns += direct.patterns
    state.derivation.automorphisms += direct.automorphisms
    state.planWork += direct.work
  }

  /// Adds the vertex-induced counts of all connected patterns of a size at once.
  mutating func addCensus(_ patterns: [Pattern]) throws(PlanningError) {
    // Small first: what they need is what the larger ones merge into.
    var occurrences = [Int](repeating: 0, count: patterns.count)
    for (position, pattern) in patterns.enumerated() {
      let quantity = Derivation.Quantity(
        meaning: .occurrences, source: .none, terms: [(1, try embeddings(of: forms.number(of: SmallGraph(pattern))))],
        divisor: Int(pattern.automorphisms.order))
      state.derivation.quantities.append(quantity)
      occurrences[position] = state.derivation.quantities.count - 1
    }
    let copies = SpanningCopies(patterns)
    // By descending edges: each induced count is the edge-induced one less what its containers hold.
    var induced = occurrences
    let order = patterns.indices.sorted { patterns[$0].edges.count > patterns[$1].edges.count }
    for (done, part) in order.enumerated() {
      var terms = [(1, occurrences[part])]
      for container in order[..<done] where patterns[container].edges.count > patterns[part].edges.count {
        let factor = copies.count(of: part, in: container)
        if factor > 0 { terms.append((-factor, induced[container])) }
      }
      state.derivation.quantities.append(.init(meaning: .occurrences, source: .none, terms: terms))
      induced[part] = state.derivation.quantities.count - 1
    }
    for (position, pattern) in patterns.enumerated() {
      state.derivation.patterns.append((try? pattern.inducing(.vertices)) ?? pattern)
      state.derivation.results.append(induced[position])
      state.derivation.automorphisms.append(pattern.automorphisms.order)
    }
  }

  /// Adds the vertex-induced counts of all connected directed patterns of a size at once: first those of patterns whose
  /// pairs are joined in exactly their way and otherwise free, then the triangular system.
  ///
  /// - Parameter exact: the patterns with an answer forbidden wherever they have none, in the same order.
  mutating func addDirectedCensus(_ patterns: [Pattern], exact: [Pattern]) throws(PlanningError) {
    let copies = ArcSpanningCopies(patterns)
    var induced: [Int] = []
    for pattern in exact {
      let constraints = try MatchConstraints(pattern, graph: planner.graph, graphIsDirected: planner.isDirected)
      guard let coloured = ColouredPattern(constraints, pattern, palette) else { throw .unsupported("this pattern") }
      state.derivation.quantities.append(
        .init(
          meaning: .occurrences, source: .none, terms: [(1, try embeddings(of: forms.number(of: coloured.graph)))],
          divisor: Int(pattern.automorphisms.order)))
      induced.append(state.derivation.quantities.count - 1)
    }
    for (part, containers) in copies.containersOfParts {
      guard !containers.isEmpty else { continue }
      let terms = [(1, induced[part])] + containers.map { (-$0.copies, induced[$0.pattern]) }
      state.derivation.quantities.append(.init(meaning: .occurrences, source: .none, terms: terms))
      induced[part] = state.derivation.quantities.count - 1
    }
    for (position, pattern) in patterns.enumerated() {
      state.derivation.patterns.append((try? pattern.inducing(.vertices)) ?? pattern)
      state.derivation.results.append(induced[position])
      state.derivation.automorphisms.append(exact[position].automorphisms.order)
    }
  }

  // MARK: Injective maps

  private mutating func embeddings(of graph: Int) throws(PlanningError) -> Int {
    if let known = state.embeddings[graph] { return known }
    try planner.checkStop()
    let before = state
    let workBefore = work
    var best: (state: State, work: Double)?
    func consider(_ candidate: State, _ work: Double) {
      if best.map({ work < $0.work }) ?? true { best = (candidate, work) }
    }
    if planner.rules.contains(.tables), try deriveFromHomomorphisms(graph) { consider(state, work) }
    if planner.rules.contains(.tables), forms[graph].count > 3, forms[graph].isVertexTransitive {
      state = before
      if try deriveAboveRoot(graph) { consider(state, work) }
    }
    state = before
    // A plan is looked for where tables cost more than to look for it.
    let derived = best.map { $0.work - workBefore } ?? .infinity
    if !derived.isFinite || !planner.prefersTables && derived > Self.planningWork, try mayBeMatched(graph, for: derived) {
      let plan = try directPlan(graph, against: derived)
      let factor = Int(plan.automorphisms)
      define(graph, .init(meaning: .embeddings(forms[graph]), source: .plan(plan), factor: factor))
      state.planWork += plan.estimate.work
      consider(state, work)
    }
    if let best { state = best.state }
    guard let found = state.embeddings[graph] else { throw .unsupported("this pattern") }
    return found
  }

  private static let planningWork = 1e6
  private static let longRun = 1e9
  /// A plan is hardly ever so many times cheaper than its formula says.
  private static let formulaMayErr = 8.0

  private mutating func define(_ graph: Int, _ quantity: Derivation.Quantity) {
    state.derivation.quantities.append(quantity)
    state.embeddings.set(state.derivation.quantities.count - 1, for: graph)
  }

  private mutating func deriveFromHomomorphisms(_ number: Int) throws(PlanningError) -> Bool {
    let graph = forms[number]
    guard let scalar = Elimination.homomorphisms(of: graph, palette, into: &state.derivation.program) else { return false }
    _ = state.scalars.add(scalar)
    var terms: [(coefficient: Int, quantity: Int)] = []
    for (quotient, times) in forms.quotients(of: graph, palette) { terms.append((-times, try embeddings(of: quotient))) }
    define(number, .init(meaning: .embeddings(graph), source: .scalar(scalar), terms: terms))
    return true
  }

  private mutating func deriveAboveRoot(_ number: Int) throws(PlanningError) -> Bool {
    let graph = forms[number]
    guard let rooted = try embeddingsAboveRoot(forms.number(of: graph.rooted(at: 0)), mayUseTotal: false) else { return false }
    define(number, .init(meaning: .embeddings(graph), source: .none, terms: [(graph.count, rooted)]))
    return true
  }

  /// Maps whose root has the smallest number. When the rest is no forest, and all other choices of the root can be
  /// counted, they follow from the total.
  private mutating func embeddingsAboveRoot(_ number: Int, mayUseTotal: Bool) throws(PlanningError) -> Int? {
    let graph = forms[number]
    if let known = state.aboveRoot[number], known != nil || !mayUseTotal { return known }
    var quantity = Derivation.Quantity(meaning: .embeddingsAboveRoot(graph), source: .none)
    if let scalar = Elimination.homomorphismsAboveRoot(of: graph, palette, into: &state.derivation.program) {
      quantity.source = .scalar(scalar)
      for (quotient, times) in forms.quotientsAboveRoot(of: graph, palette) {
        guard let term = try embeddingsAboveRoot(quotient, mayUseTotal: true) else { return nil }
        quantity.terms.append((-times, term))
      }
      _ = state.scalars.add(scalar)
    } else if mayUseTotal {
      let whole = graph.unrooted()
      let orbits = whole.orbits
      var terms = [(coefficient: 1, quantity: try embeddings(of: forms.number(of: whole)))]
      for vertex in Set(orbits).sorted() where vertex != orbits[0] {
        guard let other = try embeddingsAboveRoot(forms.number(of: whole.rooted(at: vertex)), mayUseTotal: false) else { return nil }
        terms.append((-orbits.count { $0 == vertex }, other))
      }
      quantity.terms = terms
      quantity.divisor = orbits.count { $0 == orbits[0] }
    } else {
      state.aboveRoot.set(nil, for: number)
      return nil
    }
    state.derivation.quantities.append(quantity)
    let position = state.derivation.quantities.count - 1
    state.aboveRoot.set(position, for: number)
    return position
  }

  // MARK: Helpers

  private func mayWin(_ work: Double, against other: Double) -> Bool {
    // Where nothing can be held, both sides are infinite, and their difference is no number.
    work > Self.longRun && !(work >= other * Self.formulaMayErr)
  }

  /// Whether a plan may take less than `other`, by the formula, and where that may err by what comes of trying it out. Most
  /// plans are far dearer, and need not be made.
  private mutating func mayBeMatched(_ graph: Int, for other: Double) throws(PlanningError) -> Bool {
    guard other.isFinite, forms[graph].isPlain, directPlans[graph] == nil else { return true }
    if matchingWork[graph] == nil { matchingWork.set(try planner.planWork(forms[graph], palette), for: graph) }
    let work = matchingWork[graph] ?? .infinity
    return work < other || mayWin(work, against: other)
  }

  /// - Parameter other: what it costs to do without.
  private mutating func directPlan(_ graph: Int, against other: Double) throws(PlanningError) -> Plan {
    var plan: Plan
    if let known = directPlans[graph] {
      guard !known.isTried, mayWin(known.plan.estimate.work, against: other) else { return known.plan }
      plan = known.plan
    } else {
      // A batch asks for many plans; to try them out pays only where they run long, and where that may win.
      var quick = planner
      quick.rules.remove(.sampling)
      plan = try quick.plan(forms[graph], palette)
    }
    let isTried = mayWin(plan.estimate.work, against: other)
    if isTried { plan = try planner.plan(forms[graph], palette) }
    directPlans.set((plan, isTried), for: graph)
    return plan
  }
}

extension SmallGraph {
  /// Small first; a total order on canonical graphs.
  func precedesInWork(_ other: SmallGraph) -> Bool {
    if count != other.count { return count < other.count }
    if edgeCount != other.edgeCount { return edgeCount < other.edgeCount }
    return precedes(other)
  }

  /// The graph as a pattern with vertices a, b, c, ...
  package var pattern: Pattern {
    var edges: [Pattern.Edge] = []
    for b in 0..<count {
      for a in 0..<b where adjacent(a, b) { edges.append(.init(a, b)) }
    }
    let names = (0..<count).map { Pattern.Vertex(Pattern.defaultName($0)) }
    guard let pattern = try? Pattern(vertices: names, edges: edges) else {
      preconditionFailure("a simple graph is a pattern")
    }
    return pattern
  }
}
