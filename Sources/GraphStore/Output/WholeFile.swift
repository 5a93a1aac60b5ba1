import Glibc

/// Small files that are read and replaced as a whole.
package enum WholeFile {
  /// Larger ones are not what they are taken for.
  private static let largestSize = 1 << 30

  /// Nil when there is no such file.
  package static func read(_ path: String) throws(GraphFileError) -> [UInt8]? {
    var status = stat()
    if stat(path, &status) != 0, errno == ENOENT { return nil }
    // Some devices never end.
    let kind = status.st_mode & S_IFMT
    if kind == S_IFCHR || kind == S_IFBLK {
      throw GraphFileError(.inputOutput, path: path, message: "is a device; expected a file")
    }
    let source = try FileSource(path: path)
    var bytes: [UInt8] = []
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = try source.read(into: piece)
      if count == 0 { return bytes }
      bytes.append(contentsOf: piece[..<count])
      if bytes.count > largestSize {
        throw GraphFileError(.inputOutput, path: path, message: "is larger than \(largestSize >> 20) MiB; expected a small file")
      }
    }
  }

  /// What was there stays whole until the new content is. The unfinished file has always the same name, so that runs that are
  /// killed leave at most one, which the next replaces.
  package static func write(_ bytes: [UInt8], to path: String) throws(GraphFileError) {
    let file = try AtomicFile(path, unfinished: "\(path).partial")
    try file.write(bytes)
    try file.finish()
  }
}
