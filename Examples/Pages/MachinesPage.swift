import Gyrfalcon

/// The code of Docs/machines.md.
public func machinesPage(_ miner: Miner, _ pattern: Pattern, _ path: String) async throws {
  let outcome = try miner.count(pattern, limits: Limits(deadline: .seconds(30), memory: 8 << 30))
  if case .partial(let partial) = outcome { print("at least \(partial.value), stopped by \(partial.reason)") }
  let count = try await miner.counting(pattern)           // stops when its task is cancelled
  let graph = try await Graph.reading(contentsOf: path)   // and so does this
  print(count.value, graph.vertexCount)
}
