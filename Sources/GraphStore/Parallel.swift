import Glibc
import Machine

/// Plain fork and join, for reading and for mining.
package enum Parallel {
  /// Threads that make sense by default: the processors that this process may use, or as many as its quota pays for.
  package static var processorCount: Int { Topology.usableProcessors }

  /// Processor time of the calling thread.
  package static var threadNanoseconds: UInt64 { Worker.nanoseconds }

  package static func pause(microseconds: Int) { usleep(UInt32(microseconds)) }

  /// Calls `body` with 0..<count, each on its own thread, and waits for all: see ``Crew/run(_:)``.
  package static func run(_ count: Int, _ body: (Int) -> Void) {
    if count > 0 { Crew(count).run(body) }
  }

  /// Cuts 0..<count into at most `parts` ranges of about equal weight, where `weight(i)` is the total before i
  /// (ascending, count + 1 values).
  static func split(_ count: Int, into parts: Int, weight: (Int) -> UInt64) -> [Range<Int>] {
    guard count > 0 else { return [] }
    let total = weight(count)
    var ranges: [Range<Int>] = []
    var start = 0
    for part in 1...max(1, parts) where start < count {
      let goal = total / UInt64(parts) * UInt64(part)
      let end = part == parts ? count : max(start, partitionPoint(start, count) { weight($0) < goal })
      if end > start { ranges.append(start..<end) }
      start = end
    }
    return ranges
  }
}

/// A mutual exclusion whose owner decides what it guards.
final class Lock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  init() { pthread_mutex_init(mutex, nil) }
  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }
  func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
