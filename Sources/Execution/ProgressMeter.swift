import Synchronization

/// How far a run is: which of its plans, and how many of that plan's tasks have been handed out.
///
/// Workers write one relaxed store a task; whoever wants to know reads from another thread.
package final class ProgressMeter: Sendable {
  private let plans = Atomic<Int>(0)
  private let tasks = Atomic<Int>(0)
  private let taken = Atomic<Int>(0)

  package init() {}

  func begin(tasks count: Int) {
    plans.wrappingAdd(1, ordering: .relaxed)
    taken.store(0, ordering: .relaxed)
    tasks.store(count, ordering: .relaxed)
  }

  func taken(_ position: Int) { taken.store(position, ordering: .relaxed) }

  /// Number of the plan that is running, from 1, and the part of its tasks that are done.
  package var state: (plan: Int, fraction: Double) {
    let all = tasks.load(ordering: .relaxed)
    let done = taken.load(ordering: .relaxed)
    return (plans.load(ordering: .relaxed), all > 0 ? Swift.min(1, Double(done) / Double(all)) : 0)
  }
}
