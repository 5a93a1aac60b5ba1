import GraphStore
import PatternModel

/// A pattern as constraints on data vertices, in terms of one graph's neighbour lists and vertex classes: what the
/// planner works with.
struct MatchConstraints {
  let count: Int
  let morphism: Morphism
  private(set) var relations: RelationTable
  var classes = ClassTable()
  /// The class that each pattern vertex must be matched in.
  var classOf: [Int]
  private(set) var absences: [Absence] = []
  /// Conditions that no class of vertices expresses, and anti-vertices with such: they are tested match by match.
  private(set) var predicates: [Pattern.Predicate] = []
  private(set) var conditionalAbsences: [Absence] = []

  /// required[u * count + w]: f(w) must stand in these lists of f(u); forbidden: it must not.
  private var required: [[View]]
  private var forbidden: [[View]]
  /// Pattern vertices that u is joined to; those that it is joined to or must not be joined to. As bits.
  private(set) var adjacent: [UInt32]
  private(set) var bound: [UInt32]

  /// An anti-vertex: no data vertex of the class outside the match stands in all the lists.
  struct Absence {
    var name: String
    var vertexClass: Int
    var lists: [(vertex: Int, view: View)]
    /// What only vertices that are in the way meet, as far as their class does not say it.
    var condition: Expression?
    /// The attached vertices, as bits.
    var anchors: UInt32 { lists.reduce(0) { $0 | 1 << UInt32($1.vertex) } }
  }

  /// - Parameter graph: nil: a graph without labels.
  init(
    _ pattern: Pattern, graph: Graph?, graphIsDirected: Bool, settings: MatchSettings = .init()
  ) throws(PlanningError) {
    guard graphIsDirected || !pattern.isDirected else { throw .directionInUndirectedGraph }
    morphism = settings.morphism
    count = pattern.vertices.count
    relations = RelationTable(isDirected: graphIsDirected)
    required = Array(repeating: [], count: count * count)
    forbidden = required
    adjacent = Array(repeating: 0, count: count)
    bound = adjacent
    classOf = Array(repeating: 0, count: count)
    var labels = LabelResolution(graph)
    for (u, vertex) in pattern.vertices.enumerated() { classOf[u] = labels.vertices(vertex.label, in: &classes) }
    for (u, vertices) in settings.anchors {
      let anchored = classes.add(VertexClass.of(vertices, named: "given", vertexCount: graph?.vertexCount ?? 0))
      classOf[u] = classes.intersection(classOf[u], anchored) ?? classes.add(.of([], named: "none", vertexCount: graph?.vertexCount ?? 0))
    }
    var own: [Int: [Expression]] = [:]
    for predicate in pattern.predicates {
      // Swift code may be slow, and is not called more often than it must.
      if graph != nil, let expression = predicate.expression, predicate.variables.count == 1 {
        own[predicate.variables[0], default: []].append(expression)
      } else {
        predicates.append(predicate)
      }
    }
    for (vertex, conditions) in own.sorted(by: { $0.key < $1.key }) {
      guard let graph else { continue }
      let condition = conditions.count == 1 ? conditions[0] : .list(.and, conditions)
      classOf[vertex] = classes.narrow(
        classOf[vertex], to: condition, called: pattern.text(of: Pattern.Predicate(condition)), in: graph)
    }
    for low in 0..<count {
      for high in (low + 1)..<Swift.max(count, low + 1) {
        var demands = Self.demands(pattern, low, high, labels, isDirected: graphIsDirected)
        if demands.isEmpty { continue }
        demands.simplify()
        add(demands, low, high)
      }
    }
    for anti in pattern.antiVertices {
      var absence = Absence(name: anti.name, vertexClass: labels.vertices(anti.label, in: &classes), lists: [])
      for attachment in anti.attachments {
        let kind: Relation.Kind =
          switch attachment.kind {
          case .either: .either
          case .toMatched: .in
          case .fromMatched: .out
          case .both: .mutual
          }
        let view = relations.view(Relation(kind, labels.edges(attachment.label)))
        absence.lists.append((attachment.vertex, view))
      }
      if let condition = anti.condition {
        if let graph, condition.variables == [Pattern.AntiVertex.itself] {
          let text = pattern.text(ofConditionOn: anti) ?? ""
          absence.vertexClass = classes.narrow(absence.vertexClass, to: condition, called: text, in: graph)
        } else {
          absence.condition = condition
        }
      }
      if absence.condition == nil { absences.append(absence) } else { conditionalAbsences.append(absence) }
    }
  }

  private static func demands(
    _ pattern: Pattern, _ low: Int, _ high: Int, _ labels: LabelResolution, isDirected: Bool
  ) -> PairDemands {
    var demands = PairDemands()
    func kinds(_ direction: Pattern.Direction, from source: Int) -> [Relation.Kind] {
      if !isDirected || direction == .either { return [.either] }
      if direction == .both { return [.out, .in] }
      return [source == low ? .out : .in]
    }
    var allowed: Set<Relation.Kind> = []
    for edge in pattern.edges where Swift.min(edge.source, edge.target) == low && Swift.max(edge.source, edge.target) == high {
      for kind in kinds(edge.direction, from: edge.source) {
        demands.require(Relation(kind, labels.edges(edge.label)))
        allowed.insert(kind)
      }
    }
    for edge in pattern.antiEdges where Swift.min(edge.source, edge.target) == low && Swift.max(edge.source, edge.target) == high {
      let kinds = isDirected && edge.direction == .either ? [.out, .in] : kinds(edge.direction, from: edge.source)
      for kind in kinds { demands.forbid(Relation(kind, labels.edges(edge.label))) }
    }
    // Vertex-induced: no arc of any label where the pattern has none; `a -- b` leaves its pair free.
    if pattern.inducing == .vertices, !allowed.contains(.either) {
      if isDirected {
        for kind in [Relation.Kind.out, .in] where !allowed.contains(kind) { demands.forbid(Relation(kind)) }
      } else {
        demands.forbid(Relation(.either))
      }
    }
    return demands
  }

  private mutating func add(_ demands: PairDemands, _ low: Int, _ high: Int) {
    for relation in demands.required {
      required[low * count + high].append(relations.view(relation))
      required[high * count + low].append(relations.view(relation.converse))
      adjacent[low] |= 1 << UInt32(high)
      adjacent[high] |= 1 << UInt32(low)
    }
    for relation in demands.forbidden {
      forbidden[low * count + high].append(relations.view(relation))
      forbidden[high * count + low].append(relations.view(relation.converse))
    }
    bound[low] |= 1 << UInt32(high)
    bound[high] |= 1 << UInt32(low)
  }

  /// Lists of f(u) in which f(w) must stand, and must not.
  func required(_ u: Int, _ w: Int) -> [View] { required[u * count + w] }
  func forbidden(_ u: Int, _ w: Int) -> [View] { forbidden[u * count + w] }

  /// Whether some conditions are tested match by match, so that even a count goes through all matches.
  var needsMatches: Bool { !predicates.isEmpty || !conditionalAbsences.isEmpty }

  var testedAbsences: [Plan.ConditionalAbsence] {
    conditionalAbsences.compactMap { absence in
      guard let condition = absence.condition else { return nil }
      let spoken = condition.variables.reduce(UInt32(0)) { $1 < 0 ? $0 : $0 | 1 << UInt32($1) }
      return Plan.ConditionalAbsence(
        name: absence.name, vertexClass: classes[absence.vertexClass],
        lists: absence.lists.map { ($0.vertex, relations[$0.view]) }, condition: condition,
        watched: watched(by: absence) | spoken)
    }
  }

  /// Pattern vertices, as bits, that an anti-vertex looks at or that may be matched where it stands.
  func watched(by absence: Absence) -> UInt32 {
    (0..<count).reduce(absence.anchors) { verdict($1, in: absence) == .outside ? $0 : $0 | 1 << UInt32($1) }
  }

  /// Whether nothing but adjacency regardless of direction and labels is asked.
  var isPlain: Bool {
    absences.isEmpty && conditionalAbsences.isEmpty && classOf.allSatisfy { $0 == 0 } && morphism == .injective
      && (required + forbidden).allSatisfy { $0.allSatisfy { $0 == .either } }
  }

  /// Whether plans read the graph's own lists only: nothing is labelled, absent or coinciding.
  var readsWholeLists: Bool {
    absences.isEmpty && conditionalAbsences.isEmpty && classOf.allSatisfy { $0 == 0 } && morphism == .injective
      && relations.count == RelationTable(isDirected: false).count
  }

  /// Whether two vertices have the same class and the same constraints towards all others.
  func areAlike(_ v: Int, _ w: Int) -> Bool {
    classOf[v] == classOf[w]
      && (0..<count).allSatisfy { u in
        required[u * count + v] == required[u * count + w] && forbidden[u * count + v] == forbidden[u * count + w]
      }
  }

  /// Vertices that must be bound one by one, because an anti-vertex is attached to them or may be matched in them.
  var mustBeLoops: UInt32 {
    // Whether every edge has a data edge of its own is known match by match.
    if morphism == .edgeDistinct { return UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(count)) - 1) }
    var result: UInt32 = 0
    for absence in absences {
      result |= watched(by: absence)
    }
    return result
  }

  enum Verdict { case inside, outside, unknown }

  /// Does f(w) stand in a list of f(u), as far as the pattern tells?
  func verdict(_ w: Int, inListOf u: Int, _ view: View) -> Verdict {
    if u == w { return .outside }
    for own in required[u * count + w] {
      if relations.isSubset(own, of: view) { return .inside }
      if relations.areDisjoint(own, view) { return .outside }
    }
    let banned = forbidden[u * count + w]
    if banned.contains(where: { relations.isSubset(view, of: $0) }) { return .outside }
    return .unknown
  }

  /// Is f(w) in a class?
  func verdict(_ w: Int, inClass number: Int) -> Verdict {
    if classes.isSubset(classOf[w], of: number) { return .inside }
    return classes.areDisjoint(classOf[w], number) ? .outside : .unknown
  }

  private func verdict(_ w: Int, in absence: Absence) -> Verdict {
    let all = absence.lists.map { verdict(w, inListOf: $0.vertex, $0.view) } + [verdict(w, inClass: absence.vertexClass)]
    if all.contains(.outside) { return .outside }
    return all.contains(.unknown) ? .unknown : .inside
  }
}
