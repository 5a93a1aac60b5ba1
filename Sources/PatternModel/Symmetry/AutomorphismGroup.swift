/// The automorphisms of a pattern, as a group of permutations of its vertices.
///
/// A permutation is an array: the vertex at position `v` goes to `permutation[v]`.
public struct AutomorphismGroup: Sendable {
  /// Number of automorphisms, the identity included.
  public let order: UInt128
  /// Permutations that generate the group; none when only the identity is in it.
  public let generators: [[Int]]
  /// The vertices that automorphisms map to each other: a partition, every orbit sorted, orbits by first vertex.
  public let orbits: [[Int]]

  private let graph: RelationGraph
  private let levels: [Level]

  /// One step of a stabiliser chain.
  private struct Level: Sendable {
    var point: Int
    var orbit: UInt64
    /// Together they generate the stabiliser of the points before.
    var generators: [[UInt8]]
  }

  init(_ graph: RelationGraph, _ search: SymmetrySearch) {
    self.graph = graph
    let vertexCount = graph.vertexCount
    order = search.chain.reduce(1) { $0 * UInt128($1.orbit.nonzeroBitCount) }
    generators = search.generators.map { $0.images[..<vertexCount].map(Int.init) }
    orbits = (0..<vertexCount)
      .filter { search.orbits[$0].trailingZeroBitCount == $0 }
      .map { Self.members(search.orbits[$0]) }
    levels = search.chain.enumerated().map { level, step in
      Level(
        point: step.point, orbit: step.orbit,
        generators: search.generators.filter { $0.level >= level }.map(\.images))
    }
  }

  /// For every point of the base its orbit, sorted, under the automorphisms that fix all points before it. The sizes
  /// multiply to ``order`` when the base holds all vertices. This is what symmetry breaking restricts.
  ///
  /// - Precondition: `base` holds vertex positions, none twice.
  /// - Complexity: one search of the group, microseconds for small patterns.
  public func stabiliserChain(base: [Int]) -> [[Int]] {
    precondition(Set(base).count == base.count, "a base holds no vertex twice")
    precondition(base.allSatisfy { 0..<graph.vertexCount ~= $0 }, "a base holds vertex positions")
    let search = SymmetrySearch(graph, base: base)
    search.run()
    var orbits: [Int: UInt64] = [:]
    for step in search.chain { orbits[step.point] = step.orbit }
    // A point that refinement has already singled out is fixed along with those before it.
    return base.map { orbits[$0].map(Self.members) ?? [$0] }
  }

  /// All automorphisms, the identity first, or nil when there are more than `limit`.
  ///
  /// - Complexity: O(n) for each.
  public func elements(limit: Int = 40_320) -> [[Int]]? {
    guard order <= UInt128(max(limit, 0)) else { return nil }
    let identity = (0..<graph.count).map { UInt8($0) }
    var elements = [identity]
    // Every automorphism is, in one way only, a product of one coset representative a level, deepest level first.
    for level in levels.reversed() where level.orbit.nonzeroBitCount > 1 {
      let representatives = transversal(level)
      elements = representatives.flatMap { representative in
        elements.map { inner in inner.map { representative[Int($0)] } }
      }
    }
    return elements.map { $0[..<graph.vertexCount].map(Int.init) }
  }

  /// For every point of the level's orbit an automorphism that maps the level's point to it.
  private func transversal(_ level: Level) -> [[UInt8]] {
    var found: [[UInt8]] = [(0..<graph.count).map { UInt8($0) }]
    var reached: UInt64 = 1 << UInt64(level.point)
    var next = 0
    while next < found.count {
      let element = found[next]
      next += 1
      for generator in level.generators {
        let image = generator[Int(element[level.point])]
        guard reached >> UInt64(image) & 1 == 0 else { continue }
        reached |= 1 << UInt64(image)
        found.append(element.map { generator[Int($0)] })
      }
    }
    return found
  }

  private static func members(_ mask: UInt64) -> [Int] {
    (0..<64).filter { mask >> UInt64($0) & 1 != 0 }
  }
}
