/// Sums pattern vertices away, one after the other, until a number (or a table at the root) is left.
///
/// A vertex with one neighbour goes into a vertex table, one with two adjacent neighbours into an edge table. What
/// remains when neither is left is finished by a sweep if it has a vertex whose loss leaves a forest.
struct Elimination {
  private var graph: SmallGraph
  private var alive: UInt8
  /// Factors at each vertex, and at each ordered adjacent pair.
  private var atVertex: [[Int]]
  private var atEdge: [[[Int]]]
  /// Vertices summed away that were adjacent to the three of a triangle (its bits), and to nothing else.
  private var apexes: [UInt8: Int] = [:]

  private init(_ graph: SmallGraph, _ palette: Palette, _ program: inout TableProgram) {
    self.graph = graph
    alive = UInt8(truncatingIfNeeded: (1 << graph.count) - 1)
    atVertex = Array(repeating: [], count: graph.count)
    atEdge = Array(repeating: Array(repeating: [], count: graph.count), count: graph.count)
    guard !graph.isPlain else { return }
    // Colours are factors like any other.
    for v in 0..<graph.count {
      if graph.vertexClass(v) != 0 { atVertex[v] = [program.vertex(.member(class: graph.vertexClass(v)))] }
      for w in 0..<graph.count where graph.adjacent(v, w) && graph.demand(v, w) != 0 {
        let demand = graph.demand(v, w)
        atEdge[v][w] = [program.edge(.satisfies(demand: demand, converse: palette.converse(demand)))]
      }
    }
  }

  /// Appends the nodes that count the homomorphisms of a connected graph: maps of its vertices that keep adjacency and
  /// may merge vertices that are not adjacent.
  ///
  /// - Returns: the number's position in `program.scalars`; nil when elimination cannot do it.
  static func homomorphisms(of graph: SmallGraph, _ palette: Palette, into program: inout TableProgram) -> Int? {
    var elimination = Elimination(graph.unrooted(), palette, &program)
    elimination.reduce(&program)
    if elimination.alive.nonzeroBitCount == 1 {
      return program.scalar(.sum(elimination.atVertex[elimination.alive.trailingZeroBitCount].sorted()))
    }
    if let tables = elimination.cliqueTables(root: nil, &program) { return program.scalar(.sum(tables)) }
    for root in elimination.members {
      if let tables = elimination.apexTables(root: root, &program) { return program.scalar(.sum(tables)) }
    }
    if elimination.apexes.isEmpty, let sweep = elimination.bestSweep(&program, output: nil) {
      return program.scalar(.sweep(sweep))
    }
    guard graph.isPlain, let pairs = PairSweep(of: graph.unrooted()) else { return nil }
    return program.scalar(.pairs(program.pairs(pairs)))
  }

  /// The same by image of the root, or of both roots.
  static func rootedHomomorphisms(
    of graph: SmallGraph, _ palette: Palette, into program: inout TableProgram
  ) -> RootedTables? {
    guard let root = graph.root else { return nil }
    var elimination = Elimination(graph, palette, &program)
    elimination.reduce(&program)
    if let other = graph.secondRoot { return elimination.pairTables(root, other, &program) }
    if elimination.alive.nonzeroBitCount == 1 { return RootedTables(first: elimination.atVertex[root].sorted()) }
    if let tables = elimination.cliqueTables(root: root, &program) ?? elimination.apexTables(root: root, &program) {
      return RootedTables(first: tables)
    }
    guard elimination.apexes.isEmpty, let sweep = elimination.bestSweep(&program, output: root) else { return nil }
    return RootedTables(first: [program.vertex(.sweep(sweep))])
  }

  /// A table over edges: what is left when only the two roots are, or what a sweep from one leaves at the other.
  private func pairTables(_ root: Int, _ other: Int, _ program: inout TableProgram) -> RootedTables? {
    guard apexes.isEmpty else { return nil }
    if alive.nonzeroBitCount == 2 {
      return RootedTables(
        edges: atEdge[root][other].sorted(), first: atVertex[root].sorted(), second: atVertex[other].sorted())
    }
    var best: (sweep: Sweep, cost: Int, mirrored: Bool)?
    for (from, to) in [(root, other), (other, root)] {
      guard let found = sweep(root: from, output: to, above: false, &program), case .slots = found.sweep.output,
        best.map({ found.cost < $0.cost }) ?? true
      else { continue }
      best = (found.sweep, found.cost, from != root)
    }
    guard let best else { return nil }
    let table = program.edge(.sweep(program.sweep(best.sweep)))
    return RootedTables(edges: [best.mirrored ? program.transposed(table) : table])
  }

  /// Homomorphisms that map the root below (in number) every other vertex.
  static func homomorphismsAboveRoot(
    of graph: SmallGraph, _ palette: Palette, into program: inout TableProgram
  ) -> Int? {
    sweepAboveRoot(graph, palette, output: nil, &program).map { program.scalar(.sweep($0)) }
  }

  /// The same by image of the second root, or of the root where there is no second one: a vertex table.
  static func rootedHomomorphismsAboveRoot(
    of graph: SmallGraph, _ palette: Palette, into program: inout TableProgram
  ) -> Int? {
    guard let output = graph.secondRoot ?? graph.root else { return nil }
    return sweepAboveRoot(graph, palette, output: output, &program).map { program.vertex(.sweep($0)) }
  }

  private static func sweepAboveRoot(
    _ graph: SmallGraph, _ palette: Palette, output: Int?, _ program: inout TableProgram
  ) -> Int? {
    guard let root = graph.root, graph.isForest(without: 1 << UInt8(root)) else { return nil }
    let elimination = Elimination(graph.rooted(at: root), palette, &program)
    return elimination.sweep(root: root, output: output, above: true, &program).map { program.sweep($0.sweep) }
  }

  // MARK: Tables

  private func row(_ v: Int) -> UInt8 { graph.row(v) & alive }

  /// Stays to the end.
  private func isRoot(_ v: Int) -> Bool { v == graph.root || v == graph.secondRoot }

  private mutating func reduce(_ program: inout TableProgram) {
    while alive.nonzeroBitCount > (graph.secondRoot == nil ? 1 : 2) {
      guard let (vertex, neighbours) = nextVertex() ?? nextApex() else { return }
      alive &= ~(1 << UInt8(vertex))
      let a = neighbours.trailingZeroBitCount
      switch neighbours.nonzeroBitCount {
      case 1:
        let edge = program.edgeProduct(atEdge[a][vertex])
        let inner = program.vertexProduct(atVertex[vertex])
        atVertex[a].append(program.vertex(.gather(edge: edge, vertex: inner)))
      case 2:
        let b = (neighbours & (neighbours - 1)).trailingZeroBitCount
        let first = program.edgeProduct(atEdge[a][vertex]), second = program.edgeProduct(atEdge[b][vertex])
        let middle = program.vertexProduct(atVertex[vertex])
        let power = apexes.removeValue(forKey: neighbours | 1 << UInt8(vertex)) ?? 0
        let table = program.edge(.fold(first: first, middle: middle, second: second, apexes: power))
        atEdge[a][b].append(table)
        atEdge[b][a].append(program.transposed(table))
      default:
        apexes[neighbours, default: 0] += 1
      }
    }
  }

  /// A vertex without factors whose neighbours are a triangle.
  private func nextApex() -> (Int, UInt8)? {
    for v in 0..<graph.count where alive >> UInt8(v) & 1 == 1 && !isRoot(v) && atVertex[v].isEmpty {
      let neighbours = row(v)
      guard neighbours.nonzeroBitCount == 3, !apexes.keys.contains(where: { $0 >> UInt8(v) & 1 == 1 }) else { continue }
      let members = (0..<graph.count).filter { neighbours >> UInt8($0) & 1 == 1 }
      guard members.allSatisfy({ member in
        atEdge[member][v].isEmpty && members.allSatisfy { $0 == member || graph.adjacent($0, member) }
      }) else { continue }
      return (v, neighbours)
    }
    return nil
  }

  /// Vertices without factors first: their tables are the ones that others need too.
  private func nextVertex() -> (Int, UInt8)? {
    var best: (vertex: Int, neighbours: UInt8, cost: Int)?
    for v in 0..<graph.count where alive >> UInt8(v) & 1 == 1 && !isRoot(v) {
      let neighbours = row(v)
      let degree = neighbours.nonzeroBitCount
      guard degree == 1 || degree == 2 else { continue }
      let a = neighbours.trailingZeroBitCount, b = 7 - neighbours.leadingZeroBitCount
      guard degree == 1 || graph.adjacent(a, b) else { continue }
      // A factor on a triangle goes away with that triangle only.
      guard apexes.keys.allSatisfy({ $0 >> UInt8(v) & 1 == 0 || $0 == neighbours | 1 << UInt8(v) }) else { continue }
      let factors = atVertex[v].count + atEdge[a][v].count + atEdge[v][b].count
      let cost = factors * 2 + (degree - 1)
      if best.map({ cost < $0.cost }) ?? true { best = (v, neighbours, cost) }
    }
    return best.map { ($0.vertex, $0.neighbours) }
  }

  // MARK: Cliques

  private var members: [Int] { (0..<graph.count).filter { alive >> UInt8($0) & 1 == 1 } }

  private var isComplete: Bool { members.allSatisfy { row($0) | 1 << UInt8($0) == alive } }

  /// What is left is a clique with factors at one vertex at most: a product of vertex tables there.
  private func cliqueTables(root: Int?, _ program: inout TableProgram) -> [Int]? {
    let members = members
    guard members.count >= 4, apexes.isEmpty, isComplete else { return nil }
    let weighted = members.filter { !atVertex[$0].isEmpty }
    guard weighted.count <= 1, root == nil || weighted.isEmpty || weighted[0] == root,
      members.allSatisfy({ a in members.allSatisfy { atEdge[a][$0].isEmpty } })
    else { return nil }
    let own = program.vertex(.cliques(size: members.count))
    return ([own] + (weighted.first.map { atVertex[$0] } ?? [])).sorted()
  }

  /// What is left is the root and a triangle next to it, with others that saw just that triangle.
  private func apexTables(root: Int, _ program: inout TableProgram) -> [Int]? {
    let triangle = alive & ~(1 << UInt8(root))
    guard alive.nonzeroBitCount == 4, isComplete, apexes.count == 1, let power = apexes[triangle] else { return nil }
    let members = members
    guard members.allSatisfy({ a in
      (a == root || atVertex[a].isEmpty) && members.allSatisfy { atEdge[a][$0].isEmpty }
    }) else { return nil }
    return (atVertex[root] + [program.vertex(.triangleApexes(power: power))]).sorted()
  }

  // MARK: Sweeps

  private func bestSweep(_ program: inout TableProgram, output: Int?) -> Int? {
    var best: (sweep: Sweep, cost: Int)?
    for root in 0..<graph.count where alive >> UInt8(root) & 1 == 1 {
      if let found = sweep(root: root, output: output, above: false, &program), best.map({ found.cost < $0.cost }) ?? true {
        best = found
      }
    }
    return best.map { program.sweep($0.sweep) }
  }

  /// The sweep with `root` bound: every tree of the rest is summed up towards its cheapest vertex.
  private func sweep(
    root: Int, output: Int?, above: Bool, _ program: inout TableProgram
  ) -> (sweep: Sweep, cost: Int)? {
    var rest = alive & ~(1 << UInt8(root))
    var parts: [Sweep.Part] = []
    var cost = 0
    var place = Sweep.Output.total
    if output == root { place = .root }
    while rest != 0 {
      var tree = component(of: rest.trailingZeroBitCount, in: rest)
      rest &= ~tree
      let inside = output.flatMap { tree >> UInt8($0) & 1 == 1 ? $0 : nil }
      if !above, inside == nil || graph.secondRoot == nil, let power = neighbourPairs(tree, root: root, end: inside) {
        if inside == nil { parts.append(.neighbourPairs(power: power)) } else { place = .pairEnds(power: power) }
        cost += 300
        continue
      }
      var closed: [Int] = []
      var pairEnd: Int?
      while !above, let (pair, end) = closedPair(tree, root: root) {
        tree &= ~pair
        cost += 300
        if let output, pair >> UInt8(output) & 1 == 1 { pairEnd = end } else { closed.append(end) }
      }
      guard graph.isForest(without: ~tree) else { return nil }
      let builder = TreeSum(elimination: self, root: root, tree: tree, above: above, closed: closed)
      if let pairEnd {
        guard let (vector, ownCost) = builder.vector(at: pairEnd, &program) else { return nil }
        place = .pairMember(vector: vector)
        cost += ownCost
      } else if let output, output != root, tree >> UInt8(output) & 1 == 1 {
        guard let (vector, ownCost) = builder.vector(at: output, &program) else { return nil }
        // A value for both ends of the edge between the roots, or for the far one only.
        place = graph.secondRoot == nil ? .scattered(vector: vector) : .slots(vector: vector)
        cost += ownCost
      } else {
        guard let (part, ownCost) = builder.cheapestPart(&program) else { return nil }
        parts.append(part)
        cost += ownCost
      }
    }
    parts.sort { $0.rank.lexicographicallyPrecedes($1.rank) }
    return (Sweep(parts: parts, scale: program.vertexProduct(atVertex[root]), above: above, output: place), cost)
  }

  private func hasFactors(_ v: Int, towards others: UInt8) -> Bool {
    !atVertex[v].isEmpty || (0..<graph.count).contains { others >> UInt8($0) & 1 == 1 && !atEdge[v][$0].isEmpty }
  }

  /// Two adjacent vertices next to the root whose only other neighbour is the same vertex, away from the root.
  private func closedPair(_ tree: UInt8, root: Int) -> (pair: UInt8, end: Int)? {
    for y in 0..<graph.count where tree >> UInt8(y) & 1 == 1 && graph.adjacent(root, y) {
      for z in 0..<y where tree >> UInt8(z) & 1 == 1 && graph.adjacent(root, z) && graph.adjacent(y, z) {
        let pair: UInt8 = 1 << UInt8(y) | 1 << UInt8(z)
        let beyondY = graph.row(y) & tree & ~pair, beyondZ = graph.row(z) & tree & ~pair
        guard beyondY == beyondZ, beyondY.nonzeroBitCount == 1 else { continue }
        let end = beyondY.trailingZeroBitCount
        let others = pair | beyondY | 1 << UInt8(root)
        if !graph.adjacent(root, end), !hasFactors(y, towards: others), !hasFactors(z, towards: others) { return (pair, end) }
      }
    }
    return nil
  }

  /// The number of others when the tree is two vertices, one of them `end` if given, and some others adjacent to just
  /// these, all next to the root.
  private func neighbourPairs(_ tree: UInt8, root: Int, end: Int?) -> Int? {
    guard tree.nonzeroBitCount >= 4, tree & ~graph.row(root) == 0 else { return nil }
    let members = (0..<graph.count).filter { tree >> UInt8($0) & 1 == 1 }
    guard members.allSatisfy({ !hasFactors($0, towards: tree | 1 << UInt8(root)) }) else { return nil }
    for a in members {
      for c in members where c < a && !graph.adjacent(a, c) && (end == nil || end == a || end == c) {
        let pair: UInt8 = 1 << UInt8(a) | 1 << UInt8(c)
        if members.allSatisfy({ pair >> UInt8($0) & 1 == 1 || graph.row($0) & tree == pair }) { return members.count - 2 }
      }
    }
    return nil
  }

  private func component(of start: Int, in allowed: UInt8) -> UInt8 {
    var found: UInt8 = 1 << UInt8(start)
    var grown = true
    while grown {
      grown = false
      for v in 0..<graph.count where found >> UInt8(v) & 1 == 1 {
        let more = graph.row(v) & allowed & ~found
        if more != 0 {
          found |= more
          grown = true
        }
      }
    }
    return found
  }

  /// Sums over one tree of the graph without the sweep's root.
  private struct TreeSum {
    let elimination: Elimination
    let root: Int
    let tree: UInt8
    let above: Bool
    /// Vertices that carry a factor for two adjacent neighbours of the root each.
    let closed: [Int]

    /// What a step costs: walking the neighbours' lists, or the lists of everything in reach.
    private static let push = 10, pull = 11, far = 1000, pair = 250

    private func neighbours(_ v: Int) -> [Int] {
      let row = elimination.graph.row(v) & tree
      return (0..<elimination.graph.count).filter { row >> UInt8($0) & 1 == 1 }
    }

    private func isNear(_ v: Int) -> Bool { elimination.graph.adjacent(root, v) }

    func cheapestPart(_ program: inout TableProgram) -> (part: Sweep.Part, cost: Int)? {
      var best: (part: Sweep.Part, cost: Int)?
      for v in 0..<elimination.graph.count where tree >> UInt8(v) & 1 == 1 {
        if let (vector, cost) = self.vector(at: v, &program), best.map({ cost < $0.cost }) ?? true {
          best = (.sum(vector: vector), cost)
        }
        // Two equal halves that meet in an edge: every pair is looked at once, from its later end.
        for w in neighbours(v) where w > v && !isNear(v) && !isNear(w) {
          guard let (here, cost) = self.vector(at: v, without: w, &program),
            let (there, _) = self.vector(at: w, without: v, &program), here == there
          else { continue }
          let edge = program.edgeProduct(elimination.atEdge[v][w])
          guard edge == program.edgeProduct(elimination.atEdge[w][v]) else { continue }
          if cost + Self.pair < best?.cost ?? Int.max { best = (.pairs(vector: here, edge: edge), cost + Self.pair) }
        }
      }
      return best
    }

    /// The tree's sum as a function of the image of `v`, leaving out the branch towards `without`; nil when it is not 0
    /// far from the root.
    func vector(at v: Int, without: Int? = nil, _ program: inout TableProgram) -> (vector: Int, cost: Int)? {
      let near = isNear(v)
      var cost = 0
      var factors: [Int] = []
      var leaves = 0
      func add(_ formula: VectorNode.Formula) {
        factors.append(program.vector(VectorNode(formula: formula, above: above, isNear: near)))
      }
      for end in closed where end == v { add(.closedPairs) }
      for child in neighbours(v) where child != without {
        let isLeaf = !isNear(child) && neighbours(child).count == 1 && elimination.atVertex[child].isEmpty
          && !closed.contains(child)
        if near {
          guard let inner = isLeaf ? (nil, 0) : vector(at: child, without: v, &program).map({ (Optional($0.vector), $0.cost) })
          else { return nil }
          cost += inner.1 + Self.pull
          add(.pull(vector: inner.0, edge: program.edgeProduct(elimination.atEdge[v][child])))
        } else if isLeaf, elimination.atEdge[v][child].isEmpty {
          leaves += 1
        } else {
          guard let inner = vector(at: child, without: v, &program) else { return nil }
          cost += inner.cost + (isNear(child) ? Self.push : Self.far)
          add(.push(vector: inner.vector, edge: program.edgeProduct(elimination.atEdge[child][v])))
        }
      }
      let own = program.vertexProduct(elimination.atVertex[v])
      if near {
        let edge = program.edgeProduct(elimination.atEdge[root][v])
        // The mask itself: adjacency to the root.
        if edge != nil || own != nil || factors.isEmpty { add(.neighbours(edge: edge, vertex: own)) }
      }
      guard !factors.isEmpty else { return nil }
      factors.sort()
      var result = factors[0]
      for factor in factors.dropFirst() {
        result = program.vector(VectorNode(formula: .product(result, factor), above: above, isNear: near))
      }
      if !near, let own {
        result = program.vector(VectorNode(formula: .scaled(vector: result, vertex: own), above: above, isNear: false))
      }
      for _ in 0..<leaves {
        cost += Self.push
        result = program.vector(VectorNode(formula: .timesDegree(vector: result), above: above, isNear: false))
      }
      return (result, cost)
    }
  }
}
