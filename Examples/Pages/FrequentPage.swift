import Gyrfalcon

/// The code of Docs/fsm.md.
public func frequentPage() async throws {
  let proteins = try Graph(
    contentsOf: "Docs/Samples/ppi.txt", options: ReadOptions(labelsFile: "Docs/Samples/kinds.txt"))
  for found in try proteins.frequentSubgraphs(support: 20, maxEdges: 2).patterns {
    print(found.support, found.pattern)
  }

  let compounds = try GraphSet(contentsOf: "Docs/Samples/molecules.lg")
  var options = FrequentOptions(support: 0.3)
  options.selection = .closed
  options.givesExamples = true
  switch try compounds.frequentSubgraphs(options) {
  case .complete(let patterns): print(patterns.count, "closed patterns")
  case .partial(let patterns, let reason): print(patterns.count, "before the", reason)
  }

  // As they are found; leaving the loop or cancelling the task stops the run.
  for try await found in proteins.frequentSubgraphStream(FrequentOptions(support: 20, maxEdges: 4)) {
    print(found.support, found.pattern)
  }
}
