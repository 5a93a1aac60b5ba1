import Glibc
import Synchronization
import SystemShims

/// Threads that wait for work between parallel phases: waking one costs a tenth of starting one, and a thread that
/// stays on its node keeps a heap there, so that what a worker allocates is near it.
///
/// Never the Swift concurrency pool, whose threads must not be kept busy. Phases may run at the same time and inside
/// each other: each takes the threads that are idle and starts those that are missing.
enum WorkerPool {
  /// Idle threads by node, the last one used first.
  private static let idle = Mutex<[[PoolThread]]>([])

  static func run(_ crew: Crew, _ body: (Int) -> Void) {
    // Where there are nodes the caller only waits: it is bound to none, nor is its memory.
    let isBound = crew.topology.nodes.count > 1
    let first = isBound ? 0 : 1
    let recorder = TaskRecorder.current
    recorder?.phaseBegins()
    defer { recorder?.phaseEnded() }
    if crew.count <= first { return Worker.perform(0, crew, recorder, body) }
    withoutActuallyEscaping(body) { body in
      let phase = Phase(crew, recorder, body)
      var refused: [Int] = []
      for worker in first..<crew.count {
        if let thread = take(node: isBound ? crew.homes[worker] + 1 : 0) {
          phase.began()
          thread.start(phase, worker)
        } else {
          refused.append(worker)
        }
      }
      if !isBound { Worker.perform(0, crew, recorder, body) }
      for worker in refused { Worker.perform(worker, crew, recorder, body) }
      phase.wait()
    }
  }

  private static func take(node: Int) -> PoolThread? {
    let waiting = idle.withLock { idle in idle.indices.contains(node) ? idle[node].popLast() : nil }
    return waiting ?? PoolThread.launch(node: node)
  }

  /// False: there are enough, the thread may go.
  fileprivate static func keep(_ thread: PoolThread) -> Bool {
    idle.withLock { idle in
      while idle.count <= thread.node { idle.append([]) }
      guard idle[thread.node].count < most else { return false }
      idle[thread.node].append(thread)
      return true
    }
  }

  private static let most = max(4, Topology.current.processorCount)
}

/// One call of `run`: what its threads do, and how many still do it.
private final class Phase: @unchecked Sendable {  // the body is set and cleared by the caller, and read between
  private let crew: Crew
  private let recorder: TaskRecorder?
  private var body: ((Int) -> Void)?
  private let running = Atomic<Int>(0)
  private let gate = Gate()
  /// Nobody else needs the processors that watching threads keep busy.
  let mayWatch: Bool

  init(_ crew: Crew, _ recorder: TaskRecorder?, _ body: @escaping (Int) -> Void) {
    self.crew = crew
    mayWatch = crew.topology.nodes.count <= 1 && crew.count <= Topology.usableProcessors
    self.recorder = recorder
    self.body = body
  }

  func began() { running.add(1, ordering: .relaxed) }

  func binding(of worker: Int) -> [Int]? { crew.binding(of: worker) }

  // Not inlined: when it returns, nothing on this thread refers to the body any more.
  @inline(never) func perform(_ worker: Int) {
    if let body { Worker.perform(worker, crew, recorder, body) }
  }

  func ended() {
    gate.locked {
      if running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { gate.signal() }
    }
  }

  func wait() {
    if mayWatch { Patience.spin { running.load(ordering: .acquiring) == 0 } }
    gate.locked { while running.load(ordering: .acquiring) > 0 { gate.wait() } }
    body = nil
  }
}

/// A thread of the pool.
private final class PoolThread: @unchecked Sendable {  // the job is guarded by the gate, others only look whether there is one
  /// 0: bound to nothing; else 1 + the node.
  let node: Int
  private let gate = Gate()
  private var job: (phase: Phase, worker: Int)?
  private let hasJob = Atomic<Bool>(false)
  private var bound: [Int]?
  /// As the last phase said.
  private var mayWatch = false

  private init(node: Int) { self.node = node }

  static func launch(node: Int) -> PoolThread? {
    let own = PoolThread(node: node)
    let raw = Unmanaged.passRetained(own)
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, { raw in
      Unmanaged<PoolThread>.fromOpaque(raw!).takeRetainedValue().work()
      return nil
    }, raw.toOpaque())
    guard status == 0 else {
      raw.release()
      return nil
    }
    pthread_detach(thread)
    return own
  }

  func start(_ phase: Phase, _ worker: Int) {
    gate.locked {
      job = (phase, worker)
      hasJob.store(true, ordering: .releasing)
      gate.signal()
    }
  }

  private func work() {
    // Signals are for the program's own threads: nothing here may be interrupted half-way.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    while perform() {}
  }

  /// Does one job; false: there are idle threads enough, this one may go.
  private func perform() -> Bool {
    if mayWatch { Patience.spin { hasJob.load(ordering: .acquiring) } }
    let (phase, worker) = gate.locked {
      while job == nil { gate.wait() }
      defer { job = nil }
      hasJob.store(false, ordering: .relaxed)
      return job!
    }
    mayWatch = phase.mayWatch
    let wanted = phase.binding(of: worker)
    if let wanted, wanted != bound { bind(wanted) }
    phase.perform(worker)
    // Idle before the phase ends, so that the next one finds it.
    let stays = WorkerPool.keep(self)
    phase.ended()
    return stays
  }

  private func bind(_ processors: [Int]) {
    if gyr_bind_thread(processors.map { Int32($0) }, Int32(processors.count)) == 0 { bound = processors }
  }
}

/// How long a thread watches for what it waits for before it goes to sleep. Phases follow each other closely, and to wake a
/// thread may take as long as a short phase, the more so on a virtual machine.
private enum Patience {
  private static let microseconds = 100

  static func spin(until isOver: () -> Bool) {
    let end = now + microseconds * 1000
    while !isOver() {
      for _ in 0..<16 { gyr_relax() }
      if now >= end { return }
    }
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

/// A mutual exclusion with a condition to wait for.
private final class Gate: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    condition.deallocate()
  }

  func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  func signal() { pthread_cond_signal(condition) }
  func wait() { pthread_cond_wait(condition, mutex) }
}
