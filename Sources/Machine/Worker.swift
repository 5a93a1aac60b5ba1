import Glibc
import SystemShims

/// The worker that the calling thread is in the parallel phase at hand.
package enum Worker {
  /// Its number; 0 outside phases.
  package static var index: Int { Int(gyr_current_worker().pointee.index) }
  /// Its node, as a position among the topology's; 0 outside phases.
  package static var home: Int { Int(gyr_current_worker().pointee.home) }
  /// Processor time of the calling thread when it became that worker.
  static var began: UInt64 { gyr_current_worker().pointee.began }

  /// Processor time of the calling thread.
  package static var nanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Calls `body` as that worker. Phases may lie inside each other: afterwards the thread is what it was before.
  static func perform(_ worker: Int, _ crew: Crew, _ recorder: TaskRecorder?, _ body: (Int) -> Void) {
    let place = gyr_current_worker()!
    let outer = place.pointee
    place.pointee = gyr_worker(index: worker, home: crew.homes[worker], began: recorder == nil ? 0 : nanoseconds)
    body(worker)
    recorder?.ended(worker)
    place.pointee = outer
  }
}
