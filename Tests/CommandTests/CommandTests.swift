import Foundation
import Testing

@Suite struct CommandTests {
  static let tailed = "1 2\n2 3\n3 1\n3 40\n"

  // MARK: Answers

  @Test func countsOfSeveralPatterns() throws {
    let path = try Program.file(Self.tailed)
    let answer = try Program.json("count", path, "triangle", "(a)--(b)--(c)", "g6:C~")
    let results = try #require(answer["results"] as? [[String: Any]])
    #expect(results.map { $0["count"] as? Int } == [1, 5, 0])
    #expect(results.map { $0["graph6"] as? String } == ["Bw", "BW", "C~"])
    #expect(results[0]["semantics"] as? String == "occurrences, edge-induced, injective, undirected")
    #expect(answer["command"] as? String == "count" && answer["complete"] as? Bool == true)
    let graph = try #require(answer["graph"] as? [String: Any])
    #expect(graph["vertices"] as? Int == 4 && graph["edges"] as? Int == 4 && graph["directed"] as? Bool == false)
    let seconds = try #require(answer["seconds"] as? [String: Any])
    #expect(Set(seconds.keys) == ["load", "plan", "mine"])
  }

  @Test func inducedAndEmbeddings() throws {
    let path = try Program.file(Self.tailed)
    func count(_ more: String...) throws -> Int? {
      let answer = try Program.run(["count", path] + more + ["--json"])
      let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
      return (object?["results"] as? [[String: Any]])?.first?["count"] as? Int
    }
    #expect(try count("wedge") == 5)
    #expect(try count("wedge", "--induced") == 2)
    #expect(try count("@induced (a)--(b)--(c)") == 2)
    #expect(try count("triangle", "--embeddings") == 6)
  }

  @Test func bigCountsAreBareIntegers() throws {
    let path = try Program.file((1...5000).map { "0 \($0)" }.joined(separator: "\n"))
    let answer = try Program.run("count", path, "8-star", "--json")
    #expect(answer.output.contains("\"count\": 9633991198641591860780625"), "\(answer.output)")
  }

  @Test func motifsListEveryClass() throws {
    let answer = try Program.json("motifs", Program.words, "--size", "4")
    let results = try #require(answer["results"] as? [[String: Any]])
    #expect(results.count == 6)
    // Two words that differ from each other in one place agree in all others: no induced diamond can exist.
    #expect(results.first { $0["name"] as? String == "diamond" }?["count"] as? Int == 0)
    #expect(results.first { $0["name"] as? String == "4-clique" }?["count"] as? Int == 37482)
    #expect(try Program.run("motifs", Program.words, "--size", "9").status == 64)
  }

  @Test func cliquesAndInfo() throws {
    let cliques = try Program.json("cliques", Program.words, "--size", "3")
    #expect((cliques["results"] as? [[String: Any]])?.first?["count"] as? Int == 30508)
    let info = try Program.json("info", Program.words)
    #expect((info["graph"] as? [String: Any])?["edges"] as? Int == 25088)
    #expect(try Program.run("info", "--machine").output.contains("scalar"))
  }

  @Test func existsSaysYesAndNo() throws {
    let path = try Program.file(Self.tailed)
    let yes = try Program.json("exists", path, "triangle")
    #expect(yes["exists"] as? Bool == true)
    #expect(Set((yes["match"] as? [String: Int] ?? [:]).values) == [1, 2, 3])
    let no = try Program.run("exists", path, "4-clique", "--json")
    #expect(no.status == 1 && no.output.contains("\"exists\": false") && no.output.contains("\"match\": null"))
  }

  @Test func matchesInTheUsersIDs() throws {
    let path = try Program.file("ann bob\nbob cid\ncid ann\ncid \"dan\n")
    let answer = try Program.run("match", path, "(x)--(y)--(z)--(x), (z)--(w)")
    let lines = try answer.lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: String] }
    #expect(lines.count == 1 && lines[0]?["z"] == "cid" && lines[0]?["w"] == "\"dan")
    let csv = try Program.run("match", path, "edge", "--to", "csv", "--sort")
    #expect(csv.lines.first == "a,b" && csv.lines.count == 5 && csv.lines.contains { $0.contains("\"\"\"dan\"") })
  }

  @Test(arguments: [0, 1, 5, 1000, 30508, 99999]) func limitsAreExact(_ limit: Int) throws {
    let answer = try Program.run("match", Program.words, "triangle", "--limit", "\(limit)")
    #expect(answer.status == 0 && answer.lines.count == min(limit, 30508) && Set(answer.lines).count == answer.lines.count)
  }

  @Test func outputFileIsWholeOrAbsent() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent("out.csv").path
    #expect(try Program.run("match", Program.words, "4-clique", "--to", "csv", "-o", path).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 37483)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.csv"])
    let missing = try Program.run("match", Program.words, "edge", "-o", folder.path + "/none/out")
    #expect(missing.status == 74 && missing.errors.contains("none/out"))
    if FileManager.default.fileExists(atPath: "/dev/full") {
      let process = Process()
      process.executableURL = Program.binary
      process.arguments = ["match", Program.words, "4-path"]
      process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 74)
    }
  }

  @Test func aClosedPipeEndsQuietly() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "\"$0\" match \"$1\" 4-path 2>/tmp/gyr-pipe-$$ | head -n 1 >/dev/null; cat /tmp/gyr-pipe-$$; rm -f /tmp/gyr-pipe-$$", Program.binary.path, Program.words]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let said = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(!String(decoding: said, as: UTF8.self).contains("cannot write"))
  }

  @Test func explainShowsTheDerivationAsAnEquation() throws {
    let answer = try Program.run("explain", Program.words, "house", "--analyze")
    #expect(answer.status == 0)
    for word in ["count(house) = ", "t(a, b) = |N(a) ∩ N(b)|", "actual: 2564138"] {
      #expect(answer.output.contains(word), "\(word)")
    }
  }

  @Test func orbitsAsTableAndAsTotals() throws {
    let table = try Program.run("orbits", Program.words, "--size", "4")
    #expect(table.status == 0)
    let lines = table.output.split(separator: "\n")
    #expect(lines.count == 7067)
    #expect(lines[0].split(separator: "\t").count == 16)
    let file = try Program.file("", name: "orbits.npy")
    let json = try Program.json("orbits", Program.words, "--size", "4", "--json", "--output", file)
    let results = try #require(json["results"] as? [[String: Any]])
    // Orbit 3 is the triangle's, which has three vertices.
    let triangles = try Program.json("count", Program.words, "triangle")
    let count = try #require((triangles["results"] as? [[String: Any]])?.first?["count"] as? Int)
    #expect(results[3]["total"] as? Int == 3 * count)
    #expect((try Program.json("orbits", Program.words, "--size", "4", "--json")["results"] as? [Any])?.count == 15)
    let bytes = try #require(FileManager.default.contents(atPath: file))
    #expect(bytes.starts(with: [0x93] + Array("NUMPY".utf8)) && bytes.count == 128 + 7066 * 15 * 8)
    #expect(try Program.run("orbits", Program.words, "--size", "6").status == 64)
  }

  @Test func explainShowsLoopsAndActuals() throws {
    let answer = try Program.run("explain", Program.words, "house", "--analyze", "--without", "tables")
    #expect(answer.status == 0)
    for word in ["for a in V", "count +=", "really", "actual: 2564138"] { #expect(answer.output.contains(word), "\(word)") }
    let json = try Program.json("explain", Program.words, "4-cycle", "--induced", "--analyze")
    #expect((json["results"] as? [[String: Any]])?.first?["count"] as? Int == 13613)
    #expect(try Program.run("explain", Program.words, "house", "--without", "nonsense").status == 64)
    #expect(try Program.run("explain", Program.words, "house", "--without", "local,order-search,tables", "--analyze").output.contains("actual: 2564138"))
  }

  @Test func patternsAreListed() throws {
    let list = try Program.run("patterns")
    #expect(list.status == 0 && list.output.contains("diamond") && list.output.contains("house"))
    #expect(try Program.run("patterns", "house").output.contains("|Aut|"))
  }

  // MARK: Input

  @Test func standardInputAndDirections() throws {
    let arcs = Data("a b\nb c\nc a\nb a\n".utf8)
    let undirected = try Program.json("count", "-", "edge", input: arcs)
    #expect((undirected["results"] as? [[String: Any]])?.first?["count"] as? Int == 3)
    let directed = try Program.run("count", "-", "(x)->(y)->(z)->(x)", "(x)<->(y)", "--directed", "--json", input: arcs)
    #expect(directed.output.components(separatedBy: "\"count\": 1,").count == 3, "\(directed.output)\(directed.errors)")
  }

  @Test func droppedLinesAreReported() throws {
    let path = try Program.file("1 1\n1 2\n2 1\n")
    let answer = try Program.run("count", path, "edge")
    #expect(answer.status == 0 && answer.errors.contains("self-loop") && answer.errors.contains("duplicate"))
    #expect(try Program.run("count", path, "edge", "--quiet").errors == "")
  }

  @Test func kernelsGiveTheSameAnswer() throws {
    for kernels in ["scalar", "avx2", "avx512"] {
      let answer = try Program.run("count", Program.words, "house", "4-clique", environment: ["GYR_KERNELS": kernels])
      if answer.status == 64 {
        #expect(answer.errors.contains("this machine has"))
      } else {
        #expect(answer.output.contains("2564138") && answer.output.contains("37482"))
      }
    }
    #expect(try Program.run("count", Program.words, "edge", environment: ["GYR_KERNELS": "mmx"]).status == 64)
  }

  // MARK: What goes wrong

  @Test func badInputHasAPlaceAndAStatus() throws {
    let oneField = try Program.file("1 2\n3\n")
    let bad = try Program.run("count", oneField, "triangle")
    #expect(bad.status == 65 && bad.errors.contains(":2:") && bad.output == "")
    let missing = try Program.run("count", "/nonexistent/graph", "triangle")
    #expect(missing.status == 66 && missing.errors.split(separator: "\n").count == 1)
    let near = try Program.run("count", String(Program.words.dropLast(4)) + ".tx", "triangle")
    #expect(near.status == 66 && near.errors.contains("did you mean"))
    let pattern = try Program.run("count", Program.words, "(a)--(b")
    #expect(pattern.status == 64 && pattern.errors.contains("^"))
    let name = try Program.run("count", Program.words, "dimond")
    #expect(name.status == 64 && name.errors.contains("diamond"))
    let arc = try Program.run("count", Program.words, "a -> b")
    #expect(arc.status == 64 && arc.errors.contains("--directed"))
    #expect(try Program.run("count", Program.words).status == 64)
    #expect(try Program.run("cuont", Program.words).errors.contains("count"))
    let broken = try Program.file("")
    try Data([0x1F, 0x8B, 8, 0, 1, 2, 3]).write(to: URL(fileURLWithPath: broken))
    #expect(try Program.run("count", broken, "edge").status == 65)
  }

  @Test func hostileGraphs() throws {
    for text in ["", "\n\n", "# only a comment\n", "5 5\n"] {
      let answer = try Program.json("count", try Program.file(text), "triangle", "4-star")
      #expect((answer["results"] as? [[String: Any]])?.allSatisfy { $0["count"] as? Int == 0 } == true)
      #expect(try Program.run("motifs", try Program.file(text), "--size", "5").status == 0)
    }
    #expect(try Program.run("count", try Program.file("1 99999999999999999999\n"), "edge").status == 65)
    #expect(try Program.run("count", try Program.file("1 2\n\0\0\n"), "edge").status == 65)
  }

  @Test func helpAnswers() throws {
    for command in ["count", "motifs", "cliques", "exists", "match", "explain", "info", "patterns"] {
      let answer = try Program.run(command, "--help")
      #expect(answer.status == 0 && answer.output.contains("gyr \(command)"), "\(command)")
    }
    #expect(try Program.run().output.contains("gyr motifs"))
    #expect(try Program.run("--version").output.hasPrefix("gyr "))
  }
}
