/// The domains of a candidate's orbits and their pruning by arc consistency: a place stays only while every pattern edge
/// at its vertex has enough neighbours in the domain of the other end.
///
/// One domain serves all vertices of an orbit, because automorphisms exchange their images.
struct Domains {
  /// A place of orbit `from` needs at least `needed` neighbours by `group` in the domain of orbit `to`.
  /// The lists stand here as plain pointers, which the index keeps alive.
  private struct Constraint {
    var from: Int
    var to: Int
    var offsets: UnsafePointer<Int>
    var targets: UnsafePointer<UInt32>
    var needed: Int
  }

  let bits: [Bits]
  private(set) var counts: [Int]
  private let constraints: [Constraint]
  private let index: EdgeGroups
  /// Support needed: a domain with fewer places (graphs) decides the candidate.
  private let threshold: Int

  /// Nil when some kind of edge is rare, or a domain is already too small.
  init?(_ candidate: Candidate, _ index: EdgeGroups, threshold: Int) {
    self.index = index
    self.threshold = threshold
    let pattern = candidate.pattern, mirror = index.relations.mirror
    var constraints: [Constraint] = []
    var bits: [Bits] = []
    for orbit in 0..<candidate.orbitCount {
      let v = candidate.representatives[orbit]
      let domain = Bits(count: index.data.classes[Int(pattern.classes[v])].count, filled: true)
      // Total demand by group, over all orbits at the other end: distinct vertices, so distinct neighbours.
      var demand: [(group: EdgeGroups.Group, needed: Int)] = []
      for edge in pattern.edges {
        let u: Int, relation: Int
        if Int(edge.u) == v {
          (u, relation) = (Int(edge.v), Int(edge.relation))
        } else if Int(edge.v) == v {
          (u, relation) = (Int(edge.u), mirror[Int(edge.relation)])
        } else {
          continue
        }
        guard let group = index.group(Int(pattern.classes[v]), relation, Int(pattern.classes[u])) else { return nil }
        let to = candidate.orbitOf[u]
        if let place = constraints.firstIndex(where: { $0.from == orbit && $0.to == to && $0.offsets == group.offsets }) {
          constraints[place].needed += 1
        } else {
          constraints.append(
            Constraint(
              from: orbit, to: to, offsets: UnsafePointer(group.offsets), targets: UnsafePointer(group.targets), needed: 1))
        }
        if let place = demand.firstIndex(where: { $0.group === group }) {
          demand[place].needed += 1
        } else {
          demand.append((group, 1))
        }
      }
      for (group, _) in demand { domain.formIntersection(group.sources) }
      bits.append(domain)
      for (group, needed) in demand where needed > 1 {
        domain.forEach { if group.degree($0) < needed { domain.remove($0) } }
      }
    }
    for (record, map) in candidate.parents {
      guard let inherited = record.domains else { continue }
      for w in map.indices { bits[candidate.orbitOf[Int(map[w])]].formIntersection(inherited[record.orbitOf[w]]) }
    }
    self.bits = bits
    self.constraints = constraints
    counts = bits.map(\.count)
    if !enough { return nil }
  }

  /// Whether every domain is still large enough for the threshold.
  var enough: Bool { counts.allSatisfy { $0 >= threshold } }

  /// Takes out what arc consistency rules out, until nothing changes. False: a domain became too small.
  mutating func prune() -> Bool {
    var isDirty = [Bool](repeating: true, count: constraints.count)
    var changed = true
    while changed {
      changed = false
      for c in constraints.indices where isDirty[c] {
        isDirty[c] = false
        let removed = Self.revise(
          bits[constraints[c].from], bits[constraints[c].to].words, constraints[c])
        if removed == 0 { continue }
        let orbit = constraints[c].from
        counts[orbit] -= removed
        if counts[orbit] < threshold { return false }
        for other in constraints.indices where constraints[other].to == orbit {
          isDirty[other] = true
          changed = true
        }
      }
    }
    return true
  }

  private static func revise(_ from: Bits, _ words: UnsafeMutablePointer<UInt64>, _ constraint: Constraint) -> Int {
    let offsets = constraint.offsets, targets = constraint.targets, needed = constraint.needed
    var removed = 0
    from.forEach { x in
      var missing = needed
      var i = offsets[Int(x)]
      let end = offsets[Int(x) &+ 1]
      while i < end {
        let y = targets[i]
        if words[Int(y >> 6)] >> UInt64(y & 63) & 1 != 0 {
          missing &-= 1
          if missing == 0 { return }
        }
        i &+= 1
      }
      from.remove(x)
      removed &+= 1
    }
    return removed
  }

  /// Removes the places that a search has excluded. True if there were any.
  mutating func remove(excludedIn states: PlaceStates, orbit: Int) -> Bool {
    let domain = bits[orbit], before = counts[orbit]
    domain.forEach { if states[$0] == PlaceStates.excluded { domain.remove($0) } }
    counts[orbit] = domain.count
    return counts[orbit] != before
  }

  /// Copies whose domains keep only what the filters admit, pruned; nil when one gets too small.
  func restricted(_ filter: (_ orbit: Int) -> ((UInt32) -> Bool)?) -> Domains? {
    var copy = Domains(bits: bits.map { Bits(copy: $0) }, counts: counts, of: self)
    for orbit in bits.indices {
      guard let admits = filter(orbit) else { continue }
      let domain = copy.bits[orbit]
      domain.forEach { if !admits($0) { domain.remove($0) } }
      copy.counts[orbit] = domain.count
    }
    return copy.enough && copy.prune() ? copy : nil
  }

  private init(bits: [Bits], counts: [Int], of other: Domains) {
    self.bits = bits
    self.counts = counts
    constraints = other.constraints
    index = other.index
    threshold = other.threshold
  }
}
