import Gyrfalcon

/// A file of vertex ids, one a line; empty lines and lines that start with # do not count.
enum IDFile {
  static func read(_ path: String) throws -> [String] {
    guard let text = try NamedPattern.read(path) else { throw Failure(.noInput, "\(path): no such file") }
    return text.split(whereSeparator: \.isNewline).map { line in
      line.drop { $0 == " " || $0 == "\t" }
    }.filter { !$0.isEmpty && !$0.hasPrefix("#") }.map { line in
      var line = line
      while line.last == " " || line.last == "\t" { line.removeLast() }
      return String(line)
    }
  }
}
