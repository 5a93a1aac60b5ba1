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
  /// Writes everything. Returns 0, or the system's error number.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let written = write(descriptor, piece.baseAddress!, piece.count)
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          // A non-blocking pipe: wait until it takes more.
          var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&state, 1, -1)
          continue
        }
        return errno
      }
      rest = rest.dropFirst(written)
    }
    return 0
  }
}
