import Synchronization

/// What is known of the places of an orbit's class: 0 undecided, 1 the image of some match, 2 of none.
///
/// Workers that decide one pattern together share it. Relaxed atomic bytes: a late reader only does work twice.
final class PlaceStates: @unchecked Sendable {
  static let open: UInt8 = 0, witnessed: UInt8 = 1, excluded: UInt8 = 2
  let states: UnsafeMutablePointer<Atomic<UInt8>>

  init(_ domain: Bits, count: Int) {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, count))
    bytes.initialize(repeating: Self.excluded, count: max(1, count))
    domain.forEach { bytes[Int($0)] = Self.open }
    states = UnsafeMutableRawPointer(bytes).bindMemory(to: Atomic<UInt8>.self, capacity: max(1, count))
  }

  deinit { states.deallocate() }

  @inline(__always)
  subscript(_ place: UInt32) -> UInt8 {
    get { states[Int(place)].load(ordering: .relaxed) }
    set { states[Int(place)].store(newValue, ordering: .relaxed) }
  }
}

/// A backtracking search for one match (or all) that maps a given pattern vertex to a given data vertex.
///
/// The order is fixed when the program is made: always the vertex with the most edges to those before it, then the one
/// with the smallest domain. Candidates come from the shortest neighbour list at hand; the other edges are looked up.
final class SearchProgram: @unchecked Sendable {  // immutable after init
  private struct Step {
    var states: UnsafeMutablePointer<Atomic<UInt8>>
    var members: UnsafePointer<UInt32>
    /// Ranges in the tables below.
    var anchors: Range<Int>
    var sameClass: Range<Int>
    var overlapping: Range<Int>
    var apart: Range<Int>
  }
  /// An edge to an earlier step.
  private struct Anchor {
    var step: Int
    var offsets: UnsafePointer<Int>
    var targets: UnsafePointer<UInt32>
  }
  /// An earlier step that the new vertex must differ from or not be joined to.
  private struct Other {
    var step: Int
    var members: UnsafePointer<UInt32>
  }

  /// Pattern vertices in the order of the steps.
  let order: [Int]
  let depth: Int
  private let steps: UnsafeMutablePointer<Step>
  private let anchors: UnsafeMutablePointer<Anchor>
  private let others: UnsafeMutablePointer<Other>
  private let data: MiningData
  private let keep: [AnyObject]

  /// - Parameters:
  ///   - vertices: the pattern vertices to match, connected among themselves; the first is the root.
  ///   - states: per pattern vertex; `sizes`: of their domains.
  init(
    _ pattern: SmallPattern, _ index: EdgeGroups, root: Int, vertices: [Int], states: [PlaceStates], sizes: [Int],
    isInduced: Bool
  ) {
    var order = [root]
    var left = vertices.filter { $0 != root }
    while !left.isEmpty {
      func links(_ v: Int) -> Int {
        pattern.edges.reduce(0) { sum, edge in
          let u = Int(edge.u), w = Int(edge.v)
          return sum + (u == v && order.contains(w) || w == v && order.contains(u) ? 1 : 0)
        }
      }
      let next = left.filter { links($0) > 0 }.min { (-links($0), sizes[$0], $0) < (-links($1), sizes[$1], $1) }!
      order.append(next)
      left.removeAll { $0 == next }
    }
    var steps: [Step] = [], anchors: [Anchor] = [], others: [Other] = []
    let mirror = index.relations.mirror
    for (number, v) in order.enumerated() {
      let a = Int(pattern.classes[v])
      let firstAnchor = anchors.count
      for edge in pattern.edges {
        for (from, to, relation) in [
          (Int(edge.u), Int(edge.v), Int(edge.relation)), (Int(edge.v), Int(edge.u), mirror[Int(edge.relation)]),
        ] where to == v {
          guard let step = order[..<number].firstIndex(of: from),
            let group = index.group(Int(pattern.classes[from]), relation, a)
          else { continue }
          anchors.append(Anchor(step: step, offsets: UnsafePointer(group.offsets), targets: UnsafePointer(group.targets)))
        }
      }
      func select(_ condition: (Int, Int) -> Bool) -> Range<Int> {
        let first = others.count
        for (step, w) in order[..<number].enumerated() where condition(w, Int(pattern.classes[w])) {
          others.append(Other(step: step, members: index.members[Int(pattern.classes[w])]))
        }
        return first..<others.count
      }
      let same = select { w, b in a == b && !pattern.hasEdge(v, w) }
      let overlapping = select { w, b in a != b && index.overlap(a, b) && !pattern.hasEdge(v, w) }
      let apart = select { w, b in isInduced && !pattern.hasEdge(v, w) && index.areJoined(a, b) }
      steps.append(
        Step(
          states: states[v].states, members: index.members[a], anchors: firstAnchor..<anchors.count, sameClass: same,
          overlapping: overlapping, apart: apart))
    }
    self.order = order
    depth = order.count
    self.steps = .allocate(capacity: steps.count)
    self.steps.initialize(from: steps, count: steps.count)
    self.anchors = .allocate(capacity: max(1, anchors.count))
    self.anchors.initialize(from: anchors, count: anchors.count)
    self.others = .allocate(capacity: max(1, others.count))
    self.others.initialize(from: others, count: others.count)
    data = index.data
    keep = states
  }

  deinit {
    steps.deallocate()
    anchors.deallocate()
    others.deallocate()
  }

  /// What is known of the places of the vertex that a step matches.
  @inline(__always)
  func states(of step: Int) -> UnsafeMutablePointer<Atomic<UInt8>> { steps[step].states }

  /// One worker's place in a search.
  final class Walk {
    /// Places by step; after a success, the match.
    let image: UnsafeMutablePointer<UInt32> = .allocate(capacity: 32)
    private let limits: RunLimits
    private var budget = 4096
    init(_ limits: RunLimits) { self.limits = limits }
    deinit { image.deallocate() }
    /// True: stop.
    @inline(__always)
    func tick() -> Bool {
      budget &-= 1
      if budget > 0 { return false }
      budget = 4096
      return limits.poll()
    }
  }

  /// Whether a match maps the root to `place`. False as well when the run was stopped: ask the limits.
  func exists(_ place: UInt32, _ walk: Walk) -> Bool {
    walk.image[0] = place
    return extend(1, walk)
  }

  /// Number of matches that map the root to `place`.
  func count(_ place: UInt32, _ walk: Walk) -> UInt128 {
    walk.image[0] = place
    var total: UInt128 = 0
    enumerate(1, walk, &total)
    return total
  }

  private func extend(_ number: Int, _ walk: Walk) -> Bool {
    if number == depth { return true }
    let image = walk.image
    let (row, count, chosen) = shortest(number, image)
    let states = steps[number].states
    for i in 0..<count {
      let y = row[i]
      if states[Int(y)].load(ordering: .relaxed) == PlaceStates.excluded { continue }
      if !fits(y, number, chosen, image) { continue }
      image[number] = y
      if extend(number &+ 1, walk) { return true }
      if walk.tick() { return false }
    }
    return false
  }

  private func enumerate(_ number: Int, _ walk: Walk, _ total: inout UInt128) {
    if number == depth {
      total += 1
      return
    }
    let image = walk.image
    let (row, count, chosen) = shortest(number, image)
    let states = steps[number].states
    let isLast = number == depth &- 1
    var found: UInt64 = 0
    for i in 0..<count {
      let y = row[i]
      if states[Int(y)].load(ordering: .relaxed) == PlaceStates.excluded { continue }
      if !fits(y, number, chosen, image) { continue }
      if isLast {
        found &+= 1
        continue
      }
      image[number] = y
      enumerate(number &+ 1, walk, &total)
      if walk.tick() { return }
    }
    total += UInt128(found)
  }

  @inline(__always)
  private func shortest(_ number: Int, _ image: UnsafeMutablePointer<UInt32>) -> (UnsafePointer<UInt32>, Int, Int) {
    let range = steps[number].anchors
    var best = range.lowerBound
    var start = 0, count = Int.max
    for i in range {
      let place = Int(image[anchors[i].step])
      let first = anchors[i].offsets[place], length = anchors[i].offsets[place &+ 1] &- first
      if length < count {
        best = i
        start = first
        count = length
      }
    }
    return (anchors[best].targets + start, count, best)
  }

  @inline(__always)
  private func fits(_ y: UInt32, _ number: Int, _ chosen: Int, _ image: UnsafeMutablePointer<UInt32>) -> Bool {
    let step = steps + number
    for i in step.pointee.sameClass where image[others[i].step] == y { return false }
    for i in step.pointee.anchors where i != chosen {
      let place = Int(image[anchors[i].step])
      let first = anchors[i].offsets[place]
      if !contains(anchors[i].targets + first, anchors[i].offsets[place &+ 1] &- first, y) { return false }
    }
    if !step.pointee.overlapping.isEmpty {
      let vertex = step.pointee.members[Int(y)]
      for i in step.pointee.overlapping where others[i].members[Int(image[others[i].step])] == vertex { return false }
    }
    if !step.pointee.apart.isEmpty {
      let vertex = step.pointee.members[Int(y)]
      for i in step.pointee.apart where data.areAdjacent(vertex, others[i].members[Int(image[others[i].step])]) {
        return false
      }
    }
    return true
  }
}
