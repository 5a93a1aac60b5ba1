import PatternModel

/// A value in a condition: an attribute, a constant, or what is computed from them.
public struct Term: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  let expression: @Sendable (PatternAssembly) throws(PatternError) -> Expression

  init(_ expression: @escaping @Sendable (PatternAssembly) throws(PatternError) -> Expression) {
    self.expression = expression
  }

  /// A whole number.
  public init(integerLiteral value: Int64) { self.init { _ throws(PatternError) in .constant(.integer(value)) } }
  /// A real number.
  public init(floatLiteral value: Double) { self.init { _ throws(PatternError) in .constant(.real(value)) } }
  /// A text.
  public init(stringLiteral value: String) { self.init { _ throws(PatternError) in .constant(.text(value)) } }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self.init { _ throws(PatternError) in .constant(.boolean(value)) } }

  /// Constants that are not literals.
  public init(_ value: Int) { self.init(integerLiteral: Int64(value)) }
  /// A real number that is no literal.
  public init(_ value: Double) { self.init(floatLiteral: value) }
  /// A text that is no literal.
  public init(_ value: String) { self.init(stringLiteral: value) }

  /// Whether there is no value.
  public var isMissing: Term {
    Term { assembly throws(PatternError) in .unary(.isMissing, try expression(assembly)) }
  }

  /// Whether a text starts with another.
  public func starts(with prefix: Term) -> Term { binary(.startsWith, self, prefix) }
  /// Whether a text ends with another.
  public func ends(with suffix: Term) -> Term { binary(.endsWith, self, suffix) }
  /// Whether a text has another in it.
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

/// Less: of two numbers, or of two texts by their bytes.
public func < (a: Term, b: Term) -> Term { binary(.less, a, b) }
/// Greater.
public func > (a: Term, b: Term) -> Term { binary(.less, b, a) }
/// Less or equal.
public func <= (a: Term, b: Term) -> Term { binary(.lessOrEqual, a, b) }
/// Greater or equal.
public func >= (a: Term, b: Term) -> Term { binary(.lessOrEqual, b, a) }
/// Equal values; missing when one of them is missing.
public func == (a: Term, b: Term) -> Term { binary(.equal, a, b) }
/// Different values; missing when one of them is missing.
public func != (a: Term, b: Term) -> Term { binary(.notEqual, a, b) }
/// Sum. Whole numbers that overflow become reals.
public func + (a: Term, b: Term) -> Term { binary(.plus, a, b) }
/// Difference. Whole numbers that overflow become reals.
public func - (a: Term, b: Term) -> Term { binary(.minus, a, b) }
/// Product. Whole numbers that overflow become reals.
public func * (a: Term, b: Term) -> Term { binary(.times, a, b) }
/// Quotient, always real; missing for a division by zero.
public func / (a: Term, b: Term) -> Term { binary(.divided, a, b) }
/// Remainder, with the sign of the first number; missing for a division by zero.
public func % (a: Term, b: Term) -> Term { binary(.remainder, a, b) }
/// Both are true. `false && missing` is false.
public func && (a: Term, b: Term) -> Term { list(.and, [a, b]) }
/// One of them is true. `true || missing` is true.
public func || (a: Term, b: Term) -> Term { list(.or, [a, b]) }

/// Not true; missing stays missing.
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
