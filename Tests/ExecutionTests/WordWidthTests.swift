import GraphStore
import GyrfalconTestSupport
import PatternModel
import Planning
import Testing

@testable import Execution

/// Tables in words of 64 bits, where sets of bits stand for lists wherever that is cheaper, against words of 128 bits, which
/// go along the lists everywhere.
@Suite struct WordWidthTests {
  /// Neighbourhoods of less than a word and of more, and hubs that few of their neighbours' neighbours see.
  static func graph(_ number: Int) throws -> Graph {
    var random = SplitMix64(seed: 300 + UInt64(number))
    return try [
      { OracleGraph.random(vertexCount: 40, probability: 0.7, using: &random) },
      { .random(vertexCount: 120, probability: 0.75, using: &random) },
      { .preferentialAttachment(vertexCount: 250, edgesPerVertex: 14, using: &random) },
    ][number]().engineGraph()
  }

  /// Whether closed pairs of some roots are counted by sets, and of some by lists.
  private static func ways(_ graph: Graph, _ kernels: KernelTable) -> Set<Bool> {
    let csr = graph.neighbours, control = RunControl()
    let lists = TriangleLists(csr, workers: 1, forApexes: false, gate: MemoryGate(nil, control), control: control)
    let rows = NeighbourhoodRows(csr, kernels)
    let closed = ClosedRows(csr, rows, kernels)
    defer {
      rows.deallocate()
      closed.deallocate()
    }
    return Set((0..<csr.vertexCount).map { closed.enter(Int(csr.offsets[$0]), Int(csr.offsets[$0 + 1]), lists) })
  }

  @Test(arguments: 0..<3, KernelTable.available) func orbits(_ number: Int, _ kernels: KernelTable) throws {
    let graph = try Self.graph(number)
    #expect(Self.ways(graph, kernels).contains(true))
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    let rooted = try GraphletOrbit.all(upTo: 5).map { (pattern: try $0.graphlet.inducing(.vertices), roots: [$0.vertex]) }
    let derivation = try #require(try planner.rootedDerivation(rooted))
    var tables: Set<Int> = []
    for column in derivation.columns { if case .tables(let own) = column.source { tables.formUnion(own.first) } }
    let live = TableProgram.Liveness(derivation.program, scalars: [], vertexTables: tables)
    func run<Word: TableWord>(_ type: Word.Type) -> TableRunner<Word> {
      let runner = TableRunner<Word>(
        graph: graph, program: derivation.program, live: live, workers: 2, kernels: kernels, control: RunControl())
      _ = runner.run([])
      return runner
    }
    let narrow = run(UInt64.self), wide = run(UInt128.self)
    for table in tables {
      let a = try #require(narrow.table(table)), b = try #require(wide.table(table))
      let differ = (0..<graph.vertexCount).filter { UInt128(a[$0]) != b[$0] }
      #expect(differ.isEmpty, "\(derivation.program.vertexNodes[table])")
    }
    withExtendedLifetime((narrow, wide)) {}
  }

  @Test(arguments: 0..<3, KernelTable.available) func totals(_ number: Int, _ kernels: KernelTable) throws {
    let graph = try Self.graph(number)
    var planner = Planner(graph: graph)
    planner.prefersTables = true
    let derivation = try planner.census(Pattern.allConnected(vertices: 5))
    let wanted = Set(derivation.quantities.compactMap { if case .scalar(let number) = $0.source { number } else { nil } })
    let live = TableProgram.Liveness(derivation.program, scalars: wanted.map { derivation.program.scalars[$0] })
    func run<Word: TableWord>(_ type: Word.Type) -> [UInt128] {
      TableRunner<Word>(
        graph: graph, program: derivation.program, live: live, workers: 2, kernels: kernels, control: RunControl()
      ).run(wanted)
    }
    let narrow = run(UInt64.self), wide = run(UInt128.self)
    for scalar in wanted.sorted() { #expect(narrow[scalar] == wide[scalar], "\(derivation.program.scalars[scalar])") }
    #expect(!wanted.isEmpty)
  }
}
