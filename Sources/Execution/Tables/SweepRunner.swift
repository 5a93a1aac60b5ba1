import GraphStore
import Planning
import SetKernels
import Synchronization

/// Runs the sweeps of a plan: for every root its vectors, their sums, and the memory cleared again. Nothing of size
/// vertices x vertices ever exists; a worker holds one dense array for every vector that needs one.
struct SweepRunner<Word: TableWord> {
  private let plan: SweepPlan
  private let csr: CSR
  private let store: TableStore<Word>
  /// By vector: values by position in the root's list (near), at any vertex (dense), where these are not 0, and the
  /// values there one after the other.
  private let near: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>
  private let dense: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>
  private let touched: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
  private let compact: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>
  private let touchedCount: UnsafeMutablePointer<Int>
  /// Where in every list the part begins that the current root may walk. As long as roots ascend these only move
  /// forward, and nothing is searched for; they start again after a root with a smaller number.
  private let cursors: UnsafeMutablePointer<UInt64>
  private let lastRoot: UnsafeMutablePointer<Int>
  /// A worker's own tables for scattered output, by item; handed over when it has done its part.
  private var scattered: [UnsafeMutablePointer<Word>?]
  private let totals: UnsafeMutablePointer<UInt128>
  /// Room for counts by vertex, all 0 between uses.
  private let counts: UnsafeMutablePointer<UInt32>
  private let bitmaps: NeighbourhoodRows?
  /// Room for the slots of the edges that are inside the root's neighbourhood at one vertex.
  private let closedSlots: UnsafeMutablePointer<Int>
  /// A root may take long: it is left in the middle when the run is stopped, and this worker does nothing after it.
  private let control: RunControl

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
    Parallel.run(workers) { _ in
      let runner = SweepRunner(plan, csr.local, store, kernels, control)
      defer { runner.deallocate() }
      while !control.isStopped, let (index, range) = ranges.takeNumbered() {
        let before = agenda == nil ? [] : plan.items.indices.map { runner.totals[$0] }
        for root in range where csr.degree(root) > 0 && !control.isStopped { runner.sweep(root) }
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

  private init(_ plan: SweepPlan, _ csr: CSR, _ store: TableStore<Word>, _ kernels: KernelTable, _ control: RunControl) {
    self.control = control
    self.plan = plan
    self.csr = csr
    self.store = store
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
    for vector in plan.order {
      if plan.nodes[vector].isNear { near[vector] = .allocate(capacity: csr.maximumDegree + 1) }
      if plan.isDense[vector] {
        let values = UnsafeMutablePointer<Word>.allocate(capacity: n)
        values.initialize(repeating: 0, count: n)
        dense[vector] = values
        if !plan.nodes[vector].isNear, !plan.follows[vector] { touched[vector] = .allocate(capacity: n + 1) }
      }
    }
    if let leader = plan.leader {
      for vector in plan.order where plan.follows[vector] { touched[vector] = touched[leader] }
    }
    for vector in plan.summed { compact[vector] = .allocate(capacity: n) }
    cursors = .allocate(capacity: n)
    lastRoot = .allocate(capacity: 1)
    lastRoot.initialize(to: -1)
    if plan.above || plan.isHalved { cursors.update(from: csr.offsets, count: csr.vertexCount) }
    scattered = plan.items.map { item in
      guard item.isSpread else { return nil }
      let table = UnsafeMutablePointer<Word>.allocate(capacity: n)
      table.initialize(repeating: 0, count: n)
      return table
    }
    counts = .allocate(capacity: plan.hasNeighbourPairs ? n : 1)
    counts.initialize(repeating: 0, count: plan.hasNeighbourPairs ? n : 1)
    bitmaps = plan.hasNeighbourPairs ? NeighbourhoodRows(csr, kernels) : nil
    closedSlots = .allocate(capacity: store.lists == nil ? 1 : csr.maximumDegree + 1)
    totals = .allocate(capacity: Swift.max(1, plan.items.count))
    totals.initialize(repeating: 0, count: plan.items.count)
  }

  private func deallocate() {
    for vector in plan.order {
      near[vector]?.deallocate()
      dense[vector]?.deallocate()
      compact[vector]?.deallocate()
      if !plan.follows[vector] { touched[vector]?.deallocate() }
    }
    near.deallocate()
    dense.deallocate()
    compact.deallocate()
    touched.deallocate()
    cursors.deallocate()
    lastRoot.deallocate()
    bitmaps?.deallocate()
    touchedCount.deallocate()
    counts.deallocate()
    closedSlots.deallocate()
    totals.deallocate()
  }

  // MARK: One root

  private func sweep(_ root: Int) {
    let end = Int(csr.offsets[root + 1])
    let start = Int(csr.offsets[root]) + (plan.above ? Int(csr.lower[root]) : 0)
    guard start < end else { return }
    if plan.above || plan.isHalved {
      if root <= lastRoot.pointee { cursors.update(from: csr.offsets, count: csr.vertexCount) }
      lastRoot.pointee = root
    }
    for vector in plan.order {
      if control.isStopped { return }
      compute(vector, root, start, end)
    }
    for vector in plan.summed { gather(vector) }
    for number in plan.items.indices {
      if control.isStopped { return }
      finish(number, root, start, end)
    }
    for vector in plan.order { clear(vector, start, end) }
  }

  private func gather(_ vector: Int) {
    let values = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    let out = compact[vector].unsafelyUnwrapped
    for i in 0..<touchedCount[vector] { out[i] = values[Int(places[i])] }
  }

  private func finish(_ number: Int, _ root: Int, _ start: Int, _ end: Int) {
    let item = plan.items[number]
    var value: Word = store.vertex(item.scale)?[root] ?? 1
    if plan.isHalved, case .sum(let total) = item.parts.first, !plan.nodes[total.factors[0]].isNear {
      // Both halves hold what lies at x = u.
      let own = sum(total, start, end)
      let there = item.mirrored.map { sum($0.total, start, end) &* (store.vertex($0.scale)?[root] ?? 1) } ?? own &* value
      totals[number] &+= UInt128(own &* value &+ there &- value &* product(total, at: root))
      return
    }
    for part in item.parts where value != 0 {
      switch part {
      case .sum(let total): value &*= sum(total, start, end)
      case .closedSum(let vector): value &*= closedSum(vector, root, start, end)
      case .pairs(let vector, let edge): value &*= pairs(vector, edge)
      case .neighbourPairs(let power): value &*= neighbourPairs(power, start, end)
      }
    }
    guard value != 0 else { return }
    if item.isSpread {
      guard let table = scattered[number] else { return }
      if let power = item.pairPower {
        _ = neighbourPairs(power, start, end, into: table, times: value)
      } else if let vector = item.pairMember {
        addPairMembers(vector, start, end, into: table, times: value)
      } else if let total = item.scattered {
        scatter(total, start, end, into: table, times: value)
      }
    } else if let vector = item.slots {
      guard case .edge(let number) = item.table, let table = store.edge(number), let values = near[vector] else { return }
      for s in start..<end { table[s] = value &* values[s &- start] }
    } else if case .vertex(let number) = item.table, let table = store.vertex(number) {
      table[root] = value
    } else {
      totals[number] &+= UInt128(value)
    }
  }

  private func scatter(
    _ total: SweepPlan.Total, _ start: Int, _ end: Int, into table: UnsafeMutablePointer<Word>, times factor: Word
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
    of total: SweepPlan.Total, _ start: Int, _ end: Int
  ) -> (values: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>, places: UnsafePointer<UInt32>, count: Int)? {
    let first = total.factors[0]
    if plan.nodes[first].isNear { return (near, csr.targets + start, end &- start) }
    guard total.factors.allSatisfy({ touched[$0] == touched[first] }) else { return nil }
    return (compact, UnsafePointer(touched[first].unsafelyUnwrapped), touchedCount[first])
  }

  @inline(__always)
  private func product(
    _ total: SweepPlan.Total, _ columns: UnsafeMutablePointer<UnsafeMutablePointer<Word>?>, _ i: Int, at x: Int
  ) -> Word {
    var product: Word = 1
    for factor in total.factors { product &*= columns[factor].unsafelyUnwrapped[i] }
    for scale in total.scales { product &*= store.vertex(scale).unsafelyUnwrapped[x] }
    return product
  }

  private func fewest(_ total: SweepPlan.Total) -> Int {
    total.factors.min { touchedCount[$0] < touchedCount[$1] } ?? total.factors[0]
  }

  /// What a far total multiplies at one vertex.
  private func product(_ total: SweepPlan.Total, at x: Int) -> Word {
    var product: Word = 1
    for factor in total.factors { product &*= dense[factor].unsafelyUnwrapped[x] }
    for scale in total.scales { product &*= store.vertex(scale).unsafelyUnwrapped[x] }
    return product
  }

  private func sum(_ total: SweepPlan.Total, _ start: Int, _ end: Int) -> Word {
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
      let scale = store.vertex(total.scales[0]).unsafelyUnwrapped
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

  private func scatteredSum(_ total: SweepPlan.Total) -> Word {
    var sum: Word = 0
    let first = fewest(total)
    let places = touched[first].unsafelyUnwrapped
    for i in 0..<touchedCount[first] { sum &+= product(total, at: Int(places[i])) }
    return sum
  }

  /// Pairs are met at their end with the larger number, whose list of smaller neighbours is short.
  private func pairs(_ vector: Int, _ edge: Int?) -> Word {
    let values = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    let weights = store.edge(edge)
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

  /// Walks of two edges inside the neighbourhood of the root, by their ends; every unordered pair of ends once.
  ///
  /// - Parameter table: where each end's part is added, times `factor`; nil: only the sum is wanted.
  private func neighbourPairs(
    _ power: Int, _ start: Int, _ end: Int, into table: UnsafeMutablePointer<Word>? = nil, times factor: Word = 1
  ) -> Word {
    guard let lists = store.lists else { return 0 }
    let (targets, counts) = (csr.targets, counts)
    let (starts, sizes, members) = (lists.starts, lists.counts, lists.members)
    if let bitmaps, bitmaps.enter(start, end, targets, lists) {
      return bitmapPairs(bitmaps, power, into: table, times: factor)
    }
    var sum: Word = 0
    for s in start..<end where sizes[s] > 0 {
      if control.isStopped { break }
      let a = targets[s]
      let middle = members + Int(starts[s]), size = Int(sizes[s])
      var own = Self.raised(Word(truncatingIfNeeded: size), to: power)
      // Ends before a: the pair (a, a) is the size above, the others come twice in the sum.
      var pairs: Word = 0
      var slot = start
      for i in 0..<size {
        while targets[slot] != middle[i] { slot &+= 1 }
        let far = members + Int(starts[slot]), limit = Int(sizes[slot])
        var j = 0
        while j < limit, far[j] < a {
          counts[Int(far[j])] &+= 1
          j &+= 1
        }
      }
      slot = start
      for i in 0..<size {
        while targets[slot] != middle[i] { slot &+= 1 }
        let far = members + Int(starts[slot]), limit = Int(sizes[slot])
        var j = 0
        while j < limit, far[j] < a {
          let c = Int(far[j])
          let value = Self.raised(Word(truncatingIfNeeded: counts[c]), to: power)
          counts[c] = 0
          pairs &+= value
          if let table { table[c] &+= value &* factor }
          j &+= 1
        }
      }
      if let table { table[Int(a)] &+= (own &+ pairs) &* factor }
      own &+= pairs &+ pairs
      sum &+= own
    }
    return sum
  }

  private func bitmapPairs(
    _ rows: NeighbourhoodRows, _ power: Int, into table: UnsafeMutablePointer<Word>?, times factor: Word
  ) -> Word {
    var sum: Word = 0
    for a in 0..<rows.count {
      if control.isStopped { break }
      let common = rows.commonWithEarlier(a)
      let own = Self.raised(Word(truncatingIfNeeded: rows.sizes[a]), to: power)
      var pairs: Word = 0
      for c in 0..<a {
        let value = Self.raised(Word(truncatingIfNeeded: common[c]), to: power)
        pairs &+= value
        if let table { table[Int(rows.members[c])] &+= value &* factor }
      }
      if let table { table[Int(rows.members[a])] &+= (own &+ pairs) &* factor }
      sum &+= own &+ pairs &+ pairs
    }
    return sum
  }

  @inline(__always)
  private static func raised(_ base: Word, to power: Int) -> Word {
    var result = base
    for _ in 1..<power { result &*= base }
    return result
  }

  // MARK: Vectors

  private func compute(_ vector: Int, _ root: Int, _ start: Int, _ end: Int) {
    let node = plan.nodes[vector]
    let targets = csr.targets
    let bound = plan.above ? root + 1 : root
    switch node.formula {
    case .neighbours(let edge, let vertex):
      let out = near[vector].unsafelyUnwrapped
      let weights = store.edge(edge), factors = store.vertex(vertex)
      for s in start..<end {
        out[s &- start] = (weights?[s] ?? 1) &* (factors?[Int(targets[s])] ?? 1)
      }
    case .pull(let source, let edge): pull(vector, source, store.edge(edge), bound, start, end)
    case .push(let source, let edge):
      if plan.follows[vector] {
        follow(vector, source, store.edge(edge), bound, start, end)
      } else {
        push(vector, source, store.edge(edge), bound, start, end)
      }
    case .closedPairs: closedPairs(vector, root, start, end)
    case .product(let a, let b):
      if node.isNear {
        let out = near[vector].unsafelyUnwrapped
        let x = near[a].unsafelyUnwrapped, y = near[b].unsafelyUnwrapped
        for i in 0..<(end &- start) { out[i] = x[i] &* y[i] }
      } else {
        let y = dense[b].unsafelyUnwrapped
        map(a, to: vector) { place, value in value &* y[place] }
      }
    case .scaled(let a, let vertex):
      let factors = store.vertex(vertex).unsafelyUnwrapped
      map(a, to: vector) { place, value in value &* factors[place] }
    case .timesDegree(let a):
      map(a, to: vector) { place, value in
        value &* Word(truncatingIfNeeded: Int(csr.offsets[place &+ 1]) &- listStart(of: place, from: bound))
      }
    }
    if node.isNear, plan.isDense[vector] {
      let values = near[vector].unsafelyUnwrapped, out = dense[vector].unsafelyUnwrapped
      for s in start..<end { out[Int(targets[s])] = values[s &- start] }
    }
  }

  /// Where the part of a list begins that the sweep may walk: `bound` and what is above it.
  @inline(__always)
  private func listStart(of v: Int, from bound: Int) -> Int {
    guard plan.above || plan.isHalved else { return Int(csr.offsets[v]) }
    var start = Int(cursors[v])
    let end = Int(csr.offsets[v &+ 1])
    while start < end, Int(csr.targets[start]) < bound { start &+= 1 }
    cursors[v] = UInt64(truncatingIfNeeded: start)
    return start
  }

  @inline(__always)
  private func map(_ source: Int, to vector: Int, _ body: (Int, Word) -> Word) {
    let values = dense[source].unsafelyUnwrapped, places = touched[source].unsafelyUnwrapped
    let out = dense[vector].unsafelyUnwrapped, outPlaces = touched[vector].unsafelyUnwrapped
    var count = 0
    for i in 0..<touchedCount[source] {
      let x = Int(places[i])
      let value = body(x, values[x])
      out[x] = value
      outPlaces[count] = places[i]
      count &+= value == 0 ? 0 : 1
    }
    touchedCount[vector] = count
  }

  /// In a halved plan what is near is whole.
  @inline(__always)
  private func pullStart(of v: Int, from bound: Int) -> Int {
    plan.above ? listStart(of: v, from: bound) : Int(csr.offsets[v])
  }

  private func pull(
    _ vector: Int, _ source: Int?, _ weights: UnsafeMutablePointer<Word>?, _ bound: Int, _ start: Int, _ end: Int
  ) {
    let out = near[vector].unsafelyUnwrapped
    let targets = csr.targets
    guard let source else {
      for s in start..<end {
        let x = Int(targets[s])
        let low = pullStart(of: x, from: bound), high = Int(csr.offsets[x &+ 1])
        if let weights {
          var sum: Word = 0
          for t in low..<high { sum &+= weights[t] }
          out[s &- start] = sum
        } else {
          out[s &- start] = Word(truncatingIfNeeded: high &- low)
        }
      }
      return
    }
    let values = dense[source].unsafelyUnwrapped
    for s in start..<end {
      if s & 63 == 0, control.isStopped { break }
      let x = Int(targets[s])
      let low = pullStart(of: x, from: bound), high = Int(csr.offsets[x &+ 1])
      var sum: Word = 0
      if let weights {
        for t in low..<high { sum &+= weights[t] &* values[Int(targets[t])] }
      } else {
        for t in low..<high { sum &+= values[Int(targets[t])] }
      }
      out[s &- start] = sum
    }
  }

  private func push(
    _ vector: Int, _ source: Int, _ weights: UnsafeMutablePointer<Word>?, _ bound: Int, _ start: Int, _ end: Int
  ) {
    let targets = csr.targets
    let out = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    var count = 0
    @inline(__always) func spread(_ y: Int, _ value: Word) {
      let low = listStart(of: y, from: bound), high = Int(csr.offsets[y &+ 1])
      if let weights {
        for t in low..<high {
          let x = targets[t]
          let old = out[Int(x)]
          let new = old &+ value &* weights[t]
          places[count] = x
          count &+= (old == 0 && new != 0) ? 1 : 0
          out[Int(x)] = new
        }
      } else {
        for t in low..<high {
          let x = targets[t]
          let old = out[Int(x)]
          places[count] = x
          count &+= old == 0 ? 1 : 0
          out[Int(x)] = old &+ value
        }
      }
    }
    if let values = near[source] {
      for s in start..<end where values[s &- start] != 0 {
        if s & 15 == 0, control.isStopped { break }
        spread(Int(targets[s]), values[s &- start])
      }
    } else {
      let values = dense[source].unsafelyUnwrapped, from = touched[source].unsafelyUnwrapped
      // A vector that follows has its leader's places, at some of which it is 0: those reach nothing, and counting
      // them would list a place twice.
      for i in 0..<touchedCount[source] where values[Int(from[i])] != 0 {
        if i & 15 == 0, control.isStopped { break }
        spread(Int(from[i]), values[Int(from[i])])
      }
    }
    touchedCount[vector] = count
  }

  /// As `push`, where the leader knows the places.
  private func follow(
    _ vector: Int, _ source: Int, _ weights: UnsafeMutablePointer<Word>?, _ bound: Int, _ start: Int, _ end: Int
  ) {
    let targets = csr.targets
    let out = dense[vector].unsafelyUnwrapped, values = near[source].unsafelyUnwrapped
    for s in start..<end where values[s &- start] != 0 {
      if s & 15 == 0, control.isStopped { break }
      let y = Int(targets[s]), value = values[s &- start]
      let low = listStart(of: y, from: bound), high = Int(csr.offsets[y &+ 1])
      if let weights {
        for t in low..<high { out[Int(targets[t])] &+= value &* weights[t] }
      } else {
        for t in low..<high { out[Int(targets[t])] &+= value }
      }
    }
    if let leader = plan.leader { touchedCount[vector] = touchedCount[leader] }
  }

  /// For every edge (y, z) inside the neighbourhood of the root: y, z, and the list of what both see.
  @inline(__always)
  private func forEachClosed(
    _ start: Int, _ end: Int, _ body: (Int, Int, UnsafeMutablePointer<UInt32>, Int) -> Void
  ) {
    guard let lists = store.lists else { return }
    let (targets, starts, sizes, members) = (csr.targets, lists.starts, lists.counts, lists.members)
    for s in start..<end {
      if control.isStopped { return }
      let y = Int(targets[s])
      let inside = members + Int(starts[s]), size = Int(sizes[s])
      // Both lists ascend: the slots of the z > y in y's list are met in one walk along it.
      var slot = Int(csr.offsets[y]) &+ Int(csr.lower[y]), count = 0
      for i in 0..<size where inside[i] > UInt32(truncatingIfNeeded: y) {
        while targets[slot] != inside[i] { slot &+= 1 }
        closedSlots[count] = slot
        count &+= 1
        gyr_prefetch(starts + slot)
        gyr_prefetch(sizes + slot)
      }
      // The lists lie anywhere: their ends are on the way before they are read.
      for i in 0..<count {
        if i &+ Self.ahead < count {
          let next = closedSlots[i &+ Self.ahead]
          gyr_prefetch(members + Int(starts[next]) + Int(sizes[next]) - 1)
        }
        let slot = closedSlots[i]
        body(y, Int(targets[slot]), members + Int(starts[slot]), Int(sizes[slot]))
      }
    }
  }

  private static var ahead: Int { 6 }

  /// Sum over x of the vector times ``VectorNode/Formula/closedPairs``, without holding the latter.
  private func closedSum(_ vector: Int, _ root: Int, _ start: Int, _ end: Int) -> Word {
    let values = dense[vector].unsafelyUnwrapped
    var sum: Word = 0
    if plan.isHalved {
      // The root itself is in all lists; what is above it counts for both halves.
      let bound = UInt32(truncatingIfNeeded: root)
      var above: Word = 0, edges: Word = 0
      forEachClosed(start, end) { _, _, list, size in
        var j = size &- 1
        while list[j] > bound {
          above &+= values[Int(list[j])]
          j &-= 1
        }
        edges &+= 1
      }
      sum = above &+ above &+ edges &* values[root]
    } else {
      forEachClosed(start, end) { _, _, list, size in
        for j in 0..<size { sum &+= values[Int(list[j])] }
      }
    }
    return sum &+ sum
  }

  /// The same by the two that are adjacent: each of them gets what the edge sees.
  private func addPairMembers(
    _ vector: Int, _ start: Int, _ end: Int, into table: UnsafeMutablePointer<Word>, times factor: Word
  ) {
    let values = dense[vector].unsafelyUnwrapped
    forEachClosed(start, end) { y, z, seen, size in
      var sum: Word = 0
      for j in 0..<size { sum &+= values[Int(seen[j])] }
      table[y] &+= sum &* factor
      table[z] &+= sum &* factor
    }
  }

  /// For every edge inside the neighbourhood of the root, what both its ends see.
  private func closedPairs(_ vector: Int, _ root: Int, _ start: Int, _ end: Int) {
    let out = dense[vector].unsafelyUnwrapped
    // In a halved plan the places are those above the root; the rest stays 0.
    let bound = plan.isHalved ? UInt32(truncatingIfNeeded: root) : 0
    if plan.follows[vector] {
      forEachClosed(start, end) { _, _, list, size in
        var j = size &- 1
        while j >= 0, list[j] >= bound {
          out[Int(list[j])] &+= 2
          j &-= 1
        }
      }
      if let leader = plan.leader { touchedCount[vector] = touchedCount[leader] }
      return
    }
    let places = touched[vector].unsafelyUnwrapped
    var count = 0
    forEachClosed(start, end) { _, _, list, size in
      var j = size &- 1
      while j >= 0, list[j] >= bound {
        let x = list[j]
        let old = out[Int(x)]
        places[count] = x
        count &+= old == 0 ? 1 : 0
        out[Int(x)] = old &+ 2
        j &-= 1
      }
    }
    touchedCount[vector] = count
  }

  private func clear(_ vector: Int, _ start: Int, _ end: Int) {
    guard let values = dense[vector] else { return }
    if let places = touched[vector] {
      for i in 0..<touchedCount[vector] { values[Int(places[i])] = 0 }
      touchedCount[vector] = 0
    } else {
      for s in start..<end { values[Int(csr.targets[s])] = 0 }
    }
  }
}
