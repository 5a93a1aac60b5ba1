import GraphStore
import PatternModel

/// A pattern that is there often enough.
public struct FrequentPattern: Sendable {
  /// With exact labels; an unlabelled vertex (edge) of a partly labelled graph is written as "none of the labels", so
  /// that the pattern means the same wherever it is used. Vertices are called a, b, c, ... in canonical order.
  public var pattern: Pattern
  /// Number of edges; in a directed graph of arcs.
  public var edgeCount: Int
  /// One graph: minimum-image support over all matches (Bringmann, Nijssen: What is frequent in a single graph?,
  /// PAKDD 2008). A set: number of graphs with a match.
  public var support: Int
  /// False: the support is at least this large. Only with `lowerBoundOnly`.
  public var isExact: Bool
  /// Matches up to the pattern's automorphisms, when asked for.
  public var occurrences: UInt128?
  /// Some match, when asked for.
  public var example: Match?
  /// The name of the graph that the example is in; nil unless a set was mined.
  public var exampleGraph: String?
  /// A pattern with one edge (vertex-induced: one vertex) less, out of which this one was grown; nil for the smallest.
  public var parent: Pattern?

  public var vertexCount: Int { pattern.vertices.count }
}

/// The answer of a mining run. Patterns are sorted by size (edge-induced: edges, then vertices; vertex-induced:
/// vertices, then edges), then by falling support, then by labels and edges; with `top` by falling support first.
/// The order does not depend on the number of threads.
public enum FrequentResult: Sendable {
  /// Every frequent pattern within the bounds.
  case complete([FrequentPattern])
  /// Some of them: each one is frequent and its support is right, but others may be missing. Closed and maximal
  /// patterns are listed only when everything that could contain them had been decided.
  case partial([FrequentPattern], EarlyStop)

  public var patterns: [FrequentPattern] {
    switch self {
    case .complete(let patterns), .partial(let patterns, _): patterns
    }
  }

  public var isComplete: Bool {
    if case .complete = self { true } else { false }
  }
}

/// How far a mining run is.
public struct FrequentProgress: Sendable {
  /// Edge-induced: edges; vertex-induced: vertices of the patterns being decided.
  public var level: Int
  /// Candidates of the level that have been decided, and all of them.
  public var decided: Int
  public var candidates: Int
  /// Frequent patterns found so far, all levels.
  public var frequent: Int
  public var elapsed: Duration
  /// Candidates decided a second, all levels.
  public var rate: Double
}
