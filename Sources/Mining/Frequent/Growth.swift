/// Candidates of the next level: frequent patterns with one more edge, or (vertex-induced) one more vertex.
struct Growth {
  let index: EdgeGroups
  let options: FrequentOptions
  /// Groups whose edge is itself a frequent pattern; no other edge can be in one.
  let isFrequent: [Bool]
  /// Some two vertices are joined by edges of different labels or directions.
  let hasParallel: Bool

  /// An extension of a record, canonically numbered.
  struct Extension {
    var result: Canonicalizer.Result
    /// The new edge (ends and relation, canonical positions), or the new vertex in `u`.
    var u: UInt8
    var v: UInt8
    var relation: Int32

    /// Roughly, with the candidate that it becomes.
    var byteCount: Int {
      320 + result.code.count * 4 + result.positions.count * 60 + result.generators.reduce(0) { $0 + $1.count + 32 }
    }
  }

  private var maximumVertices: Int { min(options.maxVertices ?? 32, 32) }

  /// Groups that lead from a class, frequent ones only.
  private func groups(from source: Int) -> [EdgeGroups.Group] {
    index.bySource[source].filter { isFrequent[$0] }.map { index.groups[$0] }
  }

  /// One edge, for the first level.
  func seeds(_ canonicalizer: Canonicalizer) -> [Candidate] {
    var seen: Set<PatternCode> = []
    var candidates: [Candidate] = []
    for group in index.groups where partCount(group.relation) <= options.maxEdges ?? .max {
      let pattern = SmallPattern(
        classes: [Int32(group.source), Int32(group.target)],
        edges: [SmallPattern.Edge(u: 0, v: 1, relation: Int32(group.relation))])
      let result = canonicalizer.canonicalise(pattern)
      if seen.insert(result.code).inserted { candidates.append(Candidate(result)) }
    }
    return candidates
  }

  private func partCount(_ relation: Int) -> Int { index.relations.parts[relation].count }

  func edgeCount(_ pattern: SmallPattern) -> Int {
    pattern.edges.reduce(0) { $0 + partCount(Int($1.relation)) }
  }

  /// Everything a record can grow into by one step, except what its domains already rule out.
  func extensions(of record: Record, _ canonicalizer: Canonicalizer, threshold: Int) -> [Extension] {
    options.inducing == .edges
      ? byEdge(record, canonicalizer, threshold) : byVertex(record, canonicalizer, threshold)
  }

  /// Whether enough images of a vertex have an edge of a group.
  private func fits(_ record: Record, _ vertex: Int, _ group: EdgeGroups.Group, _ threshold: Int) -> Bool {
    guard let domains = record.domains else { return true }
    return domains[record.orbitOf[vertex]].intersects(group.sources, atLeast: threshold)
  }

  private func byEdge(_ record: Record, _ canonicalizer: Canonicalizer, _ threshold: Int) -> [Extension] {
    let pattern = record.pattern, count = pattern.vertexCount
    if pattern.edges.count >= options.maxEdges ?? .max { return [] }
    var found: [Extension] = []
    func add(_ classes: [Int32], _ edge: SmallPattern.Edge) {
      let grown = SmallPattern(classes: classes, edges: pattern.edges + [edge])
      let result = canonicalizer.canonicalise(grown)
      found.append(
        Extension(
          result: result, u: result.positions[Int(edge.u)], v: result.positions[Int(edge.v)], relation: edge.relation))
    }
    for v in 0..<count {
      // One vertex of an orbit is as good as another for a new neighbour; for an edge between two, orbits of pairs
      // would be needed, and equal codes do that job.
      let isFirst = record.orbitOf.firstIndex(of: record.orbitOf[v]) == v
      for group in groups(from: Int(pattern.classes[v])) {
        let others = (v + 1..<max(count, v + 1)).filter { w in
          Int(pattern.classes[w]) == group.target && canJoin(pattern, v, w, group.relation)
        }
        if others.isEmpty, !isFirst || count == maximumVertices { continue }
        guard fits(record, v, group, threshold) else { continue }
        for w in others where fits(record, w, index.groups[group.reverse], threshold) {
          add(pattern.classes, SmallPattern.Edge(u: UInt8(v), v: UInt8(w), relation: Int32(group.relation)))
        }
        if isFirst, count < maximumVertices {
          add(
            pattern.classes + [Int32(group.target)],
            SmallPattern.Edge(u: UInt8(v), v: UInt8(count), relation: Int32(group.relation)))
        }
      }
    }
    return found
  }

  private func canJoin(_ pattern: SmallPattern, _ v: Int, _ w: Int, _ relation: Int) -> Bool {
    for edge in pattern.edges {
      let seen: Int
      if Int(edge.u) == v, Int(edge.v) == w {
        seen = Int(edge.relation)
      } else if Int(edge.u) == w, Int(edge.v) == v {
        seen = index.relations.mirror[Int(edge.relation)]
      } else {
        continue
      }
      if !hasParallel || seen == relation { return false }
    }
    return true
  }

  private func byVertex(_ record: Record, _ canonicalizer: Canonicalizer, _ threshold: Int) -> [Extension] {
    let pattern = record.pattern, count = pattern.vertexCount
    if count >= maximumVertices { return [] }
    let room = (options.maxEdges ?? .max) - edgeCount(pattern)
    var found: [Extension] = []
    for target in index.data.classes.indices {
      let choices = (0..<count).map { v in
        groups(from: Int(pattern.classes[v])).filter { $0.target == target && fits(record, v, $0, threshold) }
          .map(\.relation)
      }
      var edges: [SmallPattern.Edge] = []
      func choose(_ v: Int, _ left: Int) {
        if v == count {
          if edges.isEmpty { return }
          let grown = SmallPattern(classes: pattern.classes + [Int32(target)], edges: pattern.edges + edges)
          let result = canonicalizer.canonicalise(grown)
          found.append(Extension(result: result, u: result.positions[count], v: 0, relation: 0))
          return
        }
        choose(v + 1, left)
        for relation in choices[v] where partCount(relation) <= left {
          edges.append(SmallPattern.Edge(u: UInt8(v), v: UInt8(count), relation: Int32(relation)))
          choose(v + 1, left - partCount(relation))
          edges.removeLast()
        }
      }
      choose(0, room)
    }
    return found
  }
}

/// Candidates by code, in the order in which they were first met.
struct CandidateTable {
  private var numbers: [PatternCode: Int] = [:]
  private(set) var candidates: [Candidate] = []
  private let mirror: [Int]
  private let isInduced: Bool

  init(_ growth: Growth) {
    mirror = growth.index.relations.mirror
    isInduced = growth.options.inducing == .vertices
  }

  mutating func add(_ extended: Growth.Extension, of record: Record) {
    let candidate: Candidate
    if let number = numbers[extended.result.code] {
      candidate = candidates[number]
    } else {
      numbers[extended.result.code] = candidates.count
      candidate = Candidate(extended.result)
      candidates.append(candidate)
    }
    let map = Array(extended.result.positions.prefix(record.pattern.vertexCount))
    candidate.parents.append((record, map))
    candidate.cover(
      isInduced
        ? Int(extended.u) : candidate.edgeIndex(extended.u, extended.v, extended.relation, mirror: mirror))
  }

  /// Candidates all of whose parts are frequent.
  func promising() -> [Candidate] {
    candidates.filter {
      isInduced ? $0.allVertexPartsAreFrequent() : $0.allEdgePartsAreFrequent(mirror: mirror)
    }
  }
}
