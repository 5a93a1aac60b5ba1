import Glibc

/// Steps of one level that could read lists cut to a set of an earlier level, and what samples say of the gain.
struct PrunableLists {
  private let lists: Plan.PrunedLists
  /// The steps that would read them.
  private let readers: [Int]
  /// A set, known at the lists' level, that holds all vertices whose lists are read; nil: they come from all over.
  private let population: Int?

  // Of the descent at hand: the weight of the binding that the lists belong to, the size of the population, and whether
  // the reading level was reached.
  private var weight = 0.0
  private var size = 1.0
  private var isCounted = false

  // Sums over all descents.
  private var reads = 0.0
  private var distinct = 0.0
  private var cost = 0.0

  /// A look-up: three random reads, rarely in the first cache.
  private static let lookUp = 14.0
  /// Lists must be read so often that an estimate which is off by half does no harm.
  private static let leastReuse = 3.0

  /// All groups of steps of a plan that could share pruned lists.
  ///
  /// A list of the vertex of level k is read for a set that lies inside a set of level L. With only one level between
  /// them or none, every vertex comes once for each binding of L, and there is nothing to keep.
  static func all(of plan: Plan) -> [PrunableLists] {
    var readers: [Plan.PrunedLists: [Int]] = [:]
    for (index, node) in plan.sets.enumerated() where node.depth >= 2 {
      // Inside a local context bitmaps are faster than any list.
      if let local = plan.local, local.level < node.depth { continue }
      let list: ListReference
      switch node.step {
      case .bound: continue
      case .intersect(let own), .subtract(let own): list = own
      }
      guard list.level == node.depth, let set = ancestor(of: index, in: plan, upTo: node.depth - 2) else { continue }
      readers[
        Plan.PrunedLists(level: plan.sets[set].depth, set: set, reader: node.depth, view: list.view), default: []
      ].append(index)
    }
    return readers.sorted { ($0.key.level, $0.value[0]) < ($1.key.level, $1.value[0]) }.map { lists, readers in
      let candidates = plan.levels[lists.reader].set
      return PrunableLists(
        lists: lists, readers: readers,
        population: candidates.flatMap { plan.sets[$0].depth <= lists.level ? $0 : ancestor(of: $0, in: plan, upTo: lists.level) })
    }
  }

  /// The last set that a set is made from and that is known at some level.
  private static func ancestor(of index: Int, in plan: Plan, upTo depth: Int) -> Int? {
    var node = plan.sets[index]
    while case .set(let source) = node.source {
      node = plan.sets[source]
      if node.depth <= depth { return source }
    }
    return nil
  }

  private init(lists: Plan.PrunedLists, readers: [Int], population: Int?) {
    self.lists = lists
    self.readers = readers
    self.population = population
  }

  // MARK: Sampling

  mutating func begin() { isCounted = false }

  /// A level has been bound in a descent that stands for `weight` rounds.
  mutating func bound(_ level: Int, weight: Double, size: (Int?) -> Double) {
    if level == lists.level { self.weight = weight }
    // The sets of the lists' level are known from the next level on.
    if level == lists.level + 1 { self.size = Swift.max(1, size(population)) }
    guard level == lists.reader, self.weight > 0 else { return }
    // As many reads, spread over the population, meet so many different vertices.
    let each = weight / self.weight
    reads += weight
    distinct += self.weight * self.size * (1 - exp(-each / self.size))
    isCounted = true
  }

  mutating func read(by node: Int, weight: Double, cost: Double) {
    guard isCounted, readers.contains(node) else { return }
    self.cost += weight * cost
  }

  /// Steps saved, in the same sum over descents as the work.
  var saved: Double {
    guard reads >= Self.leastReuse * distinct else { return 0 }
    return cost * (1 - distinct / reads) * 0.8 - reads * Double(readers.count) * Self.lookUp
  }

  var pays: Bool { saved > 0 }

  func enter(into plan: inout Plan) {
    for reader in readers { plan.sets[reader].pruning = plan.prunedLists.count }
    plan.prunedLists.append(lists)
  }
}

extension Plan {
  /// The plan with every list pruned that can be, whatever the gain; for tests.
  package var pruningEverywhere: Plan {
    var plan = self
    for group in PrunableLists.all(of: self) { group.enter(into: &plan) }
    return plan
  }
}
