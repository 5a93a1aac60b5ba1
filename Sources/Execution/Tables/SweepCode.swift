import Planning

/// A sweep plan as one worker runs it: numbers and addresses in memory of its own (see `ownCopy(_:)`).
struct SweepCode<Word: TableWord> {
  /// A sum over x of a product: of vectors, and of vertex tables.
  struct Total {
    let factors: UnsafeMutableBufferPointer<Int>
    let scales: UnsafeMutableBufferPointer<UnsafeMutablePointer<Word>>
    /// At neighbours of the root only.
    let isNear: Bool
    let isLed: Bool
    /// All factors stand at the same places in the same order.
    let sharesPlaces: Bool

    @inline(__always) var first: Int { factors[0] }
  }
  enum Part {
    case sum(Total)
    case closedSum(vector: Int)
    case pairs(vector: Int, weights: UnsafeMutablePointer<Word>?)
    case neighbourPairs(power: Int)
  }
  enum Output {
    case total
    case vertex(UnsafeMutablePointer<Word>)
    case slots(UnsafeMutablePointer<Word>, vector: Int)
    case scattered(UnsafeMutablePointer<Word>, Total)
    case pairEnds(UnsafeMutablePointer<Word>, power: Int)
    case pairMembers(UnsafeMutablePointer<Word>, vector: Int)
  }
  enum Step {
    case vector(Int)
    case pulls(Int, Int)
  }
  /// A vector, or the product of two.
  struct Pulled {
    var first = 0
    var second: Int?
  }
  struct Item {
    let parts: UnsafeMutableBufferPointer<Part>
    let scale: UnsafeMutablePointer<Word>?
    let output: Output
    /// In a halved plan: the total where both halves are added up, and the same with u and x exchanged.
    let halved: Total?
    let isBothWays: Bool
    let mirrored: Total?
    let mirroredScale: UnsafeMutablePointer<Word>?
  }

  let nodes: UnsafeMutableBufferPointer<VectorNode>
  /// By vector: the tables of its edges and of its vertices.
  let weights: UnsafeMutableBufferPointer<UnsafeMutablePointer<Word>?>
  let factors: UnsafeMutableBufferPointer<UnsafeMutablePointer<Word>?>
  let isDense: UnsafeMutableBufferPointer<Bool>
  let follows: UnsafeMutableBufferPointer<Bool>
  let isKept: UnsafeMutableBufferPointer<Bool>
  let isBothWays: UnsafeMutableBufferPointer<Bool>
  let order: UnsafeMutableBufferPointer<Int>
  let steps: UnsafeMutableBufferPointer<Step>
  /// By vector: what a pull adds up along the lists.
  let pulled: UnsafeMutableBufferPointer<Pulled>
  let summed: UnsafeMutableBufferPointer<Int>
  let items: UnsafeMutableBufferPointer<Item>
  /// The items in the order in which they are finished: those that leave a sum for others first.
  let finishing: UnsafeMutableBufferPointer<Int>
  /// See ``SweepPlan/walkedWithPairs``.
  let walkedWithPairs: Int?
  let leader: Int?
  let above: Bool
  let isHalved: Bool

  /// - Parameter scattered: a worker's own tables, for the items whose output is spread.
  init(_ plan: SweepPlan, _ store: TableStore<Word>, scattered: [UnsafeMutablePointer<Word>?]) {
    func total(_ total: SweepPlan.Total) -> Total {
      let first = total.factors[0], isLed = plan.isLed(total)
      return Total(
        factors: ownCopy(total.factors), scales: ownCopy(total.scales.compactMap { store.vertex($0) }),
        isNear: plan.nodes[first].isNear, isLed: isLed, sharesPlaces: isLed || total.factors.allSatisfy { $0 == first })
    }
    func part(_ part: SweepPlan.Part) -> Part {
      switch part {
      case .sum(let sum): .sum(total(sum))
      case .closedSum(let vector): .closedSum(vector: vector)
      case .pairs(let vector, let edge): .pairs(vector: vector, weights: store.edge(edge))
      case .neighbourPairs(let power): .neighbourPairs(power: power)
      }
    }
    func output(_ item: SweepPlan.Item, _ own: UnsafeMutablePointer<Word>?) -> Output {
      if let own {
        if let power = item.pairPower { return .pairEnds(own, power: power) }
        if let vector = item.pairMember { return .pairMembers(own, vector: vector) }
        if let sum = item.scattered { return .scattered(own, total(sum)) }
      }
      switch item.table {
      case .edge(let number): if let table = store.edge(number), let vector = item.slots { return .slots(table, vector: vector) }
      case .vertex(let number): if let table = store.vertex(number) { return .vertex(table) }
      case nil: break
      }
      return .total
    }
    func item(_ item: SweepPlan.Item, _ own: UnsafeMutablePointer<Word>?) -> Item {
      var halved: Total?
      if plan.isHalved, case .sum(let sum) = item.parts.first, !plan.nodes[sum.factors[0]].isNear { halved = total(sum) }
      return Item(
        parts: ownCopy(item.parts.map(part)), scale: store.vertex(item.scale), output: output(item, own), halved: halved,
        isBothWays: item.isBothWays, mirrored: item.mirrored.map { total($0.total) }, mirroredScale: item.mirrored.flatMap { store.vertex($0.scale) })
    }
    nodes = ownCopy(plan.nodes)
    weights = ownCopy(plan.nodes.map { store.edge($0.formula.edge) })
    factors = ownCopy(plan.nodes.map { store.vertex($0.formula.vertex) })
    isDense = ownCopy(plan.isDense)
    follows = ownCopy(plan.follows)
    isKept = ownCopy(plan.isKept)
    isBothWays = ownCopy(plan.isBothWays)
    order = ownCopy(plan.order)
    steps = ownCopy(plan.steps.map { $0.count > 1 ? .pulls($0[0], $0[1]) : .vector($0[0]) })
    pulled = ownCopy(
      plan.nodes.indices.map { vector in
        guard case .pull(_?, _) = plan.nodes[vector].formula else { return Pulled() }
        let sources = plan.sources(of: vector)
        return Pulled(first: sources[0], second: sources.count > 1 ? sources[1] : nil)
      })
    summed = ownCopy(plan.summed)
    items = ownCopy(zip(plan.items, scattered).map { item($0, $1) })
    let leavesSum = plan.items.map { $0.pairPower != nil || $0.pairMember != nil }
    finishing = ownCopy(plan.items.indices.filter { leavesSum[$0] } + plan.items.indices.filter { !leavesSum[$0] })
    walkedWithPairs = plan.walkedWithPairs
    leader = plan.leader
    above = plan.above
    isHalved = plan.isHalved
  }

  func deallocate() {
    func free(_ total: Total?) {
      total?.factors.deallocate()
      total?.scales.deallocate()
    }
    for item in items {
      for part in item.parts { if case .sum(let total) = part { free(total) } }
      if case .scattered(_, let total) = item.output { free(total) }
      free(item.halved)
      free(item.mirrored)
      item.parts.deallocate()
    }
    nodes.deallocate()
    weights.deallocate()
    factors.deallocate()
    isDense.deallocate()
    follows.deallocate()
    isKept.deallocate()
    isBothWays.deallocate()
    order.deallocate()
    steps.deallocate()
    pulled.deallocate()
    summed.deallocate()
    items.deallocate()
    finishing.deallocate()
  }
}
