import Execution
import Synchronization

/// Stops a run when its time is up or its task is cancelled, and remembers which.
final class StopWatch: Sendable {
  let control = RunControl()
  private let reason = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)

  /// - Parameter deadline: nil: only a call of `stop` ends the run early.
  init(deadline: Duration?) {
    guard let deadline else { return }
    let end = ContinuousClock.now + deadline
    if deadline <= .zero {
      stop(.deadline)
      return
    }
    DetachedThread.run { [self] in
      // Looks up now and then, so that a run which ends early does not leave a thread asleep for long.
      while !isOver.load(ordering: .relaxed) {
        let left = end - ContinuousClock.now
        if left <= .zero { return stop(.deadline) }
        Pause.sleep(min(left, .milliseconds(2)))
      }
    }
  }

  func stop(_ why: EarlyStop) {
    _ = reason.compareExchange(expected: 0, desired: why == .deadline ? 1 : 2, ordering: .relaxed)
    control.stop()
  }

  /// The run has ended. Returns why it did so early; nil: it came to its end.
  func finish() -> EarlyStop? {
    isOver.store(true, ordering: .relaxed)
    return switch reason.load(ordering: .relaxed) {
    case 0: nil
    case 1: .deadline
    default: .cancelled
    }
  }

  func outcome<Value>(_ value: Value) -> Outcome<Value> {
    finish().map { .partial(Partial(value: value, reason: $0)) } ?? .complete(value)
  }
}
