import Foundation
import GyrfalconTestSupport
import Testing

/// `--shard`, `gyr merge` and `--checkpoint`, through the real program.
@Suite(.serialized) struct DivisionCommandTests {
  private func shards(_ n: Int, _ arguments: [String], in folder: Folder) throws -> [String] {
    try (1...n).map { number in
      let run = try Program.run(arguments + ["--shard", "\(number)/\(n)"])
      #expect(run.status == 0, "\(run.errors)")
      return folder.write("\(UUID().uuidString).json", run.output)
    }
  }

  @Test(arguments: [
    ["count", Program.words, "triangle", "5-cycle", "6-clique", "(a)--(b)--(c), a !-- c"],
    ["count", Program.words, "4-cycle", "--morphism", "homomorphic"],
    ["count", Program.words, "4-cycle", "--embeddings"], ["count", Program.words, "diamond", "--induced"],
    ["motifs", Program.words, "--size", "4"], ["cliques", Program.words, "--size", "4"],
  ]) func mergedAsTheWhole(arguments: [String]) throws {
    let folder = try Folder()
    let text = try Program.run(arguments), json = try Program.run(arguments + ["--json"])
    for n in [1, 3] {
      let files = try shards(n, arguments, in: folder)
      let merged = try Program.run(["merge"] + files.reversed())
      #expect(merged.status == 0 && merged.output == text.output, "\(merged.errors)\(merged.output)")
      let object = try Program.run(["merge"] + files + ["--json"])
      #expect(try object.resultsText() == json.resultsText())
      #expect(try object.json()["complete"] as? Bool == true)
    }
  }

  @Test func orbitsAndMatches() throws {
    let folder = try Folder()
    let whole = folder.path("whole.tsv"), merged = folder.path("merged.tsv")
    let expected = try Program.run("orbits", Program.words, "--size", "4", "--output", whole, "--json")
    let files = try (1...3).map { number -> String in
      let run = try Program.run(
        "orbits", Program.words, "--size", "4", "--shard", "\(number)/3", "--output", folder.path("part-\(number).tsv"), "--json")
      #expect(run.status == 0, "\(run.errors)")
      return folder.write("orbits-\(number).json", run.output)
    }
    let run = try Program.run(["merge"] + files + ["--output", merged, "--json"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.resultsText() == expected.resultsText())
    #expect(try folder.read("merged.tsv") == folder.read("whole.tsv"))

    var lines: [String] = []
    for number in 1...4 {
      lines += try Program.run("match", Program.words, "triangle", "--shard", "\(number)/4").lines
    }
    #expect(Set(lines).count == lines.count)
    let triangles = try Program.run("count", Program.words, "triangle", "--json").results()[0]["count"] as? Int
    #expect(lines.count == triangles)
  }

  @Test func shardsThatDoNotBelongTogether() throws {
    let folder = try Folder()
    let files = try shards(3, ["count", Program.words, "triangle"], in: folder)
    let others = try shards(3, ["count", Program.words, "4-cycle"], in: folder)
    let graph = try Program.file("1 2\n2 3\n3 1\n")
    let elsewhere = try shards(3, ["count", graph, "triangle"], in: folder)
    let broken = folder.write("broken.json", String(try String(contentsOfFile: files[1], encoding: .utf8).dropLast(40)))
    let whole = folder.write("whole.json", try Program.run("count", Program.words, "triangle", "--json").output)
    for (given, words) in [
      ([files[0], files[1]], "shard 3 of 3 is missing"), ([files[0], files[0], files[1], files[2]], "are both shard 1/3"),
      ([files[0], others[1], files[2]], "counts something else"), ([files[0], elsewhere[1], files[2]], "another graph"),
      ([files[0], broken, files[2]], "at byte"), ([files[0], whole, files[2]], "is no shard"),
    ] {
      let run = try Program.run(["merge"] + given)
      #expect(run.status == 65 && run.output.isEmpty && run.errors.contains(words), "\(words): \(run.errors)")
    }
    #expect(try Program.run("merge", folder.path("nothing.json")).status == 66)
    let stopped = try Program.run("count", LimitTests.large, LimitTests.long, "--shard", "1/2", "--deadline", "2s")
    #expect(stopped.status == 75)
  }

  /// Killed at random moments, a run goes on and comes to the same answer. `GYR_KILLS=100` for the whole dose.
  @Test func killedRunsGoOn() throws {
    let kills = ProcessInfo.processInfo.environment["GYR_KILLS"].flatMap { Int($0) } ?? 4
    var random = SplitMix64(seed: 99)
    let folder = try Folder()
    let runs = [
      ["count", Program.words, "(a)--(b)--(c)--(d)--(e), a !-- c", "triangle", "--json"],
      ["motifs", Program.words, "--size", "5", "--json"], ["cliques", Program.words, "--size", "7", "--json"],
    ]
    for (number, arguments) in runs.enumerated() {
      let expected = try Program.run(arguments).resultsText()
      let full = ContinuousClock.now
      _ = try Program.run(arguments)
      let seconds = (ContinuousClock.now - full) / .seconds(1)
      let path = folder.path("checkpoint-\(number)")
      let asked = arguments + ["--checkpoint", path]
      var killed = 0
      for _ in 0..<(kills + 2) / 3 {
        let run = try LimitTests.interrupt(
          asked, after: Double.random(in: 0...max(0.1, seconds), using: &random), signal: SIGKILL, folder: folder)
        if run.status == -SIGKILL { killed += 1 }
      }
      let last = try Program.run(asked)
      #expect(last.status == 0, "\(last.errors)")
      #expect(try last.resultsText() == expected, "\(arguments) after \(killed) kills")
      #expect(!folder.names.contains { $0.contains("partial") }, "\(folder.names)")
    }
  }

  @Test func checkpointsThatCannotBeUsed() throws {
    let folder = try Folder()
    let path = folder.path("c")
    #expect(try Program.run("count", Program.words, "triangle", "--checkpoint", path).status == 0)
    let other = try Program.run("count", Program.words, "4-cycle", "--checkpoint", path)
    #expect(other.status == 65 && other.errors.contains("of another run"))
    let shard = try Program.run("count", Program.words, "triangle", "--checkpoint", path, "--shard", "1/2")
    #expect(shard.status == 65 && shard.errors.contains("it does the whole work, and this run shard 1/2"))
    // In words, from the graph on.
    let graph = try Program.file("1 2\n2 3\n3 1\n")
    for (arguments, words) in [
      ([Program.words, "4-cycle"], "it counts (a)--(b)--(c)--(a), and this run (a)--(b)--(c)--(d)--(a)"),
      ([graph, "triangle"], "its graph has 7066 vertices, 25088 edges"), ([graph, "triangle"], "this run's 3 vertices, 3 edges"),
      ([Program.words, "triangle", "--where", "a=zoo"], "its options are injective, and this run's injective, a = zoo"),
      ([Program.words, "triangle", "--morphism", "homomorphic"], "and this run's homomorphic"),
    ] {
      let run = try Program.run(["count"] + arguments + ["--checkpoint", path])
      #expect(run.status == 65 && run.errors.contains(words), "\(run.errors)")
    }
    let text = try folder.read("c")
    folder.write("c", text.replacingOccurrences(of: "checkpoint 2", with: "checkpoint 1"))
    #expect(try Program.run("count", Program.words, "triangle", "--checkpoint", path).errors.contains("another version"))
    try Data("gyrfalcon checkpoint 2\ngraph".utf8).write(to: URL(fileURLWithPath: path))
    let cut = try Program.run("count", Program.words, "triangle", "--checkpoint", path)
    #expect(cut.status == 65 && cut.errors.contains("remove it"))
    for place in ["/nowhere/c", folder.url.path, "/dev/full"] {
      let run = try Program.run("count", Program.words, "triangle", "--checkpoint", place)
      #expect([65, 74].contains(run.status) && run.output.isEmpty, "\(place): \(run.status) \(run.errors)")
    }
  }
}
