import Gyrfalcon

/// What `info` says of a graph.
struct GraphFacts {
  private let graph: Graph
  private let statistics: GraphStatistics
  private let degeneracy: Int

  init(_ graph: Graph) {
    self.graph = graph
    statistics = GraphStatistics(graph)
    degeneracy = graph.vertexCount > 0 ? graph.degeneracyOrder().degeneracy : 0
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
      ("ids", .string(idKind)),
      ("vertex_labels", JSON(report.vertexLabelCount)),
      ("edge_labels", JSON(report.edgeLabelCount)),
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
    row("isolated", statistics.isolatedCount)
    if report.vertexLabelCount > 0 { row("vertex labels", report.vertexLabelCount) }
    if report.edgeLabelCount > 0 { row("edge labels", report.edgeLabelCount) }
    row("self-loops dropped", report.selfLoopsDropped)
    row("duplicates merged", report.duplicatesMerged)
    if report.parallelLabelsKept > 0 { row("parallel edges kept", report.parallelLabelsKept, "with other labels") }
    Standard.out.line("# \(title)")
    table.print()
  }
}
