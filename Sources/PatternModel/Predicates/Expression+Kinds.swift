/// Operands that do not go together.
package struct KindMismatch: Error, Hashable, Sendable {
  package var message: String
  /// The smallest part at fault; nil: the whole.
  package var part: Expression?

  package init(message: String, in part: Expression? = nil) {
    self.message = message
    self.part = part
  }
}

extension Expression {
  /// The kind of the value; nil when an attribute's kind decides and is not known.
  ///
  /// - Parameter attribute: the kind of an attribute of vertices (false) or edges (true).
  /// - Throws: where an operator is given what it cannot take.
  package func kind(_ attribute: (_ isEdge: Bool, String) -> Kind?) throws(KindMismatch) -> Kind? {
    switch self {
    case .constant(let value): return value.kind
    case .vertex(_, let name): return attribute(false, name)
    case .edge(_, _, let name): return attribute(true, name)
    case .unary(let symbol, let inner):
      let kind = try inner.kind(attribute)
      switch symbol {
      case .isMissing: return .boolean
      case .not: try expect(.boolean, kind, "not")
      case .negative, .absolute: try expect(.number, kind, symbol.rawValue)
      }
      return symbol == .not ? .boolean : .number
    case .binary(let symbol, let left, let right):
      let kinds = (try left.kind(attribute), try right.kind(attribute))
      switch symbol {
      case .less, .lessOrEqual, .equal, .notEqual:
        if let a = kinds.0, let b = kinds.1, a != b {
          throw KindMismatch(message: "a \(a.rawValue) is compared with a \(b.rawValue)", in: self)
        }
        return .boolean
      case .plus, .minus, .times, .divided, .remainder:
        try expect(.number, kinds.0, symbol.rawValue)
        try expect(.number, kinds.1, symbol.rawValue)
        return .number
      case .startsWith, .endsWith, .contains:
        try expect(.text, kinds.0, symbol.rawValue)
        try expect(.text, kinds.1, symbol.rawValue)
        return .boolean
      }
    case .list(let symbol, let operands):
      let wanted: Kind = symbol == .and || symbol == .or ? .boolean : .number
      for operand in operands { try expect(wanted, try operand.kind(attribute), symbol.rawValue) }
      return wanted
    }
  }

  private func expect(_ wanted: Kind, _ kind: Kind?, _ symbol: String) throws(KindMismatch) {
    if let kind, kind != wanted {
      throw KindMismatch(message: "'\(symbol)' needs a \(wanted.rawValue), not a \(kind.rawValue)", in: self)
    }
  }
}
