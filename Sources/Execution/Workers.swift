import Glibc
import SystemShims

/// Threads of our own for mining: not the Swift concurrency pool, whose threads must never be kept busy.
package enum Workers {
  /// Processors that this process may use (its affinity mask, so containers and `taskset` are honoured).
  package static var available: Int { Int(gyr_available_processors()) }

  /// Runs `body` once on each of `count` threads, numbers 0..<count, and returns when all have ended. The caller's
  /// thread is number 0, so one worker starts no thread at all.
  package static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    guard count > 1 else { return body(0) }
    var threads: [pthread_t] = []
    for number in 1..<count {
      let start = Unmanaged.passRetained(Start(number: number, body: body))
      var thread = pthread_t()
      let status = pthread_create(&thread, nil, { argument in
        let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
        start.body(start.number)
        return nil
      }, start.toOpaque())
      if status == 0 {
        threads.append(thread)
      } else {
        // No thread to be had: its share is done by the others, who take tasks until none is left.
        start.release()
        break
      }
    }
    body(0)
    for thread in threads { pthread_join(thread, nil) }
  }

  private final class Start: Sendable {
    let number: Int
    let body: @Sendable (Int) -> Void
    init(number: Int, body: @escaping @Sendable (Int) -> Void) {
      self.number = number
      self.body = body
    }
  }
}
