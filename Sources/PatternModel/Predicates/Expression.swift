/// What a condition is made of: constants, attributes of matched vertices and edges, and operators.
///
/// Logic has three values: whatever is computed from a missing value is missing, except that `false and missing` is false
/// and `true or missing` is true. A match qualifies when its conditions are true. Integers that overflow become reals;
/// division is always real; what has no finite value (division by zero) is missing.
public indirect enum Expression: Hashable, Sendable {
  case constant(Constant)
  /// An attribute of the vertex at a position of the pattern.
  case vertex(Int, attribute: String)
  /// An attribute of the edge between two vertices, given by their positions.
  case edge(Int, Int, attribute: String)
  case unary(Unary, Expression)
  case binary(Binary, Expression, Expression)
  /// Operands in any order.
  case list(List, [Expression])

  /// Operators on one value.
  public enum Unary: String, Hashable, Sendable, CaseIterable {
    case not, negative = "-", absolute = "abs", isMissing = "is missing"
  }

  /// Operators on two values.
  public enum Binary: String, Hashable, Sendable, CaseIterable {
    case less = "<", lessOrEqual = "<=", equal = "=", notEqual = "!="
    case plus = "+", minus = "-", times = "*", divided = "/", remainder = "%"
    case startsWith = "starts with", endsWith = "ends with", contains

    /// Whether the operands may be exchanged.
    var isCommutative: Bool {
      switch self {
      case .equal, .notEqual, .plus, .times: true
      default: false
      }
    }
  }

  /// Operators on any number of values.
  public enum List: String, Hashable, Sendable, CaseIterable {
    case and, or, least = "min", greatest = "max"
  }

  /// What a value is, as far as it is known without a graph.
  package enum Kind: String, Hashable, Sendable { case number, text, boolean }
}

extension Expression {
  /// The positions of the vertices it speaks of, ascending; an edge speaks of both ends.
  public var variables: [Int] {
    var found: Set<Int> = []
    forEachAttribute { source, target, _ in
      found.insert(source)
      if let target { found.insert(target) }
    }
    return found.sorted()
  }

  /// Visits the attributes: the vertex or the edge's source, the edge's target, the name.
  package func forEachAttribute(_ body: (Int, Int?, String) -> Void) {
    switch self {
    case .constant: break
    case .vertex(let vertex, let name): body(vertex, nil, name)
    case .edge(let source, let target, let name): body(source, target, name)
    case .unary(_, let inner): inner.forEachAttribute(body)
    case .binary(_, let left, let right):
      left.forEachAttribute(body)
      right.forEachAttribute(body)
    case .list(_, let operands): for operand in operands { operand.forEachAttribute(body) }
    }
  }

  /// The same with other attributes in place of its own.
  package func mapAttributes(_ vertex: (Int) -> Int, _ edge: (Int, Int) -> (Int, Int)) -> Expression {
    switch self {
    case .constant: return self
    case .vertex(let position, let name): return .vertex(vertex(position), attribute: name)
    case .edge(let source, let target, let name):
      let (from, to) = edge(source, target)
      return .edge(from, to, attribute: name)
    case .unary(let symbol, let inner): return .unary(symbol, inner.mapAttributes(vertex, edge))
    case .binary(let symbol, let left, let right):
      return .binary(symbol, left.mapAttributes(vertex, edge), right.mapAttributes(vertex, edge))
    case .list(let symbol, let operands): return .list(symbol, operands.map { $0.mapAttributes(vertex, edge) })
    }
  }
}
