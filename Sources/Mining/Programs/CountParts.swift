import Execution
import GraphStore
import PatternModel
import Planning

/// What adds up over the roots of a count or a census, and how the counts follow from it.
package struct CountParts: Sendable {
  package var combination: CountCombination
  /// A sum for every row of the combination.
  package var sums: [Int128]
  package var isComplete: [Bool]
  /// The row of all maps, where they are counted apart.
  package var embeddings: Int?

  package init(combination: CountCombination, sums: [Int128], isComplete: [Bool], embeddings: Int? = nil) {
    self.combination = combination
    self.sums = sums
    self.isComplete = isComplete
    self.embeddings = embeddings
  }

  /// Occurrences of every pattern, and all maps where they are counted apart; nil: not known.
  package func counts() throws(PlanningError) -> (occurrences: [UInt128?], embeddings: UInt128?) {
    let values = try combination.values(of: sums, isComplete: isComplete)
    func count(_ row: Int) -> UInt128? { values[row].map { UInt128(Swift.max(0, $0)) } }
    return (combination.results.map(count), embeddings.flatMap(count))
  }
}

extension Miner.CountQuery {
  package var automorphisms: UInt128 { coinciding?.maps.automorphisms ?? derivation.automorphisms[0] }
  package var morphism: Morphism { coinciding?.maps.morphism ?? .injective }

  /// How the count follows from what is summed up.
  package var combination: CountCombination {
    guard let coinciding else {
      return derivation.combination
    }
    var combination = CountCombination()
    var maps = CountCombination.Row()
    maps.sumDivisor = coinciding.maps.sumDivisor
    combination.rows = coinciding.orbits == nil ? [maps] : [maps, CountCombination.Row()]
    combination.results = [combination.rows.count - 1]
    return combination
  }

  /// The row of all maps.
  package var embeddingsRow: Int? { coinciding == nil ? nil : 0 }

  /// Tells apart what is counted and how: runs whose sums may be added have the same.
  package var work: String { WorkDescription.of(pattern.text, derivation, coinciding) }

  package var identity: WorkIdentity {
    let embeddings = coinciding.map { $0.orbits == nil && $0.maps.automorphisms > 1 } ?? false
    return WorkIdentity(question: pattern.text, options: options.words + (embeddings ? ", embeddings only" : ""), plan: work)
  }

  /// What sums that are not whole say: sums over roots only grow, but a combination with signs says nothing.
  package func lowerBound(_ parts: CountParts) -> UInt128 {
    guard coinciding != nil || derivation.quantities.count == 1, let row = parts.combination.results.first else { return 0 }
    return UInt128(Swift.max(0, parts.sums[row] / Int128(parts.combination.rows[row].sumDivisor)))
  }

  package func count(_ occurrences: UInt128, embeddings: UInt128?, isDirected: Bool) -> Count {
    Count(
      pattern: pattern, occurrences: occurrences, automorphisms: automorphisms, isDirected: isDirected,
      morphism: morphism, separateEmbeddings: embeddings)
  }

  /// What the sums say about the count, and whether it is all of it. The sums of a shard need not make a whole number of
  /// occurrences: its count is a bound, and only the sums are merged.
  package func count(_ parts: CountParts, isShard: Bool, isDirected: Bool) throws(PlanningError) -> (Count, isWhole: Bool) {
    if isShard {
      let maps = parts.embeddings.map { UInt128(Swift.max(0, parts.sums[$0] / Int128(parts.combination.rows[$0].sumDivisor))) }
      return (count(lowerBound(parts), embeddings: maps, isDirected: isDirected), parts.isComplete.allSatisfy { $0 })
    }
    let (occurrences, embeddings) = try parts.counts()
    return (
      count(occurrences[0] ?? lowerBound(parts), embeddings: embeddings, isDirected: isDirected), occurrences[0] != nil
    )
  }
}

extension Miner {
  /// Sums up what a count is made of, or the executor's part of it.
  package func parts(of query: CountQuery) throws(PlanningError) -> CountParts {
    var parts = CountParts(
      combination: query.combination, sums: [], isComplete: [], embeddings: query.embeddingsRow)
    func add(_ sum: Int128) {
      parts.sums.append(sum)
      parts.isComplete.append(!executor.control.isStopped)
    }
    if let plans = query.coinciding {
      add(try executor.at("maps").sum(plans.maps))
      if let orbits = plans.orbits { add(Int128(executor.at("orbits").list(orbits) { _ in true })) }
    } else {
      let sums = try executor.sums(of: query.derivation)
      (parts.sums, parts.isComplete) = (sums.sums, sums.isComplete)
    }
    return parts
  }
}

/// What is counted and how, in words: a checkpoint that is of another run can say what differs.
package struct WorkIdentity: Sendable {
  var question: String
  var options: String
  /// A hash that differs also where only the plan does.
  var plan: String
}

/// A text that differs where two runs would cut or add up their work differently.
enum WorkDescription {
  /// Counts how often the library has changed where work is cut: pieces from before must not be mixed with those from after.
  private static let cut: UInt64 = 2

  static func of(_ what: String, _ derivation: Derivation, _ coinciding: CoincidingPlans? = nil) -> String {
    var hash = Hash()
    hash.add(what)
    hash.add(cut)
    if let coinciding {
      add(coinciding.maps, &hash)
      if let orbits = coinciding.orbits { add(orbits, &hash) }
      return Hash.text(hash.finish())
    }
    for plan in derivation.plans { add(plan, &hash) }
    for quantity in derivation.quantities {
      switch quantity.source {
      case .none: hash.add(1)
      case .plan: hash.add(2)
      case .cliques(let size): hash.add(UInt64(100 + size))
      case .scalar(let number): hash.add("\(derivation.program.scalars[number])")
      }
    }
    let combination = derivation.combination
    for row in combination.rows {
      hash.add("\(row.sumDivisor) \(row.factor) \(row.divisor) \(row.terms.map { "\($0.coefficient) \($0.row)" })")
    }
    hash.add("\(combination.results)")
    let program = derivation.program
    hash.add("\(program.vertexNodes)\(program.edgeNodes)\(program.vectorNodes)\(program.sweeps)")
    return Hash.text(hash.finish())
  }

  static func of(_ what: String, _ derivation: RootedDerivation) -> String {
    var hash = Hash()
    hash.add(what)
    hash.add(cut)
    for column in derivation.columns {
      if case .plan(let plan) = column.source { add(plan, &hash) }
    }
    return Hash.text(hash.finish())
  }

  private static func add(_ plan: Plan, _ hash: inout Hash) {
    for line in Explanation(plan).lines { hash.add(line) }
    hash.add("\(plan.order) \(plan.multiplicity) \(plan.morphism)")
  }
}

extension Miner.MatchQuery {
  package var work: String { WorkDescription.of("matches of \(pattern.text)", Derivation(direct: plan)) }
}

extension Miner.OrbitQuery {
  package var work: String { WorkDescription.of("orbits \(size)", derivation) }
}

extension Miner.CensusQuery {
  package var workDescription: String { WorkDescription.of("census \(size)", derivation) }

  package var identity: WorkIdentity {
    WorkIdentity(question: "the motifs on \(size) vertices", options: MatchOptions().words, plan: workDescription)
  }

  package func count(_ position: Int, _ occurrences: UInt128, isDirected: Bool) -> Count {
    Count(
      pattern: patterns[position], occurrences: occurrences, automorphisms: derivation.automorphisms[position],
      isDirected: isDirected)
  }
}

extension Miner {
  /// Sums up what a census is made of, or the executor's part of it.
  package func parts(of query: CensusQuery) throws(PlanningError) -> CountParts {
    let sums = try executor.sums(of: query.derivation)
    return CountParts(combination: query.derivation.combination, sums: sums.sums, isComplete: sums.isComplete)
  }
}
