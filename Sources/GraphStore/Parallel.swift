import Glibc
import SystemShims

/// Plain fork and join on threads of our own, for reading and for mining: a few long phases, so there is nothing to
/// pool, and never the Swift concurrency pool, whose threads must not be kept busy.
package enum Parallel {
  /// Processors that this process may use.
  package static var processorCount: Int { Int(gyr_available_processors()) }

  /// Processor time of the calling thread.
  package static var threadNanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  package static func pause(microseconds: Int) { usleep(UInt32(microseconds)) }

  /// Calls `body` with 0..<count, each on its own thread (0 on the caller's), and waits for all.
  ///
  /// The bodies must not write the same memory. If the system refuses a thread, its share runs on the caller's.
  package static func run(_ count: Int, _ body: (Int) -> Void) {
    if count <= 1 {
      if count == 1 { body(0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      var refused: [Int] = []
      for index in 1..<count {
        let job = Unmanaged.passRetained(Job(index, body))
        var thread = pthread_t()
        let status = pthread_create(
          &thread, nil,
          { raw in
            let job = Unmanaged<Job>.fromOpaque(raw!).takeRetainedValue()
            job.body(job.index)
            return nil
          }, job.toOpaque())
        if status == 0 {
          threads.append(thread)
        } else {
          job.release()
          refused.append(index)
        }
      }
      body(0)
      for index in refused { body(index) }
      for thread in threads { pthread_join(thread, nil) }
    }
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

  private final class Job {
    let index: Int
    let body: (Int) -> Void
    init(_ index: Int, _ body: @escaping (Int) -> Void) {
      self.index = index
      self.body = body
    }
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
