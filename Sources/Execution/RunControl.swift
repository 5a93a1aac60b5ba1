import Synchronization

/// What a run and its workers tell each other: stop, and how much is done.
///
/// One relaxed load a loop tells a worker to stop, so a run ends within the time of its innermost loops.
package final class RunControl: Sendable {
  private let stopped = Atomic<Bool>(false)
  /// Tasks finished, and all of them, for progress.
  package let finishedWork = Atomic<Int>(0)
  package let totalWork = Atomic<Int>(0)

  package init() {}

  package func stop() { stopped.store(true, ordering: .relaxed) }
  package var isStopped: Bool { @inline(__always) get { stopped.load(ordering: .relaxed) } }
}
