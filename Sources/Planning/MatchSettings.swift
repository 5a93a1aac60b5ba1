import PatternModel

/// Which maps of a pattern into a graph are matches.
public enum Morphism: String, Hashable, Sendable, CaseIterable {
  /// Different pattern vertices go to different data vertices.
  case injective
  /// Pattern vertices may share an image, but every pattern edge can be given a data edge of its own.
  case edgeDistinct = "edge-distinct"
  /// Pattern vertices may share an image.
  case homomorphic
}

/// What is asked of matches besides the pattern.
package struct MatchSettings: Hashable, Sendable {
  package var morphism: Morphism
  /// Data vertices (internal numbers) that a pattern vertex must be matched to one of.
  package var anchors: [Int: Set<UInt32>]
  /// Where vertices may coincide: every map is delivered, not one of every set of mirror images.
  package var deliversEveryMap = false

  package init(morphism: Morphism = .injective, anchors: [Int: Set<UInt32>] = [:]) {
    self.morphism = morphism
    self.anchors = anchors
  }

  /// The automorphisms of the pattern that keep the anchors.
  package func symmetry(of pattern: Pattern) -> AutomorphismGroup {
    guard !anchors.isEmpty else { return pattern.automorphisms }
    // Anchors act like labels of their own: the symmetry search sees them as such.
    var vertices = pattern.vertices
    var names: [Set<UInt32>: Int] = [:]
    for vertex in anchors.keys.sorted() {
      let mark = names[anchors[vertex]!] ?? names.count
      names[anchors[vertex]!] = mark
      vertices[vertex].label = .anyOf(["\u{0}\(mark)"] + vertices[vertex].label.names + ["\(vertices[vertex].label)"])
    }
    let marked = try? Pattern(
      vertices: vertices, edges: pattern.edges, antiEdges: pattern.antiEdges, antiVertices: pattern.antiVertices,
      inducing: pattern.inducing, predicates: pattern.predicates)
    return (marked ?? pattern).automorphisms
  }
}
