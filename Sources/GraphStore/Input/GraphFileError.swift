/// What is wrong with a graph file, and where.
public struct GraphFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is; a command line maps it to its exit status.
  public enum Kind: Hashable, Sendable {
    /// The file cannot be opened.
    case cannotOpen
    /// The system failed while reading.
    case inputOutput
    /// The content breaks the rules of its format.
    case malformed
    /// The content or the request is understood, but this program does not support it.
    case unsupported
    /// Reading was stopped from outside.
    case stopped(EarlyStop)
  }

  public var kind: Kind
  /// As given by the user; `-` for standard input.
  public var path: String
  /// Counted from 1; nil when the trouble has no place.
  public var line: Int?
  /// Counted in bytes from 1.
  public var column: Int?
  /// In files without lines: bytes (of the decompressed content) before the place.
  public var offset: Int?
  public var message: String
  /// Whoever read standard output has seen enough: no trouble for a program in a pipeline.
  package var isClosedPipe = false

  public init(_ kind: Kind, path: String, line: Int? = nil, column: Int? = nil, offset: Int? = nil, message: String) {
    self.kind = kind
    self.path = path
    self.line = line
    self.column = column
    self.offset = offset
    self.message = message
  }

  /// `path:line:column: message`, or `path: at byte offset: message`
  public var description: String {
    let name = path == "-" ? "standard input" : path
    if let offset { return "\(name): at byte \(offset): \(message)" }
    guard let line else { return "\(name): \(message)" }
    guard let column else { return "\(name):\(line): \(message)" }
    return "\(name):\(line):\(column): \(message)"
  }
}
