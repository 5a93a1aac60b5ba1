#if Zlib
  import CZlib
#endif

/// Members of a zip archive in memory: stored or deflated, also beyond 4 GiB (zip64). No encryption, no parts.
///
/// Format: PKWARE APPNOTE.TXT 6.3.10. Sizes are taken from the central directory, checksums are verified.
struct ZipArchive {
  static let magic: [UInt8] = [0x50, 0x4b, 0x03, 0x04]

  private struct Entry {
    var method: Int
    var checksum: UInt32
    var storedSize: Int
    var size: Int
    var header: Int
  }

  private let bytes: [UInt8]
  private let path: String
  private let options: ReadOptions
  private var entries: [String: Entry] = [:]
  private(set) var names: [String] = []

  init(_ bytes: [UInt8], path: String, options: ReadOptions) throws(GraphFileError) {
    self.bytes = bytes
    self.path = path
    self.options = options
    var (position, count) = try findDirectory()
    for _ in 0..<count { position = try readEntry(position) }
  }

  private func failure(_ offset: Int, _ message: String) -> GraphFileError {
    GraphFileError(.malformed, path: path, offset: offset, message: message)
  }

  private func check(_ position: Int, _ length: Int) throws(GraphFileError) {
    guard position >= 0, position <= bytes.count, length <= bytes.count - position else {
      throw failure(max(0, min(position, bytes.count)), "the zip archive is cut short or damaged")
    }
  }

  private func half(_ position: Int) -> Int { Int(bytes[position]) | Int(bytes[position + 1]) << 8 }
  private func word(_ position: Int) -> Int { Int(LittleEndian.word(bytes, position)) }
  private func long(_ position: Int) throws(GraphFileError) -> Int {
    guard let value = Int(exactly: LittleEndian.long(bytes, position)) else {
      throw failure(position, "the zip archive is damaged: a size beyond 2^63")
    }
    return value
  }

  /// Where the central directory starts, and how many members it lists.
  private func findDirectory() throws(GraphFileError) -> (Int, Int) {
    // The end record is the last thing but a comment of at most 64 KiB.
    var end = bytes.count - 22
    let last = max(0, end - 65_535)
    while end >= last, end >= 0, word(end) != 0x0605_4b50 { end -= 1 }
    guard end >= last, end >= 0 else { throw failure(bytes.count, "the zip archive has no directory; is it cut short?") }
    var count = half(end + 10), position = word(end + 16)
    if count == 0xffff || position == 0xffff_ffff, end >= 20, word(end - 20) == 0x0706_4b50 {
      let record = try long(end - 12)
      try check(record, 56)
      guard word(record) == 0x0606_4b50 else { throw failure(record, "the zip archive's 64-bit directory is damaged") }
      count = try long(record + 32)
      position = try long(record + 48)
    }
    return (position, count)
  }

  private mutating func readEntry(_ position: Int) throws(GraphFileError) -> Int {
    try check(position, 46)
    guard word(position) == 0x0201_4b50 else { throw failure(position, "the zip archive's directory is damaged") }
    if half(position + 8) & 1 != 0 { throw failure(position, "the zip archive is encrypted") }
    var entry = Entry(
      method: half(position + 10), checksum: UInt32(word(position + 16)), storedSize: word(position + 20),
      size: word(position + 24), header: word(position + 42))
    let nameLength = half(position + 28), extraLength = half(position + 30), commentLength = half(position + 32)
    try check(position + 46, nameLength + extraLength + commentLength)
    let name = String(decoding: bytes[position + 46..<position + 46 + nameLength], as: UTF8.self)
    // Numbers that do not fit stand in the extra field 1, in this order, if they are missing above.
    var extra = position + 46 + nameLength
    let extraEnd = extra + extraLength
    while extra + 4 <= extraEnd {
      let kind = half(extra), length = half(extra + 2)
      var field = extra + 4
      extra = field + length
      guard kind == 1, extra <= extraEnd else { continue }
      for number in [\Entry.size, \Entry.storedSize, \Entry.header] where entry[keyPath: number] == 0xffff_ffff && field + 8 <= extra {
        entry[keyPath: number] = try long(field)
        field += 8
      }
    }
    names.append(name)
    entries[name] = entry
    return extraEnd + commentLength
  }

  /// The content of a member; nil when there is none of this name.
  func member(_ name: String) throws(GraphFileError) -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    try check(entry.header, 30)
    guard word(entry.header) == 0x0403_4b50 else { throw failure(entry.header, "the zip archive's member \(name) is damaged") }
    let start = entry.header + 30 + half(entry.header + 26) + half(entry.header + 28)
    try check(start, entry.storedSize)
    if entry.size > options.freeExpansion, entry.size / max(1, options.maximumExpansion) > entry.storedSize {
      throw failure(
        entry.header, "the member \(name) decompresses to more than \(options.maximumExpansion) times its size and is taken for a bomb")
    }
    let content: [UInt8]
    switch entry.method {
    case 0:
      guard entry.size == entry.storedSize else { throw failure(entry.header, "the member \(name) has two sizes") }
      content = Array(bytes[start..<start + entry.size])
    case 8: content = try inflate(start, entry, name)
    default: throw failure(entry.header, "the member \(name) is compressed with method \(entry.method); expected stored or deflated")
    }
    #if Zlib
      let sum = content.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
      if sum != UInt(entry.checksum) { throw failure(entry.header, "the member \(name) is damaged: its checksum differs") }
    #endif
    return content
  }

  #if Zlib
    private func inflate(_ start: Int, _ entry: Entry, _ name: String) throws(GraphFileError) -> [UInt8] {
      var stream = z_stream()
      // Negative: raw data without a wrapper.
      guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw GraphFileError(.inputOutput, path: path, message: "cannot start zlib")
      }
      defer { inflateEnd(&stream) }
      var content: [UInt8] = []
      let piece = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)
      defer { piece.deallocate() }
      var used = 0
      var status = Z_OK
      // Grown as data comes, so that a wrong size cannot ask for memory.
      while status == Z_OK, content.count <= entry.size {
        bytes.withUnsafeBufferPointer { source in
          let length = min(entry.storedSize - used, 1 << 30)
          stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + start + used)
          stream.avail_in = UInt32(length)
          stream.next_out = piece.baseAddress
          stream.avail_out = UInt32(piece.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          used += length - Int(stream.avail_in)
        }
        content.append(contentsOf: piece[..<(piece.count - Int(stream.avail_out))])
      }
      guard status == Z_STREAM_END, content.count == entry.size else {
        throw failure(start, "the member \(name) is damaged or cut short")
      }
      return content
    }
  #else
    private func inflate(_ start: Int, _ entry: Entry, _ name: String) throws(GraphFileError) -> [UInt8] {
      throw GraphFileError(.unsupported, path: path, message: "is compressed; build with the trait Zlib to read it")
    }
  #endif
}
