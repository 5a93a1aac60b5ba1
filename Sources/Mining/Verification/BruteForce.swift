import GraphStore
import PatternModel
import Planning

/// All maps of a pattern into a small graph, by trying everything; ``MatchJudge`` says what is a match.
struct BruteForce {
  private let judge: MatchJudge
  private let mostSteps: Int

  /// - Parameter mostSteps: vertices tried before it is given up.
  init(_ graph: Graph, _ pattern: Pattern, _ morphism: Morphism, mostSteps: Int = 400_000) {
    judge = MatchJudge(graph, pattern, morphism)
    self.mostSteps = mostSteps
  }

  /// Matches as rows of internal numbers; nil when there is too much to try.
  func matches() -> [[Int]]? {
    let pattern = judge.pattern, count = pattern.vertices.count
    var found: [[Int]] = []
    var match: [Int] = []
    var steps = 0

    // Prefixes are given up for what every match needs; the judge does not rely on it.
    func mayBe(_ candidate: Int) -> Bool {
      if judge.morphism == .injective, match.contains(candidate) { return false }
      return pattern.edges.allSatisfy { edge in
        guard max(edge.source, edge.target) == match.count else { return true }
        let other = match[min(edge.source, edge.target)]
        return judge.hasArc(candidate, other) || judge.hasArc(other, candidate)
      }
    }

    func extend() {
      if match.count == count {
        steps += 20
        if judge.isMatch(match) { found.append(match) }
        return
      }
      for candidate in 0..<judge.graph.vertexCount {
        steps += 1
        if steps > mostSteps { return }
        guard mayBe(candidate) else { continue }
        match.append(candidate)
        extend()
        match.removeLast()
      }
    }
    extend()
    return steps > mostSteps ? nil : found
  }

  /// The automorphisms of a pattern, by trying all renumberings; nil beyond 7 vertices.
  static func automorphisms(of pattern: Pattern) -> [[Int]]? {
    let count = pattern.vertices.count
    guard count <= 7 else { return nil }
    func meaning(_ pattern: Pattern) -> Pattern? {
      try? Pattern(
        vertices: pattern.vertices.enumerated().map { .init("v\($0)", label: $1.label) }, edges: pattern.edges,
        antiEdges: pattern.antiEdges,
        antiVertices: pattern.antiVertices.enumerated().map { .init("x\($0)", label: $1.label, attachments: $1.attachments, condition: $1.condition) },
        inducing: pattern.inducing, predicates: pattern.predicates)
    }
    let own = meaning(pattern)
    var found: [[Int]] = []
    var order = Array(0..<count)
    func permute(_ from: Int) {
      if from == count {
        if meaning(pattern.renumbered(order)) == own { found.append(order) }
        return
      }
      for place in from..<count {
        order.swapAt(from, place)
        permute(from + 1)
        order.swapAt(from, place)
      }
    }
    permute(0)
    return found
  }
}
