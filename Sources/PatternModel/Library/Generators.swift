extension Pattern {
  /// Every connected undirected pattern on `k` vertices, once up to isomorphism: 1, 1, 2, 6, 21, 112, 853, 11117 for
  /// k = 1 to 8. In order of edges, then of canonical form; vertices are canonically numbered and called a, b, c, ...
  ///
  /// - Precondition: `k` is 1 to 32, and small if you want to see the end of it: each step costs about eight times the last.
  /// - Complexity: 2^(k-1) canonical forms for every pattern on k - 1 vertices; well under a second for k = 7.
  public static func allConnected(vertices k: Int) -> [Pattern] { connected(k, directed: false) }

  /// Every weakly connected directed pattern on `k` vertices, once up to isomorphism: 1, 2, 13, 199, 9364 for k = 1 to 5.
  /// Two vertices are joined by one arc, by both or not at all; otherwise as ``allConnected(vertices:)``.
  public static func allConnectedDirected(vertices k: Int) -> [Pattern] { connected(k, directed: true) }

  private static func connected(_ k: Int, directed: Bool) -> [Pattern] {
    precondition(1...maximumVertexCount ~= k, "a pattern has 1 to \(maximumVertexCount) vertices")
    // A connected graph has a vertex whose loss leaves it connected, so that growing by vertices reaches everything.
    var level: [[UInt32]] = [[0]]
    for size in 1..<max(k, 1) {
      var seen: Set<CanonicalForm> = []
      var next: [[UInt32]] = []
      let choices = directed ? 1 << (2 * size) : 1 << size
      for rows in level {
        for choice in 1..<choices {
          let grown = Self.grow(rows, choice, directed: directed)
          let (form, canonical) = Self.canonical(grown, directed: directed)
          if seen.insert(form).inserted { next.append(canonical) }
        }
      }
      level = next
    }
    return
      level
      .map { rows in
        let pattern = Pattern(rows: rows, directed: directed)
        return (rows.reduce(0) { $0 + $1.nonzeroBitCount }, rows, pattern)
      }
      .sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1.lexicographicallyPrecedes($1.1) }
      .map(\.2)
  }

  /// Adds a vertex; the choice's bits say which arcs join it to the others.
  private static func grow(_ rows: [UInt32], _ choice: Int, directed: Bool) -> [UInt32] {
    let size = rows.count
    var grown = rows
    let from = UInt32(choice & (1 << size - 1))
    let to = directed ? UInt32(choice >> size) : from
    grown.append(from)
    for vertex in 0..<size where to >> UInt32(vertex) & 1 != 0 { grown[vertex] |= 1 << UInt32(size) }
    return grown
  }

  private static func canonical(_ rows: [UInt32], directed: Bool) -> (CanonicalForm, [UInt32]) {
    let graph = RelationGraph(rows: rows, directed: directed)
    let search = SymmetrySearch(graph)
    search.run()
    let nodeAt = search.bestLeaf
    var moved = [UInt32](repeating: 0, count: rows.count)
    for row in rows.indices {
      for column in rows.indices where rows[Int(nodeAt[row])] >> UInt32(nodeAt[column]) & 1 != 0 {
        moved[row] |= 1 << UInt32(column)
      }
    }
    return (CanonicalForm(graph, nodeAt, .edges), moved)
  }

  private init(rows: [UInt32], directed: Bool) {
    var edges: [Edge] = []
    for low in rows.indices {
      for high in low + 1..<max(rows.count, low + 1) {
        let up = rows[low] >> UInt32(high) & 1 != 0
        let down = rows[high] >> UInt32(low) & 1 != 0
        if up && down { edges.append(Edge(low, high, directed ? .both : .either)) }
        if up && !down { edges.append(Edge(low, high, .forward)) }
        if down && !up { edges.append(Edge(high, low, .forward)) }
      }
    }
    self.init(trusted: rows.indices.map { Vertex(Self.defaultName($0)) }, edges)
  }

  /// The patterns with one vertex more, joined to at least one of this pattern's by undirected unlabelled edges; each
  /// once up to isomorphism, canonically named, in order of canonical form. Empty at 32 vertices.
  ///
  /// - Complexity: 2^n canonical forms for n vertices.
  public func extendedByVertex() -> [Pattern] {
    let count = vertices.count
    guard count < Self.maximumVertexCount else { return [] }
    let vertices = vertices + [Vertex(freshName())]
    return distinct(
      (1..<(1 << count)).lazy.map { choice in
        let added = (0..<count).filter { choice >> $0 & 1 != 0 }.map { Edge($0, count) }
        return try? Pattern(
          vertices: vertices, edges: edges + added, antiEdges: antiEdges, antiVertices: antiVertices, inducing: inducing
        )
      })
  }

  /// The patterns with one undirected unlabelled edge more: between two vertices that have none, or to a new vertex;
  /// each once up to isomorphism, canonically named, in order of canonical form. Pairs with an anti-edge stay without.
  ///
  /// - Complexity: O(n²) canonical forms for n vertices.
  public func extendedByEdge() -> [Pattern] {
    let count = vertices.count
    var candidates: [Pattern?] = []
    var joined: Set<[Int]> = []
    for edge in edges { joined.insert([min(edge.source, edge.target), max(edge.source, edge.target)]) }
    for edge in antiEdges { joined.insert([min(edge.source, edge.target), max(edge.source, edge.target)]) }
    for high in 0..<count {
      for low in 0..<high where !joined.contains([low, high]) {
        candidates.append(
          try? Pattern(
            vertices: vertices, edges: edges + [Edge(low, high)], antiEdges: antiEdges, antiVertices: antiVertices,
            inducing: inducing))
      }
    }
    if count < Self.maximumVertexCount {
      let vertices = vertices + [Vertex(freshName())]
      for vertex in 0..<count {
        candidates.append(
          try? Pattern(
            vertices: vertices, edges: edges + [Edge(vertex, count)], antiEdges: antiEdges,
            antiVertices: antiVertices, inducing: inducing))
      }
    }
    return distinct(candidates)
  }

  private func freshName() -> String {
    let taken = Set(vertices.map(\.name) + antiVertices.map(\.name))
    var index = vertices.count
    while taken.contains(Self.defaultName(index)) { index += 1 }
    return Self.defaultName(index)
  }

  private func distinct(_ candidates: some Sequence<Pattern?>) -> [Pattern] {
    var seen: [CanonicalForm: Pattern] = [:]
    for case let candidate? in candidates {
      let form = candidate.canonicalForm
      if seen[form] == nil { seen[form] = candidate }
    }
    return seen.sorted { $0.key < $1.key }.map(\.value.canonical)
  }
}
