import GraphStore
import Planning
import SetKernels

/// One worker's run over a program: its slots, its bound vertices, its sum.
///
/// A struct of pointers and plain numbers. Everything it changes lies behind a pointer that only this worker uses, so
/// the loops carry no reference counts, no exclusivity checks and no allocation.
struct Interpreter {
  /// A set: a view into a neighbour list, or a buffer of the worker's own.
  struct Slot {
    var elements: UnsafePointer<UInt32>
    var count: Int
  }

  /// What changes during a run.
  struct State {
    /// Sum of the tail over all loops so far.
    var total: Int128 = 0
    /// A sum or product went beyond 127 bits: there is no answer to give.
    var overflowed = false
    var part = 0
    var parts = 1
    // The local context: its vertices, width in words, and the slot that it was made of.
    var localCount = 0
    var words = 0
    var members: UnsafePointer<UInt32>
    var rowStorage: UnsafeMutablePointer<UInt64>?
    var rowCapacity = 0
    var bitStorage: UnsafeMutablePointer<UInt64>?
    var bitCapacity = 0
    var localIndex: UnsafeMutablePointer<UInt32>?
  }

  let kernels: gyr_kernels
  let stores: UnsafeMutablePointer<Program.ListStore>
  let operations: UnsafeMutablePointer<Program.Operation>
  let loops: UnsafeMutablePointer<Program.Loop>
  let distinct: UnsafeMutablePointer<Int>
  let sizes: UnsafeMutablePointer<Program.Size>
  let checks: UnsafeMutablePointer<Program.Check>
  let tests: UnsafeMutablePointer<Program.Test>
  let queries: UnsafeMutablePointer<Program.Query>
  let terms: UnsafeMutablePointer<Program.Term>
  let factors: UnsafeMutablePointer<Int>
  let order: UnsafeMutablePointer<Int>

  let depth: Int
  let slotCount: Int
  /// Sizes of the tail, and where those of the last level's checks lie.
  let sizeCount: Int
  let lastCheckSizes: Range<Int>
  let termCount: Int
  let vertexCount: Int
  let isBatched: Bool
  let fits64: Bool
  let binomial: Int
  let isListing: Bool
  let mayCoincide: Bool
  let edgeTest: EdgeDistinctness?
  let orbitFilter: OrbitFilter?
  /// Matches are looked at one by one before they are delivered.
  let emitsSingly: Bool
  /// Candidates of the first level; nil: all vertices.
  let roots: UnsafePointer<UInt32>?
  let localLevel: Int
  let localSlot: Int
  let localSide: UInt32
  /// Bitmaps of the dense parts of store 0.
  let hubRows: UnsafePointer<gyr_hub_rows>?
  let markedWords: UnsafeMutablePointer<MarkedWords>?
  let rowStores: UnsafeMutablePointer<Int>
  let rowStoreCount: Int
  /// Slots that are filled outside the local context and read inside it.
  let outerSlots: UnsafeMutablePointer<Bool>
  /// The last loop and the tail inside are one sum over rows.
  let hasRowPairs: Bool

  let state: UnsafeMutablePointer<State>
  let slots: UnsafeMutablePointer<Slot>
  /// Own buffer of every slot that is not a view.
  let buffers: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
  /// Vertex bound at each level; and its number in the local context.
  let bound: UnsafeMutablePointer<UInt32>
  let boundLocal: UnsafeMutablePointer<Int>
  /// Bitmap over all vertices, all clear between uses.
  let marks: UnsafeMutablePointer<UInt64>
  /// Counts of the batched operations: one array a slot.
  let counts: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
  let scratch: UnsafeMutablePointer<UInt32>
  let values: UnsafeMutablePointer<Int>
  /// Batched membership tests of the last level: hits per candidate of each size.
  let insides: UnsafeMutablePointer<UInt32>
  /// The tail's sizes for the candidates of the last loop, size by size.
  let columns: UnsafeMutablePointer<Int>
  let listCapacity: Int
  let pruned: UnsafeMutablePointer<PrunedLists>
  let prunedCount: Int
  let cutRows: UnsafeMutablePointer<CutRows>
  let cutRowCount: Int
  /// Binding this level changes the candidates of the last loop.
  let candidateLevel: Int
  /// Rounds of every loop, for `explain --analyze`.
  let rounds: UnsafeMutablePointer<Int>
  let conditions: Conditions?
  let conditionLevels: UInt32
  /// The row of the match at hand, in the order of the pattern's vertices.
  let template: UnsafeMutablePointer<UInt32>
  let sink: MatchSink?
  let control: RunControl

  /// Largest neighbourhood that gets rows: 4096 vertices are 2 MB of bits, what a core's own cache holds.
  static let localLimit = 4096
  /// Candidates whose tails are added in one go.
  static let batchedPiece = 2048

  init(program: Program, kernels: KernelTable, control: RunControl, sink: MatchSink?) {
    self.kernels = kernels.table.pointee
    stores = program.localStores()
    operations = program.operations.base
    loops = program.loops.base
    distinct = program.distinct.base
    sizes = program.sizes.base
    checks = program.checks.base
    tests = program.tests.base
    queries = program.queries.base
    terms = program.terms.base
    factors = program.factors.base
    order = program.order.base
    depth = program.depth
    slotCount = program.slotCount
    sizeCount = program.tailSizeCount
    lastCheckSizes = program.lastCheckSize..<program.sizes.count
    termCount = program.terms.count
    vertexCount = program.graph.vertexCount
    isBatched = program.isBatched
    fits64 = program.fits64
    binomial = program.binomial
    isListing = program.isListing
    mayCoincide = program.mayCoincide
    edgeTest = program.edgeTest
    orbitFilter = program.orbitFilter
    emitsSingly = edgeTest != nil || orbitFilter != nil
    roots = program.roots?.members.baseAddress
    localLevel = program.localLevel
    localSlot = program.localSlot
    localSide = program.localSide
    hubRows = program.hubRows.map { UnsafePointer($0.table) }
    if let rows = program.hubRows {
      let marked = UnsafeMutablePointer<MarkedWords>.allocate(capacity: 1)
      marked.initialize(to: MarkedWords(rows.table.pointee))
      markedWords = marked
    } else {
      markedWords = nil
    }
    rowStores = program.rowStores.base
    rowStoreCount = program.rowStores.count
    outerSlots = program.outerSlots.base
    hasRowPairs = program.hasRowPairs
    conditions = program.conditions
    conditionLevels = program.conditions?.levels ?? 0
    self.sink = sink
    self.control = control

    // A set is never longer than the longest list; 16 more for the vector stores of the kernels.
    listCapacity = program.graph.neighbours.maximumDegree + 32
    let empty = UnsafePointer(stores[0].targets)
    state = .allocate(capacity: 1)
    state.initialize(to: State(members: empty))
    slots = .allocate(capacity: slotCount + 1)
    slots.initialize(repeating: Slot(elements: empty, count: 0), count: slotCount + 1)
    buffers = .allocate(capacity: slotCount + 1)
    buffers.initialize(repeating: nil, count: slotCount + 1)
    counts = .allocate(capacity: slotCount + 1)
    counts.initialize(repeating: nil, count: slotCount + 1)
    for position in 0..<program.operations.count {
      let operation = operations[position]
      if [.members, .intersect, .subtract].contains(operation.kind), !operation.countOnly {
        buffers[operation.target] = .allocate(capacity: listCapacity)
      }
      if isBatched, program.loops.base[depth - 1].operations.contains(position) {
        counts[operation.target] = .allocate(capacity: listCapacity)
      }
    }
    // One more than there can be levels: conditions on absent vertices put these behind the bound ones.
    bound = .allocate(capacity: 33)
    bound.initialize(repeating: 0, count: 33)
    prunedCount = program.prunedLists.count
    pruned = .allocate(capacity: prunedCount + 1)
    for position in 0..<prunedCount {
      (pruned + position).initialize(to: PrunedLists(program.prunedLists.base[position], program.graph.neighbours))
    }
    cutRowCount = isBatched ? program.cutRows.count : 0
    candidateLevel = program.plan.levels[depth - 1].set.map { program.plan.sets[$0].depth } ?? 0
    cutRows = .allocate(capacity: cutRowCount + 1)
    for position in 0..<cutRowCount {
      (cutRows + position).initialize(to: CutRows(program.cutRows.base[position], program.graph.neighbours))
    }
    rounds = .allocate(capacity: 32)
    rounds.initialize(repeating: 0, count: 32)
    template = .allocate(capacity: 32)
    template.initialize(repeating: 0, count: 32)
    boundLocal = .allocate(capacity: 32)
    boundLocal.initialize(repeating: -1, count: 32)
    let words = (vertexCount + 63) / 64 + 1
    marks = .allocate(capacity: words)
    marks.initialize(repeating: 0, count: words)
    scratch = .allocate(capacity: listCapacity)
    let allSizes = program.sizes.count + 1
    values = .allocate(capacity: allSizes)
    values.initialize(repeating: 0, count: allSizes)
    insides = .allocate(capacity: allSizes * listCapacity)
    columns = .allocate(capacity: isBatched ? sizeCount * Self.batchedPiece + 1 : 1)
    if localLevel >= 0 {
      let index = UnsafeMutablePointer<UInt32>.allocate(capacity: Swift.max(1, vertexCount))
      index.initialize(repeating: 0, count: vertexCount)
      state.pointee.localIndex = index
    }
  }

  func deallocate() {
    for position in 0..<prunedCount { pruned[position].deallocate() }
    for position in 0..<cutRowCount { cutRows[position].deallocate() }
    for slot in 0...slotCount {
      buffers[slot]?.deallocate()
      counts[slot]?.deallocate()
    }
    markedWords?.pointee.deallocate()
    markedWords?.deallocate()
    state.pointee.rowStorage?.deallocate()
    state.pointee.bitStorage?.deallocate()
    state.pointee.localIndex?.deallocate()
    for pointer in [stores, slots, buffers, counts, bound, boundLocal, marks, scratch, values, insides, columns, rounds, template, pruned, cutRows, state] as [any Releasable] {
      pointer.release()
    }
  }

  // MARK: The loops

  func run(_ task: TaskList.Task) {
    state.pointee.part = task.part
    state.pointee.parts = task.parts
    if task.part == 0 { rounds[0] += task.roots.count }
    for root in task.roots {
      if control.isStopped { return }
      bind(0, roots?[root] ?? UInt32(root))
      afterBinding(0, index: 0)
    }
  }

  /// Runs one root with the second loop taken round by round, and tells what each added to the sum.
  ///
  /// - Precondition: nothing at the first level turns back, and no local context is entered there.
  func forEachSecond(ofRoot position: Int, _ body: (UInt32, Int128) -> Void) {
    // A slice of nothing: what stands before the second loop is computed.
    run(TaskList.Task(roots: position..<(position + 1), part: 0, parts: Int.max))
    let candidates = slots[loops[1].slot]
    for round in 0..<candidates.count {
      if control.isStopped { return }
      state.pointee.part = round
      state.pointee.parts = candidates.count
      let before = state.pointee.total
      descend(1)
      body(candidates.elements[round], state.pointee.total &- before)
    }
  }

  @inline(__always)
  func bind(_ level: Int, _ vertex: UInt32) { bound[level] = vertex }

  /// Runs the level's operations and goes on: deeper, into the local context, or to the tail.
  @inline(__always)
  private func afterBinding(_ level: Int, index: Int) {
    if emitsSingly, let edgeTest, !edgeTest.holds(at: level, bound) { return }
    if conditionLevels >> UInt32(level) & 1 != 0, !conditions.unsafelyUnwrapped.hold(at: level, bound) { return }
    for position in loops[level].operations {
      let operation = operations[position]
      execute(operation, level: level, index: index)
      if slots[operation.target].count < operation.needed { return }
    }
    for position in loops[level].checks where !holds(checks[position]) { return }
    for position in loops[level].pruned { pruned[position].clear() }
    if cutRowCount > 0 {
      for position in loops[level].cutRows { cutRows[position].clear() }
      if level == candidateLevel { for position in 0..<cutRowCount { cutRows[position].forgetCandidates() } }
    }
    if level == localLevel, enterLocal() { return }
    if level &+ 1 == depth {
      isListing ? emitBound() : addTail()
    } else {
      descend(level &+ 1)
    }
  }

  private func descend(_ level: Int) {
    if control.isStopped { return }
    let candidates = slots[loops[level].slot]
    var range = 0..<candidates.count
    if level == 1, state.pointee.parts > 1 { range = slice(candidates.count) }
    if range.isEmpty { return }
    rounds[level] &+= range.count
    if level &+ 1 == depth {
      if isListing, !emitsSingly, loops[level].checks.isEmpty, conditionLevels >> UInt32(level) & 1 == 0 {
        return emitList(candidates, range, level: level)
      }
      if isBatched {
        // In pieces, so that a stop is seen among the candidates of a hub.
        var first = range.lowerBound
        while first < range.upperBound {
          let end = Swift.min(range.upperBound, first &+ Self.batchedPiece)
          addTails(candidates, first..<end, level: level)
          if control.isStopped { return }
          first = end
        }
        return
      }
    }
    for i in range {
      if i & 31 == 0, control.isStopped { return }
      let vertex = candidates.elements[i]
      if isTaken(vertex, at: level) { continue }
      bind(level, vertex)
      afterBinding(level, index: i)
    }
  }

  /// This task's share of a loop of `count` rounds.
  @inline(__always)
  func slice(_ count: Int) -> Range<Int> {
    let part = state.pointee.part, parts = state.pointee.parts
    return (count * part / parts)..<(count * (part + 1) / parts)
  }

  @inline(__always)
  func isTaken(_ vertex: UInt32, at level: Int) -> Bool {
    for position in loops[level].distinct where bound[distinct[position]] == vertex { return true }
    return false
  }
}

/// Lets pointers of different types be released in one loop, outside all hot code.
private protocol Releasable { func release() }
extension UnsafeMutablePointer: Releasable {
  func release() { deallocate() }
}
