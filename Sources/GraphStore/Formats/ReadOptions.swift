/// How the content of a graph file is laid out.
public enum GraphFormat: String, Hashable, Sendable, CaseIterable {
  /// One edge a line: two ids and perhaps more columns (SNAP, csv, tsv).
  case edgeList = "edgelist"
  /// `v id label`, `e u v label` (gSpan, GraMi and the subgraph matching community).
  case lg
}

/// Choices for reading a graph file.
public struct ReadOptions: Hashable, Sendable {
  /// The meaning of a column of an edge list.
  public enum Column: String, Hashable, Sendable, CaseIterable {
    case source = "src"
    case target = "dst"
    /// The edge's label; an empty or missing field is an edge without a label.
    case label
    /// Accepted and skipped: edges have no weights yet.
    case weight
    /// Accepted and skipped: edges have no times yet.
    case time
    case ignored = "-"
  }

  /// Nil: what the format says, and undirected where it says nothing.
  public var directed: Bool?
  /// Columns of an edge list from the left; nil: source, target, and the rest is ignored and reported.
  public var columns: [Column]?
  /// A file of `vertex label` lines.
  public var labelsFile: String?
  /// A table of vertex attributes: ids in the first column, names of the columns in the first line.
  public var vertexAttributesFile: String?
  /// A table of edge attributes: ids of both ends in the first two columns, names of the columns in the first line.
  public var edgeAttributesFile: String?
  /// Nil: one a processor.
  public var threads: Int?
  /// Nil: recognised by content, then by the file's name.
  public var format: GraphFormat?

  public init(
    directed: Bool? = nil, columns: [Column]? = nil, labelsFile: String? = nil,
    vertexAttributesFile: String? = nil, edgeAttributesFile: String? = nil, threads: Int? = nil,
    format: GraphFormat? = nil
  ) {
    self.directed = directed
    self.columns = columns
    self.labelsFile = labelsFile
    self.vertexAttributesFile = vertexAttributesFile
    self.edgeAttributesFile = edgeAttributesFile
    self.threads = threads
    self.format = format
  }

  /// Columns as written on a command line: `src,dst,label,weight,time,-`. Nil when a name is none of these.
  public static func columns(parsing text: String) -> [Column]? {
    var columns: [Column] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let column = Column(rawValue: String(name)) else { return nil }
      columns.append(column)
    }
    return columns
  }
}
