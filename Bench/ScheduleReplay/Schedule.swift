import Machine

/// A recorded run, dealt out again to any number of workers by the engine's rule: tasks in order, each to the first
/// worker that is free.
struct Schedule {
  /// Nanoseconds.
  var serial: Double
  var phases: [TaskRecorder.Record]
  var names: [String]

  init(_ recorder: TaskRecorder, total: UInt64) {
    serial = Double(total) - Double(recorder.insidePhases)
    phases = recorder.phases.map(\.record)
    names = recorder.phases.map(\.name)
  }

  /// Everything that a single worker would do.
  var work: Double { phases.reduce(serial) { $0 + Double($1.costs.reduce(0, +)) + Self.overhead($1).setup + Self.overhead($1).finish } }

  /// The longest task, and its part of a fair share of its phase among so many workers.
  func longest(_ workers: Int) -> (phase: String, nanoseconds: Double, shares: Double) {
    var longest = ("", 0.0, 0.0)
    for (name, phase) in zip(names, phases) {
      let most = Double(phase.costs.max() ?? 0), fair = Double(phase.costs.reduce(0, +)) / Double(workers)
      if most > longest.1 { longest = (name, most, most / max(1, fair)) }
    }
    return longest
  }

  /// How long so many workers take. What is outside the phases is not shared; every worker of a phase makes its own memory
  /// and gives it back, all at the same time. (Results are handed in one after the other, but that is a few sums; tables are
  /// added up in a phase of their own.)
  func time(_ workers: Int) -> Double {
    phases.reduce(serial) { time, phase in
      let overhead = Self.overhead(phase)
      var free = Heap(repeating: 0, count: workers)
      for cost in phase.costs { free.addToLeast(Double(cost)) }
      return time + overhead.setup + free.largest + overhead.finish
    }
  }

  private static func overhead(_ phase: TaskRecorder.Record) -> (setup: Double, finish: Double) {
    let shares = phase.shares.values
    return (Double(shares.map(\.setup).max() ?? 0), Double(shares.map(\.finish).max() ?? 0))
  }

  /// When each worker is free; the least on top.
  private struct Heap {
    var times: [Double]

    init(repeating time: Double, count: Int) { times = Array(repeating: time, count: count) }

    var largest: Double { times.max() ?? 0 }

    mutating func addToLeast(_ cost: Double) {
      times[0] += cost
      var parent = 0
      while true {
        var least = parent
        for child in [2 * parent + 1, 2 * parent + 2] where child < times.count && times[child] < times[least] { least = child }
        if least == parent { return }
        times.swapAt(parent, least)
        parent = least
      }
    }
  }
}
