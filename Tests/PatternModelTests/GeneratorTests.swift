import Testing

@testable import PatternModel

@Suite struct GeneratorTests {
  @Test func classCounts() {
    #expect((1...7).map { Pattern.allConnected(vertices: $0).count } == [1, 1, 2, 6, 21, 112, 853])
    #expect((1...4).map { Pattern.allConnectedDirected(vertices: $0).count } == [1, 2, 13, 199])
  }

  @Test func timeOfCanonicalForms() {
    let clock = ContinuousClock()
    var patterns: [Pattern] = []
    let generation = clock.measure { patterns = Pattern.allConnected(vertices: 7) }
    var forms: Set<CanonicalForm> = []
    let time = clock.measure { for pattern in patterns { forms.insert(pattern.canonicalForm) } }
    #expect(forms.count == 853)
    print("7-vertex patterns: generated in \(generation), canonical forms of all 853 in \(time)")
  }

  /// The labelled graphs of all classes together are all labelled connected graphs: 1, 1, 4, 38, 728, 26704, 1866256.
  @Test func labelledCounts() {
    func factorial(_ n: Int) -> UInt128 { n < 2 ? 1 : UInt128(n) * factorial(n - 1) }
    for (k, expected) in zip(1...7, [1, 1, 4, 38, 728, 26704, 1_866_256] as [UInt128]) {
      let total = Pattern.allConnected(vertices: k).reduce(0 as UInt128) { $0 + factorial(k) / $1.automorphisms.order }
      #expect(total == expected)
    }
    // Weakly connected labelled digraphs.
    for (k, expected) in zip(1...4, [1, 3, 54, 3834] as [UInt128]) {
      let total = Pattern.allConnectedDirected(vertices: k).reduce(0 as UInt128) {
        $0 + factorial(k) / $1.automorphisms.order
      }
      #expect(total == expected)
    }
  }

  @Test func generatedPatternsAreNamedAndOrdered() {
    let patterns = Pattern.allConnected(vertices: 4)
    #expect(patterns.allSatisfy { $0.vertices.map(\.name) == ["a", "b", "c", "d"] })
    #expect(patterns.map { $0.edges.count } == [3, 3, 4, 4, 5, 6])
    #expect(
      Set(patterns.compactMap(PatternLibrary.name)) == [
        "4-path", "claw", "square", "tailed-triangle", "diamond", "4-clique",
      ])
    #expect(patterns == Pattern.allConnected(vertices: 4))
    #expect(Pattern.allConnected(vertices: 5).allSatisfy { PatternLibrary.name(of: $0) != nil })
  }

  @Test func extensions() throws {
    for k in 1...5 {
      let grown = Set(Pattern.allConnected(vertices: k).flatMap { $0.extendedByVertex() }.map(\.canonicalForm))
      #expect(grown == Set(Pattern.allConnected(vertices: k + 1).map(\.canonicalForm)))
    }
    // By edges: all connected graphs with e edges, 1, 1, 3, 5, 12, 30 for e = 1 to 6.
    var level: [CanonicalForm: Pattern] = [Pattern.path(2).canonicalForm: .path(2)]
    for expected in [1, 3, 5, 12, 30] {
      var next: [CanonicalForm: Pattern] = [:]
      for pattern in level.values { for grown in pattern.extendedByEdge() { next[grown.canonicalForm] = grown } }
      #expect(next.count == expected)
      level = next
    }
    #expect(Pattern.clique(32).extendedByVertex().isEmpty && Pattern.clique(32).extendedByEdge().isEmpty)
    let labelled = try Pattern("(a:A)--(b:B)").extendedByEdge()
    #expect(labelled.count == 2 && labelled.allSatisfy { $0.vertices.count == 3 })
  }

  @Test func families() {
    #expect(Pattern.clique(5).edges.count == 10 && Pattern.clique(1).edges.isEmpty)
    #expect(Pattern.cycle(3).isIsomorphic(to: .clique(3)))
    #expect(Pattern.path(4).vertices.count == 4 && Pattern.path(4).edges.count == 3)
    #expect(Pattern.star(3).vertices.count == 4 && Pattern.star(2).isIsomorphic(to: .path(3)))
    #expect(Pattern.completeBipartite(2, 2).isIsomorphic(to: .cycle(4)))
    #expect(Pattern.wheel(3).isIsomorphic(to: .clique(4)))
    #expect(Pattern.clique(32).vertices.last?.name == "af")
  }
}
