import GraphStore
import Planning
import Synchronization

/// Runs plans over a graph.
package struct Executor: Sendable {
  package var graph: Graph
  package var threads: Int
  package var kernels: KernelTable

  package init(graph: Graph, threads: Int? = nil, kernels: KernelTable = .current) {
    self.graph = graph
    self.threads = Swift.max(1, threads ?? Parallel.processorCount)
    self.kernels = kernels
  }

  /// Tells how far a run is; nil: nobody asks.
  package var meter: ProgressMeter?

  /// Graphs with fewer neighbour entries than this are mined by one thread: starting another costs more.
  package var smallGraph = 4_000

  /// Rows that a worker gathers before it delivers them: enough that a delivery's own cost does not show, few enough
  /// that they stay in the core's cache.
  package static let batchRows = 4096

  /// Number of occurrences that the plan finds.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` when it, or a sum on the way to it, exceeds 127 bits.
  package func count(_ plan: Plan, control: RunControl = RunControl()) throws(PlanningError) -> UInt128 {
    UInt128(try analyse(plan, control: control).total)
  }

  /// The count and the rounds that each loop made.
  package func analyse(
    _ plan: Plan, control: RunControl = RunControl()
  ) throws(PlanningError) -> (total: Int128, rounds: [Int]) {
    let program = Program(plan, graph: graph, listing: plan.needsMatches)
    let total = Mutex<(sum: Int128, rounds: [Int], overflowed: Bool)>((0, Array(repeating: 0, count: program.depth), false))
    let depth = program.depth
    // Where every match is looked at anyway, a count is how many are delivered.
    let sink: (() -> MatchSink)? = plan.needsMatches ? {
      MatchSink(
        width: depth, capacity: Self.batchRows, allowance: nil, delivery: MatchSink.Delivery(take: { _ in true }))
    } : nil
    run(program, control: control, splits: program.depth > (plan.needsMatches ? 2 : 1), sink: sink) { interpreter, tasks in
      while let task = tasks.take(), !control.isStopped { interpreter.run(task) }
      interpreter.sink?.finish()
      let own = interpreter.state.pointee
      total.withLock { total in
        let (sum, overflow) = total.sum.addingReportingOverflow(own.total + Int128(interpreter.sink?.delivered ?? 0))
        total.sum = sum
        total.overflowed = total.overflowed || own.overflowed || overflow
        for level in 0..<depth { total.rounds[level] += interpreter.rounds[level] }
      }
    }
    let (sum, rounds, overflowed) = total.withLock { $0 }
    if overflowed { throw .countTooLarge }
    assert(control.isStopped || sum % Int128(program.divisor) == 0, "the tail's symmetry does not divide the sum")
    return (sum / Int128(program.divisor), rounds)
  }

  /// Delivers every occurrence, in batches of rows of internal vertex numbers in the order of the pattern's vertices.
  ///
  /// - Parameters:
  ///   - limit: at most this many; exactly that many when there are as many.
  ///   - batch: largest number of rows that are delivered together.
  ///   - deliver: called by the workers at the same time; false stops the run.
  /// - Returns: how many rows were delivered.
  @discardableResult
  package func list(
    _ plan: Plan, limit: Int? = nil, batch: Int = Executor.batchRows, control: RunControl = RunControl(),
    deliver: @escaping @Sendable (UnsafeBufferPointer<UInt32>) -> Bool
  ) -> Int {
    list(plan, limit: limit, batch: batch, control: control, toEach: { MatchSink.Delivery(take: deliver) })
  }

  /// The same with a delivery of its own for each worker; `toEach` is called by the workers.
  @discardableResult
  package func list(
    _ plan: Plan, limit: Int? = nil, batch: Int = Executor.batchRows, control: RunControl = RunControl(),
    toEach delivery: @escaping @Sendable () -> MatchSink.Delivery
  ) -> Int {
    if let limit, limit <= 0 { return 0 }
    let program = Program(plan, graph: graph, listing: true)
    let allowance = limit.map { MatchSink.Allowance($0) }
    let delivered = Atomic<Int>(0)
    run(program, control: control, splits: program.depth > 2, sink: {
      MatchSink(
        width: plan.order.count, capacity: Swift.min(batch, limit ?? batch), allowance: allowance,
        delivery: delivery())
    }) { interpreter, tasks in
      while let task = tasks.take(), !control.isStopped {
        interpreter.run(task)
        interpreter.sink?.flush()
      }
      interpreter.sink?.finish()
      delivered.wrappingAdd(interpreter.sink?.delivered ?? 0, ordering: .relaxed)
    }
    return delivered.load(ordering: .relaxed)
  }

  func run(
    _ program: Program, control: RunControl, splits: Bool, sink: (() -> MatchSink)? = nil,
    _ body: (Interpreter, TaskList) -> Void
  ) {
    guard program.rootCount > 0 else { return }
    let workers = program.rootDegrees < smallGraph ? 1 : threads
    let tasks = TaskList(program: program, workers: workers, splits: splits, meter: meter)
    let kernels = kernels
    Parallel.run(workers) { _ in
      let interpreter = Interpreter(program: program, kernels: kernels, control: control, sink: sink?())
      defer { interpreter.deallocate() }
      body(interpreter, tasks)
    }
  }
}
