/// Gyrfalcon's own file: opened in place, without parsing.
enum GyrReader: FormatReader {
  static let format = GraphFormat.gyr
  static let extensions = [".gyr"]
  static func recognises(_ head: [UInt8]) -> Bool { head.starts(with: GyrLayout.magic) }

  static func read(_ input: GraphInput, _ options: ReadOptions, threads: Int) throws(GraphFileError) -> Readout {
    .finished(try open(input, check: options.verification == .complete, threads: threads))
  }

  static func open(_ input: GraphInput, check: Bool, threads: Int) throws(GraphFileError) -> GraphParts {
    let file = try GyrFile(input, threads: threads)
    if check { try file.checkSums() }
    return try GyrDecoder(file, check: check ? GyrCheck(file, threads: threads) : nil).decode()
  }
}

/// From sections to the parts of a graph.
private struct GyrDecoder {
  private let file: GyrFile
  /// Nil: numbers are believed.
  private let check: GyrCheck?

  init(_ file: GyrFile, check: GyrCheck?) {
    self.file = file
    self.check = check
  }

  func decode() throws(GraphFileError) -> GraphParts {
    let words = try file.elements(.summary, of: UInt64.self, count: nil)
    guard words.count >= GyrLayout.Summary.allCases.count else { throw file.failure(.summary, "is too short") }
    func number(_ field: GyrLayout.Summary) throws(GraphFileError) -> Int {
      guard let value = Int(exactly: words[field.rawValue]) else { throw file.failure(.summary, "holds a number beyond 2^63") }
      return value
    }
    let n = file.vertexCount
    guard try number(.vertices) == n else { throw file.failure(.summary, "disagrees with the header") }
    let neighbours = try adjacency(
      .neighbourOffsets, .neighbourTargets, .neighbourLower, try number(.neighbourTargets), try number(.maximumDegree))
    var lists = EdgeLists(neighbours: neighbours, outgoing: neighbours, incoming: neighbours)
    if file.isDirected {
      lists = EdgeLists(
        neighbours: neighbours,
        outgoing: try adjacency(
          .outgoingOffsets, .outgoingTargets, .outgoingLower, try number(.outgoingTargets), try number(.maximumOut)),
        incoming: try adjacency(
          .incomingOffsets, .incomingTargets, .incomingLower, try number(.incomingTargets), try number(.maximumIn)))
    }
    let edges = file.isDirected ? lists.outgoing.targetCount : neighbours.targetCount / 2
    guard edges == file.edgeCount else { throw file.failure(.summary, "disagrees with the header") }

    let ids = try vertexIDs(kind: try number(.idKind), first: Int64(bitPattern: words[GyrLayout.Summary.firstID.rawValue]))
    let vertexLabels = try vertexLabels(hasSeveral: try number(.hasSeveralLabels) != 0)
    let edgeLabels = try edgeLabels(lists)
    let attributes = try GyrAttributes(file, check).decode(lists.outgoing, isDirected: file.isDirected)

    var report = BuildReport()
    report.vertexCount = n
    report.edgeCount = edges
    report.linesRead = try number(.linesRead)
    report.edgesGiven = try number(.edgesGiven)
    report.selfLoopsDropped = try number(.selfLoopsDropped)
    report.duplicatesMerged = try number(.duplicatesMerged)
    report.parallelLabelsKept = try number(.parallelLabelsKept)
    report.isolatedVertices = try number(.isolatedVertices)
    report.linesWithExtraColumns = try number(.linesWithExtraColumns)
    report.attributeConflicts = try number(.attributeConflicts)
    report.attributeRowsIgnored = try number(.attributeRowsIgnored)
    report.vertexLabelCount = vertexLabels?.dictionary.count ?? 0
    report.edgeLabelCount = edgeLabels?.dictionary.count ?? 0
    report.count(attributes)

    var known = KnownFacts()
    func fact(_ field: GyrLayout.Summary) -> UInt64? {
      let value = words[field.rawValue]
      return value == .max ? nil : value
    }
    known.degeneracy = fact(.degeneracy).flatMap { Int(exactly: $0) }
    known.triangles = fact(.triangles)
    known.components = fact(.components).flatMap { Int(exactly: $0) }
    if file.contains(.statistics) {
      known.statistics = PlannerStatistics(words: try file.elements(.statistics, of: UInt64.self, count: nil))
    }
    return GraphParts(
      isDirected: file.isDirected, lists: lists, vertexLabels: vertexLabels, edgeLabels: edgeLabels, attributes: attributes,
      ids: ids, report: report, known: known)
  }

  private func adjacency(
    _ offsetKind: GyrLayout.Kind, _ targetKind: GyrLayout.Kind, _ lowerKind: GyrLayout.Kind, _ count: Int, _ maximum: Int
  ) throws(GraphFileError) -> CSR {
    let n = file.vertexCount
    let offsets = try file.elements(offsetKind, of: UInt64.self, count: n + 1)
    let targets = try file.elements(targetKind, of: UInt32.self, count: count)
    let lower = try file.elements(lowerKind, of: UInt32.self, count: n)
    try check?.adjacency(offsetKind, offsets, targets, lower, maximum: maximum)
    return CSR(
      vertexCount: n, offsets: offsets.start, targets: targets.start, targetCount: count, lower: lower.start,
      maximumDegree: maximum, owner: Owners(offsets, targets, lower))
  }

  private func vertexIDs(kind: Int, first: Int64) throws(GraphFileError) -> VertexIDs {
    let n = file.vertexCount
    let values: VertexIDs.Values
    switch kind {
    case 0:
      guard n == 0 || !first.addingReportingOverflow(Int64(n - 1)).overflow else { throw file.failure(.summary, "holds ids beyond 2^63") }
      values = .range(base: first)
    case 1:
      let sorted = try file.elements(.integerIDs, of: Int64.self, count: n)
      try check?.ascending(.integerIDs, sorted)
      values = .integers(sorted)
    case 2:
      let column = try strings(.stringBytes, .stringOffsets, 0, count: n)
      values = .strings(column)
    default: throw file.failure(.summary, "names a kind of ids (\(kind)) that this program does not know")
    }
    let ranks = try file.elements(.ranks, of: UInt32.self, count: n)
    let numbers = try file.elements(.numbers, of: UInt32.self, count: n)
    try check?.inverse(ranks, numbers)
    return VertexIDs(values: values, ranks: ranks, numbers: numbers)
  }

  private func strings(
    _ bytesKind: GyrLayout.Kind, _ offsetsKind: GyrLayout.Kind, _ index: Int, count: Int?
  ) throws(GraphFileError) -> StringColumn {
    try GyrAttributes.strings(file, check, bytesKind, offsetsKind, index, count: count)
  }

  /// Names one after the other, each with its length in front. Few: copied.
  private func names(_ kind: GyrLayout.Kind) throws(GraphFileError) -> LabelDictionary {
    let names = try GyrAttributes.texts(file, kind)
    guard Set(names).count == names.count, !names.contains("") else { throw file.failure(kind, "holds a name twice or an empty one") }
    let dictionary = LabelDictionary(names)
    guard dictionary.names == names else { throw file.failure(kind, "is out of order") }
    return dictionary
  }

  private func vertexLabels(hasSeveral: Bool) throws(GraphFileError) -> VertexLabels? {
    guard file.contains(.vertexLabelNames) else { return nil }
    let n = file.vertexCount
    let dictionary = try names(.vertexLabelNames)
    let offsets = try file.elements(.vertexLabelOffsets, of: UInt64.self, count: n + 1)
    let codes = try file.elements(.vertexLabelCodes, of: UInt32.self, count: nil)
    let single = try file.elements(.singleLabels, of: UInt32.self, count: n)
    let listOffsets = try file.elements(.labelListOffsets, of: UInt64.self, count: dictionary.count + 2)
    let lists = try file.elements(.labelLists, of: UInt32.self, count: nil)
    try check?.labels(
      offsets: offsets, codes: codes, single: single, listOffsets: listOffsets, lists: lists, labelCount: dictionary.count,
      hasSeveral: hasSeveral)
    return VertexLabels(
      dictionary: dictionary, vertexCount: n, single: single.start, hasSeveral: hasSeveral, vertexOffsets: offsets.start,
      vertexCodes: codes.start, listOffsets: listOffsets.start, listVertices: lists.start,
      owner: Owners(offsets, codes, single, listOffsets, lists))
  }

  private func edgeLabels(_ lists: EdgeLists) throws(GraphFileError) -> EdgeLabels? {
    guard file.contains(.edgeLabelNames) else { return nil }
    let dictionary = try names(.edgeLabelNames)
    let offsets = try file.elements(.edgeLabelOffsets, of: UInt64.self, count: dictionary.count + 2)
    let pairs = try file.elements(.edgeLabelPairs, of: UInt64.self, count: nil)
    try check?.edgeLabels(offsets: offsets, pairs: pairs)
    let groups = (0...dictionary.count).map { Array(pairs[Int(offsets[$0])..<Int(offsets[$0 + 1])]) }
    return EdgeLabels(dictionary: dictionary, groups: groups, whole: lists, isDirected: file.isDirected)
  }
}

/// Keeps several runs of elements alive.
final class Owners: @unchecked Sendable {
  private let owners: [Any]
  init(_ owners: Any...) { self.owners = owners }
}
