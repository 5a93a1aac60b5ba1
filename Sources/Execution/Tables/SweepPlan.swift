import Planning

/// Sweeps that share one loop over the roots, laid out for running: vectors in order, with what each must be held as.
struct SweepPlan {
  /// A sum over x of a product of vectors, held nowhere.
  struct Total {
    var factors: [Int] = []
    var scales: [Int] = []
  }
  /// Where a sweep's values go.
  enum Table {
    case vertex(Int)
    case edge(Int)
  }
  enum Part {
    case sum(Total)
    /// Sum over x of the pairs that u and x close, times a vector.
    case closedSum(vector: Int)
    case pairs(vector: Int, edge: Int?)
    case neighbourPairs(power: Int)
  }
  struct Item {
    var parts: [Part] = []
    var scale: Int?
    /// For a table over x: what is multiplied in.
    var scattered: Total?
    /// For a table over the ends of pairs.
    var pairPower: Int?
    /// For a table over one of two that u and x close.
    var pairMember: Int?
    /// For a table over edges: the vector that is multiplied in.
    var slots: Int?
    var table: Table?
    /// In a halved plan: the same with u and x exchanged; nil when nothing changes.
    var mirrored: (total: Total, scale: Int?)?
    /// In a halved plan: one factor holds both halves, added up.
    var isBothWays = false

    /// Every root adds to many entries of the table.
    var isSpread: Bool { scattered != nil || pairPower != nil || pairMember != nil }
  }

  let program: TableProgram
  var nodes: [VectorNode]
  /// Vectors to compute, sources first.
  private(set) var order: [Int] = []
  /// The same in steps: one vector, or two that are pulled along the same walk.
  private(set) var steps: [[Int]] = []
  /// Vectors that are read at any vertex.
  private(set) var isDense: [Bool]
  /// Vectors that are nowhere but where the leader is not 0, and share its list of places.
  private(set) var follows: [Bool]
  /// The number of walks of two edges from u to x: whatever else is made of such walks follows it.
  private(set) var leader: Int?
  /// Far vectors that totals multiply.
  private(set) var summed: [Int] = []
  /// Vectors that are read where they lie after they have been gathered for the totals.
  private(set) var isKept: [Bool]
  /// The leader is read so too, but only where it is not 0: by the closed edges.
  private(set) var isLeaderReadByEdges = false
  /// Vectors that hold v(u, x) + v(x, u) instead of v(u, x), for v = walks of two edges with a weight at the second.
  var isBothWays: [Bool] = []
  /// Vectors that could be added up in the same pass as the leader, and in the same words where their values are small:
  /// walks of two edges with weights that nothing but totals reads.
  private(set) var passengers: [Int] = []
  var items: [Item] = []
  let sweeps: [Int]
  let above: Bool
  /// Only x >= u is visited: every sum over u and x can be had from one half and its mirror image.
  var isHalved = false
  private(set) var hasNeighbourPairs = false
  /// Something is added up over vertices that see two adjacent neighbours of the root.
  private(set) var hasClosedPairs = false
  /// An item whose table is filled on the walk that finds the closed pairs.
  private(set) var walkedWithPairs: Int?

  init(_ program: TableProgram, sweeps: [Int], tables: [Table?]) {
    self.program = program
    self.sweeps = sweeps
    nodes = program.vectorNodes
    above = sweeps.first.map { program.sweeps[$0].above } ?? false
    isDense = []
    follows = []
    isKept = []
    for (number, table) in zip(sweeps, tables) { items.append(item(program.sweeps[number], table)) }
    halve()
    arrange()
    if pullInsteadOfPushing() { arrange() }
    if readHeldPairs() { arrange() }
  }

  private func item(_ sweep: Sweep, _ table: Table?) -> Item {
    var item = Item(scale: sweep.scale, table: table)
    for part in sweep.parts {
      switch part {
      case .sum(let vector):
        var total = Total()
        flatten(vector, &total)
        let closed = total.factors.filter { nodes[$0].formula == .closedPairs }
        if closed.count == 1, total.factors.count == 2, total.scales.isEmpty,
          let other = total.factors.first(where: { $0 != closed[0] })
        {
          item.parts.append(.closedSum(vector: other))
        } else {
          item.parts.append(.sum(total))
        }
      case .pairs(let vector, let edge): item.parts.append(.pairs(vector: vector, edge: edge))
      case .neighbourPairs(let power): item.parts.append(.neighbourPairs(power: power))
      }
    }
    switch sweep.output {
    case .total, .root: break
    case .scattered(let vector):
      var total = Total()
      flatten(vector, &total)
      item.scattered = total
    case .pairEnds(let power): item.pairPower = power
    case .pairMember(let vector): item.pairMember = vector
    case .slots(let vector): item.slots = vector
    }
    return item
  }

  /// A product at the end is taken while it is summed.
  private func flatten(_ vector: Int, _ total: inout Total) {
    switch nodes[vector].formula {
    case .product(let a, let b):
      flatten(a, &total)
      flatten(b, &total)
    case .scaled(let a, let table):
      total.scales.append(table)
      flatten(a, &total)
    default: total.factors.append(vector)
    }
  }

  mutating func intern(_ node: VectorNode) -> Int {
    if let known = nodes.indices.first(where: { nodes[$0] == node && !isBothWays[$0] }) { return known }
    nodes.append(node)
    isBothWays.append(false)
    return nodes.count - 1
  }

  // MARK: Sums over neighbours

  /// The sum over x of F(x) times what is pushed to x from v(y) is the sum over y of v(y) times what y pulls from F: with the
  /// walks of two edges for F, that are there for others, this only reads along the lists, and nothing is gathered.
  ///
  /// - Returns: whether something has changed.
  private mutating func pullInsteadOfPushing() -> Bool {
    guard !above, !isHalved, let leader else { return false }
    var changed = false
    for pushed in order where pushed != leader {
      guard case .push(let source, let edge) = nodes[pushed].formula, nodes[source].isNear,
        !order.contains(where: { sources(of: $0).contains(pushed) }), let places = sums(of: pushed, times: leader)
      else { continue }
      let pulled = intern(VectorNode(formula: .pull(vector: leader, edge: edge), above: above, isNear: true))
      let isPlain = nodes[source].formula == .neighbours(edge: nil, vertex: nil)
      for (item, part) in places { items[item].parts[part] = .sum(Total(factors: isPlain ? [pulled] : [source, pulled])) }
      changed = true
    }
    return changed
  }

  /// Where the product of two vectors is summed up; nil when something else reads the first.
  private func sums(of vector: Int, times other: Int) -> [(item: Int, part: Int)]? {
    var places: [(item: Int, part: Int)] = []
    for (number, item) in items.enumerated() {
      for (position, part) in item.parts.enumerated() {
        switch part {
        case .sum(let total) where total.factors.contains(vector):
          guard total.scales.isEmpty, total.factors == [vector, other] || total.factors == [other, vector] else { return nil }
          places.append((number, position))
        case .closedSum(vector), .pairs(vector, _): return nil
        case .sum, .closedSum, .pairs, .neighbourPairs: break
        }
      }
      if item.scattered?.factors.contains(vector) ?? false || item.pairMember == vector || item.slots == vector { return nil }
    }
    return places
  }

  // MARK: Layout

  private mutating func arrange() {
    isDense = nodes.map { !$0.isNear }
    hasNeighbourPairs = false
    var needed = Set<Int>(), sums = Set<Int>()
    for item in items {
      var totals = item.mirrored.map { [$0.total] } ?? []
      for part in item.parts {
        switch part {
        case .sum(let total): totals.append(total)
        case .closedSum(let vector), .pairs(let vector, _): need(vector, &needed)
        case .neighbourPairs: hasNeighbourPairs = true
        }
      }
      if let scattered = item.scattered { totals.append(scattered) }
      for factor in totals.flatMap(\.factors) {
        need(factor, &needed)
        if !nodes[factor].isNear { sums.insert(factor) }
      }
      if let vector = item.pairMember ?? item.slots { need(vector, &needed) }
      if item.pairPower != nil { hasNeighbourPairs = true }
    }
    hasClosedPairs = needed.contains { nodes[$0].formula == .closedPairs }
      || items.contains { item in
        item.pairMember != nil || item.parts.contains { if case .closedSum = $0 { true } else { false } }
      }
    order = needed.sorted()
    summed = sums.sorted()
    follows = Array(repeating: false, count: nodes.count)
    leader = order.first { vector in
      guard case .push(let source, nil) = nodes[vector].formula else { return false }
      return nodes[source].formula == .neighbours(edge: nil, vertex: nil)
    }
    defer {
      joinPulls()
      walkWithPairs()
      arrangeReaders()
    }
    guard leader != nil else { return }
    for vector in order where vector != leader {
      switch nodes[vector].formula {
      case .push(let source, _): follows[vector] = nodes[source].isNear
      case .closedPairs: follows[vector] = true
      default: break
      }
    }
    // The leader comes before its followers, and after what it and its passenger are made from.
    let sources = order.filter { nodes[$0].formula.isOfNeighbours }
    order = sources + order.filter { $0 == leader } + order.filter { $0 != leader && !sources.contains($0) }
  }

  /// Pulls that do not need one another walk along the same lists. One is put off until another comes that can be joined to
  /// it, or until it is needed.
  private mutating func joinPulls() {
    steps = []
    var waiting: Int?
    for vector in order {
      guard case .pull(_?, let edge) = nodes[vector].formula, edge == nil || sources(of: vector).count == 1 else {
        if let other = waiting, sources(of: vector).contains(other) {
          steps.append([other])
          waiting = nil
        }
        steps.append([vector])
        continue
      }
      if let other = waiting, !sources(of: vector).contains(other) {
        steps.append([other, vector])
        waiting = nil
      } else {
        if let other = waiting { steps.append([other]) }
        waiting = vector
      }
    }
    if let other = waiting { steps.append([other]) }
    order = steps.flatMap { $0 }
  }

  /// What computing a vector reads: a pull multiplies two vectors on the way, where its source is their product.
  func sources(of vector: Int) -> [Int] {
    guard case .pull(let source?, _) = nodes[vector].formula else { return nodes[vector].formula.sources }
    guard case .product(let a, let b) = nodes[source].formula, !nodes[source].isNear, !nodes[a].isNear, !nodes[b].isNear else {
      return [source]
    }
    return [a, b]
  }

  /// Where the closed pairs are held anyway, sums over them read what is held, unless the same walk along the edges adds
  /// them up for something else.
  ///
  /// - Returns: whether something has changed.
  private mutating func readHeldPairs() -> Bool {
    guard let held = order.first(where: { nodes[$0].formula == .closedPairs }) else { return false }
    let walked = Set(items.compactMap(\.pairMember))
    var changed = false
    for item in items.indices {
      for part in items[item].parts.indices {
        guard case .closedSum(let vector) = items[item].parts[part], !walked.contains(vector) else { continue }
        items[item].parts[part] = .sum(Total(factors: [vector, held].sorted()))
        changed = true
      }
    }
    return changed
  }

  private mutating func walkWithPairs() {
    // What is multiplied in must be known by then.
    guard !isHalved, let pairs = order.firstIndex(where: { nodes[$0].formula == .closedPairs }), follows[order[pairs]]
    else { return walkedWithPairs = nil }
    walkedWithPairs = items.firstIndex { item in
      guard let vector = item.pairMember, item.parts.isEmpty else { return false }
      return order[..<pairs].contains(vector)
    }
  }

  /// All that a total multiplies lies where the leader lies, and in its order: at the root first, in a halved plan.
  func isLed(_ total: Total) -> Bool {
    leader != nil && total.factors.allSatisfy { $0 == leader || follows[$0] }
  }

  private mutating func arrangeReaders() {
    isKept = Array(repeating: false, count: nodes.count)
    isLeaderReadByEdges = false
    passengers = []
    // In a plan above the root edges have ends below it in sight.
    let reachesAll = !above && leader.map(summed.contains) ?? false
    let walked = walkedWithPairs.flatMap { items[$0].pairMember }
    // What is added up while the closed pairs are found is read before anything is gathered.
    for (number, item) in items.enumerated() where number != walkedWithPairs {
      var totals = item.mirrored.map { [$0.total] } ?? []
      if let scattered = item.scattered { totals.append(scattered) }
      for part in item.parts {
        switch part {
        case .sum(let total): totals.append(total)
        case .closedSum(let vector) where vector == walked: break
        case .closedSum(let vector) where reachesAll && vector == leader: isLeaderReadByEdges = true
        case .closedSum(let vector), .pairs(let vector, _): isKept[vector] = true
        case .neighbourPairs: break
        }
      }
      if let vector = item.pairMember {
        if reachesAll, vector == leader { isLeaderReadByEdges = true } else { isKept[vector] = true }
      }
      if let vector = item.slots { isKept[vector] = true }
      for total in totals where !isLed(total) { for factor in total.factors { isKept[factor] = true } }
    }
    guard let leader, summed.contains(leader) else { return }
    if isKept[leader] { isLeaderReadByEdges = false }
    let sources = Set(order.flatMap(sources(of:)))
    guard !sources.contains(leader), walked != leader else { return }
    passengers = order.filter { vector in
      guard case .push(let source, _) = nodes[vector].formula, nodes[source].formula.isOfNeighbours else { return false }
      return vector != leader && follows[vector] && !isKept[vector] && !sources.contains(vector)
    }
  }

  private mutating func need(_ vector: Int, _ needed: inout Set<Int>) {
    guard needed.insert(vector).inserted else { return }
    let sources = sources(of: vector)
    for source in sources { need(source, &needed) }
    if case .pull(_?, _) = nodes[vector].formula { for source in sources { isDense[source] = true } }
  }
}
