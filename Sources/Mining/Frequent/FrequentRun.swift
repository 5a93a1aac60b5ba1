import GraphStore
import PatternModel
import Synchronization

/// One mining run: level by level, patterns decided by all workers at the same time.
final class FrequentRun: @unchecked Sendable {  // workers share only what is atomic or locked
  let options: FrequentOptions
  let data: MiningData
  let index: EdgeGroups
  let threads: Int
  let limits: RunLimits
  let board = JobBoard()
  let onPattern: (@Sendable (FrequentPattern) -> Bool)?
  let memory: MemoryLedger
  let reporter: ProgressReporter?
  private let counter: OccurrenceCounter?
  private let export: PatternExport

  var threshold: Int
  var records: [Record] = []
  /// Levels whose candidates have all been decided.
  var completeLevels = 0

  init(
    _ set: GraphSet, isTransactional: Bool, options: FrequentOptions, limits: RunLimits,
    onPattern: (@Sendable (FrequentPattern) -> Bool)? = nil,
    onProgress: (@Sendable (FrequentProgress) -> Void)? = nil
  ) throws(FrequentError) {
    try options.check()
    self.options = options
    self.limits = limits
    self.onPattern = onPattern
    threads = max(1, options.threads ?? Parallel.processorCount)
    threshold = try options.support.resolved(isTransactional ? set.count : set.vertexCount)
    data = try MiningData(set, isTransactional: isTransactional, threshold: threshold, options: options)
    let relations = options.inducing == .edges ? Relations(edgesOf: data) : try Relations(pairsOf: data)
    if relations.count >= Canonicalizer.maximumRelations {
      throw .tooManyEdgeLabels(relations.count, limit: Canonicalizer.maximumRelations - 1)
    }
    index = EdgeGroups(data, relations, threshold: threshold, limits: limits)
    export = PatternExport(index, options)
    counter = options.countsOccurrences || options.minimumOccurrences != nil ? OccurrenceCounter(data) : nil
    memory = MemoryLedger(limit: options.memory, limits)
    reporter = onProgress.map { ProgressReporter(limits, $0) }
  }

  /// Runs to the end, or to the limits.
  func run() -> FrequentResult {
    // Stopped while it was prepared: what there is of the index must not be searched.
    if let reason = limits.stopReason { return .partial([], reason) }
    memory.add(index.byteCount)
    mine()
    var selected = records
    if options.selection != .all {
      selected = selected.filter { !(options.selection == .closed ? $0.hasEqual : $0.hasLarger) }
      // Whether something larger is frequent is known only where the next level was decided to its end.
      if limits.isStopped { selected = selected.filter { $0.level < completeLevels } }
    }
    complete(selected)
    if let least = options.minimumOccurrences { selected = selected.filter { ($0.occurrences ?? 0) >= least } }
    selected.sort(by: precedes)
    if let top = options.top { selected = Array(selected.prefix(top)) }
    let patterns = convert(selected)
    if !deliversEarly, let onPattern {
      for pattern in patterns where !onPattern(pattern) {
        limits.stop(.cancelled)
        break
      }
    }
    if let reason = limits.stopReason { return .partial(patterns, reason) }
    return .complete(patterns)
  }

  /// Patterns can be handed out as soon as they are decided when nothing found later changes their place.
  var deliversEarly: Bool { options.selection == .all && options.top == nil }

  func deliver(_ record: Record) {
    if let least = options.minimumOccurrences, record.occurrences ?? 0 < least { return }
    if let onPattern, !onPattern(export.pattern(record)) { limits.stop(.cancelled) }
  }

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

  /// Adds occurrences and examples, where they were asked for, to what does not have them yet.
  private func complete(_ selected: [Record]) {
    guard options.countsOccurrences || options.givesExamples || options.minimumOccurrences != nil else { return }
    let next = Atomic<Int>(0)
    Parallel.run(threads) { [self] _ in
      let decider = makeDecider()
      while true {
        let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if i >= selected.count || limits.poll() { return }
        decider.complete(selected[i], options)
      }
    }
  }

  /// One a worker.
  func makeDecider() -> SupportDecider {
    SupportDecider(index, options: options, limits: limits, board: board, threads: threads, counter: counter)
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
