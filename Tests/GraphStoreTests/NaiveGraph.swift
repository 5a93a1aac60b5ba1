@testable import GraphStore

/// A graph as sets of users' ids: obviously right, for comparison.
struct NaiveGraph: Equatable {
  struct Arc: Hashable {
    var source: VertexID
    var target: VertexID
  }

  var isDirected: Bool
  var vertices: Set<VertexID> = []
  var arcs: Set<Arc> = []
  var edgeLabels: [Arc: Set<String>] = [:]
  var unlabelled: Set<Arc> = []
  var vertexLabels: [VertexID: Set<String>] = [:]
  var loops = 0
  var given = 0

  init(isDirected: Bool) { self.isDirected = isDirected }

  mutating func addVertex(_ id: VertexID, labels: [String] = []) {
    vertices.insert(id)
    if !labels.isEmpty { vertexLabels[id, default: []].formUnion(labels) }
  }

  mutating func addEdge(_ a: VertexID, _ b: VertexID, label: String? = nil) {
    vertices.insert(a)
    vertices.insert(b)
    given += 1
    if a == b {
      loops += 1
      return
    }
    for arc in isDirected ? [Arc(source: a, target: b)] : [Arc(source: a, target: b), Arc(source: b, target: a)] {
      arcs.insert(arc)
      if let label { edgeLabels[arc, default: []].insert(label) } else { unlabelled.insert(arc) }
    }
  }

  var edgeCount: Int { isDirected ? arcs.count : arcs.count / 2 }

  var distinctLabelledEdges: Int {
    let count = unlabelled.count + edgeLabels.values.reduce(0) { $0 + $1.count }
    return isDirected ? count : count / 2
  }
}

extension NaiveGraph {
  /// Reads a finished graph back through its ids. Loops and counts of what was given are not in it.
  init(_ graph: Graph) {
    self.init(isDirected: graph.isDirected)
    func id(_ v: Int) -> VertexID { graph.ids.id(of: v) }
    for v in 0..<graph.vertexCount {
      vertices.insert(id(v))
      for w in graph.outgoing.neighbours(v) { arcs.insert(Arc(source: id(v), target: id(Int(w)))) }
    }
    if let labels = graph.vertexLabels {
      for v in 0..<graph.vertexCount where !labels.labels(of: v).isEmpty {
        vertexLabels[id(v)] = Set(labels.labels(of: v).map { labels.dictionary.names[Int($0)] })
      }
    }
    guard let labels = graph.edgeLabels else {
      unlabelled = arcs
      return
    }
    for code in 0..<UInt32(labels.dictionary.count) {
      let lists = labels.lists(code)
      for v in 0..<graph.vertexCount {
        for w in lists.outgoing.neighbours(v) {
          edgeLabels[Arc(source: id(v), target: id(Int(w))), default: []].insert(labels.dictionary.names[Int(code)])
        }
      }
    }
    let rest = labels.lists(anyOf: [], orUnlabelled: true)
    for v in 0..<graph.vertexCount {
      for w in rest.outgoing.neighbours(v) { unlabelled.insert(Arc(source: id(v), target: id(Int(w)))) }
    }
  }

  /// Without what a finished graph does not tell.
  var asBuilt: NaiveGraph {
    var copy = self
    copy.loops = 0
    copy.given = 0
    return copy
  }
}

/// Everything inside a graph, for "the same graph to the last bit".
struct Snapshot: Equatable {
  var offsets: [[UInt64]] = []
  var targets: [[UInt32]] = []
  var lower: [[UInt32]] = []
  var ids: [VertexID]
  var report: BuildReport
  /// Slow for large graphs in debug builds.
  var named: NaiveGraph?

  init(_ graph: Graph, named: Bool = true) {
    for csr in [graph.neighbours, graph.outgoing, graph.incoming] {
      offsets.append(Array(UnsafeBufferPointer(start: csr.offsets, count: csr.vertexCount + 1)))
      targets.append(Array(UnsafeBufferPointer(start: csr.targets, count: csr.targetCount)))
      lower.append(Array(UnsafeBufferPointer(start: csr.lower, count: csr.vertexCount)))
    }
    ids = (0..<graph.vertexCount).map { graph.ids.id(of: $0) }
    report = graph.report
    if named { self.named = NaiveGraph(graph) }
  }
}

/// Everything the contract promises about the inside of a graph; returns what is broken.
func brokenInvariants(_ graph: Graph) -> [String] {
  var broken: [String] = []
  func check(_ holds: Bool, _ what: String) { if !holds { broken.append(what) } }
  let n = graph.vertexCount
  for (name, csr) in [("neighbours", graph.neighbours), ("outgoing", graph.outgoing), ("incoming", graph.incoming)] {
    check(csr.vertexCount == n, "\(name): vertex count")
    check(csr.offsets[0] == 0 && csr.offsets[n] == UInt64(csr.targetCount), "\(name): offsets")
    var maximum = 0
    for v in 0..<n {
      let list = Array(csr.neighbours(v))
      maximum = max(maximum, list.count)
      check(list == Array(Set(list)).sorted(), "\(name): list of \(v) sorted, without repeats")
      check(!list.contains(UInt32(v)) && list.allSatisfy { $0 < n }, "\(name): loop or bad number at \(v)")
      check(Int(csr.lower[v]) == list.filter { $0 < v }.count, "\(name): lower of \(v)")
    }
    check(csr.maximumDegree == maximum, "\(name): maximum degree")
    check((0..<CSR.padding).allSatisfy { csr.targets[csr.targetCount + $0] == 0 }, "\(name): padding")
  }
  for v in 0..<n {
    if v > 0 {
      let before = graph.neighbours.degree(v - 1), here = graph.neighbours.degree(v)
      let inOrder = before == here && graph.ids.id(of: v - 1) < graph.ids.id(of: v)
      check(before > here || inOrder, "numbering at \(v)")
    }
    check(graph.ids.number(of: graph.ids.id(of: v)) == UInt32(v), "id of \(v) and back")
    let union = Set(graph.outgoing.neighbours(v)).union(graph.incoming.neighbours(v))
    check(union == Set(graph.neighbours.neighbours(v)), "neighbours of \(v) are out and in")
    for w in graph.outgoing.neighbours(v) {
      check(graph.incoming.neighbours(Int(w)).contains(UInt32(v)), "arc \(v) -> \(w) both ways")
    }
  }
  check(graph.outgoing.targetCount == graph.incoming.targetCount, "as many arcs out as in")
  check(graph.isDirected || graph.outgoing === graph.neighbours, "undirected: one adjacency")
  if let labels = graph.vertexLabels {
    for code in 0..<UInt32(labels.dictionary.count) {
      let expected = (0..<UInt32(n)).filter { labels.labels(of: Int($0)).contains(code) }
      check(Array(labels.vertices(with: code)) == expected, "vertices with label \(code)")
      for v in 0..<n { check(labels.vertex(v, has: code) == expected.contains(UInt32(v)), "label test of \(v)") }
    }
    check(Array(labels.unlabelled) == (0..<UInt32(n)).filter { labels.labels(of: Int($0)).isEmpty }, "unlabelled")
    for v in 0..<n {
      let codes = labels.labels(of: v)
      let single = codes.isEmpty ? VertexLabels.none : codes.count == 1 ? codes[0] : VertexLabels.several
      check(labels.single[v] == single, "single label of \(v)")
    }
  }
  return broken
}
