import Synchronization

/// How everybody who works on a run is told to stop, and why.
///
/// One relaxed load a loop tells a worker to stop, so that a run ends within the time of its innermost loops.
package final class RunControl: Sendable {
  /// 0: goes on; 1: has what it wants; from 2: an ``EarlyStop``.
  private let state = Atomic<UInt8>(0)
  private let children = Mutex<[ObjectIdentifier: RunControl]>([:])

  package init() {}

  package var isStopped: Bool { @inline(__always) get { state.load(ordering: .relaxed) != 0 } }

  /// Why the run was stopped early; nil when it was not.
  package var stopReason: EarlyStop? {
    let value = Int(state.load(ordering: .relaxed))
    return value < 2 ? nil : EarlyStop.allCases[value - 2]
  }

  /// The run has all that it wants: it ends, and is complete.
  package func stop() { end(1) }

  /// Ends the run early. The first reason stays.
  package func stop(_ why: EarlyStop) { end(UInt8(EarlyStop.allCases.firstIndex(of: why)! + 2)) }

  private func end(_ value: UInt8) {
    _ = state.compareExchange(expected: 0, desired: value, ordering: .relaxed)
    let own = children.withLock { Array($0.values) }
    for child in own { child.end(value) }
  }

  /// Runs a part that may end by itself without ending the whole, but ends with it.
  package func part<Result, Failure: Error>(_ body: (RunControl) throws(Failure) -> Result) throws(Failure) -> Result {
    let child = RunControl()
    children.withLock { $0[ObjectIdentifier(child)] = child }
    defer { children.withLock { $0[ObjectIdentifier(child)] = nil } }
    // Stopped before it was entered above: nobody tells the child.
    let value = state.load(ordering: .relaxed)
    if value != 0 { child.end(value) }
    return try body(child)
  }
}
