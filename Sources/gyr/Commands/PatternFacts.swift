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

  /// A small picture, and what there is to know beside it.
  func printEntry() {
    let width = 12
    let picture = pattern.textDrawing(columns: width, rows: 4)
    let counts = "\(Pretty.count(pattern.vertices.count, "vertex", "vertices")), \(Pretty.count(pattern.edges.count, "edge", "edges")), |Aut| = \(automorphisms.order)"
    var words = [Style.bold(name), summary ?? ""]
    if !aliases.isEmpty { words.append("also \(aliases.joined(separator: ", "))") }
    words.append(Style.faint(counts + (pattern.edgesGraph6.map { ", graph6 \($0)" } ?? "")))
    words += pattern.textLegend(columns: 76 - width - 2).map(Style.faint)
    for row in 0..<max(picture.count, words.count) {
      let left = row < picture.count ? picture[row] : ""
      let space = String(repeating: " ", count: width + 2 - left.count)
      let right = row < words.count ? words[row] : ""
      Standard.out.line(right.isEmpty ? left : left + space + right)
    }
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
    Standard.out.line("")
    for line in pattern.textDrawing(showsLegend: true) { Standard.out.line(line.isEmpty ? "" : "  \(line)") }
  }
}
