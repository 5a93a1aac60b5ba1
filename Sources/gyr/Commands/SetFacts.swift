import Gyrfalcon

/// What `info` says of a set of graphs.
struct SetFacts {
  private let set: GraphSet
  private let vertices: Spread
  private let edges: Spread
  private let maximumDegree: Int
  private let vertexLabels: [LabelUse]
  private let edgeLabels: [LabelUse]

  /// A number that every graph has.
  private struct Spread {
    var total = 0
    var least = 0
    var greatest = 0
    var mean = 0.0

    init(_ values: [Int]) {
      total = values.reduce(0, +)
      least = values.min() ?? 0
      greatest = values.max() ?? 0
      if !values.isEmpty { mean = Double(total) / Double(values.count) }
    }

    var json: JSON { .object([("minimum", JSON(least)), ("maximum", JSON(greatest)), ("mean", .number(mean))]) }
    var range: String { "\(Pretty.count(least)) to \(Pretty.count(greatest)), mean \(Pretty.rounded(mean))" }
  }

  /// How many vertices (edges) carry a label, in how many graphs.
  private struct LabelUse {
    var name: String
    var count: Int
    var graphs: Int
  }

  init(_ set: GraphSet) {
    self.set = set
    vertices = Spread(set.graphs.map(\.vertexCount))
    edges = Spread(set.graphs.map(\.edgeCount))
    maximumDegree = set.graphs.map(\.neighbours.maximumDegree).max() ?? 0
    vertexLabels = Self.uses(set) { graph in
      guard let labels = graph.vertexLabels else { return [] }
      return labels.dictionary.names.enumerated().map { ($1, labels.vertices(with: UInt32($0)).count) }
    }
    edgeLabels = Self.uses(set) { graph in
      guard let labels = graph.edgeLabels else { return [] }
      return labels.dictionary.names.enumerated().map { ($1, labels.count(of: UInt32($0))) }
    }
  }

  /// Most frequent first, then by name.
  private static func uses(_ set: GraphSet, _ counts: (Graph) -> [(String, Int)]) -> [LabelUse] {
    var uses: [String: LabelUse] = [:]
    for graph in set.graphs {
      for (name, count) in counts(graph) {
        uses[name, default: LabelUse(name: name, count: 0, graphs: 0)].count += count
        uses[name]!.graphs += 1
      }
    }
    return uses.values.sorted { ($1.count, VertexID(parsing: $0.name)) < ($0.count, VertexID(parsing: $1.name)) }
  }

  private func sum(_ part: (BuildReport) -> Int) -> Int { set.graphs.reduce(0) { $0 + part($1.report) } }

  private static func object(_ uses: [LabelUse], _ value: (LabelUse) -> Int) -> JSON {
    .object(uses.map { ($0.name, JSON(value($0))) })
  }

  var json: [(String, JSON)] {
    [
      ("vertices_per_graph", vertices.json), ("edges_per_graph", edges.json),
      ("degrees", .object([("maximum", JSON(maximumDegree))])),
      ("vertex_labels", JSON(vertexLabels.count)), ("edge_labels", JSON(edgeLabels.count)),
      ("vertex_label_histogram", Self.object(vertexLabels, \.count)),
      ("vertex_label_graphs", Self.object(vertexLabels, \.graphs)),
      ("edge_label_histogram", Self.object(edgeLabels, \.count)),
      ("edge_label_graphs", Self.object(edgeLabels, \.graphs)),
      ("read", .object([
        ("self_loops_dropped", JSON(sum(\.selfLoopsDropped))), ("duplicates_merged", JSON(sum(\.duplicatesMerged))),
        ("parallel_labels_kept", JSON(sum(\.parallelLabelsKept))),
        ("lines_with_extra_columns", JSON(sum(\.linesWithExtraColumns))),
      ])),
    ]
  }

  func print(title: String) {
    var table = Table([.left, .right, .left])
    table.add("graphs", Pretty.count(set.count), set.graphs.first?.isDirected == true ? "directed" : "undirected")
    table.add("vertices", Pretty.count(vertices.total), vertices.range)
    table.add(set.graphs.first?.isDirected == true ? "arcs" : "edges", Pretty.count(edges.total), edges.range)
    table.add("largest degree", Pretty.count(maximumDegree), "")
    if !vertexLabels.isEmpty { table.add("vertex labels", Pretty.count(vertexLabels.count), "") }
    if !edgeLabels.isEmpty { table.add("edge labels", Pretty.count(edgeLabels.count), "") }
    table.add("self-loops dropped", Pretty.count(sum(\.selfLoopsDropped)), "")
    table.add("duplicates merged", Pretty.count(sum(\.duplicatesMerged)), "")
    let ignored = sum(\.linesWithExtraColumns)
    if ignored > 0 { table.add("lines with more columns", Pretty.count(ignored), "ignored") }
    Standard.out.line("# \(title)")
    table.print()
    printHistogram("vertex label, vertices, graphs", vertexLabels)
    printHistogram("edge label, edges, graphs", edgeLabels)
  }

  private func printHistogram(_ title: String, _ uses: [LabelUse]) {
    guard !uses.isEmpty else { return }
    let shown = uses.prefix(20)
    var table = Table([.left, .right, .right])
    for use in shown { table.add(use.name, Pretty.count(use.count), Pretty.count(use.graphs)) }
    Standard.out.line("# \(title)\(uses.count > shown.count ? ", the \(shown.count) most frequent of \(uses.count)" : "")")
    table.print()
  }
}
