import GraphStore
import Planning
import Synchronization

/// Runs the sweeps of a plan: for every root its vectors, their sums, and the memory cleared again. Nothing of size
/// vertices x vertices ever exists; a worker holds one dense array for every vector that needs one.
struct SweepRunner<Word: TableWord> {
  private let plan: SweepPlan
  private let csr: CSR
  private let store: TableStore<Word>
  /// By vector: values by position in the root's list (near), at any vertex (dense), and where these are not 0.
  private var near: [UnsafeMutablePointer<Word>?]
  private var dense: [UnsafeMutablePointer<Word>?]
  private var touched: [UnsafeMutablePointer<UInt32>?]
  private var touchedCount: UnsafeMutablePointer<Int>
  /// A worker's own tables for scattered output, by item.
  private var scattered: [UnsafeMutablePointer<Word>?]
  private let totals: UnsafeMutablePointer<UInt128>
  /// Room for counts by vertex, all 0 between uses.
  private let counts: UnsafeMutablePointer<UInt32>

  /// - Returns: what each sweep adds up, in the plan's order.
  static func run(
    _ plan: SweepPlan, _ csr: CSR, _ store: TableStore<Word>, workers: Int, _ control: RunControl
  ) -> [UInt128] {
    let ranges = RootRanges(csr, workers: workers, walks: true)
    let sums = Mutex([UInt128](repeating: 0, count: plan.items.count))
    Parallel.run(workers) { _ in
      let runner = SweepRunner(plan, csr, store)
      defer { runner.deallocate() }
      while let range = ranges.take(), !control.isStopped {
        for root in range where csr.degree(root) > 0 { runner.sweep(root) }
      }
      sums.withLock { sums in
        for item in plan.items.indices {
          sums[item] &+= runner.totals[item]
          guard let own = runner.scattered[item], case .vertex(let number) = plan.items[item].table,
            let table = store.vertex(number)
          else { continue }
          for v in 0..<csr.vertexCount { table[v] &+= own[v] }
        }
      }
    }
    return sums.withLock { $0 }
  }

  private init(_ plan: SweepPlan, _ csr: CSR, _ store: TableStore<Word>) {
    self.plan = plan
    self.csr = csr
    self.store = store
    let n = Swift.max(1, csr.vertexCount)
    let count = plan.nodes.count
    near = Array(repeating: nil, count: count)
    dense = Array(repeating: nil, count: count)
    touched = Array(repeating: nil, count: count)
    touchedCount = .allocate(capacity: Swift.max(1, count))
    touchedCount.initialize(repeating: 0, count: count)
    for vector in plan.order {
      if plan.nodes[vector].isNear { near[vector] = .allocate(capacity: csr.maximumDegree + 1) }
      if plan.isDense[vector] {
        let values = UnsafeMutablePointer<Word>.allocate(capacity: n)
        values.initialize(repeating: 0, count: n)
        dense[vector] = values
        if !plan.nodes[vector].isNear { touched[vector] = .allocate(capacity: n + 1) }
      }
    }
    scattered = plan.items.map { item in
      guard item.isSpread else { return nil }
      let table = UnsafeMutablePointer<Word>.allocate(capacity: n)
      table.initialize(repeating: 0, count: n)
      return table
    }
    counts = .allocate(capacity: plan.hasNeighbourPairs ? n : 1)
    counts.initialize(repeating: 0, count: plan.hasNeighbourPairs ? n : 1)
    totals = .allocate(capacity: Swift.max(1, plan.items.count))
    totals.initialize(repeating: 0, count: plan.items.count)
  }

  private func deallocate() {
    for pointer in near { pointer?.deallocate() }
    for pointer in dense { pointer?.deallocate() }
    for pointer in touched { pointer?.deallocate() }
    for pointer in scattered { pointer?.deallocate() }
    touchedCount.deallocate()
    counts.deallocate()
    totals.deallocate()
  }

  // MARK: One root

  private func sweep(_ root: Int) {
    let end = Int(csr.offsets[root + 1])
    let start = Int(csr.offsets[root]) + (plan.above ? Int(csr.lower[root]) : 0)
    guard start < end else { return }
    for vector in plan.order { compute(vector, root, start, end) }
    for (number, item) in plan.items.enumerated() { finish(number, item, root, start, end) }
    for vector in plan.order { clear(vector, start, end) }
  }

  private func finish(_ number: Int, _ item: SweepPlan.Item, _ root: Int, _ start: Int, _ end: Int) {
    var value: Word = store.vertex(item.scale)?[root] ?? 1
    for part in item.parts where value != 0 {
      switch part {
      case .sum(let total): value &*= sum(total, start, end)
      case .pairs(let vector, let edge): value &*= pairs(vector, edge)
      case .neighbourPairs(let power): value &*= neighbourPairs(power, start, end)
      }
    }
    guard value != 0 else { return }
    if let power = item.pairPower {
      guard let table = scattered[number] else { return }
      _ = neighbourPairs(power, start, end, into: table, times: value)
    } else if let vector = item.scattered {
      guard let table = scattered[number] else { return }
      if let values = near[vector] {
        for s in start..<end { table[Int(csr.targets[s])] &+= value &* values[s &- start] }
      } else if let values = dense[vector], let places = touched[vector] {
        for i in 0..<touchedCount[vector] { table[Int(places[i])] &+= value &* values[Int(places[i])] }
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

  private func sum(_ total: SweepPlan.Total, _ start: Int, _ end: Int) -> Word {
    let first = total.factors[0]
    let others = total.factors.dropFirst()
    var sum: Word = 0
    if let values = near[first] {
      for i in 0..<(end &- start) {
        var product = values[i]
        for other in others { product &*= near[other].unsafelyUnwrapped[i] }
        for scale in total.scales { product &*= store.vertexTables[scale].unsafelyUnwrapped[Int(csr.targets[start &+ i])] }
        sum &+= product
      }
      return sum
    }
    let values = dense[first].unsafelyUnwrapped, places = touched[first].unsafelyUnwrapped
    let count = touchedCount[first]
    if total.scales.isEmpty, others.count <= 1 {
      if let other = others.first {
        let factors = dense[other].unsafelyUnwrapped
        for i in 0..<count {
          let x = Int(places[i])
          sum &+= values[x] &* factors[x]
        }
      } else {
        for i in 0..<count { sum &+= values[Int(places[i])] }
      }
      return sum
    }
    for i in 0..<count {
      let x = Int(places[i])
      var product = values[x]
      for other in others { product &*= dense[other].unsafelyUnwrapped[x] }
      for scale in total.scales { product &*= store.vertexTables[scale].unsafelyUnwrapped[x] }
      sum &+= product
    }
    return sum
  }

  /// Pairs are met at their end with the larger number, whose list of smaller neighbours is short.
  private func pairs(_ vector: Int, _ edge: Int?) -> Word {
    let values = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    let weights = store.edge(edge)
    let targets = csr.targets
    var sum: Word = 0
    for i in 0..<touchedCount[vector] {
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
    var sum: Word = 0
    for s in start..<end where sizes[s] > 0 {
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
    switch node.formula {
    case .neighbours(let edge, let vertex):
      let out = near[vector].unsafelyUnwrapped
      let weights = store.edge(edge), factors = store.vertex(vertex)
      for s in start..<end {
        out[s &- start] = (weights?[s] ?? 1) &* (factors?[Int(targets[s])] ?? 1)
      }
    case .pull(let source, let edge): pull(vector, source, store.edge(edge), root, start, end)
    case .push(let source, let edge): push(vector, source, store.edge(edge), root, start, end)
    case .closedPairs: closedPairs(vector, start, end)
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
        value &* Word(truncatingIfNeeded: Int(csr.offsets[place &+ 1]) &- listStart(of: place, above: root))
      }
    }
    if node.isNear, plan.isDense[vector] {
      let values = near[vector].unsafelyUnwrapped, out = dense[vector].unsafelyUnwrapped
      for s in start..<end { out[Int(targets[s])] = values[s &- start] }
    }
  }

  /// Where the part of a list begins that the sweep may walk.
  @inline(__always)
  private func listStart(of v: Int, above root: Int) -> Int {
    let start = Int(csr.offsets[v])
    guard plan.above else { return start }
    var low = start, length = Int(csr.offsets[v &+ 1]) &- start
    let bound = UInt32(truncatingIfNeeded: root)
    while length > 0 {
      let half = length / 2
      let goesRight = csr.targets[low &+ half] <= bound
      low = goesRight ? low &+ half &+ 1 : low
      length = goesRight ? length &- half &- 1 : half
    }
    return low
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

  private func pull(
    _ vector: Int, _ source: Int?, _ weights: UnsafeMutablePointer<Word>?, _ root: Int, _ start: Int, _ end: Int
  ) {
    let out = near[vector].unsafelyUnwrapped
    let targets = csr.targets
    guard let source else {
      for s in start..<end {
        let x = Int(targets[s])
        let low = listStart(of: x, above: root), high = Int(csr.offsets[x &+ 1])
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
      let x = Int(targets[s])
      let low = listStart(of: x, above: root), high = Int(csr.offsets[x &+ 1])
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
    _ vector: Int, _ source: Int, _ weights: UnsafeMutablePointer<Word>?, _ root: Int, _ start: Int, _ end: Int
  ) {
    let targets = csr.targets
    let out = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    var count = 0
    @inline(__always) func spread(_ y: Int, _ value: Word) {
      let low = listStart(of: y, above: root), high = Int(csr.offsets[y &+ 1])
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
      for s in start..<end where values[s &- start] != 0 { spread(Int(targets[s]), values[s &- start]) }
    } else {
      let values = dense[source].unsafelyUnwrapped, from = touched[source].unsafelyUnwrapped
      for i in 0..<touchedCount[source] { spread(Int(from[i]), values[Int(from[i])]) }
    }
    touchedCount[vector] = count
  }

  /// For every edge inside the neighbourhood of the root, what both its ends see.
  private func closedPairs(_ vector: Int, _ start: Int, _ end: Int) {
    guard let lists = store.lists else { return }
    let out = dense[vector].unsafelyUnwrapped, places = touched[vector].unsafelyUnwrapped
    let (targets, starts, sizes, members) = (csr.targets, lists.starts, lists.counts, lists.members)
    var count = 0
    for s in start..<end {
      let y = Int(targets[s])
      let inside = members + Int(starts[s]), size = Int(sizes[s])
      // Both lists ascend: the slots of y's neighbours z > y are met in one walk along its list.
      var slot = Int(csr.offsets[y]) &+ Int(csr.lower[y])
      for i in 0..<size where inside[i] > UInt32(truncatingIfNeeded: y) {
        while targets[slot] != inside[i] { slot &+= 1 }
        let ends = members + Int(starts[slot])
        for j in 0..<Int(sizes[slot]) {
          let x = ends[j]
          let old = out[Int(x)]
          places[count] = x
          count &+= old == 0 ? 1 : 0
          out[Int(x)] = old &+ 2
        }
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
