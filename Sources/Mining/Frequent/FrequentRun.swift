import GraphStore
import PatternModel
import Synchronization

/// One mining run: level by level, patterns decided by all workers at the same time.
final class FrequentRun: @unchecked Sendable {  // workers share only what is atomic or locked
  private let options: FrequentOptions
  private let data: MiningData
  private let index: EdgeGroups
  private let threads: Int
  let limits: RunLimits
  private let export: PatternExport
  private var threshold: Int
  private var records: [Record] = []
  private var storedBytes = 0
  private let board = JobBoard()

  private let onPattern: (@Sendable (FrequentPattern) -> Bool)?
  private let onProgress: (@Sendable (FrequentProgress) -> Void)?
  private let decided = Atomic<Int>(0)

  init(
    _ graphs: [Graph], isTransactional: Bool, options: FrequentOptions, limits: RunLimits,
    onPattern: (@Sendable (FrequentPattern) -> Bool)? = nil,
    onProgress: (@Sendable (FrequentProgress) -> Void)? = nil
  ) throws(FrequentError) {
    try options.check()
    self.options = options
    self.limits = limits
    self.onPattern = onPattern
    self.onProgress = onProgress
    threads = max(1, options.threads ?? Parallel.processorCount)
    let universe = isTransactional ? graphs.count : graphs.reduce(0) { $0 + $1.vertexCount }
    threshold = try options.support.resolved(universe)
    data = try MiningData(graphs, isTransactional: isTransactional, threshold: threshold, options: options)
    let relations = options.inducing == .edges ? Relations(edgesOf: data) : try Relations(pairsOf: data)
    if relations.count >= Canonicalizer.maximumRelations {
      throw .tooManyEdgeLabels(relations.count, limit: Canonicalizer.maximumRelations - 1)
    }
    index = EdgeGroups(data, relations, threshold: threshold)
    export = PatternExport(index, options)
  }

  /// Runs to the end, or to the limits.
  func run() -> FrequentResult {
    mine()
    var selected = records
    switch options.selection {
    case .all: break
    case .closed: selected = selected.filter { !$0.hasEqual }
    case .maximal: selected = selected.filter { !$0.hasLarger }
    }
    if !deliversEarly || options.countsOccurrences || options.givesExamples || options.minimumOccurrences != nil {
      complete(selected)
    }
    if let least = options.minimumOccurrences { selected = selected.filter { ($0.occurrences ?? 0) >= least } }
    selected.sort(by: precedes)
    if let top = options.top { selected = Array(selected.prefix(top)) }
    let patterns = convert(selected)
    if !deliversEarly, let onPattern {
      for pattern in patterns where !onPattern(pattern) { limits.stop(.cancelled) }
    }
    if let reason = limits.stopReason { return .partial(patterns, reason) }
    return .complete(patterns)
  }

  /// Patterns can be handed out as soon as they are decided when nothing found later changes their place.
  private var deliversEarly: Bool { options.selection == .all && options.top == nil }

  private func precedes(_ a: Record, _ b: Record) -> Bool {
    let x = size(a), y = size(b)
    if options.top != nil, a.support != b.support { return a.support > b.support }
    if x != y { return x < y }
    if a.support != b.support { return a.support > b.support }
    return a.code.lexicographicallyPrecedes(b.code)
  }

  private func size(_ record: Record) -> (Int, Int) {
    let edges = export.edgeCount(record.pattern), vertices = record.pattern.vertexCount
    return options.inducing == .edges ? (edges, vertices) : (vertices, edges)
  }

  // MARK: Levels

  private func mine() {
    let canonicalizer = Canonicalizer(index.relations)
    let everything = [Bool](repeating: true, count: index.groups.count)
    var growth = Growth(index: index, options: options, isFrequent: everything, hasParallel: false)
    if options.maxVertices ?? 2 < 2 { return }
    var level = decide(growth.seeds(canonicalizer), number: options.inducing == .edges ? 1 : 2)
    var isFrequent = [Bool](repeating: false, count: index.groups.count)
    let seeds = Set(level.map(\.code))
    for (number, group) in index.groups.enumerated() {
      let edge = SmallPattern(
        classes: [Int32(group.source), Int32(group.target)],
        edges: [SmallPattern.Edge(u: 0, v: 1, relation: Int32(group.relation))])
      isFrequent[number] = seeds.contains(canonicalizer.canonicalise(edge).code)
    }
    growth = Growth(
      index: index, options: options, isFrequent: isFrequent,
      hasParallel: data.isDirected || data.edgeLabelCount > 1)
    var number = options.inducing == .edges ? 2 : 3
    while !level.isEmpty, !limits.poll() {
      raiseThreshold()
      let candidates = candidates(from: level, growth)
      let next = decide(candidates, number: number)
      for record in level {
        storedBytes -= record.domainBytes
        record.domains = nil
      }
      level = next
      number += 1
    }
    for record in level { record.domains = nil }
  }

  /// With `top`, patterns below the worst of the best so far cannot matter, nor can what grows out of them.
  private func raiseThreshold() {
    guard let top = options.top, options.selection == .all, options.minimumOccurrences == nil, records.count >= top
    else { return }
    threshold = max(threshold, records.map(\.support).sorted(by: >)[top - 1])
  }

  private func candidates(from level: [Record], _ growth: Growth) -> [Candidate] {
    let isBounded = options.inducing == .edges ? options.maxEdges : options.maxVertices
    if let isBounded, let first = level.first {
      if options.inducing == .edges, first.pattern.edges.count >= isBounded { return [] }
      if options.inducing == .vertices, first.pattern.vertexCount >= isBounded { return [] }
    }
    let found = Mutex<[Int: [Growth.Extension]]>([:])
    let next = Atomic<Int>(0)
    let threshold = threshold, limits = limits, relations = index.relations
    Parallel.run(min(threads, (level.count + 7) / 8)) { _ in
      let canonicalizer = Canonicalizer(relations)
      while !limits.isStopped {
        let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if i >= level.count { return }
        let extensions = growth.extensions(of: level[i], canonicalizer, threshold: threshold)
        if !extensions.isEmpty { found.withLock { $0[i] = extensions } }
        _ = limits.poll()
      }
    }
    // One order whatever the threads did.
    let all = found.withLock { $0 }
    var table = CandidateTable(growth)
    for i in level.indices { for extended in all[i] ?? [] { table.add(extended, of: level[i]) } }
    if limits.isStopped { return [] }
    return table.promising()
  }

  /// Decides the candidates of a level, all workers together, and keeps the frequent ones in their order.
  private func decide(_ candidates: [Candidate], number: Int) -> [Record] {
    if candidates.isEmpty { return [] }
    let shared = LevelState(candidates)
    let next = Atomic<Int>(0)
    let finished = Atomic<Int>(0)
    let active = Atomic<Int>(0)
    let before = records.count
    let deliver = Mutex<Int>(0)
    Parallel.run(threads) { [self] _ in
      let decider = SupportDecider(index, options: options, limits: limits, board: board, threads: threads)
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
        let record = decision.map { Record(candidates[i], $0) }
        if let record, deliversEarly, onPattern != nil || options.countsOccurrences || options.givesExamples {
          decider.complete(record, options)
        }
        shared.set(i, record, isDecided: !limits.isStopped || record != nil)
        active.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        decided.wrappingAdd(1, ordering: .relaxed)
        let now = finished.wrappingAdd(1, ordering: .relaxed).newValue
        if onPattern != nil, deliversEarly {
          deliver.withLock { first in
            while first < candidates.count, let record = shared.get(first) {
              if let record, !limits.isStopped { self.deliver(record) }
              first += 1
            }
          }
        }
        if let onProgress, now % 64 == 0 || now == candidates.count {
          onProgress(progress(number, now, candidates.count, before + shared.frequentCount))
        }
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
      remember(record)
    }
    return level
  }

  private func remember(_ record: Record) {
    storedBytes += record.byteCount
    if let memory = options.memory {
      if storedBytes > memory { limits.stop(.memory) }
      if storedBytes + record.domainBytes > memory { record.domains = nil }
    }
    storedBytes += record.domainBytes
  }

  private func deliver(_ record: Record) {
    if let least = options.minimumOccurrences, record.occurrences ?? 0 < least { return }
    if let onPattern, !onPattern(export.pattern(record)) { limits.stop(.cancelled) }
  }

  private func progress(_ level: Int, _ decidedHere: Int, _ candidates: Int, _ frequent: Int) -> FrequentProgress {
    let elapsed = limits.elapsed
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    return FrequentProgress(
      level: level, decided: decidedHere, candidates: candidates, frequent: frequent, elapsed: elapsed,
      rate: seconds > 0 ? Double(decided.load(ordering: .relaxed)) / seconds : 0)
  }

  // MARK: What was asked for besides

  /// Occurrences and examples of what does not have them yet.
  private func complete(_ selected: [Record]) {
    guard options.countsOccurrences || options.givesExamples || options.minimumOccurrences != nil else { return }
    let next = Atomic<Int>(0)
    Parallel.run(threads) { [self] _ in
      let decider = SupportDecider(index, options: options, limits: limits, board: board, threads: threads)
      while true {
        let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if i >= selected.count || limits.poll() { return }
        decider.complete(selected[i], options)
      }
    }
  }

  private func convert(_ selected: [Record]) -> [FrequentPattern] {
    let parts = Mutex<[Int: [FrequentPattern]]>([:])
    let next = Atomic<Int>(0)
    let chunk = 32
    let export = export
    Parallel.run(min(threads, (selected.count + chunk - 1) / chunk)) { _ in
      while true {
        let start = next.wrappingAdd(chunk, ordering: .relaxed).oldValue
        if start >= selected.count { return }
        let patterns = selected[start..<min(start + chunk, selected.count)].map { export.pattern($0) }
        parts.withLock { $0[start] = patterns }
      }
    }
    return parts.withLock { parts in parts.keys.sorted().flatMap { parts[$0]! } }
  }
}

/// Decisions of a level by candidate.
private final class LevelState: Sendable {
  private struct State {
    var records: [Record?]
    var isDecided: [Bool]
    var frequent = 0
  }
  private let state: Mutex<State>

  init(_ candidates: [Candidate]) {
    state = Mutex(
      State(
        records: Array(repeating: nil, count: candidates.count),
        isDecided: Array(repeating: false, count: candidates.count)))
  }

  func set(_ i: Int, _ record: Record?, isDecided: Bool) {
    state.withLock {
      $0.records[i] = record
      $0.isDecided[i] = isDecided
      if record != nil { $0.frequent += 1 }
    }
  }

  /// Outer nil: not decided yet; inner nil: not frequent.
  func get(_ i: Int) -> Record?? {
    state.withLock { $0.isDecided[i] ? .some($0.records[i]) : nil }
  }

  var frequentCount: Int { state.withLock { $0.frequent } }
}
