extension Graph {
  /// The name a user gave a vertex: a 64-bit integer or a string.
  ///
  /// A graph's ids are all integers or all strings. Integers sort before strings, integers by value, strings by
  /// their UTF-8 bytes, so an order never depends on locale.
  public enum VertexID: Hashable, Sendable {
    case integer(Int64)
    case string(String)
  }
}

/// Short for ``Graph/VertexID``.
public typealias VertexID = Graph.VertexID

extension Graph.VertexID: Comparable {
  public static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): x < y
    case (.integer, .string): true
    case (.string, .integer): false
    case (.string(let x), .string(let y)): x.utf8.lexicographicallyPrecedes(y.utf8)
    }
  }
}

extension Graph.VertexID: CustomStringConvertible {
  /// The id as it stands in a file, without quotes.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .string(let text): text
    }
  }
}

extension Graph.VertexID: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(stringLiteral value: String) { self = .string(value) }
}

extension Graph.VertexID {
  /// Reads an id as the graph readers do: an integer if the text is one in its shortest decimal form (so not `007`
  /// or `+7`), otherwise a string.
  public init(parsing text: String) {
    if let value = Int64(text), String(value) == text { self = .integer(value) } else { self = .string(text) }
  }
}
