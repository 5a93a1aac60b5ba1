/// The labelled adjacency of a run: for every frequent kind of edge (class, relation, class) its neighbour lists, by
/// places in the two classes. Built once, O(labelled edges); kinds that are too rare to be in a frequent pattern are
/// not stored.
final class EdgeGroups: @unchecked Sendable {  // immutable after init
  final class Group: @unchecked Sendable {  // immutable after init
    let source: Int
    let relation: Int
    let target: Int
    /// Number of the same edges seen from the other end.
    fileprivate(set) var reverse = -1
    let offsets: UnsafeMutablePointer<Int>
    fileprivate(set) var targets: UnsafeMutablePointer<UInt32>
    /// Places of the source class with a neighbour.
    let sources: Bits

    fileprivate init(_ source: Int, _ relation: Int, _ target: Int, rows: Int) {
      self.source = source
      self.relation = relation
      self.target = target
      offsets = .allocate(capacity: rows + 1)
      offsets.initialize(repeating: 0, count: rows + 1)
      targets = .allocate(capacity: 1)
      sources = Bits(count: rows)
    }

    deinit {
      offsets.deallocate()
      targets.deallocate()
    }

    @inline(__always)
    func degree(_ place: UInt32) -> Int { offsets[Int(place) &+ 1] &- offsets[Int(place)] }
    @inline(__always)
    func row(_ place: UInt32) -> UnsafePointer<UInt32> { UnsafePointer(targets + offsets[Int(place)]) }
  }

  let data: MiningData
  let relations: Relations
  /// Ascending by (source, relation, target).
  let groups: [Group]
  /// Groups by source class.
  let bySource: [[Int]]
  /// The vertices of every class, as in `MiningData.classes`, for inner loops.
  let members: [UnsafePointer<UInt32>]
  /// Two classes share a vertex, or are joined by an edge of any kind.
  /// Nil when there are too many classes for a matrix: then the answer is "perhaps".
  private let overlapping: Bits?
  private let joined: Bits?
  private let numbers: [UInt64: Int32]

  /// - Parameter limits: when they are reached meanwhile, the groups are not complete and must not be searched.
  init(_ data: MiningData, _ relations: Relations, threshold: Int, limits: RunLimits) {
    self.data = data
    self.relations = relations
    let classCount = data.classes.count, relationCount = relations.count
    let isSmall = classCount <= 16_384
    let joined = isSmall ? Bits(count: classCount * classCount) : nil
    let overlapping = isSmall && data.classesOverlap ? Bits(count: classCount * classCount) : nil
    if let overlapping {
      for v in 0..<data.vertexCount {
        let members = data.memberClass[Int(data.memberOffsets[v])..<Int(data.memberOffsets[v + 1])]
        for a in members { for b in members { overlapping.insert(UInt32(Int(a) * classCount + Int(b))) } }
      }
    }

    var seen = 0, isStopped = false
    /// Calls `body` with class, place, relation, class, place for every edge from both ends, until the run is stopped.
    @inline(__always)
    func forEachEnd(_ body: (Int, UInt32, Int, Int, UInt32) -> Void) {
      if isStopped { return }
      data.memberOffsets.withUnsafeBufferPointer { offsets in
        data.memberClass.withUnsafeBufferPointer { classOf in
          data.memberPlace.withUnsafeBufferPointer { placeOf in
            @inline(__always)
            func both(_ s: Int, _ t: Int, _ relation: Int, _ back: Int) {
              if isStopped { return }
              seen &+= 1
              if seen & 0x3fff == 0, limits.poll() {
                isStopped = true
                return
              }
              for i in Int(offsets[s])..<Int(offsets[s + 1]) {
                for j in Int(offsets[t])..<Int(offsets[t + 1]) {
                  body(Int(classOf[i]), placeOf[i], relation, Int(classOf[j]), placeOf[j])
                  body(Int(classOf[j]), placeOf[j], back, Int(classOf[i]), placeOf[i])
                }
              }
            }
            if let pairs = relations.pairs {
              for pair in pairs {
                let relation = Int(pair.relation)
                both(Int(pair.first), Int(pair.second), relation, relations.mirror[relation])
              }
            } else if data.isDirected {
              data.forEachEdge { s, t, label in both(s, t, label * 2, label * 2 + 1) }
            } else {
              data.forEachEdge { s, t, label in both(s, t, label, label) }
            }
          }
        }
      }
    }

    // Count the ends of every kind; a kind with fewer of them than the threshold cannot be frequent.
    let table = KindTable(classes: classCount, relations: relationCount)
    forEachEnd { a, _, r, b, _ in
      table.count(a, r, b)
      joined?.insert(UInt32(a &* classCount &+ b))
    }
    var groups: [Group] = []
    for (key, ends) in table.entries() where ends >= max(1, threshold) {
      let (a, r, b) = table.parts(key)
      table.assign(key, groups.count)
      groups.append(Group(a, r, b, rows: data.classes[a].count))
    }
    forEachEnd { a, x, r, b, _ in
      let number = table.number(a, r, b)
      if number >= 0 { groups[number].offsets[Int(x) + 1] += 1 }
    }
    for group in groups {
      let rows = data.classes[group.source].count
      for x in 0..<rows {
        if group.offsets[x + 1] > 0 { group.sources.insert(UInt32(x)) }
        group.offsets[x + 1] += group.offsets[x]
      }
      group.targets.deallocate()
      group.targets = .allocate(capacity: max(1, group.offsets[rows]))
    }
    // Filling moves every row's start to its end; rows come out ascending because the edges come that way.
    forEachEnd { a, x, r, b, y in
      let number = table.number(a, r, b)
      if number >= 0 {
        let group = groups[number]
        group.targets[group.offsets[Int(x)]] = y
        group.offsets[Int(x)] += 1
      }
    }
    var bySource = [[Int]](repeating: [], count: classCount)
    for (number, group) in groups.enumerated() {
      let rows = data.classes[group.source].count
      for x in stride(from: rows, to: 0, by: -1) { group.offsets[x] = group.offsets[x - 1] }
      group.offsets[0] = 0
      group.reverse = table.number(group.target, relations.mirror[group.relation], group.source)
      bySource[group.source].append(number)
    }
    members = data.classes.map { vertices in
      let copy = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, vertices.count))
      copy.initialize(from: vertices, count: vertices.count)
      return UnsafePointer(copy)
    }
    self.groups = groups
    self.bySource = bySource
    self.overlapping = overlapping
    self.joined = joined
    numbers = Dictionary(
      uniqueKeysWithValues: groups.enumerated().map { number, group in
        (Self.key(group.source, group.relation, group.target), Int32(number))
      })
  }

  deinit { for pointer in members { pointer.deallocate() } }

  /// Bytes of the lists.
  var byteCount: Int {
    groups.reduce(0) { $0 + data.classes[$1.source].count * 9 + $1.offsets[data.classes[$1.source].count] * 4 }
  }

  private static func key(_ a: Int, _ r: Int, _ b: Int) -> UInt64 {
    UInt64(a) << 43 | UInt64(b) << 22 | UInt64(r)
  }

  /// The group of a kind of edge, nil when it is rare.
  func group(_ a: Int, _ r: Int, _ b: Int) -> Group? { numbers[Self.key(a, r, b)].map { groups[Int($0)] } }

  /// Some vertex is in both classes.
  func overlap(_ a: Int, _ b: Int) -> Bool {
    a == b || data.classesOverlap && overlapping?.contains(UInt32(a * data.classes.count + b)) ?? true
  }
  /// Some vertices of the two classes are adjacent.
  func areJoined(_ a: Int, _ b: Int) -> Bool {
    joined?.contains(UInt32(a * data.classes.count + b)) ?? true
  }
}

/// Counts per (class, relation, class): a plain array when that is small, otherwise a dictionary.
private final class KindTable {
  private let classes: Int
  private let relations: Int
  private var dense: [Int]
  private var sparse: [Int: Int] = [:]
  private let isDense: Bool

  init(classes: Int, relations: Int) {
    self.classes = classes
    self.relations = relations
    let (size, overflow) = (classes * classes).multipliedReportingOverflow(by: relations)
    isDense = !overflow && size <= 1 << 21
    dense = isDense ? [Int](repeating: 0, count: size) : []
  }

  @inline(__always)
  private func key(_ a: Int, _ r: Int, _ b: Int) -> Int { (a &* relations &+ r) &* classes &+ b }

  func parts(_ key: Int) -> (Int, Int, Int) { (key / classes / relations, key / classes % relations, key % classes) }

  @inline(__always)
  func count(_ a: Int, _ r: Int, _ b: Int) {
    if isDense { dense[key(a, r, b)] += 1 } else { sparse[key(a, r, b), default: 0] += 1 }
  }

  /// Ascending by key. Leaves every kind without a number.
  func entries() -> [(Int, Int)] {
    var result: [(Int, Int)] = []
    if isDense {
      for i in dense.indices where dense[i] > 0 { result.append((i, dense[i])) }
    } else {
      result = sparse.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }
    if isDense { for i in dense.indices { dense[i] = -1 } } else { sparse = [:] }
    return result
  }

  func assign(_ key: Int, _ number: Int) {
    if isDense { dense[key] = number } else { sparse[key] = number }
  }

  @inline(__always)
  func number(_ a: Int, _ r: Int, _ b: Int) -> Int { isDense ? dense[key(a, r, b)] : sparse[key(a, r, b)] ?? -1 }
}
