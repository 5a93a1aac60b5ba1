import Glibc

/// Text on its way into a file.
final class TextOutput {
  private static let capacity = 1 << 18
  /// Room that numbers and marks need not ask for: `endLine` leaves so much.
  private static let headroom = 1 << 10

  private let file: AtomicFile
  private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: TextOutput.capacity)
  private var used = 0
  private var failure: GraphFileError?

  init(_ path: String) throws(GraphFileError) { file = try AtomicFile(path) }

  deinit { buffer.deallocate() }

  func write(_ text: String) {
    var text = text
    text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

  @inline(__always)
  func write(byte: UInt8) {
    if used == Self.capacity { spill() }
    buffer[used] = byte
    used &+= 1
  }

  func write(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    if bytes.count > Self.capacity - used { spill() }
    if bytes.count > Self.capacity { return put(bytes) }
    memcpy(buffer + used, bytes.baseAddress!, bytes.count)
    used &+= bytes.count
  }

  /// In decimal.
  func write(_ value: some FixedWidthInteger) {
    if Self.capacity &- used < 24 { spill() }
    let value = Int64(value)
    var rest = value.magnitude
    if value < 0 {
      buffer[used] = UInt8(ascii: "-")
      used &+= 1
    }
    var digits = 1
    var bound: UInt64 = 10
    while digits < 20, rest >= bound {
      digits &+= 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    var place = used &+ digits
    used = place
    repeat {
      place &-= 1
      let quotient = rest / 10
      buffer[place] = UInt8(truncatingIfNeeded: rest &- quotient &* 10) &+ 48
      rest = quotient
    } while rest > 0
  }

  func endLine() throws(GraphFileError) {
    write(byte: UInt8(ascii: "\n"))
    if Self.capacity &- used < Self.headroom { spill() }
    if let failure { throw failure }
  }

  private func spill() {
    put(UnsafeRawBufferPointer(start: buffer, count: used))
    used = 0
  }

  /// An error waits for the end of the line.
  private func put(_ bytes: UnsafeRawBufferPointer) {
    if failure != nil { return }
    do throws(GraphFileError) { try file.write(bytes) } catch { failure = error }
  }

  func finish() throws(GraphFileError) {
    spill()
    if let failure { throw failure }
    try file.finish()
  }
}
