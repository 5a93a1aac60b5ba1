import PatternModel

/// How often one pattern lies in another on the same vertices: the coefficients between edge-induced and
/// vertex-induced counts.
///
/// For undirected, unconstrained patterns on k vertices,
///
///     edgeInduced(P) = sum over Q containing P of copies(P in Q) x vertexInduced(Q),
///
/// a triangular system when patterns are ordered by edges, so either side follows from the other in exact integers
/// (the identity behind subgraph morphing, Jamshidi et al., 2020; PGD and ESCAPE use it for fixed sizes).
package struct SpanningCopies: Sendable {
  /// Number of vertices; at most 8, so that a graph's edges are the bits of one 32-bit word.
  package let vertexCount: Int
  /// The patterns, as edge sets over pairs (bit of pair i < j is j(j-1)/2 + i).
  package let edges: [UInt32]
  private let copies: [[UInt32]]

  package init(_ patterns: [Pattern]) {
    vertexCount = patterns.first?.vertices.count ?? 0
    let k = vertexCount
    precondition(k <= 8 && patterns.allSatisfy { $0.vertices.count == k })
    edges = patterns.map(Self.edgeBits)
    copies = patterns.map { Self.allCopies(of: $0) }
  }

  /// Number of subgraphs of pattern `container` that are copies of pattern `part` and touch all vertices.
  package func count(of part: Int, in container: Int) -> Int {
    let outside = ~edges[container]
    var found = 0
    for copy in copies[part] where copy & outside == 0 { found += 1 }
    return found
  }

  /// Vertex-induced counts from edge-induced ones. The patterns must be closed upwards: every way to add edges to one
  /// of them is among them.
  ///
  /// - Complexity: O(patterns x labelled copies).
  package func induced(fromEdgeInduced counts: [UInt128]) -> [UInt128] {
    var result = counts
    let byEdges = edges.indices.sorted { edges[$0].nonzeroBitCount > edges[$1].nonzeroBitCount }
    for (done, part) in byEdges.enumerated() {
      for container in byEdges[..<done] where edges[container].nonzeroBitCount > edges[part].nonzeroBitCount {
        let factor = count(of: part, in: container)
        if factor > 0 { result[part] -= UInt128(factor) * result[container] }
      }
    }
    return result
  }

  /// vertexInduced(patterns[target]) as a combination of edge-induced counts: coefficients by pattern, zeros left out.
  package func combination(forInduced target: Int) -> [(pattern: Int, coefficient: Int)] {
    // Column by column of the inverse: x(Q) = 1 for the target, then every container takes away what it was charged.
    var coefficient = [Int](repeating: 0, count: edges.count)
    coefficient[target] = 1
    let byEdges = edges.indices.sorted { edges[$0].nonzeroBitCount < edges[$1].nonzeroBitCount }
    for container in byEdges where edges[container].nonzeroBitCount > edges[target].nonzeroBitCount {
      var sum = 0
      for part in byEdges where coefficient[part] != 0 && edges[part].nonzeroBitCount < edges[container].nonzeroBitCount {
        sum -= coefficient[part] * count(of: part, in: container)
      }
      coefficient[container] = sum
    }
    return coefficient.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }
  }

  package static func edgeBits(_ pattern: Pattern) -> UInt32 {
    pattern.edges.reduce(0) { $0 | 1 << bit($1.source, $1.target) }
  }

  private static func bit(_ a: Int, _ b: Int) -> UInt32 {
    let (low, high) = a < b ? (a, b) : (b, a)
    return UInt32(high * (high - 1) / 2 + low)
  }

  /// The distinct edge sets that the pattern takes under all renumberings: k! / |Aut| of them.
  private static func allCopies(of pattern: Pattern) -> [UInt32] {
    let pairs = pattern.edges.map { ($0.source, $0.target) }
    var seen: Set<UInt32> = []
    var permutation = Array(0..<pattern.vertices.count)
    func visit(_ k: Int) {
      if k == permutation.count {
        var bits: UInt32 = 0
        for (a, b) in pairs { bits |= 1 << bit(permutation[a], permutation[b]) }
        seen.insert(bits)
        return
      }
      for i in k..<permutation.count {
        permutation.swapAt(k, i)
        visit(k + 1)
        permutation.swapAt(k, i)
      }
    }
    visit(0)
    return seen.sorted()
  }
}
