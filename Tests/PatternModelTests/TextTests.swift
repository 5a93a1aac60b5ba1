import PatternSyntax
import Testing

@testable import PatternModel

@Suite struct TextTests {
  @Test func roundTripOfRandomPatterns() throws {
    var random = SeededGenerator(7)
    var count = 0
    for _ in 0..<4000 {
      guard var pattern = RandomPatterns.constrained(8, &random) else { continue }
      pattern = pattern.renumbered(Array(pattern.vertices.indices).shuffled(using: &random))
      let text = pattern.text
      #expect(try Pattern(text) == pattern, "\(text)")
      #expect(try Pattern(text).text == text)
      let canonical = try Pattern(pattern.canonicalText)
      #expect(canonical.isIsomorphic(to: pattern) && canonical == pattern.canonical)
      #expect(canonical.canonicalText == pattern.canonicalText)
      count += 1
    }
    #expect(count > 2000)
  }

  @Test(arguments: [
    ("(a)--(b)--(c)--(a)", "(a)--(b)--(c)--(a)"),
    ("a--b,b--c;a--c", "(a)--(b)--(c)--(a)"),
    ("(a:TF)->(b)->(c), (a)->(c), b !-> a", "(a:TF)->(b)->(c), (a)->(c), b !-> a"),
    ("(a)-[:SIGNED]-(b:Person|Company)", "(a)-[:SIGNED]-(b:Company|Person)"),
    ("(x:!Bot|Spam)--()", "(x:!Bot|Spam)--(_1)"),
    ("(a)--(b)--(c); absent (x:Person): a--x--c", "(a)--(b)--(c); absent (x:Person): x--a, x--c"),
    ("@induced (a)--(b)--(c)  # comment", "@induced (a)--(b)--(c)"),
    ("@edges a--b", "(a)--(b)"),
    ("a<-b", "(a)<-(b)"),
    ("a->b, b->a", "(a)<->(b)"),
    ("a<->b, a->b, a--b", "(a)<->(b)"),
    ("a--b, a->b", "(a)->(b)"),
    ("a--b, b!->a", "(a)->(b), b !-> a"),
    ("@induced a--b, b!->a", "@induced (a)->(b)"),
    ("@induced a--b--c, a!--c", "@induced (a)--(b)--(c)"),
    ("a--b--c, a!->c, c!->a", "(a)--(b)--(c), a !-- c"),
    ("a<-[:L]->b", "(a)<-[:L]->(b)"),
    ("a<-[:L]-b", "(a)<-[:L]-(b)"),
    ("a-[:L]->b, b-[:L]->a", "(a)<-[:L]->(b)"),
    ("a-[:L]->b, a-[:M]->b", "(a)-[:L]->(b), (a)-[:M]->(b)"),
    ("a-[:L]->b, a->b", "(a)-[:L]->(b)"),
    ("a--b--c, a!-[:L]-c, a!-[:M]-c", "(a)--(b)--(c), a !-[:L|M]- c"),
    ("a--b, a!-[:L]->b", "(a)--(b), a !-[:L]-> b"),
    ("(a)-->(b)<--(c)", "(a)->(b), (c)->(b)"),
    ("(a:3)-[:1.5]-(`two words`:\"x|y\")", "(a:3)-[:1.5]-(\"two words\":\"x|y\")"),
    ("(a:*)--(b)", "(a)--(b)"),
    ("(a:X)--(b), a--c, (a:X)--c", "(a:X)--(b), (a)--(c)"),
    ("(a)", "(a)"),
    ("(:A)->(:B)", "(_1:A)->(_2:B)"),
    ("()--(_1)", "(_2)--(_1)"),
    ("a->b; absent (x:!3|4): x->a, b->x; b--c", "(a)->(b)--(c); absent (x:!3|4): x->a, b->x"),
    ("a--b, absent (x): a--x, b--x, b--c", "(a)--(b)--(c); absent (x): x--a, x--b"),
    ("a--b\nabsent (x): a--x\nb--c", "(a)--(b)--(c); absent (x): x--a"),
    ("a--b; absent (x): x--a; absent (y): a--y", "(a)--(b); absent (x): x--a"),
    ("a--b; absent (x): x--a, absent (y:L): b--y", "(a)--(b); absent (x): x--a; absent (y:L): y--b"),
    ("a--b; absent (x): x--a; absent (y): a--y--b", "(a)--(b); absent (x): x--a"),
    ("(absent)--b", "(absent)--(b)"),
    ("a--b; absent (x): a-[:L]->x<->b", "(a)--(b); absent (x): a-[:L]->x, x<->b"),
  ]) func reading(_ text: String, _ expected: String) throws {
    #expect(try Pattern(text).text == expected)
  }

  @Test func files() throws {
    let patterns = try Pattern.parseFile("# two patterns\n\na--b\r\n  # more\n@induced a--b--c # why\n")
    #expect(patterns.map(\.text) == ["(a)--(b)", "@induced (a)--(b)--(c)"])
    #expect(throws: PatternError.self) { try Pattern.parseFile("a--b\na--") }
    do { _ = try Pattern.parseFile("a--b\n a--") } catch {
      #expect(
        error.description
          == "line 2, column 5: expected a vertex such as (a), found the end of the text\n   a--\n      ^")
    }
  }

  @Test func canonicalTextOfTheTriangle() throws {
    #expect(try Pattern("z--y, x--z, y--x").canonicalText == "(a)--(b)--(c)--(a)")
    #expect(Pattern.clique(3).graph6 == "Bw")
  }

  @Test func semantics() throws {
    // An anti-edge enters the automorphisms.
    #expect(try Pattern("a--b--c--d").automorphisms.order == 2)
    #expect(try Pattern("a--b--c--d, a!--c").automorphisms.order == 1)
    #expect(try Pattern("@induced a--b--c--d, a!--c").automorphisms.order == 2)
    #expect(try Pattern("a--b--c; absent (x): x--a").automorphisms.order == 1)
    #expect(try Pattern("a--b--c; absent (x): a--x--c").automorphisms.order == 2)
    #expect(try Pattern("a->b->c->a").automorphisms.order == 3)
    #expect(try Pattern("(a:L)--b--c").automorphisms.order == 1)
    #expect(try Pattern("a--b").canonicalForm != Pattern("@induced a--b").canonicalForm)
    #expect(try !Pattern("(a:A)--b").isIsomorphic(to: Pattern("(a:B)--b")))
  }

  @Test func graph6() throws {
    for k in 1...6 {
      for pattern in Pattern.allConnected(vertices: k) {
        let text = try #require(pattern.graph6)
        let back = try Pattern(graph6: text)
        #expect(back.isIsomorphic(to: pattern) && back.graph6 == text)
      }
    }
    #expect(try Pattern(graph6: ">>graph6<<C~\n").isIsomorphic(to: .clique(4)))
    #expect(try Pattern(graph6: "@").vertices.count == 1)
    // The example of the format's description: 5 vertices, edges 0-2, 0-4, 1-3, 3-4.
    #expect(
      try Pattern(graph6: "DQc").text
        == Pattern(
          vertices: "abcde".map { .init(String($0)) }, edges: [.init(0, 2), .init(0, 4), .init(1, 3), .init(3, 4)]
        ).text)
    #expect(try Pattern("a->b").graph6 == nil && Pattern("(a:L)--b").graph6 == nil)
    #expect(try Pattern("a--b--c, a!--c").graph6 == nil && Pattern("a--b; absent (x): x--a").graph6 == nil)
    #expect(try Pattern("@induced a--b--c").graph6 == Pattern.path(3).graph6)
    for bad in ["", "?", "A", "A??", "B ", ":An", "C~~", "~??~", "A?", "`"] {
      #expect(throws: PatternError.self, "\(bad)") { try Pattern(graph6: bad) }
    }
  }
}
