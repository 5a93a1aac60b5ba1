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
  public var unit: Unit
  public var inducing: Pattern.Inducing
  public var morphism: Morphism
  public var isDirected: Bool

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
