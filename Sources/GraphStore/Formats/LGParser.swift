/// The `.lg` family: `t # 1`, `# t 1` or `t N M`, then `v id label [degree]` and `e u v [label]`. Several graphs in one
/// file, each under its own `t` line, are a set (gSpan); `t # -1` may end it.
///
/// A repeated `v` line gives a vertex another label. The order of lines matters only in that an edge stands after its
/// ends, so one parser reads the whole file.
final class LGParser: LineParser {
  /// What stands under one `t` line.
  final class Section {
    let collector = IDCollector(labelledEdges: true, form: .integers)
    /// From `t # name`.
    var name: String?
    /// From `t N M`, with the line of the header in its block.
    var declared: (vertices: Int64, edges: Int64)?
    var headerLine = 0
    var hasHeader = false
    var edgeCount = 0
    var linesWithExtraColumns = 0

    var isEmpty: Bool { !hasHeader && collector.integers.keys.isEmpty }

    /// What is wrong with the number of vertices or edges; nil when the header is right.
    var shortfall: String? {
      guard let declared else { return nil }
      let vertices = collector.integers.keys.count
      if Int64(vertices) != declared.vertices {
        return "the header declares \(declared.vertices) vertices, the file has \(vertices); is it cut short?"
      }
      if Int64(edgeCount) != declared.edges {
        return "the header declares \(declared.edges) edges, the file has \(edgeCount); is it cut short?"
      }
      return nil
    }

    func collected(linesRead: Int) -> CollectedGraph {
      var collected = CollectedGraph(ends: .ids([collector]))
      collected.report.linesRead = linesRead
      collected.report.linesWithExtraColumns = linesWithExtraColumns
      return collected
    }
  }

  private(set) var section = Section()
  /// Takes a section when the next one starts; nil: there must be no next one.
  private let deliver: ((Section) -> Void)?
  private var hasEnded = false

  init(deliver: ((Section) -> Void)? = nil) { self.deliver = deliver }

  func parse(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let keyword = Fields.take(&p)
    guard keyword.count == 1 else {
      return state.fail(at: start, "expected a line that starts with t, v or e, found \(keyword.excerpt)")
    }
    if hasEnded { return state.fail(at: start, "`t # -1` above ends the set; nothing may follow it") }
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
      let name = Fields.take(&p)
      if case .integer(-1) = Fields.classify(name) {
        hasEnded = true
        return Fields.lineEnd(p)
      }
      guard begin(&state) else { return nil }
      if name.count > 0 { section.name = String(decoding: name.bytes, as: UTF8.self) }
      return Fields.lineEnd(p)
    }
    let second = Fields.take(&p)
    guard case .integer(let vertices) = Fields.classify(first), case .integer(let edges) = Fields.classify(second),
      vertices >= 0, edges >= 0
    else { return state.fail(at: start, "expected `t # number` or `t vertices edges`") }
    guard begin(&state) else { return nil }
    section.declared = (vertices, edges)
    section.headerLine = state.line
    return Fields.lineEnd(p)
  }

  /// Starts a graph; false when the one before must not end here.
  private func begin(_ state: inout LineState) -> Bool {
    if !section.isEmpty {
      guard let deliver else {
        _ = state.refuse(
          at: state.lineStart, "a second graph starts here; only fsm and info take a set of graphs")
        return false
      }
      if let shortfall = section.shortfall {
        _ = state.fail(at: state.lineStart, "the graph above is not complete: \(shortfall)")
        return false
      }
      deliver(section)
      section = Section()
    }
    section.hasHeader = true
    return true
  }

  private func vertex(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let id = Fields.take(&p)
    guard checkID(id, &state) else { return nil }
    let label = Fields.take(&p)
    if let problem = section.collector.addVertex(id, label: label) {
      return state.fail(at: problem.field.start, problem.message)
    }
    if section.declared != nil { _ = Fields.take(&p) }  // the degree
    if !Fields.isLineEnd(p[0]) { section.linesWithExtraColumns += 1 }
    return Fields.lineEnd(p)
  }

  private func edge(_ start: UnsafePointer<UInt8>, _ state: inout LineState) -> UnsafePointer<UInt8>? {
    var p = start
    let source = Fields.take(&p)
    guard checkID(source, &state, declared: true) else { return nil }
    let target = Fields.take(&p)
    guard checkID(target, &state, declared: true) else { return nil }
    let label = Fields.take(&p)
    if let problem = section.collector.addEdge(source, target, label: label) {
      return state.fail(at: problem.field.start, problem.message)
    }
    section.edgeCount += 1
    if !Fields.isLineEnd(p[0]) { section.linesWithExtraColumns += 1 }
    return Fields.lineEnd(p)
  }

  private func checkID(_ field: Field, _ state: inout LineState, declared mustBeKnown: Bool = false) -> Bool {
    switch Fields.classify(field) {
    case .integer(let value):
      if mustBeKnown, section.collector.integers.find(value) == nil {
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

  /// Reads a file that holds one graph.
  static func read(_ blocks: LineBlocks) throws(GraphFileError) -> CollectedGraph {
    let parser = LGParser()
    blocks.run(parser)
    let lines = try blocks.outcome()
    if let shortfall = parser.section.shortfall {
      throw GraphFileError(
        .malformed, path: blocks.path, line: parser.section.headerLine, column: 1, message: shortfall)
    }
    return parser.section.collected(linesRead: lines)
  }

  /// Reads all graphs of a file; each is handed over as soon as it has been read. The lines of the file are counted for a
  /// graph that is alone in it.
  static func readSet(_ blocks: LineBlocks, deliver: @escaping (Section, _ linesRead: Int) -> Void) throws(GraphFileError) {
    var isSet = false
    let parser = LGParser {
      isSet = true
      deliver($0, 0)
    }
    blocks.run(parser)
    let lines = try blocks.outcome()
    if let shortfall = parser.section.shortfall {
      if isSet { throw GraphFileError(.malformed, path: blocks.path, message: "the last graph is not complete: \(shortfall)") }
      throw GraphFileError(.malformed, path: blocks.path, line: parser.section.headerLine, column: 1, message: shortfall)
    }
    if !parser.section.isEmpty { deliver(parser.section, isSet ? 0 : lines) }
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
