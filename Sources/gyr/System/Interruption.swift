import Glibc
import Synchronization

/// SIGINT and SIGTERM (and SIGHUP) end the program with 130 and 143 (and 129), and take a half-written output file with them.
enum Interruption {
  /// Address of the C string that names the file to remove; 0: none.
  private static let unfinished = Atomic<UInt>(0)
  /// 0: every signal ends the program; 1: the next one only asks; otherwise the signal that has asked, plus 1.
  private static let asking = Atomic<Int32>(0)

  /// When that signal came, in nanoseconds of the monotonic clock.
  private static let askedAt = Atomic<Int64>(0)
  /// A signal that follows so soon is the same wish: timeout(1) sends its own to the process and to the process's group.
  private static let echo: Int64 = 200_000_000

  private static let farewell: StaticString = "gyr: interrupted\n"

  /// From now on the first signal only asks to stop, so that what has been found can still be printed. A second one ends
  /// the program at once, unless it follows within a fifth of a second.
  static func deferFirst() { asking.store(1, ordering: .relaxed) }

  /// From now on every signal ends the program at once.
  static func deferNone() { asking.store(0, ordering: .relaxed) }

  /// The signal that has asked to stop.
  static var requested: Int32? {
    let value = asking.load(ordering: .relaxed)
    return value > 1 ? value - 1 : nil
  }

  static func install() {
    // Touched here, so that the handler finds it initialised.
    unfinished.store(0, ordering: .relaxed)
    asking.store(0, ordering: .relaxed)
    askedAt.store(0, ordering: .relaxed)
    // A parent may have started us with signals blocked (threads of a pool often have them so): we want to hear them.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&wanted, number) }
    defer { pthread_sigmask(SIG_UNBLOCK, &wanted, nil) }
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // Only calls that are allowed in a signal handler.
      let previous = signal(number) { number in
        let now = Interruption.nanoseconds
        // Before the exchange: another thread may be handling the echo already.
        if Interruption.asking.load(ordering: .relaxed) == 1 { Interruption.askedAt.store(now, ordering: .releasing) }
        if Interruption.asking.compareExchange(expected: 1, desired: number + 1, ordering: .acquiringAndReleasing).exchanged {
          return
        }
        if Interruption.asking.load(ordering: .relaxed) > 1,
          now - Interruption.askedAt.load(ordering: .acquiring) < Interruption.echo
        {
          return
        }
        if let path = UnsafePointer<CChar>(bitPattern: Interruption.unfinished.load(ordering: .acquiring)) { unlink(path) }
        _ = write(2, Interruption.farewell.utf8Start, Interruption.farewell.utf8CodeUnitCount)
        _exit(128 + number)
      }
      // `nohup`, and shells that start a job in the background, ask for it to be ignored.
      if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
    }
  }

  private static var nanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  static func removeUnfinishedFile() {
    if let path = UnsafePointer<CChar>(bitPattern: unfinished.load(ordering: .acquiring)) { unlink(path) }
  }

  /// The file to remove when interrupted; nil when it is complete. A process has at most one.
  static func setUnfinishedFile(_ path: String?) {
    let old = unfinished.exchange(path.map { UInt(bitPattern: strdup($0)) } ?? 0, ordering: .acquiringAndReleasing)
    free(UnsafeMutableRawPointer(bitPattern: old))
  }
}
