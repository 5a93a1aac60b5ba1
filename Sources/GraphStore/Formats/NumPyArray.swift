/// An array of integers (or, for weights, of numbers that are skipped) in NumPy's `.npy` form.
///
/// Format: NumPy enhancement proposal 1; `\x93NUMPY`, version, length of a header that is a Python dictionary, data.
struct NumPyArray {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  let shape: [Int]
  let isFortranOrder: Bool
  let isInteger: Bool
  private let bytes: ArraySlice<UInt8>
  private let width: Int
  private let isSigned: Bool
  private let isBigEndian: Bool
  private let name: String
  private let dataOffset: Int

  var count: Int { shape.reduce(1, *) }

  /// - Parameter name: for messages.
  init(_ bytes: [UInt8], name: String) throws(GraphFileError) {
    func fail(_ offset: Int, _ message: String) -> GraphFileError {
      GraphFileError(.malformed, path: name, offset: offset, message: message)
    }
    self.name = name
    guard bytes.starts(with: Self.magic), bytes.count >= 10 else { throw fail(0, "expected an array in NumPy's .npy form") }
    let isShort = bytes[6] == 1
    guard (1...3).contains(bytes[6]), isShort || bytes.count >= 12 else {
      throw fail(6, "version \(bytes[6]) of the .npy form is not known; expected 1, 2 or 3")
    }
    let length = isShort ? Int(bytes[8]) | Int(bytes[9]) << 8 : Int(LittleEndian.word(bytes, 8))
    let start = isShort ? 10 : 12
    guard length <= bytes.count - start else { throw fail(8, "the header of \(length) bytes is longer than the file") }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = Self.quoted("descr", header), type.utf8.count >= 3 else {
      throw fail(start, "expected a header with 'descr', 'fortran_order' and 'shape'; structured arrays are not read")
    }
    guard let dimensions = Self.tuple("shape", header) else { throw fail(start, "expected a header with a 'shape' of numbers") }
    let letters = Array(type.utf8)
    guard let size = Int(type.dropFirst(2)), [1, 2, 4, 8].contains(size), "<>|=".utf8.contains(letters[0]),
      "iufb".utf8.contains(letters[1])
    else { throw fail(start, "an array of type \(type.shortened); expected integers such as <i8 or <u4") }
    var total = 1
    for dimension in dimensions {
      let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
      if overflow { throw fail(start, "the shape \(dimensions) is too large") }
      total = product
    }
    let (size64, overflow) = total.multipliedReportingOverflow(by: size)
    guard !overflow, size64 == bytes.count - start - length else {
      throw fail(
        start + length, "the shape \(dimensions) needs \(overflow ? "more than 2^63" : "\(size64)") bytes of data, the file has \(bytes.count - start - length)")
    }
    shape = dimensions
    isFortranOrder = header.contains("'fortran_order': True") || header.contains("\"fortran_order\": True")
    width = size
    isSigned = letters[1] == UInt8(ascii: "i")
    isInteger = isSigned || letters[1] == UInt8(ascii: "u")
    isBigEndian = letters[0] == UInt8(ascii: ">") && size > 1
    dataOffset = start + length
    self.bytes = bytes[(start + length)...]
  }

  /// Calls `body` with every element in the order of the file, until it throws.
  func forEach(_ body: (Int, Int64) throws(GraphFileError) -> Void) throws(GraphFileError) {
    guard isInteger else {
      throw GraphFileError(.malformed, path: name, message: "an array of numbers with fractions; expected integers")
    }
    try bytes.withUnsafeBufferPointer { data throws(GraphFileError) in
      for index in 0..<count { try body(index, element(UnsafeRawBufferPointer(data), index)) }
    }
  }

  @inline(__always)
  private func element(_ data: UnsafeRawBufferPointer, _ index: Int) -> Int64 {
    let place = index * width
    switch (width, isSigned) {
    case (1, true): return Int64(Int8(bitPattern: data[place]))
    case (1, false): return Int64(data[place])
    case (2, _):
      let value = data.loadUnaligned(fromByteOffset: place, as: UInt16.self)
      let swapped = isBigEndian ? UInt16(bigEndian: value) : UInt16(littleEndian: value)
      return isSigned ? Int64(Int16(bitPattern: swapped)) : Int64(swapped)
    case (4, _):
      let value = data.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      let swapped = isBigEndian ? UInt32(bigEndian: value) : UInt32(littleEndian: value)
      return isSigned ? Int64(Int32(bitPattern: swapped)) : Int64(swapped)
    default:
      let value = data.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // Unsigned numbers beyond 63 bits become negative, which no index is.
      return Int64(bitPattern: isBigEndian ? UInt64(bigEndian: value) : UInt64(littleEndian: value))
    }
  }

  /// An error at an element.
  func failure(_ index: Int, _ message: String) -> GraphFileError {
    GraphFileError(.malformed, path: name, offset: dataOffset + index * width, message: message)
  }

  private static func value(_ key: String, _ header: String) -> Substring? {
    for quote in ["'", "\""] {
      guard let range = header.firstRange(of: "\(quote)\(key)\(quote)") else { continue }
      return header[range.upperBound...].drop { $0 == " " || $0 == ":" }
    }
    return nil
  }

  private static func quoted(_ key: String, _ header: String) -> String? {
    guard let text = value(key, header), let quote = text.first, quote == "'" || quote == "\"" else { return nil }
    return String(text.dropFirst().prefix { $0 != quote })
  }

  private static func tuple(_ key: String, _ header: String) -> [Int]? {
    guard let text = value(key, header), text.first == "(", let end = text.firstIndex(of: ")") else { return nil }
    var numbers: [Int] = []
    for part in text[text.index(after: text.startIndex)..<end].split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let number = Int(digits), number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
