/// What a pattern means, without names and numbering: two patterns have equal forms exactly when they are isomorphic,
/// all constraints and the mode included. Forms can be dictionary keys, sorted and sent.
public struct CanonicalForm: Hashable, Comparable, Sendable {
  /// Counts, mode, meaning of the codes, and the lower triangle of the relabelled code matrix.
  let bytes: [UInt8]

  /// An arbitrary order that does not change.
  public static func < (left: CanonicalForm, right: CanonicalForm) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  init(_ graph: RelationGraph, _ nodeAt: [UInt8], _ inducing: Pattern.Inducing) {
    let count = graph.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 + graph.meaning.count + count * (count - 1) / 2)
    bytes.append(UInt8(graph.vertexCount))
    bytes.append(UInt8(count - graph.vertexCount))
    bytes.append(UInt8(inducing.rawValue))
    bytes += graph.meaning
    for row in 0..<count {
      let start = Int(nodeAt[row]) * count
      for column in 0..<row {
        let code = graph.codes[start + Int(nodeAt[column])]
        bytes.append(UInt8(truncatingIfNeeded: code))
        if graph.codeCount > 255 { bytes.append(UInt8(code >> 8)) }
      }
    }
    self.bytes = bytes
  }
}

/// Everything one symmetry search finds out about a pattern.
package struct PatternSymmetry: Sendable {
  package let form: CanonicalForm
  /// Canonical position of every vertex.
  package let labelling: [Int]
  /// Canonical position of every anti-vertex, counted from 0.
  package let antiVertexLabelling: [Int]
  package let automorphisms: AutomorphismGroup

  package init(_ pattern: Pattern) {
    let graph = RelationGraph(pattern)
    let search = SymmetrySearch(graph)
    search.run()
    var positions = [Int](repeating: 0, count: graph.count)
    for (position, node) in search.bestLeaf.enumerated() { positions[Int(node)] = position }
    form = CanonicalForm(graph, search.bestLeaf, pattern.inducing)
    labelling = Array(positions[..<graph.vertexCount])
    antiVertexLabelling = positions[graph.vertexCount..<graph.vertexCount + pattern.antiVertices.count].map {
      $0 - graph.vertexCount
    }
    automorphisms = AutomorphismGroup(graph, search)
  }
}

extension Pattern {
  /// What the pattern means, without names and numbering.
  ///
  /// - Complexity: microseconds for a handful of vertices, at most milliseconds for 32; computed on every access.
  public var canonicalForm: CanonicalForm { PatternSymmetry(self).form }

  /// For every vertex its position in the canonical numbering. Isomorphic patterns that are renumbered this way
  /// have the same constraints.
  public var canonicalLabelling: [Int] { PatternSymmetry(self).labelling }

  /// Whether both patterns ask the same of a graph, whatever their vertices are called and in which order they stand.
  public func isIsomorphic(to other: Pattern) -> Bool {
    vertices.count == other.vertices.count && edges.count == other.edges.count
      && antiEdges.count == other.antiEdges.count && antiVertices.count == other.antiVertices.count
      && inducing == other.inducing && predicates.count == other.predicates.count && canonicalForm == other.canonicalForm
  }

  /// The automorphisms: renumberings of the vertices that keep every constraint (edges, directions, labels,
  /// anti-edges, anti-vertices, conditions).
  ///
  /// - Complexity: as ``canonicalForm``.
  public var automorphisms: AutomorphismGroup { PatternSymmetry(self).automorphisms }

  /// The same pattern with the vertex at `order[i]` moved to position `i`. Names move along.
  ///
  /// - Precondition: `order` holds every position once.
  public func renumbered(_ order: [Int]) -> Pattern {
    precondition(order.sorted() == Array(vertices.indices), "renumbered(_:) needs every vertex position once")
    var positions = order
    for (position, old) in order.enumerated() { positions[old] = position }
    var antiVertices = antiVertices
    for index in antiVertices.indices {
      for number in antiVertices[index].attachments.indices {
        antiVertices[index].attachments[number].vertex = positions[antiVertices[index].attachments[number].vertex]
      }
      let moved = { (old: Int) in old == AntiVertex.itself ? old : positions[old] }
      antiVertices[index].condition = antiVertices[index].condition?.mapAttributes(moved) { (moved($0), moved($1)) }
    }
    return Pattern(
      trusted: order.map { vertices[$0] },
      edges.map { .init(positions[$0.source], positions[$0.target], $0.direction, label: $0.label) },
      antiEdges.map { .init(positions[$0.source], positions[$0.target], $0.direction, label: $0.label) },
      antiVertices, inducing, predicates.map { $0.mapped { positions[$0] } })
  }

  /// A pattern whose parts come from a pattern, so that they cannot be wrong.
  init(
    trusted vertices: [Vertex], _ edges: [Edge], _ antiEdges: [AntiEdge] = [], _ antiVertices: [AntiVertex] = [],
    _ inducing: Inducing = .edges, _ predicates: [Predicate] = []
  ) {
    do throws(PatternError) {
      try self.init(
        vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices, inducing: inducing,
        predicates: predicates)
    } catch {
      preconditionFailure("parts of a valid pattern do not make one: \(error)")
    }
  }
}
