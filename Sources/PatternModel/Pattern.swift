/// What to look for in a graph: a small connected graph of vertices and edges, with constraints.
///
/// A pattern is a value. It is checked when it is built (`PatternError` says what is impossible), so every `Pattern`
/// that exists can be planned and matched. Two patterns are `==` when they are written alike, names included;
/// use ``isIsomorphic(to:)`` or ``canonicalForm`` to ask whether they mean the same.
///
/// Limits: 1 to 32 vertices, connected through the edges, at most 32 anti-vertices.
public struct Pattern: Hashable, Sendable {
  /// Largest number of vertices a pattern can have.
  public static let maximumVertexCount = 32

  /// A vertex to match, with a name that is its own within the pattern.
  public struct Vertex: Hashable, Sendable {
    /// What matches call it.
    public var name: String
    /// Which labels it may have.
    public var label: LabelConstraint
    /// A vertex with a name and perhaps a label constraint.
    public init(_ name: String, label: LabelConstraint = .any) {
      self.name = name
      self.label = label
    }
  }

  /// How the two ends of an edge, an anti-edge or an attachment must (not) be joined.
  public enum Direction: Int, Hashable, Sendable, CaseIterable {
    /// `a -- b`: an edge; in a directed graph an arc in at least one direction.
    case either
    /// `a -> b`: the arc from the first end to the second.
    case forward
    /// `a <-> b`: both arcs. Edges only.
    case both
  }

  /// A required edge between two vertices, given by their positions in ``Pattern/vertices``.
  public struct Edge: Hashable, Sendable {
    /// Position of the first end.
    public var source: Int
    /// Position of the second end.
    public var target: Int
    /// Which way it goes.
    public var direction: Direction
    /// Which edges count.
    public var label: LabelConstraint
    /// Between two positions, undirected and with any label unless it says otherwise.
    public init(_ source: Int, _ target: Int, _ direction: Direction = .either, label: LabelConstraint = .any) {
      self.source = source
      self.target = target
      self.direction = direction
      self.label = label
    }
  }

  /// A forbidden edge: `.either` forbids every arc between the ends, `.forward` only the arc source -> target.
  /// With a label constraint only edges that satisfy it are forbidden.
  public struct AntiEdge: Hashable, Sendable {
    /// Position of the first end.
    public var source: Int
    /// Position of the second end.
    public var target: Int
    /// Which way it goes.
    public var direction: Direction
    /// Which edges count.
    public var label: LabelConstraint
    /// Between two positions, undirected and with any label unless it says otherwise.
    public init(_ source: Int, _ target: Int, _ direction: Direction = .either, label: LabelConstraint = .any) {
      self.source = source
      self.target = target
      self.direction = direction
      self.label = label
    }
  }

  /// A vertex that must not exist: no data vertex outside the match is joined to all attachments at once.
  public struct AntiVertex: Hashable, Sendable {
    /// One edge that the anti-vertex would have.
    public struct Attachment: Hashable, Sendable {
      /// Position of the matched vertex in ``Pattern/vertices``.
      public var vertex: Int
      /// How the anti-vertex would be joined to it.
      public var kind: Kind
      /// Which edges count.
      public var label: LabelConstraint
      /// Which way the edge goes.
      public enum Kind: Int, Hashable, Sendable {
        /// `x -- a`
        case either
        /// `x -> a`
        case toMatched
        /// `a -> x`
        case fromMatched
        /// `x <-> a`
        case both
      }
      /// Joined to the vertex at a position, either way and with any label unless it says otherwise.
      public init(_ vertex: Int, _ kind: Kind = .either, label: LabelConstraint = .any) {
        self.vertex = vertex
        self.kind = kind
        self.label = label
      }
    }
    /// What messages call it.
    public var name: String
    /// The place of the absent vertex in its own ``condition``.
    public static let itself = -1

    /// Which labels an offender has.
    public var label: LabelConstraint
    /// All of the edges that an offender has.
    public var attachments: [Attachment]
    /// Only vertices for which this is true count as present; nil: all do. It speaks of the absent vertex as
    /// ``itself``, of matched vertices by their positions, and of edges between them.
    public var condition: Expression?
    /// An anti-vertex with any label and no condition unless it says otherwise.
    public init(
      _ name: String, label: LabelConstraint = .any, attachments: [Attachment], condition: Expression? = nil
    ) {
      self.name = name
      self.label = label
      self.attachments = attachments
      self.condition = condition
    }
  }

  /// What is asked of the pairs that the pattern does not mention.
  public enum Inducing: Int, Hashable, Sendable, CaseIterable {
    /// Edge-induced (subgraph monomorphism): nothing.
    case edges
    /// Vertex-induced: the matched vertices have exactly the pattern's edges.
    case vertices
  }

  /// The vertices to match; edges speak of their positions.
  public let vertices: [Vertex]
  /// Edges in normal form: see ``init(vertices:edges:antiEdges:antiVertices:inducing:predicates:)``.
  public let edges: [Edge]
  /// Forbidden edges in normal form.
  public let antiEdges: [AntiEdge]
  /// Vertices that must not exist, in normal form.
  public let antiVertices: [AntiVertex]
  /// What is asked of pairs that the pattern does not join.
  public let inducing: Inducing
  /// Conditions on attributes, one a conjunct, in normal form.
  public let predicates: [Predicate]

  /// Checks and normalises: repeated edges, anti-edges and anti-vertices count once, the ends of an `.either` or
  /// `.both` edge stand in ascending order, edges are sorted, and (vertex-induced) anti-edges that say nothing new go.
  ///
  /// - Throws: ``PatternError`` when no match can exist by construction or the pattern is malformed.
  public init(
    vertices: [Vertex], edges: [Edge], antiEdges: [AntiEdge] = [], antiVertices: [AntiVertex] = [],
    inducing: Inducing = .edges, predicates: [Predicate] = []
  ) throws(PatternError) {
    let normal = try Normalisation.normalise(
      vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices, inducing: inducing)
    self.vertices = normal.vertices
    self.edges = normal.edges
    self.antiEdges = normal.antiEdges
    self.antiVertices = normal.antiVertices
    self.inducing = inducing
    self.predicates =
      predicates.isEmpty
      ? [] : try PredicateNormalisation.normalise(predicates, normal.vertices, normal.edges)
    let nodes = PredicateRelations(self).nodes.count
    guard vertices.count + antiVertices.count + nodes <= 64 else {
      throw PatternError(
        .condition, "too many conditions over three and more vertices; split them into comparisons of two", [.predicate(0)])
    }
  }

  /// The same pattern, edge- or vertex-induced.
  public func inducing(_ inducing: Inducing) throws(PatternError) -> Pattern {
    try Pattern(
      vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices, inducing: inducing,
      predicates: predicates)
  }

  /// The same pattern with more conditions.
  public func with(_ more: [Predicate]) throws(PatternError) -> Pattern {
    try Pattern(
      vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices, inducing: inducing,
      predicates: predicates + more)
  }

  /// Whether the pattern speaks of arcs, so that it makes sense in directed graphs only: `->`, `<->` or `!->` anywhere.
  public var isDirected: Bool {
    edges.contains { $0.direction != .either } || antiEdges.contains { $0.direction != .either }
      || antiVertices.contains { $0.attachments.contains { $0.kind != .either } }
  }

  /// Whether any vertex, edge, anti-edge or anti-vertex has a label constraint.
  public var isLabelled: Bool {
    vertices.contains { $0.label != .any } || edges.contains { $0.label != .any }
      || antiEdges.contains { $0.label != .any }
      || antiVertices.contains { $0.label != .any || $0.attachments.contains { $0.label != .any } }
  }
}
