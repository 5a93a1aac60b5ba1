import Synchronization

/// Takes matches from one worker in batches of rows.
///
/// A row is one occurrence: the data vertices (internal numbers) in the order of the pattern's vertices.
package final class MatchSink {
  private let width: Int
  private let capacity: Int
  /// Rows after which the next batch is handed over: few at first, so that nobody waits long for rare matches.
  private var goal: Int
  private let rows: UnsafeMutablePointer<UInt32>
  private var count = 0
  /// Rows that may still be delivered in the whole run, shared by all workers; nil: all.
  private let allowance: Allowance?
  private let delivery: Delivery
  /// More rows are wanted.
  private(set) var open = true
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
    /// How many of `count` rows may be delivered.
    func take(_ count: Int) -> Int {
      Swift.max(0, Swift.min(count, left.wrappingSubtract(count, ordering: .relaxed).oldValue))
    }
    var isSpent: Bool { left.load(ordering: .relaxed) <= 0 }
  }

  init(width: Int, capacity: Int, allowance: Allowance?, delivery: Delivery) {
    self.width = width
    self.capacity = capacity
    goal = Swift.min(capacity, 1)
    self.allowance = allowance
    self.delivery = delivery
    rows = .allocate(capacity: width * capacity)
  }

  deinit { rows.deallocate() }

  /// Room for at least one and at most `wanted` rows, which the caller fills at once and then calls ``filled()``; nil when
  /// no more are wanted.
  @inline(__always)
  func reserve(_ wanted: Int) -> (rows: UnsafeMutablePointer<UInt32>, count: Int)? {
    guard open else { return nil }
    var room = Swift.min(wanted, goal &- count)
    if let allowance {
      let granted = allowance.take(room)
      if granted < room || allowance.isSpent { open = false }
      if granted == 0 { return nil }
      room = granted
    }
    defer { count &+= room }
    return (rows + count &* width, room)
  }

  /// What was reserved is there.
  @inline(__always)
  func filled() {
    guard count == goal else { return }
    flush()
    goal = Swift.min(capacity, 4 &* goal)
  }

  /// Hands over what is left, and ends the delivery.
  func finish() {
    flush()
    delivery.finish()
  }

  /// Hands over what there is, however little.
  func flush() {
    guard count > 0 else { return }
    delivered += count
    if !delivery.take(UnsafeBufferPointer(start: rows, count: count * width)) { open = false }
    count = 0
  }
}
