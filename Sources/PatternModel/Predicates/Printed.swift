import PatternSyntax

/// How names and texts stand in pattern text.
enum Printed {
  /// As it is when plain, otherwise in double quotes.
  static func name(_ name: String) -> String { PatternParser.isPlainName(name) ? name : quoted(name) }

  static func quoted(_ name: String) -> String { inMarks(name, "\"") }

  /// A name inside an expression, where dots part words.
  static func word(_ name: String) -> String {
    let isWord = PatternParser.isPlainName(name) && !name.contains(".") && !(name.utf8.first.map { $0 < 58 } ?? true)
    return isWord || !name.isEmpty && name.utf8.allSatisfy({ (48...57).contains($0) }) ? name : inMarks(name, "`")
  }

  private static func inMarks(_ name: String, _ mark: Unicode.Scalar) -> String {
    var text = String(mark)
    for scalar in name.unicodeScalars {
      switch scalar {
      case mark, "\\": text += "\\\(scalar)"
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + String(mark)
  }
}

/// Writes conditions in pattern text, with as few parentheses as the grammar allows.
struct ExpressionPrinter {
  let pattern: Pattern
  /// The absent vertex whose condition it is; nil: a condition on matches.
  var absent: Pattern.AntiVertex? = nil

  /// From loose to tight.
  private enum Level: Int { case or, and, not, comparison, sum, product, factor }

  func print(_ expression: Expression) -> String { text(expression, .or) }

  /// A part of a conjunction.
  func printConjunct(_ expression: Expression) -> String { text(expression, .not) }

  private func text(_ expression: Expression, _ outer: Level) -> String {
    let (text, level) = write(expression)
    return level.rawValue < outer.rawValue ? "(\(text))" : text
  }

  private func write(_ expression: Expression) -> (String, Level) {
    switch expression {
    case .constant(let value): return (value.sourceText, value.number.map { $0 < 0 } ?? false ? .product : .factor)
    case .vertex(let vertex, let name):
      return ("\(Printed.word(self.name(vertex))).\(Printed.word(name))", .factor)
    case .edge(let source, let target, let name): return ("\(edge(source, target)).\(Printed.word(name))", .factor)
    case .unary(.not, let inner): return ("not \(text(inner, .not))", .not)
    case .unary(.negative, let inner): return ("-\(text(inner, .factor))", .product)
    case .unary(.absolute, let inner): return ("abs(\(text(inner, .or)))", .factor)
    case .unary(.isMissing, let inner): return ("\(text(inner, .sum)) is missing", .comparison)
    case .binary(let symbol, let left, let right): return binary(symbol, left, right)
    case .list(.and, let operands): return (operands.map { text($0, .not) }.joined(separator: " and "), .and)
    case .list(.or, let operands): return (operands.map { text($0, .and) }.joined(separator: " or "), .or)
    case .list(let symbol, let operands):
      return ("\(symbol.rawValue)(\(operands.map { text($0, .or) }.joined(separator: ", ")))", .factor)
    }
  }

  private func binary(_ symbol: Expression.Binary, _ left: Expression, _ right: Expression) -> (String, Level) {
    switch symbol {
    case .less, .lessOrEqual, .equal, .notEqual:
      // People write the constant last.
      if case .constant = left, right.variables.count > 0 {
        let turned = symbol == .less ? ">" : symbol == .lessOrEqual ? ">=" : symbol.rawValue
        return ("\(text(right, .sum)) \(turned) \(text(left, .sum))", .comparison)
      }
      return ("\(text(left, .sum)) \(symbol.rawValue) \(text(right, .sum))", .comparison)
    case .startsWith, .endsWith, .contains:
      return ("\(text(left, .sum)) \(symbol.rawValue) \(text(right, .sum))", .comparison)
    case .plus, .minus: return ("\(text(left, .sum)) \(symbol.rawValue) \(text(right, .product))", .sum)
    case .times, .divided, .remainder:
      return ("\(text(left, .product)) \(symbol.rawValue) \(text(right, .factor))", .product)
    }
  }

  private func name(_ position: Int) -> String {
    position == Pattern.AntiVertex.itself ? absent?.name ?? "" : pattern.vertices[position].name
  }

  private func edge(_ source: Int, _ target: Int) -> String {
    let (a, b) = (name(source), name(target))
    let word = a + b
    if Printed.word(word) == word, !word.utf8.allSatisfy({ (48...57).contains($0) }), absent == nil,
      let ends = EdgeWords(pattern).resolve(word), ends == (source, target)
    {
      return word
    }
    return "[\(Printed.word(a)), \(Printed.word(b))]"
  }
}

/// Edges that are named by writing their ends as one word: `ab`.
struct EdgeWords {
  private let vertexNames: Set<String>
  private var links: [(word: String, source: Int, target: Int)] = []

  /// - Parameter absent: absent vertices, each with the position it is known by and those it is joined to.
  init(names: [String], edges: [Pattern.Edge], absent: [(name: String, position: Int, attached: [Int])]) {
    vertexNames = Set(names + absent.map(\.name))
    for edge in edges { add(names[edge.source], edge.source, names[edge.target], edge.target) }
    for anti in absent {
      for vertex in anti.attached { add(anti.name, anti.position, names[vertex], vertex) }
    }
  }

  init(_ pattern: Pattern) {
    self.init(
      names: pattern.vertices.map(\.name), edges: pattern.edges,
      absent: pattern.antiVertices.enumerated().map { ($1.name, -1 - $0, $1.attachments.map(\.vertex)) })
  }

  private mutating func add(_ a: String, _ source: Int, _ b: String, _ target: Int) {
    for (word, from, to) in [(a + b, source, target), (b + a, target, source)]
    where !links.contains(where: { $0 == (word, from, to) }) { links.append((word, from, to)) }
  }

  /// The ends; nil when the word is a vertex, or no or several pairs of joined vertices make it up.
  func resolve(_ word: String) -> (Int, Int)? {
    if vertexNames.contains(word) { return nil }
    let found = links.filter { $0.word == word }
    return found.count == 1 ? (found[0].source, found[0].target) : nil
  }
}
