import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning

/// How long it takes to find a plan.
enum PlanningTimes {
  /// A result and the processor time, in milliseconds, that it took.
  static func timed<Result>(_ body: () throws -> Result) rethrows -> (Result, Double) {
    let start = Parallel.threadNanoseconds
    let result = try body()
    return (result, Double(Parallel.threadNanoseconds - start) * 1e-6)
  }

  static func print(_ planner: Planner, on path: String) throws {
    Swift.print("# \(path): milliseconds of planning, for counting and listing, edge-induced and vertex-induced")
    for (name, pattern) in try patterns() {
      var line = name + String(repeating: " ", count: 24 - name.count)
      for inducing in Pattern.Inducing.allCases {
        for goal in [Planner.Goal.counting, .listing] {
          let (_, spent) = try timed { try planner.plan(pattern.inducing(inducing), for: goal) }
          line += "  " + String(Int(spent * 100)).leftPadded(to: 8)
        }
      }
      Swift.print(line + "  (1/100 ms)")
    }
    for size in 3...7 {
      var worst = 0.0, total = 0.0, slowest = ""
      let all = Pattern.allConnected(vertices: size)
      for pattern in all {
        let (_, spent) = try timed { try planner.plan(pattern, for: .counting) }
        total += spent
        if spent > worst { (worst, slowest) = (spent, pattern.description) }
      }
      Swift.print("all \(all.count) of \(size) vertices: mean \(total / Double(all.count)) ms, worst \(worst) ms: \(slowest)")
    }
  }

  private static func patterns() throws -> [(String, Pattern)] {
    var list: [(String, Pattern)] = []
    for k in [3, 5, 7, 8, 10, 12] {
      list += [("\(k)-clique", .clique(k)), ("\(k)-cycle", .cycle(k)), ("\(k)-path", .path(k)), ("\(k - 1)-star", .star(k - 1))]
    }
    list += [("K3,4", .completeBipartite(3, 4)), ("K6,6", .completeBipartite(6, 6))]
    var cube: [Pattern.Edge] = []
    for v in 0..<8 { for bit in [1, 2, 4] where v & bit == 0 { cube.append(.init(v, v | bit)) } }
    list.append(("cube Q3", try pattern(8, cube)))
    var petersen: [Pattern.Edge] = []
    for i in 0..<5 { petersen += [.init(i, (i + 1) % 5), .init(i, i + 5), .init(i + 5, (i + 2) % 5 + 5)] }
    list.append(("Petersen", try pattern(10, petersen)))
    var random = SplitMix64(seed: 12)
    for k in [7, 7, 10, 12, 12] {
      var knobs = PatternKnobs(vertexCount: k)
      knobs.extraEdges = 0.3
      list.append(("random \(k)", try .random(knobs, using: &random)))
    }
    return list
  }

  private static func pattern(_ count: Int, _ edges: [Pattern.Edge]) throws -> Pattern {
    try Pattern(vertices: (0..<count).map { .init("v\($0)") }, edges: edges)
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
