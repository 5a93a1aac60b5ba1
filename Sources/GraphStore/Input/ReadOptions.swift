/// How the content of a graph file is laid out. The raw values are the names that `--format` takes.
public enum GraphFormat: String, Hashable, Sendable, CaseIterable {
  /// One edge a line: two ids and perhaps more columns (SNAP and many others).
  case edgeList = "edgelist"
  /// Tables with a header and quoted fields; vertices may have a table of their own.
  case csv
  /// Matrix Market, coordinate form.
  case matrixMarket = "mtx"
  /// METIS and Chaco: line i lists the neighbours of vertex i.
  case metis
  /// `v id label`, `e u v label` (gSpan, GraMi and the subgraph matching community).
  case lg
  /// Peregrine's binary directory: data.bin, labels.bin, ids.bin.
  case peregrine
  /// graph6, sparse6 and digraph6.
  case graph6
  case graphML = "graphml"
  /// DIMACS: `p edge n m`, `e u v`, and the shortest-path variant `p sp n m`, `a u v w`.
  case dimacs
  /// KONECT's `out.` files: `% sym unweighted`.
  case konect
  /// NumPy: `.npz` with a sparse matrix, `.npy` with one edge a row, or a directory with indptr.npy and indices.npy.
  case numpy = "npy"
  /// Gyrfalcon's own file.
  case gyr
}

/// Choices for reading a graph file.
public struct ReadOptions: Hashable, Sendable {
  /// The meaning of a column of an edge list.
  public enum Column: String, Hashable, Sendable, CaseIterable {
    case source = "src"
    case target = "dst"
    /// The edge's label; an empty or missing field is an edge without a label.
    case label
    /// Becomes the edge attribute `weight`.
    case weight
    /// Becomes the edge attribute `time`.
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
  /// A table of vertices that belongs to a table of edges (`csv`): their ids, labels and attributes.
  public var verticesFile: String?
  /// Rows and columns of a rectangular matrix are different vertices: column j gets the id rows + j.
  public var bipartite = false
  /// Nil: one a processor.
  public var threads: Int?
  /// Bytes of memory that reading should stay within; nil: as much as it takes. Edges that do not fit are sorted in temporary
  /// files, and the graph lies in one; vertices must fit.
  public var memory: Int?
  /// Where temporary files go; nil: `TMPDIR`, else `/tmp`.
  public var temporaryDirectory: String?
  /// Nil: recognised by content, then by the file's name.
  public var format: GraphFormat?
  /// A compressed file whose content is (beyond the first 256 MiB) more than so many times larger is refused as a bomb.
  public var maximumExpansion = 250
  /// Content up to here is never held against a file.
  var freeExpansion = 1 << 28
  /// Nil: as many as fit; but a file may not *declare* more than 16 Mi vertices unless it has an edge for every 64.
  public var maximumVertices: Int?
  /// Stops reading, and is told how far it is.
  package var watch: ReadWatch?
  /// How much of a `.gyr` file is checked when it is opened.
  public var verification: Verification = .complete

  /// Attributes from files beside the graph.
  var namesAttributes: Bool { vertexAttributesFile != nil || edgeAttributesFile != nil || verticesFile != nil }

  public enum Verification: Hashable, Sendable {
    /// Every checksum, and that every number in the file is in range: at the speed of memory.
    case complete
    /// The header and the table of sections only, in milliseconds for a graph of any size. For files that were checked
    /// before: a damaged one may crash the program.
    case headers
  }

  public init(
    directed: Bool? = nil, columns: [Column]? = nil, labelsFile: String? = nil,
    vertexAttributesFile: String? = nil, edgeAttributesFile: String? = nil, verticesFile: String? = nil,
    threads: Int? = nil, format: GraphFormat? = nil
  ) {
    self.directed = directed
    self.columns = columns
    self.labelsFile = labelsFile
    self.vertexAttributesFile = vertexAttributesFile
    self.edgeAttributesFile = edgeAttributesFile
    self.verticesFile = verticesFile
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

  /// Refuses a declared number of vertices that cannot be meant: one damaged digit must not ask for terabytes.
  func admit(vertices: Int, edges: Int) -> Bool {
    vertices <= maximumVertices ?? max(1 << 24, edges.multipliedReportingOverflow(by: 64).partialValue)
      && vertices <= AssemblyInput.maximumVertexCount
  }
}
