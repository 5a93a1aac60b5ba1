import Foundation
import Gyrfalcon
import Testing

/// Counts on real graphs that other systems agree on.
@Suite struct GoldenTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let shared = root.deletingLastPathComponent().appendingPathComponent("shared")
  static let hasShared = FileManager.default.fileExists(atPath: shared.appendingPathComponent("datasets").path)
  #if DEBUG
  static let optimised = false
  #else
  static let optimised = true
  #endif

  struct Figures: Decodable {
    struct Case: Decodable {
      var graph: String
      var task: String
      var args: [String]
      var counts: [UInt64]?
    }
    var cases: [Case]
  }

  struct Manifest: Decodable {
    struct Entry: Decodable {
      var file: String
      var triangles: Int
    }
    var datasets: [Entry]
  }

  static func counts(_ graph: Graph, _ pairs: [(String, UInt128)], induced: Bool) throws {
    let miner = Miner(graph)
    for (name, expected) in pairs {
      let pattern = try #require(PatternLibrary.pattern(named: name)).inducing(induced ? .vertices : .edges)
      #expect(try miner.count(pattern).occurrences == expected, "\(name), induced \(induced)")
    }
  }

  @Test(.enabled(if: hasShared, "needs ../shared/datasets")) func citeseer() throws {
    let graph = try Graph(contentsOf: Self.shared.appendingPathComponent("datasets/citeseer.lg.zst").path)
    #expect(graph.vertexCount == 3312 && graph.edgeCount == 4536)
    try Self.counts(graph, [
      ("wedge", 23380), ("triangle", 1166), ("4-path", 111153), ("3-star", 222630), ("tailed-triangle", 22900),
      ("4-cycle", 3094), ("diamond", 2200), ("4-clique", 255),
    ], induced: true)
    try Self.counts(graph, [
      ("4-path", 185589), ("3-star", 250950), ("tailed-triangle", 34760), ("4-cycle", 6059), ("diamond", 3730),
    ], induced: false)
  }

  /// All cases of the comparison that take moments; in a debug build only the smallest.
  @Test(.enabled(if: hasShared, "needs ../shared")) func comparison() throws {
    let figures = try JSONDecoder().decode(Figures.self, from: Data(contentsOf: Self.shared.appendingPathComponent("bench/figures.json")))
    let quick = Self.optimised
      ? ["triangle", "4clique", "5clique", "diamond", "4cycle", "tailed", "gem", "bowtie", "k5minus", "diamond-v", "4cycle-v", "3motifs", "4motifs", "kc6"]
      : ["triangle", "4clique", "diamond", "3motifs"]
    var checked = 0
    for graph in Self.optimised ? ["email-Enron", "facebook_combined", "soc-Epinions1"] : ["facebook_combined"] {
      let miner = Miner(try Graph(contentsOf: Self.shared.appendingPathComponent("datasets/\(graph).txt.zst").path))
      for test in figures.cases where test.graph == graph && quick.contains(test.task) {
        guard let expected = test.counts else { continue }
        let counts: [Count]
        switch test.args[0] {
        case "motifs": counts = try miner.motifs(size: Int(test.args[2])!)
        case "cliques": counts = [try miner.cliques(size: Int(test.args[2])!)]
        default:
          let pattern = try PatternArgument.resolve(test.args[1], readFile: { _ in nil })[0].pattern
          counts = [try miner.count(try pattern.inducing(test.args.contains("--induced") ? .vertices : .edges))]
        }
        #expect(counts.map(\.occurrences).sorted() == expected.map { UInt128($0) }.sorted(), "\(graph) \(test.task)")
        checked += 1
      }
    }
    #expect(checked >= 4)
  }

  @Test func shippedDataSets() throws {
    let manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: Self.root.appendingPathComponent("Datasets/manifest.json")))
    #expect(manifest.datasets.count >= 3)
    for entry in manifest.datasets {
      let graph = try Graph(contentsOf: Self.root.appendingPathComponent("Datasets/\(entry.file)").path)
      #expect(try Miner(graph).count(.clique(3)).occurrences == UInt128(entry.triangles), "\(entry.file)")
    }
  }
}
