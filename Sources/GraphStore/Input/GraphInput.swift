import Glibc

/// An open graph file: its first bytes, which decide what it is, and the rest as it is asked for.
final class GraphInput {
  /// What detection may look at.
  static let headSize = 1 << 16

  let path: String
  /// The first bytes of the content, decompressed and without a byte order mark.
  let head: [UInt8]
  /// True when `head` is everything: not worth a second thread.
  private(set) var isAtEnd: Bool
  /// The file itself, if it is one and is not compressed: then it can be mapped.
  let mappable: FileSource?
  /// Where edges go while they are read; nil: memory.
  let store: RecordStore?
  private let source: any ByteSource

  convenience init(path: String, options: ReadOptions = ReadOptions()) throws(GraphFileError) {
    try self.init(FileSource(path: path), options: options)
  }

  /// Content in memory; the path is for messages and detection.
  convenience init(_ bytes: [UInt8], path: String, options: ReadOptions = ReadOptions()) throws(GraphFileError) {
    try self.init(MemorySource(bytes, path: path), options: options)
  }

  /// A temporary file of our own, from its start.
  convenience init(_ file: SpillFile) throws(GraphFileError) {
    try self.init(FileSource(file), options: ReadOptions())
  }

  private init(_ raw: any ByteSource, options: ReadOptions) throws(GraphFileError) {
    path = raw.path
    store = options.memory.map { RecordStore(limit: $0 / 3, directory: options.temporaryDirectory) }
    let file = raw as? FileSource
    if let watch = options.watch, let size = file?.size { watch.meter.expect(bytes: size) }
    let content = try Decompression.content(of: options.watch.map { WatchedSource(raw, $0) } ?? raw, options)
    source = content
    mappable = content is PeekableSource && file?.size != nil ? file : nil
    let size = Self.headSize
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { bytes.deallocate() }
    var count = 0
    var ended = false
    while count < size {
      let got = try content.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
      if got == 0 {
        ended = true
        break
      }
      count += got
    }
    isAtEnd = ended
    let hasMark = count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf
    head = Array(bytes[(hasMark ? 3 : 0)..<count])
  }

  /// More content after `head`; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
    if isAtEnd { return 0 }
    let count = try source.read(into: buffer)
    if count == 0 { isAtEnd = true }
    return count
  }

  /// Everything, for formats that are not read line by line.
  func readAll() throws(GraphFileError) -> [UInt8] {
    var bytes = head
    if isAtEnd { return bytes }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    while !isAtEnd {
      let count = try read(into: piece)
      bytes.append(contentsOf: piece[..<count])
    }
    return bytes
  }

  /// The file's name in lower case without the suffix of a compression: what extensions are looked up in.
  var baseName: String {
    var name = (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
    for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) { name.removeLast(suffix.count) }
    return name
  }

  func failure(_ message: String, _ kind: GraphFileError.Kind = .malformed) -> GraphFileError {
    GraphFileError(kind, path: path, message: message)
  }

  /// An error at a byte of a file that has no lines.
  func failure(at offset: Int, _ message: String) -> GraphFileError {
    GraphFileError(.malformed, path: path, offset: offset, message: message)
  }
}
