import Synchronization

/// How a run's workers are told to stop.
///
/// One relaxed load a loop tells a worker to stop, so a run ends within the time of its innermost loops.
package final class RunControl: Sendable {
  private let stopped = Atomic<Bool>(false)
  package init() {}

  package func stop() { stopped.store(true, ordering: .relaxed) }
  package var isStopped: Bool { @inline(__always) get { stopped.load(ordering: .relaxed) } }
}
