import PatternModel

/// ``SpanningCopies`` for directed graphs: a pair of vertices has an arc one way, the other way, or both, and a copy lies
/// in a container only where both agree on the pair's kind.
///
/// With patterns in which `a -> b` excludes `b -> a`, edge-induced counts are sums of vertex-induced ones, again
/// triangular in the number of joined pairs, so that a census needs no differences of sets.
package struct ArcSpanningCopies: Sendable {
  /// Two bits a pair i < j: 1 the arc i -> j, 2 the arc j -> i, 3 both.
  private let kinds: [UInt64]
  private let copies: [[UInt64]]

  /// - Precondition: all patterns have the same number of vertices, at most 6, and `.forward` and `.both` edges only.
  package init(_ patterns: [Pattern]) {
    let k = patterns.first?.vertices.count ?? 0
    precondition(k <= 6 && patterns.allSatisfy { $0.vertices.count == k })
    kinds = patterns.map { pattern in Self.bits(Self.arcs(of: pattern)) }
    copies = patterns.map { Self.allCopies(of: Self.arcs(of: $0), vertexCount: k) }
  }

  private static func arcs(of pattern: Pattern) -> [(Int, Int)] {
    pattern.edges.flatMap { edge in
      edge.direction == .both ? [(edge.source, edge.target), (edge.target, edge.source)] : [(edge.source, edge.target)]
    }
  }

  private static func bits(_ arcs: [(Int, Int)]) -> UInt64 {
    arcs.reduce(0) { bits, arc in
      let low = Swift.min(arc.0, arc.1), high = Swift.max(arc.0, arc.1)
      return bits | (arc.0 < arc.1 ? 1 : 2) << UInt64(high * (high - 1) + 2 * low)
    }
  }

  /// Both bits of every joined pair.
  private static func joined(_ kinds: UInt64) -> UInt64 {
    let low: UInt64 = 0x5555_5555_5555_5555
    let any = (kinds | kinds >> 1) & low
    return any | any << 1
  }

  private static func allCopies(of arcs: [(Int, Int)], vertexCount: Int) -> [UInt64] {
    var seen: Set<UInt64> = []
    var permutation = Array(0..<vertexCount)
    func visit(_ k: Int) {
      if k == permutation.count {
        seen.insert(bits(arcs.map { (permutation[$0.0], permutation[$0.1]) }))
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

  /// Number of subgraphs of pattern `container` that are copies of pattern `part` and touch all vertices.
  package func count(of part: Int, in container: Int) -> Int {
    copies[part].count { copy in kinds[container] & Self.joined(copy) == copy }
  }

  /// For every pattern, those with most joined pairs first, the patterns with more joined pairs that hold copies of it.
  package var containersOfParts: [(part: Int, containers: [(pattern: Int, copies: Int)])] {
    let pairs = kinds.map { Self.joined($0).nonzeroBitCount }
    let byPairs = kinds.indices.sorted { pairs[$0] > pairs[$1] }
    return byPairs.enumerated().map { done, part in
      let containers = byPairs[..<done].compactMap { container -> (pattern: Int, copies: Int)? in
        guard pairs[container] > pairs[part] else { return nil }
        let number = count(of: part, in: container)
        return number > 0 ? (container, number) : nil
      }
      return (part, containers)
    }
  }

  /// Vertex-induced counts from edge-induced ones. The patterns must be all connected ones of their size.
  package func induced(fromEdgeInduced counts: [UInt128]) -> [UInt128] {
    var result = counts
    for (part, containers) in containersOfParts {
      for container in containers { result[part] -= UInt128(container.copies) * result[container.pattern] }
    }
    return result
  }
}
