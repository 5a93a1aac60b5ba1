import GraphStore
import Synchronization

/// Growth and decisions, level by level.
extension FrequentRun {
  /// Fills `records` until nothing is frequent, the bounds are reached, or the run is stopped.
  func mine() {
    let canonicalizer = Canonicalizer(index.relations)
    let everything = [Bool](repeating: true, count: index.groups.count)
    var growth = Growth(index: index, options: options, isFrequent: everything, hasParallel: false)
    if options.maxVertices ?? 2 < 2 { return }
    var level = decide(growth.seeds(canonicalizer), number: 1)
    growth = Growth(
      index: index, options: options, isFrequent: frequentGroups(level, canonicalizer),
      hasParallel: data.isDirected || data.edgeLabelCount > 1)
    while !level.isEmpty, !limits.poll() {
      raiseThreshold()
      let (candidates, bytes) = candidates(from: level, growth)
      let next = decide(candidates, number: level[0].level + 1)
      memory.remove(bytes)
      for record in level { forgetDomains(record) }
      level = next
    }
    for record in level { forgetDomains(record) }
  }

  /// The groups whose edge alone is a frequent pattern.
  private func frequentGroups(_ seeds: [Record], _ canonicalizer: Canonicalizer) -> [Bool] {
    let codes = Set(seeds.map(\.code))
    return index.groups.map { group in
      let edge = SmallPattern(
        classes: [Int32(group.source), Int32(group.target)],
        edges: [SmallPattern.Edge(u: 0, v: 1, relation: Int32(group.relation))])
      return codes.contains(canonicalizer.canonicalise(edge).code)
    }
  }

  /// With `top`, what comes now is larger than all there is, so it has to beat the worst of the best so far: patterns
  /// that do not, and what grows out of them, cannot matter.
  private func raiseThreshold() {
    guard let top = options.top, options.selection == .all, options.minimumOccurrences == nil, records.count >= top
    else { return }
    threshold = max(threshold, records.map(\.support).sorted(by: >)[top - 1] + 1)
  }

  /// The candidates of the next level, and roughly the bytes that they take.
  private func candidates(from level: [Record], _ growth: Growth) -> ([Candidate], bytes: Int) {
    let bound = options.inducing == .edges ? options.maxEdges : options.maxVertices
    if let bound {
      let first = level[0].pattern
      if (options.inducing == .edges ? first.edges.count : first.vertexCount) >= bound { return ([], 0) }
    }
    let found = Mutex<[Int: [Growth.Extension]]>([:])
    let next = Atomic<Int>(0)
    let bytes = Atomic<Int>(0)
    let threshold = threshold, limits = limits, relations = index.relations, memory = memory
    Parallel.run(min(threads, (level.count + 7) / 8)) { _ in
      let canonicalizer = Canonicalizer(relations)
      while !limits.isStopped {
        let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if i >= level.count { return }
        let extensions = growth.extensions(of: level[i], canonicalizer, threshold: threshold)
        if !extensions.isEmpty {
          let size = extensions.reduce(0) { $0 + $1.byteCount }
          bytes.wrappingAdd(size, ordering: .relaxed)
          memory.add(size)
          found.withLock { $0[i] = extensions }
        }
        _ = limits.poll()
      }
    }
    let size = bytes.load(ordering: .relaxed)
    if limits.isStopped { return ([], size) }
    // One order whatever the threads did.
    let all = found.withLock { $0 }
    var table = CandidateTable(growth)
    for i in level.indices { for extended in all[i] ?? [] { table.add(extended, of: level[i]) } }
    return (table.promising(), size)
  }

  /// Decides the candidates of a level, all workers together, and keeps the frequent ones in their order.
  private func decide(_ candidates: [Candidate], number: Int) -> [Record] {
    if candidates.isEmpty {
      if !limits.isStopped { completeLevels = number }
      return []
    }
    let shared = LevelState(candidates)
    let next = Atomic<Int>(0)
    let finished = Atomic<Int>(0)
    let active = Atomic<Int>(0)
    let before = records.count
    let delivered = Mutex<Int>(0)
    reporter?.begin(
      level: options.inducing == .edges ? number : number + 1, candidates: candidates.count, frequent: before)
    Parallel.run(threads) { [self] _ in
      let decider = makeDecider()
      while !limits.isStopped {
        active.wrappingAdd(1, ordering: .sequentiallyConsistent)
        let i = next.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue
        if i >= candidates.count {
          active.wrappingSubtract(1, ordering: .sequentiallyConsistent)
          // Nothing of one's own left: help the others with theirs.
          if decider.help() { continue }
          if active.load(ordering: .sequentiallyConsistent) == 0 { return }
          pause()
          continue
        }
        let decision = decider.decide(candidates[i], threshold: threshold)
        let record = decision.map { Record(candidates[i], $0, level: number) }
        if let record {
          if deliversEarly { decider.complete(record, options) }
          remember(record)
        }
        // A decision that was cut short is none, unless it came out in time.
        shared.set(i, record, isDecided: !limits.isStopped || record != nil)
        active.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        if shared.isDecided(i) { finished.wrappingAdd(1, ordering: .relaxed) }
        if onPattern != nil, deliversEarly {
          delivered.withLock { first in
            while first < candidates.count, let record = shared.get(first) {
              if let record, !limits.isStopped { deliver(record) }
              first += 1
            }
          }
        }
        reporter?.decided(isFrequent: record != nil)
        _ = limits.poll()
      }
    }
    var level: [Record] = []
    for i in candidates.indices {
      guard let record = shared.get(i) ?? nil else { continue }
      level.append(record)
      records.append(record)
      for (parent, _) in candidates[i].parents {
        parent.hasLarger = true
        if parent.support == record.support { parent.hasEqual = true }
      }
    }
    if finished.load(ordering: .relaxed) == candidates.count { completeLevels = number }
    return level
  }

  /// Enters a pattern into the ledger; its domains are dropped when there is no room for them.
  private func remember(_ record: Record) {
    memory.add(record.byteCount)
    let bytes = record.domainBytes
    if memory.hasRoom(for: bytes) { memory.add(bytes) } else { record.domains = nil }
  }

  private func forgetDomains(_ record: Record) {
    memory.remove(record.domainBytes)
    record.domains = nil
  }
}
