import Glibc

/// Standard output and standard error, written with `write`: what fails is noticed, and a reader that went away ends
/// the program quietly.
final class Standard {
  nonisolated(unsafe) static let out = Standard(descriptor: 1, name: "standard output")
  nonisolated(unsafe) static let error = Standard(descriptor: 2, name: "standard error")

  let isTerminal: Bool
  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []

  private init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    isTerminal = isatty(descriptor) == 1
  }

  /// Writes text and a line end. Standard error is written at once, standard output when 64 KiB have come together.
  func line(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if descriptor == 2 || buffer.count >= 1 << 16 { flush() }
  }

  /// Writes text as it is, at once.
  func text(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    flush()
  }

  /// Writes a line to standard error from any thread.
  static func report(_ text: String) {
    _ = Array((text + "\n").utf8).withUnsafeBytes { FileWriting.writeAll($0, to: 2) }
  }

  func flush() {
    guard !buffer.isEmpty else { return }
    let trouble = buffer.withUnsafeBytes { FileWriting.writeAll($0, to: descriptor) }
    buffer.removeAll(keepingCapacity: true)
    guard trouble != 0, descriptor == 1 else { return }
    if trouble == EPIPE { _exit(Status.success.rawValue) }
    Standard.error.line("gyr: \(name): cannot write: \(String(cString: strerror(trouble)))")
    _exit(Status.inputOutput.rawValue)
  }
}

enum FileWriting {
  /// What a pipe takes at once when it says that it takes something.
  private static let pipePiece = 4096

  /// Writes everything. Returns 0, or the system's error number.
  ///
  /// - Parameter isStopped: asked while a reader keeps us waiting; true ends the waiting with `ECANCELED`.
  static func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, unless isStopped: (() -> Bool)? = nil
  ) -> Int32 {
    // A call of `write` cannot be left while a pipe is full: it is only made when the pipe has room.
    var waits = false
    if isStopped != nil {
      var status = stat()
      waits = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      if waits, let isStopped {
        var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        if poll(&state, 1, 20) == 0 {
          if isStopped() { return ECANCELED }
          continue
        }
      }
      let piece = UnsafeRawBufferPointer(rebasing: waits ? rest.prefix(pipePiece) : rest)
      let written = write(descriptor, piece.baseAddress!, piece.count)
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          // A non-blocking pipe: wait until it takes more.
          var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&state, 1, isStopped == nil ? -1 : 20)
          continue
        }
        return errno
      }
      rest = rest.dropFirst(written)
    }
    return 0
  }
}
