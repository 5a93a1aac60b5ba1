import GraphStore
import PatternSyntax

/// Why a pattern cannot be planned for a graph, or not be counted in it.
public enum PlanningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pattern has an arc and the graph no direction.
  case directionInUndirectedGraph
  /// The engine cannot match this feature yet.
  case unsupported(String)
  /// An anchor names no variable of the pattern; these are its variables.
  case unknownVariable(String, [String])
  /// A condition that does not fit the graph: an attribute it does not have, or of another type.
  case condition(String)
  /// The number of occurrences, or a sum on the way to it, exceeds 127 bits.
  case countTooLarge
  /// A limit was reached before it was decided how to answer.
  case stopped(EarlyStop)

  /// What is wrong and what to do, in one line.
  public var description: String {
    switch self {
    case .directionInUndirectedGraph:
      "the pattern has a directed edge, but the graph is undirected; write -- instead of ->, or read the graph with --directed"
    case .unsupported(let feature):
      "\(feature): not supported"
    case .unknownVariable(let name, let known):
      "the pattern has no variable '\(name)'"
        + (Suggestion.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? "")
        + " (there are: \(known.joined(separator: ", ")))"
    case .condition(let message): message
    case .stopped(let reason): "planning was stopped (\(reason.rawValue))"
    case .countTooLarge:
      "the count exceeds 127 bits; count a smaller pattern"
    }
  }
}
