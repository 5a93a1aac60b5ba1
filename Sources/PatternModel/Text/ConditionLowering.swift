import PatternSyntax

/// Turns conditions as written into expressions over positions, with the place of every mistake.
struct ConditionLowering {
  let source: PatternSource
  /// Positions of the vertices; those of absent ones are negative, -1 the first.
  let positions: [String: Int]
  let words: EdgeWords
  /// Ends of the edges that were given a name.
  let namedEdges: [String: (Int, Int)]

  func lower(_ tree: ExpressionTree) throws(PatternError) -> Expression {
    let expression = try convert(tree)
    do throws(KindMismatch) { _ = try expression.kind { _, _ in nil } } catch {
      throw PatternError(.condition, error.message, places: [PatternError.Place(source, tree.range)])
    }
    return expression
  }

  private func convert(_ tree: ExpressionTree) throws(PatternError) -> Expression {
    switch tree.kind {
    case .number(let digits):
      if let value = Int64(digits) { return .constant(.integer(value)) }
      guard let value = Double(digits), value.isFinite else { throw fail("\(quoted(digits)) is too large", tree) }
      return .constant(.real(value))
    case .text(let text): return .constant(.text(text))
    case .boolean(let value): return .constant(.boolean(value))
    case .attribute(let variable, let name): return try attribute(variable, name, tree)
    case .pairAttribute(let a, let b, let name):
      return .edge(try vertex(a, tree), try vertex(b, tree), attribute: name)
    case .not(let inner): return .unary(.not, try lower(inner))
    case .negative(let inner):
      // The most negative integer has no positive counterpart to be written with.
      if case .number(let digits) = inner.kind, let value = Int64("-" + digits) { return .constant(.integer(value)) }
      return .unary(.negative, try lower(inner))
    case .binary(let symbol, let left, let right): return Self.binary(symbol, try lower(left), try lower(right))
    case .membership(let inner, let values):
      let operand = try lower(inner)
      var choices: [Expression] = []
      for value in values { choices.append(.binary(.equal, operand, try lower(value))) }
      return .list(.or, choices)
    case .isMissing(let inner): return .unary(.isMissing, try lower(inner))
    case .call(let name, let arguments): return try call(name, arguments, tree)
    }
  }

  /// A chain of operands stays one list, however long it is.
  private static func joined(_ symbol: Expression.List, _ left: Expression, _ right: Expression) -> Expression {
    if case .list(symbol, let operands) = left { return .list(symbol, operands + [right]) }
    return .list(symbol, [left, right])
  }

  private static func binary(_ symbol: ExpressionTree.Operator, _ left: Expression, _ right: Expression) -> Expression {
    switch symbol {
    case .or: joined(.or, left, right)
    case .and: joined(.and, left, right)
    case .less: .binary(.less, left, right)
    case .lessOrEqual: .binary(.lessOrEqual, left, right)
    case .greater: .binary(.less, right, left)
    case .greaterOrEqual: .binary(.lessOrEqual, right, left)
    case .equal: .binary(.equal, left, right)
    case .notEqual: .binary(.notEqual, left, right)
    case .plus: .binary(.plus, left, right)
    case .minus: .binary(.minus, left, right)
    case .times: .binary(.times, left, right)
    case .divided: .binary(.divided, left, right)
    case .remainder: .binary(.remainder, left, right)
    case .startsWith: .binary(.startsWith, left, right)
    case .endsWith: .binary(.endsWith, left, right)
    case .contains: .binary(.contains, left, right)
    }
  }

  private func call(
    _ name: String, _ arguments: [ExpressionTree], _ tree: ExpressionTree
  ) throws(PatternError) -> Expression {
    var operands: [Expression] = []
    for argument in arguments { operands.append(try lower(argument)) }
    switch name {
    case "abs":
      guard operands.count == 1 else { throw fail("abs takes one value, not \(operands.count)", tree) }
      return .unary(.absolute, operands[0])
    case "min": return .list(.least, operands)
    case "max": return .list(.greatest, operands)
    default:
      let near = Suggestion.nearest(to: name, among: ["abs", "min", "max"])
      throw fail("there is no function \(quoted(name)), only abs, min and max\(near.map { "; did you mean \($0)?" } ?? "")", tree)
    }
  }

  private func attribute(_ variable: String, _ name: String, _ tree: ExpressionTree) throws(PatternError) -> Expression {
    if let position = positions[variable] { return .vertex(position, attribute: name) }
    if let (a, b) = namedEdges[variable] ?? words.resolve(variable) { return .edge(a, b, attribute: name) }
    throw unknown(variable, tree)
  }

  private func vertex(_ name: String, _ tree: ExpressionTree) throws(PatternError) -> Int {
    if let position = positions[name] { return position }
    throw unknown(name, tree)
  }

  private func unknown(_ name: String, _ tree: ExpressionTree) -> PatternError {
    let candidates = positions.keys.sorted() + namedEdges.keys.filter { !$0.hasPrefix("\u{0}") }.sorted()
    let near = Suggestion.nearest(to: name, among: candidates).map { "; did you mean \($0)?" } ?? ""
    return fail("\(quoted(name)) is neither a vertex nor an edge of the pattern\(near)", tree)
  }

  private func fail(_ message: String, _ tree: ExpressionTree) -> PatternError {
    PatternError(.condition, message, places: [PatternError.Place(source, tree.range)])
  }
}
