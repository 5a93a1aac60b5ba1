import PatternModel
import Testing

/// Texts that nobody writes by hand end in an error, soon, whatever they hold.
@Suite struct HostileTextTests {
  @Test(arguments: [
    "(a)--(b) where \(String(repeating: "(", count: 100_000))a.x > 1",
    "(a)--(b) where \(String(repeating: "not ", count: 100_000))a.x > 1",
    "(a)--(b) where a.y > \(String(repeating: "- ", count: 100_000))a.x",
    "(a)--(b) where \(String(repeating: "min(", count: 100_000))a.x",
  ])
  func deepConditions(_ text: String) {
    #expect { try Pattern(text) } throws: { "\($0)".contains("at most 64 levels of nesting") }
  }

  @Test func longConditions() throws {
    let parts = (0..<5000).map { "a.x != \($0)" }
    #expect { try Pattern("(a)--(b) where \(parts.joined(separator: " and "))") } throws: {
      "\($0)".contains("at most 256 parts joined by 'and'")
    }
    #expect { try Pattern("(a)--(b); where \(parts.joined(separator: "; where "))") } throws: {
      "\($0)".contains("a pattern has at most 1024 conditions, this one has 5000")
    }
    let many = try Pattern("(a)--(b); where \(parts[..<250].joined(separator: " and "))")
    #expect(many.predicates.count == 250)
    #expect(try Pattern(many.text) == many)
  }

  @Test func macrosThatDouble() {
    var text = "let m0(a, b) = { a--b }"
    for step in 1...40 { text += "; let m\(step)(a, b) = { m\(step - 1)(a, x); m\(step - 1)(x, b) }" }
    #expect { try Pattern(text + "; m40(p, q)") } throws: { "\($0)".contains("at most 4096 clauses after the use of m") }
  }

  /// An error shows what is near it, not a line of a million characters.
  @Test func longLines() {
    let text = "(a)--(b)" + String(repeating: " ", count: 500_000) + "?" + String(repeating: " ", count: 500_000)
    let description = PatternErrorTests.description(text)
    #expect(description.hasPrefix("line 1, column 500009: "))
    #expect(description.utf8.count < 2000)
  }

  @Test(arguments: ["(a\u{0}b)--(c)", "\u{0}", "(a)--(b)\u{0}", "(a:\u{0})--(b)", "a--b where a.x = \u{0}"])
  func controlCharacters(_ text: String) {
    #expect(throws: PatternError.self) { try Pattern(text) }
  }

  @Test func unusualNames() throws {
    let pattern = try Pattern("(\"\u{0}\")--(\"a\\nb\")--(名前)--(🦅:\"猛禽\"|é)")
    #expect(pattern.vertices.count == 4)
    #expect(try Pattern(pattern.text) == pattern)
  }

  @Test func manyLabels() throws {
    let names = (0..<20_000).map { "L\($0)" }
    let pattern = try Pattern("(a:\(names.joined(separator: "|")))--(b:!\(names.joined(separator: "|")))")
    #expect(pattern.vertices[0].label.names.count == 20_000)
    #expect(pattern.automorphisms.order == 1)
  }
}
