/// What reading or building a graph found, dropped and merged.
public struct BuildReport: Hashable, Sendable, CustomStringConvertible {
  public internal(set) var vertexCount = 0
  public internal(set) var edgeCount = 0
  /// Lines of the file, comments and blanks included; 0 for a graph that was built in memory.
  public internal(set) var linesRead = 0
  /// Edges as given, loops and repeats included.
  public internal(set) var edgesGiven = 0
  public internal(set) var selfLoopsDropped = 0
  /// Edges that said nothing new: the same ends (in an undirected graph in any order) with the same label.
  public internal(set) var duplicatesMerged = 0
  /// Edges beyond the first between the same ends that were kept because their labels differ.
  public internal(set) var parallelLabelsKept = 0
  /// Vertices without a neighbour.
  public internal(set) var isolatedVertices = 0
  /// Lines with more columns than were declared; the rest of such a line was ignored.
  public internal(set) var linesWithExtraColumns = 0
  /// Different labels on vertices and on edges.
  public internal(set) var vertexLabelCount = 0
  public internal(set) var edgeLabelCount = 0

  /// Attributes of vertices and of edges.
  public internal(set) var vertexAttributeCount = 0
  public internal(set) var edgeAttributeCount = 0
  /// Vertices and edges that were given several different values of one attribute; the least was kept.
  public internal(set) var attributeConflicts = 0
  /// Rows of attribute files about vertices or edges that the graph does not have.
  public internal(set) var attributeRowsIgnored = 0

  public init() {}

  mutating func count(_ attributes: GraphAttributes) {
    vertexAttributeCount = attributes.vertices.columns.count
    edgeAttributeCount = attributes.edges.columns.count
  }

  /// One line, such as "read 5,105 vertices, 22,000 edges; 12 self-loops dropped, 301 duplicates merged".
  public var description: String {
    var notes: [String] = []
    func note(_ count: Int, _ one: String, _ many: String, _ what: String) {
      if count > 0 { notes.append("\(grouped(count)) \(count == 1 ? one : many)\(what)") }
    }
    note(selfLoopsDropped, "self-loop", "self-loops", " dropped")
    note(duplicatesMerged, "duplicate", "duplicates", " merged")
    note(parallelLabelsKept, "parallel labelled edge", "parallel labelled edges", " kept")
    note(isolatedVertices, "isolated", "isolated", " kept")
    note(vertexLabelCount, "vertex label", "vertex labels", "")
    note(edgeLabelCount, "edge label", "edge labels", "")
    note(vertexAttributeCount, "vertex attribute", "vertex attributes", "")
    note(edgeAttributeCount, "edge attribute", "edge attributes", "")
    note(attributeConflicts, "contradicting attribute value", "contradicting attribute values", ", the least kept")
    note(attributeRowsIgnored, "row of attributes", "rows of attributes", " about nothing in the graph, ignored")
    note(linesWithExtraColumns, "line has", "lines have", " undeclared columns, ignored")
    let head = "read \(plural(vertexCount, "vertex", "vertices")), \(plural(edgeCount, "edge", "edges"))"
    return notes.isEmpty ? head : head + "; " + notes.joined(separator: ", ")
  }

  private func plural(_ count: Int, _ one: String, _ many: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : many)"
  }

  private func grouped(_ count: Int) -> String {
    var text = ""
    let digits = String(count)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
