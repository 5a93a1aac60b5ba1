import PatternModel
import Planning

/// The one line that every answer carries: what exactly was counted.
public struct Semantics: Hashable, Sendable, CustomStringConvertible {
  /// What one unit of the count is.
  public enum Unit: String, Hashable, Sendable {
    /// A match up to the pattern's automorphisms.
    case occurrences
    /// Every map: occurrences x |Aut|.
    case embeddings
  }
  /// What one unit of the count is.
  public var unit: Unit
  /// Whether pairs that the pattern does not join must not be joined.
  public var inducing: Pattern.Inducing
  /// Which maps are matches.
  public var morphism: Morphism
  /// Whether the graph is directed.
  public var isDirected: Bool

  /// The semantics of counting occurrences of injective matches, unless it says otherwise.
  public init(
    unit: Unit = .occurrences, inducing: Pattern.Inducing, morphism: Morphism = .injective, isDirected: Bool
  ) {
    self.unit = unit
    self.inducing = inducing
    self.morphism = morphism
    self.isDirected = isDirected
  }

  /// For example `occurrences, edge-induced, injective, undirected`.
  public var description: String {
    "\(unit.rawValue), \(inducing == .edges ? "edge" : "vertex")-induced, \(morphism.rawValue), \(isDirected ? "directed" : "undirected")"
  }
}
