import Gyrfalcon
import GyrfalconTestSupport
import Testing

/// Conditions against brute force: all matches of the pattern without them, filtered by an evaluator that shares nothing
/// with the engine.
@Suite struct ConditionsAgainstOracleTests {
  /// Through the miner, which also checks conditions against the graph and chooses among ways to count.
  @Test(arguments: 0..<8) func randomConditions(_ part: Int) throws {
    var random = SplitMix64(seed: UInt64(500 + part))
    for number in 0..<48 {
      let directed = Bool.random(using: &random)
      let oracle = OracleGraph.random(vertexCount: 9, probability: 0.4, directed: directed, using: &random)
        .withRandomAttributes(using: &random)
      var knobs = PatternKnobs(vertexCount: Int.random(in: 2...4, using: &random))
      knobs.directed = directed
      knobs.inducing = number % 4 == 0 ? .vertices : .edges
      knobs.antiVertices = number % 3 == 0 ? 1 : 0
      let pattern = try Pattern.random(knobs, using: &random).withRandomConditions(directed: directed, using: &random)
      let morphism = Oracle.Morphism.allCases[number % 3]
      let expected = Oracle.occurrences(of: pattern, in: oracle, morphism: morphism)
      let options = MatchOptions(morphism: [.injective, .homomorphic, .edgeDistinct][number % 3])
      let miner = Miner(try oracle.engineGraph())
      let count = try miner.count(pattern, options: options)
      #expect(count.occurrences == UInt128(expected.count), "\(pattern), \(morphism)")
      #expect(try count.embeddings == UInt128(expected.embeddingCount), "\(pattern), \(morphism)")
      #expect(try miner.countEmbeddings(of: pattern, options: options).embeddings == count.embeddings)
      let order = Array(pattern.vertices.indices).shuffled(using: &random)
      #expect(try miner.count(pattern.renumbered(order), options: options).occurrences == count.occurrences)
      // Printed and read again it is the same.
      #expect(try Pattern(pattern.text) == pattern)
      #expect(try Pattern(pattern.canonicalText).isIsomorphic(to: pattern), "\(pattern.canonicalText)")
    }
  }

  /// Of the neighbours of a only those above 30 are in the way; what is missing is not above anything.
  @Test func conditionsOnAbsentVertices() throws {
    var builder = GraphBuilder()
    for (id, age) in [(1, 20), (2, 40), (3, 31), (4, nil), (5, 60)] as [(Int, Int?)] {
      builder.addVertex(.integer(Int64(id)), attributes: age.map { ["age": .integer(Int64($0))] } ?? [:])
    }
    for (a, b, weight) in [(1, 2, 5), (1, 4, 9), (2, 3, 1), (3, 5, 2), (4, 5, 3)] {
      builder.addEdge(.integer(Int64(a)), .integer(Int64(b)), attributes: ["weight": .integer(Int64(weight))])
    }
    let graph = try builder.build()
    func ids(_ text: String) throws -> [String] {
      try graph.first(100, of: try Pattern(text)).map { "\($0["a"]!)" }.sorted()
    }
    #expect(try ids("(a); absent (x): a--x where x.age > 30") == [])
    #expect(try ids("(a); absent (x): a--x where x.age > 40") == ["1", "2", "5"])
    #expect(try ids("(a); absent (x): a--x where x.age > a.age") == ["2", "4", "5"])
    #expect(try ids("(a); absent (x): a--x; where x.age < a.age and a.age is not missing") == ["1", "3", "4"])
    #expect(try ids("(a); absent (x): a-[e]-x where e.weight >= 5") == ["3", "5"])
    #expect(try ids("(a); absent (x): a--x where [a, x].weight < 2") == ["1", "4", "5"])
    #expect(try ids("(a); absent (x): a--x where ax.weight < 2 and x.age = 31") == ["1", "3", "4", "5"])
    let a = Vertex("a")
    let built = Pattern {
      a
      Absent { x in
        a -- x
        Where { x["age"] > a["age"] }
      }
    }
    let written: Pattern = "(a); absent (x): a--x where x.age > a.age"
    #expect(built.isIsomorphic(to: written))
    #expect(throws: PatternError.self) {
      try Pattern.build {
        a
        Absent { x in
          a -- x
          Where(x) { _ in true }
        }
      }
    }
  }

  @Test func textAndBooleanAttributes() throws {
    var builder = GraphBuilder(directed: true)
    for (id, name, member) in [("p", "Ann", true), ("q", "Bob", false), ("r", "Bea", true)] {
      builder.addVertex(.string(id), attributes: ["name": .text(name), "member": .boolean(member)])
    }
    for (a, b) in [("p", "q"), ("q", "r"), ("r", "p"), ("p", "r")] { builder.addEdge(.string(a), .string(b)) }
    let graph = try builder.build()
    func count(_ text: String) throws -> UInt128 { try graph.count(try Pattern(text)).occurrences }
    #expect(try count("(a) where a.name starts with \"B\"") == 2)
    #expect(try count("(a)->(b) where a.name < b.name") == 2)
    #expect(try count("(a)->(b) where a.member and not b.member") == 1)
    #expect(try count("(a)->(b) where a.name = \"Ann\" or b.name contains \"e\"") == 3)
    #expect(try count("(a)->(b) where a.name in (\"Ann\", \"Bea\") and b.member") == 2)
  }

  @Test(arguments: [
    ("(a)--(b) where a.aeg > 3", "vertices of this graph have no attribute 'aeg'; did you mean age? (there are: age)"),
    ("(a)--(b) where ab.age > 3", "edges of this graph have no attributes, so none called 'age'"),
    ("(a)--(b) where a.age = \"x\"", " is compared with a "),
    ("(a)--(b) where a.age", "'a.age' does not fit the graph's attributes: a condition is true or false, not a number (column 'age' of vertices: integer)"),
  ])
  func attributesThatDoNotFit(_ text: String, _ message: String) throws {
    var builder = GraphBuilder()
    builder.addEdge(1, 2)
    builder.addVertex(1, attributes: ["age": 3])
    let graph = try builder.build()
    #expect { try graph.count(try Pattern(text)) } throws: { "\($0)".contains(message) }
  }

  @Test func edgeOfEitherDirectionInADirectedGraph() throws {
    var builder = GraphBuilder(directed: true)
    builder.addEdge(1, 2, attributes: ["w": 1])
    let graph = try builder.build()
    #expect { try graph.count("a--b where ab.w > 0") } throws: { "\($0)".contains("write a -> b, not a -- b") }
    #expect(try graph.count("a->b where ab.w > 0").occurrences == 1)
  }

  /// Without the promise of symmetry every order of the vertices is a match of its own.
  @Test func conditionsInCode() throws {
    let graph = try OracleGraph.random(vertexCount: 20, probability: 0.4, using: &Self.seed).engineGraph()
    let triangle = Pattern.clique(3)
    let plain = try graph.count(triangle).occurrences
    let all = OpaquePredicate { _ in true }
    #expect(try graph.count(try triangle.with([.init(all, variables: [0, 1, 2])])).occurrences == 6 * plain)
    let symmetric = OpaquePredicate(isSymmetric: true) { candidate in
      candidate.ids.reduce(0) { if case .integer(let id) = $1 { $0 + id } else { $0 } } % 2 == 0
    }
    let even = try triangle.with([.init(symmetric, variables: [0, 1, 2])])
    let expected = try graph.tally(of: triangle) { match in
      [match.ids.reduce(0) { if case .integer(let id) = $1 { $0 + id } else { $0 } } % 2]
    }
    #expect(try graph.count(even).occurrences == UInt128(expected[0]))
  }

  nonisolated(unsafe) private static var seed = SplitMix64(seed: 77)
}
