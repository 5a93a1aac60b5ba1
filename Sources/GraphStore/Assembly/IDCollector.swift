/// Records as one worker reads them, with ids in the cheapest form that holds them all.
///
/// Ids start as plain 32-bit numbers and cost nothing; the first one that does not fit moves the worker to a table of
/// 64-bit integers, the first that is no integer to a table of strings. Records already read stay as they are, in one
/// list per form, and are lifted at the end (`IDResolver`) if any worker had to move up.
final class IDCollector {
  enum Form: Int, Comparable, CaseIterable {
    case direct, integers, strings
    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  var form: Form
  /// One list per form.
  let edges: [RecordList]
  /// Vertices with a label code or none, one list per form.
  let vertices: [RecordList]
  let integers = IntegerTable()
  let strings = StringTable()
  let edgeLabels = StringTable()
  let vertexLabels = StringTable()

  /// Values by column; a key is the number of the record, counted over the lists of all forms in their order.
  var edgeAttributes: [TextAttributes]
  var vertexAttributes: [TextAttributes]

  /// - Parameter store: where the edges go; nil: memory.
  init(
    labelledEdges: Bool, form: Form = .direct, edgeAttributes: [String] = [], vertexAttributes: [String] = [],
    store: RecordStore? = nil
  ) {
    self.edgeAttributes = edgeAttributes.map { TextAttributes(name: $0) }
    self.vertexAttributes = vertexAttributes.map { TextAttributes(name: $0) }
    self.form = form
    edges = Form.allCases.map { _ in RecordList(width: labelledEdges ? 3 : 2, store: store) }
    vertices = Form.allCases.map { _ in RecordList(width: 2) }
  }

  enum Problem {
    case overflow(Field)
    case encoding(Field)

    var field: Field {
      switch self {
      case .overflow(let field), .encoding(let field): field
      }
    }

    var message: String {
      switch self {
      case .overflow(let field):
        "vertex id \(field.excerpt) does not fit in 64 bits; ids made of digits must lie between \(Int64.min) and \(Int64.max)"
      case .encoding: "this text is not UTF-8; convert the file (for example with iconv)"
      }
    }
  }

  /// Adds an edge; nil when all is well.
  func addEdge(_ source: Field, _ target: Field, label: Field?) -> Problem? {
    let a = Fields.classify(source), b = Fields.classify(target)
    if case .overflow = a { return .overflow(source) }
    if case .overflow = b { return .overflow(target) }
    raise(for: a)
    raise(for: b)
    guard let first = number(source, a) else { return .encoding(source) }
    guard let second = number(target, b) else { return .encoding(target) }
    let list = edges[form.rawValue]
    if list.width == 2 {
      list.append(first, second)
      return nil
    }
    guard let label, label.count > 0 else {
      list.append(first, second, AssemblyInput.noLabel)
      return nil
    }
    guard let code = edgeLabels.intern(label.bytes) else { return .encoding(label) }
    list.append(first, second, code)
    return nil
  }

  /// Adds a vertex, or a label to one; nil when all is well.
  func addVertex(_ vertex: Field, label: Field?) -> Problem? {
    let token = Fields.classify(vertex)
    if case .overflow = token { return .overflow(vertex) }
    raise(for: token)
    guard let number = number(vertex, token) else { return .encoding(vertex) }
    var code = AssemblyInput.noLabel
    if let label, label.count > 0 {
      guard let known = vertexLabels.intern(label.bytes) else { return .encoding(label) }
      code = known
    }
    vertices[form.rawValue].append(number, code)
    return nil
  }

  /// Records of vertices and of edges so far.
  var vertexCount: Int { vertices.reduce(0) { $0 + $1.count } }
  var edgeCount: Int { edges.reduce(0) { $0 + $1.count } }

  /// Adds an unlabelled edge between integer ids.
  func addEdge(_ a: Int64, _ b: Int64) {
    raise(for: .integer(a))
    raise(for: .integer(b))
    edges[form.rawValue].append(number(a), number(b))
  }

  /// Adds a vertex with an integer id.
  func addVertex(_ id: Int64) {
    raise(for: .integer(id))
    vertices[form.rawValue].append(number(id), AssemblyInput.noLabel)
  }

  private func number(_ value: Int64) -> UInt32 {
    switch form {
    case .direct: UInt32(value)
    case .integers: integers.intern(value)
    case .strings: strings.intern(String(value))
    }
  }

  /// Gives the edge that was added last a value; nil when all is well.
  func addEdgeAttribute(_ column: Int, _ value: Field) -> Problem? {
    let key = UInt64(edgeCount - 1)
    return edgeAttributes[column].add(key, value.bytes) ? nil : .encoding(value)
  }

  /// Gives the vertex that was added last a value; nil when all is well.
  func addVertexAttribute(_ column: Int, _ value: Field) -> Problem? {
    let key = UInt64(vertexCount - 1)
    return vertexAttributes[column].add(key, value.bytes) ? nil : .encoding(value)
  }

  /// Keys of attributes become ranks; to be called when records hold ranks.
  func resolveAttributes() {
    func record(_ lists: [RecordList], _ key: UInt64) -> UnsafeMutablePointer<UInt32> {
      var index = Int(key)
      for list in lists {
        if index < list.count { return list.record(index) }
        index -= list.count
      }
      preconditionFailure("an attribute of a record that is not there")
    }
    for column in edgeAttributes {
      column.rewriteKeys { key in
        let ends = record(edges, key)
        return UInt64(ends[0]) << 32 | UInt64(ends[1])
      }
    }
    for column in vertexAttributes { column.rewriteKeys { UInt64(record(vertices, $0)[0]) } }
  }

  private func raise(for token: IDToken) {
    switch token {
    case .integer(let value): if form == .direct, UInt32(exactly: value) == nil { form = .integers }
    default: form = .strings
    }
  }

  private func number(_ field: Field, _ token: IDToken) -> UInt32? {
    guard form != .strings else { return strings.intern(field.bytes) }
    guard case .integer(let value) = token else { return nil }
    return form == .direct ? UInt32(value) : integers.intern(value)
  }

  /// Rewrites all records in a higher form.
  func lift(to goal: Form) {
    guard goal > .direct else { return }
    // Plain numbers become entries of the integer table ...
    each([.direct]) { [integers] id in integers.intern(Int64(id)) }
    guard goal == .strings, integers.keys.count > 0 else { return }
    // ... and these, for strings, their decimal text.
    let texts = integers.keys.map { key in
      var text = String(key)
      return text.withUTF8 { strings.intern($0)! }
    }
    each([.direct, .integers]) { id in texts[Int(id)] }
    integers.removeAll()
  }

  private func each(_ forms: [Form], _ rewrite: (UInt32) -> UInt32) {
    for form in forms {
      for slice in edges[form.rawValue].slices {
        for i in 0..<slice.count {
          let record = slice.start + i * slice.width
          record[0] = rewrite(record[0])
          record[1] = rewrite(record[1])
        }
        slice.release()
      }
      for slice in vertices[form.rawValue].slices {
        for i in 0..<slice.count { slice.start[2 * i] = rewrite(slice.start[2 * i]) }
      }
    }
  }
}
