import Testing

@testable import PatternModel

/// Conditions in pattern text, their normal form, and what they do to symmetry.
@Suite struct ConditionTests {
  @Test(arguments: [
    ("(a)--(b) where a.age > b.age", "(a)--(b) where b.age < a.age"),
    ("(a)--(b) where ab.weight >= 5", "(a)--(b) where ab.weight >= 5"),
    ("(a)--(b) where ba.weight >= 5", "(a)--(b) where ab.weight >= 5"),
    ("(a)-[e]->(b); where e.weight >= 5 and a.x = 1", "(a)->(b) where a.x = 1 and ab.weight >= 5"),
    ("(a)<-[e:L]-(b) where e.weight >= 5", "(a)<-[:L]-(b) where ba.weight >= 5"),
    ("(a)<->(b) where ba.w < ab.w", "(a)<->(b) where ba.w < ab.w"),
    ("a--b where not (a.x < 3 or b.y = \"q\")", "(a)--(b) where a.x >= 3 and b.y != \"q\""),
    ("a--b where 1 < a.x <= 5", "(a)--(b) where a.x > 1 and a.x <= 5"),
    ("a--b where a.x in (1, 2) and b.name is not missing", "(a)--(b) where not b.name is missing and (a.x = 1 or a.x = 2)"),
    ("a--b where a.x * 2 + b.x > 3 - 1", "(a)--(b) where b.x + 2 * a.x > 2"),
    ("a--b where a.x - (b.x - 1) > 0", "(a)--(b) where a.x - (b.x - 1) > 0"),
    ("a--b where abs(a.x - b.x) < max(a.x, 2, b.x)", "(a)--(b) where abs(a.x - b.x) < max(2, a.x, b.x)"),
    ("a--b where a.name starts with 'Sm' and a.`birth year` = -1.5", "(a)--(b) where a.`birth year` = -1.5 and a.name starts with \"Sm\""),
    ("1--2 where 1.age < 2.age", "(1)--(2) where 1.age < 2.age"),
    ("12--3, 1--23 where [1, 23].w > 0; 12--1", "(12)--(3), (12)--(1)--(23) where [1, 23].w > 0"),
    ("(user)--(item) where useritem.stars = 5", "(user)--(item) where useritem.stars = 5"),
    ("where--b", "(where)--(b)"),
    ("(where)--b, b--where", "(where)--(b)"),
    ("a--b where true and a.x = 1 and 1 < 2", "(a)--(b) where a.x = 1"),
    ("a--b where a.x = 1; where a.x = 1", "(a)--(b) where a.x = 1"),
    ("a--b where a.ok", "(a)--(b) where a.ok"),
    ("a--b where (a.x = 1\n or a.x = 2)\nb--c", "(a)--(b)--(c) where a.x = 1 or a.x = 2"),
    ("@induced (a)--(b) where a.x = b.x; absent (z): z--a", "@induced (a)--(b) where a.x = b.x; absent (z): z--a"),
    // GraphFrames
    ("(a)-[e]->(b); (b)-[e2]->(c); !(c)-[]->(a)", "(a)->(b)->(c), c !-> a"),
    // DotMotif
    ("A -> B [weight > 3, kind = \"x\"]\nB -> C2, C2 -> C\nB !> C\nA.type = \"GABA\"",
      "(A)->(B)->(C2)->(C), B !-> C where A.type = \"GABA\" and AB.kind = \"x\" and AB.weight > 3"),
    ("let strong(a, b) = { (a)-[w]->(b) where w.weight > 5 }; strong(x, y), strong(y, z)",
      "(x)->(y)->(z) where xy.weight > 5 and yz.weight > 5"),
    ("linked(a, b) { a -> m, m -> b where am.w > a.w }\nlinked((p:TF), q)\nlinked(q, r)",
      "(p:TF)->(m_1)->(q)->(m_2)->(r) where p.w < pm_1.w and q.w < qm_2.w"),
    ("let tri(a,b,c) = {a--b--c--a}; let two(a,b,c,d) = { tri(a,b,c), tri(b,c,d) }; two(p,q,r,s)",
      "(p)--(q)--(r)--(s)--(q), (p)--(r)"),
  ])
  func canonicalPrinting(_ text: String, _ printed: String) throws {
    let pattern = try Pattern(text)
    #expect(pattern.text == printed)
    let again = try Pattern(pattern.text)
    #expect(again == pattern)
    #expect(again.text == pattern.text)
  }

  @Test(arguments: [
    ("a--b where a.x >", "line 1, column 17: expected an attribute such as a.age, or a value"),
    ("a--b where c.x > 1", "line 1, column 12: 'c' is neither a vertex nor an edge of the pattern"),
    ("(anna)--(b) where ana.x > 1", "did you mean anna?"),
    ("a--b where age > 1", "column 12: expected an attribute such as a.age, or a value, found 'age'"),
    ("a--b where a.x + \"y\" > 1", "column 12: '+' needs a number, not a text"),
    ("a--b where \"y\" > 1", " is compared with a "),
    ("a--b where a.x and 3", "'and' needs a boolean, not a number"),
    ("a--b where 3", "a condition is true or false, not a number"),
    ("a--b where 1 > 2", "no match can exist: a condition is never true"),
    ("a--b--c where ac.w > 1", "'ac' is neither a vertex nor an edge"),
    ("a--b--c where [a, c].w > 1", "a condition speaks of the edge between 'a' and 'c', which the pattern does not have"),
    ("a--b; absent (x): x--a; absent (y): y--a; where x.age > y.age", "a condition speaks of two absent vertices, 'x' and 'y'"),
    ("a--b; absent (x): x--a; where [x, b].w > 1", "the edge between 'x' and 'b', which the pattern does not have"),
    ("a--b; absent (x): x--a where x.age + 1", "a condition is true or false, not a number"),
    ("a--b where mix(a.x, 2) > 1", "there is no function 'mix', only abs, min and max; did you mean max?"),
    ("a--b where a.x ~ 1", "expected an attribute, a value or an operator, found '~'"),
    ("a--b where a.x = 1 2", "expected an arrow, ',' or ';', found '2'"),
    ("let f(a, b) = { a--b }; f(x)", "expected 2 vertices for f(a, b), found 1"),
    ("let tri(a) = { a--b }; tir(x)", "there is no macro tir; did you mean tri?"),
    ("let f(a) = { f(a) }", "found '('"),
    ("let f(a) = { a--b }", "this defines a macro and uses it nowhere"),
    ("let f(a) = { a--b ; f(x)", "expected"),
    ("(a)-[e]-(b)-[e]-(c)", "'e' is the name of another edge or a vertex"),
    ("!(a)--(b)--(c)", "expected one edge after '!', found 2"),
    ("a--b where code(a)", "expected an attribute such as a.age"),
  ])
  func errors(_ text: String, _ message: String) {
    let description = PatternErrorTests.description(text)
    #expect(description.contains(message), "\(description)")
  }

  @Test(arguments: [
    ("a--b where a.x > b.x", 1), ("a--b where a.x = b.x", 2), ("a--b where a.x = 1", 1),
    ("a--b where a.x = 1 and b.x = 1", 2), ("a--b where ab.w > 1", 2), ("a<->b where ab.w > 1", 1),
    ("a<->b where ab.w > 1 and ba.w > 1", 2), ("a--b--c--a where ab.w > 1", 2),
    ("a--b--c--a where ab.w > 1 and bc.w > 1", 2), ("a--b--c--a where ab.w > 1 and bc.w > 1 and ca.w > 1", 6),
    ("a--b--c--a where a.x + b.x > c.x", 2), ("a--b--c--a where a.x + b.x + c.x > 5", 2),
    ("a--b--c--a where max(a.x, b.x, c.x) > 5", 6), ("a--b--c--a where abs(a.x - b.x) = abs(b.x - a.x)", 2),
    ("a--b--c--a where ab.w < bc.w", 1), ("a--b--c--a where ab.w + bc.w > ca.w", 2),
    ("a--b--c--d--a where (a.x + b.x) * (c.x + d.x) > 1", 4), ("a--b--c--d--a where (a.x + c.x) * (a.x + c.x) > b.x", 2),
    ("a--b--c--a where a.x < b.x or b.x < c.x or c.x < a.x", 3), ("(a:L)--(b)--(c)--a where b.x = c.x", 2),
    ("a--b--c; absent (x): x--a, x--c; where a.x = c.x", 2),
  ])
  func symmetry(_ text: String, _ order: UInt128) throws {
    #expect(try Pattern(text).automorphisms.order == order)
  }

  @Test func differentConditionsAreDifferentPatterns() throws {
    let plain = try Pattern("a--b--c"), first = try Pattern("a--b--c where a.x > 1")
    #expect(plain != first && !plain.isIsomorphic(to: first))
    #expect(try first.isIsomorphic(to: Pattern("p--q--r where r.x > 1")))
    #expect(try !first.isIsomorphic(to: Pattern("p--q--r where q.x > 1")))
    #expect(try !first.isIsomorphic(to: Pattern("p--q--r where p.x > 2")))
    #expect(try !first.isIsomorphic(to: Pattern("p--q--r where p.y > 1")))
    #expect(first.graph6 == nil)
    let turned = try Pattern("r--q--p where r.x > 1")
    #expect(first.canonicalText == turned.canonicalText)
  }

  @Test func opaqueConditionsTakeSymmetryAway() throws {
    let triangle = Pattern.clique(3)
    func order(_ symmetric: Bool, _ variables: [Int]) throws -> UInt128 {
      let test = OpaquePredicate(isSymmetric: symmetric, code: 0)
      return try triangle.with([.init(test, variables: variables)]).automorphisms.order
    }
    #expect(try order(false, [0, 1, 2]) == 1)
    #expect(try order(true, [0, 1, 2]) == 6)
    #expect(try order(false, [0, 1]) == 1)
    #expect(try order(true, [0, 1]) == 2)
    #expect(try order(false, [2]) == 2)
  }

  /// Renumbering never changes the canonical form, and the group agrees with trying every permutation.
  @Test func randomConditions() throws {
    var random = SeededGenerator(11)
    for _ in 0..<400 {
      let pattern = try RandomConditions.pattern(&random)
      let order = Array(pattern.vertices.indices).shuffled(using: &random)
      let moved = pattern.renumbered(order)
      #expect(moved.canonicalForm == pattern.canonicalForm, "\(pattern)")
      #expect(try Pattern(moved.text) == moved)
      let brute = BruteForce.permutations(pattern.vertices.count).count { permutation in
        // The vertex at order[i] moves to i: an automorphism gives back the same constraints.
        let image = pattern.renumbered(permutation)
        return image.edges == pattern.edges && image.predicates == pattern.predicates
      }
      #expect(UInt128(brute) == pattern.automorphisms.order, "\(pattern)")
    }
  }
}

enum RandomConditions {
  /// A small connected pattern with one to three conditions.
  static func pattern(_ random: inout SeededGenerator) throws -> Pattern {
    let count = Int.random(in: 2...5, using: &random)
    let directed = random.chance(40)
    var edges: [Pattern.Edge] = []
    for vertex in 1..<count { edges.append(.init(Int.random(in: 0..<vertex, using: &random), vertex, directed ? .forward : .either)) }
    for a in 0..<count { for b in 0..<count where a < b && random.chance(50) { edges.append(.init(a, b, directed ? .both : .either)) } }
    let vertices = (0..<count).map { Pattern.Vertex("v\($0)") }
    let plain = try Pattern(vertices: vertices, edges: edges)
    let predicates = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      Pattern.Predicate(condition(plain, 2, &random))
    }
    // Some conditions can never be true; then the pattern goes without them.
    return (try? plain.with(predicates)) ?? plain
  }

  static func condition(_ pattern: Pattern, _ depth: Int, _ random: inout SeededGenerator) -> Expression {
    if depth > 0, random.chance(40) {
      let operands = (0..<2).map { _ in condition(pattern, depth - 1, &random) }
      return random.chance(20) ? .unary(.not, operands[0]) : .list(random.chance(50) ? .and : .or, operands)
    }
    let symbol = [Expression.Binary.less, .lessOrEqual, .equal, .notEqual].randomElement(using: &random)!
    return .binary(symbol, number(pattern, 1, &random), number(pattern, 1, &random))
  }

  static func number(_ pattern: Pattern, _ depth: Int, _ random: inout SeededGenerator) -> Expression {
    if depth > 0, random.chance(30) {
      let (left, right) = (number(pattern, depth - 1, &random), number(pattern, depth - 1, &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return .list(.greatest, [left, right])
      case 1: return .unary(.absolute, left)
      default: return .binary([.plus, .minus, .times].randomElement(using: &random)!, left, right)
      }
    }
    if random.chance(25) { return .constant(.integer(Int64.random(in: -1...3, using: &random))) }
    let name = random.chance(80) ? "x" : "y"
    if random.chance(35), let edge = pattern.edges.randomElement(using: &random) {
      return .edge(edge.source, edge.target, attribute: "w")
    }
    return .vertex(Int.random(in: pattern.vertices.indices, using: &random), attribute: name)
  }
}
