import Synchronization

/// Writes down what the tasks of a run cost and who did them: for `explain --analyze`, and for the scheduling simulator.
///
///     let recorder = TaskRecorder()
///     try TaskRecorder.$current.withValue(recorder) { try executor.count(plan) }
///
/// Costs two clock readings a task while it is in place, and nothing otherwise.
package final class TaskRecorder: Sendable {
  /// The recorder of runs that the current task (or thread) starts.
  @TaskLocal package static var current: TaskRecorder?

  /// Cut the work as for so many workers, however many there are; nil: as it is.
  package let plannedWorkers: Int?
  private let state = Mutex(State())

  private struct State {
    var phases: [Phase] = []
    var entered: UInt64 = 0
    var insidePhases: UInt64 = 0
    var depth = 0
  }

  package init(plannedWorkers: Int? = nil) { self.plannedWorkers = plannedWorkers }

  /// One queue's tasks.
  package final class Phase: Sendable {
    package let name: String
    private let state: Mutex<Record>

    init(_ name: String, tasks: Int) {
      self.name = name
      state = Mutex(Record(costs: [UInt64](repeating: 0, count: tasks)))
    }

    package var record: Record { state.withLock { $0 } }

    func took(_ task: Int?) {
      let now = Worker.nanoseconds, worker = Worker.index, home = Worker.home, began = Worker.began
      state.withLock { $0.took(task, worker, home, now, began) }
    }

    func ended(_ worker: Int, _ now: UInt64) { state.withLock { $0.ended(worker, now) } }
  }

  /// What a phase's workers did. Times are nanoseconds of processor time.
  package struct Record: Sendable {
    /// By task, in the order of the queue.
    package var costs: [UInt64]
    package var shares: [Int: Share] = [:]

    /// One worker's part.
    package struct Share: Sendable {
      package var home = 0
      package var tasks = 0
      package var nanoseconds: UInt64 = 0
      /// Before its first task: memory, mostly. And after its last: handing in results.
      package var setup: UInt64 = 0
      package var finish: UInt64 = 0
      var running: Int?
      var since: UInt64 = 0
    }

    mutating func took(_ task: Int?, _ worker: Int, _ home: Int, _ now: UInt64, _ began: UInt64) {
      var share = shares[worker] ?? Share(home: home, setup: now &- began, since: now)
      if let running = share.running {
        costs[running] = now &- share.since
        share.nanoseconds += now &- share.since
        share.tasks += 1
      }
      share.running = task
      share.since = now
      shares[worker] = share
    }

    mutating func ended(_ worker: Int, _ now: UInt64) {
      // A worker that stopped early has a task under way.
      guard let share = shares[worker], share.running == nil else { return }
      shares[worker]!.finish = now &- share.since
    }
  }

  package var phases: [Phase] { state.withLock { $0.phases } }

  /// Processor time that the calling thread spent inside parallel phases.
  package var insidePhases: UInt64 { state.withLock { $0.insidePhases } }

  func phase(_ name: String, tasks: Int) -> Phase {
    let phase = Phase(name, tasks: tasks)
    state.withLock { $0.phases.append(phase) }
    return phase
  }

  func phaseBegins() {
    let now = Worker.nanoseconds
    state.withLock { state in
      if state.depth == 0 { state.entered = now }
      state.depth += 1
    }
  }

  func phaseEnded() {
    let now = Worker.nanoseconds
    state.withLock { state in
      state.depth -= 1
      if state.depth == 0 { state.insidePhases += now &- state.entered }
    }
  }

  func ended(_ worker: Int) {
    let now = Worker.nanoseconds
    state.withLock { $0.phases.last }?.ended(worker, now)
  }

  /// What every worker did, over all phases.
  package var shares: [(worker: Int, home: Int, tasks: Int, nanoseconds: UInt64)] {
    var sums: [Int: (worker: Int, home: Int, tasks: Int, nanoseconds: UInt64)] = [:]
    for phase in phases {
      for (worker, share) in phase.record.shares {
        var sum = sums[worker] ?? (worker, share.home, 0, 0)
        sum.tasks += share.tasks
        sum.nanoseconds += share.nanoseconds
        sums[worker] = sum
      }
    }
    return sums.values.sorted { $0.worker < $1.worker }
  }
}
