/// The kind of values a column of attributes holds.
public enum AttributeType: String, Hashable, Sendable, CaseIterable {
  /// 64-bit integers.
  case integer
  /// 64-bit floating point numbers, never NaN.
  case real
  case text
  case boolean
}

/// What one vertex or edge has in a column of attributes. A missing value is nil, not a case.
public enum AttributeValue: Hashable, Sendable {
  case integer(Int64)
  case real(Double)
  case text(String)
  case boolean(Bool)

  public var type: AttributeType {
    switch self {
    case .integer: .integer
    case .real: .real
    case .text: .text
    case .boolean: .boolean
    }
  }
}

extension AttributeValue: Comparable {
  /// Numbers by value, texts by their UTF-8 bytes, false before true; between kinds: numbers, texts, booleans.
  public static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): x < y
    case (.real(let x), .real(let y)): x < y
    case (.integer(let x), .real(let y)): Double(x) < y
    case (.real(let x), .integer(let y)): x < Double(y)
    case (.text(let x), .text(let y)): x.utf8.lexicographicallyPrecedes(y.utf8)
    case (.boolean(let x), .boolean(let y)): !x && y
    default: a.rank < b.rank
    }
  }

  private var rank: Int {
    switch self {
    case .integer, .real: 0
    case .text: 1
    case .boolean: 2
    }
  }
}

extension AttributeValue: CustomStringConvertible {
  /// The value as it stands in a file, without quotes.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .text(let value): value
    case .boolean(let value): String(value)
    }
  }
}

extension AttributeValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
