import Execution
import GraphStore
import PatternModel
import Planning

/// Graphlet orbit counts: for every vertex, in how many vertex-induced graphlets it stands at each orbit (the graphlet
/// degree vectors of Pržulj, 2007).
public struct OrbitCounts: Sendable {
  /// The orbits, in order of number: the columns.
  public let orbits: [GraphletOrbit]
  /// The graph's ids in ascending order: the rows. Every vertex has one, also where all counts are 0.
  public let vertices: [Graph.VertexID]
  private let columns: CountColumns

  /// - Parameter columns: a column for every orbit.
  package init(orbits: [GraphletOrbit], vertices: [Graph.VertexID], columns: CountColumns) {
    self.orbits = orbits
    self.vertices = vertices
    self.columns = columns
  }

  /// Occurrences that touch a vertex at an orbit.
  public subscript(row row: Int, orbit orbit: Int) -> UInt128 { columns[row: row, column: orbit] }

  /// The sum over all vertices: the graphlet's occurrences times the size of its orbit.
  public func total(orbit: Int) -> UInt128 { columns.sum(ofColumn: orbit) }
}

extension Miner {
  /// An orbit count that has been planned and not yet run.
  public struct OrbitQuery: Sendable {
    /// Largest number of vertices of a graphlet.
    public let size: Int
    package let orbits: [GraphletOrbit]
    package let derivation: RootedDerivation
  }

  /// Plans the counts of all orbits of graphlets on 2 to `size` vertices.
  ///
  /// - Parameter size: 2 to 5.
  /// - Throws: ``PlanningError/unsupported(_:)`` for directed graphs and other sizes.
  public func prepareOrbits(size: Int) throws(PlanningError) -> OrbitQuery {
    guard !graph.isDirected else { throw .unsupported("orbits of a directed graph (read it with --undirected; in Swift: graph.undirectedView)") }
    guard (2...5).contains(size) else { throw .unsupported("orbits of graphlets on \(size) vertices (2 to 5 can)") }
    let orbits = GraphletOrbit.all(upTo: size)
    let rooted = induced(orbits.map { ($0.graphlet, [$0.vertex]) })
    guard let derivation = try planner.rootedDerivation(rooted) else { throw .unsupported("these orbits") }
    return OrbitQuery(size: size, orbits: orbits, derivation: derivation)
  }

  /// Graphlets with roots as vertex-induced patterns. Orbits of one graphlet come together: it is induced once.
  func induced(_ rooted: [(graphlet: Pattern, roots: [Int])]) -> [(pattern: Pattern, roots: [Int])] {
    var known: (graphlet: Pattern, pattern: Pattern)?
    return rooted.map { graphlet, roots in
      if let known, known.graphlet == graphlet { return (known.pattern, roots) }
      let pattern = (try? graphlet.inducing(.vertices)) ?? graphlet
      known = (graphlet, pattern)
      return (pattern, roots)
    }
  }

  /// Runs planned orbit counts.
  ///
  /// - Complexity: memory of 8 bytes for every vertex and orbit beside the tables, 16 where a count exceeds 64 bits.
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: OrbitQuery) throws(PlanningError) -> OrbitCounts {
    var numbers = graph.ids.numbers.withUnsafeBufferPointer { Array($0) }
    // A shard knows the counts of its own vertices, and only those.
    if let owned = executor.ownedRanges() {
      var isOwned = [Bool](repeating: false, count: graph.vertexCount)
      for range in owned { for v in range { isOwned[v] = true } }
      numbers = numbers.filter { isOwned[Int($0)] }
    }
    let columns = try executor.countByRoot(query.derivation, at: numbers)
    return OrbitCounts(orbits: query.orbits, vertices: numbers.map { graph.ids.id(of: Int($0)) }, columns: columns)
  }

  /// Runs planned orbit counts for one shard of the vertices: the rows of all shards together are those of the whole.
  /// Tables are made by every shard in full.
  ///
  /// - Throws: ``PlanningError/countTooLarge`` beyond 127 bits.
  public func run(_ query: OrbitQuery, shard: Shard) throws(PlanningError) -> OrbitCounts {
    try dividing(shard).run(query)
  }

  /// Orbit counts of every vertex for graphlets on 2 to `size` vertices: 15 columns for size 4, 73 for size 5.
  ///
  /// - Throws: ``PlanningError/unsupported(_:)`` for directed graphs and sizes outside 2...5.
  public func orbits(size: Int) throws(PlanningError) -> OrbitCounts { try run(try prepareOrbits(size: size)) }
}
