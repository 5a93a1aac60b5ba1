import GraphStore

/// Estimates a plan's loops and work on the graph itself by random descents (Knuth, "Estimating the efficiency of
/// backtrack programs", 1975): a root is drawn, its sets are computed, one candidate of each loop is followed, and every
/// round counts for as many as it stands for. Unbiased, whatever correlations a formula would miss.
///
/// Roots are drawn in proportion to their degree, evenly over all degrees, and the same ones for every plan, so that
/// plans are compared in the same places of the graph.
final class PlanSampler {
  let plan: Plan
  /// What the sampling itself has cost so far, in steps of about a nanosecond.
  private(set) var effort = 0
  private(set) var descents = 0

  private struct Slot {
    var start: UnsafePointer<UInt32>
    var count: Int
  }

  private let lists: [CSR]
  private let usesLocal: Bool
  private let nodesOfLevel: [[Int]]
  /// Some loop runs through the whole list of the level's vertex: long lists weigh more.
  private let opensList: [Bool]
  /// Which part of its members' lists a local context reads: that below each, when everything inside is bound so.
  private let rowSide: CostStatistics.Side
  /// The last loop and the tail are one pass over rows when they run inside a local context.
  private let pairsRows: Bool
  // Plain memory: a descent takes microseconds, and checks of arrays would be half of it.
  private let slots: UnsafeMutablePointer<Slot>
  private let buffers: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
  private let capacities: UnsafeMutablePointer<Int>
  private let bound: UnsafeMutablePointer<UInt32>
  private let rounds: UnsafeMutablePointer<Double>
  private var random = SplitMix(state: 0x5851_F42D_4C95_7F2D)
  private var work = 0.0
  /// Sum over descents of the square of each one's work.
  private var squares = 0.0
  private var matches = 0.0
  private var groups: [PrunableLists] = []
  private let effectiveVertices: Double

  /// Sizes for which the executor builds rows.
  static let localSizes = 4...4096

  /// - Parameter effectiveVertices: how many vertices the ends of edges are spread over, hubs counting for many.
  init(_ plan: Plan, graph: Graph, usesLocal: Bool, prunes: Bool, effectiveVertices: Double) {
    self.plan = plan
    self.effectiveVertices = effectiveVertices
    self.usesLocal = usesLocal && plan.local != nil
    lists = [graph.neighbours, graph.outgoing, graph.incoming]
    let depth = plan.levels.count
    nodesOfLevel = (0..<depth).map { level in plan.sets.indices.filter { plan.sets[$0].depth == level } }
    opensList = (0..<depth).map { level in
      plan.sets.contains { node in
        if case .list(let list) = node.source { return list.level == level && !node.countOnly }
        return false
      }
    }
    let inside = plan.sets.filter { $0.depth > plan.local?.level ?? depth && $0.step != .bound }
    rowSide = inside.allSatisfy { $0.below != 0 } ? .below : inside.allSatisfy { $0.above != 0 } ? .above : .all
    let last = nodesOfLevel[depth - 1]
    var intersects = false
    if let node = last.first, case .intersect = plan.sets[node].step { intersects = true }
    pairsRows = last.count == 1 && intersects && plan.sets[last[0]].countOnly && plan.levels[depth - 1].distinctFrom.isEmpty
      && plan.tail.terms.count == 1 && plan.tail.terms[0].factors.count == 1
      && plan.tail.sizes.allSatisfy { $0.alwaysInside == 0 && $0.tests.isEmpty }
    slots = Self.memory(plan.sets.count, Slot(start: lists[0].targets, count: 0))
    buffers = Self.memory(plan.sets.count, nil)
    capacities = Self.memory(plan.sets.count, 0)
    bound = Self.memory(plan.order.count, 0)
    rounds = Self.memory(depth, 0)
    if prunes { groups = PrunableLists.all(of: plan) }
  }

  private static func memory<Element>(_ count: Int, _ value: Element) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: count + 1)
    memory.initialize(repeating: value, count: count + 1)
    return memory
  }

  deinit {
    for index in plan.sets.indices { buffers[index]?.deallocate() }
    slots.deallocate()
    buffers.deallocate()
    capacities.deallocate()
    bound.deallocate()
    rounds.deallocate()
  }

  /// The mean over all descents made.
  var estimate: Plan.Estimate {
    let count = Double(Swift.max(1, descents))
    var iterations = plan.levels.indices.map { rounds[$0] / count }
    iterations[0] = Double(lists[0].vertexCount)
    let saved = groups.reduce(0) { $0 + ($1.pays ? $1.saved : 0) }
    return Plan.Estimate(
      iterations: iterations, work: Swift.max(0, work - saved) / count + WorkModel.round * iterations[0],
      matches: Swift.max(0, matches / count / Double(plan.multiplicity)))
  }

  /// What plans are ranked by: the mean and its standard error, so that a plan whose few descents happened to miss the
  /// busy places does not look cheap.
  var score: Double {
    let count = Double(Swift.max(1, descents))
    let mean = work / count
    return estimate.work + (Swift.max(0, squares / count - mean * mean) / count).squareRoot()
  }

  /// The plan with the estimates of the samples, and with lists pruned where the samples say that it pays.
  var result: Plan {
    var plan = plan
    let formula = plan.estimate.work
    plan.estimate = estimate
    if matches <= 0, formula > plan.estimate.work { plan.estimate.doubted = formula }
    for group in groups where group.pays { group.enter(into: &plan) }
    return plan
  }

  /// Makes descents until there are `count` in all or `effort` elements have been looked at.
  func sample(upTo count: Int, effort limit: Int) {
    let total = Double(lists[0].targetCount)
    guard total > 0 else { return }
    while descents < count, effort < limit {
      descents += 1
      // Multiples of the golden ratio: however many are taken, they lie evenly.
      let place = (Double(descents) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
      let root = owner(ofSlot: UInt64(place * total))
      bound[0] = UInt32(root)
      let before = work
      descend(weight: total / Double(lists[0].degree(root)))
      squares += (work - before) * (work - before)
    }
  }

  private func owner(ofSlot slot: UInt64) -> Int {
    let offsets = lists[0].offsets
    var low = 0, high = lists[0].vertexCount - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if offsets[middle] <= slot { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private func descend(weight: Double) {
    let depth = plan.levels.count
    var weight = weight
    /// Members of the local context, once it has been entered.
    var local: Double?
    for group in groups.indices { groups[group].begin() }
    effort += 300 + 50 * plan.sets.count
    for level in 0..<depth {
      var cost = 0.0
      for group in groups.indices {
        groups[group].bound(level, weight: weight) { $0.map { Double(slots[$0].count) } ?? effectiveVertices }
      }
      for node in nodesOfLevel[level] {
        let own = compute(node, level: level, local: local)
        cost += own
        if local == nil {
          for group in groups.indices where groups[group].isRead(by: node) { read(by: node, group, weight: weight, cost: own) }
        }
        if slots[node].count < plan.sets[node].needed {
          work += weight * cost
          return
        }
      }
      if usesLocal, plan.local?.level == level, let set = plan.local?.set, Self.localSizes ~= slots[set].count {
        local = Double(slots[set].count)
        cost += costOfRows(set)
      }
      if level == depth - 1 {
        work += local != nil && pairsRows ? 0 : weight * (cost + tailCost)
        matches += weight * tailValue()
        return
      }
      work += weight * cost
      let next = plan.levels[level + 1]
      guard let set = next.set, slots[set].count > 0 else { return }
      let candidates = slots[set]
      weight *= Double(candidates.count)
      rounds[level + 1] += weight
      if level + 2 == depth, plan.tailCount == 0 {
        work += weight * (1.5 + 0.5 * Double(depth))
        matches += weight
        return
      }
      let isFused = level + 2 == depth && local != nil && pairsRows
      work += weight * (isFused ? WorkModel.localPair(members: local ?? 0) : WorkModel.round)
      let (vertex, factor) = choose(from: candidates, byDegree: opensList[level + 1])
      weight *= factor
      for earlier in next.distinctFrom where bound[earlier] == vertex { return }
      bound[level + 1] = vertex
    }
  }

  /// One of the candidates, and what it stands for beyond its share.
  ///
  /// By degree: of a few drawn evenly one is taken in proportion to its degree, and weighed by the mean degree of the few
  /// over its own (resampled importance sampling, Talbot et al. 2005), which is unbiased and finds hubs sooner.
  private func choose(from set: Slot, byDegree: Bool) -> (vertex: UInt32, factor: Double) {
    let count = UInt64(set.count)
    guard byDegree, count > 1 else { return (set.start[Int(random.next() % count)], 1) }
    var chosen: UInt32 = 0
    var own = 1.0, sum = 0.0
    let draws = 8
    for _ in 0..<draws {
      let vertex = set.start[Int(random.next() % count)]
      let degree = Double(lists[0].degree(Int(vertex)))
      sum += degree
      // Keeps each of those seen with the right chance, in one pass.
      if Double(random.next() >> 11) * 0x1p-53 * sum < degree { (chosen, own) = (vertex, degree) }
    }
    effort += 60
    return (chosen, sum / Double(draws) / own)
  }

  // MARK: Sets

  /// Computes one set of the level just bound and returns what that costs the executor.
  private func compute(_ index: Int, level: Int, local: Double?) -> Double {
    let node = plan.sets[index]
    var set: Slot
    switch node.source {
    case .list(let list): set = neighbours(list)
    case .set(let source): set = slots[source]
    }
    set = bounded(set, below: node.below, above: node.above)
    let reference: ListReference
    let keeps: Bool
    switch node.step {
    case .bound:
      slots[index] = set
      return local.map(WorkModel.localOperation) ?? WorkModel.view
    case .intersect(let list): (reference, keeps) = (list, true)
    case .subtract(let list): (reference, keeps) = (list, false)
    }
    var other = neighbours(reference)
    if keeps { other = bounded(other, below: node.below, above: node.above) }
    let a = Double(set.count), b = Double(other.count)
    let isBatched = node.countOnly && level == plan.levels.count - 1 && level > 0 && plan.tailCount > 0
    let result = buffer(index, capacity: set.count)
    slots[index] = Slot(start: UnsafePointer(result), count: combine(set, other, keeps: keeps, into: result))
    if let local { return WorkModel.localOperation(members: local) }
    return isBatched ? WorkModel.batchedCount(fixed: a, list: b) : WorkModel.intersection(a, b)
  }

  /// Tells a group of prunable lists what one of its readers has cost.
  private func read(by index: Int, _ group: Int, weight: Double, cost: Double) {
    let node = plan.sets[index]
    guard case .set(let source) = node.source else { return }
    let list: ListReference
    switch node.step {
    case .bound: return
    case .intersect(let own), .subtract(let own): list = own
    }
    groups[group].read(
      by: index, weight: weight, cost: cost, isMemo: source == groups[group].set,
      sizes: .init(
        set: Double(slots[groups[group].set].count), source: Double(slots[source].count),
        list: Double(neighbours(list).count), result: Double(slots[index].count)))
  }

  private func buffer(_ index: Int, capacity: Int) -> UnsafeMutablePointer<UInt32> {
    if capacities[index] < capacity || buffers[index] == nil {
      buffers[index]?.deallocate()
      capacities[index] = 2 * capacity + 16
      buffers[index] = .allocate(capacity: capacities[index])
    }
    return buffers[index].unsafelyUnwrapped
  }

  private func neighbours(_ list: ListReference) -> Slot {
    let csr = lists[list.view.rawValue]
    let all = csr.neighbours(Int(bound[list.level]))
    return Slot(start: all.baseAddress ?? csr.targets, count: all.count)
  }

  /// The part of a set below and above the vertices bound at some levels.
  private func bounded(_ set: Slot, below: UInt32, above: UInt32) -> Slot {
    var set = set
    forEachBit(below) { set.count = position(of: bound[$0], in: set) }
    forEachBit(above) {
      let skip = position(of: bound[$0] + 1, in: set)
      set.start += skip
      set.count -= skip
    }
    return set
  }

  /// First position whose element is at least `key`.
  private func position(of key: UInt32, in set: Slot) -> Int {
    var low = 0, high = set.count
    while low < high {
      let middle = (low + high) / 2
      if set.start[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func contains(_ set: Slot, _ vertex: UInt32) -> Bool {
    let place = position(of: vertex, in: set)
    return place < set.count && set.start[place] == vertex
  }

  /// set ∩ other or set \ other, by search where one is far longer, else by merging.
  private func combine(_ set: Slot, _ other: Slot, keeps: Bool, into result: UnsafeMutablePointer<UInt32>) -> Int {
    var found = 0
    if set.count * 8 < other.count {
      effort += set.count * 40
      for i in 0..<set.count where contains(other, set.start[i]) == keeps {
        result[found] = set.start[i]
        found += 1
      }
      return found
    }
    if keeps, other.count * 8 < set.count {
      effort += other.count * 40
      for i in 0..<other.count where contains(set, other.start[i]) {
        result[found] = other.start[i]
        found += 1
      }
      return found
    }
    effort += 5 * (set.count + other.count)
    var i = 0, j = 0
    while i < set.count {
      let x = set.start[i]
      while j < other.count, other.start[j] < x { j += 1 }
      if (j < other.count && other.start[j] == x) == keeps {
        result[found] = x
        found += 1
      }
      i += 1
    }
    return found
  }

  /// Rows over a set: every member's list is read; a few of them tell how long they are.
  private func costOfRows(_ set: Int) -> Double {
    let members = slots[set]
    let step = Swift.max(1, members.count / 8)
    var lengths = 0, looked = 0
    for i in stride(from: Int(random.next() % UInt64(step)), to: members.count, by: step) {
      lengths += Swift.min(length(of: Int(members.start[i])), members.count * 16)
      looked += 1
    }
    effort += looked * 10
    return WorkModel.rows(
      members: Double(members.count), lengths: Double(lengths) / Double(Swift.max(1, looked)) * Double(members.count))
  }

  /// Of the part of a vertex's list that rows are made from.
  private func length(of vertex: Int) -> Int {
    let lower = Int(lists[0].lower[vertex])
    return switch rowSide {
    case .all: lists[0].degree(vertex)
    case .below: lower
    case .above: lists[0].degree(vertex) - lower
    }
  }

  // MARK: The tail

  private var tailCost: Double {
    if plan.tailCount == 0 { return 0 }
    let factors = plan.tail.terms.reduce(0) { $0 + $1.factors.count }
    let queries = plan.tail.sizes.reduce(0) { $0 + $1.tests.reduce(0) { $0 + $1.lists.count } }
    return WorkModel.tail + Double(factors) * WorkModel.factor + Double(queries) * WorkModel.query
  }

  private func tailValue() -> Double {
    if plan.tailCount == 0 { return 1 }
    let values = plan.tail.sizes.map { size -> Double in
      var count = slots[size.set].count - size.alwaysInside
      for test in size.tests where isInside(test) { count -= 1 }
      return Double(count)
    }
    if plan.tail.chooses > 0 {
      return (0..<plan.tail.chooses).reduce(1.0) { $0 * Swift.max(0, values[0] - Double($1)) / Double($1 + 1) }
        * Double(plan.multiplicity)
    }
    return plan.tail.terms.reduce(0) { sum, term in
      sum + term.factors.reduce(Double(term.coefficient)) { $0 * values[$1] }
    }
  }

  private func isInside(_ test: Plan.Tail.Membership) -> Bool {
    let vertex = bound[test.level]
    return test.below.allSatisfy { vertex < bound[$0] } && test.above.allSatisfy { vertex > bound[$0] }
      && test.lists.allSatisfy { contains(neighbours($0.list), vertex) == $0.wanted }
  }
}
