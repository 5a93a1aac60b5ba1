import GraphStore

extension Program {
  /// Nanoseconds on one core, by the planner's estimate.
  var expectedWork: Double { plan.estimate.work }

  /// Bytes that one worker may come to hold, by the allocations of ``Interpreter``: linear in the vertices and in the
  /// longest list, whatever is found.
  var bytesPerWorker: Int {
    let n = graph.vertexCount, csr = graph.neighbours
    let list = 4 * (csr.maximumDegree + 32)
    var lists = 1 + sizes.count + 1
    for position in 0..<operations.count {
      let operation = operations.base[position]
      if [.members, .intersect, .subtract].contains(operation.kind), !operation.countOnly { lists += 1 }
      if isBatched { lists += 1 }
    }
    var bytes = lists * list + n / 8 + (1 << 16)
    if isBatched { bytes += 8 * tailSizeCount * Interpreter.batchedPiece }
    if localLevel >= 0 {
      // Rows grow by half as much again as they need.
      let members = Swift.min(Interpreter.localLimit, csr.maximumDegree)
      bytes += 4 * n + members * (members / 64 + 1) * 8 * Swift.max(1, rowStores.count) * 3 / 2
    }
    return bytes + prunedLists.count * Execution.PrunedLists.bytes(csr) + cutRows.count * CutRows.bytes(csr)
  }
}
