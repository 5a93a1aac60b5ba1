import Execution
import Glibc
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning

/// How good are the planner's estimates and choices?
///
///     swift run -c release PlanGrid GRAPH... [--sizes 5,6] [--limit 0.5] [--rivals 24] [--every 1]
///     swift run -c release PlanGrid GRAPH... --planning
///     swift run -c release PlanGrid GRAPH... --derived [--directed] [--sizes 3,4,5] [--every 1]
///
/// For every connected pattern of the sizes, edge- and vertex-induced, on every graph: the estimated work of the chosen
/// counting plan against its measured time on one core; and for a sample of the patterns (every seventh) the chosen plan
/// against the best of up to `--rivals` others, drawn from *all* orders and restrictions. A run that takes longer than the
/// limit (seconds) is measured on a random part of its tasks. Prints one line a pattern and a summary.
///
/// With `--planning`: how long planning takes, for patterns of 3 to 12 vertices of all kinds.
///
/// With `--derived`: whether the optimizer, planning included, is ever slower than the plan that matches; on labelled and
/// directed graphs with random labels and directions.
@main struct PlanGrid {
  var graphs: [String] = []
  var sizes = [5, 6]
  var limit = 0.5
  var rivals = 24
  var every = 1
  var timesPlanning = false
  var timesDerived = false
  var directed = false

  static func main() throws {
    var grid = PlanGrid()
    var arguments = Array(CommandLine.arguments.dropFirst())
    while let argument = arguments.first {
      arguments.removeFirst()
      func value() -> String {
        guard !arguments.isEmpty else { fail("\(argument): expected a value") }
        return arguments.removeFirst()
      }
      switch argument {
      case "--sizes": grid.sizes = value().split(separator: ",").compactMap { Int($0) }
      case "--limit": grid.limit = Double(value()) ?? grid.limit
      case "--rivals": grid.rivals = Int(value()) ?? grid.rivals
      case "--derived": grid.timesDerived = true
      case "--directed": grid.directed = true
      case "--planning": grid.timesPlanning = true
      case "--every": grid.every = Int(value()) ?? grid.every
      default:
        if argument.hasPrefix("-") { fail("unknown option \(argument)") }
        grid.graphs.append(argument)
      }
    }
    if grid.graphs.isEmpty { fail("expected graph files, for example Datasets/words.txt") }
    try grid.run()
  }

  static func fail(_ message: String) -> Never {
    let text = Array("PlanGrid: \(message)\n".utf8)
    _ = write(2, text, text.count)
    exit(64)
  }

  struct Row {
    var estimated: Double
    var measured: Double
    /// Time of the chosen plan over that of the best plan tried; nil: not compared.
    var regret: Double?
  }

  func run() throws {
    for path in graphs {
      let graph = try Graph(contentsOf: path, options: ReadOptions(directed: directed ? true : nil))
      var planner = Planner(graph: graph)
      planner.workers = 1  // its time is taken on this thread
      if timesPlanning {
        try PlanningTimes.print(planner, on: path)
        continue
      }
      if timesDerived {
        try DerivedTimes(path: path, graph: graph, planner: planner, sizes: sizes, every: every, limit: limit).run()
        continue
      }
      var rows: [Row] = []
      for size in sizes {
        let patterns = Pattern.allConnected(vertices: size)
        for (number, base) in patterns.enumerated() where number % every == 0 {
          for inducing in Pattern.Inducing.allCases {
            let pattern = try base.inducing(inducing)
            rows.append(try row(pattern, planner, graph, compared: number % 7 == 3))
          }
        }
      }
      report(path, rows)
    }
  }

  private func row(_ pattern: Pattern, _ planner: Planner, _ graph: Graph, compared: Bool) throws -> Row {
    let (plan, planning) = try PlanningTimes.timed { try planner.plan(pattern, for: .counting) }
    let chosen = Measurement.of(plan, on: graph, limit: .seconds(limit))
    var row = Row(estimated: plan.estimate.work, measured: chosen.nanoseconds)
    var better = ""
    if compared, rivals > 0 {
      var best = chosen.nanoseconds
      for rival in try planner.everyPlan(pattern, for: .counting, limit: rivals) {
        // A rival that has not beaten the chosen plan after twice its time is no rival.
        let time = Swift.min(limit, 2 * chosen.nanoseconds * 1e-9)
        let measured = Measurement.of(rival, on: graph, limit: .seconds(time)).nanoseconds
        if measured < best {
          best = measured
          better = " by order \(rival.order) loops \(rival.levels.count)"
        }
      }
      row.regret = chosen.nanoseconds / best
    }
    let name = pattern.description
    let ratio = row.estimated / row.measured
    print(
      "\(text(ratio))  est \(Explanation.short(row.estimated)) real \(Explanation.short(row.measured))"
        + (chosen.fraction < 1 ? " (\(text(chosen.fraction * 100))%)" : "")
        + (row.regret.map { "  regret \(text($0))\(better)" } ?? "") + "  plan \(text(planning)) ms  \(name)  order \(plan.order) loops \(plan.levels.count)\(plan.local == nil ? "" : " local \(plan.local!.level)")")
    fflush(nil)
    return row
  }

  private func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

  private func report(_ path: String, _ rows: [Row]) {
    let ratios = rows.map { Swift.max($0.estimated / $0.measured, $0.measured / $0.estimated) }
    func share(_ values: [Double], within bound: Double) -> String {
      values.isEmpty ? "-" : "\(values.count { $0 <= bound } * 1000 / values.count)‰ of \(values.count)"
    }
    let regrets = rows.compactMap(\.regret)
    print("# \(path)")
    print("# estimate within 10x of the measured work: \(share(ratios, within: 10)); within 2x: \(share(ratios, within: 2))")
    print("# chosen plan within 2x of the best one tried: \(share(regrets, within: 2)), worst \(text(regrets.max() ?? 1))")
    print("# rank correlation (Spearman): \(text(RankCorrelation.spearman(rows.map(\.estimated), rows.map(\.measured))))")
  }
}
