import Synchronization

/// A simple graph in memory, immutable and safe to share between threads.
///
/// Inside, vertices are dense numbers in descending order of degree; outside, users see their own ids
/// (64-bit integers or strings, see ``VertexID``).
public final class Graph: Sendable {
  /// Number of vertices, isolated ones included.
  public let vertexCount: Int
  /// Undirected: pairs of adjacent vertices. Directed: arcs. Parallel edges with different labels count once.
  public let edgeCount: Int
  public let isDirected: Bool
  /// What reading or building dropped, and what it found.
  public let report: BuildReport

  /// Neighbours regardless of direction.
  package let neighbours: CSR
  /// Arcs from and to a vertex; the same object as `neighbours` in an undirected graph.
  package let outgoing: CSR
  package let incoming: CSR
  /// Nil when no vertex (edge) carries a label.
  package let vertexLabels: VertexLabels?
  package let edgeLabels: EdgeLabels?
  /// What vertices and edges carry besides labels.
  package let attributes: GraphAttributes
  /// Internal number -> user's id and back.
  package let ids: VertexIDs

  /// What a file said about the graph beyond the graph itself.
  package let known: KnownFacts?

  /// See ``degeneracyOrder()``.
  let degeneracyCache = Mutex<DegeneracyOrder?>(nil)
  /// See ``lists(_:)``.
  let relationCache = Mutex<[Relation: CSR]>([:])

  package init(
    isDirected: Bool, neighbours: CSR, outgoing: CSR, incoming: CSR, vertexLabels: VertexLabels?,
    edgeLabels: EdgeLabels?, attributes: GraphAttributes = GraphAttributes(), ids: VertexIDs, report: BuildReport, known: KnownFacts? = nil
  ) {
    self.isDirected = isDirected
    vertexCount = neighbours.vertexCount
    edgeCount = isDirected ? outgoing.targetCount : neighbours.targetCount / 2
    self.neighbours = neighbours
    self.outgoing = outgoing
    self.incoming = incoming
    self.vertexLabels = vertexLabels
    self.edgeLabels = edgeLabels
    self.attributes = attributes
    self.ids = ids
    self.report = report
    self.known = known
  }
}
