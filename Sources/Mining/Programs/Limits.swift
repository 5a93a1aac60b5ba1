import GraphStore

/// When a run is to stop before it has seen everything, and whom it tells how far it is.
///
/// ```swift
/// let outcome = try miner.count(pattern, limits: Limits(deadline: .seconds(30)))
/// if !outcome.isComplete { print("at least", outcome.value) }
/// ```
///
/// A run ends within a tenth of a second of the moment at which a limit is reached.
public struct Limits: Sendable {
  /// Stop after this time; nil: no limit. Zero stops at once.
  public var deadline: Duration?
  /// Bytes of memory that the process may use; nil: what the machine, or the control groups of the process, leave it
  /// (``MemoryBudget/available``). A run takes fewer threads where their memory would not fit, and stops before the
  /// limit is passed by much.
  public var memory: Int?
  /// Asked a hundred times a second, from a thread of its own; true ends the run.
  public var isCancelled: (@Sendable () -> Bool)?
  /// Told how far the run is, from a thread of its own, every `progressInterval`.
  public var progress: (@Sendable (RunProgress) -> Void)?
  public var progressInterval = Duration.milliseconds(200)

  public init(
    deadline: Duration? = nil, memory: Int? = nil, isCancelled: (@Sendable () -> Bool)? = nil,
    progress: (@Sendable (RunProgress) -> Void)? = nil
  ) {
    self.deadline = deadline
    self.memory = memory
    self.isCancelled = isCancelled
    self.progress = progress
  }
}

/// How far a run is.
public struct RunProgress: Hashable, Sendable {
  public enum Stage: String, Hashable, Sendable {
    /// Reading and building the graph.
    case load
    /// Choosing how to answer.
    case plan
    /// Looking at the graph.
    case mine
    /// Writing the answer.
    case write
  }
  public var stage: Stage
  /// Done part of the stage, 0 to 1; nil when the end is not known. In mining it is the part of the expected work: an
  /// estimate, as long as there are steps to come.
  public var fraction: Double?
  /// Load: bytes read. Mine: tasks of the current step that have been started.
  public var done: Int
  /// Number of the plan or pass that is running, from 1.
  public var step: Int
  /// Since the stage began.
  public var elapsed: Duration
  /// Time to go in the stage at the rate so far; nil when that cannot be told.
  public var remaining: Duration? {
    guard let fraction, fraction > 0 else { return nil }
    return elapsed * ((1 - fraction) / fraction)
  }
  /// Load: bytes a second.  Mine: part of the work a second.
  public var rate: Double {
    let seconds = elapsed / .seconds(1)
    guard seconds > 0 else { return 0 }
    return (stage == .load ? Double(done) : fraction ?? 0) / seconds
  }
}
