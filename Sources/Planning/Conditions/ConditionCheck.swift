import GraphStore
import PatternModel
import PatternSyntax

/// Whether a pattern's conditions speak of attributes that a graph has, and of their types.
package enum ConditionCheck {
  /// - Throws: ``PlanningError/condition(_:)``.
  package static func check(_ pattern: Pattern, in graph: Graph) throws(PlanningError) {
    guard !pattern.predicates.isEmpty || pattern.antiVertices.contains(where: { $0.condition != nil }) else { return }
    let attributes = graph.attributes
    for expression in pattern.predicates.compactMap(\.expression) {
      try check(expression, of: pattern, nil, attributes, pattern.arcs, graph.isDirected)
    }
    for anti in pattern.antiVertices {
      guard let condition = anti.condition else { continue }
      try check(condition, of: pattern, anti, attributes, pattern.arcs.union(anti.arcs), graph.isDirected)
    }
  }

  private static func check(
    _ expression: Expression, of pattern: Pattern, _ anti: Pattern.AntiVertex?, _ attributes: GraphAttributes, _ arcs: Set<Arc>,
    _ isDirected: Bool
  ) throws(PlanningError) {
    func name(_ position: Int) -> String {
      position == Pattern.AntiVertex.itself ? anti?.name ?? "" : pattern.vertices[position].name
    }
    var problem: String?
    expression.forEachAttribute { source, target, attribute in
      let table = target == nil ? attributes.vertices : attributes.edges
      if table[attribute] == nil { problem = problem ?? unknown(attribute, isEdge: target != nil, table) }
      if let target, isDirected, !arcs.contains(Arc(source: source, target: target)) {
        let (a, b) = (name(source), name(target))
        problem = problem
          ?? "in a directed graph an attribute of an edge needs its arc: write \(a) -> \(b), not \(a) -- \(b), for '\(attribute)'"
      }
    }
    if let problem { throw .condition(problem) }
    do throws(KindMismatch) {
      let kind = try expression.kind { isEdge, name in
        Self.kind(of: (isEdge ? attributes.edges : attributes.vertices)[name]!.type)
      }
      if let kind, kind != Expression.Kind.boolean { throw KindMismatch(message: "a condition is true or false, not a \(kind.rawValue)") }
    } catch {
      let part = error.part ?? expression
      throw .condition(
        "'\(pattern.text(of: part, on: anti))' does not fit the graph's attributes: \(error.message) (\(types(of: part, attributes)))")
    }
  }

  /// `column 'age' of vertices: integer, column 'city' of vertices: text`
  private static func types(of expression: Expression, _ attributes: GraphAttributes) -> String {
    var texts: [String] = []
    expression.forEachAttribute { _, target, name in
      guard let column = (target == nil ? attributes.vertices : attributes.edges)[name] else { return }
      let text = "column '\(name)' of \(target == nil ? "vertices" : "edges"): \(column.type.rawValue)"
      if !texts.contains(text) { texts.append(text) }
    }
    return texts.joined(separator: ", ")
  }

  static func kind(of type: AttributeType) -> Expression.Kind {
    switch type {
    case .integer, .real: .number
    case .text: .text
    case .boolean: .boolean
    }
  }

  private static func unknown(_ name: String, isEdge: Bool, _ table: AttributeTable) -> String {
    let what = isEdge ? "edges" : "vertices", option = isEdge ? "--edge-attributes" : "--vertex-attributes"
    let names = table.columns.map(\.name)
    if names.isEmpty { return "\(what) of this graph have no attributes, so none called '\(name)'; \(option) FILE gives them" }
    let near = Suggestion.nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
    return "\(what) of this graph have no attribute '\(name)'\(near) (there are: \(names.joined(separator: ", ")))"
  }
}

/// From one position of a pattern to another.
private struct Arc: Hashable {
  var source: Int
  var target: Int
}

extension Pattern {
  fileprivate var arcs: Set<Arc> {
    var arcs: Set<Arc> = []
    for edge in edges where edge.direction != .either {
      arcs.insert(Arc(source: edge.source, target: edge.target))
      if edge.direction == .both { arcs.insert(Arc(source: edge.target, target: edge.source)) }
    }
    return arcs
  }
}

extension Pattern.AntiVertex {
  fileprivate var arcs: Set<Arc> {
    var arcs: Set<Arc> = []
    for attachment in attachments {
      if attachment.kind == .toMatched || attachment.kind == .both {
        arcs.insert(Arc(source: Self.itself, target: attachment.vertex))
      }
      if attachment.kind == .fromMatched || attachment.kind == .both {
        arcs.insert(Arc(source: attachment.vertex, target: Self.itself))
      }
    }
    return arcs
  }
}
