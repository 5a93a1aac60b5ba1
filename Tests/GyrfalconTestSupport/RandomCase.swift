import PatternModel

/// A small random graph and a random pattern, over all combinations of features. The same number gives the same case.
package struct RandomCase: CustomStringConvertible {
  package let number: Int
  package let graph: OracleGraph
  package let pattern: Pattern
  package let morphism: Oracle.Morphism
  /// For choices that the user of the case makes.
  package var random: SplitMix64

  /// Every run of 256 numbers has each combination of direction, vertex labels, edge labels, anti-edges, anti-vertices,
  /// vertex-induced, another morphism, and conditions on attributes once.
  package init(number: Int) throws {
    self.number = number
    var random = SplitMix64(seed: UInt64(number) &* 0x9E37_79B9 &+ 7)
    func has(_ feature: Int) -> Bool { number >> feature & 1 == 1 }
    var knobs = PatternKnobs(vertexCount: [1, 2, 3, 3, 4, 4, 4, 5, 5].randomElement(using: &random)!)
    knobs.directed = has(0)
    knobs.extraEdges = [0.2, 0.5, 0.9].randomElement(using: &random)!
    knobs.vertexLabels = has(1) ? ["A", "B", "C"] : []
    knobs.edgeLabels = has(2) ? ["p", "q"] : []
    knobs.constraint = [0.3, 0.6, 1].randomElement(using: &random)!
    knobs.antiEdges = has(3) ? 0.4 : 0
    knobs.antiVertices = has(4) ? Int.random(in: 1...2, using: &random) : 0
    knobs.inducing = has(5) ? .vertices : .edges
    morphism = has(6) ? (number / 256 % 2 == 0 ? .homomorphic : .edgeDistinct) : .injective
    let plain = try Pattern.random(knobs, using: &random)
    pattern = has(7) ? try plain.withRandomConditions(directed: knobs.directed, using: &random) : plain
    // Sparser where absences are asked for, or hardly anything matches.
    let density = Double.random(in: has(4) ? 0.1...0.4 : 0.2...0.8, using: &random)
    let bare = OracleGraph.random(
      vertexCount: Int.random(in: 3...(pattern.vertices.count > 4 ? 7 : 8), using: &random), probability: density,
      directed: knobs.directed,
      vertexLabels: has(1) ? LabelKnobs(["A", "B", "C"], probability: 0.8, more: 0.3) : .none,
      edgeLabels: has(2) ? LabelKnobs(["p", "q"], probability: 0.8, more: 0.3) : .none, using: &random)
    graph = has(7) ? bare.withRandomAttributes(using: &random) : bare
    self.random = random
  }

  package var description: String {
    let labels = graph.vertexLabels.map { $0.sorted().joined(separator: "|") }
    return "case \(number): \(morphism) \(pattern.text) in \(graph.edgeListText.split(separator: "\n")), labels \(labels), "
      + "attributes \(graph.vertexAttributes) \(graph.edgeAttributes)"
  }
}
