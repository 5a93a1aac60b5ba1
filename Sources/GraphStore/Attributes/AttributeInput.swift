/// A column of attributes on its way into a graph: every distinct value once, and who has which.
package struct AttributeInput: Sendable {
  package var name: String
  /// All of one type, or integers and reals.
  package var values: [AttributeValue]
  /// A vertex, or `source << 32 | target`; parallel to `codes`. In any order, repeats allowed.
  package var keys: [UInt64]
  /// Positions in `values`.
  package var codes: [UInt32]

  package init(name: String, values: [AttributeValue] = [], keys: [UInt64] = [], codes: [UInt32] = []) {
    precondition(keys.count == codes.count)
    self.name = name
    self.values = values
    self.keys = keys
    self.codes = codes
  }

  /// The type that holds all values; nil when they do not go together. A column without values is of text.
  package var type: AttributeType? {
    let kinds = Set(values.map(\.type))
    if kinds.count <= 1 { return kinds.first ?? .text }
    return kinds == [.integer, .real] ? .real : nil
  }
}

/// A column whose values are given as text, by one reader.
package final class TextAttributes {
  package let name: String
  private let texts = StringTable()
  /// A vertex, or two 32-bit ends; what they are numbered by is the reader's affair.
  package private(set) var keys: [UInt64] = []
  private var codes: [UInt32] = []

  package init(name: String) { self.name = name }

  /// Adds a value. An empty text is a missing value. False when the text is not UTF-8.
  package func add(_ key: UInt64, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if text.isEmpty { return true }
    guard let code = texts.intern(text) else { return false }
    keys.append(key)
    codes.append(code)
    return true
  }

  /// Renumbers the keys.
  package func rewriteKeys(_ rewrite: (UInt64) -> UInt64) {
    for index in keys.indices { keys[index] = rewrite(keys[index]) }
  }

  /// One column of what several readers found under one name. Its type is the narrowest that fits every text: integer,
  /// real, boolean (`true` and `false`), text.
  package static func merge(_ parts: [TextAttributes]) -> AttributeInput {
    var result = AttributeInput(name: parts.first?.name ?? "")
    var texts: [String] = []
    for part in parts {
      let base = UInt32(texts.count)
      texts += (0..<part.texts.count).map { part.texts[$0] }
      result.keys += part.keys
      result.codes += part.codes.map { $0 + base }
    }
    result.values = typed(texts)
    return result
  }

  static func typed(_ texts: [String]) -> [AttributeValue] {
    func all(_ convert: (String) -> AttributeValue?) -> [AttributeValue]? {
      var values: [AttributeValue] = []
      values.reserveCapacity(texts.count)
      for text in texts {
        guard let value = convert(text) else { return nil }
        values.append(value)
      }
      return values
    }
    return all { integer($0).map { .integer($0) } } ?? all { real($0).map { .real($0) } }
      ?? all { boolean($0).map { .boolean($0) } } ?? texts.map { .text($0) }
  }

  private static func integer(_ text: String) -> Int64? { hasLeadingZero(text) ? nil : Int64(text) }

  /// `01234` is a postal code and no number.
  private static func hasLeadingZero(_ text: String) -> Bool {
    let digits = text.drop { $0 == "-" || $0 == "+" }
    return digits.first == "0" && digits.dropFirst().first?.isNumber == true
  }

  /// Decimal notation only: `inf`, `nan` and `0x1p3` are words to whoever writes tables.
  private static func real(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }), !hasLeadingZero(text)
    else { return nil }
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }
}
