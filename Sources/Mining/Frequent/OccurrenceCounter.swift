import Execution
import GraphStore
import Glibc
import PatternModel
import Planning
import Synchronization

/// Counts occurrences by counting plans, which do not list the last vertices of a match: for one graph and patterns
/// without labels, where matches are too many to go through.
final class OccurrenceCounter: Sendable {
  private let planner: Planner
  private let executor: Executor

  /// Nil when there are several graphs or labels matter.
  init?(_ data: MiningData) {
    guard !data.isTransactional, data.vertexConstraints == [.any], data.edgeConstraints == [.any] else { return nil }
    // Every worker of the run plans and counts for itself.
    var planner = Planner(graph: data.graphs[0], rules: .all)
    planner.workers = 1
    self.planner = planner
    executor = Executor(graph: data.graphs[0], threads: 1)
  }

  /// Nil when the run was stopped meanwhile, or the plans cannot do it.
  func count(_ pattern: Pattern, _ limits: RunLimits) -> UInt128? {
    guard let plan = try? planner.plan(pattern, for: .counting) else { return nil }
    var executor = executor
    let control = RunControl()
    executor.control = control
    let watch = Watch()
    DetachedThread.run {
      while !watch.isOver.load(ordering: .relaxed) {
        if limits.poll() { return control.stop() }
        usleep(2_000)
      }
    }
    defer { watch.isOver.store(true, ordering: .relaxed) }
    guard let count = try? executor.count(plan), !control.isStopped else { return nil }
    return count
  }

  private final class Watch: Sendable {
    let isOver = Atomic<Bool>(false)
  }
}
