import GraphStore
import PatternModel
import Synchronization

/// One occurrence of a pattern, in the user's ids.
public struct Match: Hashable, Sendable {
  /// Variables of the pattern, in the order of its vertices.
  public let names: [String]
  /// Ids of the matched vertices, in the order of `names`.
  public let ids: [Graph.VertexID]

  /// The vertex that a variable of the pattern is matched to; nil when the pattern has no such variable.
  public subscript(name: String) -> Graph.VertexID? {
    names.firstIndex(of: name).map { ids[$0] }
  }
}

/// Some matches, valid only during the call that receives them.
public struct MatchBatch {
  /// The pattern whose matches these are.
  public let pattern: Pattern
  package let names: [String]
  package let graph: Graph
  package let rows: UnsafeBufferPointer<UInt32>

  /// Number of matches in the batch.
  public var count: Int { rows.count / pattern.vertices.count }

  /// One match of the batch, as a value that may be kept.
  public subscript(position: Int) -> Match {
    let width = pattern.vertices.count
    return Match(
      names: names,
      ids: (0..<width).map { graph.ids.id(of: Int(rows[position * width + $0])) })
  }
}

/// Carries the first match out of the workers.
final class FoundMatch: Sendable {
  private let match = Mutex<Match?>(nil)
  func set(_ value: Match) { match.withLock { $0 = $0 ?? value } }
  var value: Match? { match.withLock { $0 } }
}
