import GraphStore
import Planning
import Synchronization

extension Executor {
  /// For each wanted column its value at every vertex (`result[i][v]` for `derivation.results[i]`), or at every slot of the
  /// neighbour lists: the ordered pairs of adjacent vertices.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` when a value, or a sum on the way to it, exceeds 127 bits.
  package func countByRoot(
    _ derivation: RootedDerivation, control: RunControl = RunControl()
  ) throws(PlanningError) -> [[UInt128]] {
    var matched = [[UInt128]](repeating: [], count: derivation.columns.count)
    for (number, column) in derivation.columns.enumerated() {
      guard case .plan(let plan) = column.source else { continue }
      matched[number] = try derivation.isByPair ? countByPair(plan, control: control) : countByRoot(plan, control: control)
    }
    var vertexTables: Set<Int> = [], edgeTables: Set<Int> = []
    var factors = 1
    for column in derivation.columns {
      guard case .tables(let own) = column.source else { continue }
      vertexTables.formUnion(own.first + own.second)
      edgeTables.formUnion(own.edges)
      factors = Swift.max(factors, own.first.count + own.second.count + own.edges.count)
    }
    let csr = graph.neighbours
    let program = derivation.program
    let live = TableProgram.Liveness(program, scalars: [], vertexTables: vertexTables, edgeTables: edgeTables)
    let largest = program.largestValue(
      vertices: Double(csr.vertexCount), maximumDegree: Double(csr.maximumDegree), live)
    // A column is a product of tables, taken in 128 bits.
    let product = (0..<Swift.max(2, factors)).reduce(1.0) { product, _ in product * largest }
    guard product < 0x1p125 || factors <= 2 && largest < 0x1p62 else { throw .countTooLarge }
    let workers = csr.targetCount < smallGraph ? 1 : threads
    func combined<Word: TableWord>(_ type: Word.Type) throws(PlanningError) -> [[UInt128]] {
      let runner = TableRunner<Word>(
        graph: graph, program: program, live: live, workers: workers, kernels: kernels, control: control,
        results: edgeTables)
      _ = runner.run([])
      return try combine(derivation, matched, runner, workers, control)
    }
    return try largest < 0x1p62 ? combined(UInt64.self) : combined(UInt128.self)
  }

  /// The combinations of tables and matched columns, place by place.
  private func combine<Word: TableWord>(
    _ derivation: RootedDerivation, _ matched: [[UInt128]], _ runner: TableRunner<Word>, _ workers: Int,
    _ control: RunControl
  ) throws(PlanningError) -> [[UInt128]] {
    let csr = graph.neighbours
    let places = derivation.isByPair ? csr.targetCount : csr.vertexCount
    let overflow = Atomic<Bool>(false)
    let columns = derivation.results.map { _ in
      let column = UnsafeMutablePointer<UInt128>.allocate(capacity: Swift.max(1, places))
      column.initialize(repeating: 0, count: places)
      return column
    }
    defer { for column in columns { column.deallocate() } }
    nonisolated(unsafe) let out = columns  // ranges are one worker's
    let ranges = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      var values = [Int128](repeating: 0, count: derivation.columns.count)
      func fill(_ place: Int, _ first: Int, _ second: Int?) {
        for (number, column) in derivation.columns.enumerated() {
          var overflowed = false
          var value: Int128 = 0
          func add(_ coefficient: Int, _ factor: Int128) {
            let (product, tooLarge) = factor.multipliedReportingOverflow(by: Int128(coefficient))
            let (sum, overflow) = value.addingReportingOverflow(product)
            value = sum
            overflowed = overflowed || tooLarge || overflow
          }
          switch column.source {
          case .none: break
          case .tables(let tables): add(column.factor, Int128(runner.value(tables, place, first, second)))
          case .plan: add(column.factor, Int128(matched[number][place]))
          }
          for term in column.terms { add(term.coefficient, values[term.column]) }
          if overflowed { overflow.store(true, ordering: .relaxed) }
          assert(
            overflowed || control.isStopped || value % Int128(column.divisor) == 0, "a derived count is no integer")
          values[number] = value / Int128(column.divisor)
        }
        for (position, column) in derivation.results.enumerated() {
          out[position][place] = UInt128(Swift.max(0, values[column]))
        }
      }
      while let range = ranges.take(), !control.isStopped {
        for v in range {
          guard derivation.isByPair else {
            fill(v, v, nil)
            continue
          }
          for slot in Int(csr.offsets[v])..<Int(csr.offsets[v + 1]) { fill(slot, v, Int(csr.targets[slot])) }
        }
      }
    }
    if overflow.load(ordering: .relaxed) { throw .countTooLarge }
    return columns.map { Array(UnsafeBufferPointer(start: $0, count: places)) }
  }

  /// The plan's count by the images of the two vertices that its outermost loops bind: a number for every slot.
  func countByPair(_ plan: Plan, control: RunControl) throws(PlanningError) -> [UInt128] {
    let program = Program(plan, graph: graph, listing: false)
    let csr = graph.neighbours
    let counts = UnsafeMutablePointer<Int128>.allocate(capacity: Swift.max(1, csr.targetCount))
    counts.initialize(repeating: 0, count: csr.targetCount)
    defer { counts.deallocate() }
    nonisolated(unsafe) let out = counts  // every root is one worker's
    let overflowed = Atomic<Bool>(false)
    nonisolated(unsafe) let roots = program.roots?.members
    run(program, control: control, splits: false) { interpreter, tasks in
      while let task = tasks.take(), !control.isStopped {
        for position in task.roots {
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

  /// The plan's count by the image of the vertex that its outermost loop binds.
  func countByRoot(_ plan: Plan, control: RunControl) throws(PlanningError) -> [UInt128] {
    let program = Program(plan, graph: graph, listing: false)
    let n = graph.vertexCount
    let counts = UnsafeMutablePointer<Int128>.allocate(capacity: Swift.max(1, n))
    counts.initialize(repeating: 0, count: n)
    defer { counts.deallocate() }
    nonisolated(unsafe) let out = counts  // every root is one worker's
    let overflowed = Atomic<Bool>(false)
    // Tasks hold positions among the roots.
    nonisolated(unsafe) let roots = program.roots?.members
    run(program, control: control, splits: false) { interpreter, tasks in
      while let task = tasks.take(), !control.isStopped {
        for root in task.roots {
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
