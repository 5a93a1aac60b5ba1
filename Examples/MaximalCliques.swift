import Gyrfalcon

/// Cliques of three vertices that are in no larger clique: an anti-vertex joined to all of them.
public func maximalTriangles(_ graph: Graph) throws -> Count {
  let a = Vertex("a"), b = Vertex("b"), c = Vertex("c")
  return try graph.count(
    Pattern {
      Clique(a, b, c)
      Absent { x in Star(x, a, b, c) }
    })
}
