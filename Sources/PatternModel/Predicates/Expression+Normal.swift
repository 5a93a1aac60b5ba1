/// One form for expressions that always have the same value. Only laws that hold exactly are used, so no reordering of
/// sums of three: floating point addition is commutative, but not associative.
extension Expression {
  var normal: Expression {
    switch self {
    case .constant, .vertex, .edge: return self
    case .unary(.not, let inner): return inner.normal.negated
    case .unary(let symbol, let inner): return .unary(symbol, inner.normal).folded
    case .binary(let symbol, let left, let right):
      let (left, right) = (left.normal, right.normal)
      return Expression.ordered(symbol, left, right).folded
    case .list(let symbol, let operands):
      var flat: [Expression] = []
      for operand in operands.map(\.normal) {
        if case .list(symbol, let inner) = operand { flat += inner } else { flat.append(operand) }
      }
      if symbol == .and || symbol == .or {
        // One of these decides alone, the other never matters.
        if flat.contains(.constant(.boolean(symbol == .or))) { return .constant(.boolean(symbol == .or)) }
        flat.removeAll { $0 == .constant(.boolean(symbol == .and)) }
        if flat.isEmpty { return .constant(.boolean(symbol == .and)) }
      }
      let keyed = Dictionary(flat.map { ($0.key, $0) }) { first, _ in first }
      let sorted = keyed.sorted { $0.key < $1.key }.map(\.value)
      return sorted.count == 1 ? sorted[0] : Expression.list(symbol, sorted).folded
    }
  }

  private static func ordered(_ symbol: Binary, _ left: Expression, _ right: Expression) -> Expression {
    symbol.isCommutative && right.key < left.key ? .binary(symbol, right, left) : .binary(symbol, left, right)
  }

  /// The negation, pushed inwards. Exact under three-valued logic: all of these are missing together.
  private var negated: Expression {
    switch self {
    case .unary(.not, let inner): return inner
    case .binary(.less, let left, let right): return .binary(.lessOrEqual, right, left)
    case .binary(.lessOrEqual, let left, let right): return .binary(.less, right, left)
    case .binary(.equal, let left, let right): return .binary(.notEqual, left, right)
    case .binary(.notEqual, let left, let right): return .binary(.equal, left, right)
    case .list(.and, let operands): return Expression.list(.or, operands.map(\.negated)).normal
    case .list(.or, let operands): return Expression.list(.and, operands.map(\.negated)).normal
    default: return Expression.unary(.not, self).folded
    }
  }

  /// A value instead of an expression that has the same one for every match.
  private var folded: Expression {
    guard variables.isEmpty, let value = value(vertex: { _, _ in nil }, edge: { _, _, _ in nil }) else { return self }
    return .constant(value)
  }

  /// Tells expressions apart, and orders them.
  var key: String {
    switch self {
    case .constant(let value): "0\(value.sourceText)"
    case .vertex(let vertex, let name): "1\(padded(vertex)).\(Printed.quoted(name))"
    case .edge(let source, let target, let name): "2\(padded(source))>\(padded(target)).\(Printed.quoted(name))"
    case .unary(let symbol, let inner): "3\(symbol)(\(inner.key))"
    case .binary(let symbol, let left, let right): "4\(symbol)(\(left.key),\(right.key))"
    case .list(let symbol, let operands): "5\(symbol)(\(operands.map(\.key).joined(separator: ",")))"
    }
  }

  private func padded(_ position: Int) -> String { position < 10 ? "0\(position)" : "\(position)" }
}
