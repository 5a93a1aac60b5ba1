/// Conditions in normal form: one per conjunct, each in the normal form of expressions, sorted, without repeats.
enum PredicateNormalisation {
  private static let mostConditions = 1024

  static func normalise(
    _ predicates: [Pattern.Predicate], _ vertices: [Pattern.Vertex], _ edges: [Pattern.Edge]
  ) throws(PatternError) -> [Pattern.Predicate] {
    var result: [String: Pattern.Predicate] = [:]
    for (index, predicate) in predicates.enumerated() {
      let element = PatternError.Element.predicate(index)
      for position in predicate.variables where !vertices.indices.contains(position) {
        throw PatternError(
          .position, "a condition names vertex position \(position); the pattern's positions are 0 to \(vertices.count - 1)",
          [element])
      }
      if case .opaque(let test, var variables) = predicate.content {
        guard !variables.isEmpty, Set(variables).count == variables.count else {
          throw PatternError(.condition, "a condition in code needs different vertices, and at least one", [element])
        }
        if test.isSymmetric { variables.sort() }
        let settled = Pattern.Predicate(test, variables: variables)
        result[settled.key] = settled
        continue
      }
      guard let expression = predicate.expression else { continue }
      try checkKind(expression, element)
      let settled = try settle(expression, edges, element) { vertices[$0].name }
      for conjunct in settled.normal.conjuncts {
        if conjunct == .constant(.boolean(true)) { continue }
        if conjunct.variables.isEmpty {
          throw PatternError(.contradiction, "no match can exist: a condition is never true", [element])
        }
        result[conjunct.key] = Pattern.Predicate(conjunct)
      }
    }
    guard result.count <= mostConditions else {
      throw PatternError(.condition, "a pattern has at most \(mostConditions) conditions, this one has \(result.count)", [.predicate(0)])
    }
    return result.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The condition of an absent vertex, which stays in one piece: what it says of matched vertices alone limits the absent
  /// one too.
  static func normalise(
    _ condition: Expression, of anti: Pattern.AntiVertex, _ vertices: [Pattern.Vertex], _ edges: [Pattern.Edge],
    _ element: PatternError.Element
  ) throws(PatternError) -> Expression {
    let itself = Pattern.AntiVertex.itself
    for position in condition.variables where position != itself && !vertices.indices.contains(position) {
      throw PatternError(
        .position, "a condition names vertex position \(position); the pattern's positions are 0 to \(vertices.count - 1)",
        [element])
    }
    try checkKind(condition, element)
    let links = anti.attachments.map { attachment -> Pattern.Edge in
      switch attachment.kind {
      case .either: Pattern.Edge(itself, attachment.vertex, .either)
      case .both: Pattern.Edge(itself, attachment.vertex, .both)
      case .toMatched: Pattern.Edge(itself, attachment.vertex, .forward)
      case .fromMatched: Pattern.Edge(attachment.vertex, itself, .forward)
      }
    }
    let settled = try settle(condition, edges + links, element) { $0 == itself ? anti.name : vertices[$0].name }.normal
    if case .constant = settled { return settled }
    guard settled.variables.contains(itself) else {
      throw PatternError(.condition, "the condition of the absent \(quoted(anti.name)) does not speak of it", [element])
    }
    return settled
  }

  private static func checkKind(_ expression: Expression, _ element: PatternError.Element) throws(PatternError) {
    do throws(KindMismatch) {
      let kind = try expression.kind { _, _ in nil }
      if let kind, kind != .boolean { throw KindMismatch(message: "a condition is true or false, not a \(kind.rawValue)") }
    } catch {
      throw PatternError(.condition, error.message, [element])
    }
  }

  /// Attributes of edges stand with the direction of their edge; of an `.either` edge, with ascending ends.
  private static func settle(
    _ expression: Expression, _ edges: [Pattern.Edge], _ element: PatternError.Element, _ name: (Int) -> String
  ) throws(PatternError) -> Expression {
    var lost: (Int, Int)?
    let settled = expression.mapAttributes({ $0 }) { source, target in
      let between = edges.filter {
        min($0.source, $0.target) == min(source, target) && max($0.source, $0.target) == max(source, target)
      }
      if between.isEmpty { lost = (source, target) }
      let arcs = between.filter { $0.direction != .either }
      if arcs.contains(where: { $0.direction == .both || $0.source == source }) { return (source, target) }
      return arcs.isEmpty ? (min(source, target), max(source, target)) : (target, source)
    }
    if let lost {
      throw PatternError(
        .condition,
        "a condition speaks of the edge between \(quoted(name(lost.0))) and \(quoted(name(lost.1))), "
          + "which the pattern does not have", [element])
    }
    return settled
  }
}

extension Expression {
  /// What must all be true.
  var conjuncts: [Expression] {
    if case .list(.and, let operands) = self { return operands }
    return [self]
  }
}
