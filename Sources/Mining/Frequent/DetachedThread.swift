import Glibc

/// A thread that nobody waits for.
enum DetachedThread {
  /// Runs `body` on a new thread, or here when the system gives none.
  static func run(_ body: @escaping @Sendable () -> Void) {
    if !start(body) { body() }
  }

  /// Runs `body` on a new thread; false when the system gives none.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let start = Unmanaged.passRetained(Start(body))
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, { argument in
      let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
      start.body()
      return nil
    }, start.toOpaque())
    if status != 0 {
      start.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
