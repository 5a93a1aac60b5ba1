/// The same graph with something added or changed; adjacency is shared, not copied.
extension Graph {
  private func with(ids: VertexIDs, known: KnownFacts?) -> Graph {
    Graph(
      isDirected: isDirected, neighbours: neighbours, outgoing: outgoing, incoming: incoming, vertexLabels: vertexLabels,
      edgeLabels: edgeLabels, attributes: attributes, ids: ids, report: report, known: known)
  }

  /// The graph with the ids `first`, `first` + 1, ... in the order of the old ids. O(1).
  public func renumbered(from first: Int64) -> Graph {
    with(ids: VertexIDs(values: .range(base: first), ranks: ids.ranks, numbers: ids.numbers), known: known)
  }

  /// The graph without directions, edge labels and edge attributes; an undirected graph is its own. O(1).
  public var undirectedView: Graph {
    guard isDirected else { return self }
    var kept = GraphAttributes()
    kept.vertices = attributes.vertices
    return Graph(
      isDirected: false, neighbours: neighbours, outgoing: neighbours, incoming: neighbours, vertexLabels: vertexLabels,
      edgeLabels: nil, attributes: kept, ids: ids, report: report)
  }

  /// The graph with the facts that a `.gyr` file keeps: degeneracy, triangles, components. O(m^1.5).
  public func withFacts(threads: Int? = nil) -> Graph {
    var facts = known ?? KnownFacts()
    facts.degeneracy = facts.degeneracy ?? (vertexCount > 0 ? degeneracyOrder().degeneracy : 0)
    facts.triangles = facts.triangles ?? Triangles(self, threads: threads ?? Parallel.processorCount).count
    facts.components = facts.components ?? Components(self).count
    return with(ids: ids, known: facts)
  }

  /// The graph with statistics of the planner, which a `.gyr` file keeps.
  package func with(_ statistics: PlannerStatistics) -> Graph {
    var facts = known ?? KnownFacts()
    facts.statistics = statistics
    return with(ids: ids, known: facts)
  }

  /// The name that a file has while it is being written; nil when nothing must be cleaned up.
  public static func unfinishedName(of path: String) -> String? {
    path == "-" || path.hasSuffix("/") ? nil : AtomicFile.partialName(path)
  }
}
