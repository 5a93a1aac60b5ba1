/// A text that is not a pattern: where it stops being one, what was expected there and what was found.
package struct PatternSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
  package let source: PatternSource
  package let range: SourceRange
  /// What could have stood there, as a noun phrase; or the whole complaint when `found` is nil.
  package let expected: String
  /// What stood there.
  package let found: String?
  /// How to mend it, as a sentence without a full stop.
  package let hint: String?

  package init(
    source: PatternSource, range: SourceRange, expected: String, found: String? = nil, hint: String? = nil
  ) {
    self.source = source
    self.range = range
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  package var line: Int { source.position(of: range.lower).line }
  package var column: Int { source.position(of: range.lower).column }

  /// The complaint without the place.
  package var message: String {
    var text = found.map { "expected \(expected), found \($0)" } ?? expected
    if let hint { text += "; \(hint)" }
    return text
  }

  package var description: String {
    "line \(line), column \(column): \(message)\n\(source.drawing(of: range))"
  }
}
