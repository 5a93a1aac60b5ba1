import GraphStore
import PatternModel

/// A pattern as the algebra of counts sees it: a coloured graph, and pairs that must not be joined in some way.
struct ColouredPattern {
  let graph: SmallGraph
  /// Relations that pairs which are not joined must not be in; each doubles the number of terms.
  private(set) var banned: [(a: Int, b: Int, relation: Relation)] = []

  /// - Returns: nil when the pattern asks for what the algebra does not know (anti-vertices), has too many vertices, or
  ///   asks for a label that nothing carries.
  init?(_ constraints: MatchConstraints, _ pattern: Pattern, _ palette: Palette) {
    guard constraints.absences.isEmpty, !constraints.needsMatches, constraints.morphism == .injective, constraints.count <= SmallGraph.largest else {
      return nil
    }
    let n = constraints.count
    var graph = SmallGraph(count: n)
    for v in 0..<n {
      guard let number = palette.add(constraints.classes[constraints.classOf[v]], written: pattern.vertices[v].label) else {
        return nil
      }
      graph.setClass(v, number)
    }
    for b in 0..<n {
      for a in 0..<b {
        let required = constraints.required(a, b).map { constraints.relations[$0] }
        let forbidden = constraints.forbidden(a, b).map { constraints.relations[$0] }
        if required.isEmpty {
          banned += forbidden.filter { !$0.edges.isEmpty }.map { (a, b, $0) }
        } else {
          guard let demand = palette.add(Demand(required: Set(required), forbidden: Set(forbidden))) else { return nil }
          graph.connect(a, b, demand: demand, converse: palette.converse(demand))
        }
      }
    }
    self.graph = graph
  }

  /// maps(P) = sum over sets S of forbidden joins of (-1)^|S| inj(P with S required).
  func forEachTerm(
    _ palette: Palette, root: Int? = nil, secondRoot: Int? = nil, _ body: (SmallGraph, Int) -> Void
  ) {
    let joins = banned.map { join in
      palette.add(Demand(required: [join.relation], forbidden: [])).map { (a: join.a, b: join.b, demand: $0) }
    }
    func visit(_ position: Int, _ larger: SmallGraph, _ sign: Int) {
      if position == joins.count { return body(larger, sign) }
      visit(position + 1, larger, sign)
      guard let (a, b, own) = joins[position] else { return }
      var demand = own
      if larger.adjacent(a, b) {
        guard let both = palette.both(larger.demand(a, b), demand) else { return }
        demand = both
      }
      var joined = larger
      joined.connect(a, b, demand: demand, converse: palette.converse(demand))
      visit(position + 1, joined, -sign)
    }
    visit(0, root.map { graph.rooted(at: $0, second: secondRoot) } ?? graph, 1)
  }
}
