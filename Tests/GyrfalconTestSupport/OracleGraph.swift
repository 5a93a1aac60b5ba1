/// A small labelled graph written down in the plainest way: a set of arcs with the labels they carry.
///
/// It shares no code with the engine, so that the two can check each other.
package struct OracleGraph: Hashable, Sendable {
  package struct Arc: Hashable, Sendable, Comparable {
    package var source: Int
    package var target: Int
    package init(_ source: Int, _ target: Int) {
      self.source = source
      self.target = target
    }
    package var reversed: Arc { Arc(target, source) }
    package static func < (a: Arc, b: Arc) -> Bool { (a.source, a.target) < (b.source, b.target) }
  }

  /// Vertices are 0..<vertexCount.
  package let vertexCount: Int
  package let isDirected: Bool
  /// Labels of every vertex; empty means unlabelled.
  package var vertexLabels: [Set<String>]
  /// For every arc the labels of its parallel edges; nil is the edge without a label.
  /// An undirected edge stands here as both of its arcs.
  package private(set) var edgeLabels: [Arc: Set<String?>] = [:]

  /// Whole numbers by attribute and vertex or arc (an undirected edge has the same one for both of its arcs); what is not
  /// there is missing.
  package var vertexAttributes: [String: [Int: Int]] = [:]
  package var edgeAttributes: [String: [Arc: Int]] = [:]

  package init(vertexCount: Int, directed: Bool = false, vertexLabels: [Set<String>]? = nil) {
    precondition(vertexLabels == nil || vertexLabels!.count == vertexCount, "one label set a vertex")
    self.vertexCount = vertexCount
    self.isDirected = directed
    self.vertexLabels = vertexLabels ?? Array(repeating: [], count: vertexCount)
  }

  /// Unlabelled edges (undirected) or arcs (directed), given as pairs.
  package init(vertexCount: Int, directed: Bool = false, edges: [(Int, Int)]) {
    self.init(vertexCount: vertexCount, directed: directed)
    for (source, target) in edges { insert(source, target) }
  }

  /// Adds an edge or arc; a repeated one changes nothing.
  package mutating func insert(_ source: Int, _ target: Int, label: String? = nil) {
    precondition(source != target, "the graph is simple: no self-loops")
    precondition(0..<vertexCount ~= source && 0..<vertexCount ~= target, "no such vertex")
    edgeLabels[Arc(source, target), default: []].insert(label)
    if !isDirected { edgeLabels[Arc(target, source), default: []].insert(label) }
  }

  package var arcs: Set<Arc> { Set(edgeLabels.keys) }

  /// Adjacent pairs (undirected) or arcs (directed); parallel labels count once.
  package var edgeCount: Int { isDirected ? edgeLabels.count : edgeLabels.count / 2 }

  package func hasArc(_ source: Int, _ target: Int) -> Bool { edgeLabels[Arc(source, target)] != nil }

  /// Joined in either direction.
  package func areAdjacent(_ a: Int, _ b: Int) -> Bool { hasArc(a, b) || hasArc(b, a) }

  /// Every edge once, sorted: `source < target` when undirected. One entry a parallel label.
  package var labelledEdges: [(source: Int, target: Int, label: String?)] {
    edgeLabels.keys.sorted().flatMap { arc in
      isDirected || arc.source < arc.target
        ? edgeLabels[arc]!.sorted { ($0 ?? "") < ($1 ?? "") }.map { (arc.source, arc.target, $0) } : []
    }
  }

  /// The same graph with vertex `v` renamed to `numbering[v]`.
  package func relabelled(by numbering: [Int]) -> OracleGraph {
    precondition(numbering.sorted() == Array(0..<vertexCount), "not a permutation")
    var result = OracleGraph(vertexCount: vertexCount, directed: isDirected)
    for v in 0..<vertexCount { result.vertexLabels[numbering[v]] = vertexLabels[v] }
    for (arc, labels) in edgeLabels {
      result.edgeLabels[Arc(numbering[arc.source], numbering[arc.target])] = labels
    }
    for (name, values) in vertexAttributes {
      for (v, value) in values { result.vertexAttributes[name, default: [:]][numbering[v]] = value }
    }
    for (name, values) in edgeAttributes {
      for (arc, value) in values {
        result.edgeAttributes[name, default: [:]][Arc(numbering[arc.source], numbering[arc.target])] = value
      }
    }
    return result
  }

  /// Lines `source target label` (`-` where there is no label); vertices without an edge do not show.
  package var edgeListText: String {
    labelledEdges.map { "\($0.source) \($0.target) \($0.label ?? "-")\n" }.joined()
  }
}
