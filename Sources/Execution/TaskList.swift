import GraphStore
import Machine
import Planning

/// The roots of a run, cut into tasks of similar estimated work and handed out in order, heavy roots (small numbers,
/// the hubs) first.
///
/// A root whose own work exceeds a task's share is split: each part takes a slice of the first inner loop.
final class TaskList: Sendable {
  struct Task {
    /// Positions among the roots: vertices, unless a class selects them.
    var roots: Range<Int>
    /// Slice `part` of `parts` of level 1; only when `roots` is a single vertex.
    var part: Int
    var parts: Int
  }

  let tasks: [Task]
  private let queue: WorkQueue
  private let meter: ProgressMeter?

  var count: Int { tasks.count }

  /// - Parameters:
  ///   - splits: whether level 1 is a loop that can be sliced.
  ///   - evenly: tasks of the same estimated work, of which any number stands for the whole.
  init(program: Program, workers: Int, splits: Bool, evenly: Bool = false, meter: ProgressMeter? = nil) {
    self.meter = meter
    tasks = Self.cut(program, workers: TaskRecorder.current?.plannedWorkers ?? workers, splits: splits, evenly: evenly)
    queue = WorkQueue(tasks.count, "match")
    meter?.begin(tasks: tasks.count, work: program.expectedWork)
  }

  private static func cut(_ program: Program, workers: Int, splits: Bool, evenly: Bool) -> [Task] {
    let csr = program.graph.neighbours
    let n = program.rootCount
    func degree(_ root: Int) -> Int { csr.degree(program.roots.map { Int($0.members[root]) } ?? root) }
    if workers == 1 {
      // Still in pieces, so that a stop is seen and progress shows.
      let step = Swift.max(256, n / 256)
      return stride(from: 0, to: n, by: step).map { Task(roots: $0..<Swift.min(n, $0 + step), part: 0, parts: 1) }
    }
    // A root's work grows with the lists it opens; d x (mean of its list lengths) is bounded by d^2, and d^1.5 lies
    // between patterns that walk edges and those that walk wedges. Parts even out what this misses.
    let offsets = csr.offsets
    let roots = program.roots?.members
    // Degrees descend: mostly it is the same as before.
    var last: UInt64 = 0, known = 1.0
    func weight(_ v: Int) -> Double {
      let place = roots.map { Int($0[v]) } ?? v
      let degree = offsets[place + 1] &- offsets[place]
      if degree != last {
        let d = Double(degree)
        known = 1 + d * d.squareRoot()
        last = degree
      }
      return known
    }
    var total = 0.0
    for v in 0..<n { total += weight(v) }
    let shares = evenly ? WorkShare(total: total, evenTasks: workers * 48) : WorkShare(total: total, workers: workers)
    var tasks: [Task] = []
    var first = 0, gathered = 0.0, done = 0.0
    for v in 0..<n {
      let own = weight(v), share = shares.size(after: done)
      done += own
      if splits, own > share {
        if first < v { tasks.append(Task(roots: first..<v, part: 0, parts: 1)) }
        let parts = Swift.max(1, Swift.min(degree(v), Int((own / share).rounded(.up)), workers * 16))
        for part in 0..<parts { tasks.append(Task(roots: v..<(v + 1), part: part, parts: parts)) }
        first = v + 1
        gathered = 0
      } else {
        gathered += own
        if gathered >= share {
          tasks.append(Task(roots: first..<(v + 1), part: 0, parts: 1))
          first = v + 1
          gathered = 0
        }
      }
    }
    if first < n { tasks.append(Task(roots: first..<n, part: 0, parts: 1)) }
    return tasks
  }

  /// The tasks in random order, as for several workers: any part of them stands for the whole.
  init(shuffling other: TaskList) {
    var random = SplitMix(state: 0x2545_F491_4F6C_DD1D)
    tasks = other.tasks.shuffled(using: &random)
    queue = WorkQueue(tasks.count, "sample")
    meter = nil
  }

  /// Tasks that were cut elsewhere.
  init(_ tasks: [Task], program: Program, meter: ProgressMeter?) {
    self.tasks = tasks
    self.meter = meter
    queue = WorkQueue(tasks.count, "match")
    meter?.begin(tasks: tasks.count, work: program.expectedWork)
  }

  func take() -> Task? { takeNumbered()?.task }

  func takeNumbered() -> (index: Int, task: Task)? {
    guard let position = queue.take() else { return nil }
    meter?.taken(position)
    return (position, tasks[position])
  }
}
