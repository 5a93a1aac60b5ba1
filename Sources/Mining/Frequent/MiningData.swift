import GraphStore
import PatternModel

/// One graph, or a set of graphs laid side by side, as the frequent subgraph miner sees it.
///
/// Vertices have global numbers (the graph's own number plus the graph's offset). Every label that enough vertices
/// carry is a *class* with its vertices in ascending order; a vertex with several labels is a member of several
/// classes, a vertex without a label of the class of the unlabelled. Domains of pattern vertices are sets of places in
/// a class.
final class MiningData: @unchecked Sendable {  // immutable after init
  let graphs: [Graph]
  /// What the user calls them.
  let graphNames: [String]
  /// First global vertex of every graph; one more entry at the end.
  let offsets: [Int]
  let isDirected: Bool
  let vertexCount: Int
  /// Transactional: the graph of a vertex. Empty when there is one graph, whose vertices each count.
  let units: [UInt32]

  /// Labels of the union, as constraints that hold exactly for the members of a class (relation).
  let vertexConstraints: [LabelConstraint]
  let edgeConstraints: [LabelConstraint]
  /// Members of every class, ascending.
  let classes: [[UInt32]]
  /// For vertex v the entries memberOffsets[v]..<memberOffsets[v + 1] of the two columns.
  let memberOffsets: [UInt32]
  let memberClass: [Int32]
  let memberPlace: [UInt32]
  /// A vertex may be in more than one class.
  let classesOverlap: Bool

  /// Per graph: its edge label code -> code in the union. Nil: the graph has no edge labels.
  private let edgeCodes: [[Int]?]
  private let unlabelledEdge: Int

  var isTransactional: Bool { !units.isEmpty }
  var edgeLabelCount: Int { edgeConstraints.count }

  init(_ set: GraphSet, isTransactional: Bool, threshold: Int, options: FrequentOptions) throws(FrequentError) {
    let graphs = set.graphs
    self.graphs = graphs
    graphNames = set.names
    isDirected = graphs.first?.isDirected ?? false
    if let odd = graphs.firstIndex(where: { $0.isDirected != graphs[0].isDirected }) {
      throw .mixedDirections(graph: odd)
    }
    var offsets = [0]
    for graph in graphs { offsets.append(offsets[offsets.count - 1] + graph.vertexCount) }
    self.offsets = offsets
    let vertexCount = offsets[graphs.count]
    guard vertexCount < Int(UInt32.max) else { throw .tooManyVertices }
    self.vertexCount = vertexCount
    units = isTransactional
      ? graphs.indices.flatMap { repeatElement(UInt32($0), count: graphs[$0].vertexCount) } : []

    // Vertex labels of the union.
    let useVertexLabels = !options.ignoresVertexLabels && graphs.contains { $0.vertexLabels != nil }
    let names = LabelDictionary(
      Set(useVertexLabels ? graphs.flatMap { $0.vertexLabels?.dictionary.names ?? [] } : []))
    let codes = graphs.map { $0.vertexLabels?.dictionary.names.map { useVertexLabels ? Int(names.code($0)!) : 0 } }
    // The unlabelled are the last code; when nothing carries a label they are everything.
    let unlabelled = names.count
    func forEachLabel(_ body: (Int, Int) -> Void) {
      for (index, graph) in graphs.enumerated() {
        for v in 0..<graph.vertexCount {
          guard useVertexLabels, let labels = graph.vertexLabels else {
            body(offsets[index] + v, unlabelled)
            continue
          }
          switch labels.single[v] {
          case VertexLabels.none: body(offsets[index] + v, unlabelled)
          case VertexLabels.several: for code in labels.labels(of: v) { body(offsets[index] + v, codes[index]![Int(code)]) }
          case let code: body(offsets[index] + v, codes[index]![Int(code)])
          }
        }
      }
    }
    // A class is worth keeping if enough vertices (or vertices of enough graphs) are in it.
    var sizes = [Int](repeating: 0, count: unlabelled + 1)
    var lastUnit = [UInt32](repeating: .max, count: unlabelled + 1)
    let units = units
    forEachLabel { v, code in
      if isTransactional {
        if lastUnit[code] != units[v] { sizes[code] += 1 }
        lastUnit[code] = units[v]
      } else {
        sizes[code] += 1
      }
    }
    var classOf = [Int32](repeating: -1, count: unlabelled + 1)
    var constraints: [LabelConstraint] = []
    for code in 0...unlabelled where sizes[code] >= max(1, threshold) {
      classOf[code] = Int32(constraints.count)
      constraints.append(Self.constraint(code, names))
    }
    vertexConstraints = constraints
    var classes = [[UInt32]](repeating: [], count: constraints.count)
    var memberOffsets: [UInt32] = [0], memberClass: [Int32] = [], memberPlace: [UInt32] = []
    memberOffsets.reserveCapacity(vertexCount + 1)
    memberClass.reserveCapacity(vertexCount)
    memberPlace.reserveCapacity(vertexCount)
    forEachLabel { v, code in
      while memberOffsets.count <= v { memberOffsets.append(UInt32(memberClass.count)) }
      let number = classOf[code]
      if number < 0 { return }
      memberClass.append(number)
      memberPlace.append(UInt32(classes[Int(number)].count))
      classes[Int(number)].append(UInt32(v))
    }
    while memberOffsets.count <= vertexCount { memberOffsets.append(UInt32(memberClass.count)) }
    self.classes = classes
    self.memberOffsets = memberOffsets
    self.memberClass = memberClass
    self.memberPlace = memberPlace
    classesOverlap = graphs.contains { useVertexLabels && $0.vertexLabels?.hasSeveral == true }

    // Edge labels of the union.
    let useEdgeLabels = !options.ignoresEdgeLabels && graphs.contains { $0.edgeLabels != nil }
    let edgeNames = LabelDictionary(
      Set(useEdgeLabels ? graphs.flatMap { $0.edgeLabels?.dictionary.names ?? [] } : []))
    edgeCodes = graphs.map { graph in
      useEdgeLabels ? graph.edgeLabels?.dictionary.names.map { Int(edgeNames.code($0)!) } : nil
    }
    unlabelledEdge = edgeNames.count
    edgeConstraints = (0...edgeNames.count).map { Self.constraint($0, edgeNames) }
  }

  private static func constraint(_ code: Int, _ names: LabelDictionary) -> LabelConstraint {
    if code < names.count { return .anyOf([names.names[code]]) }
    return names.count == 0 ? .any : .noneOf(names.names.sorted())
  }

  /// Calls `body` with every labelled edge (arc, when directed): ends and label code. Undirected edges come once, from
  /// the smaller end; within a label ends ascend, first the source.
  @inline(__always)
  func forEachEdge(_ body: (_ source: Int, _ target: Int, _ label: Int) -> Void) {
    for (index, graph) in graphs.enumerated() {
      let base = offsets[index]
      if let codes = edgeCodes[index], let labels = graph.edgeLabels {
        for code in 0...labels.dictionary.count {
          let label = code < codes.count ? codes[code] : unlabelledEdge
          for pair in labels.pairs(of: UInt32(code)) {
            body(base + Int(pair >> 32), base + Int(pair & 0xffff_ffff), label)
          }
        }
      } else {
        let lists = graph.outgoing
        for v in 0..<graph.vertexCount {
          let first = isDirected ? 0 : Int(lists.lower[v])
          let row = lists.neighbours(v)
          for place in first..<max(first, row.count) { body(base + v, base + Int(row[place]), unlabelledEdge) }
        }
      }
    }
  }

  /// Joined by an edge of any label in any direction. O(log degree).
  @inline(__always)
  func areAdjacent(_ a: UInt32, _ b: UInt32) -> Bool {
    var graph = 0
    if !units.isEmpty {
      graph = Int(units[Int(a)])
      if graph != Int(units[Int(b)]) { return false }
    }
    let base = offsets[graph], lists = graphs[graph].neighbours
    var x = Int(a) - base, y = Int(b) - base
    if lists.degree(x) > lists.degree(y) { swap(&x, &y) }
    return contains(lists.targets + Int(lists.offsets[x]), lists.degree(x), UInt32(y))
  }

  /// Number of graphs (transactional) or of vertices.
  var universe: Int { isTransactional ? graphs.count : vertexCount }

  /// The user's id of a global vertex.
  func id(of vertex: UInt32) -> Graph.VertexID {
    let graph = units.isEmpty ? 0 : Int(units[Int(vertex)])
    return graphs[graph].ids.id(of: Int(vertex) - offsets[graph])
  }
}

/// Whether an ascending list holds a value.
@inline(__always)
func contains(_ list: UnsafePointer<UInt32>, _ count: Int, _ value: UInt32) -> Bool {
  var low = 0, high = count
  while low < high {
    let middle = (low &+ high) >> 1
    if list[middle] < value { low = middle &+ 1 } else { high = middle }
  }
  return low < count && list[low] == value
}
