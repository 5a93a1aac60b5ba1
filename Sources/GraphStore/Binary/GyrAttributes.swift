/// Columns of attributes in a `.gyr` file.
struct GyrAttributes {
  private let file: GyrFile
  private let check: GyrCheck?

  init(_ file: GyrFile, _ check: GyrCheck?) {
    self.file = file
    self.check = check
  }

  static let types: [AttributeType] = [.integer, .real, .text, .boolean]

  func decode(_ outgoing: CSR, isDirected: Bool) throws(GraphFileError) -> GraphAttributes {
    var attributes = GraphAttributes()
    guard file.contains(.attributes) else { return attributes }
    let bytes = Array(try file.elements(.attributes, of: UInt8.self, count: nil))
    var vertices: [AttributeColumn] = [], edges: [AttributeColumn] = []
    let edgeCount = isDirected ? outgoing.targetCount : outgoing.targetCount / 2
    var position = 0
    var index = 0
    while position < bytes.count {
      // subject, type, two bytes of zero, name
      guard bytes.count - position >= 8, bytes[position] <= 1, bytes[position + 1] < Self.types.count else {
        throw file.failure(.attributes, "is damaged at byte \(position)")
      }
      let length = Int(LittleEndian.word(bytes, position + 4))
      guard length <= bytes.count - position - 8,
        let name = String(validating: bytes[position + 8..<position + 8 + length], as: UTF8.self)
      else { throw file.failure(.attributes, "is damaged at byte \(position + 4)") }
      let isOfEdges = bytes[position] == 1
      let column = try column(
        index, name, Self.types[Int(bytes[position + 1])], rows: isOfEdges ? edgeCount : file.vertexCount)
      if isOfEdges { edges.append(column) } else { vertices.append(column) }
      position += 8 + length
      index += 1
    }
    attributes.vertices = AttributeTable(vertices)
    attributes.edges = AttributeTable(edges)
    if !edges.isEmpty { attributes.edgeRows = EdgeRows(outgoing: outgoing, isDirected: isDirected) }
    return attributes
  }

  private func column(
    _ index: Int, _ name: String, _ type: AttributeType, rows: Int
  ) throws(GraphFileError) -> AttributeColumn {
    var texts = StringColumn()
    let storage: UnsafeRawPointer
    var owners: [Any] = []
    switch type {
    case .integer, .real:
      let values = try file.elements(.attributeRows, index, of: UInt64.self, count: rows)
      storage = UnsafeRawPointer(values.start)
      owners.append(values)
    case .boolean:
      let values = try file.elements(.attributeRows, index, of: UInt8.self, count: rows)
      storage = UnsafeRawPointer(values.start)
      owners.append(values)
    case .text:
      let codes = try file.elements(.attributeRows, index, of: UInt32.self, count: rows)
      texts = try Self.strings(file, check, .attributeTextBytes, .attributeTextOffsets, index, count: nil)
      // A row without a value holds 0, which need not be the code of a text.
      try check?.below(.attributeRows, codes, max(1, texts.count))
      storage = UnsafeRawPointer(codes.start)
      owners.append(codes)
    }
    var present: SharedElements<UInt64>?
    var missing = 0
    if file.contains(.attributePresence, index) {
      let bits = try file.elements(.attributePresence, index, of: UInt64.self, count: max(1, (rows + 63) / 64))
      missing = rows - bits.reduce(0) { $0 + $1.nonzeroBitCount }
      guard rows % 64 == 0 || bits[rows / 64] >> UInt64(rows % 64) == 0 else { throw file.failure(.attributePresence, "marks more rows than there are") }
      present = bits
      owners.append(bits)
    }
    if type == .text, texts.count == 0, missing != rows { throw file.failure(.attributeTextBytes, "lacks the texts of '\(name)'") }
    return AttributeColumn(
      name: name, type: type, rowCount: rows, present: present?.start, missingCount: missing, storage: storage, texts: texts,
      owner: Owners(owners))
  }

  static func strings(
    _ file: GyrFile, _ check: GyrCheck?, _ bytesKind: GyrLayout.Kind, _ offsetsKind: GyrLayout.Kind, _ index: Int, count: Int?
  ) throws(GraphFileError) -> StringColumn {
    let bytes = try file.elements(bytesKind, index, of: UInt8.self, count: nil)
    let offsets = try file.elements(offsetsKind, index, of: Int.self, count: count.map { $0 + 1 })
    guard offsets.count >= 1 else { throw file.failure(offsetsKind, "is empty") }
    try check?.strings(offsetsKind, bytes, offsets)
    return StringColumn(bytes: bytes, offsets: offsets)
  }

  /// Texts with their lengths in front.
  static func texts(_ file: GyrFile, _ kind: GyrLayout.Kind) throws(GraphFileError) -> [String] {
    let bytes = Array(try file.elements(kind, of: UInt8.self, count: nil))
    var texts: [String] = []
    var position = 0
    while position < bytes.count {
      guard bytes.count - position >= 4 else { throw file.failure(kind, "ends in the middle") }
      let length = Int(LittleEndian.word(bytes, position))
      guard length <= bytes.count - position - 4,
        let text = String(validating: bytes[position + 4..<position + 4 + length], as: UTF8.self)
      else { throw file.failure(kind, "is damaged at byte \(position)") }
      texts.append(text)
      position += 4 + length
    }
    return texts
  }
}
