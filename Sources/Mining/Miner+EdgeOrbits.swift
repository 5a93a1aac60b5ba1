import Execution
import GraphStore
import PatternModel
import Planning

/// Edge orbit counts: for every edge, in how many vertex-induced graphlets it stands at each orbit of edges.
public struct EdgeOrbitCounts: Sendable {
  /// The orbits, in order of number: the columns.
  public let orbits: [GraphletEdgeOrbit]
  private let graph: Graph
  /// The slot of every row, from the end with the smaller id.
  private let slots: [Int]
  /// The vertex that a row's slot belongs to.
  private let owners: [UInt32]
  private let columns: CountColumns

  init(_ orbits: [GraphletEdgeOrbit], _ graph: Graph, _ bySlot: CountColumns) {
    self.orbits = orbits
    self.graph = graph
    let csr = graph.neighbours
    var slots: [Int] = [], owners: [UInt32] = [], mirrored: [Int] = []
    for number in graph.ids.numbers {
      let v = Int(number)
      for slot in csr.slotsByRank(of: v, graph.ids) {
        let other = Int(csr.targets[slot])
        guard graph.ids.ranks[v] < graph.ids.ranks[other], let back = csr.slot(from: other, to: number) else { continue }
        slots.append(slot)
        owners.append(number)
        mirrored.append(back)
      }
    }
    self.slots = slots
    self.owners = owners
    // An edge whose ends differ stands in an occurrence one way or the other.
    columns = CountColumns(rows: slots.count, columns: orbits.count) { row, orbit in
      let own = bySlot[row: slots[row], column: orbit]
      return orbits[orbit].isSymmetric ? own : own + bySlot[row: mirrored[row], column: orbit]
    }
  }

  /// Number of rows: every edge of the graph has one, in ascending order of the smaller and then of the larger id.
  public var count: Int { slots.count }

  /// The ends of a row's edge, the smaller id first.
  public func edge(row: Int) -> (Graph.VertexID, Graph.VertexID) {
    (graph.ids.id(of: Int(owners[row])), graph.ids.id(of: Int(graph.neighbours.targets[slots[row]])))
  }

  /// Occurrences that an edge stands in at an orbit.
  public subscript(row row: Int, orbit orbit: Int) -> UInt128 { columns[row: row, column: orbit] }

  /// The sum over all edges: the graphlet's occurrences times the size of its orbit.
  public func total(orbit: Int) -> UInt128 { columns.sum(ofColumn: orbit) }
}

extension Miner {
  /// An edge orbit count that has been planned and not yet run.
  public struct EdgeOrbitQuery: Sendable {
    public let size: Int
    package let orbits: [GraphletEdgeOrbit]
    package let derivation: RootedDerivation
  }

  /// Plans the counts of all edge orbits of graphlets on 3 to `size` vertices.
  ///
  /// - Parameter size: 3 to 5.
  /// - Throws: ``PlanningError/unsupported(_:)`` for directed graphs and other sizes.
  public func prepareEdgeOrbits(size: Int) throws(PlanningError) -> EdgeOrbitQuery {
    guard !graph.isDirected else { throw .unsupported("edge orbits of a directed graph (read it with --undirected; in Swift: graph.undirectedView)") }
    guard (3...5).contains(size) else {
      throw .unsupported("edge orbits of graphlets on \(size) vertices (3 to 5 can)")
    }
    let orbits = GraphletEdgeOrbit.all(upTo: size)
    let rooted = induced(orbits.map { ($0.graphlet, [$0.first, $0.second]) })
    guard let derivation = try planner.rootedDerivation(rooted) else { throw .unsupported("these orbits") }
    return EdgeOrbitQuery(size: size, orbits: orbits, derivation: derivation)
  }

  /// Runs planned edge orbit counts.
  ///
  /// - Complexity: memory of 24 bytes for every edge and orbit beside the tables, 48 where a count exceeds 64 bits.
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: EdgeOrbitQuery) throws(PlanningError) -> EdgeOrbitCounts {
    EdgeOrbitCounts(query.orbits, graph, try executor.countByRoot(query.derivation))
  }

  /// Orbit counts of every edge for graphlets on 3 to `size` vertices: 12 columns for size 4, 68 for size 5.
  ///
  /// - Throws: ``PlanningError/unsupported(_:)`` for directed graphs and sizes outside 3...5.
  public func edgeOrbits(size: Int) throws(PlanningError) -> EdgeOrbitCounts { try run(try prepareEdgeOrbits(size: size)) }
}
