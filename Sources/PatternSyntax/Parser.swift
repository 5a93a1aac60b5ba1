/// Reads the pattern language:
///
/// ```
/// pattern  := mode? clause (separator clause)*          separator := ',' | ';' | line end
/// mode     := '@induced' | '@edges'
/// clause   := chain | 'absent' '(' name labels? ')' ':' chain (',' chain)*
/// chain    := node (arrow node)*                         a lone node needs its parentheses
/// node     := '(' name? labels? ')' | name
/// arrow    := '!'? ('--' | '->' | '<-' | '<->') | '!'? '<'? '-[' labels? ']-' '>'?
/// labels   := ':' '!'? name ('|' name)* | ':' '*'
/// ```
package struct PatternParser {
  private let source: PatternSource
  private let tokens: [Token]
  private var at = 0

  /// Reads one pattern from a range of the source.
  ///
  /// - Throws: ``PatternSyntaxError`` at the first token that cannot follow.
  package static func parse(
    _ source: PatternSource, in range: SourceRange? = nil
  ) throws(PatternSyntaxError) -> PatternTree {
    var lexer = Lexer(source, in: range ?? source.range)
    var parser = PatternParser(source: source, tokens: try lexer.tokens())
    return try parser.pattern()
  }

  /// Whether a name can be written without quotes.
  package static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(Lexer.isNameByte)
  }

  private init(source: PatternSource, tokens: [Token]) {
    self.source = source
    self.tokens = tokens
  }

  private var token: Token { tokens[at] }

  private mutating func advance() { if at + 1 < tokens.count { at += 1 } }

  private func fail(_ expected: String, hint: String? = nil) -> PatternSyntaxError {
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
    while token.kind != .end {
      if case .name("absent", quoted: false) = token.kind, at + 1 < tokens.count, tokens[at + 1].kind == .open {
        try absent(into: &tree.clauses)
      } else {
        tree.clauses.append(.chain(try chain()))
      }
      guard isSeparator || token.kind == .end else { throw fail("an arrow, ',' or ';'", hint: arrowHint) }
      skipSeparators()
    }
    return tree
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

  private var isSeparator: Bool { token.kind == .comma || token.kind == .semicolon || token.kind == .newline }

  private mutating func skipSeparators() { while isSeparator { advance() } }

  private mutating func chain() throws(PatternSyntaxError) -> ChainTree {
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
    return chain
  }

  private mutating func node() throws(PatternSyntaxError) -> NodeTree {
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
      return LinkTree(arrow: arrow, isForbidden: forbidden, label: nil, range: start)
    case .arrowStart(let backward, let forbidden):
      advance()
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
      return LinkTree(arrow: arrow, isForbidden: forbidden, label: label, range: range)
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
    var parts = [try chain()]
    guard parts[0].nodes.contains(where: { $0.name == name }) else {
      let range = parts[0].nodes[0].range.joined(parts[0].nodes.last!.range)
      throw PatternSyntaxError(
        source: source, range: range, expected: "an edge of \(name)", found: "'\(source.text(range))'")
    }
    var follower: ChainTree?
    while token.kind == .comma, follower == nil {
      advance()
      // A comma may end the line or precede another `absent`; both end this clause.
      if isSeparator || token.kind == .end || isAbsent { break }
      let part = try chain()
      if part.nodes.contains(where: { $0.name == name }) { parts.append(part) } else { follower = part }
    }
    clauses.append(.absent(AbsentTree(node: node, parts: parts)))
    if let follower { clauses.append(.chain(follower)) }
    // After `a--x, absent ...` the separator is already gone; step back so that the caller sees it.
    if !isSeparator, token.kind != .end, isAbsent, tokens[at - 1].kind == .comma { at -= 1 }
  }

  private var isAbsent: Bool {
    guard case .name("absent", quoted: false) = token.kind else { return false }
    return at + 1 < tokens.count && tokens[at + 1].kind == .open
  }
}
