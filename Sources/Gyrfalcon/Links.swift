import PatternModel

precedencegroup PatternLinks {
  associativity: left
  higherThan: AdditionPrecedence
}

infix operator -- : PatternLinks
infix operator --> : PatternLinks
infix operator <-- : PatternLinks
infix operator <--> : PatternLinks
infix operator !-- : PatternLinks
infix operator !--> : PatternLinks

/// Something that a pattern can be made of: links between vertices, conditions, absent vertices, and groups of these.
public struct PatternPart: Sendable {
  enum Clause: Sendable {
    case vertex(Vertex)
    case link(Link)
    /// Every link must touch the absent vertex. The terms limit which vertices count.
    case absent(Vertex, [Link], [Term])
    case condition(Term)
    case code(OpaquePredicate, [Vertex])
  }

  struct Link: Sendable {
    var source: Vertex
    var target: Vertex
    var direction: Pattern.Direction
    var isForbidden = false
    var label = LabelConstraint.any
    /// `a <-- b` mentions a first, and vertices stand in the order in which they are mentioned.
    var mentionsTargetFirst = false
  }

  var clauses: [Clause]
}

/// One or several links in a row: `a --> b --> c`.
public struct LinkChain: Sendable {
  var links: [PatternPart.Link]
  var end: Vertex

  /// The same links, asking for edges with a label constraint.
  public func labelled(_ constraint: LabelConstraint) -> LinkChain {
    var chain = self
    for index in chain.links.indices { chain.links[index].label = constraint }
    return chain
  }

  /// The same links, asking for edges with one of these labels.
  public func labelled(_ labels: String...) -> LinkChain { labelled(.anyOf(labels)) }
}

/// A vertex, or links that end in one: what a link can follow.
public protocol LinkStart {
  var chain: LinkChain { get }
}

extension Vertex: LinkStart {
  /// A chain without links, at this vertex.
  public var chain: LinkChain { LinkChain(links: [], end: self) }
}

extension LinkChain: LinkStart {
  /// The chain itself.
  public var chain: LinkChain { self }
}

private func extend(
  _ start: some LinkStart, _ end: Vertex, _ direction: Pattern.Direction, forbidden: Bool = false, reversed: Bool = false
) -> LinkChain {
  var chain = start.chain
  let (source, target) = reversed ? (end, chain.end) : (chain.end, end)
  chain.links.append(.init(source: source, target: target, direction: direction, isForbidden: forbidden, mentionsTargetFirst: reversed))
  chain.end = end
  return chain
}

/// An edge; in a directed graph an arc in at least one direction.
public func -- (a: some LinkStart, b: Vertex) -> LinkChain { extend(a, b, .either) }
/// The arc from the first to the second.
public func --> (a: some LinkStart, b: Vertex) -> LinkChain { extend(a, b, .forward) }
/// The arc from the second to the first.
public func <-- (a: some LinkStart, b: Vertex) -> LinkChain { extend(a, b, .forward, reversed: true) }
/// Both arcs.
public func <--> (a: some LinkStart, b: Vertex) -> LinkChain { extend(a, b, .both) }
/// No edge.
public func !-- (a: some LinkStart, b: Vertex) -> LinkChain { extend(a, b, .either, forbidden: true) }
/// No arc from the first to the second.
public func !--> (a: some LinkStart, b: Vertex) -> LinkChain { extend(a, b, .forward, forbidden: true) }
