import PatternModel
import Planning

/// Answer to "how many".
public struct Count: Hashable, Sendable, CustomStringConvertible {
  /// What was counted.
  public var pattern: Pattern
  /// Matches up to the pattern's automorphisms.
  public var occurrences: UInt128
  /// |Aut(P)|: how many matches one occurrence stands for.
  public var automorphisms: UInt128
  /// Whether the graph is directed.
  public var isDirected: Bool
  /// Which maps are matches.
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
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 128 bits, where the occurrences may still be told.
  public var embeddings: UInt128 {
    get throws(PlanningError) {
      if let separateEmbeddings { return separateEmbeddings }
      let (product, overflow) = occurrences.multipliedReportingOverflow(by: automorphisms)
      if overflow { throw .countTooLarge }
      return product
    }
  }
  /// The number of occurrences.
  public var description: String { String(occurrences) }
  /// What exactly was counted, as every answer says it.
  public var semantics: Semantics {
    Semantics(inducing: pattern.inducing, morphism: morphism, isDirected: isDirected)
  }
}
