import Drawing
import Gyrfalcon

/// The page of a report: HTML with its style inside, without scripts.
struct ReportPage {
  private let data: ReportData
  private let title: String

  init(_ data: ReportData, title: String?) {
    self.data = data
    let name = data.path == "-" ? "standard input" : data.path.split(separator: "/").last.map(String.init) ?? data.path
    self.title = title ?? name
  }

  var html: String {
    let sections = [summary, degrees, labels, frequent] + data.censuses.reversed().map(census) + [cliques, tops, about]
    let present = sections.compactMap { $0 }
    let links = present.map { "<a href=\"#\($0.id)\">\($0.short)</a>" }.joined()
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="gyr \(Gyr.version)">
      <title>\(escaped(title)): a graph report</title>
      <link rel="icon" href="data:,">
      <style>\(ReportStyle.css)</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the figures</a>
      <header>
      <p class="kicker">Graph report</p>
      <h1>\(escaped(title))</h1>
      <p class="lede">\(lede)</p>
      <nav aria-label="Sections">\(links)</nav>
      </header>
      <main id="main">
      \(present.map(\.html).joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private struct Section {
    var id: String
    var short: String
    var html: String
  }

  private func section(_ id: String, _ short: String, _ heading: String, _ note: String, _ body: String) -> Section {
    Section(
      id: id, short: short,
      html: """
        <section id="\(id)" aria-labelledby="\(id)-h">
        <h2 id="\(id)-h">\(heading)</h2>
        <p class="note">\(note)</p>
        \(body)
        </section>
        """)
  }

  private func escaped(_ text: String) -> String { Markup.escaped(text) }
  private func n(_ value: some BinaryInteger) -> String { Pretty.count(value, separated: true) }
  private var edges: String { data.graph.isDirected ? "arcs" : "edges" }

  private var lede: String {
    let graph = data.graph
    var text = "\(graph.isDirected ? "A directed" : "An undirected") graph of \(n(graph.vertexCount)) vertices and "
      + "\(n(graph.edgeCount)) \(edges)"
    if data.components.count > 1 {
      let share = 100 * Double(data.components.largest) / Double(max(1, graph.vertexCount))
      text += ", in \(n(data.components.count)) components of which the largest holds \(Pretty.rounded(share))% of the vertices"
    }
    return text + "."
  }

  // MARK: Summary

  private var summary: Section {
    var tiles: [(String, String, String)] = [
      ("Vertices", n(data.graph.vertexCount), data.statistics.isolatedCount > 0 ? "\(n(data.statistics.isolatedCount)) without neighbours" : ""),
      (data.graph.isDirected ? "Arcs" : "Edges", n(data.graph.edgeCount), ""),
      ("Mean degree", Pretty.rounded(data.statistics.averageDegree), "largest \(n(data.statistics.maximumDegree))"),
      ("Triangles", n(data.triangles.count), "of the undirected view"),
      ("Clustering", data.clustering.transitivity.map(Self.decimal) ?? "none", "local mean \(Self.decimal(data.clustering.meanLocal))"),
      ("Degeneracy", n(data.degeneracy), "no clique has more than \(data.degeneracy == 0 ? "1 vertex" : "\(n(data.degeneracy + 1)) vertices")"),
      ("Components", n(data.components.count), "largest \(n(data.components.largest))"),
    ]
    if !data.vertexLabels.isEmpty { tiles.append(("Vertex labels", n(data.vertexLabels.count), "")) }
    if !data.edgeLabels.isEmpty { tiles.append(("Edge labels", n(data.edgeLabels.count), "")) }
    if !data.graph.isDirected { tiles[3].2 = "" }
    let body = "<dl class=\"tiles\">" + tiles.map { name, value, detail in
      "<div><dt>\(name)</dt><dd>\(value)<small>\(detail)</small></dd></div>"
    }.joined() + "</dl>"
    return section("summary", "Summary", "At a glance", escaped(data.graph.report.description.prefix(1).uppercased() + data.graph.report.description.dropFirst()) + ".", body)
  }

  static func decimal(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
  }

  // MARK: Degrees

  private var degrees: Section? {
    guard data.graph.edgeCount > 0 else { return nil }
    var tables = ""
    for (name, counts) in data.degrees {
      // In bins that double, as the axis does.
      var rows = ""
      for bin in DegreeChart.bins(counts) {
        let range = bin.low == bin.high ? n(bin.low) : "\(n(bin.low))–\(n(bin.high))"
        rows += "<tr><th scope=\"row\">\(range)</th><td>\(n(bin.vertices))</td></tr>"
      }
      tables += "<table><caption>Vertices by \(name)</caption><thead><tr><th scope=\"col\">\(name)</th><th scope=\"col\">vertices</th></tr></thead><tbody>\(rows)</tbody></table>"
    }
    let body = """
      <figure>\(DegreeChart(data.degrees).svg)\(DegreeChart(data.degrees, isNarrow: true).svg)
      <details><summary>The numbers</summary><div class="tables">\(tables)</div></details></figure>
      """
    return section(
      "degrees", "Degrees", "Degree distribution",
      "Share of vertices with at least so many neighbours, both axes logarithmic. A straight line would be a power law.", body)
  }

  // MARK: Bars

  private struct Bar {
    var picture = ""
    var name: String
    var hint = ""
    var value: UInt128
    var more: [String] = []
  }

  /// A table whose numbers are drawn as bars on a logarithmic axis.
  private func bars(
    _ caption: String, _ first: String, _ unit: String, _ columns: [String], _ rows: [Bar], kind: String = ""
  ) -> String {
    let most = rows.map(\.value).max() ?? 0
    let decades = max(1, Self.decades(most))
    let step = decades > 9 ? 3 : decades > 5 ? 2 : 1
    let ticks = stride(from: 0, through: decades, by: step).map { decade in
      let place = 100 * Double(decade) / Double(decades)
      let label = decade == 0 ? "1" : decade <= 3 ? n(Int([1, 10, 100, 1000][decade])) : "10<sup>\(decade)</sup>"
      return "<i style=\"left:\(Self.percent(place))\">\(label)</i>"
    }.joined()
    let gaps = "--grid:\(Self.percent(100 * Double(step) / Double(decades)))"
    let heads = columns.map { "<th scope=\"col\" class=\"more\">\($0)</th>" }.joined()
    var body = ""
    for row in rows {
      let length = row.value == 0 ? 0 : max(0.8, 100 * Self.log10(row.value) / Double(decades))
      let more = row.more.enumerated().map { "<td class=\"more\" data-name=\"\(columns[$0])\">\($1)</td>" }.joined()
      let zero = row.value == 0 ? " class=\"zero\"" : ""
      body += """
        <tr\(zero)><th scope="row">\(row.picture)<span>\(escaped(row.name))\(row.hint.isEmpty ? "" : "<small>\(escaped(row.hint))</small>")</span></th>\
        <td class="bar"><span class="track" style="\(gaps)" aria-hidden="true"><b style="width:\(Self.percent(length))"></b></span></td>\
        <td class="number">\(n(row.value))</td>\(more)</tr>

        """
    }
    return """
      <table class="bars\(kind)"><caption>\(caption)</caption>
      <thead><tr><th scope="col">\(first)</th><td class="bar"><span class="ticks" aria-hidden="true">\(ticks)</span></td><th scope="col" class="number">\(unit)</th>\(heads)</tr></thead>
      <tbody>
      \(body)</tbody></table>
      """
  }

  private static func percent(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }

  /// The least d with value <= 10^d.
  private static func decades(_ value: UInt128) -> Int {
    var power: UInt128 = 1, decades = 0
    while power < value, decades < 38 {
      power *= 10
      decades += 1
    }
    return decades
  }

  private static func log10(_ value: UInt128) -> Double { DegreeChart.log10(Double(value)) }

  // MARK: Motifs

  private func census(_ census: ReportData.Census) -> Section {
    let hasEdgeInduced = census.motifs.contains { $0.edgeInduced != nil }
    let isRewired = census.motifs.contains { $0.rewired != nil }
    let rows = census.motifs.map { motif -> Bar in
      let isGraph6 = motif.name.hasPrefix("g6:")
      var more = hasEdgeInduced ? [motif.edgeInduced.map { n($0) } ?? ""] : []
      more.append(ratio(motif.induced, to: motif.expected))
      if isRewired { more.append(motif.rewired.map { ratio(motif.induced, to: $0.mean) + score(motif.induced, $0) } ?? "") }
      return Bar(
        picture: motif.pattern.pageThumbnail(side: 46),
        name: isGraph6 ? "\(motif.pattern.edges.count) edges" : motif.name, hint: isGraph6 ? motif.name : "",
        value: motif.induced, more: more)
    }.sorted { $0.value > $1.value }
    let word = data.graph.isDirected ? "triads" : "motifs"
    let columns = (hasEdgeInduced ? ["edge-induced"] : []) + ["vs. density"] + (isRewired ? ["vs. degrees"] : [])
    var note = "Every connected pattern on \(census.size) vertices, \(rows.count) in all, counted exactly "
      + "(occurrences, vertex-induced, injective, \(data.graph.isDirected ? "directed" : "undirected")) in \(Pretty.time(census.seconds)). "
      + "“vs. density” is the count over its expectation in an Erdős–Rényi graph with as many vertices and \(edges)"
    note += isRewired
      ? "; “vs. degrees” over its mean in \(data.rewiredSamples) random graphs with the same degrees, with the distance from it in standard deviations (z)."
      : "."
    return section(
      "motifs\(census.size)", data.graph.isDirected ? "Triads" : "Motifs of \(census.size)",
      data.graph.isDirected ? "The 13 directed triads" : "Motifs on \(census.size) vertices", note,
      bars("Occurrences of \(word) on a logarithmic scale", "motif", "occurrences", columns, rows))
  }

  /// How much more, or less, than expected.
  private func ratio(_ count: UInt128, to expected: Double) -> String {
    guard expected > 0 else { return count == 0 ? "–" : "<span class=\"ratio more-than\" title=\"expected 0\">only here</span>" }
    let ratio = Double(count) / expected
    let hint = "expected \(Self.short(expected))"
    let text: String
    let kind: String
    switch ratio {
    case 0: (text, kind) = expected < 0.5 ? ("–", "same") : ("none", "less")
    case 0.95..<1.05: (text, kind) = ("\(Self.short(ratio)) ×", "same")
    case 1...: (text, kind) = ("\(Self.short(ratio)) ×", "more-than")
    default: (text, kind) = ("1 / \(Self.short(1 / ratio))", "less")
    }
    return "<span class=\"ratio \(kind)\" title=\"\(hint)\">\(text)</span>"
  }

  /// The distance from the mean in standard deviations.
  private func score(_ count: UInt128, _ expectation: MotifExpectation) -> String {
    guard let z = expectation.zScore(of: count) else { return "" }
    let text = abs(z) < 10 ? Pretty.rounded(abs(z)) : Self.short(abs(z).rounded())
    return "<small>z \(z < 0 && text != "0" ? "−" : "")\(text)</small>"
  }

  private static func short(_ value: Double) -> String {
    if value > 0, value < 0.01 || value >= 1e7 {
      let power = Int(DegreeChart.log10(value).rounded(.down))
      var scaled = value
      for _ in 0..<abs(power) { scaled = power < 0 ? scaled * 10 : scaled / 10 }
      let raised: [Character] = "\(power)".map { $0 == "-" ? "⁻" : Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0.wholeNumberValue ?? 0] }
      return "\(Pretty.rounded(scaled)) · 10" + String(raised)
    }
    return value >= 1000 ? Pretty.count(Int(value), separated: true) : Pretty.rounded(value)
  }

  // MARK: Cliques

  private var cliques: Section? {
    let rows = data.cliques.filter { $0.count > 0 }.map { size, count in
      Bar(picture: size <= 8 ? Pattern.clique(size).pageThumbnail(side: 46) : "<span class=\"motif none\"></span>", name: "\(size)-clique", value: count)
    }
    guard !rows.isEmpty else { return nil }
    let largest = data.cliques.filter { $0.count > 0 }.map(\.size).max() ?? 2
    let end = data.cliquesAreComplete
      ? "The largest clique has \(largest) vertices."
      : "Larger ones were left out: their count did not fit into the time."
    return section(
      "cliques", "Cliques", "Cliques by size",
      "Sets of vertices that are all joined to each other\(data.graph.isDirected ? ", whatever the direction" : ""). \(end)",
      bars("Cliques by size on a logarithmic scale", "size", "occurrences", [], rows))
  }

  // MARK: Vertices

  private var tops: Section? {
    func table(_ caption: String, _ unit: String, _ rows: [ReportData.TopVertex]) -> String {
      guard !rows.isEmpty else { return "" }
      let most = Double(rows[0].count)
      let body = rows.enumerated().map { rank, row in
        """
        <tr><td class="rank">\(rank + 1)</td><th scope="row">\(escaped(row.id.description))</th>\
        <td class="bar"><span class="track plain" aria-hidden="true"><b style="width:\(Self.percent(100 * Double(row.count) / most))"></b></span></td>\
        <td class="number">\(n(row.count))</td><td class="number soft">\(n(row.degree))</td></tr>
        """
      }.joined(separator: "\n")
      return """
        <table class="bars top"><caption>\(caption)</caption>
        <thead><tr><th scope="col"><span class="hidden">rank</span></th><th scope="col">vertex</th><td class="bar"></td><th scope="col" class="number">\(unit)</th><th scope="col" class="number">degree</th></tr></thead>
        <tbody>
        \(body)
        </tbody></table>
        """
    }
    let body = table("Most triangles", "triangles", data.topTriangles) + table("Most 4-cliques", "4-cliques", data.topCliques)
    guard !body.isEmpty else { return nil }
    return section(
      "vertices", "Vertices", "Where the graph is dense", "Vertices in the most triangles and 4-cliques\(data.graph.isDirected ? " (of the undirected view)" : ""), under their own ids.",
      "<div class=\"columns\">\(body)</div>")
  }

  // MARK: Labels

  private var labels: Section? {
    func table(_ what: String, _ entries: [(name: String, count: Int)]) -> String {
      guard !entries.isEmpty else { return "" }
      let shown = entries.prefix(12)
      let caption = "\(what) labels\(entries.count > shown.count ? ", the \(shown.count) most frequent of \(n(entries.count))" : "")"
      return bars(caption, "label", what == "Vertex" ? "vertices" : edges, [], shown.map { Bar(name: $0.name, value: UInt128($0.count)) }, kind: " titled")
    }
    let body = table("Vertex", data.vertexLabels) + table("Edge", data.edgeLabels)
    return body.isEmpty ? nil : section("labels", "Labels", "Labels", "How many carry each label, on a logarithmic scale.", body)
  }

  private var frequent: Section? {
    guard !data.frequent.isEmpty else { return nil }
    let rows = data.frequent.map { found in
      Bar(picture: found.pattern.pageThumbnail(side: 46), name: found.pattern.text, value: UInt128(found.support))
    }
    return section(
      "frequent", "Frequent patterns", "Frequent labelled patterns",
      "The patterns with the largest minimum-image support, of up to 3 \(edges) and a support of at least \(n(data.frequentSupport)) "
        + "(edge-induced, injective, \(data.graph.isDirected ? "directed" : "undirected"); exact).",
      bars("Support on a logarithmic scale", "pattern", "support", [], rows, kind: " long"))
  }

  // MARK: How

  private var about: Section {
    let graph = data.graph
    var items = [
      "Graph: <code>\(escaped(data.path))</code>, read as \(graph.isDirected ? "directed" : "undirected"); self-loops and parallel edges do not count.",
      "All counts are exact. An occurrence is a set of matches that differ only by a symmetry of the motif. <em>Vertex-induced</em>: the vertices have no further \(edges) among them; <em>edge-induced</em>: they may.",
      "Made by gyr \(Gyr.version) in \(Pretty.time(data.seconds)) on \(data.threads == 1 ? "1 thread" : "\(data.threads) threads"), kernels \(KernelTable.current.name).",
    ]
    if !data.censuses.isEmpty { items += expectations }
    items += data.omissions.map { "Left out: \(escaped($0))." }
    return section(
      "about", "How it was made", "How this was made", "What was counted, and how.",
      "<ul>" + items.map { "<li>\($0)</li>" }.joined() + "</ul>")
  }

  private var expectations: [String] {
    let directed = data.graph.isDirected
    let pairs = directed ? "n (n − 1)" : "n (n − 1) / 2", places = directed ? "k (k − 1)" : "k (k − 1) / 2"
    var items = [
      "<em>vs. density</em>: with n vertices, m \(edges) and p = m / (\(pairs)), a motif of k vertices, e \(edges) and A automorphisms is expected "
        + "n (n − 1) … (n − k + 1) / A · p<sup>e</sup> · (1 − p)<sup>\(places) − e</sup> times in a random graph (Erdős and Rényi)."
    ]
    if data.rewiredSamples > 0 {
      items.append(
        "<em>vs. degrees</em>: mean and standard deviation of \(data.rewiredSamples) graphs in which every vertex keeps its "
          + (directed ? "numbers of arcs out, of arcs in and of mutual pairs" : "degree")
          + ", each made by 10 · m tried exchanges of the ends of two \(edges) (Milo and others 2002), seeds \(data.rewiredSeed) to "
          + "\(data.rewiredSeed + UInt64(data.rewiredSamples) - 1). No z where all of them agree.")
    }
    return items
  }
}
