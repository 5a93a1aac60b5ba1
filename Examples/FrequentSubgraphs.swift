import Gyrfalcon

/// Frequent subgraphs of a labelled graph, with exact MNI supports.
public func frequentSubgraphs(_ graph: Graph, support: Int, maxEdges: Int) throws -> [String] {
  let options = FrequentOptions(support: .count(support), maxEdges: maxEdges)
  return try graph.frequentSubgraphs(options).patterns.map { "\($0.support) \($0.pattern)" }
}
