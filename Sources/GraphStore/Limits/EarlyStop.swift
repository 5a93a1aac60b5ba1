/// Why a run ended before it had seen everything.
public enum EarlyStop: String, Hashable, Sendable, CaseIterable {
  /// Its time was up.
  case deadline
  /// It would have needed more memory than it may use.
  case memory
  /// The caller, a signal or the cancellation of a task asked for it.
  case cancelled
}
