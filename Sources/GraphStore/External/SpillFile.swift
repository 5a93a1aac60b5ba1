import Glibc

/// A file without a name: it goes when it is closed, also when the program is killed.
final class SpillFile: @unchecked Sendable {  // positions are given with every call
  let descriptor: Int32
  /// For messages.
  let path: String

  /// - Parameter directory: nil: `TMPDIR`, else `/tmp`.
  init(in directory: String?) throws(GraphFileError) {
    path = directory ?? Self.standardDirectory
    var template = Array("\(path)/gyr-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    if descriptor < 0 {
      throw GraphFileError(
        .inputOutput, path: path, message: "cannot make a temporary file: \(FileSource.reason(errno)); set TMPDIR to another directory")
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  static var standardDirectory: String { getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp" }

  func failure(_ code: Int32) -> GraphFileError {
    GraphFileError(
      .inputOutput, path: path,
      message: "cannot write temporary data: \(FileSource.reason(code)); raise --memory or set TMPDIR to a larger disk")
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(GraphFileError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      if count <= 0 { throw failure(count == 0 ? ENOSPC : errno) }
      done += count
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(GraphFileError) {
    var done = 0
    while done < bytes.count {
      let count = pread(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      if count <= 0 {
        let reason = count == 0 ? "it is shorter than it was" : FileSource.reason(errno)
        throw GraphFileError(.inputOutput, path: path, message: "cannot read temporary data: \(reason)")
      }
      done += count
    }
  }
}

/// Memory for the records of one graph: the system's up to a limit, and beyond it pages of a temporary file, which need not
/// stay in memory.
final class RecordStore: @unchecked Sendable {  // guarded by the lock
  private let limit: Int
  private let directory: String?
  private let lock = Lock()
  private var used = 0
  private var file: SpillFile?
  private var fileSize = 0
  private var error: GraphFileError?

  init(limit: Int, directory: String?) {
    self.limit = limit
    self.directory = directory
  }

  /// Why a piece could not be put aside, if that has happened: it is in memory then, and reading should end.
  var failure: GraphFileError? { lock.locked { error } }

  /// A mapped piece, and whether it belongs to the file.
  func piece(byteCount: Int) -> (UnsafeMutableRawPointer, isSpilled: Bool) {
    lock.locked {
      if used + byteCount > limit, error == nil {
        do throws(GraphFileError) { return (try spilled(byteCount), true) } catch { self.error = error }
      }
      used += byteCount
      return (Self.anonymous(byteCount), false)
    }
  }

  private func spilled(_ byteCount: Int) throws(GraphFileError) -> UnsafeMutableRawPointer {
    if file == nil { file = try SpillFile(in: directory) }
    let file = file!
    // Blocks are reserved: writing to a mapping of a full disk would kill the program.
    let status = posix_fallocate(file.descriptor, off_t(fileSize), off_t(byteCount))
    if status != 0 { throw file.failure(status) }
    let raw = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file.descriptor, off_t(fileSize))
    guard let raw, raw != MAP_FAILED else { throw file.failure(errno) }
    fileSize += byteCount
    return raw
  }

  static func anonymous(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let raw = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let raw, raw != MAP_FAILED else { fatalError("out of memory for the edges of a graph") }
    return raw
  }
}
