/// What a format's parser hands over.
struct CollectedGraph {
  var collectors: [IDCollector]
  var isDirected = false
  var report = BuildReport()
}

extension Graph {
  /// Reads a graph from a file, or from standard input (`-`). Plain, gzip and zstd files are told apart by content.
  ///
  /// Lines are parsed on several threads as they arrive, so memory is bounded by the graph, not by the file.
  ///
  /// - Throws: ``GraphFileError`` with the place in the file.
  /// - Complexity: O(bytes + n log n + m); memory stays under four times the finished graph.
  public convenience init(contentsOf path: String, options: ReadOptions = ReadOptions()) throws(GraphFileError) {
    self.init(try GraphReader.read(path, options))
  }
}

enum GraphReader {
  static func read(_ path: String, _ options: ReadOptions) throws(GraphFileError) -> GraphParts {
    try read(try LineBlocks(path: path), options)
  }

  static func read(_ blocks: LineBlocks, _ options: ReadOptions) throws(GraphFileError) -> GraphParts {
    let threads = max(1, options.threads ?? Parallel.processorCount)
    var collected: CollectedGraph
    switch options.format ?? recognise(blocks) {
    case .edgeList: collected = try EdgeListParser.read(blocks, columns: options.columns, threads: threads)
    case .lg: collected = try LGParser.read(blocks)
    }
    collected.isDirected = options.directed ?? collected.isDirected
    return try assemble(&collected, path: blocks.path, options: options, threads: threads)
  }

  static func recognise(_ blocks: LineBlocks) -> GraphFormat {
    if LGParser.recognises(blocks.head) { return .lg }
    var name = blocks.path[...]
    for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) { name = name.dropLast(suffix.count) }
    return name.hasSuffix(".lg") ? .lg : .edgeList
  }

  static func assemble(
    _ collected: inout CollectedGraph, path: String, options: ReadOptions, threads: Int
  ) throws(GraphFileError) -> GraphParts {
    guard let (ids, count) = IDResolver.resolve(collected.collectors, threads: threads) else {
      throw GraphFileError(
        .unsupported, path: path, message: "more than \(AssemblyInput.maximumVertexCount) vertices")
    }
    var input = AssemblyInput(isDirected: collected.isDirected, ids: ids, vertexCount: count)
    input.threads = threads
    input.report = collected.report
    input.edges = collected.collectors.flatMap(\.edges)
    input.edgeLabels = mergeEdgeLabels(collected.collectors)

    // Vertex labels: from the file itself, then from the side file.
    var names = NameTable()
    var pairs: [UInt64] = []
    for collector in collected.collectors {
      let codes = (0..<collector.vertexLabels.count).map { names.code(collector.vertexLabels[$0]) }
      for slice in collector.vertices.flatMap(\.slices) {
        for i in 0..<slice.count where slice.start[2 * i + 1] != AssemblyInput.noLabel {
          pairs.append(UInt64(slice.start[2 * i]) << 32 | UInt64(codes[Int(slice.start[2 * i + 1])]))
        }
      }
      for list in collector.vertices { list.removeAll() }
    }
    if let labelsFile = options.labelsFile {
      let blocks = try LineBlocks(path: labelsFile)
      let parser = LabelsFile(ids: ids, vertexCount: count, graphPath: path)
      blocks.run(parser)
      _ = try blocks.outcome()
      let codes = (0..<parser.names.count).map { names.code(parser.names[$0]) }
      pairs += parser.pairs.map { $0 & ~0xffff_ffff | UInt64(codes[Int($0 & 0xffff_ffff)]) }
    }
    let (vertexLabels, codes) = names.sorted()
    input.vertexLabels = vertexLabels
    input.vertexLabelPairs = pairs.map { $0 & ~0xffff_ffff | UInt64(codes[Int($0 & 0xffff_ffff)]) }
    var parts = Assembler.assemble(input)
    try addAttributeFiles(options, to: &parts)
    return parts
  }

  private static func addAttributeFiles(_ options: ReadOptions, to parts: inout GraphParts) throws(GraphFileError) {
    var vertices: [AttributeInput] = [], edges: [AttributeInput] = []
    if let path = options.vertexAttributesFile {
      let (columns, ignored) = try AttributeFile.read(path, ids: parts.ids, rows: nil)
      vertices = columns
      parts.report.attributeRowsIgnored += ignored
    }
    if let path = options.edgeAttributesFile {
      let rows = EdgeRows(outgoing: parts.lists.outgoing, isDirected: parts.isDirected)
      let (columns, ignored) = try AttributeFile.read(path, ids: parts.ids, rows: rows)
      edges = columns
      parts.report.attributeRowsIgnored += ignored
    }
    guard !vertices.isEmpty || !edges.isEmpty else { return }
    let own = GraphAttributes(
      vertices: vertices, edges: edges, outgoing: parts.lists.outgoing, isDirected: parts.isDirected,
      conflicts: &parts.report.attributeConflicts)
    let (sum, clash) = parts.attributes.adding(own)
    guard let sum else {
      let path = options.vertexAttributesFile ?? options.edgeAttributesFile!
      throw GraphFileError(
        .malformed, path: path, message: "the graph itself has an attribute '\(clash)' already; rename the column")
    }
    parts.attributes = sum
    parts.report.count(sum)
  }

  /// One dictionary for all workers; rewrites the codes in their records.
  private static func mergeEdgeLabels(_ collectors: [IDCollector]) -> LabelDictionary? {
    var names = NameTable()
    let merged = collectors.map { collector in
      (0..<collector.edgeLabels.count).map { names.code(collector.edgeLabels[$0]) }
    }
    let (dictionary, final) = names.sorted()
    guard dictionary.count > 0 else { return nil }
    for (collector, codes) in zip(collectors, merged) {
      for slice in collector.edges.flatMap(\.slices) {
        for i in 0..<slice.count {
          let record = slice.start + i * slice.width
          if record[2] != AssemblyInput.noLabel { record[2] = final[Int(codes[Int(record[2])])] }
        }
      }
    }
    return dictionary
  }
}
