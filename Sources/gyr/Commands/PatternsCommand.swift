import ArgumentParser
import Gyrfalcon

struct PatternsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "patterns", abstract: "Lists the patterns that have names, or describes one pattern.",
    discussion: """
      Examples:
        gyr patterns
        gyr patterns --table
        gyr patterns house
        gyr patterns '(a)->(b)->(c), (a)->(c)' --json
      """)

  @Argument(help: "A pattern to describe: library name, pattern text, g6:... or file.")
  var pattern: String?
  @Flag(help: "Print one JSON object.")
  var json = false
  @Flag(help: "One line a pattern, without pictures.")
  var table = false
  @Flag(help: "Describe the pattern as vertex-induced.")
  var induced = false

  func run() throws {
    if let pattern {
      let found = try NamedPattern.resolve(pattern, induced: induced)
      if json {
        printJSON(found.map { PatternFacts($0) })
      } else {
        for (index, named) in found.enumerated() {
          if index > 0 { Standard.out.line("") }
          PatternFacts(named).print()
        }
      }
    } else {
      let all = PatternLibrary.entries.map { PatternFacts($0) }
      json ? printJSON(all) : table ? printTable(all) : printEntries(all)
    }
  }

  private func printJSON(_ facts: [PatternFacts]) {
    Standard.out.line(
      JSON.object([("command", .string("patterns")), ("results", .array(facts.map { .object($0.json) }))]).answer)
  }

  private func printEntries(_ facts: [PatternFacts]) {
    for fact in facts {
      fact.printEntry()
      Standard.out.line("")
    }
    printFamilies()
  }

  private func printTable(_ facts: [PatternFacts]) {
    var table = Table([.left, .right, .right, .right, .left, .left])
    table.add("name", "vertices", "edges", "|Aut|", "graph6", "what")
    for fact in facts {
      table.add(
        fact.name, "\(fact.pattern.vertices.count)", "\(fact.pattern.edges.count)", "\(fact.automorphisms.order)",
        fact.pattern.edgesGraph6 ?? "-", fact.summary ?? "")
    }
    table.print()
    Standard.out.line("")
    printFamilies()
  }

  private func printFamilies() {
    Standard.out.line(
      "Families for every size up to \(Pattern.maximumVertexCount) vertices: k-clique, k-cycle, k-path, k-star, k-wheel, k-clique-minus-edge, directed-k-cycle, k3,4")
  }
}
