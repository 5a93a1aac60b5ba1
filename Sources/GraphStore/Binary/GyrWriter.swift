#if Zstd
  import CZstd
#endif

/// Writes a graph as a `.gyr` file. Bytes depend on the graph and the compression only.
enum GyrWriter {
  static func write(_ graph: Graph, to path: String, compression: Int?, threads: Int) throws(GraphFileError) {
    try GyrChecksum.requireTrait(path)
    var sections = Sections()
    sections.add(graph)
    let file = try AtomicFile(path)
    let tableSize = sections.list.count * GyrLayout.entrySize
    // The header is known at the end.
    try file.write([UInt8](repeating: 0, count: GyrLayout.headerSize + tableSize))
    var table = LittleEndianBytes()
    for section in sections.list {
      try pad(file)
      let start = file.offset
      let outcome = section.content.withUnsafeBytes { raw in
        Result { () throws(GraphFileError) in
          try store(UnsafeRawBufferPointer(raw), section, compression, threads, file)
        }
      }
      let (codec, storedSize, checksum) = try outcome.get()
      table.append(section.kind.rawValue)
      table.append(UInt32(section.index))
      table.append(codec.rawValue)
      table.append(UInt32(section.width))
      table.append(UInt64(start))
      table.append(UInt64(storedSize))
      table.append(UInt64(section.content.count))
      table.append(checksum)
      // Whatever reads past the end of a section finds zeroes.
      try file.write([UInt8](repeating: 0, count: GyrLayout.alignment))
    }
    try pad(file)
    var header = LittleEndianBytes()
    header.append(GyrLayout.magic)
    header.append(GyrLayout.version)
    header.append(UInt32(0x0102_0304))
    header.append(UInt64(file.offset))
    header.append(UInt32(sections.list.count))
    header.append(UInt32(graph.isDirected ? 1 : 0))
    header.append(UInt64(graph.vertexCount))
    header.append(UInt64(graph.edgeCount))
    header.append(table.bytes.withUnsafeBytes { GyrChecksum.of($0) })
    header.append(header.bytes.withUnsafeBytes { GyrChecksum.of($0) })
    try file.rewrite(at: 0, header.bytes + table.bytes)
    try file.finish()
  }

  private static func pad(_ file: AtomicFile) throws(GraphFileError) {
    let rest = file.offset % GyrLayout.alignment
    if rest > 0 { try file.write([UInt8](repeating: 0, count: GyrLayout.alignment - rest)) }
  }

  /// Writes a section, compressed where that is asked for and helps.
  private static func store(
    _ content: UnsafeRawBufferPointer, _ section: Sections.Section, _ compression: Int?, _ threads: Int, _ file: AtomicFile
  ) throws(GraphFileError) -> (GyrLayout.Codec, Int, UInt64) {
    #if Zstd
      if let compression, content.count >= 1024 {
        let packed = try compress(content, level: compression, threads: threads, path: file.path)
        if packed.count < content.count {
          try file.write(packed)
          return (.zstd, packed.count, packed.withUnsafeBytes { GyrChecksum.section($0) })
        }
      }
    #else
      if compression != nil {
        throw GraphFileError(.unsupported, path: file.path, message: "compression needs a build with the trait Zstd")
      }
    #endif
    try file.write(content)
    return (.raw, content.count, GyrChecksum.section(content))
  }

  #if Zstd
    /// One frame a block, so that they can be decompressed in parallel: sizes of the frames, then the frames.
    private static func compress(
      _ content: UnsafeRawBufferPointer, level: Int, threads: Int, path: String
    ) throws(GraphFileError) -> [UInt8] {
      let frames = GyrChecksum.blockCount(content.count)
      let capacity = ZSTD_compressBound(GyrLayout.blockSize)
      var packed = [UInt8](repeating: 0, count: 8 * frames)
      // A few frames at a time: memory stays a few blocks.
      let room = OwnedMemory(byteCount: capacity * threads)
      let sizes = OwnedMemory(byteCount: 8 * threads)
      let sizeOf = sizes.bytes.bindMemory(to: Int.self, capacity: threads)
      for first in stride(from: 0, to: frames, by: threads) {
        let count = min(threads, frames - first)
        nonisolated(unsafe) let content = content
        nonisolated(unsafe) let sizeOf = sizeOf
        Parallel.run(count) { worker in
          let start = (first + worker) * GyrLayout.blockSize
          sizeOf[worker] = ZSTD_compress(
            room.bytes + capacity * worker, capacity, content.baseAddress! + start,
            min(GyrLayout.blockSize, content.count - start), Int32(level))
        }
        for worker in 0..<count {
          guard ZSTD_isError(sizeOf[worker]) == 0 else {
            throw GraphFileError(.inputOutput, path: path, message: "cannot compress: \(String(cString: ZSTD_getErrorName(sizeOf[worker])))")
          }
          for k in 0..<8 { packed[8 * (first + worker) + k] = UInt8(truncatingIfNeeded: sizeOf[worker] >> (8 * k)) }
          packed.append(contentsOf: UnsafeRawBufferPointer(start: room.bytes + capacity * worker, count: sizeOf[worker]))
        }
      }
      return packed
    }
  #endif
}

/// What goes into the file.
private struct Sections {
  struct Section {
    var kind: GyrLayout.Kind
    var index = 0
    /// Bytes of an element.
    var width: Int
    var content: Content
  }

  /// Bytes somewhere in the graph, or made for the file.
  struct Content {
    let start: UnsafeRawPointer
    let count: Int
    let owner: AnyObject

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
      withExtendedLifetime(owner) { body(UnsafeRawBufferPointer(start: start, count: count)) }
    }
  }

  private(set) var list: [Section] = []

  private mutating func add<T: BitwiseCopyable>(
    _ kind: GyrLayout.Kind, at index: Int = 0, _ start: UnsafePointer<T>, _ count: Int, _ owner: AnyObject
  ) {
    let width = MemoryLayout<T>.size
    list.append(Section(
      kind: kind, index: index, width: width,
      content: Content(start: UnsafeRawPointer(start), count: count * width, owner: owner)))
  }

  private mutating func add<T: BitwiseCopyable & Sendable>(_ kind: GyrLayout.Kind, at index: Int = 0, _ elements: SharedElements<T>) {
    add(kind, at: index, elements.start, elements.count, Owners(elements))
  }

  private mutating func add<T: BitwiseCopyable & Sendable>(_ kind: GyrLayout.Kind, at index: Int = 0, _ elements: [T]) {
    add(kind, at: index, SharedElements(elements))
  }

  mutating func add(_ graph: Graph) {
    add(.summary, summary(graph))
    add(.neighbourOffsets, .neighbourTargets, .neighbourLower, graph.neighbours)
    if graph.isDirected {
      add(.outgoingOffsets, .outgoingTargets, .outgoingLower, graph.outgoing)
      add(.incomingOffsets, .incomingTargets, .incomingLower, graph.incoming)
    }
    switch graph.ids.values {
    case .range: break
    case .integers(let sorted): add(.integerIDs, sorted)
    case .strings(let column):
      add(.stringBytes, column.bytes)
      add(.stringOffsets, column.offsets)
    }
    add(.ranks, graph.ids.ranks)
    add(.numbers, graph.ids.numbers)
    if let labels = graph.vertexLabels { add(labels) }
    if let labels = graph.edgeLabels { add(labels) }
    add(graph.attributes)
  }

  private mutating func add(_ offsets: GyrLayout.Kind, _ targets: GyrLayout.Kind, _ lower: GyrLayout.Kind, _ csr: CSR) {
    add(offsets, csr.offsets, csr.vertexCount + 1, csr)
    add(targets, csr.targets, csr.targetCount, csr)
    add(lower, csr.lower, csr.vertexCount, csr)
  }

  private mutating func add(_ labels: VertexLabels) {
    let n = labels.vertexCount, count = labels.dictionary.count
    add(.vertexLabelNames, texts(labels.dictionary.names))
    add(.vertexLabelOffsets, labels.vertexOffsets, n + 1, labels)
    add(.vertexLabelCodes, labels.vertexCodes, Int(labels.vertexOffsets[n]), labels)
    add(.singleLabels, labels.single, n, labels)
    add(.labelListOffsets, labels.listOffsets, count + 2, labels)
    add(.labelLists, labels.listVertices, Int(labels.listOffsets[count + 1]), labels)
  }

  private mutating func add(_ labels: EdgeLabels) {
    add(.edgeLabelNames, texts(labels.dictionary.names))
    var offsets: [UInt64] = [0]
    var pairs: [UInt64] = []
    for code in 0...UInt32(labels.dictionary.count) {
      pairs += labels.pairs(of: code)
      offsets.append(UInt64(pairs.count))
    }
    add(.edgeLabelOffsets, offsets)
    add(.edgeLabelPairs, pairs)
  }

  private mutating func add(_ attributes: GraphAttributes) {
    let columns = attributes.vertices.columns.map { (0, $0) } + attributes.edges.columns.map { (1, $0) }
    guard !columns.isEmpty else { return }
    var schema = LittleEndianBytes()
    for (subject, column) in columns {
      schema.append([UInt8(subject), UInt8(GyrAttributes.types.firstIndex(of: column.type)!), 0, 0])
      schema.append(text: column.name)
    }
    add(.attributes, schema.bytes)
    for (index, (_, column)) in columns.enumerated() {
      let rows = column.rowCount
      switch column.type {
      case .integer, .real:
        add(.attributeRows, at: index, column.storage.assumingMemoryBound(to: UInt64.self), rows, column)
      case .boolean: add(.attributeRows, at: index, column.booleans, rows, column)
      case .text:
        add(.attributeRows, at: index, column.textCodes, rows, column)
        add(.attributeTextBytes, at: index, column.texts.bytes)
        add(.attributeTextOffsets, at: index, column.texts.offsets)
      }
      if let present = column.present { add(.attributePresence, at: index, present, max(1, (rows + 63) / 64), column) }
    }
  }

  private func texts(_ names: [String]) -> [UInt8] {
    var bytes = LittleEndianBytes()
    for name in names { bytes.append(text: name) }
    return bytes.bytes
  }

  private func summary(_ graph: Graph) -> [UInt64] {
    let report = graph.report
    return GyrLayout.Summary.allCases.map { field in
      switch field {
      case .vertices: UInt64(graph.vertexCount)
      case .neighbourTargets: UInt64(graph.neighbours.targetCount)
      case .outgoingTargets: UInt64(graph.outgoing.targetCount)
      case .incomingTargets: UInt64(graph.incoming.targetCount)
      case .maximumDegree: UInt64(graph.neighbours.maximumDegree)
      case .maximumOut: UInt64(graph.outgoing.maximumDegree)
      case .maximumIn: UInt64(graph.incoming.maximumDegree)
      case .idKind:
        switch graph.ids.values {
        case .range: 0
        case .integers: 1
        case .strings: 2
        }
      case .firstID: if case .range(let base) = graph.ids.values { UInt64(bitPattern: base) } else { 0 }
      case .hasSeveralLabels: graph.vertexLabels?.hasSeveral == true ? 1 : 0
      case .linesRead: UInt64(report.linesRead)
      case .edgesGiven: UInt64(report.edgesGiven)
      case .selfLoopsDropped: UInt64(report.selfLoopsDropped)
      case .duplicatesMerged: UInt64(report.duplicatesMerged)
      case .parallelLabelsKept: UInt64(report.parallelLabelsKept)
      case .isolatedVertices: UInt64(report.isolatedVertices)
      case .linesWithExtraColumns: UInt64(report.linesWithExtraColumns)
      case .attributeConflicts: UInt64(report.attributeConflicts)
      case .attributeRowsIgnored: UInt64(report.attributeRowsIgnored)
      case .degeneracy: graph.known?.degeneracy.map { UInt64($0) } ?? .max
      case .triangles: graph.known?.triangles ?? .max
      case .components: graph.known?.components.map { UInt64($0) } ?? .max
      }
    }
  }
}
