import Glibc
import Gyrfalcon

/// A pattern as the user gave it, with the name to report it under.
struct NamedPattern {
  var name: String
  var pattern: Pattern

  /// Largest pattern file that is read: a text of patterns, not a graph given in the wrong place.
  private static let largestFile = 16 << 20

  /// The patterns that arguments stand for. Of several, an error says which it is about.
  static func resolve(_ arguments: [String], induced: Bool) throws -> [NamedPattern] {
    try arguments.enumerated().flatMap { number, argument in
      try resolve(argument, induced: induced, called: arguments.count == 1 ? "pattern" : "pattern \(number + 1)")
    }
  }

  /// The patterns that an argument stands for.
  static func resolve(_ argument: String, induced: Bool, called place: String = "pattern") throws -> [NamedPattern] {
    var path: String?
    do {
      let found = try PatternArgument.resolve(argument) { name in
        guard let text = try read(name) else { return nil }
        path = name
        return text
      }
      return try found.map { name, pattern in
        NamedPattern(name: name, pattern: induced ? try pattern.inducing(.vertices) : pattern)
      }
    } catch let error as PatternError {
      var failure = Failure(error, path: path, called: place)
      // A name with a dot or a slash was meant to be a file.
      if error.code == .unknownPattern, argument.contains(where: { $0 == "/" || $0 == "." }), let near = Spelling.nearestFile(to: argument) {
        failure.message += "; did you mean \(near)?"
      }
      throw failure
    }
  }

  /// The one pattern that an argument stands for.
  static func one(_ argument: String, induced: Bool) throws -> NamedPattern {
    let all = try resolve(argument, induced: induced)
    guard all.count == 1 else {
      throw Failure(.usage, "\(argument) holds \(all.count) patterns; this command takes one (count takes many)")
    }
    return all[0]
  }

  /// Does what is done for one of so many patterns: an error says which it is about.
  func naming<T>(ofMany count: Int, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as PlanningError {
      guard count > 1, var failure = Failure(explaining: error), failure.status == .usage else { throw error }
      failure.message = "\(name): \(failure.message)"
      throw failure
    }
  }

  static func read(_ path: String) throws -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG { return nil }
      throw Failure(.noInput, "\(path): cannot open: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return nil }
    var bytes: [UInt8] = []
    while true {
      let count = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { piece -> Int in
        let count = Glibc.read(descriptor, piece.baseAddress!, piece.count)
        if count > 0 { bytes.append(contentsOf: piece[..<count]) }
        return count
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(.inputOutput, "\(path): cannot read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      if bytes.count > largestFile { throw Failure(.badData, "\(path): too large for a pattern file") }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Pattern {
  /// Canonical graph6 of the edges of an unlabelled undirected pattern, whatever is forbidden besides.
  var edgesGraph6: String? {
    if antiEdges.isEmpty && antiVertices.isEmpty && predicates.isEmpty { return graph6 }
    return try? Pattern(vertices: vertices, edges: edges).graph6
  }
}
