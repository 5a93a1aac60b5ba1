import Execution
import GraphStore
import PatternModel
import Planning

/// What one shard of a count, or of a census, has added up. The shards of a run, wherever they were run, give its counts.
///
/// ```swift
/// let query = try miner.planning(forShards: 3).prepareCount(of: pattern)
/// let shards = try (1...3).map { try miner.run(query, shard: Shard($0, of: 3)!).value }
/// let count = try CountShard.merge(shards)[0]
/// ```
public struct CountShard: Sendable {
  public let shard: Shard
  /// Fingerprints of the graph, and of what is counted and how: shards with different ones cannot be merged.
  public let graph: String
  public let work: String
  /// False when a limit was reached: the shard has to be run again.
  public let isComplete: Bool
  package let parts: CountParts
  /// One for every pattern; the counts are those of nothing yet.
  package let counted: [Count]

  package init(
    shard: Shard, graph: String, work: String, isComplete: Bool, parts: CountParts, counted: [Count]
  ) {
    self.shard = shard
    self.graph = graph
    self.work = work
    self.isComplete = isComplete
    self.parts = parts
    self.counted = counted
  }

  /// Adds the shards of one run up, in any order.
  ///
  /// - Throws: ``ShardError`` when they do not belong together or some are missing; ``PlanningError/countTooLarge``.
  public static func merge(_ shards: [CountShard]) throws -> [Count] {
    try ShardError.check(shards.map { .init(shard: $0.shard, graph: $0.graph, work: $0.work, isComplete: $0.isComplete) })
    var parts = shards[0].parts
    for other in shards.dropFirst() {
      for row in parts.sums.indices {
        let (sum, overflow) = parts.sums[row].addingReportingOverflow(other.parts.sums[row])
        if overflow { throw PlanningError.countTooLarge }
        parts.sums[row] = sum
      }
    }
    let (occurrences, embeddings) = try parts.counts()
    return zip(shards[0].counted, occurrences).map { count, occurrences in
      var count = count
      count.occurrences = occurrences ?? 0
      count.separateEmbeddings = embeddings
      return count
    }
  }
}

/// Why shards cannot be merged.
public enum ShardError: Error, Hashable, Sendable, CustomStringConvertible {
  case none
  /// Position of the shard that differs from the first one, and in what.
  case mismatch(Int, String)
  /// Positions of two that are the same shard.
  case repeated(Int, Int)
  case missing([Int], of: Int)
  /// Position of a shard that a limit stopped.
  case incomplete(Int)

  public var description: String {
    switch self {
    case .none: "no shards"
    case .mismatch(let position, let what): "shard \(position + 1) of those given differs from the first: \(what)"
    case .repeated(let a, let b): "shards \(a + 1) and \(b + 1) of those given are the same part"
    case .missing(let numbers, let count):
      "\(numbers.count == 1 ? "shard" : "shards") \(Self.list(numbers)) of \(count) \(numbers.count == 1 ? "is" : "are") missing"
    case .incomplete(let position): "shard \(position + 1) of those given was stopped before its end; run it again"
    }
  }

  private static func list(_ numbers: [Int]) -> String {
    numbers.prefix(10).map(String.init).joined(separator: ", ") + (numbers.count > 10 ? ", ..." : "")
  }

  /// What a shard says of itself.
  package struct Identity {
    package var shard: Shard
    package var graph: String
    package var work: String
    package var isComplete: Bool
    package init(shard: Shard, graph: String, work: String, isComplete: Bool) {
      self.shard = shard
      self.graph = graph
      self.work = work
      self.isComplete = isComplete
    }
  }

  /// Checks that these are all the shards of one run.
  package static func check(_ all: [Identity]) throws(ShardError) {
    guard let first = all.first else { throw .none }
    var places: [Int: Int] = [:]
    for (position, own) in all.enumerated() {
      if own.graph != first.graph { throw .mismatch(position, "it is of another graph") }
      if own.shard.count != first.shard.count {
        throw .mismatch(position, "the work was cut into \(own.shard.count) and \(first.shard.count) parts")
      }
      if own.work != first.work { throw .mismatch(position, "it counts something else, or in another way") }
      if !own.isComplete { throw .incomplete(position) }
      if let other = places.updateValue(position, forKey: own.shard.number) { throw .repeated(other, position) }
    }
    let missing = (1...first.shard.count).filter { places[$0] == nil }
    if !missing.isEmpty { throw .missing(missing, of: first.shard.count) }
  }
}

extension Miner {
  /// Does one shard of a count; ``CountShard/merge(_:)`` adds them up.
  ///
  /// Sums over the roots are divided; tables that they read are made by every shard in full.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: CountQuery, shard: Shard, limits: Limits? = nil) throws(PlanningError) -> Outcome<CountShard> {
    @Sendable func run(_ miner: Miner) throws(PlanningError) -> CountShard { try miner.dividing(shard).countShard(query, shard) }
    guard let limits else { return .complete(try run(self)) }
    return try limited(limits) { miner throws(PlanningError) in try run(miner) }
  }

  /// Does one shard of a census; see ``run(_:shard:limits:)``.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: CensusQuery, shard: Shard, limits: Limits? = nil) throws(PlanningError) -> Outcome<CountShard> {
    @Sendable func run(_ miner: Miner) throws(PlanningError) -> CountShard { try miner.dividing(shard).countShard(query, shard) }
    guard let limits else { return .complete(try run(self)) }
    return try limited(limits) { miner throws(PlanningError) in try run(miner) }
  }

  package func dividing(_ shard: Shard?, _ ledger: Ledger? = nil) -> Miner {
    var copy = self
    copy.executor.division = Division(shard: shard, ledger: ledger)
    return copy
  }

  /// The same miner, planning for runs that are cut into so many shards: what every shard would have to do in full is then
  /// avoided where that pays. All shards must be planned alike.
  public func planning(forShards count: Int) -> Miner {
    var copy = self
    copy.planner.shards = Swift.max(1, count)
    return copy
  }

  /// The same miner at a place of a divided run.
  package func at(_ place: String) -> Miner {
    var copy = self
    copy.executor = executor.at(place)
    return copy
  }

  package func countShard(_ query: CountQuery, _ shard: Shard) throws(PlanningError) -> CountShard {
    let parts = try parts(of: query)
    return CountShard(
      shard: shard, graph: GraphFingerprint(graph).description, work: query.work,
      isComplete: parts.isComplete.allSatisfy { $0 }, parts: parts,
      counted: [query.count(0, embeddings: nil, isDirected: graph.isDirected)])
  }

  package func countShard(_ query: CensusQuery, _ shard: Shard) throws(PlanningError) -> CountShard {
    let parts = try parts(of: query)
    return CountShard(
      shard: shard, graph: GraphFingerprint(graph).description, work: query.workDescription,
      isComplete: parts.isComplete.allSatisfy { $0 }, parts: parts,
      counted: query.patterns.indices.map { query.count($0, 0, isDirected: graph.isDirected) })
  }
}
