import GraphStore

/// The second opinion on the plans that the order search likes best: a formula ranks thousands of orders, descents into
/// the graph rank the few that are left.
extension Planner {
  /// Plans that are cheaper than this by the formula are taken as they are: a better one could not repay the sampling.
  private static let worthSampling = 2e6
  /// Candidates that are sampled.
  static let sampledPlans = 16
  /// Of a plan's expected steps, the part that may be spent on checking it; and the most, about 2 ms.
  private static let share = 0.02
  private static let mostEffort = 6e5

  /// The plans, cheapest first by sampled work, with the estimates that the samples give.
  ///
  /// Three heats: all plans make a few descents, the better ones more, the best two many.
  func sampled(_ plans: [Plan], on graph: Graph) -> [Plan] {
    guard let first = plans.first, first.estimate.work >= Self.worthSampling else { return plans }
    let effort = Swift.min(Self.mostEffort, first.estimate.work * Self.share)
    var field = plans.map { PlanSampler($0, graph: graph, usesLocal: rules.contains(.local)) }
    var out: [PlanSampler] = []
    for (heat, descents) in [(16, 48), (5, 256), (2, 2048)] {
      if field.count > heat {
        out = field[heat...] + out
        field = Array(field[..<heat])
      }
      for sampler in field {
        sampler.sample(upTo: descents, effort: sampler.effort + Int(effort / 3 / Double(field.count)))
      }
      field.sort { $0.estimate.work < $1.estimate.work }
    }
    return (field + out).map { sampler in
      var plan = sampler.plan
      plan.estimate = sampler.estimate
      return plan
    }
  }
}
