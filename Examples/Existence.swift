import Gyrfalcon

/// Whether a pattern occurs, with the place; stops at the first.
public func existence(_ graph: Graph, of pattern: Pattern) throws -> String {
  guard let match = try graph.first(1, of: pattern).first else { return "no \(pattern)" }
  return "\(pattern) at \(match.ids.map(\.description).joined(separator: ", "))"
}
