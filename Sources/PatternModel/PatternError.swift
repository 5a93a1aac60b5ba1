import PatternSyntax

/// Why something is not a pattern: what is wrong, where (when it was written as text), and often what to do.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of mistake, for programs; people read ``description``.
  public enum Code: Hashable, Sendable {
    /// The text does not follow the grammar, or a file its format.
    case syntax
    /// No vertices, or more than ``Pattern/maximumVertexCount``.
    case vertexCount
    /// More than ``Pattern/maximumVertexCount`` anti-vertices.
    case antiVertexCount
    /// A vertex without a name, or two vertices of one name.
    case vertexName
    /// A vertex with two different labels.
    case conflictingLabels
    /// A label constraint that names no label.
    case emptyLabels
    /// A vertex position outside the pattern.
    case position
    /// An edge or anti-edge from a vertex to itself.
    case selfEdge
    /// An anti-edge that asks for `.both`.
    case direction
    /// An anti-edge that forbids a required edge.
    case contradiction
    /// Vertices that no edges connect.
    case disconnected
    /// An anti-vertex that is attached to nothing, or to another anti-vertex.
    case antiVertexAttachment
    /// A condition that speaks of something that is not there, or compares what cannot be compared.
    case condition
    /// Nothing of that name: no library pattern, no text, no file.
    case unknownPattern
  }

  /// A part of a pattern under construction, by its position in the lists given to the initialiser.
  public enum Element: Hashable, Sendable {
    case vertex(Int), edge(Int), antiEdge(Int), antiVertex(Int)
    case attachment(antiVertex: Int, Int)
    /// The condition on an anti-vertex.
    case absentCondition(Int)
    case predicate(Int)
  }

  /// A place in a text.
  public struct Place: Hashable, Sendable {
    /// From 1.
    public let line: Int
    /// In characters, from 1.
    public let column: Int
    /// The line of the text, and carets under the place.
    public let drawing: String
    /// Bytes of the text.
    package let range: SourceRange

    package init(_ source: PatternSource, _ range: SourceRange) {
      (line, column) = source.position(of: range.lower)
      drawing = source.drawing(of: range)
      self.range = range
    }
  }

  /// The kind of mistake.
  public let code: Code
  /// What is wrong, without the place.
  public let message: String
  /// The parts at fault: the culprit first, then what it clashes with.
  public let elements: [Element]
  /// The places of ``elements`` when the pattern was written as text.
  public var places: [Place]

  package init(_ code: Code, _ message: String, _ elements: [Element] = [], places: [Place] = []) {
    self.code = code
    self.message = message
    self.elements = elements
    self.places = places
  }

  package init(_ error: PatternSyntaxError) {
    self.init(.syntax, error.message, places: [Place(error.source, error.range)])
  }

  /// Message, line, column and a drawing of every place.
  public var description: String {
    guard let first = places.first else { return message }
    var text = "line \(first.line), column \(first.column): \(message)\n\(first.drawing)"
    for place in places.dropFirst() {
      text += "\nsee also line \(place.line), column \(place.column)\n\(place.drawing)"
    }
    return text
  }
}
