/// Names of the 13 connected directed motifs on three vertices, by the numbers of mutual, asymmetric and null pairs and,
/// where these do not decide, Down, Up, Transitive or Cyclic (Holland and Leinhardt 1970).
public enum TriadNames {
  private static let texts: [(name: String, text: String)] = [
    ("021D", "b->a, b->c"), ("021U", "a->b, c->b"), ("021C", "a->b, b->c"),
    ("111D", "a<->b, c->b"), ("111U", "a<->b, b->c"),
    ("030T", "a->b, c->b, a->c"), ("030C", "b->a, c->b, a->c"),
    ("201", "a<->b, b<->c"), ("120D", "b->a, b->c, a<->c"), ("120U", "a->b, c->b, a<->c"),
    ("120C", "a->b, b->c, a<->c"), ("210", "a->b, b<->c, a<->c"), ("300", "a<->b, b<->c, a<->c"),
  ]

  private static let names: [CanonicalForm: String] = {
    var names: [CanonicalForm: String] = [:]
    for (name, text) in texts {
      if let pattern = try? Pattern(text).inducing(.vertices) { names[pattern.canonicalForm] = name }
    }
    return names
  }()

  /// The name of a vertex-induced triad, for example `030T` for the feed-forward loop; nil for any other pattern.
  public static func name(of pattern: Pattern) -> String? {
    guard pattern.vertices.count == 3, pattern.inducing == .vertices else { return nil }
    return names[pattern.canonicalForm]
  }
}
