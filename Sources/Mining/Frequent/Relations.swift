/// How two pattern vertices may be joined, as one number ("relation") per possibility, seen from the first of them.
///
/// Edge-induced, a relation is one edge: a label and, in a directed graph, a direction; a pair may have several.
/// Vertex-induced, a relation is everything the pattern says of the pair, so it is a set of such edges, and it also
/// forbids arcs in a direction that the set does not have.
final class Relations: Sendable {
  /// The elementary edges of every relation: `label` undirected, `label * 2` (towards the second vertex) or
  /// `label * 2 + 1` (towards the first) directed. Ascending.
  let parts: [[Int]]
  /// The same relation seen from the other vertex.
  let mirror: [Int]
  let isDirected: Bool
  /// Vertex-induced: the pairs (first < second) with each relation they satisfy, ascending by first, then second.
  let pairs: [Pair]?

  struct Pair: Sendable {
    var first: UInt32
    var second: UInt32
    var relation: Int32
  }

  var count: Int { parts.count }

  /// One edge a relation.
  init(edgesOf data: MiningData) {
    isDirected = data.isDirected
    let count = data.edgeLabelCount * (data.isDirected ? 2 : 1)
    parts = (0..<count).map { [$0] }
    mirror = (0..<count).map { data.isDirected ? $0 ^ 1 : $0 }
    pairs = nil
  }

  /// Largest number of parallel edges between two vertices for vertex-induced mining: every subset is a relation.
  static let maximumParallel = 12

  /// Everything between two vertices is one relation.
  init(pairsOf data: MiningData) throws(FrequentError) {
    isDirected = data.isDirected
    var edges: [(pair: UInt64, part: Int)] = []
    data.forEachEdge { source, target, label in
      let ascending = source < target
      let pair = UInt64(min(source, target)) << 32 | UInt64(max(source, target))
      edges.append((pair, data.isDirected ? label * 2 + (ascending ? 0 : 1) : label))
    }
    edges.sort { ($0.pair, $0.part) < ($1.pair, $1.part) }
    let directed = data.isDirected
    func mirrored(_ part: Int) -> Int { directed ? part ^ 1 : part }
    var found: [[Int]: [[Int]]] = [:]  // parts of a pair -> all relations it satisfies
    var all: Set<[Int]> = []
    var start = 0
    var runs: [(UInt64, [[Int]])] = []
    while start < edges.count {
      var end = start
      while end < edges.count, edges[end].pair == edges[start].pair { end += 1 }
      let set = edges[start..<end].map(\.part)
      if set.count > Self.maximumParallel { throw .tooManyParallelEdges(set.count, limit: Self.maximumParallel) }
      if found[set] == nil {
        let satisfied = Self.subsets(of: set, directed: directed)
        found[set] = satisfied
        for relation in satisfied {
          all.insert(relation)
          all.insert(relation.map(mirrored).sorted())
        }
      }
      runs.append((edges[start].pair, found[set]!))
      start = end
    }
    parts = all.sorted { $0.lexicographicallyPrecedes($1) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(parts, 0...))
    mirror = parts.map { numbers[$0.map(mirrored).sorted()]! }
    pairs = runs.flatMap { pair, relations in
      relations.map {
        Pair(first: UInt32(pair >> 32), second: UInt32(pair & 0xffff_ffff), relation: Int32(numbers[$0]!))
      }
    }
  }

  /// Subsets that have an edge in every direction that the whole set has.
  private static func subsets(of set: [Int], directed: Bool) -> [[Int]] {
    func directions(_ parts: [Int]) -> Set<Int> { directed ? Set(parts.map { $0 & 1 }) : [] }
    let wanted = directions(set)
    return (1..<(1 << set.count)).map { choice in set.indices.filter { choice >> $0 & 1 == 1 }.map { set[$0] } }
      .filter { directions($0) == wanted }
  }
}
