/// A side file of `vertex label` lines. A vertex may have several lines, or none.
final class LabelsFile: LineParser {
  private let ids: VertexIDs.Values
  private let vertexCount: Int
  private let graphPath: String
  /// rank << 32 | code of `names`.
  private(set) var pairs: [UInt64] = []
  let names = StringTable()

  init(ids: VertexIDs.Values, vertexCount: Int, graphPath: String) {
    self.ids = ids
    self.vertexCount = vertexCount
    self.graphPath = graphPath
  }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let vertex = Fields.take(&p), label = Fields.take(&p)
    if vertex.count == 0 || label.count == 0 {
      return state.fail(at: label.start, "expected a vertex id and its label")
    }
    if !Fields.isLineEnd(p[0]) {
      return state.fail(at: p, "expected one label; a vertex with several labels has a line for each")
    }
    let id: Graph.VertexID
    switch Fields.classify(vertex) {
    case .integer(let value): id = .integer(value)
    case .text: id = .string(String(decoding: vertex.bytes, as: UTF8.self))
    case .overflow: return state.fail(at: vertex.start, IDCollector.Problem.overflow(vertex).message)
    }
    guard let rank = ids.rank(of: id, count: vertexCount) else {
      return state.fail(at: vertex.start, "vertex \(vertex.excerpt) is not in the graph \(graphPath)")
    }
    guard let code = names.intern(label.bytes) else {
      return state.fail(at: label.start, IDCollector.Problem.encoding(label).message)
    }
    pairs.append(UInt64(rank) << 32 | UInt64(code))
    return Fields.lineEnd(p)
  }
}
