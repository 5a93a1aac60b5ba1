import Foundation
import Testing

@Suite struct CountTests {
  @Test func manyPatternsInOneRun() throws {
    let run = try Program.run("count", Program.words, "triangle", "5-clique", "(x)--(y); # a comment", "g6:Bw")
    #expect(run.status == 0)
    #expect(run.counts == ["30508", "39041", "25088", "30508"])
    #expect(run.output.contains("# occurrences, edge-induced, injective, undirected"))
    #expect(run.errors == "")
  }

  /// The contract, member by member.
  @Test func json() throws {
    let run = try Program.run("count", Program.words, "triangle", "(p)--(q)--(r)", "--json", "--threads", "2")
    #expect(run.status == 0)
    let answer = try run.json()
    #expect(answer["command"] as? String == "count")
    let graph = try #require(answer["graph"] as? [String: Any])
    #expect(graph["path"] as? String == Program.words)
    #expect(graph["vertices"] as? Int == 7066)
    #expect(graph["edges"] as? Int == 25088)
    #expect(graph["directed"] as? Bool == false)
    #expect(answer["complete"] as? Bool == true)
    #expect(answer["threads"] as? Int == 2)
    let seconds = try #require(answer["seconds"] as? [String: Double])
    #expect(Set(seconds.keys) == ["load", "plan", "mine"])
    #expect(seconds.values.allSatisfy { $0 >= 0 && $0 < 60 })
    #expect(seconds["load"]! > 0)
    let results = try run.results()
    #expect(results.map { $0["name"] as? String } == ["triangle", "(p)--(q)--(r)"])
    #expect(results.map { $0["count"] as? Int } == [30508, 154_622 + 3 * 30508])
    #expect(results[0]["pattern"] as? String == "(a)--(b)--(c)--(a)")
    #expect(results[0]["graph6"] as? String == "Bw")
    #expect(results[0]["semantics"] as? String == "occurrences, edge-induced, injective, undirected")
  }

  @Test func graph6IsCanonical() throws {
    let texts = ["(a)--(b)--(c)--(d)", "(x)--(y), (z)--(x), (w)--(y)", "4-path"]
    let run = try Program.run("count", Program.words, texts[0], texts[1], texts[2], "--json")
    let results = try run.results()
    #expect(Set(results.map { $0["graph6"] as? String }).count == 1)
    #expect(Set(results.map { $0["count"] as? Int }).count == 1)
  }

  @Test func inducedForAllOrForOne() throws {
    let all = try Program.run("count", Program.words, "wedge", "diamond", "--induced")
    #expect(all.counts == ["154622", "0"])
    #expect(all.output.contains("vertex-induced"))
    let one = try Program.run("count", Program.words, "@induced (a)--(b)--(c)", "wedge", "--json")
    let results = try one.results()
    #expect(results.map { $0["count"] as? Int } == [154_622, 154_622 + 3 * 30508])
    #expect(results[0]["semantics"] as? String == "occurrences, vertex-induced, injective, undirected")
    #expect(results[1]["semantics"] as? String == "occurrences, edge-induced, injective, undirected")
  }

  @Test func embeddingsAreOccurrencesTimesSymmetries() throws {
    let run = try Program.run("count", Program.words, "triangle", "edge", "wedge", "--embeddings", "--json")
    let results = try run.results()
    #expect(results.map { $0["count"] as? Int } == [6 * 30508, 2 * 25088, 2 * (154_622 + 3 * 30508)])
    #expect(results[0]["semantics"] as? String == "embeddings, edge-induced, injective, undirected")
  }

  @Test(arguments: ["1", "2", "4"]) func threadsDoNotMatter(threads: String) throws {
    #expect(try Program.run("count", Program.words, "house", "--threads", threads).counts == ["2564138"])
  }

  @Test func everyKernelAgrees() throws {
    let machine = try Program.run("info", "--machine", "--json").json()
    let kernels = try #require(machine["kernels"] as? [String: Any])
    let available = try #require(kernels["available"] as? [String])
    #expect(available.contains("scalar"))
    for name in available {
      let run = try Program.run("count", Program.words, "house", "5-clique", environment: ["GYR_KERNELS": name])
      #expect(run.counts == ["2564138", "39041"], "\(name)")
    }
    let wrong = try Program.run("count", Program.words, "edge", environment: ["GYR_KERNELS": "abacus"])
    #expect(wrong.status == 64)
  }

  /// 5-stars in a star: C(leaves, 5), beyond 64 bits, as a bare integer.
  @Test func countsBeyond64Bits() throws {
    let folder = try Folder()
    let leaves = 1 << 17
    let star = folder.write("star.txt", (1...leaves).map { "0 \($0)" }.joined(separator: "\n"))
    // C(n, 5) = n (n-1) (n-2) (n-3) (n-4) / 120, multiplied step by step so that every division is exact.
    var expected: UInt128 = 1
    for i in 0..<5 { expected = expected * UInt128(leaves - i) / UInt128(i + 1) }
    #expect(expected > UInt128(UInt64.max))
    let run = try Program.run("count", star, "5-star", "--json")
    #expect(run.status == 0)
    #expect(run.output.contains("\"count\": \(expected),"))
  }

  @Test func cliquesAndMotifs() throws {
    for (size, count) in [(1, "7066"), (2, "25088"), (3, "30508"), (5, "39041"), (8, "11373"), (14, "0")] {
      #expect(try Program.run("cliques", Program.words, "--size", "\(size)").counts == [count])
    }
    let motifs = try Program.run("motifs", Program.words, "--size", "4", "--json").results()
    let byName = Dictionary(uniqueKeysWithValues: motifs.map { ($0["name"] as! String, $0["count"] as! Int) })
    #expect(byName == [
      "4-path": 1_085_523, "claw": 207_771, "tailed-triangle": 593_693, "square": 13_613, "diamond": 0, "4-clique": 37_482,
    ])
    let folder = try Folder()
    let small = folder.write("small.txt", Self.smallGraph)
    for (size, classes) in [(1, 1), (2, 1), (3, 2), (5, 21), (6, 112)] {
      let results = try Program.run("motifs", small, "--size", "\(size)", "--json").results()
      #expect(results.count == classes)
      #expect(Set(results.map { $0["graph6"] as! String }).count == classes)
      #expect(results.allSatisfy { $0["semantics"] as? String == "occurrences, vertex-induced, injective, undirected" })
    }
  }

  /// Two joined 5-cliques with tails and a square: 16 vertices in which many classes occur.
  static let smallGraph = """
    1 2
    1 3
    1 4
    1 5
    2 3
    2 4
    2 5
    3 4
    3 5
    4 5
    5 6
    6 7
    6 8
    6 9
    7 8
    7 9
    8 9
    9 10
    10 11
    11 12
    12 9
    3 13
    13 14
    14 15
    15 3
    2 16
    16 10
    """

  /// What a census prints as pattern is that pattern: counting it again gives the same number and the same graph6.
  @Test(arguments: [4, 5, 6]) func motifTextsMeanTheirCounts(size: Int) throws {
    let folder = try Folder()
    let small = folder.write("small.txt", Self.smallGraph)
    let motifs = try Program.run("motifs", small, "--size", "\(size)", "--json").results()
    let texts = try motifs.map { try #require($0["pattern"] as? String) }
    let again = try Program.run(["count", small] + texts + ["--json"]).results()
    #expect(motifs.count { ($0["count"] as? Int ?? 0) > 0 } > motifs.count / 8)
    #expect(again.map { $0["count"] as? Int } == motifs.map { $0["count"] as? Int })
    #expect(again.map { $0["graph6"] as? String } == motifs.map { $0["graph6"] as? String })
  }

  @Test(.enabled(if: Program.shared("citeseer.lg.zst") != nil, "../shared/datasets is not there"))
  func goldenCiteseer() throws {
    let path = try #require(Program.shared("citeseer.lg.zst"))
    let info = try #require(try Program.run("info", path, "--json").json()["graph"] as? [String: Any])
    #expect(info["vertices"] as? Int == 3312)
    #expect(info["edges"] as? Int == 4536)
    func census(_ size: String) throws -> [String: Int] {
      let results = try Program.run("motifs", path, "--size", size, "--json").results()
      return Dictionary(uniqueKeysWithValues: results.map { ($0["name"] as! String, $0["count"] as! Int) })
    }
    #expect(try census("3") == ["wedge": 23380, "triangle": 1166])
    #expect(try census("4") == [
      "4-path": 111_153, "claw": 222_630, "tailed-triangle": 22900, "square": 3094, "diamond": 2200, "4-clique": 255,
    ])
    let edges = try Program.run("count", path, "4-path", "3-star", "tailed-triangle", "4-cycle", "diamond")
    #expect(edges.counts == ["185589", "250950", "34760", "6059", "3730"])
  }

  @Test(.enabled(if: Program.shared("facebook_combined.txt.zst") != nil, "../shared/datasets is not there"))
  func goldenFacebook() throws {
    let run = try Program.run("count", Program.shared("facebook_combined.txt.zst")!, "triangle", "4-clique")
    #expect(run.counts == ["1612010", "30004668"])
  }
}
