import Gyrfalcon

/// Every connected pattern on `size` vertices, counted vertex-induced.
public func motifCounting(_ graph: Graph, size: Int) throws {
  for motif in try graph.motifs(size: size) { print(motif.occurrences, motif.pattern) }
}
