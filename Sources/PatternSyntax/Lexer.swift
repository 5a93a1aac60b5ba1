/// One word of a pattern text.
package struct Token: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A vertex name or label; quoted ones never act as keywords.
    case name(String, quoted: Bool)
    case open, close, openBracket, closeBracket, openBrace, closeBrace
    case colon, bar, bang, star, comma, semicolon, newline, at, equals, end
    /// Inside an expression.
    case number(String), text(String), symbol(String)
    /// A whole arrow without label.
    case arrow(LinkTree.Arrow, forbidden: Bool)
    /// The part of an arrow up to `[`.
    case arrowStart(backward: Bool, forbidden: Bool)
    /// `]-` or `]->`
    case arrowEnd(forward: Bool)
  }

  package var kind: Kind
  package var range: SourceRange
}

/// Cuts a text into tokens.
///
/// A name is a run of letters, digits, `_` and `.`, or anything between double quotes or backticks, where `\` keeps
/// the next character as it is. `#` starts a comment that lasts to the end of the line. After `where` and inside `[...]`
/// behind a vertex the words are those of expressions, see `Lexer+Expression.swift`.
struct Lexer {
  let source: PatternSource
  var at: Int
  let end: Int
  /// Open parentheses of the expression that is being read; nil: none is.
  var expressionDepth: Int?
  /// It began with a bracket behind a vertex, and ends with it.
  var isBracketed = false

  init(_ source: PatternSource, in range: SourceRange) {
    self.source = source
    at = range.lower
    end = range.upper
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), 128...:
      true
    default: false
    }
  }

  mutating func tokens() throws(PatternSyntaxError) -> [Token] {
    var result: [Token] = []
    while true {
      if expressionDepth == nil, startsCondition(after: result.last?.kind) {
        expressionDepth = 0
        isBracketed = false
      }
      let wasInside = expressionDepth != nil
      let token = expressionDepth == nil ? try next() : try nextInExpression()
      result.append(token)
      if !wasInside, startsExpression(token, after: result.dropLast().last?.kind) {
        isBracketed = token.kind == .openBracket
        expressionDepth = isBracketed ? 1 : 0
      }
      if token.kind == .end { return result }
    }
  }

  func starts(with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard at + count <= end else { return false }
    for offset in 0..<count where text.utf8Start[offset] != source.bytes[at + offset] { return false }
    return true
  }

  mutating func take(_ kind: Token.Kind, _ count: Int) -> Token {
    defer { at += count }
    return Token(kind: kind, range: SourceRange(at, at + count))
  }

  mutating func next() throws(PatternSyntaxError) -> Token {
    while at < end {
      switch source.bytes[at] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
      case UInt8(ascii: "#"): while at < end, source.bytes[at] != UInt8(ascii: "\n") { at += 1 }
      default: return try word()
      }
    }
    return Token(kind: .end, range: SourceRange(end, end))
  }

  /// Longest first, so that a prefix never hides a longer arrow.
  private static let symbols: [(StaticString, Token.Kind)] = [
    ("<-->", .arrow(.both, forbidden: false)), ("!<-[", .arrowStart(backward: true, forbidden: true)),
    ("!-->", .arrow(.forward, forbidden: true)), ("!<--", .arrow(.backward, forbidden: true)),
    ("!<->", .arrow(.both, forbidden: true)), ("!>", .arrow(.forward, forbidden: true)), ("<->", .arrow(.both, forbidden: false)),
    ("-->", .arrow(.forward, forbidden: false)), ("<--", .arrow(.backward, forbidden: false)),
    ("!--", .arrow(.either, forbidden: true)), ("!->", .arrow(.forward, forbidden: true)),
    ("!<-", .arrow(.backward, forbidden: true)), ("!-[", .arrowStart(backward: false, forbidden: true)),
    ("<-[", .arrowStart(backward: true, forbidden: false)), ("]->", .arrowEnd(forward: true)),
    ("--", .arrow(.either, forbidden: false)), ("->", .arrow(.forward, forbidden: false)),
    ("<-", .arrow(.backward, forbidden: false)), ("-[", .arrowStart(backward: false, forbidden: false)),
    ("]-", .arrowEnd(forward: false)), ("(", .open), (")", .close), ("[", .openBracket), ("]", .closeBracket),
    ("{", .openBrace), ("}", .closeBrace), ("=", .equals), (":", .colon), ("|", .bar),
    ("!", .bang), ("*", .star), (",", .comma), (";", .semicolon), ("\n", .newline), ("@", .at),
  ]

  private mutating func word() throws(PatternSyntaxError) -> Token {
    let first = source.bytes[at]
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "`") { return try quoted(first) }
    if Self.isNameByte(first) {
      let start = at
      while at < end, Self.isNameByte(source.bytes[at]) { at += 1 }
      let range = SourceRange(start, at)
      return Token(kind: .name(source.text(range), quoted: false), range: range)
    }
    // `<-[` starts a labelled arrow, and so must not be read as `<-` and a bracket: the table is ordered for that.
    for (text, kind) in Self.symbols where starts(with: text) { return take(kind, text.utf8CodeUnitCount) }
    let range = SourceRange(at, at + 1)
    let hint: String? =
      switch first {
      case UInt8(ascii: "-"): "an edge is written -- or ->"
      case UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "&"):
        "quote unusual names: \"two words\""
      default: nil
      }
    throw PatternSyntaxError(
      source: source, range: range, expected: "a vertex, an arrow or a separator", found: Self.quote(byte: first),
      hint: hint)
  }

  mutating func quoted(_ mark: UInt8, orEmpty: Bool = false) throws(PatternSyntaxError) -> Token {
    let start = at
    at += 1
    var bytes: [UInt8] = []
    while at < end, source.bytes[at] != mark, source.bytes[at] != UInt8(ascii: "\n") {
      if source.bytes[at] == UInt8(ascii: "\\"), at + 1 < end, source.bytes[at + 1] != UInt8(ascii: "\n") {
        at += 1
        // The printer writes a line end as \n, which keeps every pattern on one line.
        bytes.append(source.bytes[at] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : source.bytes[at])
      } else {
        bytes.append(source.bytes[at])
      }
      at += 1
    }
    guard at < end, source.bytes[at] == mark else {
      throw PatternSyntaxError(
        source: source, range: SourceRange(start, at), expected: "a closing \(Self.quote(byte: mark))",
        found: at < end ? "the end of the line" : "the end of the text")
    }
    at += 1
    let range = SourceRange(start, at)
    guard orEmpty || !bytes.isEmpty else {
      throw PatternSyntaxError(source: source, range: range, expected: "a name", found: "empty quotes")
    }
    return Token(kind: .name(String(decoding: bytes, as: UTF8.self), quoted: true), range: range)
  }

  static func quote(byte: UInt8) -> String {
    byte >= 32 && byte < 127 ? "'\(Character(UnicodeScalar(byte)))'" : "the byte \(byte)"
  }
}
