import GraphStore
import Planning
import SetKernels
import Synchronization

/// Runs the sweeps of a plan: for every root its vectors, their sums, and the memory cleared again. Nothing of size
/// vertices x vertices ever exists; a worker holds one dense array for every vector that needs one.
struct SweepRunner<Word: TableWord> {
  let code: SweepCode<Word>
  let csr: CSR
  let store: TableStore<Word>
  let lists: TriangleLists?
  /// By vector: values by position in the root's list (near), at any vertex (dense), where these are not 0, and the
  /// values there one after the other.
  let near: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>
  let dense: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>
  let touched: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
  let compact: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>
  let touchedCount: UnsafeMutablePointer<Int>
  /// The leader once it has been gathered, where edges read it: half as wide, and what is there from other roots stays.
  let narrow: UnsafeMutablePointer<UInt32>?
  /// A vector that is added up in the upper halves of the leader's words until both are gathered.
  let passenger: Int?
  /// Where in every list the part begins that the current root may walk. As long as roots ascend these only move
  /// forward, and nothing is searched for; they start again after a root with a smaller number.
  let cursors: UnsafeMutablePointer<UInt64>
  let lastRoot: UnsafeMutablePointer<Int>
  /// A worker's own tables for scattered output, by item; handed over when it has done its part.
  private var scattered: [UnsafeMutablePointer<Word>?]
  let totals: UnsafeMutablePointer<UInt128>
  /// What filling a table of pair ends or of pair members at the current root has added up on the way.
  let found: UnsafeMutablePointer<Found>
  /// Room for counts by vertex, all 0 between uses.
  let counts: UnsafeMutablePointer<UInt32>
  let bitmaps: NeighbourhoodRows?
  let closed: ClosedRows?
  /// Room for edges inside the root's neighbourhood: the slot and whose list it is in.
  let closedEdges: UnsafeMutablePointer<(slot: Int, owner: Int)>
  /// A root may take long: it is left in the middle when the run is stopped, and this worker does nothing after it.
  let control: RunControl

  /// - Returns: what each sweep adds up, in the plan's order.
  static func run(
    _ plan: SweepPlan, _ csr: CSR, _ store: TableStore<Word>, workers: Int, _ kernels: KernelTable, _ control: RunControl,
    division: Division? = nil
  ) -> [UInt128] {
    let cut = RootRanges(csr, workers: division?.cutFor ?? workers, walks: true)
    let agenda = division?.open(pieces: cut.count, sums: plan.items.count)
    let ranges = RootRanges(cut, only: agenda?.positions)
    let sums = Mutex(agenda.map { $0.before.map { UInt128($0) } } ?? Array(repeating: 0, count: plan.items.count))
    let parts = WorkerTables<Word>()
    let passenger = plan.passengers.first { fitsHalf($0, of: plan, csr, store) }
    Parallel.run(workers) { _ in
      let runner = SweepRunner(plan, csr.local, store, passenger, kernels, control)
      defer { runner.deallocate() }
      while !control.isStopped, let (index, range) = ranges.takeNumbered() {
        let before = agenda == nil ? [] : plan.items.indices.map { runner.totals[$0] }
        for root in range where !control.isStopped { runner.sweep(root) }
        guard let agenda, !control.isStopped else { continue }
        agenda.finish(index, adding: plan.items.indices.map { Int128(runner.totals[$0] &- before[$0]) })
      }
      sums.withLock { sums in
        for item in plan.items.indices { sums[item] &+= runner.totals[item] }
      }
      for (item, own) in runner.scattered.enumerated() { if let own { parts.take(own, of: item) } }
    }
    let tables = plan.items.map { item -> UnsafeMutablePointer<Word>? in
      guard item.isSpread, case .vertex(let number) = item.table else { return nil }
      return store.vertex(number)
    }
    if plan.items.contains(where: \.isSpread) { parts.add(to: tables, count: csr.vertexCount, workers: workers, control) }
    return sums.withLock { $0 }
  }

  private init(
    _ plan: SweepPlan, _ csr: CSR, _ store: TableStore<Word>, _ passenger: Int?, _ kernels: KernelTable, _ control: RunControl
  ) {
    self.control = control
    self.csr = csr
    self.store = store
    lists = store.lists
    let n = Swift.max(1, csr.vertexCount)
    let count = plan.nodes.count
    func pointers<Element>(_ type: Element.Type) -> UnsafeMutablePointer<UnsafeMutablePointer<Element>?> {
      let result = UnsafeMutablePointer<UnsafeMutablePointer<Element>?>.allocate(capacity: count + 1)
      result.initialize(repeating: nil, count: count + 1)
      return result
    }
    near = pointers(Word.self)
    dense = pointers(Word.self)
    compact = pointers(Word.self)
    touched = pointers(UInt32.self)
    touchedCount = .allocate(capacity: count + 1)
    touchedCount.initialize(repeating: 0, count: count + 1)
    self.passenger = passenger
    for vector in plan.order where vector != passenger {
      if plan.nodes[vector].isNear { near[vector] = .allocate(capacity: csr.maximumDegree + 1) }
      if plan.isDense[vector] {
        dense[vector] = clearedForScatter(n)
        if !plan.nodes[vector].isNear, !plan.follows[vector] { touched[vector] = allocateForScatter(n + 1) }
      }
    }
    if let leader = plan.leader {
      for vector in plan.order where plan.follows[vector] { touched[vector] = touched[leader] }
    }
    narrow = plan.isLeaderReadByEdges ? allocateForScatter(n) : nil
    for vector in plan.summed { compact[vector] = allocateForScatter(n) }
    cursors = allocateForScatter(n)
    lastRoot = .allocate(capacity: 1)
    lastRoot.initialize(to: -1)
    if plan.above || plan.isHalved { cursors.update(from: csr.offsets, count: csr.vertexCount) }
    scattered = plan.items.map { item in
      guard item.isSpread else { return nil }
      return clearedForScatter(n)
    }
    code = SweepCode(plan, store, scattered: scattered)
    counts = clearedForScatter(plan.hasNeighbourPairs ? n : 1)
    let countsBySets = plan.hasClosedPairs && !plan.above && plan.leader != nil && Word.self == UInt64.self
    let rows = plan.hasNeighbourPairs || countsBySets ? NeighbourhoodRows(csr, kernels) : nil
    bitmaps = rows
    closed = countsBySets ? rows.map { ClosedRows(csr, $0, kernels) } : nil
    closedEdges = .allocate(capacity: store.lists == nil ? 1 : csr.maximumDegree + Self.edgesAtOnce)
    totals = .allocate(capacity: Swift.max(1, plan.items.count))
    totals.initialize(repeating: 0, count: plan.items.count)
    found = .allocate(capacity: 1)
    found.initialize(to: Found())
  }

  private func deallocate() {
    for vector in code.order {
      near[vector]?.deallocate()
      dense[vector]?.deallocate()
      compact[vector]?.deallocate()
      if !code.follows[vector] { touched[vector]?.deallocate() }
    }
    narrow?.deallocate()
    near.deallocate()
    dense.deallocate()
    compact.deallocate()
    touched.deallocate()
    cursors.deallocate()
    lastRoot.deallocate()
    bitmaps?.deallocate()
    closed?.deallocate()
    touchedCount.deallocate()
    counts.deallocate()
    closedEdges.deallocate()
    totals.deallocate()
    found.deallocate()
    code.deallocate()
  }

  // MARK: One root

  struct Found {
    var pairs: (power: Int, value: Word)?
    /// Every edge inside the neighbourhood once.
    var closed: (vector: Int, value: Word)?
  }

  private func sweep(_ root: Int) {
    let end = Int(csr.offsets[root + 1])
    let start = Int(csr.offsets[root]) + (code.above ? Int(csr.lower[root]) : 0)
    guard start < end else { return }
    if code.above || code.isHalved {
      if root <= lastRoot.pointee { cursors.update(from: csr.offsets, count: csr.vertexCount) }
      lastRoot.pointee = root
    }
    found.pointee = Found()
    for step in code.steps {
      if control.isStopped { return }
      switch step {
      case .vector(let vector): compute(vector, root, start, end)
      case .pulls(let first, let second): pullBoth(first, second, root, start, end)
      }
    }
    for vector in code.summed where vector != passenger { gather(vector) }
    for number in code.finishing {
      if control.isStopped { return }
      finish(number, root, start, end)
    }
    for vector in code.order { clear(vector, start, end) }
  }

  private func finish(_ number: Int, _ root: Int, _ start: Int, _ end: Int) {
    let item = code.items.baseAddress.unsafelyUnwrapped + number
    var value: Word = item.pointee.scale?[root] ?? 1
    if let total = item.pointee.halved {
      // Both halves hold what lies at x = u.
      let own = sum(total, start, end)
      let atRoot = total.isLed ? product(total, compact, 0, at: root) : product(total, at: root)
      if item.pointee.isBothWays {
        totals[number] &+= UInt128(own &- atRoot / 2)
        return
      }
      let there = item.pointee.mirrored.map { sum($0, start, end) &* (item.pointee.mirroredScale?[root] ?? 1) } ?? own &* value
      totals[number] &+= UInt128(own &* value &+ there &- value &* atRoot)
      return
    }
    let parts = item.pointee.parts
    for part in 0..<parts.count where value != 0 {
      switch parts[part] {
      case .sum(let total): value &*= sum(total, start, end)
      case .closedSum(let vector):
        if let sum = found.pointee.closed, sum.vector == vector {
          value &*= sum.value &+ sum.value
        } else {
          value &*= closedSum(vector, root, start, end)
        }
      case .pairs(let vector, let weights): value &*= pairs(vector, weights)
      case .neighbourPairs(let power):
        if let sum = found.pointee.pairs, sum.power == power {
          value &*= sum.value
        } else {
          value &*= neighbourPairs(power, start, end)
        }
      }
    }
    guard value != 0 else { return }
    switch item.pointee.output {
    case .total: totals[number] &+= UInt128(value)
    case .vertex(let table): table[root] = value
    case .slots(let table, let vector):
      guard let values = near[vector] else { return }
      for s in start..<end { table[s] = value &* values[s &- start] }
    case .scattered(let table, let total): scatter(total, start, end, into: table, times: value)
    case .pairEnds(let table, let power):
      found.pointee.pairs = (power, neighbourPairs(power, start, end, into: table, times: value))
    case .pairMembers(let table, let vector):
      guard number != code.walkedWithPairs else { return }
      found.pointee.closed = (vector, addPairMembers(vector, root, start, end, into: table, times: value))
    }
  }

  private func scatter(
    _ total: SweepCode<Word>.Total, _ start: Int, _ end: Int, into table: UnsafeMutablePointer<Word>, times factor: Word
  ) {
    guard let (columns, places, count) = columns(of: total, start, end) else {
      let first = fewest(total)
      let places = touched[first].unsafelyUnwrapped
      for i in 0..<touchedCount[first] { table[Int(places[i])] &+= factor &* product(total, at: Int(places[i])) }
      return
    }
    let a = columns[total.factors[0]].unsafelyUnwrapped
    if total.scales.isEmpty, total.factors.count <= 2 {
      if total.factors.count == 1 {
        for i in 0..<count { table[Int(places[i])] &+= factor &* a[i] }
      } else {
        let b = columns[total.factors[1]].unsafelyUnwrapped
        for i in 0..<count { table[Int(places[i])] &+= factor &* a[i] &* b[i] }
      }
      return
    }
    for i in 0..<count { table[Int(places[i])] &+= factor &* product(total, columns, i, at: Int(places[i])) }
  }

  /// What a total multiplies, each one value after the other, and where these stand; nil when its vectors have places of
  /// their own, in an order of their own.
  @inline(__always)
  private func columns(
    of total: SweepCode<Word>.Total, _ start: Int, _ end: Int
  ) -> (values: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>, places: UnsafePointer<UInt32>, count: Int)? {
    if total.isNear { return (near, csr.targets + start, end &- start) }
    guard total.sharesPlaces else { return nil }
    return (compact, UnsafePointer(touched[total.first].unsafelyUnwrapped), touchedCount[total.first])
  }

  @inline(__always)
  private func product(
    _ total: SweepCode<Word>.Total, _ columns: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>, _ i: Int, at x: Int
  ) -> Word {
    var product: Word = 1
    for factor in 0..<total.factors.count { product &*= columns[total.factors[factor]].unsafelyUnwrapped[i] }
    for scale in 0..<total.scales.count { product &*= total.scales[scale][x] }
    return product
  }

  private func fewest(_ total: SweepCode<Word>.Total) -> Int {
    var fewest = total.first
    for factor in 1..<max(1, total.factors.count) where touchedCount[total.factors[factor]] < touchedCount[fewest] {
      fewest = total.factors[factor]
    }
    return fewest
  }

  /// What a far total multiplies at one vertex.
  private func product(_ total: SweepCode<Word>.Total, at x: Int) -> Word {
    var product: Word = 1
    for factor in 0..<total.factors.count { product &*= dense[total.factors[factor]].unsafelyUnwrapped[x] }
    for scale in 0..<total.scales.count { product &*= total.scales[scale][x] }
    return product
  }

  private func sum(_ total: SweepCode<Word>.Total, _ start: Int, _ end: Int) -> Word {
    guard let (columns, places, count) = columns(of: total, start, end) else { return scatteredSum(total) }
    let a = columns[total.factors[0]].unsafelyUnwrapped
    var sum: Word = 0
    if total.scales.isEmpty, total.factors.count <= 3 {
      switch total.factors.count {
      case 1: for i in 0..<count { sum &+= a[i] }
      case 2:
        let b = columns[total.factors[1]].unsafelyUnwrapped
        for i in 0..<count { sum &+= a[i] &* b[i] }
      default:
        let b = columns[total.factors[1]].unsafelyUnwrapped, c = columns[total.factors[2]].unsafelyUnwrapped
        for i in 0..<count { sum &+= a[i] &* b[i] &* c[i] }
      }
      return sum
    }
    if total.scales.count == 1, total.factors.count <= 2 {
      let scale = total.scales[0]
      if total.factors.count == 1 {
        for i in 0..<count { sum &+= a[i] &* scale[Int(places[i])] }
      } else {
        let b = columns[total.factors[1]].unsafelyUnwrapped
        for i in 0..<count { sum &+= a[i] &* b[i] &* scale[Int(places[i])] }
      }
      return sum
    }
    for i in 0..<count { sum &+= product(total, columns, i, at: Int(places[i])) }
    return sum
  }

  private func scatteredSum(_ total: SweepCode<Word>.Total) -> Word {
    var sum: Word = 0
    let first = fewest(total)
    let places = touched[first].unsafelyUnwrapped
    for i in 0..<touchedCount[first] { sum &+= product(total, at: Int(places[i])) }
    return sum
  }

  /// Pairs are met at their end with the larger number, whose list of smaller neighbours is short.
  private func pairs(_ vector: Int, _ weights: UnsafeMutablePointer<Word>?) -> Word {
    let values = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    let targets = csr.targets
    var sum: Word = 0
    for i in 0..<touchedCount[vector] {
      if i & 255 == 0, control.isStopped { break }
      let x = Int(places[i])
      let start = Int(csr.offsets[x]), end = start &+ Int(csr.lower[x])
      var inner: Word = 0
      if let weights {
        for s in start..<end { inner &+= weights[s] &* values[Int(targets[s])] }
      } else {
        for s in start..<end { inner &+= values[Int(targets[s])] }
      }
      sum &+= inner &* values[x]
    }
    return sum &+ sum
  }
}
