/// A sum over pairs of vertices u and z, adjacent or any two, of sums over trees in the neighbourhood of z.
///
/// This is what is left to try where binding one vertex does not leave a forest: with z bound too, everything else lives
/// on the list of z (of adjacent u and z: on both lists, with edges between them), as vectors that exist only while the
/// loop stands at u and z.
package struct PairSweep: Hashable, Sendable {
  /// u and z are adjacent; otherwise any two, equal ones included.
  package var adjacent: Bool
  /// The product holds |N(u) ∩ N(z)| so many times.
  package var commons: Int
  /// Each summed over the neighbours of z at which its root may stand.
  package var trees: [LocalVertex]
  /// Each summed over the edges from a neighbour of z to a neighbour of u, at which the roots of its two trees stand. Only
  /// where u and z are adjacent.
  package var bridges: [Bridge] = []

  /// A tree on the list of z and one on the list of u, joined by an edge between their roots.
  package struct Bridge: Hashable, Sendable {
    package var near: LocalVertex
    /// With u and z exchanged: common is what is a neighbour of z too.
    package var far: LocalVertex
    var key: String { "\(near.key)|\(far.key)" }
  }

  /// A vertex of a tree, mapped to a neighbour c of z.
  package struct LocalVertex: Hashable, Sendable {
    /// c is a neighbour of u too.
    package var isCommon = false
    /// How many others are adjacent to u and c only: a factor |N(u) ∩ N(c)| each.
    package var walks = 0
    /// Vertices adjacent to this one, each summed over N(z) ∩ N(c).
    package var children: [LocalVertex] = []

    /// Whether it is 0 far from the neighbours of u.
    package var isSparse: Bool { isCommon || children.contains { $0.isSparse } }

    /// Whether all that is not sparse below it is leaves: these are summed where they are asked for.
    var isBounded: Bool { children.allSatisfy { $0.isSparse ? $0.isBounded : $0.children.isEmpty } }

    /// Orders the children, so that equal trees are equal values.
    var key: String { "\(isCommon ? 1 : 0)\(walks)(\(children.map(\.key).joined()))" }
  }

  /// Every sum over N(z) ∩ N(c) that is formed.
  package var pulls: Set<LocalVertex> { Self.pulls(trees + bridges.map(\.near)) }
  /// Every sum over N(u) ∩ N(c).
  package var farPulls: Set<LocalVertex> { Self.pulls(bridges.map(\.far)) }

  private static func pulls(_ trees: [LocalVertex]) -> Set<LocalVertex> {
    var found: Set<LocalVertex> = []
    func visit(_ vertex: LocalVertex) {
      for child in vertex.children {
        found.insert(child)
        visit(child)
      }
    }
    trees.forEach(visit)
    return found
  }

  /// Whether a vertex has a factor |N(u) ∩ N(c)|.
  package var readsWalks: Bool {
    (trees + bridges.map(\.near)).contains { $0.walks > 0 } || pulls.contains { $0.walks > 0 }
  }

  /// An upper bound of what one pair u and z contributes, and of every sum on the way.
  func bound(maximumDegree d: Double) -> Double {
    func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * d } }
    func value(_ vertex: LocalVertex) -> Double { vertex.children.reduce(power(vertex.walks)) { $0 * d * value($1) } }
    let joined = bridges.reduce(power(commons)) { $0 * d * value($1.near) * d * value($1.far) }
    return trees.reduce(joined) { $0 * d * value($1) }
  }
}

extension PairSweep {
  /// The cheapest sum over pairs that counts the homomorphisms of a graph; nil when there is none.
  init?(of graph: SmallGraph) {
    var best: (sweep: PairSweep, cost: Int)?
    for u in 0..<graph.count {
      for z in 0..<graph.count where z != u {
        guard let sweep = Self.binding(u, z, in: graph) else { continue }
        let inner = Self.cost(sweep.trees + sweep.bridges.map(\.near)) + Self.cost(sweep.bridges.map(\.far))
        let cost = inner + (sweep.adjacent ? 50 * sweep.bridges.count : 100)
        if best.map({ cost < $0.cost }) ?? true { best = (sweep, cost) }
      }
    }
    guard let best else { return nil }
    self = best.sweep
  }

  private static func binding(_ u: Int, _ z: Int, in graph: SmallGraph) -> PairSweep? {
    var sweep = PairSweep(adjacent: graph.adjacent(u, z), commons: 0, trees: [])
    let both: UInt8 = 1 << UInt8(u) | 1 << UInt8(z)
    var near = graph.row(z) & ~both
    // Away from z: between u and one other only, or in a tree on the list of u.
    var far: UInt8 = 0
    var walks = [Int](repeating: 0, count: graph.count)
    for w in 0..<graph.count where (both | near) >> UInt8(w) & 1 == 0 {
      guard graph.adjacent(u, w) else { return nil }
      let others = graph.row(w) & ~(1 << UInt8(u))
      if others.nonzeroBitCount == 1, others & near != 0 {
        walks[others.trailingZeroBitCount] += 1
      } else if sweep.adjacent {
        far |= 1 << UInt8(w)
      } else {
        return nil
      }
    }
    for w in 0..<graph.count where near >> UInt8(w) & 1 == 1 && graph.row(w) == both && walks[w] == 0 {
      sweep.commons += 1
      near &= ~(1 << UInt8(w))
    }
    guard graph.isForest(without: ~(near | far)) else { return nil }
    /// A vertex of a tree on the list of `own`, seen from `other`.
    func vertex(_ v: Int, from parent: Int?, on own: Int, _ other: Int) -> LocalVertex {
      var children: [LocalVertex] = []
      for child in 0..<graph.count where (graph.row(v) & (near | far)) >> UInt8(child) & 1 == 1 && child != parent {
        children.append(vertex(child, from: v, on: own, other))
      }
      return LocalVertex(
        isCommon: graph.adjacent(other, v), walks: walks[v], children: children.sorted { $0.key < $1.key })
    }
    var rest = near | far
    while rest != 0 {
      let tree = component(rest & (~rest + 1), in: graph, near | far)
      rest &= ~tree
      if tree & far != 0 {
        guard let bridge = bridge(tree, u, z, walks, in: graph, vertex) else { return nil }
        sweep.bridges.append(bridge)
        continue
      }
      let choices = (0..<graph.count).filter { tree >> UInt8($0) & 1 == 1 }.map { vertex($0, from: nil, on: z, u) }
        .filter { $0.isSparse && $0.isBounded }
      guard let root = choices.min(by: { (cost([$0]), $0.key) < (cost([$1]), $1.key) }) else { return nil }
      sweep.trees.append(root)
    }
    guard !sweep.trees.isEmpty || !sweep.bridges.isEmpty || sweep.commons > 0 else { return nil }
    sweep.trees.sort { $0.key < $1.key }
    sweep.bridges.sort { $0.key < $1.key }
    return sweep
  }

  private static func component(_ start: UInt8, in graph: SmallGraph, _ allowed: UInt8) -> UInt8 {
    var found: UInt8 = 0, border = start & allowed
    while border != 0 {
      found |= border
      border = (0..<graph.count).reduce(0) { found >> UInt8($1) & 1 == 1 ? $0 | graph.row($1) : $0 } & allowed & ~found
    }
    return found
  }

  private static func cost(_ trees: [LocalVertex]) -> Int {
    pulls(trees).reduce(0) { $0 + ($1 == LocalVertex(isCommon: true) ? 1 : 2) }
  }

  /// The cheapest cut of a tree in two by one edge, so that one part lies on the list of z and the other on that of u.
  private static func bridge(
    _ tree: UInt8, _ u: Int, _ z: Int, _ walks: [Int], in graph: SmallGraph,
    _ vertex: (Int, Int?, Int, Int) -> LocalVertex
  ) -> Bridge? {
    var best: Bridge?
    let members = (0..<graph.count).filter { tree >> UInt8($0) & 1 == 1 }
    for d in members {
      for c in members where graph.adjacent(d, c) {
        let onZ = component(1 << UInt8(d), in: graph, tree & ~(1 << UInt8(c))), onU = tree & ~onZ
        guard onZ & ~graph.row(z) == 0, onU & ~graph.row(u) == 0,
          members.allSatisfy({ onZ >> UInt8($0) & 1 == 1 || walks[$0] == 0 })
        else { continue }
        let found = Bridge(near: vertex(d, c, z, u), far: vertex(c, d, u, z))
        guard found.near.isSparse, found.near.isBounded, found.far.isSparse, found.far.isBounded else { continue }
        func order(_ bridge: Bridge) -> (Int, String) { (cost([bridge.near]) + cost([bridge.far]), bridge.key) }
        if best.map({ order(found) < order($0) }) ?? true { best = found }
      }
    }
    return best
  }
}
