import GraphStore
import PatternModel

extension Graph {
  /// All patterns whose minimum-image support in this graph is at least the threshold, with their exact supports.
  ///
  /// ```swift
  /// let frequent = try graph.frequentSubgraphs(support: 300, maxEdges: 3)
  /// for found in frequent.patterns { print(found.support, found.pattern) }
  /// ```
  ///
  /// - Throws: ``FrequentError`` when the options contradict each other or the graph.
  /// - Complexity: exponential in the size of the patterns at worst; patterns of few labelled edges take time close to
  ///   linear in the graph.
  public func frequentSubgraphs(
    support: FrequencyThreshold, maxEdges: Int? = nil, maxVertices: Int? = nil, inducing: Pattern.Inducing = .edges
  ) throws(FrequentError) -> FrequentResult {
    var options = FrequentOptions(support: support, maxEdges: maxEdges, maxVertices: maxVertices)
    options.inducing = inducing
    return try frequentSubgraphs(options)
  }

  /// Frequent patterns of this graph with all choices.
  ///
  /// - Parameters:
  ///   - each: receives every pattern as soon as it is known (closed, maximal and top patterns: at the end), one at a
  ///     time, in an order that does not depend on threads; false stops the run.
  ///   - progress: called from worker threads, ten times a second and at the end of every level.
  ///   - isCancelled: asked often, from all workers; true ends the run with what has been found.
  /// - Throws: ``FrequentError``.
  public func frequentSubgraphs(
    _ options: FrequentOptions, each: (@Sendable (FrequentPattern) -> Bool)? = nil,
    progress: (@Sendable (FrequentProgress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(FrequentError) -> FrequentResult {
    try FrequentRun(
      GraphSet([self]), isTransactional: false, options: options,
      limits: RunLimits(deadline: options.deadline, isCancelled: isCancelled), onPattern: each, onProgress: progress
    ).run()
  }

  /// Frequent patterns as an asynchronous sequence, delivered while the run goes on. Cancelling the task that iterates,
  /// or leaving the loop, stops the run. A run that ends early for another reason ends the sequence with
  /// ``FrequentRunStopped``.
  ///
  /// ```swift
  /// for try await found in graph.frequentSubgraphStream(FrequentOptions(support: 100, maxEdges: 4)) { ... }
  /// ```
  public func frequentSubgraphStream(
    _ options: FrequentOptions
  ) -> AsyncThrowingStream<FrequentPattern, any Error> {
    FrequentStream.make(GraphSet([self]), isTransactional: false, options)
  }
}

extension GraphSet {
  /// Patterns that are in at least so many of the graphs (transactional support), with the exact numbers.
  ///
  /// ```swift
  /// let compounds = try GraphSet(contentsOf: "compounds.lg")
  /// let frequent = try compounds.frequentSubgraphs(support: 0.3)
  /// ```
  ///
  /// - Throws: ``FrequentError`` when the options contradict each other or the graphs.
  public func frequentSubgraphs(
    support: FrequencyThreshold, maxEdges: Int? = nil, maxVertices: Int? = nil, inducing: Pattern.Inducing = .edges
  ) throws(FrequentError) -> FrequentResult {
    var options = FrequentOptions(support: support, maxEdges: maxEdges, maxVertices: maxVertices)
    options.inducing = inducing
    return try frequentSubgraphs(options)
  }

  /// Frequent patterns of the set with all choices; the parameters are those of the method of ``Graph``.
  ///
  /// - Throws: ``FrequentError``.
  public func frequentSubgraphs(
    _ options: FrequentOptions, each: (@Sendable (FrequentPattern) -> Bool)? = nil,
    progress: (@Sendable (FrequentProgress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(FrequentError) -> FrequentResult {
    try FrequentRun(
      self, isTransactional: true, options: options,
      limits: RunLimits(deadline: options.deadline, isCancelled: isCancelled), onPattern: each, onProgress: progress
    ).run()
  }

  /// Frequent patterns of the set as an asynchronous sequence; see the method of ``Graph``.
  public func frequentSubgraphStream(
    _ options: FrequentOptions
  ) -> AsyncThrowingStream<FrequentPattern, any Error> {
    FrequentStream.make(self, isTransactional: true, options)
  }
}

/// A stream of frequent patterns ended before the run had seen everything.
public struct FrequentRunStopped: Error, Hashable, Sendable, CustomStringConvertible {
  public let reason: EarlyStop
  public init(reason: EarlyStop) { self.reason = reason }
  public var description: String {
    "frequent subgraph mining stopped early (\(reason.rawValue)); the patterns so far are right, others may be missing"
  }
}

enum FrequentStream {
  /// The run has a thread of its own: it would block one of the concurrency pool.
  static func make(
    _ set: GraphSet, isTransactional: Bool, _ options: FrequentOptions
  ) -> AsyncThrowingStream<FrequentPattern, any Error> {
    AsyncThrowingStream { continuation in
      let limits = RunLimits(deadline: options.deadline)
      continuation.onTermination = { _ in limits.stop(.cancelled) }
      DetachedThread.run {
        do throws(FrequentError) {
          let result = try FrequentRun(
            set, isTransactional: isTransactional, options: options, limits: limits,
            onPattern: { pattern in
              continuation.yield(pattern)
              return true
            }
          ).run()
          if case .partial(_, let reason) = result {
            continuation.finish(throwing: FrequentRunStopped(reason: reason))
          } else {
            continuation.finish()
          }
        } catch {
          continuation.finish(throwing: error)
        }
      }
    }
  }
}
