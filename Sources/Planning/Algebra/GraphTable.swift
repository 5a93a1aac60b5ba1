/// The graphs that a derivation speaks of, numbered; isomorphic ones have one number.
struct CanonicalGraphs {
  private var forms = Interned<SmallGraph>()
  /// Graphs as they came, and the number of each one's form: canonical forms are asked for again and again.
  private var seen = Interned<SmallGraph>()
  private var numbers: [Int] = []

  subscript(number: Int) -> SmallGraph { forms.elements[number] }

  mutating func number(of graph: SmallGraph) -> Int {
    let place = seen.add(graph)
    if place < numbers.count { return numbers[place] }
    numbers.append(forms.add(graph.canonical))
    return numbers[place]
  }

  /// What a pattern's maps are made of, see ``ColouredPattern/forEachTerm(_:root:secondRoot:_:)``.
  mutating func terms(
    of pattern: ColouredPattern, _ palette: Palette, root: Int? = nil, secondRoot: Int? = nil
  ) -> [(graph: Int, factor: Int)] {
    var sums = GraphSums()
    pattern.forEachTerm(palette, root: root, secondRoot: secondRoot) { graph, sign in sums.add(sign, to: number(of: graph)) }
    return inOrder(sums)
  }

  /// The graphs that arise by merging vertices, and in how many ways each.
  mutating func quotients(of graph: SmallGraph, _ palette: Palette) -> [(graph: Int, factor: Int)] {
    var sums = GraphSums()
    graph.forEachQuotient(distinct: Array(repeating: 0, count: graph.count), palette) { sums.add(1, to: number(of: $0)) }
    return inOrder(sums)
  }

  /// The same where nothing merges with vertex 0.
  mutating func quotientsAboveRoot(of graph: SmallGraph, _ palette: Palette) -> [(graph: Int, factor: Int)] {
    var sums = GraphSums()
    graph.forEachQuotientAboveRoot(palette) { sums.add(1, to: number(of: $0)) }
    return inOrder(sums)
  }

  /// Large graphs last, so that what is shared is there when they are priced; and always in the same order.
  private func inOrder(_ sums: GraphSums) -> [(graph: Int, factor: Int)] {
    sums.terms.sorted { self[$0.graph].precedesInWork(self[$1.graph]) }
  }
}

/// Graphs with integer factors.
struct GraphSums {
  private var factors: [Int] = []
  private var graphs: [Int] = []

  mutating func add(_ factor: Int, to graph: Int) {
    while factors.count <= graph { factors.append(0) }
    if factors[graph] == 0 { graphs.append(graph) }
    factors[graph] += factor
  }

  /// Those whose factors are not 0.
  var terms: [(graph: Int, factor: Int)] {
    var terms: [(graph: Int, factor: Int)] = []
    for graph in graphs where factors[graph] != 0 && !terms.contains(where: { $0.graph == graph }) {
      terms.append((graph, factors[graph]))
    }
    return terms
  }
}

/// What is known of some graphs, by number. What came last can be taken back.
struct GraphTable<Value> {
  private var values: [Value?] = []
  /// What was written over.
  private var changes: [(graph: Int, before: Value?)] = []

  /// How often something was written.
  var count: Int { changes.count }

  subscript(graph: Int) -> Value? { graph < values.count ? values[graph] : nil }

  mutating func set(_ value: Value, for graph: Int) {
    while values.count <= graph { values.append(nil) }
    changes.append((graph, values[graph]))
    values[graph] = value
  }

  /// Forgets all that was written after the first changes.
  mutating func keep(first count: Int) {
    while changes.count > count {
      let (graph, before) = changes.removeLast()
      values[graph] = before
    }
  }
}
