import Glibc

/// A directory of files that are a graph together.
struct GraphFolder {
  let path: String
  private let contents: [String: [UInt8]]?

  /// Nil when the path is no directory.
  init?(path: String) {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    self.path = path
    contents = nil
  }

  /// Files in memory.
  init(_ contents: [String: [UInt8]], path: String) {
    self.path = path
    self.contents = contents
  }

  func contains(_ name: String) -> Bool {
    if let contents { return contents[name] != nil }
    return access("\(path)/\(name)", F_OK) == 0
  }

  func open(_ name: String, _ options: ReadOptions) throws(GraphFileError) -> GraphInput {
    guard let contents else { return try GraphInput(path: "\(path)/\(name)", options: options) }
    guard let bytes = contents[name] else {
      throw GraphFileError(.cannotOpen, path: "\(path)/\(name)", message: "cannot open: no such file")
    }
    return try GraphInput(bytes, path: "\(path)/\(name)", options: options)
  }
}
