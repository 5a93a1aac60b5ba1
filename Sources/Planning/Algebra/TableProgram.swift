/// What a batch of counts needs to have computed: tables over vertices, tables over edges, sums. An arena of nodes,
/// each a formula over earlier ones; equal formulas are one node, so patterns of a batch share what they have in
/// common.
///
/// This is variable elimination over the factors of a pattern (Dechter 1999; for subgraph counts the decompositions of
/// ESCAPE, WWW 2017, and DecoMine, ASPLOS 2022): a node sums one pattern vertex away.
package struct TableProgram: Sendable {
  /// Position in `vertexNodes`.
  package typealias VertexTable = Int
  /// Position in `edgeNodes`.
  package typealias EdgeTable = Int

  /// A value for every vertex v.
  package enum VertexNode: Hashable, Sendable {
    /// Sum over neighbours x of v of edge(v, x) * vertex(x); nil is 1 everywhere.
    case gather(edge: EdgeTable?, vertex: VertexTable?)
    /// Product at v.
    case product(VertexTable, VertexTable)
    /// What a sweep leaves at v.
    case sweep(Int)
    /// 1 where v is in a class, otherwise 0.
    case member(class: Int)
    /// Homomorphisms of a clique with one vertex at v: (size - 1)! for every clique of that size that v is in.
    case cliques(size: Int)
    /// Sum over ordered triangles (a, b, c) in the neighbourhood of v of |N(a) ∩ N(b) ∩ N(c)|^power.
    case triangleApexes(power: Int)
  }

  /// A value for every ordered pair (a, b) of adjacent vertices.
  package enum EdgeNode: Hashable, Sendable {
    /// Sum over common neighbours x of a and b of first(a, x) * middle(x) * second(b, x) * |N(a) ∩ N(b) ∩ N(x)|^apexes.
    case fold(first: EdgeTable?, middle: VertexTable?, second: EdgeTable?, apexes: Int)
    /// Product at (a, b).
    case product(EdgeTable, EdgeTable)
    /// 1 where (a, b) satisfies a demand, otherwise 0.
    case satisfies(demand: Int, converse: Int)
    /// What a sweep leaves at (a, b), a being its root.
    case sweep(Int)
    /// The table with (a, b) read as (b, a).
    case mirrored(EdgeTable)

    /// Twice the number of cliques of four that hold a and b: found without looking at every triangle from all sides.
    package var countsFourCliques: Bool { self == .fold(first: nil, middle: nil, second: nil, apexes: 1) }
  }

  /// What the numbers of classes and demands stand for.
  package struct Colours: Sendable {
    package var classes: [VertexClass?] = [nil]
    package var demands: [Demand] = []
  }

  private var vertexArena = Interned<VertexNode>()
  private var edgeArena = Interned<EdgeNode>()
  private var vectorArena = Interned<VectorNode>()
  private var sweepArena = Interned<Sweep>()
  private var pairArena = Interned<PairSweep>()
  private var scalarArena = Interned<Scalar>()

  package var vertexNodes: [VertexNode] { vertexArena.elements }
  package var edgeNodes: [EdgeNode] { edgeArena.elements }
  package var vectorNodes: [VectorNode] { vectorArena.elements }
  package var sweeps: [Sweep] { sweepArena.elements }
  package var pairSweeps: [PairSweep] { pairArena.elements }
  /// Wanted numbers: the sum over all vertices of a product of vertex tables, or what a sweep (over vertices, over
  /// pairs) adds up.
  package var scalars: [Scalar] { scalarArena.elements }
  package var colours = Colours()

  package enum Scalar: Hashable, Sendable {
    case sum([VertexTable])
    case sweep(Int)
    case pairs(Int)
  }

  package init() {}

  /// A fold counts what three adjacent vertices have in common.
  package func needsApexes(_ live: Liveness) -> Bool {
    zip(edgeNodes, live.edgeLevels).contains { node, level in
      guard case .fold(_, _, _, let apexes) = node else { return false }
      return level > 0 && apexes > 0 && !node.countsFourCliques
    }
  }

  /// Whether the nodes in use need the common neighbours of every edge as lists.
  package func needsTriangleLists(_ live: Liveness) -> Bool {
    if needsApexes(live) { return true }
    for (node, level) in zip(vertexNodes, live.vertexLevels) where level > 0 {
      if case .triangleApexes = node { return true }
    }
    for (node, isLive) in zip(vectorNodes, live.vectors) where isLive && node.formula == .closedPairs { return true }
    if live.pairSweeps.contains(true) { return true }
    for (sweep, level) in zip(sweeps, live.sweepLevels) where level > 0 {
      switch sweep.output {
      case .pairEnds, .pairMember: return true
      case .total, .root, .scattered, .slots: break
      }
      for case .neighbourPairs in sweep.parts { return true }
    }
    return false
  }

  // MARK: Building

  mutating func vertex(_ node: VertexNode) -> VertexTable { vertexArena.add(node) }
  mutating func edge(_ node: EdgeNode) -> EdgeTable { edgeArena.add(node) }
  mutating func vector(_ node: VectorNode) -> Int { vectorArena.add(node) }
  mutating func sweep(_ sweep: Sweep) -> Int { sweepArena.add(sweep) }
  mutating func pairs(_ sweep: PairSweep) -> Int { pairArena.add(sweep) }
  mutating func scalar(_ scalar: Scalar) -> Int { scalarArena.add(scalar) }

  /// How many nodes of each kind there are.
  struct Mark {
    var vertex, edge, vector, sweep, pair, scalar: Int
  }

  var mark: Mark {
    Mark(
      vertex: vertexArena.count, edge: edgeArena.count, vector: vectorArena.count, sweep: sweepArena.count,
      pair: pairArena.count, scalar: scalarArena.count)
  }

  /// Forgets the nodes that came after a mark.
  mutating func goBack(to mark: Mark) {
    vertexArena.keep(first: mark.vertex)
    edgeArena.keep(first: mark.edge)
    vectorArena.keep(first: mark.vector)
    sweepArena.keep(first: mark.sweep)
    pairArena.keep(first: mark.pair)
    scalarArena.keep(first: mark.scalar)
  }

  /// The product of tables; nil for none of them.
  mutating func vertexProduct(_ factors: [VertexTable]) -> VertexTable? {
    factors.sorted().reduce(nil) { product, factor in
      product.map { vertex(.product($0, factor)) } ?? factor
    }
  }

  mutating func edgeProduct(_ factors: [EdgeTable]) -> EdgeTable? {
    factors.sorted().reduce(nil) { product, factor in
      product.map { edge(.product($0, factor)) } ?? factor
    }
  }

  /// The table with (a, b) read as (b, a). Costs no pass of its own, but for what a sweep leaves: every other table has a
  /// mirror image that the same pass computes.
  mutating func transposed(_ table: EdgeTable) -> EdgeTable {
    switch edgeNodes[table] {
    case .fold(let first, let middle, let second, let apexes):
      return edge(.fold(first: second, middle: middle, second: first, apexes: apexes))
    case .product(let a, let b):
      return edgeProduct([transposed(a), transposed(b)]) ?? table
    case .satisfies(let demand, let converse): return edge(.satisfies(demand: converse, converse: demand))
    case .sweep: return edge(.mirrored(table))
    case .mirrored(let source): return source
    }
  }
}

/// A value for vertices near one root u, alive only while the sweep stands at u: a column of a table over pairs that
/// is never held as a whole.
package struct VectorNode: Hashable, Sendable {
  package enum Formula: Hashable, Sendable {
    /// At neighbours x of u: edge(u, x) * vertex(x).
    case neighbours(edge: Int?, vertex: Int?)
    /// At neighbours x of u: sum over neighbours y of x of edge(x, y) * vector(y); no vector: 1 at every y in range.
    case pull(vector: Int?, edge: Int?)
    /// At any x: sum over neighbours y of x of vector(y) * edge(y, x), built by pushing from where `vector` is not 0.
    case push(vector: Int, edge: Int?)
    /// Product at x of two vectors of the same kind.
    case product(Int, Int)
    /// The vector times a vertex table.
    case scaled(vector: Int, vertex: Int)
    /// The vector times the number of neighbours of x in range.
    case timesDegree(vector: Int)
    /// At any x: ordered pairs of adjacent vertices that are both adjacent to u and to x.
    case closedPairs

    package var isOfNeighbours: Bool {
      if case .neighbours = self { true } else { false }
    }

    /// The tables of edges and of vertices that it multiplies in.
    package var edge: Int? {
      switch self {
      case .neighbours(let edge, _), .pull(_, let edge), .push(_, let edge): edge
      case .product, .scaled, .timesDegree, .closedPairs: nil
      }
    }
    package var vertex: Int? {
      switch self {
      case .neighbours(_, let vertex): vertex
      case .scaled(_, let vertex): vertex
      case .pull, .push, .product, .timesDegree, .closedPairs: nil
      }
    }

    /// The vectors that it is made from.
    package var sources: [Int] {
      switch self {
      case .neighbours, .closedPairs: []
      case .pull(let source, _): source.map { [$0] } ?? []
      case .push(let source, _), .scaled(let source, _), .timesDegree(let source): [source]
      case .product(let a, let b): [a, b]
      }
    }
  }
  package var formula: Formula
  /// All vertices other than u are above u in number.
  package var above: Bool
  /// Lives on the neighbours of u only.
  package var isNear: Bool

  package init(formula: Formula, above: Bool, isNear: Bool) {
    self.formula = formula
    self.above = above
    self.isNear = isNear
  }
}

/// A sum under one root loop: for every vertex u, the product of `parts` (each summed over its last vertex) and of
/// `scale` at u; then added up over all u, or kept as a table.
package struct Sweep: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    /// Sum over x of vector(x).
    case sum(vector: Int)
    /// Sum over adjacent pairs x, y of vector(x) * edge(x, y) * vector(y), the table symmetric: twice that over y < x.
    case pairs(vector: Int, edge: Int?)
    /// Sum over ordered pairs a, c of neighbours of u of |N(u) ∩ N(a) ∩ N(c)|^power.
    case neighbourPairs(power: Int)

    /// An order of the parts of a product, so that equal products look equal.
    var rank: [Int] {
      switch self {
      case .neighbourPairs(let power): [0, power]
      case .pairs(let vector, let edge): [1, vector, edge ?? -1]
      case .sum(let vector): [2, vector]
      }
    }
  }
  package enum Output: Hashable, Sendable {
    /// One number.
    case total
    /// A table over u.
    case root
    /// A table over x: vector(x) * the product, added up over u.
    case scattered(vector: Int)
    /// A table over a: sum over c of |N(u) ∩ N(a) ∩ N(c)|^power, times the product, added up over u.
    case pairEnds(power: Int)
    /// A table over the neighbours x of u: vector(x) * the product, at (u, x).
    case slots(vector: Int)
    /// A table over y: sum over z in N(u) ∩ N(y) and x in N(y) ∩ N(z) of vector(x), times the product, for all u in
    /// N(y): what ``VectorNode/Formula/closedPairs`` sums, seen from one of the pair.
    case pairMember(vector: Int)
  }
  package var parts: [Part]
  package var scale: Int?
  package var above: Bool
  package var output: Output
}
