import Execution
import PatternModel

/// Puts the parts of a pattern together: links, vertices, conditions, `if`, `for`, and functions that return parts.
@resultBuilder
public enum PatternBuilder {
  /// `a --> b --> c`
  public static func buildExpression(_ chain: LinkChain) -> PatternPart {
    PatternPart(clauses: chain.links.isEmpty ? [.vertex(chain.end)] : chain.links.map { .link($0) })
  }
  /// A vertex on its own, for a pattern of one vertex or to fix the order.
  public static func buildExpression(_ vertex: Vertex) -> PatternPart { PatternPart(clauses: [.vertex(vertex)]) }
  /// A part made elsewhere: `Clique(a, b, c)`, or by a function.
  public static func buildExpression(_ part: PatternPart) -> PatternPart { part }
  /// Parts one after the other.
  public static func buildBlock(_ parts: PatternPart...) -> PatternPart { buildArray(parts) }
  /// `for`
  public static func buildArray(_ parts: [PatternPart]) -> PatternPart { PatternPart(clauses: parts.flatMap(\.clauses)) }
  /// `if` without `else`
  public static func buildOptional(_ part: PatternPart?) -> PatternPart { part ?? PatternPart(clauses: []) }
  /// `if`, when it is true.
  public static func buildEither(first part: PatternPart) -> PatternPart { part }
  /// `else`
  public static func buildEither(second part: PatternPart) -> PatternPart { part }
}

/// A condition that every match must meet.
public func Where(_ condition: () -> Term) -> PatternPart { PatternPart(clauses: [.condition(condition())]) }

/// A condition in Swift code on some of the vertices.
///
/// - Parameter isSymmetric: the answer does not depend on the order of the vertices. Without this promise the pattern
///   loses the symmetries that exchange them, and counts accordingly.
public func Where(
  _ vertices: Vertex..., isSymmetric: Bool = false, code: @escaping @Sendable (Candidate) -> Bool
) -> PatternPart {
  PatternPart(clauses: [.code(OpaquePredicate(isSymmetric: isSymmetric, code), vertices)])
}

/// A vertex that must not exist outside the match, joined as the links say and meeting the conditions, if there are any:
/// `Absent { x in a -- x; Where { x["age"] > 30 } }`.
///
/// Conditions in Swift code look at matched vertices only; here they are refused.
public func Absent(
  _ label: LabelConstraint = .any, @PatternBuilder _ links: (Vertex) -> PatternPart
) -> PatternPart {
  let vertex = Vertex(label)
  let clauses = links(vertex).clauses
  let own = clauses.compactMap { if case .link(let link) = $0 { link } else { nil } }
  let conditions = clauses.compactMap { if case .condition(let term) = $0 { term } else { nil } }
  // Code stays a clause of the pattern, and is refused there if it speaks of this vertex.
  let others = clauses.filter { if case .code = $0 { true } else if case .absent = $0 { true } else { false } }
  return PatternPart(clauses: [.absent(vertex, own, conditions)] + others)
}

/// Every two of these vertices are joined.
public func Clique(_ vertices: Vertex...) -> PatternPart { Clique(vertices) }

/// Every two of these vertices are joined.
public func Clique(_ vertices: [Vertex]) -> PatternPart {
  PatternPart(clauses: vertices.indices.flatMap { i in
    vertices[..<i].map { .link(.init(source: $0, target: vertices[i], direction: .either)) }
  })
}

/// Each of these vertices is joined to the next, and the last to the first.
public func Cycle(_ vertices: Vertex..., directed: Bool = false) -> PatternPart {
  ring(vertices, directed: directed, closed: true)
}

/// Each of these vertices is joined to the next, and the last to the first.
public func Cycle(_ vertices: [Vertex], directed: Bool = false) -> PatternPart {
  ring(vertices, directed: directed, closed: true)
}

/// Each of these vertices is joined to the next.
public func Path(_ vertices: Vertex..., directed: Bool = false) -> PatternPart {
  ring(vertices, directed: directed, closed: false)
}

/// Each of these vertices is joined to the next.
public func Path(_ vertices: [Vertex], directed: Bool = false) -> PatternPart {
  ring(vertices, directed: directed, closed: false)
}

/// The first vertex is joined to all others.
public func Star(_ centre: Vertex, _ leaves: Vertex..., directed: Bool = false) -> PatternPart {
  Star(centre, leaves, directed: directed)
}

/// The first vertex is joined to all others.
public func Star(_ centre: Vertex, _ leaves: [Vertex], directed: Bool = false) -> PatternPart {
  PatternPart(clauses: leaves.map {
    .link(.init(source: centre, target: $0, direction: directed ? .forward : .either))
  })
}

private func ring(_ vertices: [Vertex], directed: Bool, closed: Bool) -> PatternPart {
  var pairs = Array(zip(vertices, vertices.dropFirst()))
  if closed, let first = vertices.first, let last = vertices.last { pairs.append((last, first)) }
  return PatternPart(clauses: pairs.map {
    .link(.init(source: $0, target: $1, direction: directed ? .forward : .either))
  })
}

extension Pattern {
  /// A pattern built from parts.
  ///
  /// - Precondition: the parts make a pattern; what is wrong is said in the message. ``build(inducing:_:)`` throws.
  public init(inducing: Inducing = .edges, @PatternBuilder _ parts: () -> PatternPart) {
    do throws(PatternError) { self = try Pattern.build(inducing: inducing, parts) } catch {
      preconditionFailure("no pattern: \(error)")
    }
  }

  /// A pattern built from parts.
  ///
  /// - Throws: ``PatternError``.
  public static func build(
    inducing: Inducing = .edges, @PatternBuilder _ parts: () -> PatternPart
  ) throws(PatternError) -> Pattern {
    try PatternAssembly.pattern(parts(), inducing)
  }
}

extension Pattern: ExpressibleByStringLiteral {
  /// The pattern that a literal spells.
  ///
  /// - Precondition: it is pattern text; the message shows the place that is not. For text that comes from elsewhere there
  ///   is `init(_:)`, which throws.
  public init(stringLiteral text: String) {
    do throws(PatternError) { self = try Pattern(text) } catch {
      preconditionFailure("not a pattern: \(error)")
    }
  }
}
