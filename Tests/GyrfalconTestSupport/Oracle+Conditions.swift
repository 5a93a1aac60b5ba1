import PatternModel

/// Conditions on attributes, evaluated from their definition. Numbers are doubles, truths are 0 and 1, nil is missing.
extension Oracle {
  /// Whether a condition is true of a match.
  ///
  /// - Parameter absent: the data vertex at the place of the absent vertex whose condition it is.
  static func isTrue(_ condition: Expression, _ f: [Int], absent: Int? = nil, _ graph: OracleGraph) -> Bool {
    value(condition, { $0 < 0 ? absent! : f[$0] }, graph) == 1
  }

  private static func value(_ expression: Expression, _ f: (Int) -> Int, _ graph: OracleGraph) -> Double? {
    switch expression {
    case .constant(.integer(let value)): return Double(value)
    case .constant(.boolean(let value)): return value ? 1 : 0
    case .constant: return nil
    case .vertex(let v, let name): return graph.vertexAttributes[name]?[f(v)].map(Double.init)
    case .edge(let a, let b, let name):
      return graph.edgeAttributes[name]?[OracleGraph.Arc(f(a), f(b))].map(Double.init)
    case .unary(let symbol, let inner):
      let value = value(inner, f, graph)
      switch symbol {
      case .isMissing: return value == nil ? 1 : 0
      case .not: return value.map { 1 - $0 }
      case .negative: return value.map { -$0 }
      case .absolute: return value.map { $0 < 0 ? -$0 : $0 }
      }
    case .binary(let symbol, let left, let right):
      guard let a = value(left, f, graph), let b = value(right, f, graph) else { return nil }
      switch symbol {
      case .less: return a < b ? 1 : 0
      case .lessOrEqual: return a <= b ? 1 : 0
      case .equal: return a == b ? 1 : 0
      case .notEqual: return a != b ? 1 : 0
      case .plus: return a + b
      case .minus: return a - b
      case .times: return a * b
      default: return nil
      }
    case .list(let symbol, let operands):
      let values = operands.map { value($0, f, graph) }
      switch symbol {
      case .and: return values.contains { $0 == 0 } ? 0 : values.contains { $0 == nil } ? nil : 1
      case .or: return values.contains { $0 == 1 } ? 1 : values.contains { $0 == nil } ? nil : 0
      case .least: return values.contains { $0 == nil } ? nil : values.map { $0! }.min()
      case .greatest: return values.contains { $0 == nil } ? nil : values.map { $0! }.max()
      }
    }
  }

  /// A condition after a renumbering, written so that operands which may be exchanged stand in one order.
  ///
  /// - Parameter arcs: the pattern's arcs before the renumbering; an edge without a direction has no first end.
  static func written(_ expression: Expression, renumberedBy p: [Int], arcs: Set<[Int]>) -> String {
    func place(_ position: Int) -> Int { position < 0 ? position : p[position] }
    func text(_ inner: Expression) -> String { written(inner, renumberedBy: p, arcs: arcs) }
    switch expression {
    case .constant(let value): return "\(value)"
    case .vertex(let v, let name): return "\(place(v)).\(name)"
    case .edge(let a, let b, let name):
      let hasDirection = arcs.contains([a, b]) || arcs.contains([b, a])
      let ends = hasDirection ? [place(a), place(b)] : [place(a), place(b)].sorted()
      return "\(ends).\(name)"
    case .unary(let symbol, let inner): return "\(symbol)(\(text(inner)))"
    case .binary(let symbol, let left, let right):
      let operands = [text(left), text(right)]
      let mayTurn = [.equal, .notEqual, .plus, .times].contains(symbol)
      return "\(symbol)(\(mayTurn ? operands.sorted() : operands))"
    case .list(let symbol, let operands): return "\(symbol)(\(operands.map(text).sorted()))"
    }
  }
}
