import Execution
import GraphStore
import Synchronization

/// Watches over one run from a thread of its own: stops it when its time is up, its memory is used up or somebody asks
/// for it, and reports progress.
package final class RunWatch: Sendable {
  package let control = RunControl()
  package let meter = ProgressMeter()
  package let budget: MemoryBudget
  private let limits: Limits
  private let isOver = Atomic<Bool>(false)
  private let isAlive = Atomic<Bool>(false)
  private let start = ContinuousClock.now
  private let onStop: (@Sendable (EarlyStop) -> Void)?

  /// Limits are looked at so often. Memory grows by less than some ten megabytes meanwhile.
  private static let interval = Duration.milliseconds(5)

  /// - Parameter onStop: called once, by the watching thread, when it has stopped the run.
  package init(_ limits: Limits, onStop: (@Sendable (EarlyStop) -> Void)? = nil) {
    self.limits = limits
    self.onStop = onStop
    budget = MemoryBudget(limit: limits.memory)
    if let deadline = limits.deadline, deadline <= .zero { control.stop(.deadline) }
    isAlive.store(DetachedThread.start { [self] in watch() }, ordering: .relaxed)
  }

  /// Whether limits are looked at: the system may have refused the thread.
  package var isWatching: Bool { isAlive.load(ordering: .relaxed) }

  /// The run has ended. Returns why it did so early; nil: it came to its end.
  @discardableResult
  package func finish() -> EarlyStop? {
    isOver.store(true, ordering: .relaxed)
    return control.stopReason
  }

  /// Whether somebody chose how much memory there is.
  package var hasMemoryLimit: Bool { limits.memory != nil }

  package func stop(_ why: EarlyStop) { control.stop(why) }

  package func outcome<Value>(_ value: Value) -> Outcome<Value> {
    finish().map { .partial(Partial(value: value, reason: $0)) } ?? .complete(value)
  }

  private func watch() {
    var stage = meter.state.stage, stageStart = start, nextReport = start + limits.progressInterval
    var hasTold = false
    let end = limits.deadline.map { start + $0 }
    // Looks up now and then, so that a run which ends early does not leave a thread asleep for long.
    while !isOver.load(ordering: .relaxed) {
      let now = ContinuousClock.now
      if !control.isStopped {
        if let end, now >= end { control.stop(.deadline) }
        if let asked = limits.isCancelled, asked() { control.stop(.cancelled) }
        if MemoryBudget.used > budget.limit { control.stop(.memory) }
      }
      if !hasTold, let reason = control.stopReason {
        hasTold = true
        onStop?(reason)
      }
      if let progress = limits.progress {
        let state = meter.state
        if state.stage != stage { (stage, stageStart) = (state.stage, now) }
        if now >= nextReport {
          nextReport = now + limits.progressInterval
          progress(Self.progress(state, elapsed: now - stageStart))
        }
      }
      Pause.sleep(min(Self.interval, end.map { max(.microseconds(100), $0 - now) } ?? Self.interval))
    }
  }

  private static func progress(_ state: ProgressMeter.State, elapsed: Duration) -> RunProgress {
    let stage: RunProgress.Stage =
      switch state.stage {
      case .load: .load
      case .plan: .plan
      case .mine: .mine
      case .write: .write
      }
    return RunProgress(stage: stage, fraction: state.fraction, done: state.done, step: state.step, elapsed: elapsed)
  }
}

extension Miner {
  /// The same miner under the eye of a watch.
  package func watched(by watch: RunWatch) -> Miner {
    var copy = self
    copy.planner.control = watch.control
    copy.executor.control = watch.control
    copy.executor.meter = watch.meter
    copy.executor.memory = watch.budget
    // Not what is left at this moment, which changes: the same command is to have the same plan.
    let room = Double(watch.budget.limit - graph.neighbours.ownByteCount) * 7 / 8
    copy.planner.tableBytes = watch.hasMemoryLimit ? room : Swift.min(planner.tableBytes, room)
    return copy
  }

  /// Runs `body` with a miner that stops at the limits. The reason comes with what `body` returns.
  func limited<Value: Sendable, Failure: Error>(
    _ limits: Limits, _ body: (Miner) throws(Failure) -> Value
  ) throws(Failure) -> Outcome<Value> {
    let watch = RunWatch(limits)
    watch.meter.enter(.mine)
    defer { watch.finish() }
    let value = try body(watched(by: watch))
    return watch.outcome(value)
  }
}
