import GraphStore
import Machine
import Planning
import Synchronization

extension Executor {
  /// For each wanted column its value at every vertex: `result[i][v]` for `derivation.results[i]`.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` when a value, or a sum on the way to it, exceeds 127 bits.
  package func countByRoot(_ derivation: RootedDerivation) throws(PlanningError) -> [[UInt128]] {
    let n = graph.vertexCount
    var sources = [[UInt128]](repeating: [], count: derivation.columns.count)
    meter?.expect(work: derivation.work)
    try fillTableColumns(of: derivation, &sources)
    for (number, column) in derivation.columns.enumerated() {
      if case .plan(let plan) = column.source { sources[number] = try countByRoot(plan) }
    }
    var results = derivation.results.map { _ in [UInt128](repeating: 0, count: n) }
    var values = [Int128](repeating: 0, count: derivation.columns.count)
    for v in owned(n) where !control.isStopped {
      for (number, column) in derivation.columns.enumerated() {
        var overflowed = false
        var value: Int128 = 0
        func add(_ coefficient: Int, _ factor: Int128) {
          let (product, tooLarge) = factor.multipliedReportingOverflow(by: Int128(coefficient))
          let (sum, overflow) = value.addingReportingOverflow(product)
          value = sum
          overflowed = overflowed || tooLarge || overflow
        }
        if !sources[number].isEmpty { add(column.factor, Int128(sources[number][v])) }
        for term in column.terms { add(term.coefficient, values[term.column]) }
        if overflowed { throw .countTooLarge }
        assert(value % Int128(column.divisor) == 0, "a derived count is no integer")
        values[number] = value / Int128(column.divisor)
      }
      for (position, column) in derivation.results.enumerated() {
        results[position][v] = UInt128(Swift.max(0, values[column]))
      }
    }
    return results
  }

  /// The vertices whose numbers are wanted, when the work is divided: others have 0.
  package func ownedRanges() -> [Range<Int>]? {
    guard let division, let shard = division.shard else { return nil }
    let cut = RootRanges(graph.neighbours, workers: division.cutFor, walks: true)
    let own = (0..<cut.count).filter { shard.owns($0) }
    let ranges = RootRanges(cut, only: own)
    return own.indices.compactMap { _ in ranges.take() }
  }

  private func owned(_ n: Int) -> [Int] { ownedRanges()?.flatMap { Array($0) } ?? Array(0..<n) }

  private func fillTableColumns(
    of derivation: RootedDerivation, _ sources: inout [[UInt128]]
  ) throws(PlanningError) {
    let program = derivation.program
    var tables: Set<Int> = []
    for column in derivation.columns { if case .tables(let own) = column.source { tables.formUnion(own) } }
    let csr = graph.neighbours
    let live = TableProgram.Liveness(program, scalars: [], vertexTables: tables)
    var largest = program.largestValue(
      vertices: Double(csr.vertexCount), maximumDegree: Double(csr.maximumDegree), live)
    // A column is a product of tables, taken in 128 bits.
    largest *= largest
    guard largest < 0x1p125 || largest.squareRoot() < 0x1p62 else { throw .countTooLarge }
    let workers = csr.targetCount < smallGraph ? 1 : threads
    csr.place(placement, for: Crew(workers))
    func fill<Word: TableWord>(_ type: Word.Type) {
      let runner = TableRunner<Word>(
        csr: csr, program: program, live: live, workers: workers, kernels: kernels, control: control)
      _ = runner.run([])
      for (number, column) in derivation.columns.enumerated() {
        if case .tables(let own) = column.source { sources[number] = runner.column(own) }
      }
    }
    if largest.squareRoot() < 0x1p62 { fill(UInt64.self) } else { fill(UInt128.self) }
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
