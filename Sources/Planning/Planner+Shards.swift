import GraphStore

/// Planning for runs that are cut into shards: what every shard has to do in full weighs more there.
extension Planner {
  /// The derivation that takes a shard least time: as for one run, or with plans in place of tables, whose work is shared
  /// out in full.
  package func forShards(
    _ make: (Planner) throws(PlanningError) -> Derivation
  ) throws(PlanningError) -> Derivation {
    let whole = try make(self)
    guard shards > 1, rules.contains(.tables), whole.quantities.contains(where: \.isFromTables) else { return whole }
    var matching = self
    matching.rules.remove(.tables)
    let plans = try make(matching)
    return plans.work / Double(shards) < workOfShard(whole) ? plans : whole
  }

  /// What one of the shards has to do, in nanoseconds on one core.
  private func workOfShard(_ derivation: Derivation) -> Double {
    let scalars = derivation.quantities.compactMap { quantity -> TableProgram.Scalar? in
      if case .scalar(let number) = quantity.source { derivation.program.scalars[number] } else { nil }
    }
    let live = TableProgram.Liveness(derivation.program, scalars: scalars)
    let tables = Swift.min(derivation.work, algebraCosts.cost(of: derivation.program, live.withoutTotals(derivation.program)))
    return tables + (derivation.work - tables) / Double(shards)
  }
}

extension Derivation.Quantity {
  fileprivate var isFromTables: Bool { if case .scalar = source { true } else { false } }
}

extension TableProgram.Liveness {
  /// What is left without the sweeps that only give a number, and without the vectors that only they read.
  fileprivate func withoutTotals(_ program: TableProgram) -> Self {
    var copy = self
    var hasOthers = false
    for (number, sweep) in program.sweeps.enumerated() where copy.sweepLevels[number] > 0 {
      if sweep.output == .total { copy.sweepLevels[number] = 0 } else { hasOthers = true }
    }
    if !hasOthers { copy.vectors = copy.vectors.map { _ in false } }
    return copy
  }
}
