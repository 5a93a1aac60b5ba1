import Synchronization

/// Tells the caller how far a run is, ten times a second and at the end of every level.
final class ProgressReporter: Sendable {
  private struct State {
    var progress = FrequentProgress(level: 0, decided: 0, candidates: 0, frequent: 0, elapsed: .zero, rate: 0)
    /// Decided on earlier levels.
    var before = 0
    var next = Duration.milliseconds(100)
  }

  private let state = Mutex(State())
  private let limits: RunLimits
  private let report: @Sendable (FrequentProgress) -> Void

  init(_ limits: RunLimits, _ report: @escaping @Sendable (FrequentProgress) -> Void) {
    self.limits = limits
    self.report = report
  }

  func begin(level: Int, candidates: Int, frequent: Int) {
    state.withLock { state in
      state.before += state.progress.decided
      state.progress.level = level
      state.progress.candidates = candidates
      state.progress.decided = 0
      state.progress.frequent = frequent
    }
  }

  func decided(isFrequent: Bool) {
    state.withLock { state in
      state.progress.decided += 1
      if isFrequent { state.progress.frequent += 1 }
      let elapsed = limits.elapsed
      guard elapsed >= state.next || state.progress.decided == state.progress.candidates else { return }
      state.next = elapsed + .milliseconds(100)
      state.progress.elapsed = elapsed
      let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
      state.progress.rate = seconds > 0 ? Double(state.before + state.progress.decided) / seconds : 0
      // Inside the lock: the caller sees one report after the other.
      report(state.progress)
    }
  }
}
