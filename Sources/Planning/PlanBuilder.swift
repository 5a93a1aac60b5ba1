import PatternModel

/// Turns one matching order with its restrictions into a plan: names every candidate set, shares equal ones, places
/// each at the earliest level where it is known, and writes the tail.
struct PlanBuilder {
  private(set) var constraints: MatchConstraints
  /// order[level] = pattern vertex.
  let order: [Int]
  let loopCount: Int
  /// Transitive closure over levels: bit j of below[i] says f(i) < f(j).
  private let below: [UInt32]
  private let above: [UInt32]

  private(set) var sets: [Plan.SetNode] = []
  private var index: [SetKey: Int] = [:]

  init(constraints: MatchConstraints, order: [Int], loopCount: Int, restrictions: [Plan.Restriction]) {
    self.constraints = constraints
    self.order = order
    self.loopCount = loopCount
    var below = [UInt32](repeating: 0, count: order.count)
    for restriction in restrictions { below[restriction.smaller] |= 1 << restriction.larger }
    for middle in order.indices {
      for first in order.indices where below[first] >> middle & 1 == 1 { below[first] |= below[middle] }
    }
    var above = [UInt32](repeating: 0, count: order.count)
    for i in order.indices {
      for j in order.indices where below[i] >> j & 1 == 1 { above[j] |= 1 << i }
    }
    self.below = below
    self.above = above
  }

  /// The candidates of a level, given everything before it that is a loop.
  func key(ofLevel level: Int) -> SetKey {
    let w = order[level]
    var key = SetKey(vertexClass: constraints.classOf[w])
    let earlier = Swift.min(level, loopCount)
    for j in 0..<earlier {
      for view in constraints.required(order[j], w) { key.positive[view] |= 1 << j }
      for view in constraints.forbidden(order[j], w) { key.negative[view] |= 1 << j }
    }
    let mask: UInt32 = (1 << earlier) - 1
    key.below = below[level] & mask
    key.above = above[level] & mask
    return reduced(key)
  }

  /// Drops what other parts of the key imply, so that equal sets have equal keys. A bound goes only when one that is
  /// known *earlier* implies it: the later, tighter one must not hide the bound that can be applied now.
  private func reduced(_ key: SetKey) -> SetKey {
    var key = key
    forEachBit(key.below) { i in key.below &= ~(below[i] & ~((1 << i) - 1)) }
    forEachBit(key.above) { i in key.above &= ~(above[i] & ~((1 << i) - 1)) }
    let lists = key.positive.views, refused = key.negative.views
    for strong in lists {
      for weak in lists where weak != strong && constraints.relations.isSubset(strong, of: weak) {
        key.positive[weak] &= ~key.positive[strong]
      }
    }
    for weak in refused {
      for strong in refused where weak != strong && constraints.relations.isSubset(strong, of: weak) {
        key.negative[strong] &= ~key.negative[weak]
      }
    }
    return key
  }

  /// No vertex can stand in a list and outside it, or in two lists that have nothing in common.
  private func isEmptyByConstruction(_ key: SetKey) -> Bool {
    for view in key.positive.views {
      for other in key.negative.views
      where key.positive[view] & key.negative[other] != 0 && constraints.relations.isSubset(view, of: other) {
        return true
      }
      for other in key.positive.views
      where key.positive[view] & key.positive[other] != 0 && constraints.relations.areDisjoint(view, other) {
        return true
      }
    }
    return false
  }

  /// The node that computes `key`, made when it is not there yet, with everything that it needs.
  mutating func node(for key: SetKey) -> Int {
    if let known = index[key] { return known }
    let depth = key.depth
    let bit: UInt32 = 1 << depth
    let previous = reduced(key.known(at: depth - 1))
    var result: Int
    var current: SetKey
    var pending = steps(of: key, where: { $0 == depth })
    if previous.positive.all == 0 {
      // Nothing was known: start from this level's own list, then apply what earlier levels forbid.
      let first = pending.removeFirst()
      guard case .intersect(let list) = first else { preconditionFailure("a set needs a list to start from") }
      current = SetKey(vertexClass: key.vertexClass, below: key.below, above: key.above)
      current.positive[list.view] |= bit
      result = add(current, .list(list), .bound, below: tightest(key.below, below), above: tightest(key.above, above), depth: depth)
      pending += steps(of: previous, where: { $0 < depth })
    } else {
      result = node(for: previous)
      current = previous
      let newBelow = key.below & bit, newAbove = key.above & bit
      current.below = key.below
      current.above = key.above
      if pending.isEmpty {
        result = add(key, .set(result), .bound, below: newBelow, above: newAbove, depth: depth)
      } else {
        let step = pending.removeFirst()
        apply(step, to: &current)
        result = add(current, .set(result), step, below: newBelow, above: newAbove, depth: depth)
      }
    }
    for step in pending {
      apply(step, to: &current)
      result = add(current, .set(result), step, below: 0, above: 0, depth: depth)
    }
    index[key] = result
    return result
  }

  /// Of several bounds in a known order only the tightest has to be applied.
  private func tightest(_ mask: UInt32, _ implied: [UInt32]) -> UInt32 {
    var rest = mask
    forEachBit(mask) { i in rest &= ~implied[i] }
    return rest
  }

  /// The list operations of a key on the levels that satisfy `condition`: intersections first.
  private func steps(of key: SetKey, where condition: (Int) -> Bool) -> [Plan.SetNode.Step] {
    key.positive.references.filter { condition($0.level) }.map { .intersect($0) }
      + key.negative.references.filter { condition($0.level) }.map { .subtract($0) }
  }

  private func apply(_ step: Plan.SetNode.Step, to key: inout SetKey) {
    switch step {
    case .bound: break
    case .intersect(let list): key.positive[list.view] |= 1 << list.level
    case .subtract(let list): key.negative[list.view] |= 1 << list.level
    }
  }

  private mutating func add(
    _ key: SetKey, _ source: Plan.SetNode.Source, _ step: Plan.SetNode.Step, below: UInt32, above: UInt32, depth: Int
  ) -> Int {
    if let known = index[key] { return known }
    sets.append(
      Plan.SetNode(
        key: key, source: source, step: step, below: below, above: above, depth: depth, countOnly: true))
    index[key] = sets.count - 1
    return sets.count - 1
  }

  /// Is the vertex of `level` in the set, as far as the pattern tells; else what has to be asked.
  private func membership(of level: Int, in key: SetKey) -> (verdict: MatchConstraints.Verdict, test: Plan.Tail.Membership) {
    var test = Plan.Tail.Membership(level: level, vertexClass: 0, lists: [], below: [], above: [])
    var outside = false
    let w = order[level]
    switch constraints.verdict(w, inClass: key.vertexClass) {
    case .inside: break
    case .outside: outside = true
    case .unknown: test.vertexClass = key.vertexClass
    }
    func ask(_ references: [ListReference], wanted: Bool) {
      for list in references {
        switch (constraints.verdict(w, inListOf: order[list.level], list.view), wanted) {
        case (.inside, true), (.outside, false): break
        case (.inside, false), (.outside, true): outside = true
        case (.unknown, _): test.lists.append(.init(list: list, wanted: wanted))
        }
      }
    }
    ask(key.positive.references, wanted: true)
    ask(key.negative.references, wanted: false)
    forEachBit(key.below) { bound in
      if bound == level || above[level] >> bound & 1 == 1 { outside = true }
      else if below[level] >> bound & 1 == 0 { test.below.append(bound) }
    }
    forEachBit(key.above) { bound in
      if bound == level || below[level] >> bound & 1 == 1 { outside = true }
      else if above[level] >> bound & 1 == 0 { test.above.append(bound) }
    }
    if outside { return (.outside, test) }
    let isAnswered = test.lists.isEmpty && test.below.isEmpty && test.above.isEmpty && test.vertexClass == 0
    return (isAnswered ? .inside : .unknown, test)
  }

  mutating func build(pattern: Pattern, restrictions: [Plan.Restriction], multiplicity: UInt128, automorphisms: UInt128) -> Plan {
    var levels: [Plan.Level] = [
      Plan.Level(set: nil, vertexClass: constraints.classOf[order[0]], distinctFrom: [], checks: [])
    ]
    // Sets of checks come first, so that a level finds out early that it has failed.
    let checksOf = (0..<loopCount).map { checks(ofLevel: $0) }
    for level in 1..<Swift.max(1, loopCount) {
      let key = key(ofLevel: level)
      let set = node(for: key)
      sets[set].countOnly = false
      levels.append(
        Plan.Level(
          set: set, vertexClass: key.vertexClass,
          distinctFrom: isInjective ? (0..<level).filter { membership(of: $0, in: key).verdict != .outside } : [],
          checks: []))
    }
    for level in levels.indices { levels[level].checks = checksOf[level] }
    let tail = buildTail(symmetry: multiplicity)
    let local = localEntry()
    let keys = order.indices.map { key(ofLevel: $0) }
    for index in sets.indices { sets[index].needed = needed(in: index, keys) }
    for node in sets {
      if case .set(let source) = node.source { sets[source].countOnly = false }
    }
    if let local { sets[local.set].countOnly = false }
    return Plan(
      pattern: pattern, morphism: constraints.morphism, relations: constraints.relations.relations,
      classes: constraints.classes.classes, order: order, restrictions: restrictions, sets: sets, levels: levels, tail: tail,
      multiplicity: multiplicity, automorphisms: automorphisms, local: local, estimate: Plan.Estimate())
  }

  private var isInjective: Bool { constraints.morphism == .injective }

  // MARK: Anti-vertices

  /// The levels whose vertices an anti-vertex is attached to, as a set: the offenders, unless they are matched.
  private func key(of absence: MatchConstraints.Absence) -> SetKey {
    var key = SetKey(vertexClass: absence.vertexClass)
    for (vertex, view) in absence.lists {
      for level in 0..<loopCount where order[level] == vertex { key.positive[view] |= 1 << level }
    }
    return reduced(key)
  }

  /// What can be said of the anti-vertices when a level is bound. Matched vertices do not offend, so that as long as
  /// vertices are to come that may stand in the set, so many of its members are forgiven.
  private mutating func checks(ofLevel level: Int) -> [Plan.Check] {
    var checks: [Plan.Check] = []
    for absence in constraints.absences {
      let key = key(of: absence)
      guard level >= key.depth, !isEmptyByConstruction(key) else { continue }
      guard level == key.depth || membership(of: level, in: key).verdict != .outside else { continue }
      let size = self.size(of: key, upTo: level + 1)
      let allowance = ((level + 1)..<order.count).count { membership(of: $0, in: key).verdict != .outside }
      checks.append(Plan.Check(name: absence.name, size: size, allowance: allowance))
    }
    return checks
  }

  // MARK: The tail

  /// Inclusion-exclusion over the ways in which tail vertices may fall together. Vertices join one by one: a vertex
  /// opens a block of its own or joins a block of s vertices with factor -s, which adds up to the Moebius function of
  /// the partition lattice; blocks with equal sets are interchangeable, so states stay few.
  ///
  /// - Parameter symmetry: how many automorphisms are left that only move the tail.
  private mutating func buildTail(symmetry: UInt128) -> Plan.Tail {
    struct Block: Hashable, Comparable {
      var key: SetKey
      var rank: Int
      var size: Int
      static func < (a: Block, b: Block) -> Bool { (a.rank, a.size) < (b.rank, b.size) }
    }
    guard loopCount < order.count else {
      return Plan.Tail(terms: [Plan.Tail.Term(coefficient: 1, factors: [])], sizes: [], chooses: 0)
    }
    let keys = (loopCount..<order.count).map { key(ofLevel: $0) }
    guard isInjective else {
      // Nothing has to be distinct: a product.
      let sizes = keys.map { Plan.Tail.Size(set: node(for: $0), alwaysInside: 0, tests: []) }
      return Plan.Tail(
        terms: [Plan.Tail.Term(coefficient: 1, factors: Array(sizes.indices))], sizes: sizes, chooses: 0)
    }
    // A choice of vertices from one set: executors and explanations take it as a binomial, not as its expansion. Equal sets
    // are not enough: two vertices may ask for different things that come to the same on this graph.
    if keys.count > 1, keys.allSatisfy({ $0 == keys[0] }), symmetry == (1...UInt128(keys.count)).reduce(1, *) {
      return Plan.Tail(
        terms: [Plan.Tail.Term(coefficient: 1, factors: [])], sizes: [size(of: keys[0], upTo: loopCount)], chooses: keys.count)
    }
    var ranks: [SetKey: Int] = [:]
    var states: [[Block]: Int] = [[]: 1]
    for level in loopCount..<order.count {
      let own = key(ofLevel: level)
      var next: [[Block]: Int] = [:]
      for (blocks, coefficient) in states {
        func put(_ key: SetKey, size: Int, replacing position: Int?, factor: Int) {
          let rank = ranks[key] ?? ranks.count
          ranks[key] = rank
          var changed = blocks
          if let position { changed.remove(at: position) }
          changed.append(Block(key: key, rank: rank, size: size))
          changed.sort()
          next[changed, default: 0] += coefficient * factor
        }
        put(own, size: 1, replacing: nil, factor: 1)
        for (position, block) in blocks.enumerated() {
          guard let shared = constraints.classes.intersection(block.key.vertexClass, own.vertexClass) else { continue }
          let key = reduced(block.key.intersection(own, vertexClass: shared))
          if isEmptyByConstruction(key) { continue }
          put(key, size: block.size + 1, replacing: position, factor: -block.size)
        }
      }
      states = next
    }
    var sizes: [Plan.Tail.Size] = []
    var sizeIndex: [SetKey: Int] = [:]
    var terms: [[Int]: Int] = [:]
    // In a fixed order, so that equal inputs give equal plans.
    for (blocks, coefficient) in states.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where coefficient != 0 {
      let factors = blocks.map { block -> Int in
        if let known = sizeIndex[block.key] { return known }
        sizes.append(size(of: block.key, upTo: loopCount))
        sizeIndex[block.key] = sizes.count - 1
        return sizes.count - 1
      }
      terms[factors.sorted(), default: 0] += coefficient
    }
    return Plan.Tail(
      terms: terms.filter { $0.value != 0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        .map { Plan.Tail.Term(coefficient: $0.value, factors: $0.key) },
      sizes: sizes, chooses: 0)
  }

  /// A set and which of the vertices matched at the first `levels` levels have to be taken off its size. Where vertices
  /// may coincide, all are asked for one by one.
  private mutating func size(of key: SetKey, upTo levels: Int) -> Plan.Tail.Size {
    var size = Plan.Tail.Size(set: node(for: key), alwaysInside: 0, tests: [])
    for level in 0..<levels {
      let (verdict, test) = membership(of: level, in: key)
      if verdict == .inside, isInjective { size.alwaysInside += 1 }
      else if verdict != .outside { size.tests.append(test) }
    }
    return size
  }

  /// How many vertices of a match stand in a set: those that are still to come and those already matched.
  private func needed(in index: Int, _ keys: [SetKey]) -> Int {
    let key = sets[index].key
    var needed = 0
    func isInside(_ other: SetKey) -> Bool {
      key.contains(other) && constraints.classes.isSubset(other.vertexClass, of: key.vertexClass)
    }
    for level in order.indices {
      if level > sets[index].depth ? isInside(keys[level]) : membership(of: level, in: key).verdict == .inside {
        needed += 1
      }
    }
    // Where matched vertices may coincide one element does for all.
    return isInjective ? needed : Swift.min(1, needed)
  }

  /// The first level after which every candidate set that is still to come lies inside one set, with at least two
  /// loops to go: fewer gain nothing from building rows.
  private mutating func localEntry() -> Plan.LocalEntry? {
    for level in 0..<Swift.max(0, loopCount - 2) {
      var later = ((level + 1)..<order.count).map { key(ofLevel: $0) }
      later += constraints.absences.map { key(of: $0) }.filter { $0.depth > level }
      guard let common = commonSet(later.map { $0.known(at: level) }) else { continue }
      return Plan.LocalEntry(level: level, set: node(for: common))
    }
    return nil
  }

  /// The smallest set that contains all the sets and can be written down; nil when there is none but all vertices.
  private mutating func commonSet(_ keys: [SetKey]) -> SetKey? {
    guard let first = keys.first else { return nil }
    var common = keys.reduce(first) { $0.common($1) }
    // Lists of one vertex by different relations lie in its list of all neighbours.
    let joined = keys.reduce(UInt32.max) { $0 & $1.positive.all }
    common.positive[.either] |= joined & ~common.positive.all
    guard common.positive.all != 0 else { return nil }
    common.vertexClass = keys.reduce(first.vertexClass) { constraints.classes.union($0, $1.vertexClass) }
    return reduced(common)
  }
}
