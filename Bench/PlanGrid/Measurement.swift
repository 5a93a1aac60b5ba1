import Execution
import GraphStore
import Planning

/// How long a plan takes on one core, measured.
struct Measurement {
  /// Nanoseconds of the whole run, extrapolated when only a part of it was run.
  var nanoseconds: Double
  /// The part of the run's tasks (of similar estimated work, in random order) that was run.
  var fraction: Double

  /// Runs tasks in random order until all are done or the time is up.
  static func of(_ plan: Plan, on graph: Graph, limit: Duration) -> Measurement {
    var executor = Executor(graph: graph, threads: 1)
    executor.smallGraph = 0
    // Twice when that costs nothing, the better of both: the first run also warms up.
    var best: Measurement?
    for _ in 0..<2 {
      let (fraction, nanoseconds) = executor.countSample(plan, limit: limit)
      if best.map({ nanoseconds / fraction < $0.nanoseconds }) ?? true {
        best = Measurement(nanoseconds: nanoseconds / fraction, fraction: fraction)
      }
      if nanoseconds > 4e7 { break }
    }
    return best!
  }
}
