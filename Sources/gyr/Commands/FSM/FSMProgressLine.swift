import Gyrfalcon
import Synchronization

/// A line on a terminal: level, candidates decided, rate. Shown after a second.
final class FSMProgressLine: Sendable {
  private let last = Mutex<(time: Duration, isShown: Bool)>((.seconds(1), false))

  init?(isEnabled: Bool) {
    guard isEnabled, Standard.error.isTerminal else { return nil }
  }

  /// At most five lines a second.
  @Sendable func show(_ progress: FrequentProgress) {
    last.withLock { last in
      guard progress.elapsed > last.time else { return }
      last = (progress.elapsed + .milliseconds(200), true)
      Standard.error.text(
        "\r\u{1B}[Kgyr: size \(progress.level), \(progress.decided) of \(progress.candidates) candidates, "
          + "\(progress.frequent) frequent, \(Int(progress.rate)) candidates/s")
    }
  }

  /// Takes the line away.
  func end() {
    last.withLock { if $0.isShown { Standard.error.text("\r\u{1B}[K") } }
  }
}
