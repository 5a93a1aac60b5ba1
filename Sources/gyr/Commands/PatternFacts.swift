import Gyrfalcon

/// What `patterns` says of one pattern.
struct PatternFacts {
  let name: String
  let aliases: [String]
  let summary: String?
  let pattern: Pattern
  let automorphisms: AutomorphismGroup

  init(_ entry: PatternLibrary.Entry) {
    name = entry.name
    aliases = entry.aliases
    summary = entry.summary
    pattern = entry.pattern
    automorphisms = pattern.automorphisms
  }

  init(_ named: NamedPattern) {
    let known = PatternLibrary.name(of: named.pattern)
    let entry = PatternLibrary.entries.first { $0.name == known }
    // An alias shows the entry; a text that means a library pattern is told its name as one of the others.
    let others = [known].compactMap { $0 } + (entry?.aliases ?? [])
    name = named.name
    aliases = others.filter { $0 != named.name }
    summary = entry?.summary
    pattern = named.pattern
    automorphisms = pattern.automorphisms
  }

  private var orbits: [[String]] { automorphisms.orbits.map { $0.map { pattern.vertices[$0].name } } }

  var json: [(String, JSON)] {
    Session.jsonPattern(NamedPattern(name: name, pattern: pattern)) + [
      ("vertices", JSON(pattern.vertices.count)), ("edges", JSON(pattern.edges.count)),
      ("automorphisms", .integer(automorphisms.order)),
      ("orbits", .array(orbits.map { .array($0.map(JSON.string)) })),
      ("aliases", .array(aliases.map(JSON.string))),
      ("summary", summary.map(JSON.string) ?? .null),
    ]
  }

  func print() {
    var table = Table([.left, .left])
    if let summary { table.add(name, summary) } else { table.add("pattern", name) }
    if !aliases.isEmpty { table.add("also", aliases.joined(separator: ", ")) }
    table.add("text", pattern.text)
    table.add("vertices", "\(pattern.vertices.count)")
    table.add("edges", "\(pattern.edges.count)")
    table.add("|Aut|", "\(automorphisms.order)")
    table.add("orbits", orbits.map { "{" + $0.joined(separator: " ") + "}" }.joined(separator: " "))
    if let graph6 = pattern.edgesGraph6 { table.add("graph6", graph6) }
    table.print()
    let drawing = AdjacencyDrawing.lines(of: pattern)
    if !drawing.isEmpty { Standard.out.line("") }
    for line in drawing { Standard.out.line("  \(line)") }
  }
}

/// A pattern as a triangle of marks, one a pair: right for every pattern, where a drawing of points and lines in text
/// would be wrong for most.
enum AdjacencyDrawing {
  static func lines(of pattern: Pattern) -> [String] {
    let names = pattern.vertices.map(\.name)
    guard names.count > 1 else { return [] }
    let width = names.map(\.count).max()!
    func padded(_ text: String) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    var marks: [[String]] = (0..<names.count).map { row in (0..<row).map { _ in pattern.inducing == .vertices ? "!" : "." } }
    func put(_ source: Int, _ target: Int, _ forward: String, _ backward: String) {
      if source > target { marks[source][target] = forward } else { marks[target][source] = backward }
    }
    for edge in pattern.edges {
      switch edge.direction {
      case .either: put(edge.source, edge.target, "*", "*")
      // The row's vertex points to the column's: >
      case .forward: put(edge.source, edge.target, ">", "<")
      case .both: put(edge.source, edge.target, "=", "=")
      }
    }
    for edge in pattern.antiEdges { put(edge.source, edge.target, "!", "!") }
    return [names.indices.map { padded(names[$0]) }].map { padded("") + " " + $0.dropLast().joined(separator: " ") }
      + (1..<names.count).map { row in
        padded(names[row]) + " " + marks[row].map(padded).joined(separator: " ")
      }
  }
}
