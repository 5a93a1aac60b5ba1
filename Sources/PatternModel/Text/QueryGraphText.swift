import PatternSyntax

/// Query graphs as the subgraph-matching and frequent-subgraph communities write them (`.lg`, `.graph`):
///
/// ```
/// t 3 2            or  t # 0,  # t 1;  a file may hold several, and `t # -1` ends it
/// v 0 5 2          id, label, degree (optional, checked); without label: any
/// e 0 1 [label]
/// ```
///
/// Edges are undirected. A vertex with id i is called `vi`, and vertices stand in the order of their lines.
enum QueryGraphText {
  static func isFile(_ source: PatternSource) -> Bool {
    for line in source.lines {
      let words = words(source, line)
      guard let first = words.first else { continue }
      if first.hasPrefix("#") {
        if header(words) != nil { return true }
        continue
      }
      return (first == "t" || first == "v") && words.count >= 2 && words.dropFirst().allSatisfy { !isArrow($0) }
    }
    return false
  }

  private static func isArrow(_ word: String) -> Bool {
    word.contains("--") || word.contains("->") || word.contains("<-")
  }

  /// The words after `t` in `t ...` or `# t ...`.
  private static func header(_ words: [String]) -> [String]? {
    if words.first == "t" { return Array(words.dropFirst()) }
    if words.count >= 2, words[0] == "#", words[1] == "t" { return Array(words.dropFirst(2)) }
    return nil
  }

  static func file(_ source: PatternSource) throws(PatternError) -> [Pattern] {
    var patterns: [Pattern] = []
    var graph: Reader?
    for line in source.lines {
      let words = words(source, line)
      guard let first = words.first else { continue }
      if let header = header(words) {
        if let graph { patterns.append(try graph.pattern()) }
        graph = Reader(source: source, header: line)
        if header.first == "#" || first == "#" {
          if header.last == "-1" {
            graph = nil
            break
          }
        } else {
          try graph!.declare(header, line)
        }
        continue
      }
      if first.hasPrefix("#") { continue }
      if graph == nil { graph = Reader(source: source, header: line) }
      try graph!.read(words, line)
    }
    if let graph { patterns.append(try graph.pattern()) }
    return patterns
  }

  private static func words(_ source: PatternSource, _ line: SourceRange) -> [String] {
    source.text(line).split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
  }

  private struct Reader {
    let source: PatternSource
    let header: SourceRange
    private var declared: (vertices: Int, edges: Int)?
    private var positions: [Int: Int] = [:]
    private var vertices: [Pattern.Vertex] = []
    private var degrees: [(vertex: Int, degree: Int, line: SourceRange)] = []
    private var edges: [Pattern.Edge] = []
    private var edgeRanges: [SourceRange] = []
    private var vertexRanges: [SourceRange] = []

    init(source: PatternSource, header: SourceRange) {
      self.source = source
      self.header = header
    }

    private func fail(_ code: PatternError.Code, _ message: String, _ line: SourceRange) -> PatternError {
      PatternError(code, message, places: [PatternError.Place(source, line)])
    }

    mutating func declare(_ words: [String], _ line: SourceRange) throws(PatternError) {
      let numbers = words.compactMap { Int($0) }
      guard numbers.count == words.count, numbers.count == 2 else {
        throw fail(.syntax, "a header is 't VERTICES EDGES' or 't # NUMBER'", line)
      }
      declared = (numbers[0], numbers[1])
    }

    mutating func read(_ words: [String], _ line: SourceRange) throws(PatternError) {
      switch words[0] {
      case "v":
        guard 2...4 ~= words.count, let id = Int(words[1]), id >= 0 else {
          throw fail(.syntax, "a vertex line is 'v ID LABEL [DEGREE]'", line)
        }
        guard positions[id] == nil else { throw fail(.vertexName, "vertex \(id) is there twice", line) }
        guard vertices.count < Pattern.maximumVertexCount else {
          throw fail(.vertexCount, "a pattern has at most \(Pattern.maximumVertexCount) vertices", line)
        }
        positions[id] = vertices.count
        if words.count == 4 {
          guard let degree = Int(words[3]) else { throw fail(.syntax, "the degree of a vertex is a number", line) }
          degrees.append((vertices.count, degree, line))
        }
        vertices.append(.init("v\(id)", label: words.count > 2 ? .anyOf([words[2]]) : .any))
        vertexRanges.append(line)
      case "e":
        guard 3...4 ~= words.count, let u = Int(words[1]), let v = Int(words[2]) else {
          throw fail(.syntax, "an edge line is 'e ID ID [LABEL]'", line)
        }
        guard let source = positions[u], let target = positions[v] else {
          throw fail(.position, "no vertex line above declares vertex \(positions[u] == nil ? u : v)", line)
        }
        edges.append(.init(source, target, label: words.count == 4 ? .anyOf([words[3]]) : .any))
        edgeRanges.append(line)
      default:
        throw fail(.syntax, "expected a line that starts with t, v or e", line)
      }
    }

    func pattern() throws(PatternError) -> Pattern {
      if let declared, declared != (vertices.count, edges.count) {
        throw fail(
          .syntax,
          "the header promises \(declared.vertices) vertices and \(declared.edges) edges, the lines have "
            + "\(vertices.count) and \(edges.count)", header)
      }
      for (vertex, degree, line) in degrees {
        let actual = edges.count { $0.source == vertex || $0.target == vertex }
        guard actual == degree else {
          throw fail(.syntax, "the line gives degree \(degree), the edges give \(actual)", line)
        }
      }
      do throws(PatternError) {
        return try Pattern(vertices: vertices, edges: edges)
      } catch {
        let places = error.elements.compactMap { element -> PatternError.Place? in
          switch element {
          case .vertex(let index): PatternError.Place(source, vertexRanges[index])
          case .edge(let index): PatternError.Place(source, edgeRanges[index])
          default: nil
          }
        }
        throw PatternError(
          error.code, error.message, error.elements,
          places: places.isEmpty ? [PatternError.Place(source, header)] : places)
      }
    }
  }
}
