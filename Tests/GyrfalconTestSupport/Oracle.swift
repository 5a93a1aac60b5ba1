import PatternModel

/// Answers by brute force, straight from the definitions in Docs/semantics.md. Slow on purpose: every rule is one
/// obvious piece of code, and nothing is shared with the engine but the `Pattern` value.
package enum Oracle {
  package enum Morphism: CaseIterable, Sendable {
    /// Distinct pattern vertices go to distinct data vertices.
    case injective
    /// Pattern vertices may coincide.
    case homomorphic
    /// Pattern vertices may coincide, but every pattern edge has a data edge to itself.
    case edgeDistinct
  }

  /// All matches: element `m[i]` is the data vertex that pattern vertex `i` goes to.
  package static func embeddings(
    of pattern: some PatternParts, in graph: OracleGraph, morphism: Morphism = .injective
  ) -> [[Int]] {
    requireDirectionsMakeSense(pattern, graph)
    let k = pattern.vertices.count
    var found: [[Int]] = []
    var match: [Int] = []

    // The only pruning: give up on a prefix that repeats a vertex, has a wrong label, or leaves two joined pattern
    // vertices on two data vertices that are not joined at all. The full check below does not rely on it.
    func mayExtend(with candidate: Int) -> Bool {
      let v = match.count
      if morphism == .injective && match.contains(candidate) { return false }
      if !holds(pattern.vertices[v].label, graph.vertexLabels[candidate]) { return false }
      for edge in pattern.edges where max(edge.source, edge.target) == v {
        if !graph.areAdjacent(candidate, match[min(edge.source, edge.target)]) { return false }
      }
      return true
    }

    func extend() {
      if match.count == k {
        if isMatch(match, of: pattern, in: graph, morphism: morphism) { found.append(match) }
        return
      }
      for candidate in 0..<graph.vertexCount where mayExtend(with: candidate) {
        match.append(candidate)
        extend()
        match.removeLast()
      }
    }
    extend()
    return found
  }

  /// The definition of a match, one rule a line.
  package static func isMatch(
    _ f: [Int], of pattern: some PatternParts, in graph: OracleGraph, morphism: Morphism = .injective
  ) -> Bool {
    let k = pattern.vertices.count
    precondition(f.count == k, "a match maps every pattern vertex")

    if morphism == .injective && Set(f).count != k { return false }
    if morphism == .edgeDistinct && !everyEdgeHasItsOwn(f, pattern, graph) { return false }
    for v in 0..<k where !holds(pattern.vertices[v].label, graph.vertexLabels[f[v]]) { return false }
    for edge in pattern.edges where !isPresent(edge, f, graph) { return false }
    for antiEdge in pattern.antiEdges where isViolated(antiEdge, f, graph) { return false }
    if pattern.inducing == .vertices && !isVertexInduced(f, pattern, graph) { return false }
    for antiVertex in pattern.antiVertices {
      for x in 0..<graph.vertexCount where !f.contains(x) {
        if isViolated(antiVertex, by: x, f, graph) { return false }
      }
    }
    for predicate in pattern.predicates {
      guard let condition = predicate.expression else { preconditionFailure("no oracle looks into code") }
      if !isTrue(condition, f, graph) { return false }
    }
    return true
  }

  // MARK: Labels

  /// A vertex constraint: one of / none of the names is among the vertex's labels.
  static func holds(_ constraint: LabelConstraint, _ labels: Set<String>) -> Bool {
    switch constraint {
    case .any: true
    case .anyOf(let names): names.contains { labels.contains($0) }
    case .noneOf(let names): !names.contains { labels.contains($0) }
    }
  }

  /// The same for one edge, which carries one label or none.
  static func holds(_ constraint: LabelConstraint, _ label: String?) -> Bool {
    holds(constraint, label.map { [$0] } ?? [])
  }

  /// Some edge source -> target satisfies the constraint (an undirected edge counts both ways).
  static func isJoined(_ source: Int, _ target: Int, _ label: LabelConstraint, _ graph: OracleGraph) -> Bool {
    graph.edgeLabels[OracleGraph.Arc(source, target)]?.contains { holds(label, $0) } ?? false
  }

  // MARK: Edges and their absence

  private static func isPresent(_ edge: Pattern.Edge, _ f: [Int], _ graph: OracleGraph) -> Bool {
    let there = isJoined(f[edge.source], f[edge.target], edge.label, graph)
    let back = isJoined(f[edge.target], f[edge.source], edge.label, graph)
    switch edge.direction {
    case .either: return there || back
    case .forward: return there
    case .both: return there && back
    }
  }

  private static func isViolated(_ antiEdge: Pattern.AntiEdge, _ f: [Int], _ graph: OracleGraph) -> Bool {
    let there = isJoined(f[antiEdge.source], f[antiEdge.target], antiEdge.label, graph)
    let back = isJoined(f[antiEdge.target], f[antiEdge.source], antiEdge.label, graph)
    switch antiEdge.direction {
    case .either: return there || back
    case .forward: return there
    case .both: preconditionFailure("`<->` is for edges only")
    }
  }

  private static func isViolated(
    _ antiVertex: Pattern.AntiVertex, by x: Int, _ f: [Int], _ graph: OracleGraph
  ) -> Bool {
    holds(antiVertex.label, graph.vertexLabels[x])
      && (antiVertex.condition.map { isTrue($0, f, absent: x, graph) } ?? true)
      && antiVertex.attachments.allSatisfy { attachment in
        let to = isJoined(x, f[attachment.vertex], attachment.label, graph)
        let from = isJoined(f[attachment.vertex], x, attachment.label, graph)
        switch attachment.kind {
        case .either: return to || from
        case .toMatched: return to
        case .fromMatched: return from
        case .both: return to && from
        }
      }
  }

  /// Between matched vertices there are exactly the arcs that the pattern has; `a -- b` leaves its pair free.
  private static func isVertexInduced(_ f: [Int], _ pattern: some PatternParts, _ graph: OracleGraph) -> Bool {
    for u in 0..<f.count {
      for v in 0..<f.count where u != v {
        if graph.hasArc(f[u], f[v]) && !allowsArc(u, v, pattern) { return false }
      }
    }
    return true
  }

  /// A pattern edge requires the arc u -> v or leaves it free.
  static func allowsArc(_ u: Int, _ v: Int, _ pattern: some PatternParts) -> Bool {
    pattern.edges.contains { edge in
      let isForward = edge.source == u && edge.target == v
      let isBackward = edge.source == v && edge.target == u
      return edge.direction == .forward ? isForward : isForward || isBackward
    }
  }

  // MARK: Edge-distinct matches

  private struct DataEdge: Hashable {
    var arc: OracleGraph.Arc
    var label: String?
  }

  /// Every pattern edge can be given data edges of its own (`<->` takes two): a system of distinct representatives,
  /// found by trying everything. A data edge is an arc (or undirected pair) with one of its parallel labels.
  private static func everyEdgeHasItsOwn(_ f: [Int], _ pattern: some PatternParts, _ graph: OracleGraph) -> Bool {
    func choices(_ a: Int, _ b: Int, _ label: LabelConstraint) -> [DataEdge] {
      let arc = OracleGraph.Arc(f[a], f[b])
      return (graph.edgeLabels[arc] ?? []).filter { holds(label, $0) }.map {
        DataEdge(arc: graph.isDirected ? arc : min(arc, arc.reversed), label: $0)
      }
    }
    var demands: [Set<DataEdge>] = []
    for edge in pattern.edges {
      let there = choices(edge.source, edge.target, edge.label)
      let back = choices(edge.target, edge.source, edge.label)
      switch edge.direction {
      case .either: demands.append(Set(there + back))
      case .forward: demands.append(Set(there))
      case .both:
        demands.append(Set(there))
        demands.append(Set(back))
      }
    }
    func assign(_ next: Int, _ used: Set<DataEdge>) -> Bool {
      next == demands.count
        || demands[next].contains { !used.contains($0) && assign(next + 1, used.union([$0])) }
    }
    return assign(0, [])
  }

  private static func requireDirectionsMakeSense(_ pattern: some PatternParts, _ graph: OracleGraph) {
    precondition(
      graph.isDirected || !pattern.mentionsDirection,
      "a pattern with arcs needs a directed graph; the engine answers with an error")
  }
}

/// The parts of a pattern as someone wrote them down. `Pattern` brings them into normal form; the oracle also takes parts
/// that never went through it (``RawPattern``), so that the normal form can be checked as well.
package protocol PatternParts {
  var vertices: [Pattern.Vertex] { get }
  var edges: [Pattern.Edge] { get }
  var antiEdges: [Pattern.AntiEdge] { get }
  var antiVertices: [Pattern.AntiVertex] { get }
  var inducing: Pattern.Inducing { get }
  var predicates: [Pattern.Predicate] { get }
}

extension Pattern: PatternParts {}

package struct RawPattern: PatternParts, Sendable {
  package var vertices: [Pattern.Vertex]
  package var edges: [Pattern.Edge]
  package var antiEdges: [Pattern.AntiEdge]
  package var antiVertices: [Pattern.AntiVertex]
  package var inducing: Pattern.Inducing
  package var predicates: [Pattern.Predicate] = []

  package init(
    vertices: [Pattern.Vertex], edges: [Pattern.Edge], antiEdges: [Pattern.AntiEdge] = [],
    antiVertices: [Pattern.AntiVertex] = [], inducing: Pattern.Inducing = .edges
  ) {
    self.vertices = vertices
    self.edges = edges
    self.antiEdges = antiEdges
    self.antiVertices = antiVertices
    self.inducing = inducing
  }

  package func normalised() throws(PatternError) -> Pattern {
    try Pattern(
      vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices, inducing: inducing,
      predicates: predicates)
  }
}

extension PatternParts {
  /// Some edge, anti-edge or attachment asks for a direction.
  package var mentionsDirection: Bool {
    edges.contains { $0.direction != .either } || antiEdges.contains { $0.direction != .either }
      || antiVertices.contains { $0.attachments.contains { $0.kind != .either } }
  }
}
