import PatternModel

/// Answer to "how many".
public struct Count: Hashable, Sendable, CustomStringConvertible {
  public var pattern: Pattern
  /// Matches up to the pattern's automorphisms.
  public var occurrences: UInt128
  /// |Aut(P)|: how many matches one occurrence stands for.
  public var automorphisms: UInt128
  public var isDirected: Bool

  /// All matches: occurrences x |Aut(P)|.
  public var embeddings: UInt128 { occurrences * automorphisms }
  /// The number of occurrences.
  public var description: String { String(occurrences) }
  public var semantics: Semantics { Semantics(inducing: pattern.inducing, isDirected: isDirected) }
}
