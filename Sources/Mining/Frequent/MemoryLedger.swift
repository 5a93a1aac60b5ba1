import GraphStore
import Synchronization

/// What a run remembers, in bytes, against what it may.
final class MemoryLedger: Sendable {
  private let used = Atomic<Int>(0)
  private let limit: Int
  private let limits: RunLimits

  init(limit: Int?, _ limits: RunLimits) {
    self.limit = limit ?? .max
    self.limits = limits
  }

  func hasRoom(for bytes: Int) -> Bool { used.load(ordering: .relaxed) <= limit - bytes }

  /// Stops the run when this is too much.
  func add(_ bytes: Int) {
    if used.wrappingAdd(bytes, ordering: .relaxed).newValue > limit { limits.stop(.memory) }
  }

  func remove(_ bytes: Int) { used.wrappingSubtract(bytes, ordering: .relaxed) }
}
