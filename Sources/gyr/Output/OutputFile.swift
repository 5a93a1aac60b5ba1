import Glibc

/// Where matches go: a file that appears under its name only when it is complete, or standard output.
final class OutputFile {
  let path: String?
  let descriptor: Int32
  /// Name of the unfinished file; nil when the target is written directly (standard output, a device, a pipe).
  private let partial: String?

  /// - Parameter path: nil: standard output.
  init(_ path: String?) throws {
    self.path = path
    guard let path else {
      Standard.out.flush()
      descriptor = 1
      partial = nil
      return
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw Failure(.inputOutput, "\(path): is a directory") }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      partial = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let name = "\(path).partial-\(getpid())"
      partial = name
      descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, exists ? status.st_mode & 0o777 : 0o666)
      if descriptor >= 0 { Interruption.setUnfinishedFile(name) }
    }
    if descriptor < 0 { throw Failure(.inputOutput, "\(path): cannot write: \(String(cString: strerror(errno)))") }
  }

  /// The file is complete: it gets its name.
  func finish() throws {
    guard let path, descriptor != 1 else { return }
    // Some file systems report a full disk only now. Devices and pipes cannot be synchronised, which is no trouble.
    if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { throw failure(errno) }
    if close(descriptor) != 0 { throw failure(errno) }
    guard let partial else { return }
    if rename(partial, path) != 0 { throw failure(errno) }
    Interruption.setUnfinishedFile(nil)
  }

  /// Writes a whole file at once.
  static func write(_ bytes: [UInt8], to path: String?) throws {
    let file = try OutputFile(path)
    let trouble = bytes.withUnsafeBytes { FileWriting.writeAll($0, to: file.descriptor) }
    if trouble == EPIPE, path == nil { return }
    if trouble != 0 { throw file.failure(trouble) }
    try file.finish()
  }

  /// The file is given up: nothing of it stays.
  func discard() {
    if let partial {
      unlink(partial)
      Interruption.setUnfinishedFile(nil)
    }
  }

  func failure(_ code: Int32) -> Failure {
    discard()
    return Failure(.inputOutput, "\(path ?? "standard output"): cannot write: \(String(cString: strerror(code)))")
  }
}
