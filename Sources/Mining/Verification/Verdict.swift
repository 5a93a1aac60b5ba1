import GraphStore
import PatternModel
import PatternSyntax
import Planning

/// Whether given vertices are a match of a pattern, clause by clause.
///
/// ```swift
/// let verdict = try graph.verdict(on: ["a": 12, "b": 77, "c": 9], as: pattern)
/// for clause in verdict.clauses where clause.state == .fails { print(clause.text, "-", clause.reason) }
/// ```
public struct Verdict: Sendable {
  public enum State: String, Hashable, Sendable {
    case holds, fails
    /// A variable that it speaks of is not bound.
    case open
  }

  /// What a clause asks for.
  public enum Kind: String, Hashable, Sendable {
    case distinct, label, edge
    case antiEdge = "anti-edge"
    /// Vertex-induced: no edge that the pattern does not have.
    case induced
    case antiVertex = "anti-vertex"
    case condition
    case edgeDistinct = "edge-distinct"
  }

  public struct Clause: Hashable, Sendable {
    public let kind: Kind
    /// The clause in pattern text, or in words where the text has none.
    public let text: String
    public let state: State
    /// What the graph has there, in the user's ids.
    public let reason: String
    /// Vertices outside the match that an anti-vertex forbids: at most three of them.
    public let offenders: [VertexID]
  }

  public let pattern: Pattern
  public let morphism: Morphism
  /// The vertex of every variable, in the pattern's order; nil: not bound.
  public let ids: [VertexID?]
  public let clauses: [Clause]

  /// Every variable is bound and every clause holds.
  public var isMatch: Bool { ids.allSatisfy { $0 != nil } && clauses.allSatisfy { $0.state == .holds } }
  /// Some clause fails, so that nothing can be added to make a match.
  public var isRefuted: Bool { clauses.contains { $0.state == .fails } }
}

/// Why vertices cannot be judged.
public enum VerdictError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No variable of the pattern; these are its variables.
  case unknownVariable(String, [String])
  case unknownVertex(VertexID)

  public var description: String {
    switch self {
    case .unknownVariable(let name, let known):
      "the pattern has no variable '\(name)'"
        + (Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? "")
        + " (its variables are \(known.joined(separator: ", ")))"
    case .unknownVertex(let id): "the graph has no vertex \(id)"
    }
  }
}

extension Graph {
  /// Judges whether vertices are a match of a pattern, straight from the definitions and without the matching engine.
  ///
  /// - Parameter assignment: vertices by variable; variables may be missing, and clauses that speak of them stay open.
  /// - Throws: ``VerdictError`` for a variable or a vertex that does not exist; ``PlanningError`` where the pattern makes no
  ///   sense in this graph.
  public func verdict(
    on assignment: [String: VertexID], as pattern: Pattern, morphism: Morphism = .injective
  ) throws -> Verdict {
    let names = pattern.vertices.map(\.name)
    var numbers = [Int?](repeating: nil, count: names.count)
    for (name, id) in assignment.sorted(by: { $0.key < $1.key }) {
      guard let place = names.firstIndex(of: name) else { throw VerdictError.unknownVariable(name, names) }
      guard let number = ids.number(of: id) else { throw VerdictError.unknownVertex(id) }
      numbers[place] = Int(number)
    }
    if pattern.isDirected, !isDirected { throw PlanningError.directionInUndirectedGraph }
    try ConditionCheck.check(pattern, in: self)
    let judge = MatchJudge(self, pattern, morphism)
    return Verdict(
      pattern: pattern, morphism: morphism, ids: numbers.map { $0.map { ids.id(of: $0) } }, clauses: judge.clauses(numbers))
  }
}
