import Glibc
import Gyrfalcon
import Synchronization

/// Writes matches as they are found: workers format a batch each and write it whole, so lines never mix.
///
/// A file is written beside its final name and renamed when it is complete; a full disk or a signal leaves no half file
/// under the name that was asked for.
final class MatchWriter: Sendable {
  enum Format: String, CaseIterable { case ndjson, csv }

  private let format: Format
  private let descriptor: Int32
  private let path: String?
  private let temporary: String?
  /// `"a": ` and so on, ready to be copied.
  private let keys: [[UInt8]]
  private let trouble = Mutex<Int32>(0)

  init(_ format: Format, names: [String], to path: String?) throws {
    self.format = format
    self.path = path
    if let path {
      let beside = "\(path).\(getpid()).part"
      let opened = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      guard opened >= 0 else {
        throw Failure(.inputOutput, "\(path): cannot create: \(String(cString: strerror(errno)))")
      }
      Interruption.setUnfinishedFile(beside)
      temporary = beside
      descriptor = opened
    } else {
      temporary = nil
      descriptor = 1
    }
    keys = names.enumerated().map { position, name in
      var bytes = Array((position == 0 ? "{" : ", ").utf8)
      JSON.write(name.utf8, to: &bytes)
      return bytes + Array(": ".utf8)
    }
    if format == .csv {
      var header: [UInt8] = []
      for (position, name) in names.enumerated() {
        if position > 0 { header.append(UInt8(ascii: ",")) }
        Self.writeField(name, to: &header)
      }
      header.append(UInt8(ascii: "\n"))
      _ = write(header)
    }
  }

  /// Formats and writes some rows of internal numbers; false when nothing more can be written.
  func write(_ rows: UnsafeBufferPointer<UInt32>, of graph: Graph) -> Bool {
    let width = keys.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count * 16)
    var column = 0
    for vertex in rows {
      if format == .ndjson { bytes += keys[column] } else if column > 0 { bytes.append(UInt8(ascii: ",")) }
      if let number = graph.ids.integerID(of: Int(vertex)) {
        Self.writeInteger(number, to: &bytes)
      } else if format == .ndjson {
        JSON(graph.ids.id(of: Int(vertex))).write(to: &bytes)
      } else {
        Self.writeField(graph.ids.id(of: Int(vertex)).description, to: &bytes)
      }
      column += 1
      if column == width {
        column = 0
        if format == .ndjson { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    return write(bytes)
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    trouble.withLock { trouble in
      if trouble == 0 { trouble = bytes.withUnsafeBytes { FileWriting.writeAll($0, to: descriptor) } }
      return trouble == 0
    }
  }

  /// Completes the output, or says why it is not complete. A reader that went away is no failure.
  func finish() throws {
    var code = trouble.withLock { $0 }
    if let path, let temporary {
      if code == 0, fsync(descriptor) != 0, errno != EINVAL { code = errno }
      if close(descriptor) != 0, code == 0 { code = errno }
      if code == 0, rename(temporary, path) != 0 { code = errno }
      if code != 0 { unlink(temporary) }
      Interruption.setUnfinishedFile(nil)
    }
    if code == 0 || (path == nil && code == EPIPE) { return }
    throw Failure(.inputOutput, "\(path ?? "standard output"): cannot write: \(String(cString: strerror(code)))")
  }

  private static func writeInteger(_ value: Int64, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var first = 20
      repeat {
        first -= 1
        digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      bytes.append(contentsOf: digits[first...])
    }
  }

  /// A CSV field, quoted where it must be (RFC 4180).
  private static func writeField(_ text: String, to bytes: inout [UInt8]) {
    let special = text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
    guard special else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
