/// A kind of edge in a graphlet: one of the orbits of edges, up to automorphism, of the connected graphs on 3 to 5
/// vertices: 12 up to 4 vertices, 68 up to 5 (Hočevar and Demšar, Journal of Statistical Software 2016, count the same).
///
/// The numbers follow the vertex orbits of ``GraphletOrbit``: graphlets in their order, and within one the edges by the
/// smaller, then by the larger number of the vertex orbits of their ends. No two orbits of a graphlet agree in both.
public struct GraphletEdgeOrbit: Hashable, Sendable {
  /// 0...67; 0...11 are those of graphlets on up to 4 vertices.
  public let number: Int
  public let graphlet: Pattern
  /// The ends of an edge of the graphlet that stands for the orbit; the first has the smaller vertex orbit.
  public let first: Int
  public let second: Int
  /// Numbers of the vertex orbits of the ends, ascending.
  public let ends: (Int, Int)
  /// Whether an automorphism exchanges the ends.
  public let isSymmetric: Bool

  public static func == (a: Self, b: Self) -> Bool { a.number == b.number }
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }

  /// Orbits of all graphlets on 3 to `size` vertices, in order of number: 2, 12 and 68 of them.
  ///
  /// - Precondition: `size` is 3 to 5.
  public static func all(upTo size: Int) -> [GraphletEdgeOrbit] {
    precondition(3...5 ~= size, "edge orbits are numbered for 3 to 5 vertices")
    var orbits: [GraphletEdgeOrbit] = []
    let places = GraphletOrbit.all(upTo: size)
    var start = 0
    while start < places.count {
      let graphlet = places[start].graphlet
      let end = places[start...].firstIndex { $0.graphlet != graphlet } ?? places.count
      if graphlet.vertices.count > 2 {
        let group = graphlet.automorphisms.elements() ?? []
        // The vertex orbit of every vertex.
        var numbers = [Int](repeating: 0, count: graphlet.vertices.count)
        for place in places[start..<end] {
          for element in group { numbers[element[place.vertex]] = place.number }
        }
        var seen: Set<Set<Int>> = []
        var own: [(first: Int, second: Int)] = []
        for edge in graphlet.edges where !seen.contains([edge.source, edge.target]) {
          for element in group { seen.insert([element[edge.source], element[edge.target]]) }
          let turned = numbers[edge.source] > numbers[edge.target]
          own.append(turned ? (edge.target, edge.source) : (edge.source, edge.target))
        }
        own.sort { (numbers[$0.first], numbers[$0.second]) < (numbers[$1.first], numbers[$1.second]) }
        for edge in own {
          orbits.append(
            GraphletEdgeOrbit(
              number: orbits.count, graphlet: graphlet, first: edge.first, second: edge.second,
              ends: (numbers[edge.first], numbers[edge.second]),
              isSymmetric: group.contains { $0[edge.first] == edge.second && $0[edge.second] == edge.first }))
        }
      }
      start = end
    }
    return orbits
  }
}
