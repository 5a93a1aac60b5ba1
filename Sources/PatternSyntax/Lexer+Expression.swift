/// The words of expressions: names without dots, numbers, texts in quotes, and operators.
///
/// An expression ends at a comma, a semicolon, a line end, `]` or `}` outside of its parentheses.
extension Lexer {
  /// Whether this token opens an expression: `where`, unless it is the name of a vertex, and `[` behind a vertex.
  func startsExpression(_ token: Token, after previous: Token.Kind?) -> Bool {
    switch token.kind {
    case .openBracket: return true
    case .name("where", quoted: false):
      switch previous {
      case .open, .colon, .bar, .bang, .arrow, .arrowStart, .arrowEnd, .at: return false
      default: break
      }
      let next = nextVisible()
      return !isArrow(at: next) && !isEnd(next) && !":)=".utf8.contains(source.bytes[next])
    default: return false
    }
  }

  /// Whether a condition stands here without `where`, as DotMotif writes it: `A.type = "x"`.
  func startsCondition(after previous: Token.Kind?) -> Bool {
    switch previous {
    case nil, .comma, .semicolon, .newline, .openBrace: break
    default: return false
    }
    var place = nextVisible()
    var hasDot = false
    while place < end, Self.isNameByte(source.bytes[place]) {
      hasDot = hasDot || source.bytes[place] == UInt8(ascii: ".")
      place += 1
    }
    guard hasDot else { return false }
    while place < end, source.bytes[place] == 32 || source.bytes[place] == 9 { place += 1 }
    guard !isEnd(place), !isArrow(at: place) else { return false }
    if source.bytes[place] == UInt8(ascii: "!") { return place + 1 < end && source.bytes[place + 1] == UInt8(ascii: "=") }
    return "=<>".utf8.contains(source.bytes[place])
  }

  private func nextVisible() -> Int {
    var place = at
    while place < end, source.bytes[place] == 32 || source.bytes[place] == 9 { place += 1 }
    return place
  }

  private func isEnd(_ place: Int) -> Bool { place >= end || "\n\r,;".utf8.contains(source.bytes[place]) }

  private func isArrow(at place: Int) -> Bool {
    let rest = source.bytes[min(place, end)..<min(place + 3, end)]
    return ["--", "->", "<-", "-[", "!--", "!->", "!<-", "!-[", "!>"].contains { rest.starts(with: Array($0.utf8)) }
  }

  mutating func nextInExpression() throws(PatternSyntaxError) -> Token {
    while at < end {
      switch source.bytes[at] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
      case UInt8(ascii: "\n") where expressionDepth! > 0: at += 1
      case UInt8(ascii: "#"): while at < end, source.bytes[at] != UInt8(ascii: "\n") { at += 1 }
      default: return try expressionWord()
      }
    }
    expressionDepth = nil
    return Token(kind: .end, range: SourceRange(end, end))
  }

  /// Longest first.
  private static let operators: [(StaticString, String)] = [
    ("<=", "<="), (">=", ">="), ("!=", "!="), ("<>", "!="), ("==", "="), ("&&", "and"), ("||", "or"), ("=", "="),
    ("<", "<"), (">", ">"), ("+", "+"), ("-", "-"), ("*", "*"), ("/", "/"), ("%", "%"), (".", "."), ("!", "not"),
  ]

  private mutating func expressionWord() throws(PatternSyntaxError) -> Token {
    let first = source.bytes[at]
    switch first {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      // "a b".age is an attribute of a vertex with an unusual name.
      let word = try quoted(first, orEmpty: true)
      guard case .name(let text, _) = word.kind else { return word }
      let isName = first == UInt8(ascii: "\"") && at < end && source.bytes[at] == UInt8(ascii: ".")
      return Token(kind: isName ? .name(text, quoted: true) : .text(text), range: word.range)
    case UInt8(ascii: "`"): return try quoted(first)
    case UInt8(ascii: "("):
      expressionDepth! += 1
      return take(.open, 1)
    case UInt8(ascii: ")") where expressionDepth! > 0:
      expressionDepth! -= 1
      return take(.close, 1)
    // Pairs, `[a, b].weight`, nest like parentheses.
    case UInt8(ascii: "["):
      expressionDepth! += 1
      return take(.openBracket, 1)
    case UInt8(ascii: "]") where expressionDepth! > 0:
      expressionDepth! -= 1
      if expressionDepth == 0, isBracketed { expressionDepth = nil }
      return take(.closeBracket, 1)
    case UInt8(ascii: ",") where expressionDepth! > 0: return take(.comma, 1)
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\n"), UInt8(ascii: "]"), UInt8(ascii: "}"),
      UInt8(ascii: ")"):
      expressionDepth = nil
      return try next()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    default: break
    }
    if Self.isNameByte(first), first != UInt8(ascii: ".") {
      let start = at
      while at < end, Self.isNameByte(source.bytes[at]), source.bytes[at] != UInt8(ascii: ".") { at += 1 }
      let range = SourceRange(start, at)
      return Token(kind: .name(source.text(range), quoted: false), range: range)
    }
    for (text, meaning) in Self.operators where starts(with: text) {
      return take(.symbol(meaning), text.utf8CodeUnitCount)
    }
    throw PatternSyntaxError(
      source: source, range: SourceRange(at, at + 1), expected: "an attribute, a value or an operator",
      found: Self.quote(byte: first))
  }

  /// `12`, `0.5`, `1e-3`; in `1.age` the number is the vertex 1.
  private mutating func number() -> Token {
    func isDigit(_ place: Int) -> Bool { place < end && (48...57).contains(source.bytes[place]) }
    func skipDigits(_ place: Int) -> Int {
      var place = place
      while isDigit(place) { place += 1 }
      return place
    }
    let start = at
    at = skipDigits(at)
    if at < end, source.bytes[at] == UInt8(ascii: "."), isDigit(at + 1) { at = skipDigits(at + 1) }
    if at < end, source.bytes[at] | 32 == UInt8(ascii: "e") {
      let sign = at + 1 < end && "+-".utf8.contains(source.bytes[at + 1]) ? 1 : 0
      if isDigit(at + 1 + sign) { at = skipDigits(at + 1 + sign) }
    }
    let range = SourceRange(start, at)
    return Token(kind: .number(source.text(range)), range: range)
  }
}
