import GraphStore
import Machine
import Planning
import Synchronization

extension Executor {
  /// For each wanted column its value at every vertex (`result[i][v]` for `derivation.results[i]`), or at every slot of the
  /// neighbour lists: the ordered pairs of adjacent vertices.
  ///
  /// - Parameter vertices: the vertices whose values are wanted, in the order in which they are (all that are ours must
  ///   be there); nil: all.
  /// - Throws: ``PlanningError/countTooLarge`` when a value, or a sum on the way to it, exceeds 127 bits;
  ///   ``PlanningError/stopped(_:)`` when there is no room for the tables.
  package func countByRoot(_ derivation: RootedDerivation, at vertices: [UInt32]? = nil) throws(PlanningError) -> CountColumns {
    meter?.expect(work: derivation.work)
    var counts: [Int: UnsafePointer<UInt128>] = [:]
    defer { for column in counts.values { column.deallocate() } }
    for (number, column) in derivation.columns.enumerated() {
      guard case .plan(let plan) = column.source else { continue }
      let own = try derivation.isByPair ? countByPair(plan) : countByRoot(plan)
      let column = UnsafeMutablePointer<UInt128>.allocate(capacity: Swift.max(1, own.count))
      own.withUnsafeBufferPointer { column.initialize(from: $0.baseAddress ?? UnsafePointer(column), count: own.count) }
      counts[number] = UnsafePointer(column)
    }
    let program = derivation.program
    var vertexTables: Set<Int> = [], edgeTables: Set<Int> = []
    for column in derivation.columns {
      guard case .tables(let own) = column.source else { continue }
      vertexTables.formUnion(own.first + own.second)
      edgeTables.formUnion(own.edges)
    }
    let csr = graph.neighbours
    let live = TableProgram.Liveness(program, scalars: [], vertexTables: vertexTables, edgeTables: edgeTables)
    let largest = largestValue(of: program, live)
    guard largest < 0x1p125 else { throw .countTooLarge }
    let isNarrow = largest < TableProgram.largestInWords
    let answers = 16 * derivation.results.count * (derivation.isByPair ? csr.targetCount : csr.vertexCount)
    guard let workers = workers(program, live, results: edgeTables, word: isNarrow ? 8 : 16, beside: answers) else {
      throw .stopped(.memory)
    }
    csr.place(placement, for: Crew(workers))
    func evaluate<Word: TableWord>(_ type: Word.Type) -> CountColumns? {
      let runner = TableRunner<Word>(
        graph: graph, program: program, live: live, workers: workers, kernels: kernels, control: control,
        memory: memory, results: edgeTables)
      _ = runner.run([])
      return withExtendedLifetime(runner) {
        combine(ColumnEvaluator<Word>(derivation, csr, runner, counts: counts), derivation.results, vertices, workers)
      }
    }
    guard let results = isNarrow ? evaluate(UInt64.self) : evaluate(UInt128.self) else { throw .countTooLarge }
    return results
  }

  private func combine<Word: TableWord>(
    _ evaluator: ColumnEvaluator<Word>, _ wanted: [Int], _ vertices: [UInt32]?, _ workers: Int
  ) -> CountColumns? {
    let n = graph.vertexCount, places = vertices?.count ?? evaluator.placeCount
    let owned = ownedRanges()
    let rows = vertices.map { vertices in
      let rows = UnsafeMutablePointer<UInt32>.allocate(capacity: n)
      for (row, v) in vertices.enumerated() { rows[Int(v)] = UInt32(truncatingIfNeeded: row) }
      return rows
    }
    defer { rows?.deallocate() }
    nonisolated(unsafe) let row = rows.map { UnsafePointer($0) }
    let share = Swift.max(256, n / (workers * 16) + 1)
    let ranges = owned ?? stride(from: 0, to: n, by: share).map { $0..<Swift.min(n, $0 + share) }
    let control = control
    // Filled by all workers, so that no page waits for one of them.
    func fill<Answer: FixedWidthInteger & UnsignedInteger>(_ pointers: [UnsafeMutablePointer<Answer>]) -> CountColumns.Outcome {
      if owned != nil, vertices == nil {
        // What is not ours stays 0.
        for column in pointers { column.initialize(repeating: 0, count: places) }
      }
      nonisolated(unsafe) let out = pointers  // every vertex is one worker's
      let queue = WorkQueue(ranges.count, "columns")
      let worst = Atomic<Int>(CountColumns.Outcome.done.rawValue)
      Parallel.run(workers) { _ in
        let block = evaluator.makeBlock()
        defer { block.deallocate() }
        while worst.load(ordering: .relaxed) == CountColumns.Outcome.done.rawValue, let position = queue.take() {
          // Of a run that ends early nobody reads the numbers, but memory must not be left as it was.
          if control.isStopped {
            evaluator.clear(ranges[position], row, out)
            continue
          }
          let outcome = evaluator.fill(ranges[position], wanted, row, out, block)
          worst.min(outcome.rawValue, ordering: .relaxed)
        }
      }
      return CountColumns.Outcome(rawValue: worst.load(ordering: .relaxed)) ?? .tooLarge
    }
    return CountColumns.filled(rows: places, columns: wanted.count, narrow: fill, wide: fill)
  }

  /// The plan's count by the images of the two vertices that its outermost loops bind: a number for every slot.
  func countByPair(_ plan: Plan) throws(PlanningError) -> [UInt128] {
    let program = Program(plan, graph: graph, listing: false)
    let csr = graph.neighbours
    let counts = UnsafeMutablePointer<Int128>.allocate(capacity: Swift.max(1, csr.targetCount))
    counts.initialize(repeating: 0, count: csr.targetCount)
    defer { counts.deallocate() }
    nonisolated(unsafe) let out = counts  // every root is one worker's
    let overflowed = Atomic<Bool>(false)
    nonisolated(unsafe) let roots = program.roots?.members
    run(program, splits: false) { interpreter, tasks in
      while let task = tasks.take(), !control.isStopped {
        for position in task.roots where !control.isStopped {
          let root = roots.map { Int($0[position]) } ?? position
          // Both lists ascend.
          var slot = Int(csr.offsets[root])
          interpreter.forEachSecond(ofRoot: position) { second, total in
            while csr.targets[slot] != second { slot += 1 }
            out[slot] = total
          }
        }
      }
      if interpreter.state.pointee.overflowed { overflowed.store(true, ordering: .relaxed) }
    }
    if overflowed.load(ordering: .relaxed) { throw .countTooLarge }
    let divisor = Int128(program.divisor)
    return (0..<csr.targetCount).map { UInt128(Swift.max(0, counts[$0] / divisor)) }
  }

  /// The vertices whose numbers are wanted, when the work is divided: others have 0.
  package func ownedRanges() -> [Range<Int>]? {
    guard let division, let shard = division.shard else { return nil }
    let cut = RootRanges(graph.neighbours, workers: division.cutFor, walks: true)
    let own = (0..<cut.count).filter { shard.owns($0) }
    let ranges = RootRanges(cut, only: own)
    return own.indices.compactMap { _ in ranges.take() }
  }

  /// The plan's count by the image of the vertex that its outermost loop binds.
  func countByRoot(_ plan: Plan) throws(PlanningError) -> [UInt128] {
    let program = Program(plan, graph: graph, listing: false)
    let n = graph.vertexCount
    let counts = UnsafeMutablePointer<Int128>.allocate(capacity: Swift.max(1, n))
    counts.initialize(repeating: 0, count: n)
    defer { counts.deallocate() }
    nonisolated(unsafe) let out = counts  // every root is one worker's
    let overflowed = Atomic<Bool>(false)
    // Tasks hold positions among the roots.
    nonisolated(unsafe) let roots = program.roots?.members
    // Positions are vertices as long as no class selects the roots.
    let pieces = program.roots == nil ? ownedRanges()?.map { TaskList.Task(roots: $0, part: 0, parts: 1) } : nil
    run(program, splits: false, pieces: pieces) { interpreter, tasks in
      while let task = tasks.take(), !control.isStopped {
        for root in task.roots where !control.isStopped {
          let before = interpreter.state.pointee.total
          interpreter.run(TaskList.Task(roots: root..<(root + 1), part: 0, parts: 1))
          out[roots.map { Int($0[root]) } ?? root] = interpreter.state.pointee.total &- before
        }
      }
      if interpreter.state.pointee.overflowed { overflowed.store(true, ordering: .relaxed) }
    }
    if overflowed.load(ordering: .relaxed) { throw .countTooLarge }
    let divisor = Int128(program.divisor)
    return (0..<n).map { UInt128(Swift.max(0, counts[$0] / divisor)) }
  }
}
