import Glibc

/// A random or regular graph that can be generated. Every edge is a function of the seed and its position, so graphs are
/// the same for every number of threads.
public enum GraphModel: Hashable, Sendable {
  /// Kronecker graph (R-MAT, Chakrabarti et al. 2004): 2^scale vertices; each edge falls into one of four quarters of the
  /// adjacency matrix with probabilities a, b, c and the rest, again and again. Graph500 uses 0.57, 0.19, 0.19.
  case rmat(scale: Int, edges: Int, a: Double = 0.57, b: Double = 0.19, c: Double = 0.19)
  /// G(n, m): exactly so many edges, each set of them equally likely (up to the quality of the permutation).
  case erdosRenyi(vertices: Int, edges: Int)
  /// G(n, p): every pair joined with a probability, independently.
  case erdosRenyiProbability(vertices: Int, probability: Double)
  /// Preferential attachment (Barabasi and Albert 1999), in the parallel form of Sanders and Schulz (2016).
  case barabasiAlbert(vertices: Int, edgesPerVertex: Int)
  /// Configuration model with degrees from a power law P(d) ~ d^-exponent between two bounds.
  case powerLaw(vertices: Int, exponent: Double, minimumDegree: Int, maximumDegree: Int)
  case grid(rows: Int, columns: Int, isTorus: Bool = false)
  case completeBipartite(left: Int, right: Int)
}

/// Why a graph cannot be generated.
public struct GraphModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
}

extension Graph {
  /// Generates a graph with the ids 0, 1, ...; loops and repeats that a model makes are dropped and reported.
  ///
  /// - Parameter directed: models of arcs make ordered pairs then; grids and bipartite graphs point to the larger number.
  /// - Throws: ``GraphModelError`` when the parameters make no graph.
  /// - Complexity: O(n + m), on all threads.
  public static func generate(
    _ model: GraphModel, seed: UInt64 = 1, directed: Bool = false, threads: Int? = nil
  ) throws(GraphModelError) -> Graph {
    let generator = try model.generator(seed: seed, directed: directed)
    let workers = max(1, threads ?? Parallel.processorCount)
    let lists = (0..<workers).map { _ in RecordList(width: 2) }
    Parallel.run(workers) { worker in
      let list = lists[worker]
      let pieces = generator.pieceCount
      for piece in stride(from: worker, to: pieces, by: workers) {
        generator.generate(piece: piece) { list.append($0, $1) }
      }
    }
    var input = AssemblyInput(isDirected: directed, ids: .range(base: 0), vertexCount: generator.vertexCount)
    input.edges = lists
    input.threads = workers
    return Graph(Assembler.assemble(input))
  }
}

/// Edges of a model in pieces that can be made independently.
protocol EdgeGenerator: Sendable {
  var vertexCount: Int { get }
  var pieceCount: Int { get }
  func generate(piece: Int, _ emit: (UInt32, UInt32) -> Void)
}

/// A model whose edge at a position is known directly.
protocol IndexedEdgeGenerator: EdgeGenerator {
  var edgeCount: Int { get }
  func edge(_ position: UInt64) -> (UInt32, UInt32)
}

extension IndexedEdgeGenerator {
  private var pieceSize: Int { 1 << 15 }
  var pieceCount: Int { (edgeCount + pieceSize - 1) / pieceSize }
  func generate(piece: Int, _ emit: (UInt32, UInt32) -> Void) {
    for position in piece * pieceSize..<min(edgeCount, (piece + 1) * pieceSize) {
      let (a, b) = edge(UInt64(position))
      emit(a, b)
    }
  }
}

extension GraphModel {
  func generator(seed: UInt64, directed: Bool) throws(GraphModelError) -> any EdgeGenerator {
    func require(_ condition: Bool, _ message: String) throws(GraphModelError) {
      if !condition { throw GraphModelError(description: message) }
    }
    func vertices(_ count: Int) throws(GraphModelError) {
      try require(count >= 0 && count <= AssemblyInput.maximumVertexCount, "\(count) vertices: expected 0 to \(AssemblyInput.maximumVertexCount)")
    }
    switch self {
    case .rmat(let scale, let edges, let a, let b, let c):
      try require((0...31).contains(scale), "scale \(scale): expected 0 to 31")
      try require(edges >= 0, "\(edges) edges: expected 0 or more")
      try require(min(a, b, c) >= 0 && a + b + c <= 1, "probabilities \(a), \(b), \(c): expected three numbers from 0 that sum up to at most 1")
      return RMATGenerator(seed: seed, scale: scale, edgeCount: edges, a: a, b: b, c: c)
    case .erdosRenyi(let count, let edges):
      try vertices(count)
      let pairs = PairSpace(vertices: count, directed: directed)
      try require(edges >= 0 && UInt64(edges) <= pairs.count, "\(edges) edges: \(count) vertices have \(pairs.count) pairs")
      return FixedCountGenerator(pairs: pairs, edgeCount: edges, seed: seed)
    case .erdosRenyiProbability(let count, let probability):
      try vertices(count)
      try require((0...1).contains(probability), "probability \(probability): expected 0 to 1")
      return ProbabilityGenerator(pairs: PairSpace(vertices: count, directed: directed), probability: probability, seed: seed)
    case .barabasiAlbert(let count, let degree):
      try vertices(count)
      try require(degree >= 1 && degree <= 1 << 20, "\(degree) edges a vertex: expected 1 to \(1 << 20)")
      return AttachmentGenerator(vertexCount: count, degree: degree, seed: seed)
    case .powerLaw(let count, let exponent, let minimum, let maximum):
      try vertices(count)
      try require(exponent > 1 && exponent <= 20, "exponent \(exponent): expected more than 1, up to 20")
      try require(minimum >= 1 && minimum <= maximum && maximum < max(2, count), "degrees from \(minimum) to \(maximum): expected 1 or more, and less than the \(count) vertices")
      return ConfigurationGenerator(vertexCount: count, exponent: exponent, minimum: minimum, maximum: maximum, seed: seed)
    case .grid(let rows, let columns, let isTorus):
      try require(rows >= 0 && columns >= 0, "a grid of \(rows) x \(columns): expected 0 or more")
      let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
      try vertices(overflow ? .max : count)
      return GridGenerator(rows: rows, columns: columns, isTorus: isTorus)
    case .completeBipartite(let left, let right):
      try require(left >= 0 && right >= 0, "parts of \(left) and \(right) vertices: expected 0 or more")
      try vertices(left.addingReportingOverflow(right).overflow ? .max : left + right)
      return BipartiteGenerator(left: left, right: right)
    }
  }
}

extension GraphModel {
  /// The largest degree that is expected once among so many vertices: minimum x n^(1 / (exponent - 1)), below n.
  public static func naturalCutoff(vertices: Int, exponent: Double, minimumDegree: Int) -> Int {
    let bound = Double(max(2, vertices) - 1)
    let reach = Double(minimumDegree) * exp(log(Double(max(1, vertices))) / max(1e-3, exponent - 1))
    return max(minimumDegree, Int(min(bound, reach)))
  }
}
