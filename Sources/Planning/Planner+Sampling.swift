import GraphStore

/// The second opinion on the plans that the order search likes best: a formula ranks thousands of orders, descents into
/// the graph rank the few that are left.
extension Planner {
  /// Plans that are cheaper than this by the formula are taken as they are: a better one could not repay the sampling.
  private static let worthSampling = 2e6
  /// Candidates that are sampled.
  static let sampledPlans = 32
  /// Of a plan's expected steps, the part that may be spent on checking it; and the most: 3 ms.
  private static let share = 0.02
  private static let mostEffort = 3e6

  /// The plans, cheapest first by sampled work, with the estimates that the samples give.
  ///
  /// Three heats: all plans make a few descents, the better ones more, the best two many.
  func sampled(_ plans: [Plan], on graph: Graph) -> [Plan] {
    guard let first = plans.first, first.estimate.work >= Self.worthSampling else { return plans }
    let effort = Swift.min(Self.mostEffort, first.estimate.work * Self.share)
    var field = plans.map { sampler(of: $0, on: graph) }
    var out: [PlanSampler] = []
    for (heat, descents) in [(32, 32), (8, 192), (2, 2048)] {
      if field.count > heat {
        out = field[heat...] + out
        field = Array(field[..<heat])
      }
      for sampler in field {
        sampler.sample(upTo: descents, effort: sampler.effort + Int(effort / 3 / Double(field.count)))
      }
      field.sort { $0.estimate.work < $1.estimate.work }
    }
    return (field + out).map(\.result)
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
