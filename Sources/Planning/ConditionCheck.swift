import GraphStore
import PatternModel
import PatternSyntax

/// Whether a pattern's conditions speak of attributes that a graph has, and of their types.
package enum ConditionCheck {
  /// - Throws: ``PlanningError/condition(_:)``.
  package static func check(_ pattern: Pattern, in graph: Graph) throws(PlanningError) {
    guard !pattern.predicates.isEmpty else { return }
    try check(pattern, attributes: graph.attributes, isDirected: graph.isDirected)
  }

  /// - Throws: ``PlanningError/condition(_:)``.
  static func check(_ pattern: Pattern, attributes: GraphAttributes, isDirected: Bool) throws(PlanningError) {
    for predicate in pattern.predicates {
      guard let expression = predicate.expression else { continue }
      var problem: String?
      expression.forEachAttribute { source, target, name in
        let table = target == nil ? attributes.vertices : attributes.edges
        if table[name] == nil { problem = problem ?? unknown(name, isEdge: target != nil, table) }
        if let target, isDirected, !hasArc(pattern, source, target) {
          let (a, b) = (pattern.vertices[source].name, pattern.vertices[target].name)
          problem = problem
            ?? "in a directed graph an attribute of an edge needs its arc: write \(a) -> \(b), not \(a) -- \(b), for '\(name)'"
        }
      }
      if let problem { throw .condition(problem) }
      do throws(KindMismatch) {
        let kind = try expression.kind { isEdge, name in
          Self.kind(of: (isEdge ? attributes.edges : attributes.vertices)[name]!.type)
        }
        if let kind, kind != Expression.Kind.boolean { throw KindMismatch(message: "it is a \(kind.rawValue)") }
      } catch {
        throw .condition("a condition does not fit the graph's attributes: \(error.message)")
      }
    }
  }

  static func kind(of type: AttributeType) -> Expression.Kind {
    switch type {
    case .integer, .real: .number
    case .text: .text
    case .boolean: .boolean
    }
  }

  private static func hasArc(_ pattern: Pattern, _ source: Int, _ target: Int) -> Bool {
    pattern.edges.contains { edge in
      switch edge.direction {
      case .either: false
      case .forward: edge.source == source && edge.target == target
      case .both: Set([edge.source, edge.target]) == [source, target]
      }
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
