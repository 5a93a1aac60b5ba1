import PatternSyntax

/// What a user gives where a pattern is asked for.
public enum PatternArgument {
  /// Finds out what an argument means, trying in this order: a library name; pattern text (or a Peregrine string such as
  /// `[1-2](1~3)`); `g6:` and graph6; a file, in any notation that pattern files have. A library name and a text give
  /// one pattern, a file may give several.
  ///
  /// - Parameters:
  ///   - argument: As given, for instance on the command line.
  ///   - readFile: The contents of the file of that name, or nil when there is none. Its errors are passed on.
  /// - Returns: Every pattern with the name to report it under: what the user wrote, or the library name.
  /// - Throws: ``PatternError`` that says what was tried, with the nearest library name; or what `readFile` throws.
  public static func resolve(
    _ argument: String, readFile: (String) throws -> String?
  ) throws -> [(name: String, pattern: Pattern)] {
    if let pattern = PatternLibrary.pattern(named: argument) { return [(argument.lowercased(), pattern)] }
    let source = PatternSource(argument)
    let textError: PatternError
    do throws(PatternError) {
      return [try line(source, source.range)]
    } catch {
      textError = error
    }
    // What is clearly meant as a pattern keeps its own error, unless a file has that very name.
    if let contents = try readFile(argument) {
      do throws(PatternError) {
        return try PatternFile.patterns(contents)
      } catch {
        throw PatternError(error.code, "\(argument): \(error.message)", error.elements, places: error.places)
      }
    }
    // No other name is near what would be a pattern if it had another size.
    if looksLikeText(argument) || textError.code == .vertexCount { throw textError }
    var message = "\(quoted(argument)) is no library pattern, no pattern text and no file"
    if let suggestion = PatternLibrary.suggestion(for: argument) { message += "; did you mean \(suggestion)?" }
    throw PatternError(.unknownPattern, message)
  }

  /// One pattern on its own line of a file, or an argument.
  static func line(_ source: PatternSource, _ range: SourceRange) throws(PatternError) -> (
    name: String, pattern: Pattern
  ) {
    var macros: [String: Macro] = [:]
    if let found = try line(source, range, &macros) { return found }
    return ("", try Lowering.pattern(source, range))
  }

  /// The same for a line of a file, which may use the macros of earlier ones; nil when it only defines more.
  static func line(
    _ source: PatternSource, _ range: SourceRange, _ macros: inout [String: Macro]
  ) throws(PatternError) -> (name: String, pattern: Pattern)? {
    let name = trimmed(source.text(range))
    if let pattern = PatternLibrary.pattern(named: name) { return (name.lowercased(), pattern) }
    if let trouble = PatternLibrary.trouble(with: name) {
      throw PatternError(.vertexCount, "there is no \(quoted(name)): \(trouble)", places: [PatternError.Place(source, range)])
    }
    if name.hasPrefix("g6:") {
      var range = range
      while source.bytes[range.lower] != UInt8(ascii: ":") { range.lower += 1 }
      range.lower += 1
      return (name, try Pattern.graph6(source, range))
    }
    if PeregrineText.isString(source, range) { return (name, try PeregrineText.string(source, range)) }
    return try Lowering.line(source, range, &macros).map { (name, $0) }
  }

  /// Whether the characters say that a pattern was meant, and not a name or a path.
  private static func looksLikeText(_ argument: String) -> Bool {
    if argument.hasPrefix("g6:") || argument.hasPrefix("@") || argument.hasPrefix("(") || argument.hasPrefix("[") || argument.hasPrefix("!")
    {
      return true
    }
    return ["--", "->", "<-", "!>", "(", ";"].contains { part in
      let part = Array(part.utf8)
      let bytes = Array(argument.utf8)
      return bytes.count >= part.count
        && (0...bytes.count - part.count).contains { Array(bytes[$0..<$0 + part.count]) == part }
    }
  }

  private static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
    let start = text.drop(while: isSpace)
    guard let end = start.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(start[...end])
  }
}
