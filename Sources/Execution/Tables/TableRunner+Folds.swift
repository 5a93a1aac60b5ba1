import GraphStore
import Planning

/// Edge tables that sum over the triangles at every edge.
extension TableRunner {
  func runFolds(at level: Int) {
    let numbers = program.edgeNodes.indices.filter { number in
      if case .fold = program.edgeNodes[number] { return live.edgeLevels[number] == level }
      return false
    }
    guard !numbers.isEmpty else { return }
    for number in numbers { store.makeEdgeTable(number) }
    // With what triangles have in common at hand, cliques of four are a fold like others.
    let looksForCliques = !program.needsApexes(live)
    var folds: [TriangleFold<Word>] = []
    for number in numbers {
      guard let out = store.edgeTables[number] else { continue }
      if looksForCliques, program.edgeNodes[number].countsFourCliques {
        FourCliqueEdges.run(csr, kernels, into: out, workers: workers, control)
      } else if case .fold(let first, let middle, let second, let apexes) = program.edgeNodes[number] {
        folds.append(
          TriangleFold(
            first: store.edge(first), middle: store.vertex(middle), second: store.edge(second), apexes: apexes, out: out))
      }
    }
    guard !control.isStopped else { return }
    if folds.contains(where: { $0.apexes > 0 }) {
      store.lists?.countApexes(csr, kernels, workers: workers, control: control)
      guard !control.isStopped else { return }
    }
    folds = TriangleFold.merged(folds)
    if let lists = store.lists {
      let walked = folds.filter(ListFolds.canRun)
      if !walked.isEmpty { ListFolds.run(walked, csr, lists, workers: workers, control) }
      folds.removeAll(where: ListFolds.canRun)
    }
    guard !folds.isEmpty, !control.isStopped else { return }
    if folds.count == 1, folds[0].onlyCounts { return countCommonNeighbours(into: folds[0].out) }
    nonisolated(unsafe) let others = folds  // every slot is one worker's
    let ranges = RootRanges(csr, workers: workers, walks: true)
    Parallel.run(workers) { _ in
      let worker = TriangleFoldWorker<Word>(csr.local, others, store.lists, control)
      defer { worker.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for root in range where !control.isStopped { worker.run(root) }
      }
    }
  }

  private func countCommonNeighbours(into out: UnsafeMutablePointer<Word>) {
    nonisolated(unsafe) let out = out  // every slot is one worker's
    let ranges = RootRanges(csr, workers: workers, walks: true)
    Parallel.run(workers) { _ in
      let counter = CommonNeighbourCounter<Word>(csr.local, kernels)
      defer { counter.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for root in range where !control.isStopped { counter.run(root, into: out) }
      }
    }
  }
}
