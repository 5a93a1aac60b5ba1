import Synchronization

/// How far a run is. Workers write one relaxed store a task; whoever wants to know reads from another thread.
package final class ProgressMeter: Sendable {
  package enum Stage: Int, Sendable { case load, plan, mine, write }

  private let stage = Atomic<Int>(0)
  /// Bytes read so far, and of the file; 0: not known.
  private let bytes = Atomic<Int>(0)
  private let allBytes = Atomic<Int>(0)
  // Steps (plans and passes over tables) have an expected work; a step is cut into tasks of similar work.
  private let allWork = Atomic<Int>(0)
  private let doneWork = Atomic<Int>(0)
  private let stepWork = Atomic<Int>(0)
  private let steps = Atomic<Int>(0)
  private let tasks = Atomic<Int>(0)
  private let taken = Atomic<Int>(0)

  package init() {}

  // MARK: Writing

  package func enter(_ new: Stage) { stage.store(new.rawValue, ordering: .relaxed) }

  package func expect(bytes count: Int) { allBytes.store(count, ordering: .relaxed) }
  package func read(bytes count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }

  /// - Parameter work: of all steps that are to come, in nanoseconds on one core.
  package func expect(work: Double) { allWork.wrappingAdd(Self.whole(work), ordering: .relaxed) }

  /// A step begins, and the one before it is done.
  package func begin(tasks count: Int, work: Double) {
    doneWork.wrappingAdd(stepWork.exchange(Self.whole(work), ordering: .relaxed), ordering: .relaxed)
    steps.wrappingAdd(1, ordering: .relaxed)
    taken.store(0, ordering: .relaxed)
    tasks.store(count, ordering: .relaxed)
  }

  package func taken(_ position: Int) { taken.store(position, ordering: .relaxed) }

  private static func whole(_ work: Double) -> Int { Int(Swift.max(0, Swift.min(work, 1e17))) + 1 }

  // MARK: Reading

  package struct State: Sendable {
    package var stage: Stage
    /// Of the stage, 0 to 1; nil: not known.
    package var fraction: Double?
    /// Bytes read, tasks handed out.
    package var done: Int
    /// Number of the step that is running, from 1.
    package var step: Int
  }

  package var state: State {
    let stage = Stage(rawValue: stage.load(ordering: .relaxed)) ?? .load
    switch stage {
    case .load:
      let all = allBytes.load(ordering: .relaxed), done = bytes.load(ordering: .relaxed)
      return State(stage: stage, fraction: all > 0 ? Swift.min(1, Double(done) / Double(all)) : nil, done: done, step: 1)
    case .plan, .write: return State(stage: stage, fraction: nil, done: 0, step: 1)
    case .mine:
      let all = Double(tasks.load(ordering: .relaxed)), done = taken.load(ordering: .relaxed)
      let own = Double(stepWork.load(ordering: .relaxed)), before = Double(doneWork.load(ordering: .relaxed))
      let part = all > 0 ? Swift.min(1, Double(done) / all) : 0
      let whole = Swift.max(before + own, Double(allWork.load(ordering: .relaxed)))
      return State(
        stage: stage, fraction: whole > 0 ? Swift.min(1, (before + own * part) / whole) : 0, done: done,
        step: steps.load(ordering: .relaxed))
    }
  }
}
