/// The edges of a graph in the order of internal numbers, each with a label or none; parallel labelled edges one by one.
struct EdgeWalk {
  private let graph: Graph

  init(_ graph: Graph) { self.graph = graph }

  func forEach(_ body: (_ source: Int, _ target: Int, _ label: String?) throws(GraphFileError) -> Void) throws(GraphFileError) {
    if let labels = graph.edgeLabels {
      for code in 0...UInt32(labels.dictionary.count) {
        let name = Int(code) < labels.dictionary.count ? labels.dictionary.names[Int(code)] : nil
        for pair in labels.pairs(of: code) { try body(Int(pair >> 32), Int(pair & 0xffff_ffff), name) }
      }
      return
    }
    for v in 0..<graph.vertexCount {
      for w in graph.outgoing.neighbours(v) where graph.isDirected || Int(w) > v { try body(v, Int(w), nil) }
    }
  }
}

/// Ids and labels as words of a line.
struct WordRules {
  let format: String
  let path: String

  /// A word that a line of blank-separated fields can hold.
  func check(_ text: String, _ what: String) throws(GraphFileError) -> String {
    let isFine = !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && !Fields.isMark($0) } && !["#", "%"].contains(text.first!)
      && !text.hasPrefix("//")
    if isFine { return text }
    throw GraphFileError(
      .unsupported, path: path, message: "\(format) cannot hold the \(what) '\(text.shortened)'; csv and gyr can")
  }
}

/// `source target [label]` lines. Isolated vertices become self-loops, which readers drop and keep as vertices.
enum EdgeListWriter {
  static func write(_ graph: Graph, to path: String) throws(GraphFileError) {
    let rules = WordRules(format: "an edge list", path: path)
    guard graph.vertexLabels == nil else {
      throw GraphFileError(
        .unsupported, path: path, message: "an edge list cannot hold labels of vertices; csv, lg and gyr can")
    }
    try refuseAttributes(graph, "an edge list", path)
    let ids = try WrittenIDs(graph.ids) { name throws(GraphFileError) in try rules.check(name, "id") }
    let out = try TextOutput(path)
    let direction = graph.isDirected ? "directed" : "undirected"
    let columns = graph.edgeLabels == nil ? "source target" : "source target label (read with --columns src,dst,label)"
    out.write("# \(graph.vertexCount) vertices, \(graph.edgeCount) edges, \(direction): \(columns)\n")
    try EdgeWalk(graph).forEach { source, target, label throws(GraphFileError) in
      ids.write(source, to: out)
      out.write(byte: 32)
      ids.write(target, to: out)
      if let label {
        out.write(byte: 32)
        out.write(try rules.check(label, "label"))
      }
      try out.endLine()
    }
    for v in (0..<graph.vertexCount).reversed() {
      guard graph.neighbours.degree(v) == 0 else { break }
      ids.write(v, to: out)
      out.write(byte: 32)
      ids.write(v, to: out)
      try out.endLine()
    }
    try out.finish()
  }

  static func refuseAttributes(_ graph: Graph, _ format: String, _ path: String) throws(GraphFileError) {
    if graph.attributes.isEmpty { return }
    throw GraphFileError(.unsupported, path: path, message: "\(format) cannot hold attributes; csv and gyr can")
  }
}

/// A table of edges, and beside it (`edges.vertices.csv`) one of vertices when they carry anything or are isolated.
enum TableWriter {
  static func verticesPath(_ path: String) -> String {
    let stem = path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
    let suffix = path.lastIndex(of: ".").map { String(path[$0...]) } ?? ".csv"
    return "\(stem).vertices\(suffix)"
  }

  static func needsVertices(_ graph: Graph) -> Bool {
    graph.vertexLabels != nil || !graph.attributes.vertices.isEmpty || graph.report.isolatedVertices > 0
  }

  static func write(_ graph: Graph, to path: String) throws(GraphFileError) {
    let separator = path.lowercased().hasSuffix(".tsv") ? "\t" : ","
    let hasVertices = needsVertices(graph)
    if hasVertices, path == "-" {
      throw GraphFileError(
        .unsupported, path: "standard output", message: "this graph needs a second table, of vertices; write to a file instead of standard output")
    }
    let ids = try WrittenIDs(graph.ids) { name throws(GraphFileError) in quoted(name, separator) }
    if hasVertices { try writeVertices(graph, ids, to: verticesPath(path), separator) }
    let out = try TextOutput(path)
    // Neo4j's names are those that declare a direction.
    var header = graph.isDirected ? ":START_ID\(separator):END_ID" : "source\(separator)target"
    if graph.edgeLabels != nil { header += "\(separator)\(graph.isDirected ? ":TYPE" : "type")" }
    for column in graph.attributes.edges.columns { header += "\(separator)\(try name(column, path, separator))" }
    out.write(header + "\n")
    try EdgeWalk(graph).forEach { source, target, label throws(GraphFileError) in
      ids.write(source, to: out)
      out.write(separator)
      ids.write(target, to: out)
      if graph.edgeLabels != nil {
        out.write(separator)
        out.write(quoted(label ?? "", separator))
      }
      if let rows = graph.attributes.edgeRows, let row = rows.row(source, target) {
        for column in graph.attributes.edges.columns {
          out.write(separator)
          out.write(quoted(column[row]?.description ?? "", separator))
        }
      }
      try out.endLine()
    }
    try out.finish()
  }

  private static func writeVertices(
    _ graph: Graph, _ ids: WrittenIDs, to path: String, _ separator: String
  ) throws(GraphFileError) {
    let out = try TextOutput(path)
    var header = ":ID"
    if graph.vertexLabels != nil { header += "\(separator):LABEL" }
    for column in graph.attributes.vertices.columns { header += "\(separator)\(try name(column, path, separator))" }
    out.write(header + "\n")
    for v in 0..<graph.vertexCount {
      ids.write(v, to: out)
      if let labels = graph.vertexLabels {
        let names = labels.labels(of: v).map { labels.dictionary.names[Int($0)] }
        if let bad = names.first(where: { $0.contains(";") }) {
          throw GraphFileError(.unsupported, path: path, message: "csv cannot hold the label '\(bad.shortened)': ';' parts labels")
        }
        out.write(separator)
        out.write(quoted(names.joined(separator: ";"), separator))
      }
      for column in graph.attributes.vertices.columns {
        out.write(separator)
        out.write(quoted(column[v]?.description ?? "", separator))
      }
      try out.endLine()
    }
    try out.finish()
  }

  private static func name(_ column: AttributeColumn, _ path: String, _ separator: String) throws(GraphFileError) -> String {
    let reserved = ["src", "source", "from", "dst", "target", "to", "type", "relation", "relationship", "id", "label", "labels"]
    let isFine = !reserved.contains(column.name.lowercased())
      && column.name.utf8.allSatisfy { $0 >= 32 && $0 != separator.utf8.first! && ![34, 58, 59].contains($0) }
    if isFine { return column.name }
    throw GraphFileError(.unsupported, path: path, message: "csv cannot hold an attribute called '\(column.name.shortened)'; gyr can")
  }

  private static func quoted(_ text: String, _ separator: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 > 32 && $0 != 34 && $0 != separator.utf8.first! } || text.isEmpty
    if isPlain { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// Matrix Market: vertices become positions from 1 in the order of their ids; the ids themselves stay behind unless they are
/// those positions.
enum MatrixMarketWriter {
  static func write(_ graph: Graph, to path: String) throws(GraphFileError) {
    guard graph.vertexLabels == nil, graph.edgeLabels == nil, graph.attributes.isEmpty else {
      throw GraphFileError(.unsupported, path: path, message: "mtx cannot hold labels and attributes; csv and gyr can")
    }
    try requirePositions(graph, first: 1, "mtx", path)
    let out = try TextOutput(path)
    out.write("%%MatrixMarket matrix coordinate pattern \(graph.isDirected ? "general" : "symmetric")\n")
    out.write("\(graph.vertexCount) \(graph.vertexCount) \(graph.edgeCount)\n")
    let ranks = graph.ids.ranks
    try EdgeWalk(graph).forEach { source, target, _ throws(GraphFileError) in
      let a = Int(ranks[source]) + 1, b = Int(ranks[target]) + 1
      // A symmetric matrix is given by its lower triangle.
      out.write(graph.isDirected ? a : max(a, b))
      out.write(byte: 32)
      out.write(graph.isDirected ? b : min(a, b))
      try out.endLine()
    }
    try out.finish()
  }

  /// Formats without ids can hold only those that count from `first`.
  static func requirePositions(_ graph: Graph, first: Int64, _ format: String, _ path: String) throws(GraphFileError) {
    if graph.vertexCount == 0 { return }
    if case .range(first) = graph.ids.values { return }
    throw GraphFileError(
      .unsupported, path: path,
      message: "\(format) numbers vertices from \(first) and cannot hold other ids; write gyr or csv, or renumber (--renumber)")
  }
}

/// `.lg`: `t # 1`, vertices with their labels, edges.
enum LGWriter {
  static func write(_ graph: Graph, to path: String) throws(GraphFileError) {
    try EdgeListWriter.refuseAttributes(graph, "lg", path)
    guard graph.ids.areIntegers else {
      throw GraphFileError(.unsupported, path: path, message: "lg cannot hold ids that are no integers; write gyr or csv, or renumber (--renumber)")
    }
    let rules = WordRules(format: "lg", path: path)
    let out = try TextOutput(path)
    out.write("t # 1\n")
    for rank in 0..<graph.vertexCount {
      let v = Int(graph.ids.numbers[rank])
      let names = graph.vertexLabels.map { labels in labels.labels(of: v).map { labels.dictionary.names[Int($0)] } } ?? []
      // A vertex with several labels has a line for each.
      for name in names.isEmpty ? [nil] : names.map(Optional.some) {
        out.write("v ")
        out.write(graph.ids.integerID(of: v)!)
        if let name { out.write(" " + (try rules.check(name, "label"))) }
        try out.endLine()
      }
    }
    try EdgeWalk(graph).forEach { source, target, label throws(GraphFileError) in
      out.write("e ")
      out.write(graph.ids.integerID(of: source)!)
      out.write(byte: 32)
      out.write(graph.ids.integerID(of: target)!)
      if let label { out.write(" " + (try rules.check(label, "label"))) }
      try out.endLine()
    }
    try out.finish()
  }
}

/// graph6, or digraph6 for a directed graph. Vertices must be numbered from 0.
enum Graph6Writer {
  static func write(_ graph: Graph, to path: String) throws(GraphFileError) {
    guard graph.vertexLabels == nil, graph.edgeLabels == nil, graph.attributes.isEmpty else {
      throw GraphFileError(.unsupported, path: path, message: "graph6 cannot hold labels and attributes; csv and gyr can")
    }
    try MatrixMarketWriter.requirePositions(graph, first: 0, "graph6", path)
    let n = graph.vertexCount
    guard n <= 1 << 18 else {
      throw GraphFileError(.unsupported, path: path, message: "graph6 has a bit for every pair of vertices; \(n) vertices are too many")
    }
    var bytes: [UInt8] = graph.isDirected ? [UInt8(ascii: "&")] : []
    if n <= 62 { bytes.append(UInt8(n) + 63) } else {
      bytes.append(126)
      let groups = n <= 258_047 ? 3 : 6
      if groups == 6 { bytes.append(126) }
      for shift in stride(from: 6 * (groups - 1), through: 0, by: -6) { bytes.append(UInt8(n >> shift & 63) + 63) }
    }
    let head = bytes.count
    let cells = graph.isDirected ? n * n : n * max(0, n - 1) / 2
    bytes += [UInt8](repeating: 63, count: (cells + 5) / 6)
    let ranks = graph.ids.ranks
    try EdgeWalk(graph).forEach { source, target, _ throws(GraphFileError) in
      let a = Int(ranks[source]), b = Int(ranks[target])
      let cell = graph.isDirected ? a * n + b : max(a, b) * (max(a, b) - 1) / 2 + min(a, b)
      bytes[head + cell / 6] += 1 << UInt8(5 - cell % 6)
    }
    let out = try TextOutput(path)
    out.write(bytes)
    try out.endLine()
    try out.finish()
  }
}
