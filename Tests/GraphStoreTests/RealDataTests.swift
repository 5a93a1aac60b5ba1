import Glibc
import Testing

@testable import GraphStore

/// Real graphs, when they lie beside the package; their counts are in the directory's INDEX.md.
@Suite(.enabled(if: RealData.directory != nil, "no data sets beside the package (../shared/datasets)"))
struct RealDataTests {
  @Test(arguments: RealData.files)
  func undirectedCounts(file: RealData) throws {
    let graph = try Graph(contentsOf: "\(RealData.directory!)/\(file.name)", options: ReadOptions(threads: 2))
    #expect(graph.vertexCount == file.vertices)
    #expect(graph.edgeCount == file.edges)
    if let degree = file.maximumDegree { #expect(graph.neighbours.maximumDegree == degree) }
    if let degeneracy = file.degeneracy { #expect(graph.degeneracyOrder().degeneracy == degeneracy) }
    #expect((graph.vertexLabels?.dictionary.count ?? 0) == file.labels)
  }

  @Test func directedAndLabelled() throws {
    let directory = try #require(RealData.directory)
    let graph = try Graph(
      contentsOf: "\(directory)/debian12-deps.txt.zst",
      options: ReadOptions(directed: true, columns: [.source, .target, .label]))
    #expect(graph.vertexCount == 105_765)
    let labels = try #require(graph.edgeLabels)
    #expect(labels.dictionary.names == (1...9).map(String.init))
    #expect(labels.unlabelledCount == 0)
    // The relations, merged again, are the whole graph.
    #expect(labels.lists(anyOf: Array(0..<9)).outgoing === graph.outgoing)
    #expect(graph.neighbours.targetCount / 2 == 387_566)
    let report = graph.report
    #expect(report.linesRead == report.edgesGiven + 1)
    #expect(
      report.edgesGiven
        == graph.edgeCount + report.selfLoopsDropped + report.duplicatesMerged + report.parallelLabelsKept)
    for threads in [1, 2, 4] {
      let again = try Graph(
        contentsOf: "\(directory)/debian12-deps.txt.zst",
        options: ReadOptions(directed: true, columns: [.source, .target, .label], threads: threads))
      #expect(again.report == report)
    }
  }

  @Test func setOfGraphsIsRefused() throws {
    let path = "\(try #require(RealData.directory))/chemical_340.lg.zst"
    let error = #expect(throws: GraphFileError.self) { try Graph(contentsOf: path) }
    #expect(error?.kind == .unsupported)
  }
}

struct RealData: Sendable, CustomTestStringConvertible {
  var name: String
  var vertices: Int
  var edges: Int
  var maximumDegree: Int?
  var degeneracy: Int?
  var labels = 0

  var testDescription: String { name }

  static let directory: String? = {
    // This file is Tests/GraphStoreTests/<file> in the package.
    let root = #filePath.split(separator: "/").dropLast(3).map(String.init)
    let path = "/" + (root.dropLast() + ["shared", "datasets"]).joined(separator: "/")
    return access(path + "/INDEX.md", R_OK) == 0 ? path : nil
  }()

  /// From INDEX.md; vertices seen only in self-loops included.
  static let files = [
    RealData(name: "BioGrid-Human.txt.zst", vertices: 24093, edges: 369767, maximumDegree: 2882, degeneracy: 71),
    RealData(name: "CollegeMsg.txt.zst", vertices: 1899, edges: 13838, maximumDegree: 255, degeneracy: 20),
    RealData(name: "ca-AstroPh-lcc.txt.zst", vertices: 17903, edges: 196972, maximumDegree: 504, degeneracy: 56),
    RealData(name: "ca-GrQc.txt.zst", vertices: 5241, edges: 14484, maximumDegree: 81, degeneracy: 43),
    RealData(name: "celegans-neural.txt.zst", vertices: 297, edges: 2148, maximumDegree: 134, degeneracy: 10),
    RealData(name: "debian12-deps.txt.zst", vertices: 105765, edges: 387566, maximumDegree: 21828, degeneracy: 39),
    RealData(name: "ecoli-transcription.txt.zst", vertices: 424, edges: 519, maximumDegree: 72, degeneracy: 3),
    RealData(name: "ego-Twitter.txt.zst", vertices: 81306, edges: 1_342_296, maximumDegree: 3383, degeneracy: 96),
    RealData(name: "email-Enron.txt.zst", vertices: 36692, edges: 183831, maximumDegree: 1383, degeneracy: 43),
    RealData(name: "email-Eu-core.txt.zst", vertices: 1005, edges: 16064, maximumDegree: 345, degeneracy: 34),
    RealData(name: "facebook_combined.txt.zst", vertices: 4039, edges: 88234, maximumDegree: 1045, degeneracy: 115),
    RealData(name: "loc-gowalla.txt.zst", vertices: 196591, edges: 950327, maximumDegree: 14730, degeneracy: 51),
    RealData(name: "p2p-Gnutella31.txt.zst", vertices: 62586, edges: 147892, maximumDegree: 95, degeneracy: 6),
    RealData(name: "road-luxembourg-osm.txt.zst", vertices: 114599, edges: 119666, maximumDegree: 6, degeneracy: 2),
    RealData(name: "soc-Epinions1.txt.zst", vertices: 75879, edges: 405740, maximumDegree: 3044, degeneracy: 67),
    RealData(name: "soc-sign-bitcoinotc.txt.zst", vertices: 5881, edges: 21492, maximumDegree: 795, degeneracy: 21),
    RealData(name: "socfb-Stanford3.txt.zst", vertices: 11621, edges: 568330, maximumDegree: 1172, degeneracy: 91),
    RealData(name: "web-Stanford.txt.zst", vertices: 281903, edges: 1_992_635, maximumDegree: 38625, degeneracy: 71),
    RealData(name: "wiki-Vote.txt.zst", vertices: 7115, edges: 100762, maximumDegree: 1065, degeneracy: 53),
    RealData(name: "citeseer.lg.zst", vertices: 3312, edges: 4536, labels: 6),
    RealData(name: "cora.lg.zst", vertices: 2708, edges: 5278, labels: 7),
    RealData(name: "yeast.lg.zst", vertices: 3112, edges: 12519, labels: 71),
    RealData(name: "hprd.lg.zst", vertices: 9460, edges: 34998, labels: 307),
  ]
}
