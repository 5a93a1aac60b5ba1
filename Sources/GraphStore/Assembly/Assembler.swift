/// What every reader and the builder end in: edges between ranks (positions of ids in ascending order).
struct AssemblyInput {
  static let noLabel = UInt32.max
  /// Vertex numbers are 32 bits wide and the largest value is kept free.
  static let maximumVertexCount = Int(UInt32.max) - 1

  var isDirected: Bool
  var ids: VertexIDs.Values
  var vertexCount: Int
  /// Emptied by the assembly. Lists of width 3 carry a code of `edgeLabels` or `noLabel`.
  var edges: [RecordList] = []
  var edgeLabels: LabelDictionary?
  /// rank << 32 | code of `vertexLabels`, in any order, repeats allowed.
  var vertexLabelPairs: [UInt64] = []
  var vertexLabels: LabelDictionary?
  /// Keys are ranks.
  var vertexAttributes: [AttributeInput] = []
  /// Keys are `rank << 32 | rank`, in an undirected graph in any order of the ends.
  var edgeAttributes: [AttributeInput] = []
  var report = BuildReport()
  var threads = 1
}

extension AssemblyInput {
  func finishedVertexLabels(_ numbering: Numbering) -> VertexLabels? {
    guard let dictionary = vertexLabels, dictionary.count > 0 else { return nil }
    let pairs = vertexLabelPairs.map { UInt64(numbering.new[Int($0 >> 32)]) << 32 | $0 & 0xffff_ffff }
    return VertexLabels(vertexCount: vertexCount, pairs: sortedUnique(pairs), dictionary: dictionary)
  }
}

/// The arguments of `Graph.init`.
struct GraphParts {
  var isDirected: Bool
  var lists: EdgeLists
  var vertexLabels: VertexLabels?
  var edgeLabels: EdgeLabels?
  var attributes = GraphAttributes()
  var ids: VertexIDs
  var report: BuildReport
  var known: KnownFacts?
}

extension Graph {
  convenience init(_ parts: GraphParts) {
    self.init(
      isDirected: parts.isDirected, neighbours: parts.lists.neighbours, outgoing: parts.lists.outgoing,
      incoming: parts.lists.incoming, vertexLabels: parts.vertexLabels, edgeLabels: parts.edgeLabels,
      attributes: parts.attributes, ids: parts.ids, report: parts.report, known: parts.known)
  }
}

enum Assembler {
  static func assemble(_ input: consuming AssemblyInput) -> GraphParts {
    assemble(input) { () throws(Never) in }
  }

  /// - Parameter check: called between the steps, each of which is a pass or two over the edges; may end it all.
  static func assemble<Stop: Error>(
    _ input: consuming AssemblyInput, betweenSteps check: () throws(Stop) -> Void
  ) throws(Stop) -> GraphParts {
    let n = input.vertexCount
    precondition(n <= AssemblyInput.maximumVertexCount)
    let slices = input.edges.flatMap(\.slices)
    var report = input.report
    report.edgesGiven = slices.reduce(0) { $0 + $1.count }

    let numbering: Numbering
    let lists: EdgeLists
    var loops: Int
    var groups: [[UInt64]]?
    if input.isDirected {
      let from = Adjacency.scatter(slices, vertexCount: n, side: .bySource, threads: input.threads)
      try check()
      let to = Adjacency.scatter(slices, vertexCount: n, side: .byTarget, threads: input.threads)
      loops = report.edgesGiven - Int(from.starts[n])
      try check()
      let degrees = Adjacency.dropRepeats(from, and: to, threads: input.threads)
      try check()
      numbering = Numbering(degrees: degrees)
      groups = labelGroups(&input, slices, numbering)
      let outgoing = Adjacency.transpose(to, sizes: from.counts, numbering: numbering, threads: input.threads)
      try check()
      let incoming = Adjacency.transpose(from, sizes: to.counts, numbering: numbering, threads: input.threads)
      try check()
      lists = EdgeLists(
        neighbours: Adjacency.union(outgoing, incoming, threads: input.threads), outgoing: outgoing,
        incoming: incoming)
    } else {
      let raw = Adjacency.scatter(slices, vertexCount: n, side: .both, threads: input.threads)
      loops = report.edgesGiven - Int(raw.starts[n]) / 2
      try check()
      let degrees = Adjacency.dropRepeats(raw, threads: input.threads)
      try check()
      numbering = Numbering(degrees: degrees)
      groups = labelGroups(&input, slices, numbering)
      let both = Adjacency.transpose(raw, sizes: raw.counts, numbering: numbering, threads: input.threads)
      lists = EdgeLists(neighbours: both, outgoing: both, incoming: both)
    }

    if !input.isDirected, report.timesGiven > 1 {
      report.edgesGiven /= report.timesGiven
      loops /= report.timesGiven
    }
    report.vertexCount = n
    report.edgeCount = input.isDirected ? lists.outgoing.targetCount : lists.neighbours.targetCount / 2
    report.selfLoopsDropped = loops
    // Ordered by descending degree: the isolated vertices are the last.
    report.isolatedVertices = n - partitionPoint(0, n) { lists.neighbours.degree($0) > 0 }

    try check()
    var edgeLabels: EdgeLabels?
    if let groups, let dictionary = input.edgeLabels, dictionary.count > 0 {
      edgeLabels = EdgeLabels(dictionary: dictionary, groups: groups, whole: lists, isDirected: input.isDirected)
      report.edgeLabelCount = dictionary.count
    }
    let distinct = edgeLabels?.labelledEdgeCount ?? report.edgeCount
    report.parallelLabelsKept = distinct - report.edgeCount
    report.duplicatesMerged = max(0, report.edgesGiven - loops - distinct)

    let vertexLabels = input.finishedVertexLabels(numbering)
    report.vertexLabelCount = vertexLabels?.dictionary.count ?? 0
    let attributes = attributes(&input, lists, numbering, &report)
    return GraphParts(
      isDirected: input.isDirected, lists: lists, vertexLabels: vertexLabels, edgeLabels: edgeLabels,
      attributes: attributes, ids: VertexIDs(values: input.ids, ranks: SharedElements(numbering.old),
        numbers: SharedElements(numbering.new)), report: report)
  }

  private static func attributes(
    _ input: inout AssemblyInput, _ lists: EdgeLists, _ numbering: Numbering, _ report: inout BuildReport
  ) -> GraphAttributes {
    guard !input.vertexAttributes.isEmpty || !input.edgeAttributes.isEmpty else { return GraphAttributes() }
    func renumbered(_ columns: inout [AttributeInput], _ new: (UInt64) -> UInt64) -> [AttributeInput] {
      defer { columns = [] }
      for column in columns.indices {
        for index in columns[column].keys.indices { columns[column].keys[index] = new(columns[column].keys[index]) }
      }
      return columns
    }
    let vertices = renumbered(&input.vertexAttributes) { UInt64(numbering.new[Int($0)]) }
    let edges = renumbered(&input.edgeAttributes) {
      UInt64(numbering.new[Int($0 >> 32)]) << 32 | UInt64(numbering.new[Int($0 & 0xffff_ffff)])
    }
    let result = GraphAttributes(
      vertices: vertices, edges: edges, outgoing: lists.outgoing, isDirected: input.isDirected,
      conflicts: &report.attributeConflicts)
    report.count(result)
    return result
  }

  /// The last use of the records: edges by label in final numbers (when there are labels), then the records go.
  private static func labelGroups(
    _ input: inout AssemblyInput, _ slices: [RecordSlice], _ numbering: Numbering
  ) -> [[UInt64]]? {
    defer { for list in input.edges { list.removeAll() } }
    guard let dictionary = input.edgeLabels, dictionary.count > 0 else { return nil }
    let isDirected = input.isDirected
    var counts = [Int](repeating: 0, count: dictionary.count + 1)
    func each(_ body: (_ group: Int, _ source: UInt32, _ target: UInt32) -> Void) {
      for slice in slices {
        for i in 0..<slice.count {
          let record = slice.start + i * slice.width
          guard record[0] != record[1] else { continue }
          let code = slice.width == 3 ? record[2] : AssemblyInput.noLabel
          body(code == AssemblyInput.noLabel ? dictionary.count : Int(code), record[0], record[1])
        }
      }
    }
    each { group, _, _ in counts[group] += 1 }
    var groups = counts.map { size in
      var group: [UInt64] = []
      group.reserveCapacity(size)
      return group
    }
    each { group, source, target in
      let a = numbering.new[Int(source)], b = numbering.new[Int(target)]
      let low = isDirected ? a : min(a, b), high = isDirected ? b : max(a, b)
      groups[group].append(UInt64(low) << 32 | UInt64(high))
    }
    for index in groups.indices {
      let group = groups[index]
      groups[index] = []
      groups[index] = sortedUnique(group)
    }
    return groups
  }
}
