import Glibc
import Gyrfalcon

/// What a report says, before it becomes a page. Parts are gathered in the order in which people want them, each only if
/// its expected time fits into what is left.
struct ReportData {
  /// A motif with its counts.
  struct Motif {
    var name: String
    var pattern: Pattern
    var induced: UInt128
    /// Nil: not counted.
    var edgeInduced: UInt128?
    /// Expected vertex-induced count in a random graph with as many vertices and edges (Erdos and Renyi).
    var expected: Double
    /// Counts in random graphs with the same degrees; nil: there was no time for them.
    var rewired: MotifExpectation?
  }

  struct Census {
    var size: Int
    var motifs: [Motif]
    var seconds: Double
  }

  struct TopVertex {
    var id: VertexID
    var degree: Int
    var count: UInt128
  }

  let path: String
  let graph: Graph
  let statistics: GraphStatistics
  let clustering: Clustering
  let triangles: Triangles
  let components: Components
  let degeneracy: Int
  let threads: Int

  /// Series of degrees with the number of vertices that have each.
  private(set) var degrees: [(name: String, counts: [(degree: Int, vertices: Int)])] = []
  private(set) var censuses: [Census] = []
  private(set) var cliques: [(size: Int, count: UInt128)] = []
  /// True: the last size has none.
  private(set) var cliquesAreComplete = false
  private(set) var topTriangles: [TopVertex] = []
  private(set) var topCliques: [TopVertex] = []
  private(set) var vertexLabels: [(name: String, count: Int)] = []
  private(set) var edgeLabels: [(name: String, count: Int)] = []
  private(set) var frequent: [FrequentPattern] = []
  private(set) var frequentSupport = 0
  /// Random graphs with the same degrees that motifs were counted in.
  private(set) var rewiredSamples = 0
  let rewiredSeed: UInt64 = 1
  /// What was left out, and why.
  private(set) var omissions: [String] = []
  private(set) var seconds = 0.0

  private let miner: Miner
  private let start = ContinuousClock.now
  private let budget: Double

  init(_ session: Session, budget: Double) throws {
    path = session.path
    graph = session.graph
    miner = session.miner
    threads = miner.threads
    self.budget = budget
    statistics = GraphStatistics(graph)
    triangles = Triangles(graph, threads: threads)
    clustering = Clustering(graph, triangles)
    components = Components(graph)
    degeneracy = graph.known?.degeneracy ?? (graph.vertexCount > 0 ? graph.degeneracyOrder().degeneracy : 0)
    gatherDegrees()
    gatherLabels()
    try gatherCensuses()
    try gatherCliques()
    try gatherTops()
    try gatherFrequent()
    try gatherRewired()
    seconds = spent
  }

  private var spent: Double {
    let duration = ContinuousClock.now - start
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// Notes what is left out when it is expected to take longer than what is left.
  private mutating func fits(_ what: String, _ expected: Double) -> Bool {
    let left = budget - spent
    if expected < left { return true }
    omissions.append("\(what): about \(Pretty.time(expected)) of work, \(Pretty.time(max(0, left))) were left (--seconds)")
    return false
  }

  private mutating func gatherDegrees() {
    func series(_ name: String, _ lists: CSR) {
      var counts: [Int: Int] = [:]
      for v in 0..<graph.vertexCount { counts[lists.degree(v), default: 0] += 1 }
      degrees.append((name, counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }
    if graph.isDirected {
      series("out-degree", graph.outgoing)
      series("in-degree", graph.incoming)
    } else {
      series("degree", graph.neighbours)
    }
  }

  private mutating func gatherLabels() {
    if let labels = graph.vertexLabels {
      vertexLabels = labels.dictionary.names.enumerated().map { ($1, labels.vertices(with: UInt32($0)).count) }
        .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    }
    if let labels = graph.edgeLabels {
      edgeLabels = labels.dictionary.names.enumerated().map { ($1, labels.count(of: UInt32($0))) }
        .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    }
  }

  // MARK: Motifs

  private mutating func gatherCensuses() throws {
    for size in graph.isDirected ? [3] : [3, 4, 5] where graph.vertexCount >= size {
      let begin = spent
      let query = try miner.prepareMotifs(size: size)
      guard fits("motifs on \(size) vertices", query.expectedWork * 1e-9) else { break }
      let counts = try miner.run(query)
      let plain = counts.map { (try? $0.pattern.inducing(.edges)) ?? $0.pattern }
      let edgeInduced = graph.isDirected ? try directedEdgeInduced(plain, spent - begin) : Miner.edgeInduced(counts)
      let motifs = counts.enumerated().map { index, count in
        Motif(
          name: MotifsCommand.name(of: count.pattern), pattern: plain[index], induced: count.occurrences,
          edgeInduced: edgeInduced?[index], expected: expectation(plain[index], count.automorphisms))
      }
      censuses.append(Census(size: size, motifs: motifs, seconds: spent - begin))
    }
  }

  /// The triads of a directed graph are counted once more: their census knows exact pairs only.
  private mutating func directedEdgeInduced(_ patterns: [Pattern], _ censusSeconds: Double) throws -> [UInt128]? {
    guard fits("edge-induced counts", 2 * censusSeconds) else { return nil }
    return try miner.count(patterns).map(\.occurrences)
  }

  /// Expected vertex-induced occurrences in G(n, p) with the graph's density.
  private func expectation(_ pattern: Pattern, _ automorphisms: UInt128) -> Double {
    let n = Double(graph.vertexCount), k = pattern.vertices.count
    guard graph.vertexCount >= k, n > 1 else { return 0 }
    let pairs = graph.isDirected ? n * (n - 1) : n * (n - 1) / 2
    let p = Double(graph.edgeCount) / pairs
    let arcs = pattern.edges.reduce(0) { $0 + (graph.isDirected && $1.direction == .both ? 2 : 1) }
    let places = graph.isDirected ? k * (k - 1) : k * (k - 1) / 2
    let maps = (0..<k).reduce(1.0) { $0 * (n - Double($1)) }
    return maps / Double(automorphisms) * pow(p, Double(arcs)) * pow(1 - p, Double(places - arcs))
  }

  /// Samples of the null model: at most 20, and 5 at least, or a deviation would say nothing. Larger motifs are left out first.
  private mutating func gatherRewired() throws {
    guard !censuses.isEmpty, graph.edgeCount > 1 else { return }
    // Never more than half of the time is for numbers about other graphs.
    let share = min(budget - spent, budget / 2)
    let rewiring = 10 * Double(graph.edgeCount) * 3e-7
    var sizes = censuses.map(\.size)
    func perSample() -> Double { censuses.reduce(rewiring) { sizes.contains($1.size) ? $0 + $1.seconds : $0 } }
    while !sizes.isEmpty, 5 * perSample() > share { sizes.removeLast() }
    for census in censuses where !sizes.contains(census.size) {
      omissions.append("motifs on \(census.size) vertices in random graphs with the same degrees: not enough time (--seconds)")
    }
    guard !sizes.isEmpty else { return }
    let begin = spent
    var random = RandomCensuses(sizes: sizes, seed: rewiredSeed)
    while random.samples < 20 {
      let each = random.samples == 0 ? 0 : (spent - begin) / Double(random.samples)
      if random.samples >= 5, spent - begin + each > share { break }
      if random.samples == 1, 5 * each > 2 * share {
        omissions.append("motifs in random graphs with the same degrees: \(Pretty.time(each)) a graph, which is not enough time (--seconds)")
        return
      }
      try random.addSample(of: miner)
    }
    rewiredSamples = random.samples
    for position in sizes.indices {
      for (motif, expectation) in random.expectations(position).enumerated() {
        censuses[position].motifs[motif].rewired = expectation
      }
    }
  }

  // MARK: Cliques and their vertices

  private mutating func gatherCliques() throws {
    var begin = spent, last = 0.0
    for size in 3...32 where graph.vertexCount >= size {
      guard fits("cliques on \(size) and more vertices", max(last * 2, 0.001)) else { return }
      let left = max(0.1, (budget - spent) / 2)
      guard case .complete(let count) = try miner.count(.clique(size), deadline: .milliseconds(Int64(left * 1000))) else {
        omissions.append("cliques on \(size) and more vertices: stopped after \(Pretty.time(left)) (--seconds)")
        return
      }
      cliques.append((size, count.occurrences))
      last = spent - begin
      begin = spent
      if count.occurrences == 0 { break }
    }
    cliquesAreComplete = true
  }

  private mutating func gatherTops() throws {
    func top(_ counts: [UInt128]) -> [TopVertex] {
      counts.indices.filter { counts[$0] > 0 }
        .sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : graph.ids.id(of: $0) < graph.ids.id(of: $1) }
        .prefix(10).map { TopVertex(id: graph.ids.id(of: $0), degree: graph.neighbours.degree($0), count: counts[$0]) }
    }
    topTriangles = top(triangles.perVertex.map { UInt128($0) })
    guard graph.vertexCount >= 4 else { return }
    let miner = graph.isDirected ? Miner(graph.undirectedView, threads: threads) : miner
    let query = try miner.prepareOrbits(size: 4)
    guard fits("4-cliques at each vertex", query.derivation.work * 1e-9) else { return }
    let orbits = try miner.run(query)
    let numbers = graph.ids.numbers
    var counts = [UInt128](repeating: 0, count: graph.vertexCount)
    // Orbit 14 is the 4-clique's.
    for row in orbits.vertices.indices { counts[Int(numbers[row])] = orbits[row: row, orbit: 14] }
    topCliques = top(counts)
  }

  // MARK: Labels

  private mutating func gatherFrequent() throws {
    guard graph.vertexLabels != nil || graph.edgeLabels != nil, graph.vertexCount > 0 else { return }
    let left = budget - spent
    guard fits("frequent patterns", 0.2) else { return }
    // The least support of 5%, 2%, 1% ... of the vertices that gives ten patterns.
    for share in [0.05, 0.02, 0.01, 0.005, 0.002] {
      var options = FrequentOptions(support: .fraction(share), maxEdges: 3)
      options.top = 12
      options.threads = threads
      options.deadline = .milliseconds(Int64(max(0.2, left / 3) * 1000))
      let result = try graph.frequentSubgraphs(options)
      frequent = result.patterns
      frequentSupport = try FrequencyThreshold.fraction(share).resolved(graph.vertexCount)
      if !result.isComplete {
        omissions.append("frequent patterns of lower support: stopped by the time (--seconds)")
        break
      }
      if frequent.count >= 10 || spent > 0.9 * budget { break }
    }
  }
}
