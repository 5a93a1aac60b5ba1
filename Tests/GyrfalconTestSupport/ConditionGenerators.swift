import PatternModel

extension Pattern {
  /// The same pattern with random conditions on the attributes x and y of vertices and w of edges: on matches, and on its
  /// absent vertices.
  ///
  /// - Parameter isDirected: of the graph; there only arcs have attributes, and `a -- b` has none.
  package func withRandomConditions(directed isDirected: Bool, using random: inout SplitMix64) throws -> Pattern {
    var conditioned = self
    if !antiVertices.isEmpty {
      let absent = antiVertices.map { anti -> AntiVertex in
        guard random.chance(0.6) else { return anti }
        var anti = anti
        // Half of them speak of the absent vertex alone.
        let speaksOfAll = random.chance(0.5)
        let source = ConditionSource(
          vertices: [AntiVertex.itself] + (speaksOfAll ? Array(vertices.indices) : []), edges: speaksOfAll ? anti.arcs(isDirected) : [])
        var condition = source.condition(1, &random)
        if !condition.variables.contains(AntiVertex.itself) {
          condition = .list(.and, [condition, source.comparison(with: .vertex(AntiVertex.itself, attribute: "x"), &random)])
        }
        anti.condition = condition
        return anti
      }
      conditioned = try Pattern(
        vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: absent, inducing: inducing)
    }
    let source = ConditionSource(
      vertices: Array(vertices.indices),
      edges: edges.filter { !isDirected || $0.direction != .either }.map { ($0.source, $0.target) })
    let conditions = (0..<Int.random(in: antiVertices.isEmpty ? 1...2 : 0...1, using: &random)).map { _ in
      Predicate(source.condition(Int.random(in: 0...2, using: &random), &random))
    }
    // A condition that nothing can meet makes no pattern.
    return (try? conditioned.with(conditions)) ?? conditioned
  }
}

extension Pattern.AntiVertex {
  /// Edges of the absent vertex that have attributes of their own.
  fileprivate func arcs(_ isDirected: Bool) -> [(Int, Int)] {
    attachments.compactMap { attachment in
      switch attachment.kind {
      case .either: isDirected ? nil : (Self.itself, attachment.vertex)
      case .toMatched, .both: (Self.itself, attachment.vertex)
      case .fromMatched: (attachment.vertex, Self.itself)
      }
    }
  }
}

/// What random conditions may speak of.
private struct ConditionSource {
  var vertices: [Int]
  var edges: [(Int, Int)]

  func condition(_ depth: Int, _ random: inout SplitMix64) -> Expression {
    if depth > 0, random.chance(0.4) {
      let operands = (0..<2).map { _ in condition(depth - 1, &random) }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: return .unary(.not, operands[0])
      case 1, 2: return .list(.or, operands)
      default: return .list(.and, operands)
      }
    }
    if random.chance(0.1) { return .unary(.isMissing, number(0, &random)) }
    return comparison(with: number(1, &random), &random)
  }

  func comparison(with left: Expression, _ random: inout SplitMix64) -> Expression {
    let symbols: [Expression.Binary] = [.less, .lessOrEqual, .lessOrEqual, .equal, .notEqual]
    return .binary(symbols.randomElement(using: &random)!, left, number(1, &random))
  }

  private func number(_ depth: Int, _ random: inout SplitMix64) -> Expression {
    if depth > 0, random.chance(0.3) {
      let (left, right) = (number(depth - 1, &random), number(depth - 1, &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return .list(Bool.random(using: &random) ? .greatest : .least, [left, right])
      case 1: return .unary(.absolute, left)
      default: return .binary([.plus, .minus, .times].randomElement(using: &random)!, left, right)
      }
    }
    if random.chance(0.25) { return .constant(.integer(Int64.random(in: 0...3, using: &random))) }
    if random.chance(0.3), let (a, b) = edges.randomElement(using: &random) { return .edge(a, b, attribute: "w") }
    return .vertex(vertices.randomElement(using: &random)!, attribute: Bool.random(using: &random) ? "x" : "y")
  }
}

extension OracleGraph {
  /// The same graph with small numbers as attributes x and y of its vertices and w of its edges, of which some are missing.
  package func withRandomAttributes(using random: inout SplitMix64) -> OracleGraph {
    var graph = self
    for name in ["x", "y"] {
      for v in 0..<vertexCount where random.chance(0.9) {
        graph.vertexAttributes[name, default: [:]][v] = Int.random(in: 0...3, using: &random)
      }
    }
    for arc in arcs.sorted() where isDirected || arc.source < arc.target {
      guard random.chance(0.9) else { continue }
      let value = Int.random(in: 0...3, using: &random)
      graph.edgeAttributes["w", default: [:]][arc] = value
      if !isDirected { graph.edgeAttributes["w"]![arc.reversed] = value }
    }
    return graph
  }
}
