/// From what a parser collected to a graph: ids to ranks, labels of all workers to one dictionary, the side file of
/// labels, and then the adjacency.
struct CollectedAssembly {
  private var collected: CollectedGraph
  private let path: String
  private let options: ReadOptions
  private let threads: Int

  init(_ collected: CollectedGraph, path: String, options: ReadOptions, threads: Int) {
    self.collected = collected
    self.path = path
    self.options = options
    self.threads = threads
  }

  func assemble() throws(GraphFileError) -> GraphParts {
    let input = try resolved()
    guard let memory = options.memory, input.peakMemory > memory else { return try inMemory(input) }
    return try ExternalAssembly(input, memory: memory, options: options, path: path).parts()
  }

  enum Outcome {
    case parts(GraphParts)
    case written(BuildReport, isDirected: Bool)
  }

  /// The graph, or if it does not fit in memory a `.gyr` file of it.
  func assembleOrWrite(
    to output: String, statistics maker: PlannerStatistics.Maker? = nil
  ) throws(GraphFileError) -> Outcome {
    let input = try resolved()
    guard let memory = options.memory, input.peakMemory > memory else { return .parts(try inMemory(input)) }
    let assembly = try ExternalAssembly(input, memory: memory, options: options, path: path)
    let report = try assembly.write(to: try AtomicFile(output), statistics: maker)
    return .written(report, isDirected: input.isDirected)
  }

  private func inMemory(_ input: AssemblyInput) throws(GraphFileError) -> GraphParts {
    guard let watch = options.watch else { return Assembler.assemble(input) }
    return try Assembler.assemble(input) { () throws(GraphFileError) in try watch.check(path) }
  }

  /// Edges between ranks.
  private func resolved() throws(GraphFileError) -> AssemblyInput {
    var input: AssemblyInput
    var labels = VertexLabelCollection()
    switch collected.ends {
    case .ids(let collectors):
      try options.watch?.check(path)
      guard let (ids, count) = IDResolver.resolve(collectors, threads: threads) else { throw tooManyVertices() }
      input = AssemblyInput(isDirected: isDirected, ids: ids, vertexCount: count)
      input.edges = collectors.flatMap(\.edges)
      input.edgeLabels = Self.mergeEdgeLabels(collectors.map { ($0.edgeLabels, $0.edges) })
      for collector in collectors {
        collector.resolveAttributes()
        labels.add(collector.vertexLabels, collector.vertices.flatMap(\.slices))
        for list in collector.vertices { list.removeAll() }
      }
      input.edgeAttributes = Self.merge(collectors.flatMap(\.edgeAttributes))
      input.vertexAttributes = Self.merge(collectors.flatMap(\.vertexAttributes))
    case .ranks(let parts, let ids, let count):
      guard count <= AssemblyInput.maximumVertexCount else { throw tooManyVertices() }
      input = AssemblyInput(isDirected: isDirected, ids: ids, vertexCount: count)
      input.edges = parts.map(\.edges)
      input.edgeLabels = Self.mergeEdgeLabels(parts.map { ($0.edgeLabels, [$0.edges]) })
      for part in parts { labels.add(part.vertexLabels, part.vertexLabelPairs) }
      input.edgeAttributes = Self.merge(parts.flatMap(\.edgeAttributes))
    }
    input.edgeAttributes += collected.edgeAttributes
    input.vertexAttributes += collected.vertexAttributes
    if let maximum = options.maximumVertices, input.vertexCount > maximum { throw tooManyVertices(maximum) }
    input.threads = threads
    input.report = collected.report
    if let file = options.labelsFile {
      let blocks = LineBlocks(try GraphInput(path: file, options: options))
      let parser = LabelsFile(ids: input.ids, vertexCount: input.vertexCount, graphPath: path)
      blocks.run(parser)
      _ = try blocks.outcome()
      labels.add(parser.names, parser.pairs)
    }
    (input.vertexLabels, input.vertexLabelPairs) = labels.finish()
    return input
  }

  private var isDirected: Bool { options.directed ?? collected.isDirected }

  private func tooManyVertices(_ limit: Int = AssemblyInput.maximumVertexCount) -> GraphFileError {
    GraphFileError(.unsupported, path: path, message: "more than \(limit) vertices")
  }

  /// One column a name, in the order of their first appearance.
  private static func merge(_ columns: [TextAttributes]) -> [AttributeInput] {
    var names: [String] = []
    for column in columns where !names.contains(column.name) { names.append(column.name) }
    return names.map { name in TextAttributes.merge(columns.filter { $0.name == name }) }
  }

  /// One dictionary for all workers; rewrites the codes in their records.
  private static func mergeEdgeLabels(_ parts: [(StringTable, [RecordList])]) -> LabelDictionary? {
    var names = NameTable()
    let merged = parts.map { table, _ in (0..<table.count).map { names.code(table[$0]) } }
    let (dictionary, final) = names.sorted()
    guard dictionary.count > 0 else { return nil }
    for ((_, lists), codes) in zip(parts, merged) {
      for slice in lists.flatMap(\.slices) where slice.width == 3 {
        for i in 0..<slice.count {
          let record = slice.start + i * slice.width
          if record[2] != AssemblyInput.noLabel { record[2] = final[Int(codes[Int(record[2])])] }
        }
      }
    }
    return dictionary
  }
}

/// Labels of vertices from several sources, each with its own codes.
private struct VertexLabelCollection {
  private var names = NameTable()
  private var pairs: [UInt64] = []

  /// Adds pairs `rank << 32 | code of table`.
  mutating func add(_ table: StringTable, _ more: [UInt64]) {
    let codes = (0..<table.count).map { names.code(table[$0]) }
    pairs += more.map { $0 & ~0xffff_ffff | UInt64(codes[Int($0 & 0xffff_ffff)]) }
  }

  /// Adds records (rank, code of table or none).
  mutating func add(_ table: StringTable, _ slices: [RecordSlice]) {
    let codes = (0..<table.count).map { names.code(table[$0]) }
    for slice in slices {
      for i in 0..<slice.count where slice.start[2 * i + 1] != AssemblyInput.noLabel {
        pairs.append(UInt64(slice.start[2 * i]) << 32 | UInt64(codes[Int(slice.start[2 * i + 1])]))
      }
    }
  }

  /// The final dictionary and pairs in its codes.
  consuming func finish() -> (LabelDictionary, [UInt64]) {
    let (dictionary, codes) = names.sorted()
    return (dictionary, pairs.map { $0 & ~0xffff_ffff | UInt64(codes[Int($0 & 0xffff_ffff)]) })
  }
}

extension GraphParts {
  /// The graph taken apart again, to be put together in another way: with another direction, or with more labels.
  func collected(threads: Int) -> CollectedGraph {
    let part = RankedEdges(labelledEdges: edgeLabels != nil)
    let ranks = ids.ranks
    if let edgeLabels {
      for name in edgeLabels.dictionary.names { _ = part.edgeLabels.intern(name) }
      for code in 0...UInt32(edgeLabels.dictionary.count) {
        let final = Int(code) == edgeLabels.dictionary.count ? AssemblyInput.noLabel : code
        for pair in edgeLabels.pairs(of: code) {
          part.edges.append(ranks[Int(pair >> 32)], ranks[Int(pair & 0xffff_ffff)], final)
        }
      }
    } else {
      for v in 0..<lists.outgoing.vertexCount {
        for w in lists.outgoing.neighbours(v) where isDirected || w > UInt32(v) {
          part.edges.append(ranks[v], ranks[Int(w)])
        }
      }
    }
    if let vertexLabels {
      for name in vertexLabels.dictionary.names { _ = part.vertexLabels.intern(name) }
      for v in 0..<vertexLabels.vertexCount {
        for code in vertexLabels.labels(of: v) { part.vertexLabelPairs.append(UInt64(ranks[v]) << 32 | UInt64(code)) }
      }
    }
    var collected = CollectedGraph(ends: .ranks([part], ids.values, count: ids.count), isDirected: isDirected)
    collected.vertexAttributes = attributes.vertices.columns.map { column in
      AttributeInput(column) { row in UInt64(ranks[row]) }
    }
    if let rows = attributes.edgeRows {
      let ends = rows.ends
      collected.edgeAttributes = attributes.edges.columns.map { column in
        AttributeInput(column) { row in UInt64(ranks[Int(ends[row] >> 32)]) << 32 | UInt64(ranks[Int(ends[row] & 0xffff_ffff)]) }
      }
    }
    return collected
  }
}

extension AttributeInput {
  /// A finished column taken apart.
  init(_ column: AttributeColumn, key: (Int) -> UInt64) {
    self.init(name: column.name)
    var codes: [AttributeValue: UInt32] = [:]
    for row in 0..<column.rowCount {
      guard let value = column[row] else { continue }
      // Not a number is no value.
      if case .real(let number) = value, number.isNaN { continue }
      let code = codes[value] ?? UInt32(values.count)
      if Int(code) == values.count {
        codes[value] = code
        values.append(value)
      }
      keys.append(key(row))
      self.codes.append(code)
    }
  }
}

extension StringTable {
  /// Numbers a string of our own, which is UTF-8 by nature.
  func intern(_ text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { intern($0)! }
  }
}
