extension Pattern {
  /// A condition that every match must meet, on the attributes of its vertices and edges or in Swift code.
  public struct Predicate: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
      case expression(Expression)
      case opaque(OpaquePredicate, variables: [Int])
    }
    package var content: Content

    /// A condition on attributes; must be true, not missing.
    public init(_ expression: Expression) { content = .expression(expression) }

    /// A condition in Swift on the vertices at these positions.
    public init(_ test: OpaquePredicate, variables: [Int]) { content = .opaque(test, variables: variables) }

    /// The positions of the vertices it speaks of, ascending.
    public var variables: [Int] {
      switch content {
      case .expression(let expression): expression.variables
      case .opaque(_, let variables): Set(variables).sorted()
      }
    }

    /// The expression; nil for Swift code.
    public var expression: Expression? {
      if case .expression(let expression) = content { expression } else { nil }
    }

    /// The same condition on other vertices.
    func mapped(_ positions: (Int) -> Int) -> Predicate {
      switch content {
      case .expression(let expression):
        Predicate(expression.mapAttributes(positions, { (positions($0), positions($1)) }))
      case .opaque(let test, let variables): Predicate(test, variables: variables.map(positions))
      }
    }

    var key: String {
      switch content {
      case .expression(let expression): expression.key
      case .opaque(let test, let variables): "9\(test.number)(\(variables))"
      }
    }
  }
}

/// A condition in Swift code on some matched vertices.
///
/// What the code does is unknown, so a pattern with such a condition is only as symmetric as if these vertices were all
/// different. When the order of the vertices does not matter to the code, say so: `isSymmetric` keeps the symmetry.
/// Two are equal only if they are the same one.
public final class OpaquePredicate: Hashable, Sendable {
  /// The answer does not depend on the order of the vertices.
  public let isSymmetric: Bool
  /// What to run; the layer that knows graphs knows its type.
  package let code: any Sendable

  package init(isSymmetric: Bool, code: any Sendable) {
    self.isSymmetric = isSymmetric
    self.code = code
  }

  /// The very same one.
  public static func == (a: OpaquePredicate, b: OpaquePredicate) -> Bool { a === b }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  /// For the order of predicates within one pattern.
  var number: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }
}
