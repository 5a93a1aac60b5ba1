import Glibc

/// The way from edges between ranks to a `.gyr` file when the adjacency does not fit in memory.
///
/// Edges are sorted twice: by ranks, which drops repeats and gives the degrees and so the final numbers, and by final numbers, which is
/// the order of the file. Vertices (some 40 bytes each) must fit. The file has the same bytes as one written from memory.
struct ExternalAssembly {
  /// Of a key `source << 33 | target << 2 | flags`: the arc from source to target is there, and the one back.
  private static let there: UInt64 = 1, back: UInt64 = 2
  private static let flagBits = 2
  /// What the key has room for.
  private static let maximumVertexCount = 1 << 31

  private let input: AssemblyInput
  private let memory: Int
  private let options: ReadOptions
  private let path: String
  private var count: Int { input.vertexCount }

  init(_ input: AssemblyInput, memory: Int, options: ReadOptions, path: String) throws(GraphFileError) {
    self.input = input
    self.memory = memory
    self.options = options
    self.path = path
    func refuse(_ what: String) -> GraphFileError {
      GraphFileError(
        .unsupported, path: path,
        message: "\(input.edgeCount) edges do not fit in \(memory) bytes of memory, and \(what); raise --memory")
    }
    if input.edgeLabels?.count ?? 0 > 0 { throw refuse("edges with labels are sorted in memory only") }
    if !input.vertexAttributes.isEmpty || !input.edgeAttributes.isEmpty { throw refuse("attributes are kept in memory only") }
    if input.vertexCount > Self.maximumVertexCount { throw refuse("more than 2^31 vertices are") }
  }

  /// Lengths of lists, by rank.
  private struct Sizes {
    var degrees: [UInt32]
    var out: [UInt32] = []
    var into: [UInt32] = []
  }

  /// The graph, mapped from a temporary file.
  func parts() throws(GraphFileError) -> GraphParts {
    let file = try SpillFile(in: options.temporaryDirectory)
    _ = try write(to: try AtomicFile(temporary: file))
    return try GyrReader.open(try GraphInput(file), check: false, threads: input.threads)
  }

  /// Writes the file and returns what was found.
  func write(
    to file: AtomicFile, statistics maker: PlannerStatistics.Maker? = nil
  ) throws(GraphFileError) -> BuildReport {
    try GyrChecksum.requireTrait(file.path)
    var report = input.report
    report.edgesGiven = input.edgeCount
    var byRank: KeySorter! = try sorter()
    let isDirected = input.isDirected
    var loops = 0
    for list in input.edges {
      for slice in list.slices {
        var record = slice.start
        for _ in 0..<slice.count {
          let a = UInt64(record[0]), b = UInt64(record[1])
          record += slice.width
          if a == b {
            loops &+= 1
          } else {
            byRank.add(a << 33 | b << 2 | (isDirected ? Self.there : Self.there | Self.back))
            byRank.add(b << 33 | a << 2 | (isDirected ? Self.back : Self.there | Self.back))
          }
        }
        slice.release()
      }
      list.removeAll()
    }
    let sizes = try measure(byRank)
    let numbering = Numbering(degrees: sizes.degrees)
    let byNumber = try sorter()
    try numbering.new.withUnsafeBufferPointer { new throws(GraphFileError) in
      try byRank.merge { key throws(GraphFileError) in
        let a = UInt64(new[Int(key >> 33)]), b = UInt64(new[Int(key >> 2 & 0x7fff_ffff)])
        byNumber.add(a << 33 | b << 2 | key & 3)
      }
    }
    byRank = nil

    if !isDirected, report.timesGiven > 1 {
      report.edgesGiven /= report.timesGiven
      loops /= report.timesGiven
    }
    report.vertexCount = count
    report.selfLoopsDropped = loops
    report.isolatedVertices = sizes.degrees.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    // Lists are written in the order of the file, one merge each.
    func lists(_ sizes: [UInt32], _ mask: UInt64) -> GyrFrame.Lists { StreamedLists(sizes, numbering).lists(byNumber, mask) }
    var frame = GyrFrame(
      isDirected: isDirected, vertexCount: count, neighbours: lists(sizes.degrees, Self.there | Self.back),
      ids: VertexIDs(values: input.ids, ranks: SharedElements(numbering.old), numbers: SharedElements(numbering.new)))
    if isDirected {
      frame.outgoing = lists(sizes.out, Self.there)
      frame.incoming = lists(sizes.into, Self.back)
    }
    report.edgeCount = frame.edgeCount
    report.duplicatesMerged = max(0, report.edgesGiven - loops - report.edgeCount)
    frame.vertexLabels = input.finishedVertexLabels(numbering)
    report.vertexLabelCount = frame.vertexLabels?.dictionary.count ?? 0
    frame.report = report
    frame.statistics = maker.map { .make($0) }
    try GyrWriter.write(frame, to: file, compression: nil, threads: input.threads)
    return report
  }

  private func sorter() throws(GraphFileError) -> KeySorter {
    // A third each for records and one sorter, or for two sorters; vertices have the rest.
    try KeySorter(memory: memory / 3, directory: options.temporaryDirectory, threads: input.threads, flagBits: Self.flagBits)
  }

  /// Lengths of all lists.
  private func measure(_ sorter: KeySorter) throws(GraphFileError) -> Sizes {
    var lists = Sizes(degrees: [UInt32](repeating: 0, count: count))
    if input.isDirected {
      lists.out = lists.degrees
      lists.into = lists.degrees
    }
    let isDirected = input.isDirected
    try sorter.merge { key throws(GraphFileError) in
      let v = Int(key >> 33)
      lists.degrees[v] &+= 1
      guard isDirected else { return }
      lists.out[v] &+= UInt32(key & Self.there)
      lists.into[v] &+= UInt32((key & Self.back) >> 1)
    }
    return lists
  }
}

/// One of the adjacencies on its way into a file.
private final class StreamedLists {
  private let offsets: SharedElements<UInt64>
  private let lower: UnsafeMutablePointer<UInt32>
  private let lowers: OwnedMemory
  private let maximumDegree: Int

  /// - Parameter sizes: of the lists, by rank.
  init(_ sizes: [UInt32], _ numbering: Numbering) {
    let n = sizes.count
    let memory = OwnedMemory(byteCount: (n + 1) * 8)
    let start = memory.bytes.bindMemory(to: UInt64.self, capacity: n + 1)
    var sum: UInt64 = 0
    for v in 0..<n {
      start[v] = sum
      sum &+= UInt64(sizes[Int(numbering.old[v])])
    }
    start[n] = sum
    offsets = SharedElements(start: UnsafePointer(start), count: n + 1, owner: memory)
    lowers = OwnedMemory(byteCount: max(1, n) * 4)
    lower = lowers.bytes.bindMemory(to: UInt32.self, capacity: max(1, n))
    lower.initialize(repeating: 0, count: n)
    maximumDegree = Int(sizes.max() ?? 0)
  }

  /// - Parameter mask: the flags of keys that belong here.
  func lists(_ sorter: KeySorter, _ mask: UInt64) -> GyrFrame.Lists {
    let n = offsets.count - 1
    return GyrFrame.Lists(
      offsets: offsets, lower: SharedElements(start: UnsafePointer(lower), count: n, owner: lowers),
      targetCount: Int(offsets[n]), maximumDegree: maximumDegree,
      targets: .stream { put throws(GraphFileError) in try self.stream(sorter, mask, put) })
  }

  /// The targets in order; fills `lower` on the way.
  private func stream(_ sorter: KeySorter, _ mask: UInt64, _ put: GyrFrame.Put) throws(GraphFileError) {
    let capacity = 1 << 15
    let room = OwnedMemory(byteCount: capacity * 4)
    let piece = room.bytes.bindMemory(to: UInt32.self, capacity: capacity)
    var used = 0
    let lower = lower
    try sorter.merge { key throws(GraphFileError) in
      guard key & mask != 0 else { return }
      let target = key >> 2 & 0x7fff_ffff, source = key >> 33
      lower[Int(source)] &+= target < source ? 1 : 0
      piece[used] = UInt32(truncatingIfNeeded: target)
      used &+= 1
      if used == capacity {
        try put(UnsafeRawBufferPointer(start: piece, count: used * 4))
        used = 0
      }
    }
    try put(UnsafeRawBufferPointer(start: piece, count: used * 4))
    withExtendedLifetime(room) {}
  }
}

extension AssemblyInput {
  /// Records of edges, loops and repeats included.
  var edgeCount: Int { edges.reduce(0) { $0 + $1.count } }

  /// What assembly in memory takes at its peak: records and lists, or lists from the first and the second scatter.
  var peakMemory: Int {
    let width = edges.map(\.width).max() ?? 2
    let perEdge = isDirected ? 24 : 4 * width + 8
    return edgeCount * perEdge + vertexCount * (isDirected ? 60 : 40)
  }
}
