import GraphStore
import Planning
import Synchronization

/// Runs sweeps over pairs (u, z): everything else is a vector over positions in the list of z.
struct PairRunner<Word: TableWord> {
  /// A value at the places of a base vector, as a product.
  private struct Product {
    /// The vector whose places are looked at, and the others that are multiplied there.
    var base: Int
    var factors: [Int] = []
    var walks = 0
    /// Leaves that are not 0 far from u: summed where they are asked for, as a power of walks each.
    var gathers: [Int] = []
  }
  /// A vector made by adding a product's values to all that are adjacent.
  private struct Push {
    var source: Product
    var target: Int
  }
  private struct Item {
    var commons: Int
    var trees: [Product]
    var bridges: [(near: Product, far: Product)]
    var number: Int
  }
  /// The vectors on one list, in the order in which they are made.
  private struct Chain {
    var pushes: [Push] = []
    var known: [PairSweep.LocalVertex: Int] = [:]
    /// The common neighbours themselves are vector 0.
    var vectors = 1

    mutating func product(_ vertex: PairSweep.LocalVertex) -> Product {
      var sparse: [Int] = vertex.isCommon ? [0] : []
      var gathers: [Int] = []
      for child in vertex.children {
        if child.isSparse {
          sparse.append(vector(pulling: child))
        } else {
          gathers.append(child.walks)
        }
      }
      return Product(base: sparse[0], factors: Array(sparse.dropFirst()), walks: vertex.walks, gathers: gathers)
    }

    private mutating func vector(pulling child: PairSweep.LocalVertex) -> Int {
      if let own = known[child] { return own }
      let source = product(child)
      let own = vectors
      vectors += 1
      known[child] = own
      pushes.append(Push(source: source, target: own))
      return own
    }
  }
  /// What is done for every pair of one kind.
  private struct Steps {
    /// On the list of z; on the list of u.
    var near = Chain(), far = Chain()
    var items: [Item] = []
    var readsWalks = false
    var hasBridges: Bool { items.contains { !$0.bridges.isEmpty } }
  }
  /// By vector: values by position in a list, and where they are not 0.
  private struct Vectors {
    let values: [UnsafeMutablePointer<Word>]
    let places: [UnsafeMutablePointer<UInt32>]
    let counts: UnsafeMutablePointer<Int>

    init(_ number: Int, capacity: Int) {
      values = (0..<number).map { _ in
        let values = UnsafeMutablePointer<Word>.allocate(capacity: capacity)
        values.initialize(repeating: 0, count: capacity)
        return values
      }
      places = (0..<number).map { _ in .allocate(capacity: capacity) }
      counts = .allocate(capacity: number)
      counts.initialize(repeating: 0, count: number)
    }

    func deallocate() {
      for pointer in values { pointer.deallocate() }
      for pointer in places { pointer.deallocate() }
      counts.deallocate()
    }

    /// Makes vector 0 that of the common neighbours.
    func enter(_ common: UnsafePointer<UInt32>, _ count: Int) {
      for i in 0..<count {
        places[0][i] = common[i]
        values[0][Int(common[i])] = 1
      }
      counts[0] = count
    }

    func clear() {
      for vector in values.indices {
        let values = values[vector], places = places[vector]
        for i in 0..<counts[vector] { values[Int(places[i])] = 0 }
        counts[vector] = 0
      }
    }
  }

  private let csr: CSR
  private let positions: TrianglePositions
  private let steps: (any: Steps, adjacent: Steps)
  /// Walks of two edges from u by their end; where they are not 0; where the common neighbours of u and such an end begin
  /// among `commons`.
  private let walks: UnsafeMutablePointer<UInt32>
  private let ends: UnsafeMutablePointer<UInt32>
  private let starts: UnsafeMutablePointer<UInt64>
  private var commons: UnsafeMutablePointer<UInt32>
  private var room = 0
  private let near: Vectors
  private let far: Vectors
  /// The values at one end of a bridge, by vertex.
  private let across: UnsafeMutablePointer<Word>
  private let totals: UnsafeMutablePointer<UInt128>
  /// A root may take long: it is left in the middle when the run is stopped, and this worker does nothing after it.
  private let control: RunControl

  /// - Returns: what each sweep adds up.
  static func run(
    _ sweeps: [PairSweep], _ csr: CSR, _ lists: TriangleLists, workers: Int, _ gate: MemoryGate, _ control: RunControl,
    division: Division? = nil
  ) -> [UInt128] {
    let positions = TrianglePositions(csr, lists, workers: workers, gate: gate, control: control)
    let cut = RootRanges(csr, workers: division?.cutFor ?? workers, walks: true)
    let agenda = division?.open(pieces: cut.count, sums: sweeps.count)
    let ranges = RootRanges(cut, only: agenda?.positions)
    let sums = Mutex(agenda.map { $0.before.map { UInt128($0) } } ?? Array(repeating: 0, count: sweeps.count))
    Parallel.run(workers) { _ in
      var runner = PairRunner(sweeps, csr.local, positions, control)
      defer { runner.deallocate() }
      while !control.isStopped, let (index, range) = ranges.takeNumbered() {
        let before = agenda == nil ? [] : sweeps.indices.map { runner.totals[$0] }
        for root in range where csr.degree(root) > 0 && !control.isStopped { runner.run(root) }
        guard let agenda, !control.isStopped else { continue }
        agenda.finish(index, adding: sweeps.indices.map { Int128(runner.totals[$0] &- before[$0]) })
      }
      sums.withLock { sums in
        for number in sweeps.indices { sums[number] &+= runner.totals[number] }
      }
    }
    return sums.withLock { $0 }
  }

  private init(_ sweeps: [PairSweep], _ csr: CSR, _ positions: TrianglePositions, _ control: RunControl) {
    self.control = control
    self.csr = csr
    self.positions = positions
    var (anyTwo, adjacent) = (Steps(), Steps())
    func add(_ sweep: PairSweep, _ number: Int, to steps: inout Steps) {
      var item = Item(commons: sweep.commons, trees: [], bridges: [], number: number)
      for tree in sweep.trees { item.trees.append(steps.near.product(tree)) }
      for bridge in sweep.bridges {
        item.bridges.append((steps.near.product(bridge.near), steps.far.product(bridge.far)))
      }
      steps.items.append(item)
      steps.readsWalks = steps.readsWalks || sweep.readsWalks
    }
    for (number, sweep) in sweeps.enumerated() {
      if sweep.adjacent { add(sweep, number, to: &adjacent) } else { add(sweep, number, to: &anyTwo) }
    }
    steps = (anyTwo, adjacent)
    let n = Swift.max(1, csr.vertexCount)
    walks = clearedForScatter(n)
    ends = .allocate(capacity: n + 1)
    starts = .allocate(capacity: n)
    commons = .allocate(capacity: 1)
    near = Vectors(Swift.max(anyTwo.near.vectors, adjacent.near.vectors), capacity: csr.maximumDegree + 1)
    far = Vectors(adjacent.far.vectors, capacity: csr.maximumDegree + 1)
    across = clearedForScatter(n)
    totals = .allocate(capacity: sweeps.count + 1)
    totals.initialize(repeating: 0, count: sweeps.count + 1)
  }

  private func deallocate() {
    walks.deallocate()
    ends.deallocate()
    starts.deallocate()
    commons.deallocate()
    near.deallocate()
    far.deallocate()
    across.deallocate()
    totals.deallocate()
  }

  // MARK: One root

  private mutating func run(_ root: Int) {
    let first = Int(csr.offsets[root]), last = Int(csr.offsets[root + 1])
    let needsPairs = !steps.any.items.isEmpty
    var reached = 0
    if needsPairs || steps.adjacent.readsWalks { reached = walk(first, last) }
    if needsPairs {
      bucket(first, last, reached)
      for i in 0..<reached {
        if i & 15 == 0, control.isStopped { return }
        let z = Int(ends[i])
        // Filling has moved every start to its end.
        let end = Int(starts[z]), count = Int(walks[z])
        evaluate(steps.any, z, commons + (end &- count), count)
      }
    }
    if !steps.adjacent.items.isEmpty {
      let hasBridges = steps.adjacent.hasBridges
      for s in first..<last {
        if s & 15 == 0, control.isStopped { return }
        let z = Int(csr.targets[s])
        let slot = Int(csr.offsets[z]) &+ Int(positions.mirrored[s])
        let count = Int(positions.counts[slot])
        guard count > 0 else { continue }
        if hasBridges {
          far.enter(positions.list(s), count)
          for push in steps.adjacent.far.pushes { self.push(push, first, far) }
        }
        evaluate(steps.adjacent, z, positions.list(slot), count, first)
        if hasBridges { far.clear() }
      }
    }
    for i in 0..<reached { walks[Int(ends[i])] = 0 }
  }

  private func walk(_ first: Int, _ last: Int) -> Int {
    var reached = 0
    for s in first..<last {
      let y = Int(csr.targets[s])
      for t in Int(csr.offsets[y])..<Int(csr.offsets[y &+ 1]) {
        let z = csr.targets[t]
        ends[reached] = z
        reached &+= walks[Int(z)] == 0 ? 1 : 0
        walks[Int(z)] &+= 1
      }
    }
    return reached
  }

  /// The common neighbours of the root and every end, as positions in the end's list.
  private mutating func bucket(_ first: Int, _ last: Int, _ reached: Int) {
    var total = 0
    for i in 0..<reached {
      starts[Int(ends[i])] = UInt64(truncatingIfNeeded: total)
      total &+= Int(walks[Int(ends[i])])
    }
    if total > room {
      commons.deallocate()
      room = total
      commons = .allocate(capacity: room)
    }
    for s in first..<last {
      let y = Int(csr.targets[s])
      for t in Int(csr.offsets[y])..<Int(csr.offsets[y &+ 1]) {
        let z = Int(csr.targets[t])
        commons[Int(starts[z])] = positions.mirrored[t]
        starts[z] &+= 1
      }
    }
  }

  // MARK: One pair

  private func evaluate(_ steps: Steps, _ z: Int, _ common: UnsafePointer<UInt32>, _ count: Int, _ farBase: Int = 0) {
    let base = Int(csr.offsets[z])
    near.enter(common, count)
    for push in steps.near.pushes { self.push(push, base, near) }
    for item in steps.items {
      var value: Word = 1
      for _ in 0..<item.commons { value &*= Word(truncatingIfNeeded: count) }
      for tree in item.trees where value != 0 { value &*= sum(tree, base) }
      for bridge in item.bridges where value != 0 {
        // Along the lists of the side that has fewer entries.
        if entries(bridge.near, base, near) <= entries(bridge.far, farBase, far) {
          value &*= sum(bridge.near, base, near, across: bridge.far, farBase, far)
        } else {
          value &*= sum(bridge.far, farBase, far, across: bridge.near, base, near)
        }
      }
      totals[item.number] &+= UInt128(value)
    }
    near.clear()
  }

  private func entries(_ product: Product, _ base: Int, _ vectors: Vectors) -> Int {
    let places = vectors.places[product.base]
    var sum = 0
    for i in 0..<vectors.counts[product.base] { sum &+= csr.degree(Int(csr.targets[base &+ Int(places[i])])) }
    return sum
  }

  /// Sum over the edges from where one product is not 0 to where another is.
  private func sum(
    _ product: Product, _ base: Int, _ vectors: Vectors, across other: Product, _ otherBase: Int, _ others: Vectors
  ) -> Word {
    let targets = csr.targets
    let otherPlaces = others.places[other.base], otherCount = others.counts[other.base]
    for i in 0..<otherCount {
      let place = Int(otherPlaces[i])
      across[Int(targets[otherBase &+ place])] = value(other, place, otherBase, others)
    }
    let places = vectors.places[product.base]
    var sum: Word = 0
    for i in 0..<vectors.counts[product.base] {
      let place = Int(places[i])
      let value = value(product, place, base, vectors)
      if value == 0 { continue }
      let vertex = Int(targets[base &+ place])
      var inner: Word = 0
      for t in Int(csr.offsets[vertex])..<Int(csr.offsets[vertex &+ 1]) { inner &+= across[Int(targets[t])] }
      sum &+= value &* inner
    }
    for i in 0..<otherCount { across[Int(targets[otherBase &+ Int(otherPlaces[i])])] = 0 }
    return sum
  }

  private func push(_ push: Push, _ base: Int, _ vectors: Vectors) {
    let out = vectors.values[push.target], outPlaces = vectors.places[push.target]
    let from = vectors.places[push.source.base]
    var found = 0
    @inline(__always) func spread(_ place: Int, _ value: Word) {
      let slot = base &+ place
      let list = positions.list(slot)
      for j in 0..<Int(positions.counts[slot]) {
        let x = list[j]
        outPlaces[found] = x
        found &+= out[Int(x)] == 0 ? 1 : 0
        out[Int(x)] &+= value
      }
    }
    if push.source.base == 0, push.source.factors.isEmpty, push.source.walks == 0, push.source.gathers.isEmpty {
      for i in 0..<vectors.counts[0] { spread(Int(from[i]), 1) }
    } else {
      for i in 0..<vectors.counts[push.source.base] {
        let value = self.value(push.source, Int(from[i]), base, vectors)
        if value != 0 { spread(Int(from[i]), value) }
      }
    }
    vectors.counts[push.target] = found
  }

  private func sum(_ product: Product, _ base: Int) -> Word {
    let from = near.places[product.base]
    var sum: Word = 0
    for i in 0..<near.counts[product.base] { sum &+= value(product, Int(from[i]), base, near) }
    return sum
  }

  @inline(__always)
  private func value(_ product: Product, _ place: Int, _ base: Int, _ vectors: Vectors) -> Word {
    var value = vectors.values[product.base][place]
    for factor in product.factors { value &*= vectors.values[factor][place] }
    if value == 0 { return 0 }
    if product.walks > 0 { value &*= walked(base &+ place, product.walks) }
    for power in product.gathers {
      let slot = base &+ place
      let list = positions.list(slot), count = Int(positions.counts[slot])
      var inner: Word = 0
      if power == 0 {
        inner = Word(truncatingIfNeeded: count)
      } else {
        for j in 0..<count { inner &+= walked(base &+ Int(list[j]), power) }
      }
      value &*= inner
    }
    return value
  }

  @inline(__always)
  private func walked(_ slot: Int, _ power: Int) -> Word {
    let one = Word(truncatingIfNeeded: walks[Int(csr.targets[slot])])
    var value = one
    for _ in 1..<power { value &*= one }
    return value
  }
}
