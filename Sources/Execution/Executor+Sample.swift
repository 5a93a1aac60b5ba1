import GraphStore
import Planning
import Synchronization

extension Executor {
  /// Runs tasks of a counting plan in random order on one thread until all are done or the time is up. For measuring
  /// plans that take too long to be run to their end.
  ///
  /// - Returns: the part of the tasks that was done (they are of similar estimated work; a task that was cut off counts
  ///   as half), and the processor time spent on it, which other programs on the machine disturb little.
  package func countSample(_ plan: Plan, limit: Duration) -> (fraction: Double, nanoseconds: Double) {
    guard graph.vertexCount > 0 else { return (1, 0) }
    let program = Program(plan, graph: graph, listing: false, rowBudget: hubRows.budget(for: plan.estimate.work))
    let tasks = TaskList(shuffling: TaskList(program: program, workers: 8, splits: program.depth > 1, evenly: true))
    let control = RunControl()
    let done = Atomic<Int>(0), spent = Atomic<UInt64>(0), finished = Atomic<Bool>(false)
    let clock = ContinuousClock()
    let end = clock.now + limit
    let kernels = kernels
    Parallel.run(2) { worker in
      if worker == 1 {
        // The watch: stops the run inside a task too.
        while !finished.load(ordering: .relaxed), clock.now < end { Parallel.pause(microseconds: 500) }
        return control.stop()
      }
      let interpreter = Interpreter(program: program, kernels: kernels, control: control, sink: nil)
      defer { interpreter.deallocate() }
      let start = Parallel.threadNanoseconds
      while !control.isStopped, let task = tasks.take() {
        interpreter.run(task)
        done.wrappingAdd(control.isStopped ? 1 : 2, ordering: .relaxed)
      }
      spent.store(Parallel.threadNanoseconds - start, ordering: .relaxed)
      finished.store(true, ordering: .relaxed)
    }
    let fraction = Swift.max(1, Double(done.load(ordering: .relaxed))) / Double(2 * Swift.max(1, tasks.count))
    return (fraction, Double(spent.load(ordering: .relaxed)))
  }
}
