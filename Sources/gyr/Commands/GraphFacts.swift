import Gyrfalcon

/// What `info` says of a graph.
struct GraphFacts {
  private let graph: Graph
  private let statistics: GraphStatistics
  private let degeneracy: Int
  private let triangles: Triangles
  private let clustering: Clustering
  private let components: Components

  init(_ graph: Graph, threads: Int) {
    self.graph = graph
    statistics = GraphStatistics(graph)
    degeneracy = graph.known?.degeneracy ?? (graph.vertexCount > 0 ? graph.degeneracyOrder().degeneracy : 0)
    triangles = Triangles(graph, threads: threads)
    clustering = Clustering(graph, triangles)
    components = Components(graph)
  }

  /// Labels of vertices with the number of vertices that carry them, most frequent first.
  private var vertexHistogram: [(name: String, count: Int)] {
    guard let labels = graph.vertexLabels else { return [] }
    return (0..<UInt32(labels.dictionary.count)).map { (labels.dictionary.names[Int($0)], labels.vertices(with: $0).count) }
      .sorted { $0.1 > $1.1 }
  }

  /// Labels of edges with the number of edges that carry them, most frequent first.
  private var edgeHistogram: [(name: String, count: Int)] {
    guard let labels = graph.edgeLabels else { return [] }
    return (0..<UInt32(labels.dictionary.count)).map { (labels.dictionary.names[Int($0)], labels.count(of: $0)) }
      .sorted { $0.1 > $1.1 }
  }

  private static func histogram(_ entries: [(name: String, count: Int)]) -> JSON {
    .object(entries.map { ($0.name, JSON($0.count)) })
  }

  private var idKind: String { graph.ids.areIntegers ? "integers" : "strings" }

  var json: [(String, JSON)] {
    let report = graph.report
    var degrees: [(String, JSON)] = [
      ("maximum", JSON(statistics.maximumDegree)), ("mean", .number(statistics.averageDegree)),
      ("isolated", JSON(statistics.isolatedCount)),
    ]
    if graph.isDirected {
      degrees += [("maximum_out", JSON(statistics.maximumOut)), ("maximum_in", JSON(statistics.maximumIn))]
    }
    return [
      ("degrees", .object(degrees)),
      ("degeneracy", JSON(degeneracy)),
      ("triangles", .integer(UInt128(triangles.count))),
      ("clustering", .object([
        ("transitivity", clustering.transitivity.map(JSON.number) ?? .null), ("mean_local", .number(clustering.meanLocal)),
      ])),
      ("components", .object([("count", JSON(components.count)), ("largest", JSON(components.largest))])),
      ("ids", .string(idKind)),
      ("vertex_labels", JSON(report.vertexLabelCount)),
      ("edge_labels", JSON(report.edgeLabelCount)),
      ("vertex_label_histogram", Self.histogram(vertexHistogram)),
      ("edge_label_histogram", Self.histogram(edgeHistogram)),
      ("vertex_attributes", .array(graph.attributes.vertices.columns.map { .string($0.name) })),
      ("edge_attributes", .array(graph.attributes.edges.columns.map { .string($0.name) })),
      ("read", .object([
        ("lines", JSON(report.linesRead)), ("edges", JSON(report.edgesGiven)),
        ("self_loops_dropped", JSON(report.selfLoopsDropped)), ("duplicates_merged", JSON(report.duplicatesMerged)),
        ("parallel_labels_kept", JSON(report.parallelLabelsKept)),
        ("lines_with_extra_columns", JSON(report.linesWithExtraColumns)),
      ])),
    ]
  }

  func print(title: String) {
    let report = graph.report
    var table = Table([.left, .right, .left])
    func row(_ name: String, _ value: Int, _ remark: String = "") { table.add(name, Pretty.count(value), remark) }
    row("vertices", graph.vertexCount, idKind == "integers" ? "integer ids" : "string ids")
    row(graph.isDirected ? "arcs" : "edges", graph.edgeCount, graph.isDirected ? "directed" : "undirected")
    row("largest degree", statistics.maximumDegree)
    if graph.isDirected {
      row("largest out-degree", statistics.maximumOut)
      row("largest in-degree", statistics.maximumIn)
    }
    table.add("mean degree", Pretty.rounded(statistics.averageDegree), "")
    row("degeneracy", degeneracy)
    row("triangles", Int(clamping: triangles.count))
    table.add("clustering", clustering.transitivity.map(Pretty.rounded) ?? "-", "3 x triangles / paths of 3")
    table.add("local clustering", Pretty.rounded(clustering.meanLocal), "mean over vertices")
    row("components", components.count, "the largest has \(Pretty.count(components.largest, "vertex", "vertices"))")
    row("isolated", statistics.isolatedCount)
    if report.vertexLabelCount > 0 { row("vertex labels", report.vertexLabelCount) }
    if report.edgeLabelCount > 0 { row("edge labels", report.edgeLabelCount) }
    row("self-loops dropped", report.selfLoopsDropped)
    row("duplicates merged", report.duplicatesMerged)
    if report.parallelLabelsKept > 0 { row("parallel edges kept", report.parallelLabelsKept, "with other labels") }
    if report.linesWithExtraColumns > 0 { row("lines with more columns", report.linesWithExtraColumns, "ignored; see --columns") }
    if report.attributeConflicts > 0 { row("attribute conflicts", report.attributeConflicts, "the least value kept") }
    for (what, columns) in [("vertex", graph.attributes.vertices.columns), ("edge", graph.attributes.edges.columns)] {
      for column in columns {
        table.add("\(what) attribute", Pretty.count(column.rowCount - column.missingCount), "\(column.name) (\(column.type.rawValue))")
      }
    }
    Standard.out.line("# \(title)")
    table.print()
    printHistogram("vertex label", vertexHistogram)
    printHistogram("edge label", edgeHistogram)
  }

  /// The most frequent labels.
  private func printHistogram(_ title: String, _ entries: [(name: String, count: Int)]) {
    guard !entries.isEmpty else { return }
    let shown = entries.prefix(20)
    var table = Table([.left, .right])
    for entry in shown { table.add(entry.name, Pretty.count(entry.count)) }
    Standard.out.line("# \(title)\(entries.count > shown.count ? ", the \(shown.count) most frequent of \(entries.count)" : "")")
    table.print()
  }
}
