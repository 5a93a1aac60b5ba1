import Synchronization

/// Takes matches from one worker in batches of rows.
///
/// A row is one occurrence: the data vertices (internal numbers) in the order of the pattern's vertices.
package final class MatchSink {
  private let width: Int
  private let capacity: Int
  private let rows: UnsafeMutablePointer<UInt32>
  private var count = 0
  /// Rows that may still be delivered in the whole run, shared by all workers; nil: all.
  private let allowance: Allowance?
  private let delivery: Delivery
  private var open = true
  private(set) var delivered = 0

  /// What one worker does with its matches.
  package struct Delivery {
    /// Receives whole rows; false stops the run.
    let take: (UnsafeBufferPointer<UInt32>) -> Bool
    /// Called once, after the worker's last batch.
    let finish: () -> Void

    package init(take: @escaping (UnsafeBufferPointer<UInt32>) -> Bool, finish: @escaping () -> Void = {}) {
      self.take = take
      self.finish = finish
    }
  }

  /// An exact limit: every row that is handed out was allowed exactly once.
  final class Allowance: Sendable {
    private let left: Atomic<Int>
    init(_ limit: Int) { left = Atomic(limit) }
    func take() -> Bool { left.wrappingSubtract(1, ordering: .relaxed).oldValue > 0 }
  }

  init(width: Int, capacity: Int = 1024, allowance: Allowance?, delivery: Delivery) {
    self.width = width
    self.capacity = capacity
    self.allowance = allowance
    self.delivery = delivery
    rows = .allocate(capacity: width * capacity)
  }

  deinit { rows.deallocate() }

  /// Room for one more row; nil when no more are wanted.
  @inline(__always)
  func nextRow() -> UnsafeMutablePointer<UInt32>? {
    if count == capacity { flush() }
    guard open else { return nil }
    if let allowance, !allowance.take() {
      open = false
      return nil
    }
    defer { count &+= 1 }
    return rows + count &* width
  }

  /// Hands over what is left, and ends the delivery.
  func finish() {
    flush()
    delivery.finish()
  }

  private func flush() {
    guard count > 0 else { return }
    delivered += count
    if !delivery.take(UnsafeBufferPointer(start: rows, count: count * width)) { open = false }
    count = 0
  }
}
