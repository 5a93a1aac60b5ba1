import PatternModel

/// How often a pattern has to be there to be frequent.
public enum FrequencyThreshold: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// In one graph: minimum-image support; in a set: number of graphs that contain the pattern. At least 1.
  case count(Int)
  /// A fraction of the graph's vertices, or of the graphs of a set, rounded up. Above 0, at most 1.
  case fraction(Double)

  public init(integerLiteral value: Int) { self = .count(value) }
  public init(floatLiteral value: Double) { self = .fraction(value) }

  /// The least support that is frequent when there are `universe` vertices (graphs).
  ///
  /// - Throws: ``FrequentError/threshold(_:)`` when no support could be meant.
  public func resolved(_ universe: Int) throws(FrequentError) -> Int {
    switch self {
    case .count(let count):
      guard count >= 1 else { throw .threshold("a support of \(count); it must be at least 1") }
      return count
    case .fraction(let fraction):
      guard fraction > 0, fraction <= 1 else {
        throw .threshold("a support of \(fraction); a fraction lies above 0 and is at most 1")
      }
      // 0.3 x 340 is 102, not the 102.00000000000001 that the product of doubles may be.
      return max(1, Int((fraction * Double(universe) * (1 - 1e-12)).rounded(.up)))
    }
  }
}

/// Choices for frequent subgraph mining.
public struct FrequentOptions: Sendable {
  public var support: FrequencyThreshold
  /// Edge-induced patterns grow edge by edge; vertex-induced ones vertex by vertex.
  public var inducing: Pattern.Inducing = .edges
  /// Largest number of edges (arcs in a directed graph); nil: no bound.
  public var maxEdges: Int?
  /// Largest number of vertices; nil: no bound (but that of ``Pattern``).
  public var maxVertices: Int?
  public var ignoresVertexLabels = false
  public var ignoresEdgeLabels = false

  /// Which of the frequent patterns to report. "Larger" means within the bounds on edges and vertices.
  public enum Selection: Hashable, Sendable {
    case all
    /// Patterns that no larger frequent pattern contains with the same support.
    case closed
    /// Patterns that no larger frequent pattern contains.
    case maximal
  }
  public var selection = Selection.all
  /// Only so many patterns, those with the largest support; nil: all.
  public var top: Int?
  /// Whether "at least the threshold" will do for a support. Faster where a support takes a search.
  public var lowerBoundOnly = false
  /// Also count the occurrences of every reported pattern.
  public var countsOccurrences = false
  /// Report only patterns with at least so many occurrences. Occurrences are not anti-monotone, so this prunes
  /// nothing: choose a support of 1 and a bound on the size to see them all. With closed or maximal patterns, those
  /// are selected first.
  public var minimumOccurrences: UInt128?
  /// Also give an example match of every reported pattern.
  public var givesExamples = false
  /// Worker threads; nil: one for every processor that the process may use.
  public var threads: Int?
  /// Stop after this time with what has been found.
  public var deadline: Duration?
  /// Bytes for what is remembered between levels. Above it domains are computed again instead of inherited; when the
  /// patterns themselves need more, the run stops with what has been found. Nil: no bound.
  public var memory: Int?

  public init(support: FrequencyThreshold, maxEdges: Int? = nil, maxVertices: Int? = nil) {
    self.support = support
    self.maxEdges = maxEdges
    self.maxVertices = maxVertices
  }

  /// Finds options that contradict each other.
  package func check() throws(FrequentError) {
    for (name, bound) in [("edges", maxEdges), ("vertices", maxVertices), ("patterns", top)] {
      if let bound, bound < 1 { throw .options("at most \(bound) \(name) leaves nothing to find; use 1 or more") }
    }
    if let threads, threads < 1 { throw .options("\(threads) threads; use 1 or more") }
    if lowerBoundOnly, selection == .closed {
      throw .options("closed patterns need exact supports; drop one of closed and lower-bound-only")
    }
    if lowerBoundOnly, top != nil {
      throw .options("the top patterns need exact supports; drop one of top and lower-bound-only")
    }
    if minimumOccurrences != nil, maxEdges == nil, maxVertices == nil {
      throw .options("occurrences do not bound the search; give a bound on edges or vertices")
    }
  }
}

/// Why frequent subgraphs cannot be mined.
public enum FrequentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The threshold makes no sense; the text says why.
  case threshold(String)
  /// Options that contradict each other or leave nothing to do.
  case options(String)
  /// A set holds directed and undirected graphs; the number of the first one that differs from the first graph.
  case mixedDirections(graph: Int)
  /// A set holds more than 2^32 - 2 vertices in all.
  case tooManyVertices
  /// Vertex-induced mining: a pair of vertices is joined by more parallel edges than can be told apart.
  case tooManyParallelEdges(Int, limit: Int)
  /// More kinds of edges than a pattern's code can tell apart.
  case tooManyEdgeLabels(Int, limit: Int)

  public var description: String {
    switch self {
    case .threshold(let text), .options(let text): text
    case .mixedDirections(let graph):
      "graph \(graph) of the set is directed and graph 0 is not, or the other way round; mine them separately"
    case .tooManyVertices: "the graphs have more than 2^32 - 2 vertices together; mine them in parts"
    case .tooManyParallelEdges(let count, let limit):
      "two vertices are joined by \(count) parallel edges; vertex-induced mining tells at most \(limit) apart "
        + "(ignore edge labels, or mine edge-induced)"
    case .tooManyEdgeLabels(let count, let limit):
      "\(count) kinds of edges; frequent subgraph mining tells at most \(limit) apart (ignore edge labels)"
    }
  }
}
