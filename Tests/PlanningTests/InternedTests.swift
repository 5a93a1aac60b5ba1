import GyrfalconTestSupport
import PatternModel
import Testing

@testable import Planning

@Suite struct InternedTests {
  /// Against a dictionary, with what came last taken back again and again.
  @Test func numbersAreThoseOfADictionary() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<50 {
      var interned = Interned<Int>()
      var known: [Int: Int] = [:], order: [Int] = []
      for _ in 0..<300 {
        if Int.random(in: 0..<20, using: &random) == 0 {
          let kept = Int.random(in: 0...order.count, using: &random)
          interned.keep(first: kept)
          for value in order[kept...] { known[value] = nil }
          order.removeLast(order.count - kept)
        }
        let value = Int.random(in: 0..<120, using: &random)
        #expect(interned.elements.firstIndex(of: value) == known[value])
        if known[value] == nil {
          known[value] = order.count
          order.append(value)
        }
        #expect(interned.add(value) == known[value])
        #expect(interned.count == order.count)
      }
      #expect(interned.elements == order)
      for value in 0..<120 {
        var copy = interned
        #expect(copy.add(value) == known[value] ?? order.count)
      }
    }
  }

  @Test func whatWasWrittenOverComesBack() {
    var table = GraphTable<Int?>()
    table.set(1, for: 4)
    let mark = table.count
    table.set(nil, for: 2)
    table.set(7, for: 4)
    table.set(8, for: 4)
    #expect(table[4] == 8)
    #expect(table[2] == .some(nil))
    #expect(table[9] == nil)
    table.keep(first: mark)
    #expect(table[4] == 1)
    #expect(table[2] == nil)
    table.keep(first: 0)
    #expect(table[4] == nil)
  }

  @Test func sumsThatVanishAreLeftOut() {
    var sums = GraphSums()
    for (factor, graph) in [(2, 5), (1, 0), (-2, 5), (3, 5), (-3, 5), (4, 9), (1, 0)] { sums.add(factor, to: graph) }
    #expect(sums.terms.map(\.graph).sorted() == [0, 9])
    #expect(sums.terms.first { $0.graph == 0 }?.factor == 2)
  }

  /// However the vertices are numbered, a graph has one number, and graphs that differ have different ones.
  @Test func isomorphicGraphsHaveOneNumber() throws {
    var random = SplitMix64(seed: 11)
    var graphs = CanonicalGraphs()
    var seen = Set<Int>()
    for size in 2...6 {
      for pattern in Pattern.allConnected(vertices: size) {
        let number = graphs.number(of: SmallGraph(pattern))
        #expect(seen.insert(number).inserted)
        var rootedNumbers: [Int: Set<Int>] = [:]
        for _ in 0..<4 {
          let place = Array(0..<size).shuffled(using: &random)
          func relabelled(root: Int?) -> SmallGraph {
            var graph = SmallGraph(count: size, root: root.map { place[$0] })
            for edge in pattern.edges { graph.connect(place[edge.source], place[edge.target]) }
            return graph
          }
          #expect(graphs.number(of: relabelled(root: nil)) == number)
          for v in 0..<size { rootedNumbers[v, default: []].insert(graphs.number(of: relabelled(root: v))) }
        }
        // One number for every root, and as many as the pattern has orbits.
        #expect(rootedNumbers.values.allSatisfy { $0.count == 1 })
        #expect(Set(rootedNumbers.values).count == pattern.automorphisms.orbits.count, "\(pattern.text)")
      }
    }
    #expect(seen.count == 1 + 2 + 6 + 21 + 112)
  }

  /// The quick bound of a program's memory is one.
  @Test func noProgramTakesMoreThanTheQuickBound() throws {
    var sizes = TableSizes()
    (sizes.vertices, sizes.slots, sizes.maximumDegree, sizes.closed) = (10_000, 80_000, 500, 40_000)
    for size in 3...5 {
      for pattern in Pattern.allConnected(vertices: size) {
        var planner = Planner(statistics: try PlannerTests.statistics(), isDirected: false)
        planner.prefersTables = true
        for inducing in [pattern, try pattern.inducing(.vertices)] {
          let program = try #require(try planner.derivation(of: inducing)).program
          let live = TableProgram.Liveness(program, scalars: program.scalars)
          for root in 0..<size {
            let rooted = try #require(try planner.rootedDerivation([(inducing, [root])]))
            let tables = rooted.columns.flatMap { column -> [Int] in
              if case .tables(let own) = column.source { own.first } else { [] }
            }
            let rootedLive = TableProgram.Liveness(rooted.program, scalars: [], vertexTables: tables)
            expectBound(rooted.program, rootedLive, sizes)
          }
          expectBound(program, live, sizes)
        }
      }
    }
  }

  private func expectBound(_ program: TableProgram, _ live: TableProgram.Liveness, _ sizes: TableSizes) {
    let bytes = program.bytes(sizes, live, word: 16), most = program.mostBytes(sizes)
    #expect(bytes.shared <= most.shared)
    #expect(bytes.perWorker <= most.perWorker)
  }
}
