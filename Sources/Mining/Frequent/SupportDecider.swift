import Glibc

/// Gives up the processor for a moment.
func pause() { sched_yield() }

/// Decides supports: one per worker.
struct SupportDecider {
  let index: EdgeGroups
  let isInduced: Bool
  let lowerBoundOnly: Bool
  let limits: RunLimits
  let board: JobBoard
  let isShared: Bool
  let walk: SearchProgram.Walk
  let counter: OccurrenceCounter?

  init(
    _ index: EdgeGroups, options: FrequentOptions, limits: RunLimits, board: JobBoard, threads: Int,
    counter: OccurrenceCounter?
  ) {
    self.counter = counter
    self.index = index
    isInduced = options.inducing == .vertices
    lowerBoundOnly = options.lowerBoundOnly
    self.limits = limits
    self.board = board
    isShared = threads > 1
    walk = SearchProgram.Walk(limits)
  }

  /// The support of a candidate, or nil when it is below the threshold or the run was stopped.
  func decide(_ candidate: Candidate, threshold: Int) -> SupportDecision? {
    guard var domains = Domains(candidate, index, threshold: threshold), domains.prune() else { return nil }
    let data = index.data
    if data.isTransactional, domains.bits.contains(where: { graphs($0, candidate, domains) < threshold }) {
      return nil
    }
    let core = SearchCore.vertices(candidate, index, isInduced: isInduced)
    if core.isEmpty { return finish(candidate, domains, isExact: true, threshold) }

    let states = domains.bits.indices.map { orbit in
      PlaceStates(domains.bits[orbit], count: size(candidate, orbit))
    }
    // The orbit with the smallest domain first: it is the likeliest to fail.
    var orbits = Array(Set(core.map { candidate.orbitOf[$0] })).sorted {
      (domains.counts[$0], $0) < (domains.counts[$1], $1)
    }
    if data.isTransactional {
      return decideGraphs(candidate, &domains, states, core, orbit: orbits[0], threshold)
    }
    if lowerBoundOnly {
      guard search(candidate, &domains, states, core, orbits, threshold, enough: threshold) else { return nil }
      if witnessesSuffice(candidate, domains, states, core, threshold) {
        return SupportDecision(support: threshold, isExact: false, domains: domains.bits)
      }
      orbits.sort { (domains.counts[$0], $0) < (domains.counts[$1], $1) }
    }
    guard search(candidate, &domains, states, core, orbits, threshold, enough: nil) else { return nil }
    // Every place of the core now has a match; what hangs on the core follows by arc consistency.
    guard domains.prune() else { return nil }
    return finish(candidate, domains, isExact: !lowerBoundOnly, threshold)
  }

  private func finish(
    _ candidate: Candidate, _ domains: Domains, isExact: Bool, _ threshold: Int
  ) -> SupportDecision? {
    guard isExact else { return SupportDecision(support: threshold, isExact: false, domains: domains.bits) }
    let support = index.data.isTransactional
      ? graphs(domains.bits[0], candidate, domains, orbit: 0) : domains.counts.min()!
    return support >= threshold ? SupportDecision(support: support, isExact: true, domains: domains.bits) : nil
  }

  private func size(_ candidate: Candidate, _ orbit: Int) -> Int {
    index.data.classes[Int(candidate.pattern.classes[candidate.representatives[orbit]])].count
  }

  /// Searches all open places of the core's orbits. False: not frequent, or stopped.
  private func search(
    _ candidate: Candidate, _ domains: inout Domains, _ states: [PlaceStates], _ core: [Int], _ orbits: [Int],
    _ threshold: Int, enough: Int?
  ) -> Bool {
    for orbit in orbits {
      let root = candidate.representatives[orbit]
      var places: [UInt32] = []
      var witnessed = 0
      domains.bits[orbit].forEach { place in
        if states[orbit][place] == PlaceStates.witnessed { witnessed += 1 } else { places.append(place) }
      }
      if places.isEmpty { continue }
      let program = program(candidate, domains, states, root: root, core)
      let job = SearchJob(
        program, places: places, members: index.members[Int(candidate.pattern.classes[root])],
        allowance: domains.counts[orbit] - threshold, enough: enough, alreadyFound: witnessed, units: nil)
      board.run(job, walk, limits, isShared: isShared)
      if job.isRejected || limits.isStopped { return false }
      if domains.remove(excludedIn: states[orbit], orbit: orbit) {
        let before = domains.counts
        guard domains.counts[orbit] >= threshold, domains.prune() else { return false }
        for other in domains.bits.indices where domains.counts[other] != before[other] {
          exclude(domains.bits[other], states[other], size(candidate, other))
        }
      }
    }
    return true
  }

  private func exclude(_ domain: Bits, _ states: PlaceStates, _ count: Int) {
    for place in 0..<UInt32(count) where !domain.contains(place) { states[place] = PlaceStates.excluded }
  }

  private func program(
    _ candidate: Candidate, _ domains: Domains, _ states: [PlaceStates], root: Int, _ vertices: [Int]
  ) -> SearchProgram {
    SearchProgram(
      candidate.pattern, index, root: root, vertices: vertices, states: candidate.orbitOf.map { states[$0] },
      sizes: candidate.orbitOf.map { domains.counts[$0] }, isInduced: isInduced)
  }

  /// Lower bounds: whether the witnessed places of the core alone carry enough places for what hangs on it.
  private func witnessesSuffice(
    _ candidate: Candidate, _ domains: Domains, _ states: [PlaceStates], _ core: [Int], _ threshold: Int
  ) -> Bool {
    let inCore = Set(core.map { candidate.orbitOf[$0] })
    if inCore.count == candidate.orbitCount { return true }
    return domains.restricted { orbit in
      guard inCore.contains(orbit) else { return nil }
      return { states[orbit][$0] == PlaceStates.witnessed }
    } != nil
  }

  // MARK: Sets of graphs

  private func graphs(_ bits: Bits, _ candidate: Candidate, _ domains: Domains) -> Int {
    graphs(bits, candidate, domains, orbit: domains.bits.firstIndex { $0 === bits }!)
  }

  /// Number of graphs with a vertex in the domain. Members ascend, so those of a graph stand together.
  private func graphs(_ bits: Bits, _ candidate: Candidate, _ domains: Domains, orbit: Int) -> Int {
    let members = index.members[Int(candidate.pattern.classes[candidate.representatives[orbit]])]
    var last = UInt32.max
    var count = 0
    bits.forEach { place in
      let unit = index.data.units[Int(members[Int(place)])]
      if unit != last { count += 1 }
      last = unit
    }
    return count
  }

  /// A set of graphs: one match per graph will do, found from any vertex of the core.
  private func decideGraphs(
    _ candidate: Candidate, _ domains: inout Domains, _ states: [PlaceStates], _ core: [Int], orbit: Int,
    _ threshold: Int
  ) -> SupportDecision? {
    let root = candidate.representatives[orbit]
    let units = UnitStates(index.data)
    var places: [UInt32] = []
    domains.bits[orbit].forEach { places.append($0) }
    let job = SearchJob(
      program(candidate, domains, states, root: root, core), places: places,
      members: index.members[Int(candidate.pattern.classes[root])], allowance: .max,
      enough: lowerBoundOnly ? threshold : nil, alreadyFound: 0, units: units)
    board.run(job, walk, limits, isShared: isShared)
    if limits.isStopped { return nil }
    let support = units.count
    if support < threshold { return nil }
    if domains.remove(excludedIn: states[orbit], orbit: orbit) { _ = domains.prune() }
    return SupportDecision(
      support: lowerBoundOnly ? threshold : support, isExact: !lowerBoundOnly, domains: domains.bits)
  }
}
