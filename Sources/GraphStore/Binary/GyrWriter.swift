#if Zstd
  import CZstd
#endif

/// Writes a graph as a `.gyr` file. Bytes depend on the graph and the compression only.
enum GyrWriter {
  static func write(_ frame: GyrFrame, to path: String, compression: Int?, threads: Int) throws(GraphFileError) {
    try write(frame, to: try AtomicFile(path), compression: compression, threads: threads)
  }

  static func write(_ frame: GyrFrame, to file: AtomicFile, compression: Int?, threads: Int) throws(GraphFileError) {
    try GyrChecksum.requireTrait(file.path)
    var sections = Sections()
    sections.add(frame)
    let tableSize = sections.list.count * GyrLayout.entrySize
    // The header is known at the end.
    try file.write([UInt8](repeating: 0, count: GyrLayout.headerSize + tableSize))
    var table = LittleEndianBytes()
    var starts: [GyrLayout.Kind: Int] = [:]
    for var section in sections.list {
      if case .made(let maker) = section.content {
        guard let lists = try frame.writtenLists(starts, file) else { continue }
        section.content = .words(maker(lists).words)
      }
      try pad(file)
      let start = file.offset
      starts[section.kind] = start
      let (codec, storedSize, checksum) = try store(section, compression, threads, file)
      table.append(section.kind.rawValue)
      table.append(UInt32(section.index))
      table.append(codec.rawValue)
      table.append(UInt32(section.width))
      table.append(UInt64(start))
      table.append(UInt64(storedSize))
      table.append(UInt64(section.size))
      table.append(checksum)
      // Whatever reads past the end of a section finds zeroes.
      try file.write([UInt8](repeating: 0, count: GyrLayout.alignment))
    }
    try pad(file)
    let sectionCount = table.bytes.count / GyrLayout.entrySize
    var header = LittleEndianBytes()
    header.append(GyrLayout.magic)
    header.append(GyrLayout.version)
    header.append(UInt32(0x0102_0304))
    header.append(UInt64(file.offset))
    header.append(UInt32(sectionCount))
    header.append(UInt32(frame.isDirected ? 1 : 0))
    header.append(UInt64(frame.vertexCount))
    header.append(UInt64(frame.edgeCount))
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
    _ section: Sections.Section, _ compression: Int?, _ threads: Int, _ file: AtomicFile
  ) throws(GraphFileError) -> (GyrLayout.Codec, Int, UInt64) {
    switch section.content {
    case .stream(let size, let produce):
      let sink = BlockSink(file)
      try produce { bytes throws(GraphFileError) in try sink.put(bytes) }
      let checksum = try sink.finish()
      precondition(sink.count == size, "a section of another size than was announced")
      return (.raw, size, checksum)
    case .bytes(let start, let count, let owner):
      let outcome = withExtendedLifetime(owner) {
        Result { () throws(GraphFileError) in
          try store(UnsafeRawBufferPointer(start: start, count: count), compression, threads, file)
        }
      }
      return try outcome.get()
    case .made: preconditionFailure("a section that was not made")
    }
  }

  private static func store(
    _ content: UnsafeRawBufferPointer, _ compression: Int?, _ threads: Int, _ file: AtomicFile
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

/// A section that arrives piece by piece: written and summed up in blocks.
private final class BlockSink {
  private let file: AtomicFile
  private let block = OwnedMemory(byteCount: GyrLayout.blockSize)
  private var used = 0
  private var sums: [UInt64] = []
  private(set) var count = 0

  init(_ file: AtomicFile) { self.file = file }

  func put(_ bytes: UnsafeRawBufferPointer) throws(GraphFileError) {
    var done = 0
    while done < bytes.count {
      let size = min(bytes.count - done, GyrLayout.blockSize - used)
      (block.bytes + used).copyMemory(from: bytes.baseAddress! + done, byteCount: size)
      used += size
      done += size
      if used == GyrLayout.blockSize { try flush() }
    }
    count += bytes.count
  }

  private func flush() throws(GraphFileError) {
    let bytes = UnsafeRawBufferPointer(start: block.bytes, count: used)
    sums.append(GyrChecksum.of(bytes))
    try file.write(bytes)
    used = 0
  }

  func finish() throws(GraphFileError) -> UInt64 {
    if used > 0 { try flush() }
    return GyrChecksum.combine(sums)
  }
}

/// What a file is made of: a graph, or one whose lists are still to come.
struct GyrFrame {
  typealias Put = (UnsafeRawBufferPointer) throws(GraphFileError) -> Void

  enum Targets {
    case memory(UnsafePointer<UInt32>, owner: AnyObject)
    /// Hands over all targets in order; `lower` need not be right before that.
    case stream((Put) throws(GraphFileError) -> Void)
  }

  struct Lists {
    var offsets: SharedElements<UInt64>
    var lower: SharedElements<UInt32>
    var targetCount: Int
    var maximumDegree: Int
    var targets: Targets
  }

  var isDirected: Bool
  var vertexCount: Int
  var neighbours: Lists
  /// Of a directed graph.
  var outgoing: Lists?
  var incoming: Lists?
  var ids: VertexIDs
  var vertexLabels: VertexLabels?
  var edgeLabels: EdgeLabels?
  var attributes = GraphAttributes()
  var report = BuildReport()
  var known: KnownFacts?
  var statistics: Statistics?

  enum Statistics {
    case known(PlannerStatistics)
    /// From lists that are still to come.
    case make(PlannerStatistics.Maker)
  }

  /// The neighbours as they stand in the file so far; nil when it cannot be mapped.
  func writtenLists(_ starts: [GyrLayout.Kind: Int], _ file: AtomicFile) throws(GraphFileError) -> CSR? {
    guard let offsets = starts[.neighbourOffsets], let targets = starts[.neighbourTargets], let lower = starts[.neighbourLower],
      let mapping = try file.mapping()
    else { return nil }
    let bytes = mapping.bytes.baseAddress!
    return CSR(
      vertexCount: vertexCount, offsets: (bytes + offsets).assumingMemoryBound(to: UInt64.self),
      targets: (bytes + targets).assumingMemoryBound(to: UInt32.self), targetCount: neighbours.targetCount,
      lower: (bytes + lower).assumingMemoryBound(to: UInt32.self), maximumDegree: neighbours.maximumDegree, owner: mapping)
  }

  var edgeCount: Int { outgoing?.targetCount ?? neighbours.targetCount / 2 }
}

extension GyrFrame.Lists {
  init(_ csr: CSR) {
    self.init(
      offsets: SharedElements(start: csr.offsets, count: csr.vertexCount + 1, owner: csr),
      lower: SharedElements(start: csr.lower, count: csr.vertexCount, owner: csr), targetCount: csr.targetCount,
      maximumDegree: csr.maximumDegree, targets: .memory(csr.targets, owner: csr))
  }
}

extension GyrFrame {
  init(_ graph: Graph) {
    self.init(
      isDirected: graph.isDirected, vertexCount: graph.vertexCount, neighbours: Lists(graph.neighbours),
      outgoing: graph.isDirected ? Lists(graph.outgoing) : nil, incoming: graph.isDirected ? Lists(graph.incoming) : nil,
      ids: graph.ids, vertexLabels: graph.vertexLabels, edgeLabels: graph.edgeLabels, attributes: graph.attributes,
      report: graph.report, known: graph.known, statistics: graph.known?.statistics.map { .known($0) })
  }
}

/// What goes into the file.
private struct Sections {
  struct Section {
    var kind: GyrLayout.Kind
    var index = 0
    /// Bytes of an element.
    var width: Int
    var content: Content

    /// Bytes of the content.
    var size: Int {
      switch content {
      case .bytes(_, let count, _), .stream(let count, _): count
      case .made: 0
      }
    }
  }

  enum Content {
    /// Somewhere in the graph, or made for the file.
    case bytes(UnsafeRawPointer, count: Int, owner: AnyObject)
    /// Made while the file is written.
    case stream(count: Int, (GyrFrame.Put) throws(GraphFileError) -> Void)
    /// From the lists in the file.
    case made(PlannerStatistics.Maker)

    static func words(_ words: [UInt64]) -> Content {
      let elements = SharedElements(words)
      return .bytes(elements.start, count: elements.count * 8, owner: Owners(elements))
    }
  }

  private(set) var list: [Section] = []

  private mutating func add<T: BitwiseCopyable>(
    _ kind: GyrLayout.Kind, at index: Int = 0, _ start: UnsafePointer<T>, _ count: Int, _ owner: AnyObject
  ) {
    let width = MemoryLayout<T>.size
    list.append(Section(
      kind: kind, index: index, width: width,
      content: .bytes(UnsafeRawPointer(start), count: count * width, owner: owner)))
  }

  private mutating func add<T: BitwiseCopyable & Sendable>(_ kind: GyrLayout.Kind, at index: Int = 0, _ elements: SharedElements<T>) {
    add(kind, at: index, elements.start, elements.count, Owners(elements))
  }

  private mutating func add<T: BitwiseCopyable & Sendable>(_ kind: GyrLayout.Kind, at index: Int = 0, _ elements: [T]) {
    add(kind, at: index, SharedElements(elements))
  }

  mutating func add(_ frame: GyrFrame) {
    add(.summary, summary(frame))
    add(.neighbourOffsets, .neighbourTargets, .neighbourLower, frame.neighbours)
    if let lists = frame.outgoing { add(.outgoingOffsets, .outgoingTargets, .outgoingLower, lists) }
    if let lists = frame.incoming { add(.incomingOffsets, .incomingTargets, .incomingLower, lists) }
    switch frame.ids.values {
    case .range: break
    case .integers(let sorted): add(.integerIDs, sorted)
    case .strings(let column):
      add(.stringBytes, column.bytes)
      add(.stringOffsets, column.offsets)
    }
    add(.ranks, frame.ids.ranks)
    add(.numbers, frame.ids.numbers)
    if let labels = frame.vertexLabels { add(labels) }
    if let labels = frame.edgeLabels { add(labels) }
    add(frame.attributes)
    switch frame.statistics {
    case .known(let statistics): add(.statistics, statistics.words)
    case .make(let maker): list.append(Section(kind: .statistics, width: 8, content: .made(maker)))
    case nil: break
    }
  }

  private mutating func add(
    _ offsets: GyrLayout.Kind, _ targets: GyrLayout.Kind, _ lower: GyrLayout.Kind, _ lists: GyrFrame.Lists
  ) {
    add(offsets, lists.offsets)
    switch lists.targets {
    case .memory(let start, let owner): add(targets, start, lists.targetCount, owner)
    case .stream(let produce):
      list.append(Section(kind: targets, width: 4, content: .stream(count: lists.targetCount * 4, produce)))
    }
    add(lower, lists.lower)
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

  private func summary(_ frame: GyrFrame) -> [UInt64] {
    let report = frame.report
    let outgoing = frame.outgoing ?? frame.neighbours, incoming = frame.incoming ?? frame.neighbours
    return GyrLayout.Summary.allCases.map { field in
      switch field {
      case .vertices: UInt64(frame.vertexCount)
      case .neighbourTargets: UInt64(frame.neighbours.targetCount)
      case .outgoingTargets: UInt64(outgoing.targetCount)
      case .incomingTargets: UInt64(incoming.targetCount)
      case .maximumDegree: UInt64(frame.neighbours.maximumDegree)
      case .maximumOut: UInt64(outgoing.maximumDegree)
      case .maximumIn: UInt64(incoming.maximumDegree)
      case .idKind:
        switch frame.ids.values {
        case .range: 0
        case .integers: 1
        case .strings: 2
        }
      case .firstID: if case .range(let base) = frame.ids.values { UInt64(bitPattern: base) } else { 0 }
      case .hasSeveralLabels: frame.vertexLabels?.hasSeveral == true ? 1 : 0
      case .linesRead: UInt64(report.linesRead)
      case .edgesGiven: UInt64(report.edgesGiven)
      case .selfLoopsDropped: UInt64(report.selfLoopsDropped)
      case .duplicatesMerged: UInt64(report.duplicatesMerged)
      case .parallelLabelsKept: UInt64(report.parallelLabelsKept)
      case .isolatedVertices: UInt64(report.isolatedVertices)
      case .linesWithExtraColumns: UInt64(report.linesWithExtraColumns)
      case .attributeConflicts: UInt64(report.attributeConflicts)
      case .attributeRowsIgnored: UInt64(report.attributeRowsIgnored)
      case .degeneracy: frame.known?.degeneracy.map { UInt64($0) } ?? .max
      case .triangles: frame.known?.triangles ?? .max
      case .components: frame.known?.components.map { UInt64($0) } ?? .max
      }
    }
  }
}
