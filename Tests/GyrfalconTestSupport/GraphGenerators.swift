/// Which labels a generator may put on vertices and edges, and how often.
package struct LabelKnobs: Sendable {
  package var names: [String]
  /// Probability that an element carries a label at all.
  package var probability: Double
  /// Probability that it carries another one (vertices), or has a labelled twin (edges).
  package var more: Double
  package init(_ names: [String], probability: Double = 0.8, more: Double = 0.2) {
    self.names = names
    self.probability = probability
    self.more = more
  }
  package static let none = LabelKnobs([], probability: 0, more: 0)

  func labels(_ random: inout SplitMix64) -> Set<String> {
    var result: Set<String> = []
    guard !names.isEmpty, random.chance(probability) else { return result }
    repeat { result.insert(names.randomElement(using: &random)!) } while random.chance(more)
    return result
  }
}

// Random graphs.
extension OracleGraph {
  /// G(n, p): every pair (arc, if directed) independently.
  package static func random(
    vertexCount n: Int, probability p: Double, directed: Bool = false, vertexLabels: LabelKnobs = .none,
    edgeLabels: LabelKnobs = .none, using random: inout SplitMix64
  ) -> OracleGraph {
    var pairs: [(Int, Int)] = []
    for u in 0..<n {
      for v in 0..<n where directed ? u != v : u < v {
        if random.chance(p) { pairs.append((u, v)) }
      }
    }
    return labelled(n, pairs, directed, vertexLabels, edgeLabels, &random)
  }

  /// Preferential attachment (Barabasi, Albert 1999): every new vertex joins up to `edgesPerVertex` older ones, chosen
  /// by degree; a few hubs, a long tail. Directed: each arc points either way with equal chance.
  package static func preferentialAttachment(
    vertexCount n: Int, edgesPerVertex: Int, directed: Bool = false, vertexLabels: LabelKnobs = .none,
    edgeLabels: LabelKnobs = .none, using random: inout SplitMix64
  ) -> OracleGraph {
    var pairs: [(Int, Int)] = []
    var ends = [0]  // every vertex once per edge at it
    for v in 1..<max(1, n) {
      let older = Set((0..<edgesPerVertex).map { _ in ends.randomElement(using: &random)! }).sorted()
      for u in older {
        pairs.append(directed && random.chance(0.5) ? (v, u) : (u, v))
        ends += [u, v]
      }
    }
    return labelled(n, pairs, directed, vertexLabels, edgeLabels, &random)
  }

  private static func labelled(
    _ n: Int, _ pairs: [(Int, Int)], _ directed: Bool, _ vertexLabels: LabelKnobs, _ edgeLabels: LabelKnobs,
    _ random: inout SplitMix64
  ) -> OracleGraph {
    var graph = OracleGraph(vertexCount: n, directed: directed)
    for v in 0..<n { graph.vertexLabels[v] = vertexLabels.labels(&random) }
    for (u, v) in pairs {
      let labels = edgeLabels.labels(&random).sorted()
      if labels.isEmpty { graph.insert(u, v) }
      for label in labels { graph.insert(u, v, label: label) }
    }
    return graph
  }

  /// The same graph under a random numbering.
  package func shuffled(using random: inout SplitMix64) -> OracleGraph {
    relabelled(by: random.permutation(vertexCount))
  }
}

// Graphs by hand.
extension OracleGraph {
  package static func complete(_ n: Int) -> OracleGraph {
    OracleGraph(vertexCount: n, edges: (0..<n).flatMap { u in (u + 1..<max(n, u + 1)).map { (u, $0) } })
  }
  package static func cycle(_ n: Int) -> OracleGraph {
    OracleGraph(vertexCount: n, edges: (0..<n).map { ($0, ($0 + 1) % n) })
  }
  package static func path(_ n: Int) -> OracleGraph {
    OracleGraph(vertexCount: n, edges: (1..<max(1, n)).map { ($0 - 1, $0) })
  }
  /// One centre (vertex 0) and `leaves` leaves.
  package static func star(_ leaves: Int) -> OracleGraph {
    OracleGraph(vertexCount: leaves + 1, edges: (0..<leaves).map { (0, $0 + 1) })
  }
  package static func completeBipartite(_ left: Int, _ right: Int) -> OracleGraph {
    OracleGraph(vertexCount: left + right, edges: (0..<left).flatMap { u in (0..<right).map { (u, left + $0) } })
  }
  package static func grid(_ rows: Int, _ columns: Int) -> OracleGraph {
    var graph = OracleGraph(vertexCount: rows * columns)
    for r in 0..<rows {
      for c in 0..<columns {
        if c + 1 < columns { graph.insert(r * columns + c, r * columns + c + 1) }
        if r + 1 < rows { graph.insert(r * columns + c, (r + 1) * columns + c) }
      }
    }
    return graph
  }
  /// Ten vertices, fifteen edges, girth 5, twelve 5-cycles.
  package static let petersen: OracleGraph = {
    var graph = OracleGraph(vertexCount: 10)
    for i in 0..<5 {
      graph.insert(i, (i + 1) % 5)  // outer cycle
      graph.insert(i, i + 5)  // spokes
      graph.insert(i + 5, (i + 2) % 5 + 5)  // inner star
    }
    return graph
  }()
  /// A triangle 0, 1, 2 with vertex 3 hanging on 2.
  package static let tailedTriangle = OracleGraph(vertexCount: 4, edges: [(0, 1), (0, 2), (1, 2), (2, 3)])
}
