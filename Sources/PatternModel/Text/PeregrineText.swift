import PatternSyntax

/// Peregrine's two notations. Vertices are called by their numbers, in ascending order; a vertex that only anti-edges
/// reach is an anti-vertex. The label -1 is a true wildcard, as is a missing one.
enum PeregrineText {
  /// A pattern file, one edge a line: `u v` an edge, `u v x` an anti-edge, `u lu v lv` a labelled edge, `u lu v lv x` a
  /// labelled anti-edge. The value of the mark x does not matter.
  static func isFile(_ source: PatternSource) -> Bool {
    let lines = source.patternLines
    return !lines.isEmpty && lines.allSatisfy { line in words(source, line).allSatisfy { integer(source, $0) != nil } }
  }

  static func file(_ source: PatternSource) throws(PatternError) -> Pattern {
    var builder = Builder(source: source)
    for line in source.patternLines {
      let words = words(source, line)
      guard 2...5 ~= words.count else {
        throw builder.fail(
          .syntax,
          "a line of a Peregrine pattern has 2 numbers (edge), 3 (anti-edge), 4 (labelled edge) or 5 (labelled "
            + "anti-edge), this one has \(words.count)", line)
      }
      let labelled = words.count >= 4
      try builder.link(
        words[0], labelled ? words[1] : nil, words[labelled ? 2 : 1], labelled ? words[3] : nil,
        forbidden: words.count % 2 == 1, line)
    }
    return try builder.pattern(source.range)
  }

  /// A result string: `[1-2](1~3)[2-3]`, labelled `[1,5-2,6]`.
  static func isString(_ source: PatternSource, _ range: SourceRange) -> Bool {
    let first = source.bytes[range.lower..<range.upper].first { $0 != 32 && $0 != 9 }
    if first == UInt8(ascii: "[") { return true }
    guard first == UInt8(ascii: "(") else { return false }
    return source.bytes[range.lower..<range.upper].contains(UInt8(ascii: "~"))
  }

  static func string(_ source: PatternSource, _ range: SourceRange) throws(PatternError) -> Pattern {
    var builder = Builder(source: source)
    var at = range.lower
    func skipSpace() {
      while at < range.upper, [9, 10, 13, 32].contains(source.bytes[at]) { at += 1 }
    }
    func expect(_ characters: String) throws(PatternError) -> UInt8 {
      skipSpace()
      guard at < range.upper, characters.utf8.contains(source.bytes[at]) else {
        let list = characters.map { "'\($0)'" }.joined(separator: " or ")
        throw builder.fail(
          .syntax, "expected \(list) in a pattern such as [1-2](1~3)[2-3]", SourceRange(at, min(at + 1, range.upper)))
      }
      at += 1
      return source.bytes[at - 1]
    }
    func number() throws(PatternError) -> SourceRange {
      skipSpace()
      let start = at
      if at < range.upper, source.bytes[at] == UInt8(ascii: "-") { at += 1 }
      while at < range.upper, 48...57 ~= source.bytes[at] { at += 1 }
      let word = SourceRange(start, at)
      guard integer(source, word) != nil else {
        throw builder.fail(
          .syntax, "expected a number in a pattern such as [1-2](1~3)[2-3]",
          SourceRange(start, max(at, min(start + 1, range.upper))))
      }
      return word
    }
    func end() throws(PatternError) -> (SourceRange, SourceRange?) {
      let vertex = try number()
      skipSpace()
      guard at < range.upper, source.bytes[at] == UInt8(ascii: ",") else { return (vertex, nil) }
      at += 1
      return (vertex, try number())
    }
    repeat {
      skipSpace()
      let start = at
      let forbidden = try expect("[(") == UInt8(ascii: "(")
      let (u, labelOfU) = try end()
      _ = try expect(forbidden ? "~" : "-")
      let (v, labelOfV) = try end()
      _ = try expect(forbidden ? ")" : "]")
      try builder.link(u, labelOfU, v, labelOfV, forbidden: forbidden, SourceRange(start, at))
      skipSpace()
    } while at < range.upper
    return try builder.pattern(range)
  }

  static func words(_ source: PatternSource, _ line: SourceRange) -> [SourceRange] {
    var words: [SourceRange] = []
    var start: Int?
    for at in line.lower...line.upper {
      let ends =
        at == line.upper || source.bytes[at] == 32 || source.bytes[at] == 9 || source.bytes[at] == UInt8(ascii: "#")
      if ends, let first = start {
        words.append(SourceRange(first, at))
        start = nil
      } else if !ends, start == nil {
        start = at
      }
      if at < line.upper, source.bytes[at] == UInt8(ascii: "#") { break }
    }
    return words
  }

  static func integer(_ source: PatternSource, _ word: SourceRange) -> Int? { Int(source.text(word)) }

  /// Collects the edges before it is known which vertices are anti-vertices.
  private struct Builder {
    let source: PatternSource
    private var links: [(ends: [Int], forbidden: Bool, range: SourceRange)] = []
    private var labels: [Int: (name: String?, range: SourceRange)] = [:]
    private var mentioned: Set<Int> = []

    init(source: PatternSource) { self.source = source }

    func fail(_ code: PatternError.Code, _ message: String, _ range: SourceRange...) -> PatternError {
      PatternError(code, message, places: range.map { PatternError.Place(source, $0) })
    }

    mutating func link(
      _ u: SourceRange, _ labelOfU: SourceRange?, _ v: SourceRange, _ labelOfV: SourceRange?, forbidden: Bool,
      _ range: SourceRange
    ) throws(PatternError) {
      let ends = [try vertex(u, labelOfU), try vertex(v, labelOfV)]
      links.append((ends, forbidden, range))
    }

    private mutating func vertex(_ word: SourceRange, _ label: SourceRange?) throws(PatternError) -> Int {
      guard let id = PeregrineText.integer(source, word), id >= 0 else {
        throw fail(.syntax, "vertices are numbers from 0 or 1", word)
      }
      mentioned.insert(id)
      if let label {
        guard let value = PeregrineText.integer(source, label) else {
          throw fail(.syntax, "labels are integers", label)
        }
        let name = value == -1 ? nil : "\(value)"
        if let known = labels[id], known.name != name {
          throw fail(.conflictingLabels, "vertex \(id) has two different labels", label, known.range)
        }
        labels[id] = (name, label)
      }
      return id
    }

    func pattern(_ range: SourceRange) throws(PatternError) -> Pattern {
      let matched = Set(links.filter { !$0.forbidden }.flatMap(\.ends))
      guard !matched.isEmpty else { throw fail(.syntax, "the pattern has no edge, only anti-edges", range) }
      let order = matched.sorted()
      let positions = Dictionary(uniqueKeysWithValues: zip(order, 0...))
      func label(_ id: Int) -> LabelConstraint { (labels[id]?.name).map { .anyOf([$0]) } ?? .any }
      var attachments: [Int: [Pattern.AntiVertex.Attachment]] = [:]
      var edges: [Pattern.Edge] = []
      var antiEdges: [Pattern.AntiEdge] = []
      for link in links {
        let ends = link.ends.map { positions[$0] }
        switch (ends[0], ends[1]) {
        case (let u?, let v?) where link.forbidden: antiEdges.append(.init(u, v))
        case (let u?, let v?): edges.append(.init(u, v))
        case (let u?, nil): attachments[link.ends[1], default: []].append(.init(u))
        case (nil, let v?): attachments[link.ends[0], default: []].append(.init(v))
        case (nil, nil):
          throw fail(.antiVertexAttachment, "an anti-edge joins two anti-vertices: no edge reaches either", link.range)
        }
      }
      let antiVertices = attachments.keys.sorted().map {
        Pattern.AntiVertex("\($0)", label: label($0), attachments: attachments[$0]!)
      }
      do throws(PatternError) {
        return try Pattern(
          vertices: order.map { .init("\($0)", label: label($0)) }, edges: edges, antiEdges: antiEdges,
          antiVertices: antiVertices)
      } catch {
        // Links became edges and anti-edges in order, so that the culprit's line can be found again.
        let required = links.filter { !$0.forbidden }
        let forbidden = links.filter { $0.forbidden && $0.ends.allSatisfy(matched.contains) }
        let places = error.elements.compactMap { element -> PatternError.Place? in
          switch element {
          case .edge(let index): PatternError.Place(source, required[index].range)
          case .antiEdge(let index): PatternError.Place(source, forbidden[index].range)
          default: nil
          }
        }
        throw PatternError(error.code, error.message, error.elements, places: places)
      }
    }
  }
}
