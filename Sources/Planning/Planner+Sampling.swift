import GraphStore
import Synchronization

/// The second opinion on the plans that the order search likes best: a formula ranks thousands of orders, descents into
/// the graph rank the few that are left.
extension Planner {
  /// Plans that are cheaper than this by the formula are taken as they are: a better one could not repay the sampling.
  private static let worthSampling = 2e6
  /// Candidates that are sampled.
  static let sampledPlans = 32
  /// More threads would take longer to wake than their part takes.
  private static let mostSamplers = 8
  /// To build a plan and make a first descent takes so many steps.
  private static let stepsOfOne = 2e4

  /// Steps that may be spent on the choice: a twentieth of what the best plan is expected to take (by the formula, which is
  /// rather too low), 1.5 ms at most, and up to 5 ms where runs take seconds. With six vertices and more, where plans
  /// that the formula holds for alike differ tenfold, 0.3 of it, 3 ms, and up to 6.5 ms.
  private static func effort(for work: Double, vertices: Int) -> Double {
    let (part, most) = vertices < 6 ? (0.05, 1.5e6) : (0.3, 3e6)
    return Swift.min(part * work, most + Swift.min(3.5e6, 1e-3 * work))
  }

  /// How many plans of a pattern are sampled when the best is expected to take `work` steps.
  static func samples(for work: Double, vertices: Int) -> Int {
    work < worthSampling
      ? 1 : Swift.min(sampledPlans, Swift.max(2, Int(effort(for: work, vertices: vertices) / stepsOfOne)))
  }

  /// Candidates among which those to be sampled are found. The more are kept, the less is pruned: of larger patterns the
  /// search would no longer see all beginnings.
  static func consideredPlans(vertices: Int) -> Int { vertices <= 7 ? 128 : sampledPlans }

  /// `count` of the candidates: one half the cheapest by the formula, the other the cheapest that begin otherwise than
  /// all before, for the formula errs alike on plans that begin alike.
  static func varied(_ all: [OrderSearch.Candidate], _ count: Int) -> [OrderSearch.Candidate] {
    guard all.count > count else { return all }
    let half = (count + 1) / 2
    var chosen = Array(all[..<half]), rest: [OrderSearch.Candidate] = []
    var begun = Set(chosen.map { $0.order.prefix(3) })
    for candidate in all[half...] {
      if chosen.count < count, begun.insert(candidate.order.prefix(3)).inserted { chosen.append(candidate) } else { rest.append(candidate) }
    }
    return chosen + rest.prefix(count - chosen.count)
  }

  /// The plans, cheapest first by sampled work, with the estimates that the samples give.
  ///
  /// Three heats: all plans make a few descents, the better ones more, the best two many.
  func sampled(_ plans: [Plan], on graph: Graph) -> [Plan] {
    guard let first = plans.first, first.estimate.work >= Self.worthSampling else { return plans }
    let vertices = first.order.count
    var effort = Self.effort(for: first.estimate.work, vertices: vertices)
    var field = plans.map { sampler(of: $0, on: graph) }
    var out: [PlanSampler] = []
    for (heat, descents, share) in [(Self.sampledPlans, 32, 0.3), (8, 256, 0.3), (2, 4096, 0.4)] {
      if field.count > heat {
        out = field[heat...] + out
        field = Array(field[..<heat])
      }
      sample(field, upTo: descents, effort: Int(effort * share / Double(field.count)))
      field = field.map { ($0, $0.score) }.sorted { $0.1 < $1.1 }.map(\.0)
      // The descents may know better how much there is to gain.
      effort = Swift.max(effort, Self.effort(for: field[0].score / 4, vertices: vertices))
    }
    return (field + out).map(\.result)
  }

  /// Samples every plan further. Each draws from numbers of its own: the threads do not change what is found.
  private func sample(_ field: [PlanSampler], upTo descents: Int, effort: Int) {
    nonisolated(unsafe) let field = field  // each is taken by one thread
    let next = Atomic(0)
    Parallel.run(Swift.min(workers, field.count, Self.mostSamplers)) { _ in
      while true {
        let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard place < field.count else { return }
        field[place].sample(upTo: descents, effort: field[place].effort + effort)
      }
    }
  }

  /// What random descents say of one plan; nil when the planner has no graph. For judging estimates.
  package func estimate(of plan: Plan, descents: Int) -> Plan.Estimate? {
    guard let graph else { return nil }
    let sampler = sampler(of: plan, on: graph)
    sampler.sample(upTo: descents, effort: Int.max)
    return sampler.estimate
  }

  private func sampler(of plan: Plan, on graph: Graph) -> PlanSampler {
    PlanSampler(
      plan, graph: graph, usesLocal: rules.contains(.local), prunes: rules.contains(.prunedLists),
      effectiveVertices: statistics.effectiveVertices)
  }
}
