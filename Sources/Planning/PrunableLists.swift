import Glibc

/// Steps of one level that could read lists cut to a set of an earlier level, and what samples say of the gain.
///
/// Where the last loop counts for all of its candidates at once, the lists are rows of bits over the set.
struct PrunableLists {
  private let lists: Plan.PrunedLists
  private let asRows: Bool
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
  /// What the readers' steps cost on whole lists, and on pruned ones; what making one costs, for every read.
  private var cost = 0.0
  private var reading = 0.0
  private var making = 0.0

  /// A look-up: three random reads, rarely in the first cache, and no batches.
  private static let lookUp = 35.0
  /// Lists must be read so often that an estimate which is off by half does no harm.
  private static let leastReuse = 3.0

  /// All groups of steps of a plan that could share pruned lists.
  ///
  /// A list of the vertex of level k is read for a set that lies inside a set of level L. With only one level between
  /// them or none, every vertex comes once for each binding of L, and there is nothing to keep.
  static func all(of plan: Plan) -> [PrunableLists] {
    var readers: [Plan.PrunedLists: [Int]] = [:]
    let last = plan.levels.count - 1
    let countsAtOnce = plan.tailCount > 0 && plan.sets.allSatisfy { node in
      guard node.depth == last else { return true }
      guard case .set(let source) = node.source else { return node.countOnly }
      return node.countOnly && plan.sets[source].depth < last
    }
    func isRow(_ node: Plan.SetNode) -> Bool { countsAtOnce && node.depth == last && node.below | node.above == 0 }
    for (index, node) in plan.sets.enumerated() where node.depth >= 2 {
      // Inside a local context bitmaps are faster than any list.
      if let local = plan.local, local.level < node.depth { continue }
      let list: ListReference
      switch node.step {
      case .bound: continue
      case .intersect(let own), .subtract(let own): list = own
      }
      guard list.level == node.depth, let set = ancestor(of: index, in: plan, upTo: node.depth - 2, first: isRow(node)) else {
        continue
      }
      readers[
        Plan.PrunedLists(level: plan.sets[set].depth, set: set, reader: node.depth, view: list.view), default: []
      ].append(index)
    }
    return readers.sorted { ($0.key.level, $0.value[0]) < ($1.key.level, $1.value[0]) }.map { lists, readers in
      let candidates = plan.levels[lists.reader].set
      return PrunableLists(
        lists: lists, asRows: isRow(plan.sets[readers[0]]), readers: readers,
        population: candidates.flatMap { plan.sets[$0].depth <= lists.level ? $0 : ancestor(of: $0, in: plan, upTo: lists.level) })
    }
  }

  /// The last set, or the first, that a set is made from and that is known at some level.
  private static func ancestor(of index: Int, in plan: Plan, upTo depth: Int, first: Bool = false) -> Int? {
    var node = plan.sets[index]
    var found: Int?
    while case .set(let source) = node.source {
      node = plan.sets[source]
      guard node.depth <= depth else { continue }
      found = source
      if !first { break }
    }
    return found
  }

  private init(lists: Plan.PrunedLists, asRows: Bool, readers: [Int], population: Int?) {
    self.lists = lists
    self.asRows = asRows
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

  /// The set that the lists are cut to.
  var set: Int { lists.set }

  func isRead(by node: Int) -> Bool { isCounted && readers.contains(node) }

  /// A step has been computed in a descent, for `cost`, from a source of some size with a list of some length.
  mutating func read(by node: Int, weight: Double, cost: Double, isMemo: Bool, sizes: Sizes) {
    self.cost += weight * cost
    if asRows {
      let isFirst = node == readers[0], isSmall = sizes.set <= Double(PlanSampler.localSizes.upperBound)
      reading += weight * (isSmall ? WorkModel.rowCount(members: sizes.set, isFirst: isFirst) : cost)
      if isFirst, isSmall { making += weight * WorkModel.cutRow(members: sizes.set, list: sizes.list) }
      return
    }
    // What is left of the list, if it meets the set as evenly as it meets the source.
    let cut = Swift.min(sizes.list, sizes.set, sizes.result * sizes.set / Swift.max(1, sizes.source))
    reading += weight * (Self.lookUp + (isMemo ? 0 : WorkModel.intersection(sizes.source, cut)))
    if node == readers[0] { making += weight * WorkModel.intersection(sizes.set, sizes.list) }
  }

  struct Sizes {
    var set: Double
    var source: Double
    var list: Double
    var result: Double
  }

  /// Steps saved, in the same sum over descents as the work.
  var saved: Double {
    guard reads >= Self.leastReuse * distinct else { return 0 }
    return cost - reading - making * distinct / reads
  }

  var pays: Bool { saved > 0.2 * cost }

  func enter(into plan: inout Plan) {
    if asRows {
      for reader in readers { plan.sets[reader].cutRows = plan.cutRows.count }
      plan.cutRows.append(lists)
      return
    }
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
