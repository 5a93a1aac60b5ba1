import GraphStore
import PatternModel

/// What a pattern asks of an ordered pair of adjacent vertices: to be in all of some relations, and in none of others.
package struct Demand: Hashable, Sendable {
  package var required: Set<Relation>
  package var forbidden: Set<Relation>

  /// Adjacent, and nothing more.
  static let adjacent = Demand(required: [Relation(.either)], forbidden: [])

  var converse: Demand {
    Demand(required: Set(required.map(\.converse)), forbidden: Set(forbidden.map(\.converse)))
  }

  /// The same in as few relations as possible.
  var simplified: Demand {
    var pair = PairDemands()
    for relation in required.sorted(by: Relation.precedes) { pair.require(relation) }
    for relation in forbidden.sorted(by: Relation.precedes) where !relation.edges.isEmpty { pair.forbid(relation) }
    pair.simplify()
    return Demand(required: Set(pair.required), forbidden: Set(pair.forbidden))
  }

  /// As edges and anti-edges of a pattern.
  func edges(_ a: Int, _ b: Int, _ names: GraphNames) -> (edges: [Pattern.Edge], antiEdges: [Pattern.AntiEdge]) {
    var edges: [Pattern.Edge] = []
    var antiEdges: [Pattern.AntiEdge] = []
    for relation in required.sorted(by: Relation.precedes) {
      let label = names.label(relation.edges)
      switch relation.kind {
      case .either: edges.append(.init(a, b, label: label))
      case .mutual: edges.append(.init(a, b, .both, label: label))
      case .out: edges.append(.init(a, b, .forward, label: label))
      case .in: edges.append(.init(b, a, .forward, label: label))
      case .onlyOut:
        edges.append(.init(a, b, .forward, label: label))
        antiEdges.append(.init(b, a, .forward, label: label))
      case .onlyIn:
        edges.append(.init(b, a, .forward, label: label))
        antiEdges.append(.init(a, b, .forward, label: label))
      }
    }
    for relation in forbidden.sorted(by: Relation.precedes) where !relation.edges.isEmpty {
      let label = names.label(relation.edges)
      switch relation.kind {
      case .out: antiEdges.append(.init(a, b, .forward, label: label))
      case .in: antiEdges.append(.init(b, a, .forward, label: label))
      default: antiEdges.append(.init(a, b, label: label))
      }
    }
    return (edges, antiEdges)
  }
}

/// The colours of a batch of patterns, numbered: classes of data vertices (0: all) and demands on pairs (0: adjacent).
///
/// A reference: whoever derives counts from each other must speak of the same colours.
package final class Palette {
  private var table = ClassTable()
  private(set) var demands = [Demand.adjacent]
  private var converses = [0]
  private var numbers = [Demand.adjacent: 0]
  /// Demands as they were given; nil: nothing can satisfy them.
  private var resolved: [Demand: Int?] = [:]
  private var combinations: [[Int]: Int?] = [:]
  /// How a class of the patterns was written.
  private var labels: [Int: LabelConstraint] = [:]
  private let names: GraphNames

  /// - Parameter graph: where labels have their names; nil: a graph without labels.
  package init(_ graph: Graph?) { names = GraphNames(graph) }

  // MARK: Classes

  var classes: [VertexClass?] { table.classes }

  /// The number of a class; nil when it is empty.
  func add(_ new: VertexClass?, written label: LabelConstraint) -> Int? {
    guard let new else { return 0 }
    if new.count == 0 { return nil }
    let number = table.add(new)
    if labels[number] == nil, label != .any { labels[number] = label }
    return number
  }

  /// The class of the vertices that are in both; nil when there are none.
  func intersection(_ a: Int, _ b: Int) -> Int? { table.intersection(a, b) }

  // MARK: Demands

  /// The number of a demand; nil when no pair can satisfy it.
  func add(_ demand: Demand) -> Int? {
    if let known = resolved[demand] { return known }
    let number = isPossible(demand) ? self.number(of: demand.simplified) : nil
    resolved[demand] = .some(number)
    return number
  }

  private func number(of demand: Demand) -> Int {
    if let known = numbers[demand] { return known }
    func append(_ new: Demand) -> Int {
      demands.append(new)
      numbers[new] = demands.count - 1
      return demands.count - 1
    }
    let number = append(demand)
    let converse = numbers[demand.converse] ?? append(demand.converse)
    while converses.count < demands.count { converses.append(0) }
    converses[number] = converse
    converses[converse] = number
    return number
  }

  /// A pattern of two vertices says whether it contradicts itself.
  private func isPossible(_ demand: Demand) -> Bool {
    let (edges, antiEdges) = demand.edges(0, 1, names)
    return (try? Pattern(vertices: [.init("a"), .init("b")], edges: edges, antiEdges: antiEdges)) != nil
  }

  func converse(_ demand: Int) -> Int { converses[demand] }

  /// The demand that asks both; nil when no pair can satisfy it.
  func both(_ a: Int, _ b: Int) -> Int? {
    if a == b { return a }
    let key = a < b ? [a, b] : [b, a]
    if let known = combinations[key] { return known }
    let result = add(
      Demand(
        required: demands[a].required.union(demands[b].required),
        forbidden: demands[a].forbidden.union(demands[b].forbidden)))
    combinations[key] = .some(result)
    return result
  }

  // MARK: Patterns

  /// A coloured graph as a pattern, for people to read and for its symmetries; and as constraints, for plans.
  func pattern(_ graph: SmallGraph) -> Pattern {
    if graph.isPlain { return graph.pattern }
    let vertices = (0..<graph.count).map { v in
      Pattern.Vertex(Pattern.defaultName(v), label: label(of: graph.vertexClass(v)))
    }
    var edges: [Pattern.Edge] = []
    var antiEdges: [Pattern.AntiEdge] = []
    for b in 0..<graph.count {
      for a in 0..<b where graph.adjacent(a, b) {
        let own = demands[graph.demand(a, b)].edges(a, b, names)
        edges += own.edges
        antiEdges += own.antiEdges
      }
    }
    do {
      return try Pattern(vertices: vertices, edges: edges, antiEdges: antiEdges)
    } catch {
      preconditionFailure("a graph without contradictions is a pattern: \(error)")
    }
  }

  /// Different classes have different labels.
  private func label(of number: Int) -> LabelConstraint {
    if number == 0 { return .any }
    if let written = labels[number] { return written }
    var name = table[number]?.name ?? ""
    let others = labels.values.flatMap(\.names)
    if others.contains(name) { name += " \(number)" }
    labels[number] = .anyOf([name])
    return .anyOf([name])
  }

  func constraints(
    _ graph: SmallGraph, _ pattern: Pattern, in data: Graph?, isDirected: Bool
  ) throws(PlanningError) -> MatchConstraints {
    var constraints = try MatchConstraints(pattern, graph: data, graphIsDirected: isDirected)
    guard !graph.isPlain else { return constraints }
    constraints.classes = table
    constraints.classOf = (0..<graph.count).map(graph.vertexClass)
    return constraints
  }

  /// The colours as the tables need them.
  var colours: TableProgram.Colours { .init(classes: table.classes, demands: demands) }
}

/// Label names of a graph's edges.
struct GraphNames {
  let edges: [String]
  init(_ edges: [String]) { self.edges = edges }
  init(_ graph: Graph?) { edges = graph?.edgeLabels?.dictionary.names ?? [] }

  func label(_ filter: EdgeFilter) -> LabelConstraint {
    guard case .labels(let codes, let unlabelled) = filter else { return .any }
    if !unlabelled { return .anyOf(codes.map { edges[Int($0)] }.sorted()) }
    let others = edges.indices.filter { !codes.contains(UInt32($0)) }
    return others.isEmpty ? .any : .noneOf(others.map { edges[$0] }.sorted())
  }
}

extension EdgeFilter {
  /// Whether no edge can pass.
  var isEmpty: Bool { self == .labels([], unlabelled: false) }
}

extension Relation {
  /// A total order, so that the same demands always give the same pattern.
  static func precedes(_ a: Relation, _ b: Relation) -> Bool {
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    switch (a.edges, b.edges) {
    case (.all, .all), (.labels, .all): return false
    case (.all, .labels): return true
    case (.labels(let mine, let bare), .labels(let theirs, let otherBare)):
      if bare != otherBare { return !bare }
      return mine.lexicographicallyPrecedes(theirs)
    }
  }
}
