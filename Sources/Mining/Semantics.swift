import PatternModel

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
  public var isDirected: Bool

  public init(unit: Unit = .occurrences, inducing: Pattern.Inducing, isDirected: Bool) {
    self.unit = unit
    self.inducing = inducing
    self.isDirected = isDirected
  }

  /// For example `occurrences, edge-induced, injective, undirected`.
  public var description: String {
    "\(unit.rawValue), \(inducing == .edges ? "edge" : "vertex")-induced, injective, \(isDirected ? "directed" : "undirected")"
  }
}
