import Execution
import Glibc
import Synchronization

/// A line on a terminal that says how far a run of over a second is.
final class ProgressDisplay: Sendable {
  let meter = ProgressMeter()
  private let ended = Atomic<Bool>(false)
  private let shown = Atomic<Bool>(false)

  /// Nil when nobody would see it.
  init?(enabled: Bool) {
    guard enabled, Standard.error.isTerminal else { return nil }
    var thread = pthread_t()
    let own = Unmanaged.passRetained(self)
    let status = pthread_create(&thread, nil, { argument in
      Unmanaged<ProgressDisplay>.fromOpaque(argument!).takeRetainedValue().watch()
      return nil
    }, own.toOpaque())
    if status == 0 { pthread_detach(thread) } else { own.release() }
  }

  /// Takes the line away.
  func end() {
    ended.store(true, ordering: .relaxed)
    if shown.load(ordering: .relaxed) { Standard.error.text("\r\u{1B}[K") }
  }

  private func watch() {
    let start = ContinuousClock.now
    usleep(1_000_000)
    while !ended.load(ordering: .relaxed) {
      let (plan, fraction) = meter.state
      let spent = Double((ContinuousClock.now - start).components.seconds)
      shown.store(true, ordering: .relaxed)
      let which = plan > 1 ? "pattern \(plan), " : ""
      Standard.error.text("\r\u{1B}[Kgyr: \(which)\(Int(fraction * 100))%, \(Int(spent)) s")
      usleep(200_000)
    }
  }
}
