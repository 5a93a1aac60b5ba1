import GraphStore
import Machine
import Planning
import SetKernels

/// A plan as flat arrays of plain values, bound to one graph: what the interpreters run.
///
/// Made once for a run and shared by all workers; nothing in it changes and nothing in it is reference-counted, so the
/// loops read it without any traffic.
final class Program: @unchecked Sendable {  // immutable after init
  /// `members` is a list intersected with a class.
  enum Kind { case list, members, bound, intersect, subtract }

  /// One step that fills a slot.
  struct Operation {
    var kind: Kind
    var target: Int
    /// Slot that the step starts from; -1 for `.list`.
    var source: Int
    /// The neighbour list used: whose, and of which store.
    var listLevel: Int
    var store: Int
    /// Of `.members`: the class, ascending.
    var members: UnsafePointer<UInt32>?
    var memberCount: UInt32
    /// Inside the local context: the matrix of rows that stands for the store; -1: none.
    var rows: Int
    /// Levels whose vertex bounds the elements, as bits. Steps on a set only have the bit of their own level.
    var below: UInt32
    var above: UInt32
    var countOnly: Bool
    /// The tail or a check asks for the size too.
    var isSize: Bool
    /// With fewer elements in the result there is no match below.
    var needed: Int
    /// Position in `prunedLists` of the lists to read instead of whole ones; -1: none.
    var pruning: Int
    /// Position in `cutRows` of the rows to read, when the last loop counts for all candidates at once; -1: none.
    var cutRows: Int
    /// The source is the very set that the lists are cut to: the pruned list is the result.
    var isMemo: Bool
  }

  /// Lists that are cut to a slot and kept while a level stays bound.
  struct PrunedLists {
    var slot: Int
    var store: Int
  }

  struct Loop {
    /// Slot of the candidates; -1: all vertices.
    var slot: Int
    var distinct: Range<Int>
    var operations: Range<Int>
    var checks: Range<Int>
    /// Pruned lists that are void when the level is bound anew.
    var pruned: Range<Int>
    var cutRows: Range<Int>
  }

  /// A set must have at most so many members besides the matched vertices under test.
  struct Check {
    /// Position in `sizes`.
    var size: Int
    var allowance: Int
  }

  struct Size {
    var slot: Int
    var alwaysInside: Int
    var tests: Range<Int>
  }

  struct Test {
    var level: Int
    /// Bitmap of the class that the vertex must be in; nil: any.
    var members: UnsafePointer<UInt64>?
    var queries: Range<Int>
    var below: UInt32
    var above: UInt32
  }

  struct Query {
    var vertexLevel: Int
    var listLevel: Int
    var store: Int
    /// The store in which the vertex sees the list's owner; the same for symmetric relations.
    var converse: Int
    var rows: Int
    var wanted: Bool
  }

  struct Term {
    var coefficient: Int
    var factors: Range<Int>
  }

  var rootCount: Int { roots?.count ?? graph.vertexCount }

  /// Neighbours of all roots: a first idea of how much there is to do.
  var rootDegrees: Int {
    guard let roots else { return graph.neighbours.targetCount }
    return roots.members.reduce(0) { $0 + graph.neighbours.degree(Int($1)) }
  }

  /// Which part of a list an operation on a set uses, for the vertex just bound.
  enum Side { static let all: UInt32 = 0, below: UInt32 = 1, above: UInt32 = 2 }

  let plan: Plan
  let graph: Graph
  let stores: Flat<ListStore>
  /// Bitmaps of the dense parts of store 0; nil: not worth making.
  let hubRows: HubRows?
  /// Owners of what `stores` points to.
  private let lists: [CSR]
  /// Candidates of the first level; nil: all vertices.
  let roots: VertexClass?
  let operations: Flat<Operation>
  let loops: Flat<Loop>
  let prunedLists: Flat<PrunedLists>
  /// Rows that are cut to a slot, likewise.
  let cutRows: Flat<PrunedLists>
  let distinct: Flat<Int>
  /// Those of the tail, then those of the checks, level by level.
  let sizes: Flat<Size>
  let checks: Flat<Check>
  /// How many sizes the tail uses; where those of the last level's checks begin.
  let tailSizeCount: Int
  let lastCheckSize: Int
  let tests: Flat<Test>
  let queries: Flat<Query>
  let terms: Flat<Term>
  let factors: Flat<Int>
  /// order[level] = pattern vertex.
  let order: Flat<Int>
  let depth: Int
  let slotCount: Int
  /// Slots of counting operations that the last loop computes for all its candidates at once; nil: one by one.
  let isBatched: Bool
  /// When all tail vertices have the same candidates, the tail's value over its own symmetry is C(size, this); else 0.
  /// The binomial is far smaller than the terms of the falling factorial that it stands for.
  let binomial: Int
  /// What the sum over all loops is divided by.
  let divisor: UInt128
  /// A tail value, summed over one list, always fits 63 bits.
  let fits64: Bool
  /// After this level, slot `localSlot` holds everything; -1: never.
  let localLevel: Int
  let localSlot: Int
  /// The stores that become matrices of rows inside the local context.
  let rowStores: Flat<Int>
  /// Side of the rows that the local operations need.
  let localSide: UInt32
  /// Slots that are filled before the local context is entered and whose elements are read inside it.
  let outerSlots: Flat<Bool>
  /// Inside the local context, the last loop and the tail are one sum over rows.
  let hasRowPairs: Bool
  let isListing: Bool
  /// Matched vertices may coincide.
  let mayCoincide: Bool
  /// Nil unless pattern edges need data edges of their own.
  let edgeTest: EdgeDistinctness?
  /// Nil unless mirror images of a match have to be told apart one by one.
  let orbitFilter: OrbitFilter?
  /// Nil when the pattern has none.
  let conditions: Conditions?

  /// Pointers of one adjacency view.
  struct ListStore {
    var offsets: UnsafePointer<UInt64>
    var targets: UnsafePointer<UInt32>
    var lower: UnsafePointer<UInt32>
    init(_ csr: CSR) {
      offsets = csr.offsets
      targets = csr.targets
      lower = csr.lower
    }
    @inline(__always) func degree(_ v: UInt32) -> Int { Int(offsets[Int(v) &+ 1] &- offsets[Int(v)]) }
    @inline(__always) func start(_ v: UInt32) -> UnsafePointer<UInt32> { targets + Int(offsets[Int(v)]) }
  }

  /// - Parameter rowBudget: steps that may be spent on hub rows.
  init(_ plan: Plan, graph: Graph, listing: Bool, rowBudget: Double = 0) {
    self.plan = plan
    self.graph = graph
    isListing = listing
    mayCoincide = plan.morphism != .injective
    edgeTest = plan.morphism == .edgeDistinct ? EdgeDistinctness(plan, graph: graph) : nil
    orbitFilter = listing ? OrbitFilter(plan.mirrors) : nil
    precondition(listing || !plan.needsMatches, "conditions are tested match by match")
    conditions = Conditions(plan, graph: graph)
    depth = plan.levels.count
    slotCount = plan.sets.count
    roots = plan.classes[plan.levels[0].vertexClass]
    order = Flat(plan.order)
    var stores = ListStores(plan, graph: graph)
    let localRows = LocalRows(plan, stores: &stores)

    let checked = plan.levels.flatMap { $0.checks.map(\.size) }
    let measured = Set((plan.tail.sizes + checked).map(\.set))
    var operations: [Operation] = []
    var loops: [Loop] = []
    var distinct: [Int] = []
    var checks: [Check] = []
    for level in 0..<plan.levels.count {
      let first = operations.count
      for (slot, node) in plan.sets.enumerated() where node.depth == level {
        var operation = Self.operation(
          node, slot: slot, isSize: measured.contains(slot), stores: &stores, rows: localRows)
        if operation.kind == .list, !plan.cutsLists, let own = plan.classes[node.key.vertexClass]?.members {
          operation.kind = .members
          operation.members = own.baseAddress
          operation.memberCount = UInt32(own.count)
        }
        if let pruning = node.pruning { operation.isMemo = operation.source == plan.prunedLists[pruning].set }
        operations.append(operation)
      }
      let firstDistinct = distinct.count
      distinct += plan.levels[level].distinctFrom
      let firstCheck = checks.count
      for check in plan.levels[level].checks {
        checks.append(Check(size: plan.tail.sizes.count + checks.count, allowance: check.allowance))
      }
      loops.append(
        Loop(
          slot: plan.levels[level].set ?? -1, distinct: firstDistinct..<distinct.count,
          operations: first..<operations.count, checks: firstCheck..<checks.count,
          pruned: Self.range(of: plan.prunedLists, level: level), cutRows: Self.range(of: plan.cutRows, level: level)))
    }
    self.operations = Flat(operations)
    self.loops = Flat(loops)
    self.distinct = Flat(distinct)
    self.checks = Flat(checks)
    tailSizeCount = plan.tail.sizes.count
    lastCheckSize = plan.tail.sizes.count + loops[loops.count - 1].checks.lowerBound
    // Cut to a set of the right class anyway, so that the lists need not be.
    func cut(_ lists: Plan.PrunedLists) -> PrunedLists {
      PrunedLists(slot: lists.set, store: stores.number(lists.view, vertexClass: 0))
    }
    prunedLists = Flat(plan.prunedLists.map(cut))
    cutRows = Flat(plan.cutRows.map(cut))

    var tests: [Test] = []
    var queries: [Query] = []
    var factors: [Int] = []
    sizes = Flat((plan.tail.sizes + checked).map { size in
      let first = tests.count
      for test in size.tests {
        let firstQuery = queries.count
        for query in test.lists {
          let relation = plan.relations[query.list.view.rawValue]
          queries.append(
            Query(
              vertexLevel: test.level, listLevel: query.list.level, store: stores.number(relation, vertexClass: 0),
              converse: stores.number(relation.converse, vertexClass: 0), rows: localRows.index(of: query.list.view),
              wanted: query.wanted))
        }
        tests.append(
          Test(
            level: test.level, members: plan.classes[test.vertexClass]?.bits, queries: firstQuery..<queries.count,
            below: Self.mask(test.below), above: Self.mask(test.above)))
      }
      return Size(slot: size.set, alwaysInside: size.alwaysInside, tests: first..<tests.count)
    })
    terms = Flat(plan.tail.terms.map { term in
      let first = factors.count
      factors += term.factors
      return Term(coefficient: term.coefficient, factors: first..<factors.count)
    })
    self.tests = Flat(tests)
    self.queries = Flat(queries)
    self.factors = Flat(factors)
    lists = stores.lists
    self.stores = Flat(stores.lists.map(ListStore.init))
    let reads = operations.contains { $0.store == 0 && ($0.kind == .intersect || $0.kind == .subtract) }
    hubRows = reads && plan.usesHubRows && rowBudget > 0 ? HubRows(stores.lists[0], budget: rowBudget) : nil
    rowStores = Flat(localRows.stores)

    let last = depth - 1
    isBatched = !listing && depth > 1 && edgeTest == nil && (loops[last].checks.isEmpty || !mayCoincide)
      && loops[last].operations.allSatisfy { position in
      let operation = operations[position]
      return operation.countOnly && (operation.source < 0 || plan.sets[operation.source].depth < last)
    }
    let alone = plan.tail.chooses > 0
    binomial = plan.tail.chooses
    divisor = plan.sumDivisor
    // Largest possible tail value: sum of |coefficients| x maximum degree ^ factors, over a list of maximum degree.
    var bound = 0.0
    for term in plan.tail.terms {
      var product = Double(abs(term.coefficient))
      for _ in term.factors { product *= Double(graph.neighbours.maximumDegree) }
      bound += product
    }
    if alone {
      bound = Double(plan.tailCount)
      for i in 0..<plan.tailCount { bound *= Double(graph.neighbours.maximumDegree) / Double(i + 1) }
    }
    fits64 = bound * Double(graph.neighbours.maximumDegree + 1) < 4e18

    // Conditions look at bound vertices, not at bits.
    let local = plan.needsMatches ? nil : plan.local
    localLevel = local?.level ?? -1
    localSlot = local?.set ?? -1
    localSide = localRows.isSymmetric ? Self.side(operations, loops, from: localLevel + 1) : Side.all

    var outer = [Bool](repeating: false, count: slotCount + 1)
    if localLevel >= 0 {
      for level in (localLevel + 1)..<depth {
        if let set = plan.levels[level].set, plan.sets[set].depth <= localLevel { outer[set] = true }
        for position in loops[level].operations where operations[position].source >= 0 {
          let source = operations[position].source
          if plan.sets[source].depth <= localLevel { outer[source] = true }
        }
      }
    }
    outerSlots = Flat(outer)
    let lastLoop = loops[depth - 1]
    var pairs = localLevel >= 0 && !listing && lastLoop.operations.count == 1 && lastLoop.distinct.isEmpty
      && lastLoop.checks.isEmpty
    if pairs {
      let operation = operations[lastLoop.operations.lowerBound]
      pairs = operation.kind == .intersect && operation.countOnly && plan.sets[operation.source].depth < depth - 1
        && (operation.below | operation.above == 0 || localSide != Side.all)
        && plan.tail.terms.count == 1 && plan.tail.terms[0].factors.count == 1
        && plan.tail.sizes[plan.tail.terms[0].factors[0]].alwaysInside == 0
        && plan.tail.sizes[plan.tail.terms[0].factors[0]].tests.isEmpty
        && plan.tail.sizes[plan.tail.terms[0].factors[0]].set == operation.target
    }
    hasRowPairs = pairs
  }

  /// See ``CSR/place(_:for:)``.
  func place(_ placement: MemoryPlacement, for crew: Crew) {
    for list in lists { list.place(placement, for: crew) }
  }

  /// The stores as the calling worker should read them.
  func localStores() -> UnsafeMutablePointer<ListStore> {
    let own = UnsafeMutablePointer<ListStore>.allocate(capacity: Swift.max(1, lists.count))
    own.initialize(from: lists.map { ListStore($0.local) }, count: lists.count)
    return own
  }

  /// Lists are in the order of their levels, so that a level's are neighbours.
  private static func range(of lists: [Plan.PrunedLists], level: Int) -> Range<Int> {
    let own = lists.indices.filter { lists[$0].level == level }
    return (own.first ?? 0)..<(own.last.map { $0 + 1 } ?? 0)
  }

  private static func mask(_ levels: [Int]) -> UInt32 { levels.reduce(0) { $0 | 1 << UInt32($1) } }

  /// The side that all operations of the local context look to, if there is one.
  private static func side(_ operations: [Operation], _ loops: [Loop], from level: Int) -> UInt32 {
    let inner = operations[loops[Swift.min(level, loops.count - 1)].operations.lowerBound...].filter { $0.kind != .bound }
    return inner.allSatisfy { $0.below != 0 } ? Side.below : inner.allSatisfy { $0.above != 0 } ? Side.above : Side.all
  }

  private static func operation(
    _ node: Plan.SetNode, slot: Int, isSize: Bool, stores: inout ListStores, rows: LocalRows
  ) -> Operation {
    var operation = Operation(
      kind: .bound, target: slot, source: -1, listLevel: -1, store: 0, members: nil, memberCount: 0, rows: -1, below: node.below, above: node.above,
      countOnly: node.countOnly, isSize: isSize, needed: node.needed,
      pruning: node.pruning ?? -1, cutRows: node.cutRows ?? -1, isMemo: false)
    func use(_ list: ListReference) {
      operation.listLevel = list.level
      operation.store = stores.number(list.view, vertexClass: node.key.vertexClass)
      operation.rows = rows.index(of: list.view)
    }
    switch node.source {
    case .list(let list):
      operation.kind = .list
      use(list)
    case .set(let source):
      operation.source = source
    }
    switch node.step {
    case .bound: break
    case .intersect(let list):
      operation.kind = .intersect
      use(list)
    case .subtract(let list):
      operation.kind = .subtract
      use(list)
    }
    return operation
  }
}
