import Machine
import Synchronization
import Testing

@Suite struct CrewTests {
  static func topology(_ sizes: [Int]) -> Topology {
    var next = 0
    let nodes = sizes.enumerated().map { number, size -> Topology.Node in
      defer { next += size }
      return Topology.Node(number: number, processors: Array(next..<(next + size)), memory: 0)
    }
    return Topology(nodes: nodes, distances: sizes.map { _ in sizes.map { _ in 10 } }, isReal: false)
  }

  @Test func thisMachine() {
    let topology = Topology.current
    #expect(topology.processorCount == Set(topology.nodes.flatMap(\.processors)).count)
    #expect(Set(topology.nodes.flatMap(\.processors)) == Set(Topology.allowedProcessors()))
    #expect((1...topology.processorCount).contains(Topology.usableProcessors))
    #expect(topology.distances.count == topology.nodes.count)
  }

  @Test func sharesFollowProcessors() {
    for (sizes, count, expected) in [
      ([4], 3, [3]), ([2, 2], 4, [2, 2]), ([2, 2], 3, [2, 1]), ([6, 2], 4, [3, 1]), ([1, 3], 8, [2, 6]), ([2, 2, 2, 2], 2, [1, 1, 0, 0]),
    ] {
      let crew = Crew(count, topology: Self.topology(sizes))
      #expect(sizes.indices.map { node in crew.homes.count { $0 == node } } == expected, "\(count) workers on \(sizes)")
    }
  }

  @Test func bindings() {
    #expect(Crew(3, topology: Self.topology([4])).binding(of: 1) == nil)
    let full = Crew(4, topology: Self.topology([2, 2]))
    #expect((0..<4).compactMap { full.binding(of: $0) }.flatMap { $0 }.sorted() == [0, 1, 2, 3])
    for worker in 0..<4 { #expect(full.topology.nodes[full.homes[worker]].processors.contains(full.binding(of: worker)![0])) }
    let part = Crew(2, topology: Self.topology([2, 2]))
    #expect(part.binding(of: 0) == [0, 1])
    #expect(part.binding(of: 1) == [2, 3])
    // More workers than processors share the node.
    #expect(Crew(6, topology: Self.topology([2, 2])).binding(of: 5)?.count == 2)
  }

  @Test(arguments: [1, 2, 3, 8, 40]) func everyWorkerRunsOnce(_ count: Int) {
    for topology in [Topology.current, Topology.current.pretending(nodes: 2), Topology.current.pretending(nodes: 5)] {
      let crew = Crew(count, topology: topology)
      let runs = (0..<count).map { _ in Counter() }
      for _ in 0..<20 { crew.run { runs[$0].value.wrappingAdd(1, ordering: .relaxed) } }
      #expect(runs.allSatisfy { $0.value.load(ordering: .relaxed) == 20 })
    }
  }

  @Test func workersStayOnTheirNode() {
    let topology = Topology.current.pretending(nodes: 2)
    for count in [1, 2, 4] {
      let crew = Crew(count, topology: topology)
      let seen = Mutex<[Int: [Int]]>([:])
      crew.run { worker in
        let allowed = Topology.allowedProcessors()
        seen.withLock { $0[worker] = allowed }
      }
      for worker in 0..<count { #expect(seen.withLock { $0[worker] } == crew.binding(of: worker)) }
    }
    // The caller is as free as before.
    #expect(Topology.allowedProcessors() == Topology.current.nodes.flatMap(\.processors).sorted())
  }

  @Test func phasesInsidePhases() {
    let total = Counter()
    Crew(3).run { _ in
      Crew(3).run { _ in total.value.wrappingAdd(1, ordering: .relaxed) }
    }
    #expect(total.value.load(ordering: .relaxed) == 9)
  }

  @Test func phasesAtTheSameTime() async {
    let total = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<50 { Crew(4).run { _ in total.value.wrappingAdd(1, ordering: .relaxed) } } }
      }
    }
    #expect(total.value.load(ordering: .relaxed) == 8 * 50 * 4)
  }

  private final class Counter: Sendable { let value = Atomic<Int>(0) }
}
