/// A value that conditions compare with and compute. A missing value is nil, not a case.
public enum Constant: Hashable, Sendable {
  case integer(Int64)
  /// Finite.
  case real(Double)
  case text(String)
  case boolean(Bool)
}

extension Constant: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A real number.
  public init(floatLiteral value: Double) { self = .real(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Constant {
  /// The number, whether integer or real.
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .text, .boolean: nil
    }
  }

  var kind: Expression.Kind {
    switch self {
    case .integer, .real: .number
    case .text: .text
    case .boolean: .boolean
    }
  }

  /// As it stands in pattern text.
  var sourceText: String {
    switch self {
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .text(let value): Printed.quoted(value)
    case .boolean(let value): String(value)
    }
  }
}
