import GraphStore
import Machine
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

  /// Stops all runs of this executor and of its copies.
  package var control = RunControl()
  /// Tells how far a run is; nil: nobody asks.
  package var meter: ProgressMeter?
  /// What the process may use: runs take fewer threads when their memory would not fit, and stop when even one does not.
  /// Nil: nobody watches.
  package var memory: MemoryBudget?
  /// How the work is cut; nil: as suits the threads, and everything.
  package var division: Division?

  /// Where the graph's lists should lie when workers of several memory nodes read them.
  package var placement = MemoryPlacement.automatic

  /// Graphs with fewer neighbour entries than this are mined by one thread: starting another costs more.
  package var smallGraph = 4_000

  /// Whether runs make bitmaps of the hubs' lists.
  package var hubRows = HubRows.Use.whereTheyPay

  /// Rows that a worker gathers before it delivers them: enough that a delivery's own cost does not show, few enough
  /// that they stay in the core's cache.
  package static let batchRows = 4096

  /// Number of occurrences that the plan finds.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` when it, or a sum on the way to it, exceeds 127 bits.
  package func count(_ plan: Plan) throws(PlanningError) -> UInt128 { UInt128(try analyse(plan).total) }

  /// The count and the rounds that each loop made.
  package func analyse(_ plan: Plan) throws(PlanningError) -> (total: Int128, rounds: [Int]) {
    let (sum, rounds) = try sumAndRounds(plan)
    let divisor = Int128(plan.sumDivisor)
    assert(control.isStopped || sum % divisor == 0, "the tail's symmetry does not divide the sum")
    return (sum / divisor, rounds)
  }

  /// The sum over all loops, not yet divided by the plan's own divisor.
  package func sum(_ plan: Plan) throws(PlanningError) -> Int128 { try sumAndRounds(plan).total }

  private func sumAndRounds(_ plan: Plan) throws(PlanningError) -> (total: Int128, rounds: [Int]) {
    // Of many plans those that come after a stop must cost nothing.
    if control.isStopped, division == nil { return (0, Array(repeating: 0, count: plan.levels.count)) }
    let program = Program(
      plan, graph: graph, listing: plan.needsMatches,
      rowBudget: control.isStopped ? 0 : hubRows.budget(for: plan.estimate.work))
    let depth = program.depth
    let splits = depth > (plan.needsMatches ? 2 : 1)
    // Where every match is looked at anyway, a count is how many are delivered.
    let sink: (() -> MatchSink)? = plan.needsMatches ? {
      MatchSink(
        width: depth, capacity: Self.batchRows, allowance: nil, delivery: MatchSink.Delivery(take: { _ in true }))
    } : nil
    func counted(_ interpreter: Interpreter) -> Int128 {
      interpreter.sink?.flush()
      return interpreter.state.pointee.total &+ Int128(interpreter.sink?.delivered ?? 0)
    }
    let divided = division.map { $0.cut(program, splits: splits) }
    let total = Mutex<(sum: Int128, rounds: [Int], overflowed: Bool)>(
      (divided?.agenda.before[0] ?? 0, Array(repeating: 0, count: depth), false))
    run(program, splits: splits, pieces: divided?.tasks, sink: sink) { interpreter, tasks in
      while !control.isStopped, let (index, task) = tasks.takeNumbered() {
        let before = counted(interpreter)
        interpreter.run(task)
        if let divided, !control.isStopped {
          divided.agenda.finish(index, adding: [counted(interpreter) &- before])
        }
      }
      let found = counted(interpreter)
      interpreter.sink?.finish()
      let own = interpreter.state.pointee
      total.withLock { total in
        let (sum, overflow) = total.sum.addingReportingOverflow(found)
        total.sum = sum
        total.overflowed = total.overflowed || own.overflowed || overflow
        for level in 0..<depth { total.rounds[level] += interpreter.rounds[level] }
      }
    }
    let (sum, rounds, overflowed) = total.withLock { $0 }
    if overflowed { throw .countTooLarge }
    return (sum, rounds)
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
    _ plan: Plan, limit: Int? = nil, batch: Int = Executor.batchRows,
    deliver: @escaping @Sendable (UnsafeBufferPointer<UInt32>) -> Bool
  ) -> Int {
    list(plan, limit: limit, batch: batch, toEach: { MatchSink.Delivery(take: deliver) })
  }

  /// The same with a delivery of its own for each worker; `toEach` is called by the workers.
  @discardableResult
  package func list(
    _ plan: Plan, limit: Int? = nil, batch: Int = Executor.batchRows,
    toEach delivery: @escaping @Sendable () -> MatchSink.Delivery
  ) -> Int {
    if let limit, limit <= 0 { return 0 }
    // A few matches may be found before any row is read.
    let program = Program(
      plan, graph: graph, listing: true, rowBudget: hubRows.budget(for: limit == nil ? plan.estimate.work : 0))
    let allowance = limit.map { MatchSink.Allowance($0) }
    let delivered = Atomic<Int>(0)
    // A listing that has what it wants ends by itself, and other runs go on.
    control.part { control in
      var executor = self
      executor.control = control
      let pieces = division?.cut(program, splits: program.depth > 2).tasks
      executor.run(program, splits: program.depth > 2, pieces: pieces, sink: {
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
    }
    return delivered.load(ordering: .relaxed)
  }

  /// The same executor at a place of a divided run.
  package func at(_ place: String) -> Executor {
    var copy = self
    copy.division = division?.at(place)
    return copy
  }

  /// How many of the wanted workers find room; nil, and the end of the run, when not even one does.
  func workers(_ wanted: Int, bytes: Int) -> Int? {
    guard let memory else { return wanted }
    let room = memory.left / Swift.max(1, bytes)
    if room == 0 { control.stop(.memory) }
    return room == 0 ? nil : Swift.min(wanted, room)
  }

  /// - Parameter pieces: the tasks; nil: cut for the threads at hand.
  func run(
    _ program: Program, splits: Bool, pieces: [TaskList.Task]? = nil, sink: (() -> MatchSink)? = nil,
    _ body: (Interpreter, TaskList) -> Void
  ) {
    guard program.rootCount > 0, !control.isStopped else { return }
    guard let workers = workers(program.rootDegrees < smallGraph ? 1 : threads, bytes: program.bytesPerWorker) else { return }
    let tasks = pieces.map { TaskList($0, program: program, meter: meter) }
      ?? TaskList(program: program, workers: workers, splits: splits, meter: meter)
    let control = control
    let kernels = kernels
    let crew = Crew(workers)
    program.place(placement, for: crew)
    crew.run { _ in
      let interpreter = Interpreter(program: program, kernels: kernels, control: control, sink: sink?())
      defer { interpreter.deallocate() }
      body(interpreter, tasks)
    }
  }
}
