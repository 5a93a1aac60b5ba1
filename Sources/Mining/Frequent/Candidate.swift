/// A pattern whose support is to be decided, canonically numbered.
final class Candidate: @unchecked Sendable {  // complete before workers share it
  let code: PatternCode
  let pattern: SmallPattern
  /// Orbits of the vertices under the automorphisms, numbered by first vertex.
  let orbitOf: [Int]
  let orbitCount: Int
  /// First vertex of every orbit.
  let representatives: [Int]
  /// Frequent patterns of the level before that this one contains, with the vertex each of their vertices becomes.
  var parents: [(record: Record, map: [UInt8])] = []
  /// Edges (vertex-induced: vertices) whose removal is known to leave a frequent pattern; bits.
  private var covered: UInt64 = 0
  private let generators: [[UInt8]]

  init(_ result: Canonicalizer.Result) {
    code = result.code
    pattern = Canonicalizer.pattern(of: result.code)
    generators = result.generators
    var leader = Array(0..<pattern.vertexCount)
    if !generators.isEmpty { Self.unite(&leader, generators.map { $0.map(Int.init) }) }
    var orbitOf: [Int] = [], representatives: [Int] = []
    for v in leader.indices {
      if leader[v] == v {
        orbitOf.append(representatives.count)
        representatives.append(v)
      } else {
        orbitOf.append(orbitOf[leader[v]])
      }
    }
    self.orbitOf = orbitOf
    self.representatives = representatives
    orbitCount = representatives.count
  }

  /// Merges what permutations map to each other; the least element leads.
  private static func unite(_ leader: inout [Int], _ permutations: [[Int]]) {
    var changed = true
    while changed {
      changed = false
      for p in permutations {
        for i in leader.indices where leader[i] != leader[p[i]] {
          let least = min(leader[i], leader[p[i]])
          leader[i] = least
          leader[p[i]] = least
          changed = true
        }
      }
    }
  }

  func cover(_ element: Int) {
    if element < 64 { covered |= 1 << UInt64(element) }
  }

  /// Position of an edge in the pattern.
  func edgeIndex(_ a: UInt8, _ b: UInt8, _ relation: Int32, mirror: [Int]) -> Int {
    let (u, v, r) = a < b ? (a, b, relation) : (b, a, Int32(mirror[Int(relation)]))
    return pattern.edges.firstIndex { $0.u == u && $0.v == v && $0.relation == r }!
  }

  /// Whether every connected part with one edge less is frequent (what grew into this pattern, up to automorphisms).
  func allEdgePartsAreFrequent(mirror: [Int]) -> Bool {
    let edges = pattern.edges
    if edges.count > 64 { return true }
    var leader = Array(edges.indices)
    if !generators.isEmpty {
      Self.unite(&leader, generators.map { g in
        edges.map { edgeIndex(g[Int($0.u)], g[Int($0.v)], $0.relation, mirror: mirror) }
      })
    }
    for e in edges.indices where !isCovered(e, leader) && pattern.isConnected(withoutEdge: e) { return false }
    return true
  }

  /// The same for parts with one vertex less.
  func allVertexPartsAreFrequent() -> Bool {
    for v in 0..<pattern.vertexCount where !isCovered(v, representativesOfVertices) {
      if pattern.isConnected(withoutVertex: v) { return false }
    }
    return true
  }

  private var representativesOfVertices: [Int] { orbitOf.map { representatives[$0] } }

  private func isCovered(_ element: Int, _ leader: [Int]) -> Bool {
    leader.indices.contains { leader[$0] == leader[element] && covered >> UInt64($0) & 1 == 1 }
  }
}

extension SmallPattern {
  /// Connected when an edge is taken away, and with it an end that has no other edge.
  func isConnected(withoutEdge removed: Int) -> Bool {
    var used: UInt32 = 0
    for (i, edge) in edges.enumerated() where i != removed { used |= 1 << UInt32(edge.u) | 1 << UInt32(edge.v) }
    return reaches(used) { $0 != removed }
  }

  func isConnected(withoutVertex removed: Int) -> Bool {
    let used = ((UInt64(1) << UInt64(vertexCount)) - 1) & ~(1 << UInt64(removed))
    return reaches(UInt32(truncatingIfNeeded: used)) { Int(edges[$0].u) != removed && Int(edges[$0].v) != removed }
  }

  private func reaches(_ wanted: UInt32, _ isUsable: (Int) -> Bool) -> Bool {
    if wanted == 0 { return false }
    var reached: UInt32 = wanted & (~wanted &+ 1)
    var changed = true
    while changed {
      changed = false
      for (i, edge) in edges.enumerated() where isUsable(i) {
        let ends: UInt32 = 1 << UInt32(edge.u) | 1 << UInt32(edge.v)
        if reached & ends != 0, reached & ends != ends {
          reached |= ends
          changed = true
        }
      }
    }
    return reached == wanted
  }
}

/// A frequent pattern inside the miner.
final class Record: @unchecked Sendable {  // written by one thread at a time: see FrequentRun
  let code: PatternCode
  let pattern: SmallPattern
  let orbitOf: [Int]
  let support: Int
  let isExact: Bool
  /// Steps of growth, from 1.
  let level: Int
  let parent: Record?
  /// Per orbit a superset of the images (all of them when exact); nil when memory was short or it is not needed.
  var domains: [Bits]?
  /// Some frequent pattern contains this one; some with the same support.
  var hasLarger = false
  var hasEqual = false
  var occurrences: UInt128?
  /// Global vertices in the order of the pattern's.
  var example: [UInt32]?

  init(_ candidate: Candidate, _ decision: SupportDecision, level: Int) {
    self.level = level
    code = candidate.code
    pattern = candidate.pattern
    orbitOf = candidate.orbitOf
    support = decision.support
    isExact = decision.isExact
    parent = candidate.parents.first?.record
    domains = decision.domains
  }

  var domainBytes: Int { domains?.reduce(0) { $0 + $1.byteCount } ?? 0 }
  /// Roughly what the record itself and the pattern made of it take.
  var byteCount: Int { 400 + code.count * 4 + pattern.vertexCount * 120 + pattern.edges.count * 60 }
}

/// The outcome for a frequent pattern.
struct SupportDecision {
  var support: Int
  var isExact: Bool
  var domains: [Bits]
}
