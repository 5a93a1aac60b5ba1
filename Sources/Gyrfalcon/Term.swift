import PatternModel

/// A value in a condition: an attribute, a constant, or what is computed from them.
public struct Term: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  let expression: @Sendable (PatternAssembly) throws(PatternError) -> Expression

  init(_ expression: @escaping @Sendable (PatternAssembly) throws(PatternError) -> Expression) {
    self.expression = expression
  }

  public init(integerLiteral value: Int64) { self.init { _ throws(PatternError) in .constant(.integer(value)) } }
  public init(floatLiteral value: Double) { self.init { _ throws(PatternError) in .constant(.real(value)) } }
  public init(stringLiteral value: String) { self.init { _ throws(PatternError) in .constant(.text(value)) } }
  public init(booleanLiteral value: Bool) { self.init { _ throws(PatternError) in .constant(.boolean(value)) } }

  /// Constants that are not literals.
  public init(_ value: Int) { self.init(integerLiteral: Int64(value)) }
  public init(_ value: Double) { self.init(floatLiteral: value) }
  public init(_ value: String) { self.init(stringLiteral: value) }

  /// Whether there is no value.
  public var isMissing: Term {
    Term { assembly throws(PatternError) in .unary(.isMissing, try expression(assembly)) }
  }

  public func starts(with prefix: Term) -> Term { binary(.startsWith, self, prefix) }
  public func ends(with suffix: Term) -> Term { binary(.endsWith, self, suffix) }
  public func contains(_ part: Term) -> Term { binary(.contains, self, part) }

  /// Whether the value is one of these.
  public func isOne(of values: [Term]) -> Term {
    Term { assembly throws(PatternError) in
      let own = try expression(assembly)
      var choices: [Expression] = []
      for value in values { choices.append(.binary(.equal, own, try value.expression(assembly))) }
      return .list(.or, choices)
    }
  }
}

private func binary(_ symbol: Expression.Binary, _ a: Term, _ b: Term) -> Term {
  Term { assembly throws(PatternError) in
    .binary(symbol, try a.expression(assembly), try b.expression(assembly))
  }
}

private func list(_ symbol: Expression.List, _ values: [Term]) -> Term {
  Term { assembly throws(PatternError) in
    var operands: [Expression] = []
    for value in values { operands.append(try value.expression(assembly)) }
    return .list(symbol, operands)
  }
}

public func < (a: Term, b: Term) -> Term { binary(.less, a, b) }
public func > (a: Term, b: Term) -> Term { binary(.less, b, a) }
public func <= (a: Term, b: Term) -> Term { binary(.lessOrEqual, a, b) }
public func >= (a: Term, b: Term) -> Term { binary(.lessOrEqual, b, a) }
public func == (a: Term, b: Term) -> Term { binary(.equal, a, b) }
public func != (a: Term, b: Term) -> Term { binary(.notEqual, a, b) }
public func + (a: Term, b: Term) -> Term { binary(.plus, a, b) }
public func - (a: Term, b: Term) -> Term { binary(.minus, a, b) }
public func * (a: Term, b: Term) -> Term { binary(.times, a, b) }
public func / (a: Term, b: Term) -> Term { binary(.divided, a, b) }
public func % (a: Term, b: Term) -> Term { binary(.remainder, a, b) }
public func && (a: Term, b: Term) -> Term { list(.and, [a, b]) }
public func || (a: Term, b: Term) -> Term { list(.or, [a, b]) }

public prefix func ! (a: Term) -> Term {
  Term { assembly throws(PatternError) in .unary(.not, try a.expression(assembly)) }
}

/// The absolute value of a number.
public func abs(_ a: Term) -> Term {
  Term { assembly throws(PatternError) in .unary(.absolute, try a.expression(assembly)) }
}

/// The least of several numbers.
public func min(_ values: Term...) -> Term { list(.least, values) }

/// The greatest of several numbers.
public func max(_ values: Term...) -> Term { list(.greatest, values) }
