import Glibc

/// Small files that the kernel writes when they are read.
package enum SystemFile {
  /// The whole text; nil when it cannot be read.
  package static func text(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    var count = 0
    while true {
      if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
      let got = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + count, $0.count - count) }
      if got < 0 { return nil }
      if got == 0 { return String(decoding: bytes[..<count], as: UTF8.self) }
      count += got
    }
  }
}
