/// A sum over pairs of vertices u and z, adjacent or any two, of sums over trees in the neighbourhood of z.
///
/// This is what is left to try where binding one vertex does not leave a forest: with z bound too, everything else lives
/// on the list of z, as vectors that exist only while the loop stands at u and z.
package struct PairSweep: Hashable, Sendable {
  /// u and z are adjacent; otherwise any two, equal ones included.
  package var adjacent: Bool
  /// The product holds |N(u) ∩ N(z)| so many times.
  package var commons: Int
  /// Each summed over the neighbours of z at which its root may stand.
  package var trees: [LocalVertex]

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
  package var pulls: Set<LocalVertex> {
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
  package var readsWalks: Bool { trees.contains { $0.walks > 0 } || pulls.contains { $0.walks > 0 } }

  /// An upper bound of what one pair u and z contributes, and of every sum on the way.
  func bound(maximumDegree d: Double) -> Double {
    func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * d } }
    func value(_ vertex: LocalVertex) -> Double { vertex.children.reduce(power(vertex.walks)) { $0 * d * value($1) } }
    return trees.reduce(power(commons)) { $0 * d * value($1) }
  }
}

extension PairSweep {
  /// The cheapest sum over pairs that counts the homomorphisms of a graph; nil when there is none.
  init?(of graph: SmallGraph) {
    var best: (sweep: PairSweep, cost: Int)?
    for u in 0..<graph.count {
      for z in 0..<graph.count where z != u {
        guard let sweep = Self.binding(u, z, in: graph) else { continue }
        let inner = sweep.pulls.reduce(0) { $0 + ($1 == LocalVertex(isCommon: true) ? 1 : 2) }
        let cost = inner + (sweep.adjacent ? 0 : 100)
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
    var walks = [Int](repeating: 0, count: graph.count)
    for w in 0..<graph.count where (both | near) >> UInt8(w) & 1 == 0 {
      // Away from z: between u and one other only.
      let others = graph.row(w) & ~(1 << UInt8(u))
      guard graph.adjacent(u, w), others.nonzeroBitCount == 1, others & near != 0 else { return nil }
      walks[others.trailingZeroBitCount] += 1
    }
    for w in 0..<graph.count where near >> UInt8(w) & 1 == 1 && graph.row(w) == both && walks[w] == 0 {
      sweep.commons += 1
      near &= ~(1 << UInt8(w))
    }
    guard graph.isForest(without: ~near) else { return nil }
    func vertex(_ v: Int, from parent: Int?) -> LocalVertex {
      var children: [LocalVertex] = []
      for child in 0..<graph.count where (graph.row(v) & near) >> UInt8(child) & 1 == 1 && child != parent {
        children.append(vertex(child, from: v))
      }
      return LocalVertex(
        isCommon: graph.adjacent(u, v), walks: walks[v], children: children.sorted { $0.key < $1.key })
    }
    var rest = near
    while rest != 0 {
      var tree: UInt8 = 0, border: UInt8 = rest & (~rest + 1)
      while border != 0 {
        tree |= border
        border = (0..<graph.count).reduce(0) { tree >> UInt8($1) & 1 == 1 ? $0 | graph.row($1) : $0 } & near & ~tree
      }
      rest &= ~tree
      let choices = (0..<graph.count).filter { tree >> UInt8($0) & 1 == 1 }.map { vertex($0, from: nil) }
        .filter { $0.isSparse && $0.isBounded }
      func cost(_ root: LocalVertex) -> Int {
        PairSweep(adjacent: true, commons: 0, trees: [root]).pulls.reduce(0) {
          $0 + ($1 == LocalVertex(isCommon: true) ? 1 : 2)
        }
      }
      guard let root = choices.min(by: { (cost($0), $0.key) < (cost($1), $1.key) }) else { return nil }
      sweep.trees.append(root)
    }
    guard !sweep.trees.isEmpty || sweep.commons > 0 else { return nil }
    sweep.trees.sort { $0.key < $1.key }
    return sweep
  }
}
