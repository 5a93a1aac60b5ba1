import Execution
import GraphStore
import PatternModel
import Planning

/// The matches of a pattern, one an occurrence, in no particular order, as they are found.
///
/// Every iteration is a run of its own, on threads of its own. They wait when the reader is behind (a few batches are kept
/// ready), and stop when the iterator goes or its task is cancelled.
///
/// ```swift
/// for try await match in graph.matches(of: pattern).prefix(10) { print(match["a"]!) }
/// ```
public struct MatchSequence: AsyncSequence, Sendable {
  /// One occurrence.
  public typealias Element = Match
  let miner: Miner
  let pattern: Pattern
  let limit: Int?

  /// A run of its own for every iterator; it starts at the first call of `next`.
  public func makeAsyncIterator() -> Iterator { Iterator(self) }

  /// Asks for one match after the other. Ends the run when it goes.
  public struct Iterator: AsyncIteratorProtocol {
    private let sequence: MatchSequence
    private var run: Run?
    private var rows: [UInt32] = []
    private var place = 0

    init(_ sequence: MatchSequence) { self.sequence = sequence }

    /// The next match; nil after the last, and when the task was cancelled.
    ///
    /// - Throws: ``PlanningError``, at the first call, when the pattern cannot be matched in this graph.
    public mutating func next() async throws -> Match? {
      let run = try self.run ?? Run(sequence)
      self.run = run
      if place >= rows.count {
        rows = await run.channel.next() ?? []
        place = 0
        if rows.isEmpty { return nil }
      }
      let width = run.names.count
      defer { place += width }
      let ids = sequence.miner.graph.ids
      return Match(names: run.names, ids: rows[place..<place + width].map { ids.id(of: Int($0)) })
    }
  }

  /// Lives as long as its iterator.
  private final class Run: Sendable {
    let channel: MatchChannel
    let names: [String]

    init(_ sequence: MatchSequence) throws(PlanningError) {
      let query = try sequence.miner.prepareMatches(of: sequence.pattern, limit: sequence.limit)
      names = query.names
      let control = RunControl()
      let channel = MatchChannel { control.stop() }
      self.channel = channel
      var stoppable = sequence.miner.executor
      stoppable.control = control
      let executor = stoppable, limit = sequence.limit
      DetachedThread.run {
        // Small batches: whoever waits for the first match should not wait for the thousandth.
        executor.list(query.plan, limit: limit, batch: 64) { channel.send($0) }
        channel.finish()
      }
    }

    deinit { channel.cancel() }
  }
}
