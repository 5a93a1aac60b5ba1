import PatternSyntax

/// A file of patterns in any notation that is read.
enum PatternFile {
  /// - Peregrine's pattern file, when every line holds only integers: one pattern.
  /// - A query graph (`t`, `v`, `e` lines): one pattern a `t`.
  /// - Otherwise one pattern a line: a library name, pattern text, a Peregrine string, or graph6 (after `g6:` or a
  ///   `>>graph6<<` header).
  static func patterns(_ text: String) throws(PatternError) -> [(name: String, pattern: Pattern)] {
    // A byte order mark is a letter to no one.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let source = PatternSource(text)
    if QueryGraphText.isFile(source) { return try QueryGraphText.file(source).map(named) }
    if PeregrineText.isFile(source) { return [named(try PeregrineText.file(source))] }
    var result: [(name: String, pattern: Pattern)] = []
    var isGraph6 = false
    var macros: [String: Macro] = [:]
    for line in source.patternLines {
      var line = line
      let header = ">>graph6<<"
      if source.text(line).hasPrefix(header) {
        isGraph6 = true
        line.lower += header.utf8.count
        if line.lower == line.upper { continue }
      }
      if isGraph6 {
        result.append((source.text(line), try Pattern.graph6(source, line)))
      } else {
        if let pattern = try PatternArgument.line(source, line, &macros) { result.append(pattern) }
      }
    }
    guard !result.isEmpty else {
      throw PatternError(.syntax, "there is no pattern in it, only empty lines and comments")
    }
    return result
  }

  private static func named(_ pattern: Pattern) -> (name: String, pattern: Pattern) {
    (PatternLibrary.name(of: pattern) ?? pattern.text, pattern)
  }
}
