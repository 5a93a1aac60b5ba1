import Synchronization

/// Decisions of a level by candidate.
final class LevelState: Sendable {
  private struct State {
    var records: [Record?]
    var isDecided: [Bool]
  }
  private let state: Mutex<State>

  init(_ candidates: [Candidate]) {
    state = Mutex(
      State(
        records: Array(repeating: nil, count: candidates.count),
        isDecided: Array(repeating: false, count: candidates.count)))
  }

  func set(_ i: Int, _ record: Record?, isDecided: Bool) {
    state.withLock {
      $0.records[i] = record
      $0.isDecided[i] = isDecided
    }
  }

  /// Outer nil: not decided yet; inner nil: not frequent.
  func get(_ i: Int) -> Record?? {
    state.withLock { $0.isDecided[i] ? .some($0.records[i]) : nil }
  }

  func isDecided(_ i: Int) -> Bool { state.withLock { $0.isDecided[i] } }
}
