import Gyrfalcon

/// Cliques of every size, up to the largest there is.
public func cliqueCounting(_ graph: Graph) throws -> [Count] {
  let miner = Miner(graph)
  var counts: [Count] = []
  for size in 3...Pattern.maximumVertexCount {
    let count = try miner.cliques(size: size)
    if count.occurrences == 0 { break }
    counts.append(count)
  }
  return counts
}
