import GraphStore

/// Narrows the classes of a pattern's vertices before anything is matched, as subgraph-matching engines do: a data vertex
/// stays only if it has enough neighbours of every class that the pattern vertex has (degree and neighbour-label counts,
/// He and Singh, SIGMOD 2008), and these neighbours must have stayed too (arc consistency, a few rounds).
///
/// What is left is still more than the matches need, so that answers do not depend on it.
struct CandidateFilter {
  private let graph: Graph
  private var constraints: MatchConstraints

  /// Narrowing stops after this many rounds, or when nothing changes.
  private static let rounds = 3

  private init(_ constraints: MatchConstraints, _ graph: Graph) {
    self.constraints = constraints
    self.graph = graph
  }

  /// Expected steps of narrowing; nil when there is no class to start from.
  static func cost(_ constraints: MatchConstraints, in graph: Graph) -> Double? {
    guard constraints.classOf.contains(where: { $0 != 0 }) else { return nil }
    let degree = Double(graph.neighbours.targetCount) / Double(Swift.max(1, graph.vertexCount))
    var steps = 0.0
    for (w, number) in constraints.classOf.enumerated() {
      guard let own = constraints.classes[number] else { continue }
      steps += Double(own.count) * (1 + degree) * Double(constraints.adjacent[w].nonzeroBitCount) + Double(graph.vertexCount) / 64
    }
    return 2 * steps
  }

  static func narrow(_ constraints: MatchConstraints, in graph: Graph) -> MatchConstraints {
    var filter = CandidateFilter(constraints, graph)
    for _ in 0..<rounds where !filter.narrowOnce() { break }
    return filter.constraints
  }

  /// One round over all pattern vertices, each seen with its neighbours as they were before the round, so that vertices
  /// which the pattern's symmetry exchanges keep equal classes. False when nothing changed.
  private mutating func narrowOnce() -> Bool {
    let before = constraints
    var changed = false
    for w in 0..<before.count {
      guard let candidates = candidates(for: w, in: before) else { continue }
      let demands = demands(of: w, in: before)
      var words = [UInt64](repeating: 0, count: (graph.vertexCount + 63) / 64)
      var kept = 0
      for vertex in candidates where demands.allSatisfy({ $0.isMet(by: Int(vertex)) }) {
        words[Int(vertex >> 6)] |= 1 << UInt64(vertex & 63)
        kept += 1
      }
      if before.classOf[w] != 0, kept == candidates.count { continue }
      changed = true
      constraints.classOf[w] = constraints.classes.add(VertexClass(Self.name(before.classes[before.classOf[w]]), words: words))
    }
    return changed
  }

  private static func name(_ old: VertexClass?) -> String {
    guard let old else { return "filtered" }
    return old.name.hasSuffix("filtered") ? old.name : "\(old.name), filtered"
  }

  /// The members of the vertex's class; of a vertex that may be anything, the neighbours of a neighbour's class when these
  /// are few; nil when they are not.
  private func candidates(for w: Int, in before: MatchConstraints) -> [UInt32]? {
    if let own = before.classes[before.classOf[w]] { return Array(own.members) }
    var best: (reach: Int, members: VertexClass, lists: CSR)?
    for u in 0..<before.count where before.adjacent[w] >> UInt32(u) & 1 == 1 {
      guard let members = before.classes[before.classOf[u]], let view = before.required(u, w).first else { continue }
      let lists = graph.lists(before.relations[view])
      let reach = members.members.reduce(0) { $0 + lists.degree(Int($1)) }
      if reach < best?.reach ?? (graph.neighbours.targetCount / 16) { best = (reach, members, lists) }
    }
    guard let best else { return nil }
    var seen = Set<UInt32>()
    for member in best.members.members { seen.formUnion(best.lists.neighbours(Int(member))) }
    return seen.sorted()
  }

  /// So many members of a class must stand in a vertex's list.
  private struct Demand {
    var lists: CSR
    var members: VertexClass?
    var count: Int

    func isMet(by vertex: Int) -> Bool {
      let list = lists.neighbours(vertex)
      if list.count < count { return false }
      guard let members else { return true }
      var missing = count
      for other in list where members.contains(other) {
        missing -= 1
        if missing == 0 { return true }
      }
      return false
    }
  }

  private func demands(of w: Int, in before: MatchConstraints) -> [Demand] {
    struct Group: Hashable {
      var view: View
      var vertexClass: Int
    }
    var groups: [Group: Int] = [:]
    for u in 0..<before.count {
      for view in before.required(w, u) {
        groups[Group(view: view, vertexClass: before.classOf[u]), default: 0] += 1
        if before.classOf[u] != 0 { groups[Group(view: view, vertexClass: 0), default: 0] += 1 }
      }
    }
    return groups.map { group, count in
      Demand(
        lists: graph.lists(before.relations[group.view]), members: before.classes[group.vertexClass],
        count: before.morphism == .injective ? count : 1)
    }.sorted { ($0.members?.count ?? .max) < ($1.members?.count ?? .max) }
  }
}
