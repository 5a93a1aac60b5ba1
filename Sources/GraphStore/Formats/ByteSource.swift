import Glibc

/// Bytes from somewhere, in order.
protocol ByteSource: AnyObject {
  /// Fills some of the buffer and returns how much; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int
}

/// A file or standard input, read with `read`: unlike a mapping it cannot fault when a file shrinks, its pages do not
/// count as our memory, and pipes work alike.
final class FileSource: ByteSource {
  let path: String
  private let descriptor: Int32
  /// The first bytes, read ahead to recognise compression.
  private var head: [UInt8] = []
  private var headUsed = 0

  init(path: String) throws(GraphFileError) {
    self.path = path
    if path == "-" {
      descriptor = 0
      return
    }
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw GraphFileError(.cannotOpen, path: path, message: "cannot open: \(Self.reason(errno))") }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw GraphFileError(.cannotOpen, path: path, message: "is a directory; expected a graph file")
    }
  }

  deinit { if path != "-" { close(descriptor) } }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// Up to `count` first bytes; they will be read again.
  func peek(_ count: Int) throws(GraphFileError) -> [UInt8] {
    while head.count < count {
      var piece = [UInt8](repeating: 0, count: count - head.count)
      let wanted = piece.count
      let outcome = piece.withUnsafeMutableBytes { Self.readOnce(descriptor, $0.baseAddress!, wanted) }
      if outcome < 0 { throw failure(errno) }
      if outcome == 0 { break }
      head.append(contentsOf: piece[..<outcome])
    }
    return head
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
    if headUsed < head.count {
      let count = min(buffer.count, head.count - headUsed)
      for i in 0..<count { buffer[i] = head[headUsed + i] }
      headUsed += count
      return count
    }
    let count = Self.readOnce(descriptor, buffer.baseAddress!, buffer.count)
    if count < 0 { throw failure(errno) }
    return count
  }

  private static func readOnce(_ descriptor: Int32, _ start: UnsafeMutableRawPointer, _ count: Int) -> Int {
    while true {
      let outcome = Glibc.read(descriptor, start, count)
      if outcome >= 0 || errno != EINTR { return outcome }
    }
  }

  private func failure(_ code: Int32) -> GraphFileError {
    GraphFileError(.inputOutput, path: path, message: "cannot read: \(Self.reason(code))")
  }
}

extension FileSource {
  /// The file's content, decompressed if its first bytes say that it is compressed.
  static func content(of path: String) throws(GraphFileError) -> any ByteSource {
    let file = try FileSource(path: path)
    let magic = try file.peek(4)
    if magic.starts(with: [0x1f, 0x8b]) {
      #if Zlib
        return try GzipSource(file)
      #else
        throw GraphFileError(
          .unsupported, path: path, message: "is compressed with gzip; build with the trait Zlib to read it")
      #endif
    }
    // A zstd frame, or a skippable frame before one.
    let isSkippable = magic.count == 4 && magic[0] & 0xf0 == 0x50 && magic[1...] == [0x2a, 0x4d, 0x18]
    if magic == [0x28, 0xb5, 0x2f, 0xfd] || isSkippable {
      #if Zstd
        return try ZstdSource(file)
      #else
        throw GraphFileError(
          .unsupported, path: path, message: "is compressed with zstd; build with the trait Zstd to read it")
      #endif
    }
    return file
  }
}
