import GraphStore
import Mining
import PatternModel

/// A vertex of a pattern that is built in Swift.
///
/// Two vertices of one name are the same vertex, so that parts written in different places fit together; a vertex without
/// a name is different from all others.
///
/// ```swift
/// let a = Vertex("a", label: "TF"), b = Vertex("b"), c = Vertex("c")
/// let feedForward = Pattern { a --> b; b --> c; a --> c; b !--> a }
/// ```
public struct Vertex: Hashable, Sendable {
  enum Identity: Hashable, Sendable {
    case named(String)
    case anonymous(ObjectIdentifier)
  }
  private final class Token: Sendable {}

  let identity: Identity
  let label: LabelConstraint
  /// Keeps an anonymous identity from being given out again.
  private let token: AnyObject & Sendable

  /// Vertices of the same name, or the very same one without a name.
  public static func == (a: Vertex, b: Vertex) -> Bool { a.identity == b.identity }
  /// By the identity that makes two vertices equal.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }

  /// A vertex with a name and perhaps a label constraint.
  public init(_ name: String, _ label: LabelConstraint = .any) {
    token = Token()
    identity = .named(name)
    self.label = label
  }

  /// A vertex with a name and a label.
  public init(_ name: String, label: String) { self.init(name, .anyOf([label])) }

  /// A vertex of its own without a name; the pattern calls it `_1`, `_2`, ...
  public init(_ label: LabelConstraint = .any) {
    let token = Token()
    self.token = token
    identity = .anonymous(ObjectIdentifier(token))
    self.label = label
  }

  /// The name; nil for a vertex without one.
  public var name: String? {
    if case .named(let name) = identity { name } else { nil }
  }

  /// An attribute, for conditions: `a["age"] > b["age"]`.
  public subscript(_ attribute: String) -> Term {
    Term { assembly throws(PatternError) in .vertex(try assembly.position(self), attribute: attribute) }
  }

  /// The edge from this vertex to another, for conditions: `a.edge(to: b)["weight"] >= 5`.
  public func edge(to other: Vertex) -> EdgeReference { EdgeReference(source: self, target: other) }
}

/// An edge of a pattern, as conditions speak of it.
public struct EdgeReference: Sendable {
  let source: Vertex
  let target: Vertex

  /// An attribute of the edge.
  public subscript(_ attribute: String) -> Term {
    Term { assembly throws(PatternError) in
      .edge(try assembly.position(source), try assembly.position(target), attribute: attribute)
    }
  }
}

extension Match {
  /// The id of the vertex that a variable of the pattern is matched to.
  ///
  /// - Precondition: the variable has a name and is part of the pattern.
  public subscript(_ vertex: Vertex) -> VertexID {
    guard let name = vertex.name, let id = self[name] else {
      preconditionFailure("the match has no variable \(vertex.name ?? "without a name"); it has \(names.joined(separator: ", "))")
    }
    return id
  }
}
