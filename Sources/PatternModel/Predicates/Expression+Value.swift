extension Expression {
  /// The value for one match; nil when it is missing.
  ///
  /// - Parameters:
  ///   - vertex: an attribute of the vertex that stands at a position.
  ///   - edge: an attribute of the edge between the vertices at two positions.
  public func value(
    vertex: (Int, String) -> Constant?, edge: (Int, Int, String) -> Constant?
  ) -> Constant? {
    switch self {
    case .constant(let value): return value
    case .vertex(let position, let name): return vertex(position, name)
    case .edge(let source, let target, let name): return edge(source, target, name)
    case .unary(let symbol, let inner): return symbol.value(inner.value(vertex: vertex, edge: edge))
    case .binary(let symbol, let left, let right):
      guard let left = left.value(vertex: vertex, edge: edge), let right = right.value(vertex: vertex, edge: edge)
      else { return nil }
      return symbol.value(left, right)
    case .list(let symbol, let operands):
      return symbol.value(operands.map { $0.value(vertex: vertex, edge: edge) })
    }
  }
}

extension Expression.Unary {
  fileprivate func value(_ operand: Constant?) -> Constant? {
    switch (self, operand) {
    case (.isMissing, _): return .boolean(operand == nil)
    case (.not, .boolean(let value)): return .boolean(!value)
    case (.negative, .integer(let value)):
      let (result, overflow) = Int64(0).subtractingReportingOverflow(value)
      return overflow ? .real(-Double(value)) : .integer(result)
    case (.negative, .real(let value)): return .real(-value)
    case (.absolute, .integer(let value)): return value == .min ? .real(-Double(value)) : .integer(abs(value))
    case (.absolute, .real(let value)): return .real(abs(value))
    default: return nil
    }
  }
}

extension Expression.Binary {
  fileprivate func value(_ left: Constant, _ right: Constant) -> Constant? {
    switch self {
    case .less, .lessOrEqual, .equal, .notEqual:
      guard let order = Self.order(left, right) else { return nil }
      return .boolean(
        self == .less ? order < 0 : self == .lessOrEqual ? order <= 0 : self == .equal ? order == 0 : order != 0)
    case .startsWith, .endsWith, .contains:
      guard case .text(let whole) = left, case .text(let piece) = right else { return nil }
      let (text, part) = (Array(whole.utf8), Array(piece.utf8))
      switch self {
      case .startsWith: return .boolean(text.starts(with: part))
      case .endsWith: return .boolean(text.reversed().starts(with: part.reversed()))
      default:
        return .boolean(
          text.count >= part.count && (0...text.count - part.count).contains { text[$0...].starts(with: part) })
      }
    case .plus, .minus, .times, .divided, .remainder: return arithmetic(left, right)
    }
  }

  /// -1, 0 or 1; nil when the kinds differ.
  private static func order(_ left: Constant, _ right: Constant) -> Int? {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): return a < b ? -1 : a > b ? 1 : 0
    case (.text(let a), .text(let b)):
      if a.utf8.elementsEqual(b.utf8) { return 0 }
      return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    case (.boolean(let a), .boolean(let b)): return a == b ? 0 : b ? -1 : 1
    default:
      guard let a = left.number, let b = right.number else { return nil }
      return a < b ? -1 : a > b ? 1 : 0
    }
  }

  private func arithmetic(_ left: Constant, _ right: Constant) -> Constant? {
    if case (.integer(let a), .integer(let b)) = (left, right), self != .divided {
      let (result, overflow) =
        switch self {
        case .plus: a.addingReportingOverflow(b)
        case .minus: a.subtractingReportingOverflow(b)
        case .times: a.multipliedReportingOverflow(by: b)
        default: a.remainderReportingOverflow(dividingBy: b)
        }
      if self == .remainder { return overflow ? nil : .integer(result) }
      if !overflow { return .integer(result) }
    }
    guard let a = left.number, let b = right.number else { return nil }
    let result =
      switch self {
      case .plus: a + b
      case .minus: a - b
      case .times: a * b
      case .divided: a / b
      default: a.truncatingRemainder(dividingBy: b)
      }
    return result.isFinite ? .real(result) : nil
  }
}

extension Expression.List {
  fileprivate func value(_ operands: some Sequence<Constant?>) -> Constant? {
    switch self {
    case .and, .or:
      // One operand decides, whatever is missing.
      let decisive = Constant.boolean(self == .or)
      var isKnown = true
      for operand in operands {
        if operand == decisive { return decisive }
        if operand == nil { isKnown = false }
      }
      return isKnown ? .boolean(self == .and) : nil
    case .least, .greatest:
      var best: Constant?
      for operand in operands {
        guard let operand, let number = operand.number else { return nil }
        guard let current = best?.number else {
          best = operand
          continue
        }
        if self == .least ? number < current : number > current { best = operand }
      }
      return best
    }
  }
}
