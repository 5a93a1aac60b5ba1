/// METIS and Chaco: a header `vertices edges [format [weights]]`, then line i lists the neighbours of vertex i, counted
/// from 1; every edge stands in both lists. A blank line is a vertex without neighbours.
///
/// The format's three digits say what else a line holds: sizes (skipped), vertex weights (skipped), edge weights.
/// Format: Karypis, METIS manual 5.1, section 4.5.
enum MetisReader: FormatReader {
  static let format = GraphFormat.metis
  static let extensions = [".metis", ".graph"]
  /// The header is two numbers, which could be an edge.
  static func recognises(_ head: [UInt8]) -> Bool { false }

  /// Hubs of large graphs make lines of many megabytes.
  private static let maximumLineLength = 1 << 30

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    let blocks = LineBlocks(input, maximumLineLength: maximumLineLength)
    guard let header = try blocks.takeHeader(comment: UInt8(ascii: "%")) else {
      throw blocks.failure("the file ends before its header `vertices edges`")
    }
    let vertices = try header.count(0, "the number of vertices"), edges = try header.count(1, "the number of edges")
    guard vertices <= AssemblyInput.maximumVertexCount else {
      throw header.failure(0, "more than \(AssemblyInput.maximumVertexCount) vertices", .unsupported)
    }
    let digits = header.fields.count > 2 ? header.fields[2].text : "0"
    guard digits.utf8.count <= 3, digits.utf8.allSatisfy({ $0 == 48 || $0 == 49 }) else {
      throw header.failure(2, "expected a format of up to three digits 0 and 1, found \(digits.shortened)")
    }
    let flags = Array(repeating: UInt8(48), count: 3 - digits.utf8.count) + Array(digits.utf8)
    var weights = flags[1] == 49 ? 1 : 0
    if header.fields.count > 3 { weights = try header.count(3, "the number of weights a vertex has") }
    if flags[1] != 49 { weights = 0 }
    guard weights <= 1 << 10 else { throw header.failure(3, "more than 1024 weights a vertex") }
    let parser = MetisParser(
      vertices: vertices, skipped: weights + (flags[0] == 49 ? 1 : 0), hasEdgeWeights: flags[2] == 49,
      labelsEdges: options.columns?.contains(.label) == true,
      store: blocks.store)
    blocks.run(parser)
    let lines = try blocks.outcome()
    guard parser.vertexCount == vertices else {
      throw header.failure(
        0, "declares \(vertices) vertices, the file has \(parser.vertexCount) lines for them; is it cut short?")
    }
    guard parser.part.edges.count == 2 * edges else {
      throw header.failure(
        1, "declares \(edges) edges, the lists hold \(parser.part.edges.count) ends instead of \(2 * edges)")
    }
    guard parser.balance == 0 else {
      throw blocks.failure("the lists disagree: some edge stands in the list of one of its ends only")
    }
    var graph = CollectedGraph(ends: .ranks([parser.part], .range(base: 1), count: vertices))
    graph.report.linesRead = lines
    graph.report.timesGiven = 2
    return .collected(graph)
  }
}

private final class MetisParser: LineParser {
  let part: RankedEdges
  private(set) var vertexCount = 0
  /// Every edge, hashed, as often with plus as with minus if both ends list it.
  private(set) var balance: UInt64 = 0
  private let vertices: Int
  private let skipped: Int
  private let hasEdgeWeights: Bool

  init(vertices: Int, skipped: Int, hasEdgeWeights: Bool, labelsEdges: Bool, store: RecordStore?) {
    self.vertices = vertices
    self.skipped = skipped
    self.hasEdgeWeights = hasEdgeWeights
    part = RankedEdges(labelledEdges: hasEdgeWeights && labelsEdges, store: store)
  }

  static func isSkipped(_ p: UnsafePointer<UInt8>) -> Bool { p[0] == UInt8(ascii: "%") }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    if vertexCount == vertices {
      if Fields.isLineEnd(p[0]) { return p }
      return state.fail(at: p, "a line behind the last of \(vertices) vertices")
    }
    let vertex = UInt32(truncatingIfNeeded: vertexCount)
    vertexCount += 1
    for _ in 0..<skipped {
      let field = Fields.take(&p)
      if field.count == 0 { return state.fail(at: field.start, "expected a weight of vertex \(vertexCount)") }
    }
    while !Fields.isLineEnd(p[0]) {
      let field = Fields.take(&p)
      guard case .integer(let other) = Fields.classify(field), other >= 1, other <= vertices else {
        return state.fail(at: field.start, "expected a neighbour from 1 to \(vertices), found \(field.excerpt)")
      }
      var code = AssemblyInput.noLabel
      if hasEdgeWeights {
        let weight = Fields.take(&p)
        if weight.count == 0 { return state.fail(at: weight.start, "expected the weight of the edge to \(other)") }
        if part.edges.width == 3 {
          guard let known = part.edgeLabels.intern(weight.bytes) else {
            return state.fail(at: weight.start, IDCollector.Problem.encoding(weight).message)
          }
          code = known
        }
      }
      let target = UInt32(truncatingIfNeeded: other - 1)
      balance &+= EdgeBalance.term(vertex, target)
      if part.edges.width == 2 { part.edges.append(vertex, target) } else { part.edges.append(vertex, target, code) }
    }
    return p
  }
}
