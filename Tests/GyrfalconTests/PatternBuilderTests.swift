import Gyrfalcon
import GyrfalconTestSupport
import Testing

/// The builder, literals and text meet in one model.
@Suite struct PatternBuilderTests {
  private let a = Vertex("a"), b = Vertex("b"), c = Vertex("c"), d = Vertex("d")

  @Test func links() {
    let tf = Vertex("a", label: "TF")
    #expect(Pattern { tf --> b; b --> c; tf --> c; b !--> tf } == "(a:TF)->(b)->(c), (a)->(c), b !-> a")
    #expect(Pattern { a -- b -- c -- a } == "(a)--(b)--(c)--(a)")
    #expect(Pattern { a <-- b; b <--> c; a !-- c } == "(a)<-(b)<->(c), a !-- c")
    #expect(Pattern { (a --> b).labelled("Depends") } == "(a)-[:Depends]->(b)")
    #expect(Pattern { (a -- b).labelled(.noneOf(["X"])); b -- Vertex("c", .anyOf(["P", "Q"])) } == "(a)-[:!X]-(b)--(c:P|Q)")
    #expect(Pattern(inducing: .vertices) { a -- b; b -- c } == "@induced (a)--(b)--(c)")
    #expect(Pattern { a -- Vertex(); a -- Vertex() } == "(a)--(), (a)--()")
  }

  @Test func shapes() {
    #expect(Pattern { Clique(a, b, c, d) }.isIsomorphic(to: .clique(4)))
    #expect(Pattern { Cycle(a, b, c, d) } == "(a)--(b)--(c)--(d)--(a)")
    #expect(Pattern { Path(a, b, c, directed: true) } == "(a)->(b)->(c)")
    #expect(Pattern { Star(a, b, c) } == "(b)--(a)--(c)" || Pattern { Star(a, b, c) }.isIsomorphic(to: .star(2)))
  }

  @Test func absentVertices() {
    let pattern = Pattern {
      Path(a, b, c)
      Absent(.anyOf(["Person"])) { x in a -- x; x -- c }
    }
    #expect(pattern.isIsomorphic(to: "(a)--(b)--(c); absent (x:Person): a--x--c"))
  }

  @Test func conditions() {
    #expect(Pattern { a -- b; Where { a["age"] > b["age"] } } == "(a)--(b) where a.age > b.age")
    #expect(Pattern { a -- b; Where { a.edge(to: b)["weight"] >= 5 && a["city"] == "Oslo" } }
      == "(a)--(b) where ab.weight >= 5 and a.city = \"Oslo\"")
    #expect(Pattern { a -- b; Where { abs(a["x"] - b["x"]) < max(1, a["y"]) || !a["y"].isMissing } }
      == "(a)--(b) where abs(a.x - b.x) < max(1, a.y) or a.y is not missing")
    #expect(Pattern { a -- b; Where { a["n"].starts(with: "Q") }; Where { b["k"].isOne(of: [1, 2]) } }
      == "(a)--(b) where a.n starts with \"Q\" and b.k in (1, 2)")
  }

  /// A function with parameters and a vertex of its own; used twice, the two stay apart.
  private func linked(_ x: Vertex, _ y: Vertex) -> PatternPart {
    let middle = Vertex()
    return Path(x, middle, y)
  }

  @Test func composition() {
    let pattern = Pattern { linked(a, b); linked(b, c); if true { a -- c } }
    #expect(pattern.vertices.count == 5)
    #expect(pattern.isIsomorphic(to: "a--p--b--q--c--a"))
    let ring = Pattern {
      for leaf in [b, c, d] { a -- leaf }
    }
    #expect(ring.isIsomorphic(to: .star(3)))
  }

  @Test func errorsAreTyped() {
    func code(@PatternBuilder _ parts: () -> PatternPart) -> PatternError.Code? {
      do throws(PatternError) { _ = try Pattern.build(parts) } catch { return error.code }
      return nil
    }
    #expect(code { a -- b; a !-- b } == .contradiction)
    #expect(code { a -- b; c -- d } == .disconnected)
    #expect(code { a -- b; Where { c["x"] > 1 } } == .position)
    #expect(code { a -- b; Where { a["x"] + "y" > 1 } } == .condition)
    #expect(code { Vertex("a", label: "P") -- b; Vertex("a", label: "Q") -- b } == .conflictingLabels)
    #expect(code { a -- b; Absent { x in x -- a; a -- b } } == .antiVertexAttachment)
  }

  @Test func matchesByVariableAndName() throws {
    let graph = Graph(directed: true, edges: [(1, 2), (2, 3), (1, 3)])
    let match = try #require(try graph.first(1, of: Pattern { a --> b; b --> c; a --> c }).first)
    #expect(match[a] == 1 && match[b] == 2 && match["c"] == 3)
  }

  @Test func codeOnVariables() throws {
    let graph = Graph(edges: [(1, 2), (2, 3), (3, 4)])
    let rising = Pattern { a -- b; Where(a, b) { $0["a"] < $0["b"] } }
    #expect(try graph.count(rising).occurrences == 3)
    let either = Pattern { a -- b; Where(a, b, isSymmetric: true) { _ in true } }
    #expect(try graph.count(either).occurrences == 3)
    let asymmetric = Pattern { a -- b; Where(a, b) { _ in true } }
    #expect(try graph.count(asymmetric).occurrences == 6)
  }
}
