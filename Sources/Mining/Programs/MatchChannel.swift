import Glibc

/// Passes batches of matches from worker threads to one task: workers wait when the task is behind.
final class MatchChannel: @unchecked Sendable {  // everything is behind the lock
  /// Batches that may wait; the workers of a slow reader stand still after that.
  private static let capacity = 8

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let room = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var batches: [[UInt32]] = []
  private var reader: CheckedContinuation<[UInt32]?, Never>?
  private var isFinished = false
  private var isCancelled = false
  private let onCancel: @Sendable () -> Void

  /// - Parameter onCancel: stops the workers, which may be far from their next match.
  init(onCancel: @escaping @Sendable () -> Void) {
    self.onCancel = onCancel
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(room, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(room)
    mutex.deallocate()
    room.deallocate()
  }

  private func locked<T>(_ body: () -> T) -> T {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// From a worker; waits for room. False: nobody reads any more.
  func send(_ rows: UnsafeBufferPointer<UInt32>) -> Bool {
    let batch = Array(rows)
    let (goesOn, waiting) = locked { () -> (Bool, CheckedContinuation<[UInt32]?, Never>?) in
      while batches.count >= Self.capacity, !isCancelled { pthread_cond_wait(room, mutex) }
      if isCancelled { return (false, nil) }
      if let reader {
        self.reader = nil
        return (true, reader)
      }
      batches.append(batch)
      return (true, nil)
    }
    waiting?.resume(returning: batch)
    return goesOn
  }

  /// All workers have ended.
  func finish() {
    let waiting = locked {
      isFinished = true
      defer { reader = nil }
      return reader
    }
    waiting?.resume(returning: nil)
  }

  /// The reader has gone.
  func cancel() {
    onCancel()
    let waiting = locked {
      isCancelled = true
      batches = []
      pthread_cond_broadcast(room)
      defer { reader = nil }
      return reader
    }
    waiting?.resume(returning: nil)
  }

  /// The next batch; nil at the end, and after cancellation.
  func next() async -> [UInt32]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = locked { () -> [UInt32]?? in
          if isCancelled { return .some(nil) }
          if !batches.isEmpty {
            pthread_cond_signal(room)
            return batches.removeFirst()
          }
          if isFinished { return .some(nil) }
          reader = continuation
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      cancel()
    }
  }
}
