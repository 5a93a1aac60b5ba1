import Glibc

/// Bytes from somewhere, in order.
protocol ByteSource: AnyObject {
  /// As given by the user, for messages.
  var path: String { get }
  /// Fills some of the buffer and returns how much; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int
}

/// A file or standard input, read with `read`: unlike a mapping it cannot fault when a file shrinks, its pages do not
/// count as our memory, and pipes work alike.
final class FileSource: ByteSource {
  let path: String
  let descriptor: Int32
  /// Bytes in a regular file; nil for a pipe.
  let size: Int?

  init(path: String) throws(GraphFileError) {
    self.path = path
    descriptor = path == "-" ? 0 : Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      let error = errno
      let lost = error == ENOENT ? Self.linkTarget(path).map { "a link to \($0), which is not there" } : nil
      throw GraphFileError(.cannotOpen, path: path, message: "cannot open: \(lost ?? Self.reason(error))")
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    if isKnown, status.st_mode & S_IFMT == S_IFDIR {
      if path != "-" { close(descriptor) }
      throw GraphFileError(.cannotOpen, path: path, message: "is a directory; expected a graph file")
    }
    size = isKnown && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// Where a symbolic link points; nil when it is none.
  private static func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
      let length = buffer.withMemoryRebound(to: CChar.self) { bytes in
        bytes.baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
      }
      return length < 0 ? nil : String(decoding: buffer[..<length], as: UTF8.self)
    }
  }

  /// A temporary file, from its start.
  init(_ file: SpillFile) throws(GraphFileError) {
    path = file.path
    descriptor = dup(file.descriptor)
    var status = stat()
    guard descriptor >= 0, lseek(descriptor, 0, SEEK_SET) == 0, fstat(descriptor, &status) == 0 else { throw file.failure(errno) }
    size = Int(status.st_size)
  }

  deinit { if path != "-" { close(descriptor) } }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR {
        throw GraphFileError(.inputOutput, path: path, message: "cannot read: \(Self.reason(errno))")
      }
    }
  }
}

/// Bytes in memory: what tests and fuzzing read, and members of archives.
final class MemorySource: ByteSource {
  let path: String
  private let bytes: [UInt8]
  private var used = 0

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
    let count = min(buffer.count, bytes.count - used)
    bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[used..<used + count])) }
    used += count
    return count
  }
}

/// A source whose first bytes can be looked at before they are read.
final class PeekableSource: ByteSource {
  private let upstream: any ByteSource
  private var head: [UInt8] = []
  private var headUsed = 0
  /// Bytes handed out so far.
  private(set) var count = 0

  init(_ upstream: any ByteSource) { self.upstream = upstream }

  var path: String { upstream.path }

  /// Up to `count` first bytes; they will be read again.
  func peek(_ count: Int) throws(GraphFileError) -> [UInt8] {
    while head.count < count {
      let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: count - head.count, alignment: 1)
      defer { piece.deallocate() }
      let got = try upstream.read(into: piece)
      if got == 0 { break }
      head.append(contentsOf: piece[..<got])
    }
    return head
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Int {
    var got = min(buffer.count, head.count - headUsed)
    if got > 0 {
      head.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[headUsed..<headUsed + got])) }
      headUsed += got
    } else {
      got = try upstream.read(into: buffer)
    }
    count += got
    return got
  }
}
