import Execution
import GraphStore
import PatternModel
import Planning

/// The definition of a match, rule by rule (Docs/semantics.md): slow, obvious, and apart from the engine, which it checks.
struct MatchJudge {
  let graph: Graph
  let pattern: Pattern
  let morphism: Morphism

  init(_ graph: Graph, _ pattern: Pattern, _ morphism: Morphism) {
    self.graph = graph
    self.pattern = pattern
    self.morphism = morphism
  }

  // MARK: Rules

  /// There is an edge (arc) from one vertex to another that satisfies the constraint.
  func isJoined(_ source: Int, _ target: Int, _ label: LabelConstraint) -> Bool {
    guard let labels = graph.edgeLabels else { return hasArc(source, target) && Self.holds(label, []) }
    return labels.parallel(from: source, to: target).contains { code in
      Self.holds(label, Int(code) < labels.dictionary.count ? [labels.dictionary.names[Int(code)]] : [])
    }
  }

  func hasArc(_ source: Int, _ target: Int) -> Bool {
    let list = graph.outgoing.neighbours(source)
    var low = 0, high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < UInt32(target) { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low] == UInt32(target)
  }

  static func holds(_ constraint: LabelConstraint, _ labels: [String]) -> Bool {
    switch constraint {
    case .any: true
    case .anyOf(let names): names.contains { labels.contains($0) }
    case .noneOf(let names): !names.contains { labels.contains($0) }
    }
  }

  func labels(_ vertex: Int) -> [String] {
    guard let labels = graph.vertexLabels else { return [] }
    return labels.labels(of: vertex).map { labels.dictionary.names[Int($0)] }
  }

  func isPresent(_ edge: Pattern.Edge, _ a: Int, _ b: Int) -> Bool {
    switch edge.direction {
    case .either: isJoined(a, b, edge.label) || isJoined(b, a, edge.label)
    case .forward: isJoined(a, b, edge.label)
    case .both: isJoined(a, b, edge.label) && isJoined(b, a, edge.label)
    }
  }

  func isViolated(_ edge: Pattern.AntiEdge, _ a: Int, _ b: Int) -> Bool {
    isJoined(a, b, edge.label) || edge.direction == .either && isJoined(b, a, edge.label)
  }

  func isViolated(_ anti: Pattern.AntiVertex, by x: Int, _ match: [Int?]) -> Bool {
    Self.holds(anti.label, labels(x)) && (anti.condition.map { isTrue($0, of: x, match) } ?? true)
      && anti.attachments.allSatisfy { attachment in
        guard let v = match[attachment.vertex] else { return false }
        switch attachment.kind {
        case .either: return isJoined(x, v, attachment.label) || isJoined(v, x, attachment.label)
        case .toMatched: return isJoined(x, v, attachment.label)
        case .fromMatched: return isJoined(v, x, attachment.label)
        case .both: return isJoined(x, v, attachment.label) && isJoined(v, x, attachment.label)
        }
      }
  }

  /// Whether an absent vertex's condition is true for a vertex; what it says of unbound vertices is missing.
  private func isTrue(_ condition: Expression, of x: Int, _ match: [Int?]) -> Bool {
    func vertex(_ place: Int) -> Int? { place == Pattern.AntiVertex.itself ? x : match[place] }
    return condition.value(
      vertex: { place, name in vertex(place).flatMap { vertexValue($0, name) } },
      edge: { source, target, name in
        guard let a = vertex(source), let b = vertex(target) else { return nil }
        return edgeValue(a, b, name)
      }) == .boolean(true)
  }

  /// The matched vertices that an anti-vertex speaks of.
  private func anchors(_ anti: Pattern.AntiVertex) -> [Int] {
    anti.attachments.map(\.vertex) + (anti.condition?.variables.filter { $0 != Pattern.AntiVertex.itself } ?? [])
  }

  /// Vertices outside the match that the anti-vertex forbids; nil when a vertex that it speaks of is not bound.
  func offenders(_ anti: Pattern.AntiVertex, _ match: [Int?]) -> [Int]? {
    guard !anchors(anti).contains(where: { match[$0] == nil }) else { return nil }
    let attached = anti.attachments.map { match[$0.vertex] }
    // Whatever offends is a neighbour of each of them.
    let fewest = attached.compactMap { $0 }.min { graph.neighbours.degree($0) < graph.neighbours.degree($1) }!
    return graph.neighbours.neighbours(fewest).map(Int.init).filter { x in
      !match.contains(x) && isViolated(anti, by: x, match)
    }
  }

  /// Whether the pattern requires the arc between two of its vertices or leaves it free.
  func allowsArc(_ u: Int, _ v: Int) -> Bool {
    pattern.edges.contains { edge in
      edge.source == u && edge.target == v || edge.direction != .forward && edge.source == v && edge.target == u
    }
  }

  func holds(_ predicate: Pattern.Predicate, _ match: [Int]) -> Bool {
    switch predicate.content {
    case .expression(let expression):
      expression.value(vertex: { vertexValue(match[$0], $1) }, edge: { edgeValue(match[$0], match[$1], $2) }) == .boolean(true)
    case .opaque(let test, let variables):
      test.holds(graph, names: variables.map { pattern.vertices[$0].name }, numbers: variables.map { UInt32(match[$0]) })
    }
  }

  private func vertexValue(_ vertex: Int, _ name: String) -> Constant? {
    graph.attributes.vertices[name].flatMap { $0[vertex] }.map(Constant.init)
  }

  private func edgeValue(_ source: Int, _ target: Int, _ name: String) -> Constant? {
    guard let column = graph.attributes.edges[name], let row = graph.attributes.edgeRows?.row(source, target) else { return nil }
    return column[row].map(Constant.init)
  }

  /// Every pattern edge can be given a data edge of its own: everything is tried.
  func everyEdgeHasItsOwn(_ match: [Int]) -> Bool {
    struct DataEdge: Hashable {
      var ends: [Int]
      var label: UInt32?
    }
    func choices(_ a: Int, _ b: Int, _ label: LabelConstraint) -> [DataEdge] {
      let ends = graph.isDirected ? [a, b] : [min(a, b), max(a, b)]
      guard let labels = graph.edgeLabels else { return hasArc(a, b) && Self.holds(label, []) ? [DataEdge(ends: ends)] : [] }
      return labels.parallel(from: a, to: b).filter { code in
        Self.holds(label, Int(code) < labels.dictionary.count ? [labels.dictionary.names[Int(code)]] : [])
      }.map { DataEdge(ends: ends, label: $0) }
    }
    var demands: [Set<DataEdge>] = []
    for edge in pattern.edges {
      let there = choices(match[edge.source], match[edge.target], edge.label)
      let back = choices(match[edge.target], match[edge.source], edge.label)
      switch edge.direction {
      case .either: demands.append(Set(there + back))
      case .forward: demands.append(Set(there))
      case .both: demands += [Set(there), Set(back)]
      }
    }
    func assign(_ next: Int, _ used: Set<DataEdge>) -> Bool {
      next == demands.count || demands[next].contains { !used.contains($0) && assign(next + 1, used.union([$0])) }
    }
    return assign(0, [])
  }

  /// Whether vertices are a match.
  func isMatch(_ match: [Int]) -> Bool {
    let bound = match.map { Optional($0) }
    if morphism == .injective, Set(match).count != match.count { return false }
    for (vertex, image) in match.enumerated() where !Self.holds(pattern.vertices[vertex].label, labels(image)) { return false }
    for edge in pattern.edges where !isPresent(edge, match[edge.source], match[edge.target]) { return false }
    for edge in pattern.antiEdges where isViolated(edge, match[edge.source], match[edge.target]) { return false }
    if pattern.inducing == .vertices {
      for u in match.indices {
        for v in match.indices where u != v && hasArc(match[u], match[v]) && !allowsArc(u, v) { return false }
      }
    }
    for anti in pattern.antiVertices where offenders(anti, bound)?.isEmpty != true { return false }
    for predicate in pattern.predicates where !holds(predicate, match) { return false }
    return morphism != .edgeDistinct || everyEdgeHasItsOwn(match)
  }

  // MARK: Reasons

  /// Every clause with its state for vertices of which some may be missing.
  func clauses(_ match: [Int?]) -> [Verdict.Clause] {
    var clauses: [Verdict.Clause] = []
    func add(_ kind: Verdict.Kind, _ text: String, _ state: Verdict.State, _ reason: String, _ offenders: [Int] = []) {
      clauses.append(
        .init(kind: kind, text: text, state: state, reason: reason, offenders: offenders.prefix(3).map { graph.ids.id(of: $0) }))
    }
    func name(_ vertex: Int) -> String { pattern.vertices[vertex].name }
    /// The two ends when both are bound; otherwise the clause is open.
    func ends(_ a: Int, _ b: Int, _ kind: Verdict.Kind, _ text: String) -> (Int, Int)? {
      if let u = match[a], let v = match[b] { return (u, v) }
      let missing = [a, b].filter { match[$0] == nil }.map(name).joined(separator: " and ")
      add(kind, text, .open, "\(missing) not given")
      return nil
    }
    if morphism == .injective {
      for u in match.indices {
        for v in match.indices.dropFirst(u + 1) where match[u] != nil && match[u] == match[v] {
          add(.distinct, "\(name(u)) and \(name(v)) differ", .fails, "both are \(id(match[u]!))")
        }
      }
    }
    for (vertex, image) in match.enumerated() where pattern.vertices[vertex].label != .any {
      guard let image else {
        add(.label, pattern.text(ofVertex: vertex), .open, "\(name(vertex)) not given")
        continue
      }
      let own = labels(image)
      let has = own.isEmpty ? "\(id(image)) has no label" : "\(id(image)) is \(own.joined(separator: ", "))"
      add(.label, pattern.text(ofVertex: vertex), Self.holds(pattern.vertices[vertex].label, own) ? .holds : .fails, has)
    }
    for edge in pattern.edges {
      let text = pattern.text(of: edge)
      guard let (a, b) = ends(edge.source, edge.target, .edge, text) else { continue }
      add(.edge, text, isPresent(edge, a, b) ? .holds : .fails, between(a, b, sayLabels: edge.label != .any))
    }
    for edge in pattern.antiEdges {
      let text = pattern.text(of: edge)
      guard let (a, b) = ends(edge.source, edge.target, .antiEdge, text) else { continue }
      add(.antiEdge, text, isViolated(edge, a, b) ? .fails : .holds, between(a, b, sayLabels: edge.label != .any))
    }
    if pattern.inducing == .vertices { clauses += induced(match) }
    for anti in pattern.antiVertices {
      let text = pattern.text(of: anti)
      guard let found = offenders(anti, match) else {
        let missing = anchors(anti).filter { match[$0] == nil }.map(name)
        add(.antiVertex, text, .open, "\(Set(missing).sorted().joined(separator: " and ")) not given")
        continue
      }
      let unbound = match.count { $0 == nil }
      let list = found.prefix(3).map(id).joined(separator: ", ") + (found.count > 3 ? " and \(found.count - 3) more" : "")
      if found.isEmpty {
        add(.antiVertex, text, .holds, "no vertex outside the match is joined so")
      } else if found.count > unbound {
        add(.antiVertex, text, .fails, "\(list) \(found.count == 1 ? "is" : "are") joined so", found)
      } else {
        add(.antiVertex, text, .open, "\(list) must become part of the match", found)
      }
    }
    for predicate in pattern.predicates {
      let text = pattern.text(of: predicate)
      let missing = predicate.variables.filter { match[$0] == nil }.map(name)
      if missing.isEmpty {
        let all = match.map { $0 ?? 0 }
        add(.condition, text, holds(predicate, all) ? .holds : .fails, values(predicate, all))
      } else {
        add(.condition, text, .open, "\(missing.joined(separator: " and ")) not given")
      }
    }
    if morphism == .edgeDistinct {
      let all = match.compactMap { $0 }
      let isWhole = all.count == match.count
      add(
        .edgeDistinct, "every edge has one of its own", !isWhole ? .open : everyEdgeHasItsOwn(all) ? .holds : .fails,
        !isWhole ? "not all are given" : everyEdgeHasItsOwn(all) ? "there are enough" : "two edges of the pattern need the same edge")
    }
    return clauses
  }

  /// One clause for every edge too many, or one for there being none.
  private func induced(_ match: [Int?]) -> [Verdict.Clause] {
    var clauses: [Verdict.Clause] = []
    for u in match.indices {
      for v in match.indices where u != v && (graph.isDirected || u < v) {
        guard let a = match[u], let b = match[v], hasArc(a, b), !allowsArc(u, v) else { continue }
        clauses.append(.init(
          kind: .induced, text: "vertex-induced: no \(graph.isDirected ? "arc" : "edge") \(pattern.vertices[u].name) \(arrow) \(pattern.vertices[v].name)",
          state: .fails, reason: "\(id(a)) \(arrow) \(id(b)) is there", offenders: []))
      }
    }
    if clauses.isEmpty {
      let isWhole = match.allSatisfy { $0 != nil }
      clauses.append(.init(
        kind: .induced, text: "vertex-induced: no further edges", state: isWhole ? .holds : .open,
        reason: isWhole ? "there are none" : "none so far", offenders: []))
    }
    return clauses
  }

  private var arrow: String { graph.isDirected ? "->" : "--" }

  private func id(_ vertex: Int) -> String { graph.ids.id(of: vertex).description }

  /// What joins two vertices, in words.
  private func between(_ a: Int, _ b: Int, sayLabels: Bool) -> String {
    func labels(_ source: Int, _ target: Int) -> String {
      guard sayLabels else { return "" }
      guard let own = graph.edgeLabels else { return " (no label)" }
      let names = own.parallel(from: source, to: target).map { code in
        Int(code) < own.dictionary.count ? own.dictionary.names[Int(code)] : "no label"
      }
      return " (\(names.joined(separator: ", ")))"
    }
    guard graph.isDirected else {
      return hasArc(a, b) ? "\(id(a)) and \(id(b)) are joined\(labels(a, b))" : "\(id(a)) and \(id(b)) are not joined"
    }
    let arcs = [(a, b), (b, a)].filter { hasArc($0.0, $0.1) }.map { "\(id($0.0)) -> \(id($0.1))\(labels($0.0, $0.1))" }
    return arcs.isEmpty ? "no arc between \(id(a)) and \(id(b))" : "there is \(arcs.joined(separator: " and "))"
  }

  /// The values that a condition sees.
  private func values(_ predicate: Pattern.Predicate, _ match: [Int]) -> String {
    guard let expression = predicate.expression else { return "the code said \(holds(predicate, match) ? "yes" : "no")" }
    var seen: [String] = []
    expression.forEachAttribute { source, target, name in
      let value = target.map { edgeValue(match[source], match[$0], name) } ?? vertexValue(match[source], name)
      let owner = target.map { "\(id(match[source])) \(arrow) \(id(match[$0]))" } ?? id(match[source])
      let text = value.map { constant in
        switch constant {
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): "'\(value)'"
        case .boolean(let value): "\(value)"
        }
      }
      let entry = "\(name) of \(owner) is \(text ?? "missing")"
      if !seen.contains(entry) { seen.append(entry) }
    }
    return seen.joined(separator: ", ")
  }
}
