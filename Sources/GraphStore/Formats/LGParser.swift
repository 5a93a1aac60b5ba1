/// The `.lg` family: `t # 1`, `# t 1` or `t N M`, then `v id label [degree]` and `e u v [label]`.
///
/// A repeated `v` line gives a vertex another label. The order of lines matters only in that an edge stands after its
/// ends, so one parser reads the whole file.
final class LGParser: LineParser {
  let collector = IDCollector(labelledEdges: true, form: .integers)
  private(set) var linesWithExtraColumns = 0
  private var edgeCount = 0
  private var graphCount = 0
  /// From `t N M`, with the place of the header.
  private var declared: (vertices: Int64, edges: Int64)?
  private var headerLine = 0

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let keyword = Fields.take(&p)
    guard keyword.count == 1 else {
      return state.fail(at: start, "expected a line that starts with t, v or e, found \(keyword.excerpt)")
    }
    switch keyword.start[0] {
    case UInt8(ascii: "t"): return header(p, &state)
    case UInt8(ascii: "v"): return vertex(p, &state)
    case UInt8(ascii: "e"): return edge(p, &state)
    default: return state.fail(at: start, "expected a line that starts with t, v or e, found \(keyword.excerpt)")
    }
  }

  private func header(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let first = Fields.take(&p)
    if first.count == 1, first.start[0] == UInt8(ascii: "#") {
      // `t # -1` ends a set of graphs.
      if case .integer(-1) = Fields.classify(Fields.take(&p)) { return Fields.lineEnd(p) }
      return begin(start, p, &state)
    }
    let second = Fields.take(&p)
    guard case .integer(let vertices) = Fields.classify(first), case .integer(let edges) = Fields.classify(second),
      vertices >= 0, edges >= 0
    else { return state.fail(at: start, "expected `t # number` or `t vertices edges`") }
    declared = (vertices, edges)
    headerLine = state.line
    return begin(start, p, &state)
  }

  private func begin(
    _ start: UnsafePointer<UInt8>, _ p: UnsafePointer<UInt8>, _ state: inout LineState
  ) -> UnsafePointer<UInt8>? {
    graphCount += 1
    if graphCount > 1 {
      return state.refuse(
        at: state.lineStart, "a second graph starts here; sets of graphs are not supported yet, give each its own file")
    }
    return Fields.lineEnd(p)
  }

  private func vertex(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let id = Fields.take(&p)
    guard checkID(id, &state) else { return nil }
    let label = Fields.take(&p)
    if let problem = collector.addVertex(id, label: label) { return state.fail(at: problem.field.start, problem.message) }
    if declared != nil { _ = Fields.take(&p) }  // the degree
    if !Fields.isLineEnd(p[0]) { linesWithExtraColumns += 1 }
    return Fields.lineEnd(p)
  }

  private func edge(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let source = Fields.take(&p)
    guard checkID(source, &state, declared: true) else { return nil }
    let target = Fields.take(&p)
    guard checkID(target, &state, declared: true) else { return nil }
    let label = Fields.take(&p)
    if let problem = collector.addEdge(source, target, label: label) {
      return state.fail(at: problem.field.start, problem.message)
    }
    edgeCount += 1
    if !Fields.isLineEnd(p[0]) { linesWithExtraColumns += 1 }
    return Fields.lineEnd(p)
  }

  private func checkID(_ field: Field, _ state: inout LineState, declared mustBeKnown: Bool = false) -> Bool {
    switch Fields.classify(field) {
    case .integer(let value):
      if mustBeKnown, collector.integers.find(value) == nil {
        _ = state.fail(at: field.start, "vertex \(value) has no `v` line above this one")
        return false
      }
    case .text:
      let found = field.count == 0 ? "nothing" : field.excerpt
      _ = state.fail(at: field.start, "expected a vertex id (an integer), found \(found)")
      return false
    case .overflow:
      _ = state.fail(at: field.start, IDCollector.Problem.overflow(field).message)
      return false
    }
    return true
  }

  static func read(_ blocks: LineBlocks) throws(GraphFileError) -> CollectedGraph {
    let parser = LGParser()
    blocks.run(parser)
    var collected = CollectedGraph(ends: .ids([parser.collector]))
    collected.report.linesRead = try blocks.outcome()
    collected.report.linesWithExtraColumns = parser.linesWithExtraColumns
    if let declared = parser.declared {
      func check(_ count: Int, _ expected: Int64, _ what: String) throws(GraphFileError) {
        if Int64(count) == expected { return }
        throw GraphFileError(
          .malformed, path: blocks.path, line: parser.headerLine, column: 1,
          message: "the header declares \(expected) \(what), the file has \(count); is it cut short?")
      }
      try check(parser.collector.integers.keys.count, declared.vertices, "vertices")
      try check(parser.edgeCount, declared.edges, "edges")
    }
    return collected
  }

  /// True if the content starts like one of the dialects.
  static func recognises(_ head: [UInt8]) -> Bool {
    for line in head.split(maxSplits: 20, whereSeparator: { Fields.isLineEnd($0) }) {
      let words = line.split(whereSeparator: { Fields.isBlank($0) }).map { String(decoding: $0, as: UTF8.self) }
      if words.isEmpty { continue }
      if words.starts(with: ["t", "#"]) || words.starts(with: ["#", "t"]) {
        return words.count >= 3 && Int64(words[2]) != nil
      }
      if words[0] == "t" { return words.count == 3 && Int64(words[1]) != nil && Int64(words[2]) != nil }
      if words[0].hasPrefix("#") || words[0].hasPrefix("%") || words[0].hasPrefix("//") { continue }
      return false
    }
    return false
  }
}
