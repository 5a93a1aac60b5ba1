import Foundation
import Gyrfalcon
import GyrfalconTestSupport
import Testing

@Suite struct DirectedCensusTests {
  @Test func againstClassifiedSubsets() throws {
    var random = SplitMix64(seed: 41)
    for size in 1...4 {
      for probability in [0.15, 0.4] {
        let oracle = OracleGraph.random(vertexCount: 9, probability: probability, directed: true, using: &random)
        let expected = Oracle.census(of: oracle, size: size)
        let counts = try Miner(try oracle.engineGraph()).motifs(size: size)
        #expect(counts.count == [1, 2, 13, 199][size - 1])
        for count in counts {
          let motif = Oracle.motifClass(of: count.pattern, directed: true)
          #expect(count.occurrences == UInt128(motif.flatMap { expected[$0] } ?? 0), "\(count.pattern)")
        }
      }
    }
  }

  @Test func triadsHaveNames() throws {
    let graph = try OracleGraph(vertexCount: 3, directed: true, edges: [(0, 1), (1, 2), (0, 2)]).engineGraph()
    let counts = try Miner(graph).motifs(size: 3)
    let names = counts.compactMap { TriadNames.name(of: $0.pattern) }
    #expect(Set(names).count == 13)
    #expect(counts.filter { $0.occurrences == 1 }.map { TriadNames.name(of: $0.pattern) } == ["030T"])
  }
}

/// Real graphs, when they lie beside the package.
@Suite(.enabled(if: DataSets.directory != nil, "no data sets beside the package (../shared/datasets)"))
struct LabelledDataTests {
  /// Feed-forward loops of the transcription network, against a triple loop over its arcs.
  @Test func feedForwardLoops() throws {
    let path = "\(DataSets.directory!)/ecoli-transcription.txt.zst"
    let graph = try Graph(contentsOf: path, options: ReadOptions(directed: true))
    var expected = 0
    let vertices = Array(graph.vertices)
    let arcs = Set(vertices.flatMap { a in (graph.neighbours(of: a) ?? []).filter { graph.hasEdge(a, $0) }.map { [a, $0] } })
    for arc in arcs {
      for third in vertices where arcs.contains([arc[1], third]) && arcs.contains([arc[0], third]) {
        if !arcs.contains([arc[1], arc[0]]) && !arcs.contains([third, arc[1]]) && !arcs.contains([third, arc[0]]) { expected += 1 }
      }
    }
    let census = try Miner(graph).motifs(size: 3)
    #expect(expected > 0)
    #expect(census.first { TriadNames.name(of: $0.pattern) == "030T" }?.occurrences == UInt128(expected))
  }

  /// The query set of the subgraph-matching community: 50 labelled patterns of 16 vertices.
  @Test func hprdQueries() throws {
    let directory = DataSets.directory!
    let graph = try Graph(contentsOf: "\(directory)/hprd.lg.zst")
    let miner = Miner(graph)
    let expected = try String(contentsOfFile: "\(directory)/hprd-queries/expected.tsv", encoding: .utf8)
    var checked = 0
    for line in expected.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t")
      let text = try String(contentsOfFile: "\(directory)/hprd-queries/\(fields[0]).graph", encoding: .utf8)
      let pattern = try #require(PatternArgument.resolve("query") { _ in text }.first?.pattern)
      #expect(try miner.count(pattern).embeddings == UInt128(fields[1]), "\(fields[0])")
      checked += 1
    }
    #expect(checked == 50)
  }
}

enum DataSets {
  /// `../shared/datasets` beside the package, or up the path from it.
  static let directory: String? = {
    var base = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    for _ in 0..<5 {
      base = base.deletingLastPathComponent()
      let path = base.appendingPathComponent("shared/datasets").path
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    return nil
  }()
}
