import Execution
import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning

/// Is a count ever slower by the optimizer than by the plan that matches? Planning counts on both sides.
struct DerivedTimes {
  let path: String
  let graph: Graph
  let planner: Planner
  let sizes: [Int]
  let every: Int
  /// A plan that takes longer (seconds) is measured on a part of its tasks.
  let limit: Double

  struct Row {
    var name: String
    var plan: Double
    var optimizer: Double
    var planning: Double
    var isDerived: Bool
    var estimates: (plan: Double, derived: Double)
    var ratio: Double { optimizer / plan }
  }

  func run() throws {
    var rows: [Row] = []
    var random = SplitMix64(seed: 7)
    for size in sizes {
      for (number, base) in Pattern.allConnected(vertices: size).enumerated() where number % every == 0 {
        for pattern in try variants(of: base, &random) { rows.append(try row(pattern)) }
      }
    }
    report(rows)
  }

  /// Plain where the graph is; otherwise with directions and with labels that the graph has, at random.
  private func variants(of base: Pattern, _ random: inout SplitMix64) throws -> [Pattern] {
    if !graph.isDirected, graph.vertexLabels == nil { return [base, try base.inducing(.vertices)] }
    let names = graph.vertexLabels?.dictionary.names ?? []
    return try [0.3, 1].flatMap { share -> [Pattern] in
      let vertices = base.vertices.map { vertex in
        let isLabelled = !names.isEmpty && Double.random(in: 0..<1, using: &random) < share
        return Pattern.Vertex(vertex.name, label: isLabelled ? .anyOf([names.randomElement(using: &random)!]) : .any)
      }
      let edges = base.edges.map { edge -> Pattern.Edge in
        let turned = Bool.random(using: &random)
        let directed = graph.isDirected && Double.random(in: 0..<1, using: &random) < share
        return Pattern.Edge(
          turned ? edge.target : edge.source, turned ? edge.source : edge.target, directed ? .forward : .either)
      }
      let pattern = try Pattern(vertices: vertices, edges: edges)
      return [pattern, try pattern.inducing(.vertices)]
    }
  }

  /// At most; a run of tens of milliseconds is repeated less often, and a longer one not at all.
  private static let repeats = 12

  private func row(_ pattern: Pattern) throws -> Row {
    var executor = Executor(graph: graph, threads: 1)
    executor.smallGraph = 0
    var best: Row?
    for repeats in 1...Self.repeats {
      // Both are planned right after a run, which leaves the caches to neither.
      let start = Parallel.threadNanoseconds
      let plan = try planner.plan(pattern, for: .counting)
      let planned = Parallel.threadNanoseconds
      let run = Measurement.of(plan, on: graph, limit: .seconds(limit)).nanoseconds
      let second = Parallel.threadNanoseconds
      let derivation = try planner.countingPlan(pattern)
      let derived = Parallel.threadNanoseconds
      // The same plan takes the same time.
      let isDerived = derivation.directPlan == nil
      var derivedRun = run
      if isDerived {
        _ = try executor.count(derivation)
        derivedRun = Double(Parallel.threadNanoseconds - derived)
      } else {
        _ = Measurement.of(plan, on: graph, limit: .seconds(limit))
      }
      var row = Row(
        name: pattern.text, plan: Double(planned - start) + run, optimizer: Double(derived - second) + derivedRun,
        planning: Double(derived - second), isDerived: isDerived,
        estimates: (plan: plan.estimate.work, derived: derivation.work))
      if let known = best {
        row.plan = Swift.min(row.plan, known.plan)
        row.optimizer = Swift.min(row.optimizer, known.optimizer)
        row.planning = Swift.min(row.planning, known.planning)
      }
      best = row
      if Double(repeats) * run > 2e8 { break }
    }
    return best!
  }

  private func report(_ rows: [Row]) {
    let slower = rows.filter { $0.ratio > 1.05 }.sorted { $0.ratio > $1.ratio }
    for row in slower.prefix(40) {
      print(
        "\(text(row.ratio))x  plan \(text(row.plan * 1e-6)) ms, optimizer \(text(row.optimizer * 1e-6)) ms (planning "
          + "\(text(row.planning * 1e-6))), estimates \(Explanation.short(row.estimates.plan)), "
          + "\(Explanation.short(row.estimates.derived))\(row.isDerived ? "" : " direct")  \(row.name)")
    }
    let lost = rows.reduce(0.0) { $0 + Swift.max(0, $1.optimizer - $1.plan) }
    let all = rows.reduce(0.0) { $0 + $1.plan }
    print("# \(path): \(rows.count) patterns, \(rows.count { $0.isDerived }) derived")
    print(
      "# slower than the plan by more than 5%: \(slower.count), by more than 5% and 0.1 ms: "
        + "\(slower.count { $0.optimizer - $0.plan > 1e5 }); worst \(text(slower.first?.ratio ?? 1))x; time lost "
        + "\(text(lost * 1e-6)) ms of \(text(all * 1e-6)) ms by plans, \(text(rows.reduce(0) { $0 + $1.optimizer } * 1e-6)) ms by the optimizer")
  }

  private func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
