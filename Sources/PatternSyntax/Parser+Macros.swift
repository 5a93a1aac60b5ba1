/// A named piece of pattern with parameters: `let strong(a, b) = { (a)-[e]->(b) where e.weight > 5 }`.
package struct Macro: Sendable {
  var parameters: [String]
  var clauses: [PatternTree.Clause]
}

extension PatternParser {
  /// `let name(` or DotMotif's `name(a, b) {`.
  var isMacroDefinition: Bool {
    guard case .name(let word, quoted: false) = token.kind else { return false }
    if word == "let", case .name = ahead(1), ahead(2) == .open { return true }
    guard ahead(1) == .open else { return false }
    var place = at + 2
    while place < tokens.count, tokens[place].kind != .close, tokens[place].kind != .end { place += 1 }
    return place + 1 < tokens.count && tokens[place + 1].kind == .openBrace
  }

  /// Reads a definition. Its text may use macros that stand before it.
  mutating func define() throws(PatternSyntaxError) {
    if case .name("let", _) = token.kind, case .name = ahead(1) { advance() }
    guard case .name(let name, _) = token.kind else { throw fail("the name of a macro") }
    let nameRange = token.range
    guard macros[name] == nil else {
      throw PatternSyntaxError(
        source: source, range: nameRange, expected: "another name", found: "'\(name)', which is a macro already")
    }
    advance()
    guard token.kind == .open else { throw fail("'(' and the macro's parameters") }
    advance()
    var parameters: [String] = []
    while true {
      guard case .name(let parameter, _) = token.kind else { throw fail("the name of a parameter") }
      if parameters.contains(parameter) { throw fail("a parameter of another name") }
      parameters.append(parameter)
      advance()
      if token.kind == .close { break }
      guard token.kind == .comma else { throw fail("',' or ')'") }
      advance()
    }
    advance()
    if token.kind == .equals { advance() }
    guard token.kind == .openBrace else { throw fail("'{' and the clauses of the macro") }
    advance()
    skipSeparators()
    var body: [PatternTree.Clause] = []
    try clauses(until: .closeBrace, into: &body)
    if body.isEmpty { throw fail("a clause such as (\(parameters[0]))--(x)") }
    advance()
    macros[name] = Macro(parameters: parameters, clauses: body)
  }

  /// A pattern of 32 vertices has far fewer.
  private static let mostClauses = 4096

  /// `strong(x, y)`: the macro's clauses, its parameters replaced and its own names made new.
  mutating func use(into result: inout [PatternTree.Clause]) throws(PatternSyntaxError) {
    guard case .name(let name, _) = token.kind else { throw fail("the name of a macro") }
    let start = token.range
    guard let macro = macros[name] else {
      let near = Suggestion.nearest(to: name, among: macros.keys.sorted() + ["absent"])
      let hint = near.map { "did you mean \($0)?" } ?? "a vertex on its own is written (\(name))"
      throw PatternSyntaxError(
        source: source, range: start, expected: "an arrow after the name", found: "'('",
        hint: macros.isEmpty && near == nil ? hint : "there is no macro \(name)" + (near == nil ? "" : "; \(hint)"))
    }
    advance()
    advance()
    var arguments: [NodeTree] = []
    while true {
      arguments.append(try node())
      if token.kind == .close { break }
      guard token.kind == .comma else { throw fail("',' or ')'") }
      advance()
    }
    let range = start.joined(token.range)
    advance()
    guard arguments.count == macro.parameters.count else {
      throw PatternSyntaxError(
        source: source, range: range,
        expected: "\(macro.parameters.count) \(macro.parameters.count == 1 ? "vertex" : "vertices") for \(name)(\(macro.parameters.joined(separator: ", ")))",
        found: "\(arguments.count)")
    }
    // Arguments are declared first, which also keeps their labels.
    var renaming = Renaming(parser: self)
    for (parameter, argument) in zip(macro.parameters, arguments) {
      var argument = argument
      if argument.name == nil { argument.name = renaming.fresh("_") }
      renaming.names[parameter] = argument.name
      if argument.label != nil { result.append(.chain(ChainTree(nodes: [argument], links: []))) }
    }
    // Macros that use macros twice double with every step.
    guard result.count + macro.clauses.count <= Self.mostClauses else {
      throw PatternSyntaxError(
        source: source, range: range, expected: "at most \(Self.mostClauses) clauses after the use of \(name)",
        found: "\(result.count + macro.clauses.count)")
    }
    result += macro.clauses.map { renaming.rename($0) }
    takenNames = renaming.taken
  }
}

/// Replaces the names in a macro's clauses.
private struct Renaming {
  var names: [String: String] = [:]
  var taken: Set<String>

  init(parser: PatternParser) { taken = parser.takenNames }

  mutating func fresh(_ name: String) -> String {
    var number = 1
    while taken.contains("\(name)_\(number)") { number += 1 }
    taken.insert("\(name)_\(number)")
    return "\(name)_\(number)"
  }

  private mutating func renamed(_ name: String) -> String {
    if let known = names[name] { return known }
    let new = fresh(name)
    names[name] = new
    return new
  }

  mutating func rename(_ clause: PatternTree.Clause) -> PatternTree.Clause {
    switch clause {
    case .chain(let chain): return .chain(rename(chain))
    case .absent(let absent):
      return .absent(AbsentTree(node: rename(absent.node), parts: absent.parts.map { rename($0) }))
    case .condition(let expression): return .condition(rename(expression))
    }
  }

  private mutating func rename(_ chain: ChainTree) -> ChainTree {
    var chain = chain
    for index in chain.nodes.indices { chain.nodes[index] = rename(chain.nodes[index]) }
    for index in chain.links.indices {
      if let name = chain.links[index].name { chain.links[index].name = renamed(name) }
    }
    return chain
  }

  private mutating func rename(_ node: NodeTree) -> NodeTree {
    var node = node
    if let name = node.name { node.name = renamed(name) }
    return node
  }

  private mutating func rename(_ expression: ExpressionTree) -> ExpressionTree {
    var expression = expression
    switch expression.kind {
    case .number, .text, .boolean: break
    case .attribute(let variable, let name):
      expression.kind =
        if names[variable] == nil, let (a, b) = parameterPair(variable) {
          .pairAttribute(renamed(a), renamed(b), name)
        } else { .attribute(of: renamed(variable), name) }
    case .pairAttribute(let a, let b, let name): expression.kind = .pairAttribute(renamed(a), renamed(b), name)
    case .not(let inner): expression.kind = .not(rename(inner))
    case .negative(let inner): expression.kind = .negative(rename(inner))
    case .binary(let symbol, let left, let right): expression.kind = .binary(symbol, rename(left), rename(right))
    case .call(let name, let arguments): expression.kind = .call(name, arguments.map { rename($0) })
    case .membership(let inner, let values): expression.kind = .membership(rename(inner), values.map { rename($0) })
    case .isMissing(let inner): expression.kind = .isMissing(rename(inner))
    }
    return expression
  }

  /// Two names of the macro that make up a word: `ab`.
  private func parameterPair(_ word: String) -> (String, String)? {
    let pairs = word.indices.dropFirst().compactMap { place -> (String, String)? in
      let a = String(word[..<place]), b = String(word[place...])
      return names[a] != nil && names[b] != nil ? (a, b) : nil
    }
    return pairs.count == 1 ? pairs[0] : nil
  }
}
