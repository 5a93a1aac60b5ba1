extension Pattern {
  /// An unlabelled undirected pattern with vertices a, b, c, ...
  init(vertexCount: Int, _ edges: [(Int, Int)], direction: Direction = .either) {
    precondition(
      1...Self.maximumVertexCount ~= vertexCount, "a pattern has 1 to \(Self.maximumVertexCount) vertices")
    self.init(
      trusted: (0..<vertexCount).map { Vertex(Self.defaultName($0)) },
      edges.map { Edge($0.0, $0.1, direction) })
  }

  /// All `k` vertices joined pairwise.
  ///
  /// - Precondition: 1 to 32 vertices.
  public static func clique(_ k: Int) -> Pattern {
    Pattern(vertexCount: k, (0..<max(k, 0)).flatMap { high in (0..<high).map { ($0, high) } })
  }

  /// `k` vertices in a ring.
  ///
  /// - Precondition: 3 to 32 vertices.
  public static func cycle(_ k: Int) -> Pattern {
    precondition(k >= 3, "a cycle has at least 3 vertices")
    return Pattern(vertexCount: k, (0..<k).map { ($0, ($0 + 1) % k) })
  }

  /// `k` vertices in a row (k - 1 edges).
  ///
  /// - Precondition: 1 to 32 vertices.
  public static func path(_ k: Int) -> Pattern {
    Pattern(vertexCount: k, (0..<max(k - 1, 0)).map { ($0, $0 + 1) })
  }

  /// A centre with `k` leaves (k + 1 vertices); the centre comes first.
  ///
  /// - Precondition: 1 to 31 leaves.
  public static func star(_ k: Int) -> Pattern {
    precondition(k >= 1, "a star has at least one leaf")
    return Pattern(vertexCount: k + 1, (0..<k).map { (0, $0 + 1) })
  }

  /// Every one of the first `m` vertices joined to every one of the other `n`.
  ///
  /// - Precondition: `m` and `n` at least 1, together at most 32.
  public static func completeBipartite(_ m: Int, _ n: Int) -> Pattern {
    precondition(m >= 1 && n >= 1, "both sides of a complete bipartite pattern have vertices")
    return Pattern(vertexCount: m + n, (0..<m).flatMap { left in (m..<m + n).map { (left, $0) } })
  }

  /// A centre joined to every vertex of a ring of `k` (k + 1 vertices); the centre comes first.
  ///
  /// - Precondition: 3 to 31 vertices in the ring.
  public static func wheel(_ k: Int) -> Pattern {
    precondition(k >= 3, "a wheel's ring has at least 3 vertices")
    return Pattern(vertexCount: k + 1, (0..<k).flatMap { [(0, $0 + 1), ($0 + 1, ($0 + 1) % k + 1)] })
  }

  /// `k` vertices in a directed ring.
  ///
  /// - Precondition: 3 to 32 vertices.
  public static func directedCycle(_ k: Int) -> Pattern {
    precondition(k >= 3, "a cycle has at least 3 vertices")
    return Pattern(vertexCount: k, (0..<k).map { ($0, ($0 + 1) % k) }, direction: .forward)
  }
}
