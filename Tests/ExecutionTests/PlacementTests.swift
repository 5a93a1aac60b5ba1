import GraphStore
import GyrfalconTestSupport
import Machine
import Testing

@testable import Execution

/// Lists on several memory nodes, which are made up here; `make test-numa` does it on real ones.
@Suite struct PlacementTests {
  static let topology = Topology.current.pretending(nodes: 2)

  static func graph() throws -> Graph {
    var random = SplitMix64(seed: 11)
    return try OracleGraph.random(vertexCount: 60, probability: 0.2, using: &random).engineGraph()
  }

  @Test(arguments: MemoryPlacement.allCases) func workersReadTheSameLists(_ wish: MemoryPlacement) throws {
    let csr = try Self.graph().neighbours
    let crew = Crew(4, topology: Self.topology)
    csr.place(wish, for: crew)
    // Small lists are left alone by default.
    #expect(csr.placement == (wish == .automatic ? .off : wish))
    crew.run { worker in
      let own = csr.local
      #expect((own === csr) == (wish != .replicate))
      #expect(own.vertexCount == csr.vertexCount && own.targetCount == csr.targetCount && own.maximumDegree == csr.maximumDegree)
      for v in 0..<csr.vertexCount {
        #expect(own.neighbours(v).elementsEqual(csr.neighbours(v)) && own.lower[v] == csr.lower[v])
      }
    }
    #expect(csr.local === csr || wish == .replicate)
  }

  @Test func oneNodeNeedsNoCopies() throws {
    let csr = try Self.graph().neighbours
    csr.place(.replicate, for: Crew(4, topology: Self.topology.pretending(nodes: 1)))
    #expect(csr.placement == nil)
    csr.place(.replicate, for: Crew(1, topology: Self.topology))
    #expect(csr.placement == nil)
  }

  @Test func choiceFollowsSize() {
    #expect(MemoryPlacement.chosen(bytes: 1 << 50, topology: Self.topology.pretending(nodes: 1)) == .off)
    #expect(MemoryPlacement.chosen(bytes: 1 << 10, topology: Self.topology) == .off)
    #expect(MemoryPlacement.chosen(bytes: 1 << 50, topology: Self.topology) == .interleave)
  }
}
