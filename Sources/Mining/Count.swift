import PatternModel
import Planning

/// Answer to "how many".
public struct Count: Hashable, Sendable, CustomStringConvertible {
  public var pattern: Pattern
  /// Matches up to the pattern's automorphisms.
  public var occurrences: UInt128
  /// |Aut(P)|: how many matches one occurrence stands for.
  public var automorphisms: UInt128
  public var isDirected: Bool
  public var morphism: Morphism = .injective
  /// Where matched vertices may coincide, mirror images of a match may be the same map: then this is counted apart.
  package var separateEmbeddings: UInt128? = nil

  package init(
    pattern: Pattern, occurrences: UInt128, automorphisms: UInt128, isDirected: Bool, morphism: Morphism = .injective,
    separateEmbeddings: UInt128? = nil
  ) {
    self.pattern = pattern
    self.occurrences = occurrences
    self.automorphisms = automorphisms
    self.isDirected = isDirected
    self.morphism = morphism
    self.separateEmbeddings = separateEmbeddings
  }

  /// All matches. Injective ones are occurrences x |Aut(P)|.
  public var embeddings: UInt128 { separateEmbeddings ?? occurrences * automorphisms }
  /// The number of occurrences.
  public var description: String { String(occurrences) }
  public var semantics: Semantics {
    Semantics(inducing: pattern.inducing, morphism: morphism, isDirected: isDirected)
  }
}
