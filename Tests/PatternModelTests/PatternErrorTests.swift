import Testing

@testable import PatternModel

@Suite struct PatternErrorTests {
  static func description(_ text: String) -> String {
    do {
      let pattern = try Pattern(text)
      return "no error: \(pattern)"
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    ("(a)--)", "line 1, column 6: expected a vertex such as (a), found ')'", "(a)--)", "     ^"),
    (
      "(a)-(b)", "line 1, column 4: expected a vertex, an arrow or a separator, found '-'; an edge is written -- or ->",
      "(a)-(b)", "   ^"
    ),
    ("", "line 1, column 1: expected a pattern such as (a)--(b)--(c), found the end of the text", "", "^"),
    (
      "trianglee",
      "line 1, column 10: expected an arrow after the name, found the end of the text; a vertex on its own is written (trianglee)",
      "trianglee", "         ^"
    ),
    (
      "a--b:X",
      "line 1, column 5: expected an arrow, ',' or ';', found ':'; a label stands inside the parentheses: (a:Label)",
      "a--b:X", "    ^"
    ),
    (
      "(a:)--b",
      "line 1, column 4: expected a label, found ')'; quote labels with other characters than letters, digits, '_' and '.'",
      "(a:)--b", "   ^"
    ),
    (
      "@both a--b", "line 1, column 2: expected the mode 'induced' or 'edges' after '@', found 'both'", "@both a--b",
      " ^^^^"
    ),
    (
      "a!<->b", "line 1, column 2: expected '!--', '!->' or '!<-', found '!<->'; a !-- b forbids both arcs", "a!<->b",
      " ^^^^"
    ),
    ("(\"a--b", "line 1, column 2: expected a closing '\"', found the end of the text", "(\"a--b", " ^^^^^"),
    (
      "a--b, c--d",
      "line 1, column 7: a pattern must be connected: no chain of edges leads from 'a' to 'c' (anti-edges do not connect)",
      "a--b, c--d", "      ^"
    ),
    ("a--a", "line 1, column 2: an edge joins 'a' to itself; graphs here have no self-loops", "a--a", " ^^"),
    (
      "a--b; absent (x): a--b", "line 1, column 19: expected an edge of x, found 'a--b'", "a--b; absent (x): a--b",
      "                  ^^^^"
    ),
    (
      "a--b; absent (x): x--c",
      "line 1, column 22: 'c' is no vertex of the pattern; an absent vertex is joined to matched ones only",
      "a--b; absent (x): x--c", "                     ^"
    ),
    (
      "a--b; absent (x): (x)", "line 1, column 14: 'x' is absent but joined to nothing: say what it would be joined to",
      "a--b; absent (x): (x)", "             ^^^"
    ),
    (
      "a--b; absent (x): x--a--b",
      "line 1, column 23: this edge does not touch the absent 'x'; end the clause with ';' before it",
      "a--b; absent (x): x--a--b", "                      ^^"
    ),
    ("é--ü\tß", "line 1, column 6: expected an arrow, ',' or ';', found 'ß'", "é--ü ß", "     ^"),
  ]) func golden(_ text: String, _ message: String, _ line: String, _ carets: String) {
    #expect(Self.description(text) == "\(message)\n  \(line)\n  \(carets)")
  }

  @Test func bothPlaces() {
    #expect(
      Self.description("a--b\na!--b") == """
        line 2, column 2: no match can exist: the edge between 'a' and 'b' is required and forbidden
          a!--b
           ^^^
        see also line 1, column 2
          a--b
           ^^
        """)
    #expect(
      Self.description("(a:X)--b, (a:Y)--c") == """
        line 1, column 13: 'a' has two different labels; a label is given once, or the same again
          (a:X)--b, (a:Y)--c
                      ^^
        see also line 1, column 3
          (a:X)--b, (a:Y)--c
            ^^
        """)
    #expect(
      Self.description("a--x; absent (x): x--a") == """
        line 1, column 14: 'x' is absent here, and a vertex of the pattern elsewhere: give one of them another name
          a--x; absent (x): x--a
                       ^^^
        see also line 1, column 4
          a--x; absent (x): x--a
             ^
        """)
  }

  @Test(arguments: [
    "a--b, a!--b", "a->b, a!->b", "a->b, a!--b", "a<->b, a!->b", "a<->b, b!->a", "a--b, a!->b, b!->a",
    "a-[:L]->b, a!->b", "a-[:L]->b, a!-[:L|M]->b", "a-[:L]->b, a!-[:!M]-b", "a-[:L|M]-b, a!-[:L]-b, a!-[:M]-b",
    "a-[:!L]->b, a!-[:!L]->b", "a--b, a!-[:L]-b, a!-[:!L]-b",
  ]) func contradictions(_ text: String) {
    do {
      let pattern = try Pattern(text)
      Issue.record("\(pattern)")
    } catch {
      #expect(error.code == .contradiction && error.places.count >= 2, "\(error)")
    }
  }

  @Test(arguments: [
    "a->b, b!->a", "a--b, b!->a", "a-[:L]->b, a!-[:M]->b", "a->b, a!-[:L]->b", "a-[:L|M]->b, a!-[:L]->b",
    "a-[:!L]-b, a!-[:L]-b", "a-[:!L]-b, a!-[:M]-b",
  ]) func legal(_ text: String) {
    #expect(throws: Never.self) { try Pattern(text) }
  }

  static func code(_ build: () throws(PatternError) -> Pattern) -> PatternError.Code? {
    do throws(PatternError) {
      _ = try build()
      return nil
    } catch {
      return error.code
    }
  }

  @Test func builtPatterns() {
    typealias P = Pattern
    let ab = [P.Vertex("a"), P.Vertex("b")]
    #expect(Self.code { () throws(PatternError) in try P(vertices: [], edges: []) } == .vertexCount)
    let many = (0..<33).map { P.Vertex("v\($0)") }
    #expect(
      Self.code { () throws(PatternError) in try P(vertices: many, edges: (1..<33).map { .init(0, $0) }) }
        == .vertexCount)
    #expect(
      Self.code { () throws(PatternError) in try P(vertices: [.init("a"), .init("a")], edges: [.init(0, 1)]) }
        == .vertexName)
    #expect(Self.code { () throws(PatternError) in try P(vertices: [.init("")], edges: []) } == .vertexName)
    #expect(Self.code { () throws(PatternError) in try P(vertices: ab, edges: []) } == .disconnected)
    #expect(Self.code { () throws(PatternError) in try P(vertices: ab, edges: [.init(0, 2)]) } == .position)
    #expect(Self.code { () throws(PatternError) in try P(vertices: ab, edges: [.init(-1, 1)]) } == .position)
    #expect(Self.code { () throws(PatternError) in try P(vertices: ab, edges: [.init(0, 0)]) } == .selfEdge)
    #expect(
      Self.code { () throws(PatternError) in try P(vertices: ab, edges: [.init(0, 1)], antiEdges: [.init(1, 1)]) }
        == .selfEdge)
    #expect(
      Self.code { () throws(PatternError) in try P(vertices: ab, edges: [.init(0, 1)], antiEdges: [.init(0, 1, .both)])
      } == .direction)
    #expect(
      Self.code { () throws(PatternError) in try P(vertices: ab, edges: [.init(0, 1, label: .anyOf([]))]) }
        == .emptyLabels)
    #expect(
      Self.code { () throws(PatternError) in try P(vertices: [.init("a", label: .noneOf([]))], edges: []) }
        == .emptyLabels)
    #expect(
      Self.code { () throws(PatternError) in
        try P(vertices: ab, edges: [.init(0, 1)], antiVertices: [.init("x", attachments: [])])
      } == .antiVertexAttachment)
    #expect(
      Self.code { () throws(PatternError) in
        try P(vertices: ab, edges: [.init(0, 1)], antiVertices: [.init("x", attachments: [.init(5)])])
      } == .position)
    let distinct = (0..<33).map { P.AntiVertex("x\($0)", label: .anyOf(["\($0)"]), attachments: [.init(0)]) }
    #expect(
      Self.code { () throws(PatternError) in try P(vertices: ab, edges: [.init(0, 1)], antiVertices: distinct) }
        == .antiVertexCount)
    let equal = (0..<33).map { P.AntiVertex("x\($0)", attachments: [.init(0)]) }
    #expect(try! P(vertices: ab, edges: [.init(0, 1)], antiVertices: equal).antiVertices.count == 1)
    let sorted = try! P(vertices: [.init("a", label: .anyOf(["Z", "B", "Z"]))], edges: [])
    #expect(sorted.vertices[0].label == .anyOf(["B", "Z"]))
  }

  /// Damaged texts give a pattern or an error, never a crash; every error has a place inside the text.
  @Test func fuzz() {
    var random = SeededGenerator(11)
    var seeds = PatternLibrary.entries.map(\.text)
    while seeds.count < 200 { if let pattern = RandomPatterns.constrained(6, &random) { seeds.append(pattern.text) } }
    seeds += ["[1-2](1~3)[2-3]", "1 2\n2 3\n1 3 1", "t 2 1\nv 0 1 1\nv 1 2 1\ne 0 1", "g6:DQc", ">>graph6<<\nBw\n"]
    let alphabet = Array("()[]:|!,;-<>@#ab1 \n\t\"`\\*é~.x".utf8) + [0, 255, 128]
    var errors = 0
    for round in 0..<6000 {
      var bytes = Array(seeds[round % seeds.count].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(alphabet.randomElement(using: &random)!, at: at)
        case 1: if at < bytes.count { bytes.remove(at: at) }
        case 2: if at < bytes.count { bytes[at] = alphabet.randomElement(using: &random)! }
        default: bytes.insert(contentsOf: bytes[at...].prefix(6), at: Int.random(in: 0...bytes.count, using: &random))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do throws(PatternError) {
        let pattern = try Pattern(text)
        #expect((try? Pattern(pattern.text)) == pattern, "\(text)")
      } catch {
        errors += 1
        #expect(!error.places.isEmpty && error.places.allSatisfy { $0.line >= 1 && $0.column >= 1 }, "\(error)")
      }
      _ = try? PatternFile.patterns(text)
      _ = try? PatternArgument.resolve(text) { _ in nil }
    }
    #expect(errors > 1500)
  }
}
