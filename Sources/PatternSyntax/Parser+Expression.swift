/// Reads conditions:
///
/// ```
/// expression := conjunct ('or' conjunct)*
/// conjunct   := negation ('and' negation)*
/// negation   := 'not' negation | comparison
/// comparison := sum (('<' | '<=' | '>' | '>=' | '=' | '!=' | 'starts with' | 'ends with' | 'contains') sum)*
///             | sum 'not'? 'in' '(' sum (',' sum)* ')' | sum 'is' 'not'? 'missing'
/// sum        := product (('+' | '-') product)*
/// product    := factor (('*' | '/' | '%') factor)*
/// factor     := '-' factor | number | "text" | 'true' | 'false' | '(' expression ')' | name '(' expression, ... ')'
///             | variable '.' attribute | '[' variable ',' variable ']' '.' attribute
/// ```
/// `1 < a.x < 5` says `1 < a.x and a.x < 5`.
extension PatternParser {
  mutating func expression() throws(PatternSyntaxError) -> ExpressionTree { try disjunction(nil) }

  /// Bare names are attributes of this edge.
  mutating func expression(ofEdge edge: String) throws(PatternSyntaxError) -> ExpressionTree { try disjunction(edge) }

  private func isWord(_ word: String, _ distance: Int = 0) -> Bool {
    switch ahead(distance) {
    // A name before a dot is a variable, whatever it is called.
    case .name(word, quoted: false): ahead(distance + 1) != .symbol(".")
    case .symbol(word): true
    default: false
    }
  }

  private mutating func joined(
    _ words: [(String, ExpressionTree.Operator)],
    _ operand: (inout PatternParser) throws(PatternSyntaxError) -> ExpressionTree
  ) throws(PatternSyntaxError) -> ExpressionTree {
    var left = try operand(&self)
    var count = 1
    while let (word, symbol) = words.first(where: { isWord($0.0) }) {
      count += 1
      guard count <= Self.longestChain else { throw fail("at most \(Self.longestChain) parts joined by '\(word)'") }
      advance()
      let right = try operand(&self)
      left = ExpressionTree(.binary(symbol, left, right), left.range.joined(right.range))
    }
    return left
  }

  /// Conditions beyond these are mistakes or attacks, which must not exhaust the stack.
  private static let longestChain = 256, deepestNesting = 64

  private mutating func nested(
    _ body: (inout PatternParser) throws(PatternSyntaxError) -> ExpressionTree
  ) throws(PatternSyntaxError) -> ExpressionTree {
    guard nesting < Self.deepestNesting else { throw fail("at most \(Self.deepestNesting) levels of nesting") }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  private mutating func disjunction(_ edge: String?) throws(PatternSyntaxError) -> ExpressionTree {
    try nested { parser throws(PatternSyntaxError) in
      try parser.joined([("or", .or)]) { parser throws(PatternSyntaxError) in
        try parser.joined([("and", .and)]) { parser throws(PatternSyntaxError) in try parser.negation(edge) }
      }
    }
  }

  private mutating func negation(_ edge: String?) throws(PatternSyntaxError) -> ExpressionTree {
    guard isWord("not") else { return try comparison(edge) }
    let start = token.range
    advance()
    let inner = try nested { parser throws(PatternSyntaxError) in try parser.negation(edge) }
    return ExpressionTree(.not(inner), start.joined(inner.range))
  }

  private static let comparisons: [(String, ExpressionTree.Operator)] = [
    ("<", .less), ("<=", .lessOrEqual), (">", .greater), (">=", .greaterOrEqual), ("=", .equal), ("!=", .notEqual),
    ("starts", .startsWith), ("ends", .endsWith), ("contains", .contains),
  ]

  private mutating func comparison(_ edge: String?) throws(PatternSyntaxError) -> ExpressionTree {
    var left = try sum(edge)
    if isWord("in") || isWord("not") && isWord("in", 1) { return try membership(left, edge) }
    if isWord("is") {
      advance()
      let isNegated = isWord("not")
      if isNegated { advance() }
      guard isWord("missing") || isWord("null") else { throw fail("'missing'") }
      let tree = ExpressionTree(.isMissing(left), left.range.joined(token.range))
      advance()
      return isNegated ? ExpressionTree(.not(tree), tree.range) : tree
    }
    var result: ExpressionTree?
    while let (word, symbol) = Self.comparisons.first(where: { isWord($0.0) }) {
      advance()
      if word == "starts" || word == "ends" {
        guard isWord("with") else { throw fail("'with'") }
        advance()
      }
      let right = try sum(edge)
      let step = ExpressionTree(.binary(symbol, left, right), left.range.joined(right.range))
      result = result.map { ExpressionTree(.binary(.and, $0, step), $0.range.joined(step.range)) } ?? step
      left = right
    }
    return result ?? left
  }

  private mutating func membership(
    _ left: ExpressionTree, _ edge: String?
  ) throws(PatternSyntaxError) -> ExpressionTree {
    let isNegated = isWord("not")
    if isNegated { advance() }
    advance()
    guard token.kind == .open || token.kind == .openBracket else { throw fail("a list such as (1, 2)") }
    let end: Token.Kind = token.kind == .open ? .close : .closeBracket
    advance()
    let values = try list(until: end, edge)
    let tree = ExpressionTree(.membership(left, values), left.range.joined(tokens[at - 1].range))
    return isNegated ? ExpressionTree(.not(tree), tree.range) : tree
  }

  private mutating func list(until end: Token.Kind, _ edge: String?) throws(PatternSyntaxError) -> [ExpressionTree] {
    var values: [ExpressionTree] = []
    while true {
      values.append(try disjunction(edge))
      if token.kind == end { break }
      guard token.kind == .comma else { throw fail(end == .close ? "',' or ')'" : "',' or ']'") }
      advance()
    }
    advance()
    return values
  }

  private mutating func sum(_ edge: String?) throws(PatternSyntaxError) -> ExpressionTree {
    try joined([("+", .plus), ("-", .minus)]) { parser throws(PatternSyntaxError) in
      try parser.joined([("*", .times), ("/", .divided), ("%", .remainder)]) { parser throws(PatternSyntaxError) in
        try parser.factor(edge)
      }
    }
  }

  private mutating func factor(_ edge: String?) throws(PatternSyntaxError) -> ExpressionTree {
    let start = token.range
    switch token.kind {
    case .symbol("-"):
      advance()
      let inner = try nested { parser throws(PatternSyntaxError) in try parser.factor(edge) }
      return ExpressionTree(.negative(inner), start.joined(inner.range))
    case .open:
      advance()
      var inner = try disjunction(edge)
      guard token.kind == .close else { throw fail("an operator or ')'") }
      inner.range = start.joined(token.range)
      advance()
      return inner
    case .openBracket: return try pair()
    case .number(let digits):
      advance()
      // The vertex 1 in `1.age`.
      if token.kind == .symbol(".") { return try attribute(of: digits, start) }
      return ExpressionTree(.number(digits), start)
    case .text(let text):
      advance()
      return ExpressionTree(.text(text), start)
    case .name(let name, let quoted):
      advance()
      if token.kind == .symbol(".") { return try attribute(of: name, start) }
      if !quoted, name == "true" || name == "false" { return ExpressionTree(.boolean(name == "true"), start) }
      if !quoted, token.kind == .open {
        advance()
        let arguments = try list(until: .close, edge)
        return ExpressionTree(.call(name, arguments), start.joined(tokens[at - 1].range))
      }
      if let edge { return ExpressionTree(.attribute(of: edge, name), start) }
      throw PatternSyntaxError(
        source: source, range: start, expected: "an attribute such as a.age, or a value", found: "'\(name)'",
        hint: "texts stand in quotes: \"\(name)\"")
    default: throw fail("an attribute such as a.age, or a value")
    }
  }

  private mutating func attribute(of variable: String, _ start: SourceRange) throws(PatternSyntaxError) -> ExpressionTree {
    advance()
    guard case .name(let name, _) = token.kind else { throw fail("the name of an attribute") }
    let range = start.joined(token.range)
    advance()
    return ExpressionTree(.attribute(of: variable, name), range)
  }

  private mutating func pair() throws(PatternSyntaxError) -> ExpressionTree {
    let start = token.range
    advance()
    let first = try variable()
    guard token.kind == .comma else { throw fail("',' and the edge's other end") }
    advance()
    let second = try variable()
    guard token.kind == .closeBracket else { throw fail("']'") }
    advance()
    guard token.kind == .symbol(".") else { throw fail("'.' and an attribute of the edge") }
    advance()
    guard case .name(let name, _) = token.kind else { throw fail("the name of an attribute") }
    let range = start.joined(token.range)
    advance()
    return ExpressionTree(.pairAttribute(first, second, name), range)
  }

  private mutating func variable() throws(PatternSyntaxError) -> String {
    let name: String
    switch token.kind {
    case .name(let word, _): name = word
    case .number(let digits): name = digits
    default: throw fail("a vertex")
    }
    advance()
    return name
  }
}
