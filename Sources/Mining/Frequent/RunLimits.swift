import GraphStore
import Synchronization

/// What tells the workers of a mining run to stop: a deadline, the memory bound, the caller.
final class RunLimits: Sendable {
  private let reason = Atomic<Int>(0)
  private let start = ContinuousClock.now
  private let end: ContinuousClock.Instant?
  private let isCancelled: (@Sendable () -> Bool)?

  init(deadline: Duration?, isCancelled: (@Sendable () -> Bool)? = nil) {
    end = deadline.map { ContinuousClock.now + $0 }
    self.isCancelled = isCancelled
  }

  func stop(_ why: EarlyStop) {
    _ = reason.compareExchange(expected: 0, desired: EarlyStop.allCases.firstIndex(of: why)! + 1, ordering: .relaxed)
  }

  var isStopped: Bool { @inline(__always) get { reason.load(ordering: .relaxed) != 0 } }

  var stopReason: EarlyStop? {
    let value = reason.load(ordering: .relaxed)
    return value == 0 ? nil : EarlyStop.allCases[value - 1]
  }

  /// Reads the clock and asks the caller: for every few thousand steps of a search, not for every one. True: stop.
  func poll() -> Bool {
    if let end, ContinuousClock.now >= end { stop(.deadline) }
    if let isCancelled, isCancelled() { stop(.cancelled) }
    return isStopped
  }

  var elapsed: Duration { ContinuousClock.now - start }
}
