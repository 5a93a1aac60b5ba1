/// Reads the pattern language:
///
/// ```
/// pattern  := mode? clause (separator clause)*          separator := ',' | ';' | line end
/// mode     := '@induced' | '@edges'
/// clause   := chain ('[' expression ']')? condition?
///           | '!' chain                                   GraphFrames: the edge must not exist
///           | 'absent' '(' name labels? ')' ':' chain (',' chain)*
///           | condition | macro | name '(' node (',' node)* ')'
/// condition := 'where' expression
/// macro    := 'let'? name '(' name (',' name)* ')' '='? '{' clause (separator clause)* '}'
/// chain    := node (arrow node)*                         a lone node needs its parentheses
/// node     := '(' name? labels? ')' | name
/// arrow    := '!'? ('--' | '->' | '<-' | '<->') | '!'? '<'? '-[' name? labels? ']-' '>'? | '!>'
/// labels   := ':' '!'? name ('|' name)* | ':' '*'
/// ```
/// Expressions are in `Parser+Expression.swift`; uses of macros are replaced by their clauses here, so that the tree
/// knows nothing of them.
package struct PatternParser {
  let source: PatternSource
  let tokens: [Token]
  var at = 0
  var macros: [String: Macro]
  /// Every name in the text, so that those made up for a macro's own vertices are new.
  var takenNames: Set<String>
  /// Conditions of the chain that is being read: `where` and `[...]` behind it.
  private var bracketCount = 0
  /// How deep the condition at hand is nested.
  var nesting = 0

  /// Reads one pattern from a range of the source.
  ///
  /// - Throws: ``PatternSyntaxError`` at the first token that cannot follow.
  package static func parse(
    _ source: PatternSource, in range: SourceRange? = nil
  ) throws(PatternSyntaxError) -> PatternTree {
    var macros: [String: Macro] = [:]
    return try parse(source, in: range, macros: &macros)
  }

  /// The same, with macros from earlier lines of a file; new ones are added.
  package static func parse(
    _ source: PatternSource, in range: SourceRange? = nil, macros: inout [String: Macro]
  ) throws(PatternSyntaxError) -> PatternTree {
    var lexer = Lexer(source, in: range ?? source.range)
    var parser = PatternParser(source: source, tokens: try lexer.tokens(), macros: macros)
    let tree = try parser.pattern()
    macros = parser.macros
    return tree
  }

  /// Whether a name can be written without quotes.
  package static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(Lexer.isNameByte)
  }

  private init(source: PatternSource, tokens: [Token], macros: [String: Macro]) {
    self.source = source
    self.tokens = tokens
    self.macros = macros
    takenNames = Set(
      tokens.compactMap { if case .name(let name, _) = $0.kind { name } else { nil } })
  }

  var token: Token { tokens[at] }

  /// The kind of the token that many places on.
  func ahead(_ distance: Int) -> Token.Kind { tokens[min(at + distance, tokens.count - 1)].kind }

  mutating func advance() { if at + 1 < tokens.count { at += 1 } }

  func fail(_ expected: String, hint: String? = nil) -> PatternSyntaxError {
    let found =
      switch token.kind {
      case .end: "the end of the text"
      case .newline: "the end of the line"
      default: "'\(source.text(token.range))'"
      }
    return PatternSyntaxError(source: source, range: token.range, expected: expected, found: found, hint: hint)
  }

  private mutating func pattern() throws(PatternSyntaxError) -> PatternTree {
    while token.kind == .newline { advance() }
    var tree = PatternTree(mode: nil, clauses: [])
    if token.kind == .at { tree.mode = try mode() }
    skipSeparators()
    guard token.kind != .end else { throw fail("a pattern such as (a)--(b)--(c)") }
    try clauses(until: .end, into: &tree.clauses)
    return tree
  }

  /// Clauses up to the end of the text or of a macro.
  mutating func clauses(
    until end: Token.Kind, into result: inout [PatternTree.Clause]
  ) throws(PatternSyntaxError) {
    while token.kind != end {
      let isDefinition = isMacroDefinition
      try clause(into: &result)
      guard isSeparator || token.kind == end || isDefinition else {
        throw fail(end == .end ? "an arrow, ',' or ';'" : "an arrow, ',' or '}'", hint: arrowHint)
      }
      skipSeparators()
    }
  }

  private mutating func clause(into result: inout [PatternTree.Clause]) throws(PatternSyntaxError) {
    switch token.kind {
    case .name("absent", quoted: false) where ahead(1) == .open: try absent(into: &result)
    case .name where isMacroDefinition: try define()
    case .name where ahead(1) == .open && startsCondition == false: try use(into: &result)
    case .name("where", quoted: false) where startsCondition:
      advance()
      result.append(.condition(try expression()))
    case .bang:
      advance()
      var negated = try chain()
      guard negated.chain.links.count == 1 else {
        throw PatternSyntaxError(
          source: source, range: negated.chain.nodes[0].range.joined(negated.chain.nodes.last!.range),
          expected: "one edge after '!'", found: "\(negated.chain.links.count)")
      }
      negated.chain.links[0].isForbidden.toggle()
      result.append(.chain(negated.chain))
      result += negated.conditions.map { .condition($0) }
    default:
      if isBareCondition {
        result.append(.condition(try expression()))
      } else {
        let (chain, conditions) = try chain()
        result.append(.chain(chain))
        result += conditions.map { .condition($0) }
      }
    }
    // `(a)--(b) where ...`
    if case .name("where", quoted: false) = token.kind {
      advance()
      result.append(.condition(try expression()))
    }
  }

  /// The lexer has taken the next words for an expression.
  private var startsCondition: Bool {
    guard case .name("where", quoted: false) = token.kind else { return false }
    switch ahead(1) {
    case .arrow, .arrowStart, .comma, .semicolon, .newline, .end, .colon: return false
    default: return true
    }
  }

  /// `A.type = "x"`: only expressions have a dot as a word of its own.
  private var isBareCondition: Bool {
    switch token.kind {
    case .name, .number: ahead(1) == .symbol(".")
    default: false
    }
  }

  private var arrowHint: String? {
    switch token.kind {
    case .at: "a mode such as @induced stands at the start"
    case .colon: "a label stands inside the parentheses: (a:Label)"
    case .bang: "a forbidden edge is written !-- or !->"
    default: nil
    }
  }

  private mutating func mode() throws(PatternSyntaxError) -> PatternTree.Mode {
    advance()
    switch token.kind {
    case .name("induced", quoted: false):
      advance()
      return .induced
    case .name("edges", quoted: false):
      advance()
      return .edges
    default: throw fail("the mode 'induced' or 'edges' after '@'")
    }
  }

  var isSeparator: Bool { token.kind == .comma || token.kind == .semicolon || token.kind == .newline }

  mutating func skipSeparators() { while isSeparator { advance() } }

  private mutating func chain() throws(PatternSyntaxError) -> (chain: ChainTree, conditions: [ExpressionTree]) {
    let bare = token.kind != .open
    var chain = ChainTree(nodes: [try node()], links: [])
    while let link = try link() {
      chain.links.append(link)
      chain.nodes.append(try node())
    }
    // Otherwise a mistyped library name would quietly be a pattern of one vertex.
    if bare, chain.links.isEmpty {
      throw fail("an arrow after the name", hint: "a vertex on its own is written (\(chain.nodes[0].name ?? ""))")
    }
    guard token.kind == .openBracket else { return (chain, []) }
    // First, for it names the edge.
    let conditions = try edgeConditions(&chain)
    return (chain, conditions)
  }

  /// DotMotif's `A -> B [weight > 3, kind = "x"]`: conditions on the edge before it.
  private mutating func edgeConditions(_ chain: inout ChainTree) throws(PatternSyntaxError) -> [ExpressionTree] {
    guard chain.links.count == 1, !chain.links[0].isForbidden else {
      throw fail("',' or ';'", hint: "conditions in brackets stand behind a single edge; use where")
    }
    // No name in a text holds this character.
    if chain.links[0].name == nil {
      bracketCount += 1
      chain.links[0].name = "\u{0}\(bracketCount)"
    }
    advance()
    var conditions: [ExpressionTree] = []
    while true {
      conditions.append(try expression(ofEdge: chain.links[0].name!))
      guard token.kind == .comma else { break }
      advance()
    }
    guard token.kind == .closeBracket else { throw fail("an operator, ',' or ']'") }
    advance()
    return conditions
  }

  mutating func node() throws(PatternSyntaxError) -> NodeTree {
    let start = token.range
    if case .name(let name, _) = token.kind {
      advance()
      return NodeTree(name: name, label: nil, range: start)
    }
    guard token.kind == .open else { throw fail("a vertex such as (a)") }
    advance()
    var node = NodeTree(name: nil, label: nil, range: start)
    if case .name(let name, _) = token.kind {
      node.name = name
      advance()
    }
    node.label = try labels()
    guard token.kind == .close else {
      throw fail(node.label == nil ? (node.name == nil ? "a name, ':' or ')'" : "':' or ')'") : "'|' or ')'")
    }
    node.range = start.joined(token.range)
    advance()
    return node
  }

  private mutating func labels() throws(PatternSyntaxError) -> LabelTree? {
    guard token.kind == .colon else { return nil }
    var label = LabelTree(isNegated: false, names: [], range: token.range)
    advance()
    if token.kind == .star {
      label.range = label.range.joined(token.range)
      advance()
      return label
    }
    if token.kind == .bang {
      label.isNegated = true
      advance()
    }
    while true {
      guard case .name(let name, _) = token.kind else {
        throw fail("a label", hint: "quote labels with other characters than letters, digits, '_' and '.'")
      }
      label.names.append(name)
      label.range = label.range.joined(token.range)
      advance()
      guard token.kind == .bar else { return label }
      advance()
    }
  }

  private mutating func link() throws(PatternSyntaxError) -> LinkTree? {
    let start = token.range
    switch token.kind {
    case .arrow(.both, forbidden: true):
      throw PatternSyntaxError(
        source: source, range: start, expected: "'!--', '!->' or '!<-'", found: "'!<->'",
        hint: "a !-- b forbids both arcs")
    case .arrow(let arrow, let forbidden):
      advance()
      return LinkTree(arrow: arrow, isForbidden: forbidden, name: nil, label: nil, range: start)
    case .arrowStart(let backward, let forbidden):
      advance()
      var name: String?
      if case .name(let text, _) = token.kind {
        name = text
        if forbidden { throw fail("':' and a label", hint: "an edge that must not exist has no name") }
        advance()
      }
      let label = try labels()
      guard case .arrowEnd(let forward) = token.kind else {
        throw fail(label == nil ? "':' and a label, or ']-'" : "'|', ']-' or ']->'")
      }
      let range = start.joined(token.range)
      if forbidden, backward, forward {
        throw PatternSyntaxError(
          source: source, range: range, expected: "a forbidden arc in one direction or in either",
          found: "'\(source.text(range))'", hint: "a !-[:L]- b forbids both arcs")
      }
      advance()
      let arrow: LinkTree.Arrow = backward ? (forward ? .both : .backward) : (forward ? .forward : .either)
      return LinkTree(arrow: arrow, isForbidden: forbidden, name: name, label: label, range: range)
    default: return nil
    }
  }

  /// The clause takes the comma parts that mention its vertex; the first that does not is an ordinary clause again.
  private mutating func absent(into clauses: inout [PatternTree.Clause]) throws(PatternSyntaxError) {
    advance()
    let node = try node()
    guard let name = node.name else {
      throw PatternSyntaxError(
        source: source, range: node.range, expected: "a name for the absent vertex", found: "'()'",
        hint: "write absent (x): a--x--b")
    }
    guard token.kind == .colon else { throw fail("':' and what the absent vertex would be joined to") }
    advance()
    let first = try chain()
    var parts = [first.chain]
    var conditions = first.conditions
    guard parts[0].nodes.contains(where: { $0.name == name }) else {
      let range = parts[0].nodes[0].range.joined(parts[0].nodes.last!.range)
      throw PatternSyntaxError(
        source: source, range: range, expected: "an edge of \(name)", found: "'\(source.text(range))'")
    }
    while token.kind == .comma {
      // A comma may also end the line, or precede something that is no edge of this vertex.
      let place = at
      advance()
      guard startsChain, let part = try? chain(),
        part.chain.nodes.contains(where: { $0.name == name })
      else {
        at = place
        break
      }
      parts.append(part.chain)
      conditions += part.conditions
    }
    clauses.append(.absent(AbsentTree(node: node, parts: parts)))
    clauses += conditions.map { .condition($0) }
  }

  private var startsChain: Bool {
    switch token.kind {
    case .open: true
    case .name: !isAbsent && !isMacroDefinition && !startsCondition && ahead(1) != .open && !isBareCondition
    default: false
    }
  }

  private var isAbsent: Bool {
    guard case .name("absent", quoted: false) = token.kind else { return false }
    return at + 1 < tokens.count && tokens[at + 1].kind == .open
  }
}
