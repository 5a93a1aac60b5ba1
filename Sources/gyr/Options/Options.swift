import ArgumentParser
import Gyrfalcon

/// The graph, and how to read it.
struct GraphOptions: ParsableArguments {
  @Argument(help: "Graph file (plain, .gz or .zst), or - for standard input.")
  var graph: String

  @OptionGroup(title: "Reading") var reading: ReadingOptions
}

struct ReadingOptions: ParsableArguments {
  @Flag(help: "Read every line as an arc from the first vertex to the second.")
  var directed = false

  @Flag(help: "Forget directions.")
  var undirected = false

  @Option(help: ArgumentHelp("Lines `vertex label` with labels of vertices.", valueName: "file"))
  var labels: String?

  @Option(help: ArgumentHelp(
    "Table of vertex attributes: first line names, first column ids.", valueName: "file"))
  var vertexAttributes: String?

  @Option(help: ArgumentHelp(
    "Table of edge attributes: first line names, first two columns ids.", valueName: "file"))
  var edgeAttributes: String?

  @Option(help: ArgumentHelp(
    "Table of the vertices of a property graph (csv): ids, labels, attributes.", valueName: "file"))
  var vertices: String?

  @Flag(help: "Read a rectangular matrix: column j becomes vertex rows + j.")
  var bipartite = false

  @Option(help: ArgumentHelp("Columns of an edge list, of: src,dst,label,weight,time,- (ignored).", valueName: "list"))
  var columns: String?

  @Option(help: ArgumentHelp("One of \(GraphFormat.allCases.map(\.rawValue).joined(separator: ", ")) (default: by content, then by name).", valueName: "format"))
  var format: String?

  @Flag(help: "Open a .gyr file without checking it: at once, whatever its size. For files checked before.")
  var trust = false

  func validate() throws {
    if directed && undirected { throw ValidationError("--directed and --undirected exclude each other") }
    _ = try parsedColumns()
    _ = try parsedFormat()
  }

  /// Nothing was said.
  var areDefaults: Bool {
    !directed && !undirected && !bipartite && !trust
      && [labels, vertexAttributes, edgeAttributes, vertices, columns, format].allSatisfy { $0 == nil }
  }

  func options(threads: Int?) throws -> ReadOptions {
    var options = ReadOptions(
      directed: directed ? true : undirected ? false : nil, columns: try parsedColumns(), labelsFile: labels,
      vertexAttributesFile: vertexAttributes, edgeAttributesFile: edgeAttributes, verticesFile: vertices,
      threads: threads, format: try parsedFormat())
    options.bipartite = bipartite
    options.verification = trust ? .headers : .complete
    return options
  }

  private func parsedColumns() throws -> [ReadOptions.Column]? {
    guard let columns else { return nil }
    guard let parsed = ReadOptions.columns(parsing: columns) else {
      throw ValidationError("--columns '\(columns)': expected a list of src, dst, label, weight, time and -")
    }
    for end in [ReadOptions.Column.source, .target] where parsed.count(where: { $0 == end }) != 1 {
      throw ValidationError("--columns '\(columns)': expected '\(end.rawValue)' exactly once")
    }
    return parsed
  }

  private func parsedFormat() throws -> GraphFormat? {
    guard let format else { return nil }
    guard let parsed = GraphFormat(rawValue: format) else {
      let known = GraphFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--format '\(format)': expected one of \(known)")
    }
    return parsed
  }
}

extension MemoryPlacement: ExpressibleByArgument {}

/// What a match is.
struct MatchingOptions: ParsableArguments {
  @Flag(help: "Vertex-induced: matched vertices have no edges beyond the pattern's.")
  var induced = false

  @Option(help: ArgumentHelp(
    "injective, edge-distinct (vertices may coincide, edges not) or homomorphic.", valueName: "kind"))
  var morphism = Morphism.injective.rawValue

  @Option(name: .customLong("where"), help: ArgumentHelp(
    "A variable of the pattern and the vertices it may be: a=ID, a=ID,ID... or a=@FILE (one id a line). An id with a comma stands in "
      + "double quotes: 'a=\"Smith, John\",Ann'. Repeatable; for the same variable all ids count.",
    valueName: "anchor"))
  var anchors: [String] = []

  func validate() throws {
    guard Morphism(rawValue: morphism) != nil else {
      let known = Morphism.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--morphism '\(morphism)': expected one of \(known)")
    }
    for anchor in anchors { _ = try Anchor(parsing: anchor) }
  }

  /// Of several anchors for one variable all ids count.
  func options() throws -> MatchOptions {
    var options = MatchOptions(morphism: Morphism(rawValue: morphism) ?? .injective)
    for anchor in try anchors.map({ try Anchor(parsing: $0) }) {
      options.anchors[anchor.variable, default: []].formUnion(try anchor.ids())
    }
    return options
  }
}

/// What a count counts.
struct CountingOptions: ParsableArguments {
  @Flag(help: "Count every map of the pattern into the graph: occurrences x |Aut|.")
  var embeddings = false

  var unit: Semantics.Unit { embeddings ? .embeddings : .occurrences }
}
