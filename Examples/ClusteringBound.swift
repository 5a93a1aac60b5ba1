import Gyrfalcon

/// Whether the global clustering coefficient, closed wedges over wedges, is above a bound: counts the wedges, then looks
/// only for as many triangles as it takes.
public func clusteringExceeds(_ bound: Double, _ graph: Graph) throws -> Bool {
  let miner = Miner(graph)
  let wedges = Double(try miner.count("(a)--(b)--(c)").occurrences)
  let needed = Int(wedges * bound / 3) + 1
  let triangles = try miner.prepareMatches(of: .clique(3))
  return miner.run(triangles, limit: needed) { _ in true } == needed
}
