/// Cheap facts about a graph for the cost model: one pass over the vertices, O(n).
///
/// Sums are doubles: a cost model needs magnitudes, and d^4 of a hub overflows 64 bits.
package struct GraphStatistics: Sendable {
  package let vertexCount: Int
  package let edgeCount: Int
  package let isDirected: Bool
  package let isolatedCount: Int

  /// Of the undirected view.
  package let maximumDegree: Int
  /// Largest number of neighbours that come before a vertex in the internal numbering.
  package let maximumLower: Int
  package let maximumUpper: Int
  package let maximumOut: Int
  package let maximumIn: Int

  /// Sum over vertices of d, d^2, d^3 and d^4, d the degree in the undirected view.
  package let degreeSum: Double
  package let degreeSquares: Double
  package let degreeCubes: Double
  package let degreeFourths: Double

  /// Sums of products of the numbers of neighbours before (lower) and after (upper) a vertex and of its degree.
  package let lowerLower: Double
  package let lowerUpper: Double
  package let upperUpper: Double
  package let lowerDegree: Double
  package let upperDegree: Double

  /// Sums of products of the numbers of arcs from and to a vertex; undirected: `degreeSquares`.
  package let outOut: Double
  package let inIn: Double
  package let outIn: Double

  package var averageDegree: Double { vertexCount == 0 ? 0 : degreeSum / Double(vertexCount) }

  package init(_ graph: Graph) {
    let lists = graph.neighbours
    var maximumLower = 0, maximumUpper = 0, isolated = 0
    var s1 = 0.0, s2 = 0.0, s3 = 0.0, s4 = 0.0
    var ll = 0.0, lu = 0.0, uu = 0.0, ld = 0.0, ud = 0.0
    var oo = 0.0, ii = 0.0, oi = 0.0
    for v in 0..<lists.vertexCount {
      let degree = lists.degree(v), below = Int(lists.lower[v]), above = degree - below
      if degree == 0 { isolated += 1 }
      maximumLower = max(maximumLower, below)
      maximumUpper = max(maximumUpper, above)
      let d = Double(degree), l = Double(below), u = Double(above)
      s1 += d
      s2 += d * d
      s3 += d * d * d
      s4 += d * d * d * d
      ll += l * l
      lu += l * u
      uu += u * u
      ld += l * d
      ud += u * d
      if graph.isDirected {
        let out = Double(graph.outgoing.degree(v)), into = Double(graph.incoming.degree(v))
        oo += out * out
        ii += into * into
        oi += out * into
      }
    }
    vertexCount = graph.vertexCount
    edgeCount = graph.edgeCount
    isDirected = graph.isDirected
    isolatedCount = isolated
    maximumDegree = lists.maximumDegree
    self.maximumLower = maximumLower
    self.maximumUpper = maximumUpper
    maximumOut = graph.outgoing.maximumDegree
    maximumIn = graph.incoming.maximumDegree
    degreeSum = s1
    degreeSquares = s2
    degreeCubes = s3
    degreeFourths = s4
    lowerLower = ll
    lowerUpper = lu
    upperUpper = uu
    lowerDegree = ld
    upperDegree = ud
    outOut = graph.isDirected ? oo : s2
    inIn = graph.isDirected ? ii : s2
    outIn = graph.isDirected ? oi : s2
  }
}
