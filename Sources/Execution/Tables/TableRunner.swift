import GraphStore
import Planning
import Synchronization

/// Runs a table program over a graph: pass by pass, each on all workers.
struct TableRunner<Word: TableWord> {
  let graph: Graph
  let csr: CSR
  let program: TableProgram
  let live: TableProgram.Liveness
  let workers: Int
  let control: RunControl
  let kernels: KernelTable
  /// Edge tables that are asked for themselves.
  let results: Set<Int>
  /// Of the last passes, which only add up numbers: tables are made in full.
  var division: Division?
  private let gate: MemoryGate
  let store: TableStore<Word>

  init(
    graph: Graph, program: TableProgram, live: TableProgram.Liveness, workers: Int, kernels: KernelTable,
    control: RunControl, memory: MemoryBudget? = nil, results: Set<Int> = []
  ) {
    self.graph = graph
    csr = graph.neighbours
    self.program = program
    self.live = live
    self.workers = workers
    self.control = control
    self.kernels = kernels
    self.results = results
    gate = MemoryGate(memory, control)
    store = TableStore(program, live, csr)
  }

  /// The wanted numbers; others are 0.
  func run(_ wanted: Set<Int>) -> [UInt128] {
    let top = Swift.max(
      live.vertexLevels.max() ?? 0, live.edgeLevels.max() ?? 0, live.sweepLevels.max() ?? 0)
    var totals = [UInt128](repeating: 0, count: program.sweeps.count)
    if program.needsTriangleLists(live) {
      store.lists = TriangleLists(csr, workers: workers, forApexes: program.needsApexes(live), gate: gate, control: control)
    }
    // Sweeps that only give a number are put off to the end and share one loop over the roots.
    var late: [Int] = []
    let lastUse = program.lastUses(live, results: results)
    for level in stride(from: 1, through: top, by: 1) where !control.isStopped {
      guard gate.admits(bytes(at: level)) else { break }
      // In the order of `TableProgram.Step`.
      runDemands(at: level)
      runVertexNodes(at: level, .given)
      runFolds(at: level)
      runEdgeProducts(at: level)
      let sweeps = program.sweeps.indices.filter { live.sweepLevels[$0] == level }
      late += sweeps.filter { program.sweeps[$0].output == .total }
      let tables = program.vertexNodes.enumerated().compactMap { number, node -> (table: Int, sweep: Int)? in
        guard case .sweep(let sweep) = node, sweeps.contains(sweep) else { return nil }
        return (number, sweep)
      }
      runSweeps(tables.map(\.sweep), into: tables.map { .vertex($0.table) }, &totals)
      let slotTables = program.edgeNodes.enumerated().compactMap { number, node -> (table: Int, sweep: Int)? in
        guard case .sweep(let sweep) = node, live.edgeLevels[number] > 0, sweeps.contains(sweep) else { return nil }
        return (number, sweep)
      }
      runSweeps(slotTables.map(\.sweep), into: slotTables.map { .edge($0.table) }, &totals)
      runMirrors(at: level)
      runVertexNodes(at: level, .vertex)
      assert(isWithinBounds(level) || control.isStopped, "words are chosen by what tables may hold")
      for table in lastUse.indices where lastUse[table] == level { store.dropEdgeTable(table) }
    }
    runSweeps(late, into: [], &totals)
    let pairs = runPairSweeps()
    let sums = control.isStopped ? [:] : sum(wanted)
    return program.scalars.indices.map { number in
      guard wanted.contains(number) else { return 0 }
      switch program.scalars[number] {
      case .sum: return sums[number] ?? 0
      case .sweep(let sweep): return totals[sweep]
      case .pairs(let own): return pairs[own] ?? 0
      }
    }
  }

  /// Whether the tables of a level hold no more than was foreseen.
  private func isWithinBounds(_ level: Int) -> Bool {
    let bounds = program.valueBounds(TableLimits(csr, workers: workers, control), live)
    func holds(_ table: UnsafeMutablePointer<Word>?, _ count: Int, _ bound: Double?) -> Bool {
      guard let table, let bound else { return true }
      return UnsafeBufferPointer(start: table, count: count).allSatisfy { Double($0) <= bound * 1.000001 }
    }
    return program.vertexNodes.indices.allSatisfy {
      live.vertexLevels[$0] != level || holds(store.vertexTables[$0], csr.vertexCount, bounds.vertexTables[$0])
    } && program.edgeNodes.indices.allSatisfy {
      live.edgeLevels[$0] != level || holds(store.edgeTables[$0], csr.targetCount, bounds.edgeTables[$0])
    }
  }

  /// What the tables of a level take.
  private func bytes(at level: Int) -> Int {
    let vertexTables = live.vertexLevels.count { $0 == level }, edgeTables = live.edgeLevels.count { $0 == level }
    let counts = program.edgeNodes.indices.contains { live.edgeLevels[$0] == level && program.edgeNodes[$0].countsFourCliques }
    return MemoryLayout<Word>.size * (vertexTables * csr.vertexCount + edgeTables * csr.targetCount)
      + (counts ? 8 * csr.targetCount : 0)
  }

  private func runPairSweeps() -> [Int: UInt128] {
    let numbers = live.pairSweeps.indices.filter { live.pairSweeps[$0] }
    guard !numbers.isEmpty, let lists = store.lists, !control.isStopped else { return [:] }
    let sums = PairRunner<Word>.run(numbers.map { program.pairSweeps[$0] }, csr, lists, workers: workers, gate, control, division: division?.at("pairs"))
    return Dictionary(uniqueKeysWithValues: zip(numbers, sums))
  }

  /// A vertex table, or an edge table that is a result, after `run`; it lives as long as the runner.
  func table(_ number: Int) -> UnsafePointer<Word>? { store.vertexTables[number].map { UnsafePointer($0) } }
  func edgeTable(_ number: Int) -> UnsafePointer<Word>? { store.edgeTables[number].map { UnsafePointer($0) } }

  // MARK: Vertex tables

  private func runVertexNodes(at level: Int, _ step: TableProgram.Step) {
    let numbers = program.vertexNodes.indices.filter {
      live.vertexLevels[$0] == level && program.vertexNodes[$0].step == step
    }
    guard !numbers.isEmpty else { return }
    for number in numbers { store.makeVertexTable(number) }
    runCliques(numbers)
    runCorners(numbers)
    guard !control.isStopped else { return }
    fillVertices(numbers.filter { !live.isCorner(program.vertexNodes[$0]) })
  }

  /// Tables that every vertex fills for itself.
  private func fillVertices(_ numbers: [Int]) {
    var products: [VertexFills<Word>.Product] = [], gathers: [VertexFills<Word>.Gather] = []
    for number in numbers {
      guard let out = store.vertexTables[number] else { continue }
      switch program.vertexNodes[number] {
      case .product(let a, let b):
        if let x = store.vertexTables[a], let y = store.vertexTables[b] { products.append(.init(first: x, second: y, out: out)) }
      case .gather(let edge, let vertex):
        gathers.append(.init(weights: store.edge(edge), values: store.vertex(vertex), out: out))
      case .member(let number): fillMembers(program.colours.classes[number], out)
      case .sweep, .cliques, .triangleApexes: break
      }
    }
    VertexFills.run(products, gathers, csr, workers: workers, control)
  }

  private func fillMembers(_ members: VertexClass?, _ out: UnsafeMutablePointer<Word>) {
    nonisolated(unsafe) let out = out  // every vertex is one worker's
    let ranges = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      while let range = ranges.take(), !control.isStopped {
        for v in range { out[v] = members?.contains(UInt32(truncatingIfNeeded: v)) ?? true ? 1 : 0 }
      }
    }
  }

  /// Tables that look at whole cliques, each kind by one pass.
  private func runCliques(_ numbers: [Int]) {
    var sizes: [Int] = [], counts: [UnsafeMutablePointer<Word>] = []
    var powers: [Int] = [], apexes: [UnsafeMutablePointer<Word>] = []
    for number in numbers {
      guard let table = store.vertexTables[number] else { continue }
      switch program.vertexNodes[number] {
      case .cliques(let size):
        sizes.append(size)
        counts.append(table)
      case .triangleApexes(let power):
        powers.append(power)
        apexes.append(table)
      case .gather(let edge?, _) where live.isUnheld(edge) && program.edgeNodes[edge].countsFourCliques:
        sizes.append(4)
        counts.append(table)
      case .gather, .product, .sweep, .member: break
      }
    }
    if !sizes.isEmpty { CliqueCounter.run(sizes, csr, kernels, into: counts, workers: workers, control) }
    if !powers.isEmpty, let lists = store.lists {
      TriangleApexes.run(powers, csr, lists, kernels, into: apexes, workers: workers, control)
    }
  }

  /// Sums over triangles, all in one look at these.
  private func runCorners(_ numbers: [Int]) {
    let sums = numbers.compactMap { number -> TriangleCorners<Word>.Sum? in
      guard case .gather(let edge?, let end) = program.vertexNodes[number], live.isUnheld(edge),
        !program.edgeNodes[edge].countsFourCliques, case .fold(_, let middle, let second, _) = program.edgeNodes[edge],
        let out = store.vertexTables[number]
      else { return nil }
      return .init(end: store.vertex(end), middle: store.vertex(middle), opposite: store.edge(second), out: out)
    }
    if !sums.isEmpty { TriangleCorners.run(sums, csr, workers: workers, control) }
  }

  // MARK: Edge tables

  /// Demands on pairs as tables of 0 and 1: all the lists are sorted, so that each is walked once beside the neighbours.
  private func runDemands(at level: Int) {
    let numbers = program.edgeNodes.indices.filter { number in
      if case .satisfies = program.edgeNodes[number] { return live.edgeLevels[number] == level }
      return false
    }
    guard !numbers.isEmpty else { return }
    let fillers = numbers.compactMap { number -> DemandTable<Word>? in
      guard case .satisfies(let demand, _) = program.edgeNodes[number] else { return nil }
      store.makeEdgeTable(number)
      return store.edgeTables[number].map { DemandTable(program.colours.demands[demand], graph, $0) }
    }
    let ranges = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      while let range = ranges.take(), !control.isStopped {
        for filler in fillers { filler.fill(range) }
      }
    }
  }

  private func runMirrors(at level: Int) {
    for (number, node) in program.edgeNodes.enumerated() where live.edgeLevels[number] == level {
      guard case .mirrored(let source) = node, let values = store.edge(source) else { continue }
      store.makeEdgeTable(number)
      guard let out = store.edgeTables[number] else { continue }
      let ranges = RootRanges(csr, workers: workers, walks: false)
      Parallel.run(workers) { _ in
        while let range = ranges.take(), !control.isStopped {
          for a in range {
            for slot in (Int(csr.offsets[a]) + Int(csr.lower[a]))..<Int(csr.offsets[a + 1]) {
              let mirrored = csr.lowerSlot(of: a, in: Int(csr.targets[slot]))
              out[slot] = values[mirrored]
              out[mirrored] = values[slot]
            }
          }
        }
      }
    }
  }

  private func runEdgeProducts(at level: Int) {
    let numbers = program.edgeNodes.indices.filter { number in
      if case .product = program.edgeNodes[number] { return live.edgeLevels[number] == level }
      return false
    }
    guard !numbers.isEmpty else { return }
    for number in numbers { store.makeEdgeTable(number) }
    nonisolated(unsafe) let products = ownCopy(  // every slot is one worker's
      numbers.compactMap { number -> VertexFills<Word>.Product? in
        guard case .product(let a, let b) = program.edgeNodes[number], let out = store.edgeTables[number],
          let x = store.edgeTables[a], let y = store.edgeTables[b]
        else { return nil }
        return .init(first: x, second: y, out: out)
      })
    defer { products.deallocate() }
    let ranges = RootRanges(csr, workers: workers, walks: false)
    Parallel.run(workers) { _ in
      while let range = ranges.take(), !control.isStopped {
        let slots = Int(csr.offsets[range.lowerBound])..<Int(csr.offsets[range.upperBound])
        for product in products {
          for s in slots { product.out[s] = product.first[s] &* product.second[s] }
        }
      }
    }
  }

  // MARK: Sweeps and sums

  private func runSweeps(_ numbers: [Int], into tables: [SweepPlan.Table], _ totals: inout [UInt128]) {
    for above in [false, true] {
      let own = numbers.indices.filter { program.sweeps[numbers[$0]].above == above }
      guard !own.isEmpty, !control.isStopped else { continue }
      for position in own where position < tables.count {
        switch tables[position] {
        case .vertex(let table): store.makeVertexTable(table)
        case .edge(let table): store.makeEdgeTable(table)
        }
      }
      let plan = SweepPlan(program, sweeps: own.map { numbers[$0] }, tables: own.map { $0 < tables.count ? tables[$0] : nil })
      let division = tables.isEmpty ? division?.at(above ? "above" : "all") : nil
      let sums = SweepRunner<Word>.run(plan, csr, store, workers: workers, kernels, control, division: division)
      for (number, total) in zip(plan.sweeps, sums) {
        totals[number] = total
      }
    }
  }

  private func sum(_ wanted: Set<Int>) -> [Int: UInt128] {
    let asked = wanted.sorted().compactMap { number -> (number: Int, columns: [UnsafeMutablePointer<Word>])? in
      guard case .sum(let tables) = program.scalars[number] else { return nil }
      return (number, tables.compactMap { store.vertexTables[$0] })
    }
    guard !asked.isEmpty else { return [:] }
    nonisolated(unsafe) let columns = asked.map(\.columns)  // nobody writes to them any more
    let totals = Mutex([UInt128](repeating: 0, count: asked.count))
    let shard = division?.shard
    let ranges = RootRanges(count: csr.vertexCount, workers: workers)
    Parallel.run(workers) { _ in
      var own = [UInt128](repeating: 0, count: columns.count)
      while let range = ranges.take(), !control.isStopped {
        // A shard has every so-manieth vertex.
        let step = shard?.count ?? 1, first = shard.map { $0.number - 1 } ?? 0
        let start = range.lowerBound + ((first - range.lowerBound) % step + step) % step
        for (number, columns) in columns.enumerated() {
          var total: UInt128 = 0
          for v in stride(from: start, to: range.upperBound, by: step) {
            if columns.count == 1 {
              total &+= UInt128(columns[0][v])
            } else {
              var product: Word = 1
              for column in columns { product &*= column[v] }
              total &+= UInt128(product)
            }
          }
          own[number] &+= total
        }
      }
      totals.withLock { totals in for number in own.indices { totals[number] &+= own[number] } }
    }
    let sums = totals.withLock { $0 }
    return Dictionary(uniqueKeysWithValues: zip(asked.map(\.number), sums))
  }
}
