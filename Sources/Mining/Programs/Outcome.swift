import GraphStore

/// A result that may have been cut short.
public enum Outcome<Value: Sendable>: Sendable {
  /// The whole answer.
  case complete(Value)
  /// What was found before the run was stopped.
  case partial(Partial<Value>)

  /// The value, complete or not.
  public var value: Value {
    switch self {
    case .complete(let value): value
    case .partial(let partial): partial.value
    }
  }

  /// Whether it is the whole answer.
  public var isComplete: Bool {
    if case .complete = self { true } else { false }
  }
}

/// What a run had found when it was stopped. It is a type of its own, so that nobody takes it for the whole answer.
public struct Partial<Value: Sendable>: Sendable {
  /// Of a count: a lower bound. Of a table: what was added up so far.
  public let value: Value
  /// Why the run was stopped.
  public let reason: EarlyStop
}
