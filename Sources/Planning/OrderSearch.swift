import PatternModel

/// Depth-first search over matching orders with branch and bound.
///
/// The automorphism group rides along: at every step only one vertex of each orbit of the prefix's stabiliser is
/// tried (the others give mirror images of the same plan), and that orbit *is* the symmetry-breaking restriction of
/// the chosen vertex (Grochow and Kellis, RECOMB 2007). Both directions are costed: later vertices below the chosen
/// one (towards the hubs) or above it.
struct OrderSearch {
  /// What the search found: enough to build the plan.
  struct Candidate {
    var order: [Int]
    var loopCount: Int
    var restrictions: [Plan.Restriction]
    var multiplicity: UInt128
    var estimate: Plan.Estimate
  }

  private let constraints: MatchConstraints
  private let statistics: CostStatistics
  /// What labels and directions change about list lengths; nil: nothing.
  private let selectivity: Selectivity?
  /// All automorphisms, or only the identity when there are too many to carry: then the chain is asked afterwards.
  private let group: [[UInt8]]
  /// By vertex: the first one that it can be exchanged with, all others standing still.
  private let twins: [Int]
  private let listing: Bool
  private let usesLocal: Bool
  /// The vertices that must come first, as loops.
  private let roots: [Int]
  private let n: Int
  /// Neighbours of each vertex in the pattern, as bits.
  private let adjacent: [UInt32]
  /// Vertices that may not share the tail: adjacent or forbidden to be.
  private let bound: [UInt32]
  private let mustBeLoops: UInt32

  private var best: [Candidate] = []
  private var budget: Int
  private let keep: Int
  private var laterIsBelow = true

  init(
    constraints: MatchConstraints, group: [[UInt8]], twins: [Int], statistics: CostStatistics, selectivity: Selectivity? = nil,
    listing: Bool, usesLocal: Bool, roots: [Int] = [], keep: Int = 4, budget: Int = 6000
  ) {
    self.constraints = constraints
    self.group = group
    self.twins = twins
    self.statistics = statistics
    self.selectivity = selectivity
    self.listing = listing
    self.usesLocal = usesLocal
    self.roots = roots
    self.keep = keep
    self.budget = budget
    n = constraints.count
    adjacent = constraints.adjacent
    bound = constraints.bound
    mustBeLoops = constraints.mustBeLoops
  }

  /// The best candidates, cheapest first.
  mutating func run() -> [Candidate] {
    let nodes = budget
    for direction in group.count > 1 ? [true, false] : [true] {
      laterIsBelow = direction
      budget = nodes
      var state = State(group: Array(group.indices))
      for first in representatives(group: state.group, candidates: roots.first.map { 1 << UInt32($0) } ?? mask(n)) {
        state.iterations = [selectivity?.roots[first] ?? statistics.vertexCount]
        extend(state, by: first)
      }
    }
    return best
  }

  private struct State {
    var order: [Int] = []
    var placed: UInt32 = 0
    /// Positions in `group` of the automorphisms that fix the prefix.
    var group: [Int]
    /// Bits of the levels that bound each pattern vertex.
    var bounds: [UInt32] = Array(repeating: 0, count: 32)
    var reach: [CostStatistics.Reach] = []
    /// How many loops run through the list of each level.
    var opened: [Int] = []
    var iterations: [Double] = []
    var work = 0.0
    var restrictions: [(Int, Int)] = []
    /// Size of the set that everything left lies in, once there is one.
    var localSize: Double?
  }

  private func mask(_ count: Int) -> UInt32 { UInt32(truncatingIfNeeded: (UInt64(1) << count) - 1) }

  /// One vertex of every orbit of the group among the candidates.
  private func representatives(group positions: [Int], candidates: UInt32) -> [Int] {
    var rest = candidates
    var result: [Int] = []
    while rest != 0 {
      let v = rest.trailingZeroBitCount
      result.append(v)
      for p in positions { rest &= ~(1 << UInt32(group[p][v])) }
    }
    return result
  }

  private mutating func extend(_ state: State, by vertex: Int) {
    budget -= 1
    if budget < 0, !best.isEmpty { return }
    var state = state
    let level = state.order.count
    // Symmetry: restrict the chosen vertex against the rest of its orbit, then keep only what fixes it.
    var orbit: UInt32 = 0
    for p in state.group { orbit |= 1 << UInt32(group[p][vertex]) }
    orbit &= ~(1 << UInt32(vertex))
    forEachBit(orbit) { other in
      state.bounds[other] |= 1 << UInt32(level)
      state.restrictions.append((vertex, other))
    }
    state.group = state.group.filter { group[$0][vertex] == UInt8(vertex) }
    // How many iterations, and how the vertex was reached.
    if level > 0 {
      let (size, base) = self.size(of: vertex, in: state, levels: mask(level))
      state.iterations.append(state.iterations[level - 1] * Swift.max(size, 1e-9))
      if let base { state.opened[base] += 1 }
    }
    state.reach.append(reach(of: vertex, in: state))
    state.order.append(vertex)
    state.opened.append(0)
    state.placed |= 1 << UInt32(vertex)
    let left = mask(n) & ~state.placed
    state.work += workAfterBinding(level, in: &state, left: left)
    if let worst = best.last, best.count >= keep, state.work >= worst.estimate.work { return }
    if state.order.count < roots.count { return extend(state, by: roots[state.order.count]) }
    if left == 0 || (!listing && isIndependent(left) && canCount(left, in: state)) {
      finish(state, left: left)
      return
    }
    var reachable: UInt32 = 0
    forEachBit(state.placed) { reachable |= adjacent[$0] }
    let next = representatives(group: state.group, candidates: reachable & left)
      .map { ($0, self.size(of: $0, in: state, levels: mask(level + 1)).size) }
      .sorted { $0.1 < $1.1 }
    for (vertex, _) in next { extend(state, by: vertex) }
  }

  /// Whether the vertices can be the tail: they ask nothing of each other, and no anti-vertex looks at them.
  private func isIndependent(_ vertices: UInt32) -> Bool {
    if vertices & mustBeLoops != 0 { return false }
    var independent = true
    forEachBit(vertices) { if bound[$0] & vertices != 0 { independent = false } }
    return independent
  }

  /// Whether the tail's coefficients (factorials of its blocks, up to that of the tail) stay small, or it is one binomial.
  private func canCount(_ left: UInt32, in state: State) -> Bool {
    if left.nonzeroBitCount <= Self.largestMixedTail { return true }
    let first = left.trailingZeroBitCount
    var same = true, exchangeable = true
    forEachBit(left) { v in
      if !constraints.areAlike(v, first) || state.bounds[v] != state.bounds[first] { same = false }
      if twins[v] != twins[first] { exchangeable = false }
    }
    return same && (exchangeable || left.nonzeroBitCount <= Self.largestAlikeTail)
  }

  static let largestAlikeTail = 20
  private static let largestMixedTail = 12

  /// Whether at least two of the vertices left must become loops: only then is a local context entered.
  private func needsTwoLoops(_ left: UInt32) -> Bool {
    if listing { return left.nonzeroBitCount >= 2 }
    if isIndependent(left) { return false }
    var one = false
    forEachBit(left) { if isIndependent(left & ~(1 << UInt32($0))) { one = true } }
    return !one
  }

  private mutating func finish(_ state: State, left: UInt32) {
    var order = state.order
    forEachBit(left) { order.append($0) }
    var levelOf = [Int](repeating: 0, count: n)
    for (level, vertex) in order.enumerated() { levelOf[vertex] = level }
    let restrictions = state.restrictions.map { first, later in
      laterIsBelow
        ? Plan.Restriction(smaller: levelOf[later], larger: levelOf[first])
        : Plan.Restriction(smaller: levelOf[first], larger: levelOf[later])
    }
    var matches = state.iterations.last ?? 1
    var tail = state
    forEachBit(left) { vertex in
      let (size, base) = self.size(of: vertex, in: tail, levels: mask(tail.order.count))
      matches *= size
      if let base { tail.opened[base] += 1 }
    }
    let candidate = Candidate(
      order: order, loopCount: state.order.count, restrictions: restrictions,
      multiplicity: UInt128(state.group.count),
      estimate: Plan.Estimate(
        iterations: state.iterations, work: state.work + tailWork(of: left, in: state),
        matches: matches / Double(state.group.count)))
    let position = best.firstIndex { $0.estimate.work > candidate.estimate.work } ?? best.count
    best.insert(candidate, at: position)
    if best.count > keep { best.removeLast() }
  }

  // MARK: Cost model

  private func reach(of vertex: Int, in state: State) -> CostStatistics.Reach {
    let level = state.order.count
    guard level > 0 else { return .root }
    for j in 0..<level where adjacent[state.order[j]] >> UInt32(vertex) & 1 == 1 {
      if state.bounds[vertex] >> UInt32(j) & 1 == 1 { return laterIsBelow ? .below : .above }
    }
    return .any
  }

  /// Expected size of the candidate set of a vertex when only the given levels are known, and the level whose list is
  /// expected to be the shortest.
  private func size(of vertex: Int, in state: State, levels: UInt32) -> (size: Double, base: Int?) {
    var shortest = Double.infinity
    var base: Int?
    var lists = 0
    var factor = 1.0
    var seen: UInt32 = 0, refused: UInt32 = 0
    var freeBounds = state.bounds[vertex] & levels
    forEachBit(levels & mask(state.order.count)) { j in
      let u = state.order[j]
      guard adjacent[u] >> UInt32(vertex) & 1 == 1 else {
        if bound[u] >> UInt32(vertex) & 1 == 1 { refused |= 1 << UInt32(u) }
        return
      }
      let isBounded = state.bounds[vertex] >> UInt32(j) & 1 == 1
      if isBounded { freeBounds &= ~(1 << UInt32(j)) }
      let side: CostStatistics.Side = !isBounded ? .all : laterIsBelow ? .below : .above
      let length = self.length(from: u, to: vertex, state.reach[j], side, opened: state.opened[j])
      if length < shortest {
        shortest = length
        base = j
      }
      if lists > 0 {
        factor *= closure(of: u, seen)
        if let selectivity { factor *= selectivity.lift(u, vertex) }
      }
      lists += 1
      seen |= 1 << UInt32(u)
    }
    if lists == 0 { return (selectivity?.roots[vertex] ?? statistics.vertexCount, nil) }
    // Whoever shares neighbours with u is likelier its neighbour too, and so likelier gone. A few samples must not say that
    // nobody is left.
    forEachBit(refused) { u in
      let closure =
        switch (adjacent[u] & seen).nonzeroBitCount {
        case 0: statistics.wedgeClosure
        case 1: statistics.adjacentClosure
        default: statistics.triangleClosure
        }
      factor *= Swift.max(0.02, 1 - closure)
    }
    forEachBit(freeBounds) { _ in factor *= 0.5 }
    return (shortest * factor, base)
  }

  /// What it costs that tail vertices may coincide: inclusion-exclusion asks for the sizes of intersections that no
  /// single one of them has as candidates.
  private func tailWork(of left: UInt32, in state: State) -> Double {
    var tail: [(vertex: Int, lists: UInt32)] = []
    var known: [UInt32] = []
    forEachBit(left) { w in
      var lists: UInt32 = 0
      for j in state.order.indices where adjacent[state.order[j]] >> UInt32(w) & 1 == 1 { lists |= 1 << UInt32(j) }
      tail.append((w, lists))
      if !known.contains(lists) { known.append(lists) }
    }
    guard known.count > 1 else { return 0 }
    var work = 0.0
    for block in 1..<(1 << Swift.min(tail.count, Self.largestPricedTail)) where block.nonzeroBitCount > 1 {
      var lists: UInt32 = 0
      var isPossible = true
      let first = tail[block.trailingZeroBitCount].vertex
      forEachBit(UInt32(block)) { position in
        lists |= tail[position].lists
        if constraints.classOf[tail[position].vertex] != constraints.classOf[first] { isPossible = false }
      }
      guard isPossible, !known.contains(lists) else { continue }
      known.append(lists)
      let level = 31 - lists.leadingZeroBitCount
      let mine = common(lists & mask(level), for: first, in: state)
      let other = length(from: state.order[level], to: first, state.reach[level], .all)
      if let local = state.localSize {
        work += state.iterations[level] * WorkModel.localOperation(members: local)
      } else {
        work += state.iterations[level]
          * (level == state.order.count - 1
            ? WorkModel.batchedCount(fixed: mine, list: other) : WorkModel.intersection(mine, other))
      }
    }
    return work
  }

  /// Of longer tails the first vertices stand for all: there are 2^length blocks, and the search ends in many tails.
  private static let largestPricedTail = 4

  /// Expected size of the intersection of the lists of some levels.
  private func common(_ lists: UInt32, for vertex: Int, in state: State) -> Double {
    var shortest = Double.infinity, factor = 1.0
    var seen: UInt32 = 0
    forEachBit(lists) { j in
      let u = state.order[j]
      shortest = Swift.min(shortest, length(from: u, to: vertex, state.reach[j], .all, opened: state.opened[j]))
      if seen != 0 { factor *= closure(of: u, seen) }
      seen |= 1 << UInt32(u)
    }
    return shortest * factor
  }

  /// How likely a vertex that is joined to all in `seen` is joined to `u` too.
  private func closure(of u: Int, _ seen: UInt32) -> Double {
    adjacent[u] & seen == 0
      ? statistics.wedgeClosure : seen.nonzeroBitCount == 1 ? statistics.adjacentClosure : statistics.triangleClosure
  }

  private func length(
    from u: Int, to w: Int, _ reach: CostStatistics.Reach, _ side: CostStatistics.Side, opened: Int = 0
  ) -> Double {
    let length = statistics.length(reach, side, opened: opened)
    return selectivity?.length(u, w, unlabelled: length) ?? length
  }

  /// Cost in steps of about a nanosecond of all set operations that become possible when the level is bound.
  private func workAfterBinding(_ level: Int, in state: inout State, left: UInt32) -> Double {
    let u = state.order[level]
    let here = state.iterations[level]
    let before = mask(level)
    var work = WorkModel.round
    var common = UInt32.max
    var seen: [SetKeyHash] = []
    forEachBit(left) { w in
      var lists: UInt32 = 0
      var refused: UInt32 = 0
      for j in 0...level {
        if adjacent[state.order[j]] >> UInt32(w) & 1 == 1 { lists |= 1 << UInt32(j) }
        else if bound[state.order[j]] >> UInt32(w) & 1 == 1 { refused |= 1 << UInt32(j) }
      }
      common &= lists
      guard bound[u] >> UInt32(w) & 1 == 1 else { return }
      let key = SetKeyHash(
        lists: lists, refused: refused, vertexClass: constraints.classOf[w], bounds: state.bounds[w] & mask(level + 1))
      if seen.contains(key) { return }
      seen.append(key)
      if lists & before == 0 {
        work += WorkModel.view
      } else if let local = state.localSize {
        work += WorkModel.localOperation(members: local)
      } else {
        let mine = size(of: w, in: state, levels: before).size
        let isBounded = state.bounds[w] >> UInt32(level) & 1 == 1
        let side: CostStatistics.Side = !isBounded ? .all : laterIsBelow ? .below : .above
        let other = length(from: u, to: w, state.reach[level], side)
        work += WorkModel.intersection(mine, other)
      }
    }
    if usesLocal, state.localSize == nil, common != 0, left.nonzeroBitCount >= 3, needsTwoLoops(left) {
      // Rows are built for the first member's set: the cost of one triangle pass, then cheap bit operations.
      var largest = 0.0
      forEachBit(left) { largest = Swift.max(largest, size(of: $0, in: state, levels: common).size) }
      state.localSize = largest
      let length = statistics.length(.any, laterIsBelow && !state.restrictions.isEmpty ? .below : .all)
      work += WorkModel.rows(members: largest, lengths: largest * length)
    }
    return work * here
  }

  private struct SetKeyHash: Equatable {
    var lists: UInt32
    var refused: UInt32
    var vertexClass: Int
    var bounds: UInt32
  }
}
