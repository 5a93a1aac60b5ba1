import Testing

@testable import PatternModel

@Suite struct SymmetryTests {
  @Test func formsAgreeWithBruteForce() {
    var random = SeededGenerator(1)
    var isomorphic = 0
    var different = 0
    for _ in 0..<1500 {
      guard let pattern = RandomPatterns.constrained(5, &random) else { continue }
      let twin = RandomPatterns.disguised(pattern, &random)
      #expect(pattern.canonicalForm == twin.canonicalForm, "\(pattern) and \(twin)")
      #expect(pattern.canonicalText == twin.canonicalText)
      #expect(pattern.isIsomorphic(to: twin))
      isomorphic += 1
    }
    var small: [Pattern] = []
    while small.count < 220 {
      if let pattern = RandomPatterns.constrained(3, &random) { small.append(pattern) }
    }
    for first in small.indices {
      for second in small[..<first].indices {
        let expected = !BruteForce.isomorphisms(small[first], small[second]).isEmpty
        #expect(
          (small[first].canonicalForm == small[second].canonicalForm) == expected, "\(small[first]), \(small[second])")
        if expected { isomorphic += 1 } else { different += 1 }
      }
    }
    #expect(isomorphic > 1000 && different > 10_000)
  }

  @Test func groupsAgreeWithBruteForce() {
    var random = SeededGenerator(2)
    var orders: Set<UInt128> = []
    for round in 0..<1500 {
      guard let pattern = RandomPatterns.constrained(round % 30 == 0 ? 7 : 6, &random) else { continue }
      let expected = BruteForce.isomorphisms(pattern, pattern)
      let group = pattern.automorphisms
      #expect(group.order == UInt128(expected.count), "\(pattern)")
      let elements = group.elements()!
      #expect(Set(elements) == Set(expected) && elements.count == expected.count)
      #expect(elements[0] == Array(pattern.vertices.indices))
      #expect(group.generators.allSatisfy(expected.contains))
      for orbit in group.orbits { #expect(Set(expected.map { $0[orbit[0]] }) == Set(orbit)) }
      #expect(group.orbits.flatMap { $0 }.sorted() == Array(pattern.vertices.indices))

      let base = Array(pattern.vertices.indices).shuffled(using: &random)
      var fixing = expected
      for (point, orbit) in zip(base, group.stabiliserChain(base: base)) {
        #expect(Set(fixing.map { $0[point] }).sorted() == orbit, "\(pattern), base \(base)")
        fixing.removeAll { $0[point] != point }
      }
      let prefix = Array(base.prefix(2))
      #expect(group.stabiliserChain(base: prefix) == Array(group.stabiliserChain(base: base).prefix(2)))
      orders.insert(group.order)
    }
    #expect(orders.count >= 7)
  }
}
