/// Collects vertices and edges in memory and makes a ``Graph`` of them.
///
/// ```swift
/// var builder = GraphBuilder(directed: true)
/// builder.addEdge("crp", "lacZ", label: "activates")
/// builder.addVertex("orphan", labels: ["gene"])
/// let graph = try builder.build()
/// ```
/// Self-loops are dropped (their vertex stays), parallel edges are merged, edges between the same ends with different
/// labels are kept; ``Graph/report`` says how many. If any id is a string, all are: the integer 7 is then "7".
public struct GraphBuilder: Sendable {
  public let isDirected: Bool

  private var numbers: [Graph.VertexID: UInt32] = [:]
  private var ids: [Graph.VertexID] = []
  private var ends: [(UInt32, UInt32)] = []
  /// Parallel to `ends` once an edge has a label.
  private var edgeCodes: [UInt32] = []
  private var edgeNames = NameTable()
  private var vertexPairs: [UInt64] = []
  private var vertexNames = NameTable()
  /// Values by name; keys are numbers given out by `number`.
  private var vertexAttributes = AttributeDraft()
  private var edgeAttributes = AttributeDraft()
  private var failure: GraphBuildError?

  public init(directed: Bool = false) {
    isDirected = directed
  }

  /// Adds an edge, in a directed graph the arc from `source` to `target`, and its ends if they are new.
  ///
  /// Attributes belong to the pair of vertices (the arc): parallel edges with different labels share them. Of several
  /// different values the least is kept.
  public mutating func addEdge(
    _ source: Graph.VertexID, _ target: Graph.VertexID, label: String? = nil,
    attributes: [String: AttributeValue] = [:]
  ) {
    let a = number(source), b = number(target)
    for (name, value) in attributes { edgeAttributes.add(name, UInt64(a) << 32 | UInt64(b), value) }
    ends.append((a, b))
    if let label {
      if label.isEmpty { failure = failure ?? .emptyLabel("edge \(source) - \(target)") }
      let missing = ends.count - 1 - edgeCodes.count
      edgeCodes.append(contentsOf: repeatElement(AssemblyInput.noLabel, count: missing))
      edgeCodes.append(edgeNames.code(label))
    }
  }

  /// Adds a vertex, or labels and attributes to a vertex that is already there.
  public mutating func addVertex(
    _ id: Graph.VertexID, labels: [String] = [], attributes: [String: AttributeValue] = [:]
  ) {
    let v = number(id)
    for (name, value) in attributes { vertexAttributes.add(name, UInt64(v), value) }
    for label in labels {
      if label.isEmpty { failure = failure ?? .emptyLabel("vertex \(id)") }
      vertexPairs.append(UInt64(v) << 32 | UInt64(vertexNames.code(label)))
    }
  }

  /// Makes the graph. O(n log n + m). The builder can be used further.
  ///
  /// - Throws: ``GraphBuildError``.
  public func build() throws(GraphBuildError) -> Graph {
    if let failure { throw failure }
    guard ids.count <= AssemblyInput.maximumVertexCount else { throw .tooManyVertices }
    let (values, count, ranks) = sortedIDs()
    var input = AssemblyInput(isDirected: isDirected, ids: values, vertexCount: count)
    let (edgeLabels, edgeCode) = edgeNames.sorted()
    let (vertexLabels, vertexCode) = vertexNames.sorted()
    let records = RecordList(width: edgeLabels.count > 0 ? 3 : 2)
    for (index, (a, b)) in ends.enumerated() {
      let source = ranks[Int(a)], target = ranks[Int(b)]
      if records.width == 2 {
        records.append(source, target)
      } else {
        let code = index < edgeCodes.count ? edgeCodes[index] : AssemblyInput.noLabel
        records.append(source, target, code == AssemblyInput.noLabel ? code : edgeCode[Int(code)])
      }
    }
    input.edges = [records]
    input.edgeLabels = edgeLabels
    input.vertexLabels = vertexLabels
    input.vertexLabelPairs = vertexPairs.map {
      UInt64(ranks[Int($0 >> 32)]) << 32 | UInt64(vertexCode[Int($0 & 0xffff_ffff)])
    }
    input.vertexAttributes = try vertexAttributes.columns("vertices") { UInt64(ranks[Int($0)]) }
    input.edgeAttributes = try edgeAttributes.columns("edges") {
      UInt64(ranks[Int($0 >> 32)]) << 32 | UInt64(ranks[Int($0 & 0xffff_ffff)])
    }
    return Graph(Assembler.assemble(input))
  }

  private mutating func number(_ id: Graph.VertexID) -> UInt32 {
    if let number = numbers[id] { return number }
    let number = UInt32(truncatingIfNeeded: ids.count)
    numbers[id] = number
    ids.append(id)
    return number
  }

  /// The ids in ascending order, how many there are, and the rank of each number given out so far.
  private func sortedIDs() -> (VertexIDs.Values, Int, [UInt32]) {
    var ranks = [UInt32](repeating: 0, count: ids.count)
    let areIntegers = ids.allSatisfy { if case .integer = $0 { true } else { false } }
    let names = areIntegers ? ids : ids.map { .string($0.description) }
    let order = names.indices.sorted { names[$0] < names[$1] }
    var integers: [Int64] = []
    var strings = StringColumn()
    var count = 0
    for (index, number) in order.enumerated() {
      // Only integer 7 and string "7" can meet here.
      if index == 0 || names[number] != names[order[index - 1]] {
        count += 1
        switch names[number] {
        case .integer(let value): integers.append(value)
        case .string(let text): strings.append(text)
        }
      }
      ranks[number] = UInt32(count - 1)
    }
    return (areIntegers ? .compact(integers) : .strings(strings), count, ranks)
  }
}

/// Why a graph cannot be built.
public enum GraphBuildError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More than 2^32 - 2 vertices.
  case tooManyVertices
  /// A label without a character; the text says where.
  case emptyLabel(String)
  /// An attribute whose values do not go together; the texts say whose it is and its name.
  case attributeTypes(of: String, name: String)

  public var description: String {
    switch self {
    case .tooManyVertices: "more than \(AssemblyInput.maximumVertexCount) vertices; a graph holds at most that many"
    case .attributeTypes(let subject, let name):
      "attribute '\(name)' of \(subject) has values of several types; only integers and reals go together (as reals)"
    case .emptyLabel(let place): "\(place) has an empty label; leave the label out for an unlabelled element"
    }
  }
}

extension VertexIDs.Values {
  /// Ascending integers, without storing them when they have no gaps.
  static func compact(_ sorted: [Int64]) -> Self {
    guard let first = sorted.first else { return .range(base: 0) }
    let (span, overflow) = sorted[sorted.count - 1].subtractingReportingOverflow(first)
    return !overflow && span == Int64(sorted.count - 1) ? .range(base: first) : .integers(sorted)
  }
}

/// Attributes as they are added one by one.
private struct AttributeDraft: Sendable {
  private var columns: [AttributeInput] = []
  private var places: [String: Int] = [:]

  mutating func add(_ name: String, _ key: UInt64, _ value: AttributeValue) {
    // Not a number is no value.
    if case .real(let number) = value, number.isNaN { return }
    let place = places[name] ?? columns.count
    if place == columns.count {
      places[name] = place
      columns.append(AttributeInput(name: name))
    }
    columns[place].keys.append(key)
    columns[place].codes.append(UInt32(columns[place].values.count))
    columns[place].values.append(value)
  }

  /// By name, since dictionaries give them in no order.
  func columns(_ subject: String, _ key: (UInt64) -> UInt64) throws(GraphBuildError) -> [AttributeInput] {
    for column in columns where column.type == nil { throw .attributeTypes(of: subject, name: column.name) }
    return columns.sorted { $0.name < $1.name }.map { column in
      var column = column
      for index in column.keys.indices { column.keys[index] = key(column.keys[index]) }
      return column
    }
  }
}

/// Names numbered in the order they come.
struct NameTable: Sendable {
  private(set) var names: [String] = []
  private var codes: [String: UInt32] = [:]

  mutating func code(_ name: String) -> UInt32 {
    if let code = codes[name] { return code }
    let code = UInt32(names.count)
    codes[name] = code
    names.append(name)
    return code
  }

  /// The final dictionary, and for every code given out the final one.
  func sorted() -> (LabelDictionary, [UInt32]) {
    let dictionary = LabelDictionary(names)
    return (dictionary, names.map { dictionary.code($0)! })
  }
}
