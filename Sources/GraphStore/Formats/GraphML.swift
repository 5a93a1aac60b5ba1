#if Expat
  import CExpat
#endif

/// GraphML, read as a stream: nodes, edges and their data. `label` and `labels` are labels (several with `;` or, as Neo4j
/// writes them, `:A:B`), everything else is an attribute.
///
/// What other tools nest in elements of their own (yEd) is passed over; hyperedges, ports and nested graphs are refused.
/// Entities are refused too. Format: Brandes et al., GraphML progress report, GD 2001.
enum GraphMLReader: FormatReader {
  static let format = GraphFormat.graphML
  static let extensions = [".graphml", ".xml"]

  static func recognises(_ head: [UInt8]) -> Bool {
    guard let first = head.first(where: { !Fields.isBlank($0) && !Fields.isLineEnd($0) }), first == UInt8(ascii: "<") else {
      return false
    }
    return String(decoding: head.prefix(4096), as: UTF8.self).contains("graphml")
  }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    #if Expat
      return .collected(try GraphMLParser(input.path).parse(input))
    #else
      throw GraphFileError(.unsupported, path: input.path, message: "is GraphML; build with the trait Expat to read it")
    #endif
  }
}

#if Expat
  private final class GraphMLParser {
    /// A `<key>`: a column of data. Keys may stand behind their use.
    private struct Key {
      var name: String
      var isForNodes = true
      var isForEdges = true
      var fallback: String?
    }
    private enum Place { case outside, graph, node, edge }

    private let path: String
    private let parser: XML_Parser
    private let collector = IDCollector(labelledEdges: true)
    private var keys: [String: Key] = [:]
    private var place = Place.outside
    private var depth = 0
    private var graphCount = 0
    private var isDirected = false
    private var failure: GraphFileError?

    /// The data element being read: its key and depth; nil key: the default of `openKey`.
    private var openKey: String?
    private var textDepth: Int?
    private var isDefault = false
    private var text: [UInt8] = []
    /// What the current node or edge has so far: an edge is added at its end, when its label is known.
    private var data: [(key: String, value: [UInt8])] = []
    private var source: [UInt8] = []
    private var target: [UInt8] = []
    private var goesBothWays = false
    /// Column of each key's values.
    private var nodeColumns: [String: Int] = [:]
    private var edgeColumns: [String: Int] = [:]
    /// A node of several labels makes several records; its data belong to the last.
    private var nodeRecords: [UInt64] = []

    init(_ path: String) {
      self.path = path
      parser = XML_ParserCreate(nil)
    }

    deinit { XML_ParserFree(parser) }

    func parse(_ input: GraphInput) throws(GraphFileError) -> CollectedGraph {
      XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
      XML_SetElementHandler(
        parser,
        { raw, name, attributes in
          let parser = Unmanaged<GraphMLParser>.fromOpaque(raw!).takeUnretainedValue()
          parser.begin(GraphMLParser.localName(name!), attributes!)
        },
        { raw, name in
          Unmanaged<GraphMLParser>.fromOpaque(raw!).takeUnretainedValue().end(GraphMLParser.localName(name!))
        })
      XML_SetCharacterDataHandler(parser) { raw, start, count in
        let parser = Unmanaged<GraphMLParser>.fromOpaque(raw!).takeUnretainedValue()
        guard parser.textDepth == parser.depth else { return }
        start!.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
          parser.text.append(contentsOf: UnsafeBufferPointer(start: $0, count: Int(count)))
        }
      }
      XML_SetEntityDeclHandler(parser) { raw, _, _, _, _, _, _, _, _ in
        Unmanaged<GraphMLParser>.fromOpaque(raw!).takeUnretainedValue().fail("declares an entity; entities are not read")
      }
      try feed(Array(input.head), isLast: input.isAtEnd)
      let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
      defer { piece.deallocate() }
      while !input.isAtEnd {
        let count = try input.read(into: piece)
        try feed(Array(piece[..<count]), isLast: input.isAtEnd)
      }
      if graphCount == 0 { throw GraphFileError(.malformed, path: path, message: "has no <graph> element") }
      finishAttributes()
      var graph = CollectedGraph(ends: .ids([collector]), isDirected: isDirected)
      graph.report.linesRead = Int(XML_GetCurrentLineNumber(parser))
      return graph
    }

    private func feed(_ bytes: [UInt8], isLast: Bool) throws(GraphFileError) {
      let status = bytes.withUnsafeBufferPointer { bytes in
        // Even at the end expat wants an address.
        (bytes.baseAddress ?? UnsafePointer(bitPattern: 8)!).withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          XML_Parse(parser, $0, Int32(bytes.count), isLast ? 1 : 0)
        }
      }
      if let failure { throw failure }
      if status == XML_STATUS_ERROR {
        throw here("is not well-formed XML: \(String(cString: XML_ErrorString(XML_GetErrorCode(parser))))")
      }
    }

    private func here(_ message: String) -> GraphFileError {
      GraphFileError(
        .malformed, path: path, line: Int(XML_GetCurrentLineNumber(parser)),
        column: Int(XML_GetCurrentColumnNumber(parser)) + 1, message: message)
    }

    private func fail(_ message: String, _ kind: GraphFileError.Kind = .malformed) {
      guard failure == nil else { return }
      failure = here(message)
      failure!.kind = kind
      XML_StopParser(parser, 0)
    }

    /// A name without its namespace's prefix.
    private static func localName(_ name: UnsafePointer<CChar>) -> String {
      let name = String(cString: name)
      return name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }

    // MARK: Elements

    private func begin(_ name: String, _ raw: UnsafeMutablePointer<UnsafePointer<CChar>?>) {
      guard failure == nil else { return }
      depth += 1
      // Whatever a tool nests in data is its own affair.
      if textDepth != nil { return }
      func attribute(_ wanted: String) -> String? {
        var next = raw
        while let name = next[0], let value = next[1] {
          if Self.localName(name) == wanted { return String(cString: value) }
          next += 2
        }
        return nil
      }
      if depth == 1, name != "graphml" { return fail("expected the element graphml, found \(name.shortened)") }
      switch name {
      case "key":
        guard let id = attribute("id") else { return fail("a key without an id") }
        let owner = attribute("for") ?? "all"
        keys[id] = Key(
          name: attribute("attr.name") ?? id, isForNodes: owner == "node" || owner == "all",
          isForEdges: owner == "edge" || owner == "all")
        openKey = id
      case "default" where openKey != nil && place == .outside: beginText(isDefault: true)
      case "graph":
        if place != .outside { return fail("a graph inside a graph is not supported", .unsupported) }
        graphCount += 1
        if graphCount > 1 { return fail("a second graph starts here; this command reads one graph, give each its own file", .unsupported) }
        let direction = attribute("edgedefault") ?? "undirected"
        guard direction == "directed" || direction == "undirected" else {
          return fail("edgedefault is directed or undirected, found \(direction.shortened)")
        }
        isDirected = direction == "directed"
        place = .graph
      case "node" where place == .graph:
        guard let id = attribute("id"), !id.isEmpty else { return fail("a node without an id") }
        source = Array(id.utf8)
        data = attribute("labels").map { [("labels", Array($0.utf8))] } ?? []
        place = .node
      case "edge" where place == .graph:
        guard let from = attribute("source"), let to = attribute("target"), !from.isEmpty, !to.isEmpty else {
          return fail("an edge without source or target")
        }
        goesBothWays = false
        if let own = attribute("directed"), (own == "true" || own == "1") != isDirected {
          guard isDirected else { return fail("a directed edge in an undirected graph is not supported", .unsupported) }
          goesBothWays = true
        }
        source = Array(from.utf8)
        target = Array(to.utf8)
        data = attribute("label").map { [("label", Array($0.utf8))] } ?? []
        place = .edge
      case "data" where place == .node || place == .edge:
        guard let key = attribute("key") else { return fail("data without a key") }
        openKey = key
        beginText(isDefault: false)
      case "hyperedge", "port": if place != .outside { fail("a \(name) is not supported", .unsupported) }
      default: break
      }
    }

    private func beginText(isDefault: Bool) {
      textDepth = depth
      self.isDefault = isDefault
      text.removeAll(keepingCapacity: true)
    }

    private func end(_ name: String) {
      guard failure == nil else { return }
      defer { depth -= 1 }
      if let textDepth {
        guard textDepth == depth else { return }
        self.textDepth = nil
        if isDefault { keys[openKey!]!.fallback = String(decoding: text, as: UTF8.self) } else { data.append((openKey!, text)) }
        return
      }
      switch name {
      case "key": openKey = nil
      case "node" where place == .node:
        endNode()
        place = .graph
      case "edge" where place == .edge:
        endEdge()
        place = .graph
      case "graph": place = .outside
      default: break
      }
    }

    private func isLabel(_ key: String) -> Bool {
      let name = keys[key]?.name ?? key
      return name == "label" || name == "labels"
    }

    private func withField<Result>(_ bytes: [UInt8], _ body: (Field) -> Result) -> Result {
      // A field has an address even when it is empty.
      (bytes + [0]).withUnsafeBufferPointer { body(Field(start: $0.baseAddress!, count: bytes.count)) }
    }

    private func endNode() {
      var labels = data.filter { isLabel($0.key) }.flatMap { entry in
        entry.value.split(separator: UInt8(ascii: entry.value.first == UInt8(ascii: ":") ? ":" : ";")).map(Array.init)
      }
      if labels.isEmpty { labels = [[]] }
      for label in labels {
        let problem = withField(source) { id in withField(label) { collector.addVertex(id, label: $0) } }
        if let problem { return fail(problem.message) }
      }
      nodeRecords.append(UInt64(collector.vertexCount - 1))
      for entry in data where !isLabel(entry.key) {
        let column = column(entry.key, &nodeColumns, &collector.vertexAttributes)
        _ = withField(entry.value) { collector.addVertexAttribute(column, $0) }
      }
    }

    private func endEdge() {
      let label = data.last { isLabel($0.key) }?.value ?? []
      for reversed in goesBothWays ? [false, true] : [false] {
        let problem = withField(reversed ? target : source) { a in
          withField(reversed ? source : target) { b in withField(label) { collector.addEdge(a, b, label: $0) } }
        }
        if let problem { return fail(problem.message) }
        for entry in data where !isLabel(entry.key) {
          let column = column(entry.key, &edgeColumns, &collector.edgeAttributes)
          _ = withField(entry.value) { collector.addEdgeAttribute(column, $0) }
        }
      }
    }

    private func column(_ key: String, _ columns: inout [String: Int], _ attributes: inout [TextAttributes]) -> Int {
      if let column = columns[key] { return column }
      columns[key] = attributes.count
      attributes.append(TextAttributes(name: key))
      return attributes.count - 1
    }

    /// Gives columns their names, and elements without a value the key's default.
    private func finishAttributes() {
      func finish(_ columns: [TextAttributes], _ records: some Sequence<UInt64>) -> [TextAttributes] {
        for column in columns {
          guard let key = keys[column.name] else { continue }
          if let fallback = key.fallback {
            let given = Set(column.keys)
            for index in records where !given.contains(index) {
              _ = withField(Array(fallback.utf8)) { column.add(index, $0.bytes) }
            }
          }
          column.name = key.name
        }
        // What holds nothing but other tools' elements is no column.
        return columns.filter { !$0.keys.isEmpty }
      }
      for (id, key) in keys.sorted(by: { $0.key < $1.key }) where key.fallback != nil && !isLabel(id) {
        if key.isForNodes, collector.vertexCount > 0 { _ = column(id, &nodeColumns, &collector.vertexAttributes) }
        if key.isForEdges, collector.edgeCount > 0 { _ = column(id, &edgeColumns, &collector.edgeAttributes) }
      }
      collector.vertexAttributes = finish(collector.vertexAttributes, nodeRecords)
      collector.edgeAttributes = finish(collector.edgeAttributes, 0..<UInt64(collector.edgeCount))
    }
  }
#endif
