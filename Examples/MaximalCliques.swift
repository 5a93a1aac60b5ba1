import Gyrfalcon

/// Cliques of a size that are in no larger clique: an anti-vertex joined to all of their vertices.
public func maximalCliques(_ graph: Graph, size: Int) throws -> Count {
  let members = (1...size).map { Vertex("v\($0)") }
  return try graph.count(
    Pattern {
      Clique(members)
      Absent { x in Star(x, members) }
    })
}
