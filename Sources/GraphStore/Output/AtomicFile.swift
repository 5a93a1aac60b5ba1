import Glibc

/// A file that appears under its name only when it is complete: until then it has another name beside it, and what was there
/// stays whole.
final class AtomicFile {
  let path: String
  private let partial: String?
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  /// Bytes written so far.
  private(set) var offset = 0
  private static let bufferSize = 1 << 18

  /// The name of an unfinished file.
  static func partialName(_ path: String) -> String { "\(path).partial-\(getpid())" }

  /// - Parameters:
  ///   - path: `-` is standard output.
  ///   - unfinished: the name until it is complete; nil: one of this process.
  init(_ path: String, unfinished: String? = nil) throws(GraphFileError) {
    self.path = path
    guard path != "-" else {
      descriptor = 1
      partial = nil
      return
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR {
      throw GraphFileError(.inputOutput, path: path, message: "is a directory; expected a file to write")
    }
    // Devices and pipes have no name to give up.
    let isOrdinary = !exists || status.st_mode & S_IFMT == S_IFREG
    partial = isOrdinary ? unfinished ?? Self.partialName(path) : nil
    descriptor = Glibc.open(
      partial ?? path, O_CLOEXEC | (isOrdinary ? O_RDWR | O_CREAT | O_TRUNC : O_WRONLY), exists ? status.st_mode & 0o777 : 0o666)
    if descriptor < 0 { throw failure() }
  }

  /// Content of a temporary file, which has no name to get.
  init(temporary file: SpillFile) throws(GraphFileError) {
    path = file.path
    partial = nil
    descriptor = dup(file.descriptor)
    if descriptor < 0 { throw failure() }
  }

  deinit {
    guard path != "-", descriptor >= 0 else { return }
    close(descriptor)
    if let partial { unlink(partial) }
  }

  private func failure() -> GraphFileError {
    let errno = errno
    var error = GraphFileError(
      .inputOutput, path: path == "-" ? "standard output" : path, message: "cannot write: \(FileSource.reason(errno))")
    error.isClosedPipe = errno == EPIPE && path == "-"
    return error
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(GraphFileError) {
    offset += bytes.count
    if buffer.count + bytes.count <= Self.bufferSize { return buffer.append(contentsOf: bytes) }
    try flush()
    if bytes.count < Self.bufferSize { buffer.append(contentsOf: bytes) } else { try writeNow(bytes) }
  }

  func write(_ bytes: [UInt8]) throws(GraphFileError) {
    let outcome = bytes.withUnsafeBytes { bytes in Result { () throws(GraphFileError) in try write(bytes) } }
    try outcome.get()
  }

  private func flush() throws(GraphFileError) {
    let outcome = buffer.withUnsafeBytes { bytes in Result { () throws(GraphFileError) in try writeNow(bytes) } }
    buffer.removeAll(keepingCapacity: true)
    try outcome.get()
  }

  private func writeNow(_ bytes: UnsafeRawBufferPointer) throws(GraphFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, piece.baseAddress!, piece.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Replaces bytes that were written before. Not for pipes.
  func rewrite(at place: Int, _ bytes: [UInt8]) throws(GraphFileError) {
    try flush()
    if pwrite(descriptor, bytes, bytes.count, off_t(place)) != bytes.count { throw failure() }
  }

  /// What has been written so far; nil when it cannot be mapped.
  func mapping() throws(GraphFileError) -> MappedFile? {
    try flush()
    return MappedFile(descriptor, size: offset)
  }

  /// The file is complete: it gets its name.
  func finish() throws(GraphFileError) {
    try flush()
    guard path != "-" else { return }
    // Some file systems report a full disk only now. Devices and pipes cannot be synchronised, which is no trouble.
    if partial != nil, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { throw failure() }
    let closed = close(descriptor)
    descriptor = -1
    guard let partial else { return }
    if closed != 0 || rename(partial, path) != 0 {
      let error = failure()
      unlink(partial)
      throw error
    }
  }
}
