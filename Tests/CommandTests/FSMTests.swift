import Foundation
import Testing

@Suite struct FSMTests {
  /// Two triangles A-B-C that share nothing, and a pendant A.
  static let graph = """
    t # 1
    v 0 A
    v 1 B
    v 2 C
    v 3 A
    v 4 B
    v 5 C
    v 6 A
    e 0 1 x
    e 1 2 x
    e 2 0 x
    e 3 4 x
    e 4 5 x
    e 5 3 x
    e 6 1 x

    """
  static let set = "t # 10\nv 0 C\nv 1 O\ne 0 1 s\nt # 11\nv 0 C\nv 1 O\nv 2 N\ne 0 1 s\ne 1 2 d\nt # 12\nv 0 N\nt # -1\n"

  static func graphFile() throws -> String { try Program.file(graph, name: "graph.lg") }
  static func setFile() throws -> String { try Program.file(set, name: "set.lg") }

  @Test func text() throws {
    let run = try Program.run("fsm", try Self.graphFile(), "--support", "2", "--max-edges", "2", "--ignore-edge-labels")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.lines.filter { !$0.hasPrefix("#") } == [
      "2  1    (a:A)--(b:B)", "2  1    (a:A)--(b:C)", "2  1    (a:B)--(b:C)", "2  2    (a:A)--(b:B), (a)--(c:C)",
      "2  2    (a:A)--(b:B)--(c:C)", "2  2    (a:A), (b:B)--(c:C)--(a)",
    ])
    #expect(run.lines[0].hasSuffix("7 vertices, 7 edges, undirected"))
    #expect(run.lines[1] == "# minimum-image support, edge-induced, injective, undirected, at least 2")
    #expect(run.lines[2] == "# 6 patterns: support, edges, pattern")
  }

  @Test func setsCountGraphs() throws {
    let path = try Self.setFile()
    let answer = try Program.json("fsm", path, "--support", "0.5", "--examples", "--parents", "--occurrences")
    let graph = try #require(answer["graph"] as? [String: Any])
    #expect(graph["graphs"] as? Int == 3 && graph["vertices"] as? Int == 6 && graph["edges"] as? Int == 3)
    #expect(answer["threshold"] as? Int == 2 && answer["complete"] as? Bool == true)
    #expect(answer["semantics"] as? String == "transactional support, edge-induced, injective, undirected")
    let results = try #require(answer["results"] as? [[String: Any]])
    #expect(results.count == 1)
    #expect(results[0]["pattern"] as? String == "(a:C)-[:s]-(b:O)")
    #expect(results[0]["support"] as? Int == 2 && results[0]["occurrences"] as? Int == 2)
    #expect(results[0]["example_graph"] as? String == "10" && results[0]["parent"] is NSNull)
    #expect((results[0]["example"] as? [String: Int]) == ["a": 0, "b": 1])
    #expect(try Program.run("fsm", path, "--support", "100%").counts == [])
    #expect(try Program.run("fsm", path, "--support", "1").counts.count == 3)
    #expect(try Program.run("fsm", "-", "--support", "34%", input: Data(Self.set.utf8)).counts == ["2"])
    for command in [["count", path, "triangle"], ["motifs", path, "--size", "3"]] {
      let refused = try Program.run(command)
      #expect(refused.status == 65 && refused.errors.contains(":5:1: a second graph starts here"))
    }
  }

  @Test func infoDescribesSets() throws {
    let answer = try Program.json("info", try Self.setFile())
    let graph = try #require(answer["graph"] as? [String: Any])
    #expect(answer["command"] as? String == "info")
    #expect(graph["graphs"] as? Int == 3 && graph["vertices"] as? Int == 6 && graph["edges"] as? Int == 3)
    let sizes = try #require(answer["vertices_per_graph"] as? [String: Double])
    #expect(sizes == ["minimum": 1, "maximum": 3, "mean": 2])
    #expect((answer["edges_per_graph"] as? [String: Double]) == ["minimum": 0, "maximum": 2, "mean": 1])
    #expect((answer["vertex_label_histogram"] as? [String: Int]) == ["C": 2, "N": 2, "O": 2])
    #expect((answer["vertex_label_graphs"] as? [String: Int]) == ["C": 2, "N": 2, "O": 2])
    #expect((answer["edge_label_histogram"] as? [String: Int]) == ["s": 2, "d": 1])
    let text = try Program.run("info", "-", input: Data(Self.set.utf8))
    #expect(text.status == 0)
    #expect(text.lines.prefix(3) == ["# standard input", "graphs              3  undirected", "vertices            6  1 to 3, mean 2.00"])
    // A file with one graph is described as ever, its lines counted.
    let alone = try Program.json("info", try Self.graphFile())
    #expect((alone["read"] as? [String: Any])?["lines"] as? Int == 15 && alone["triangles"] as? Int == 2)
    let cut = try Program.run("info", try Program.file("t 3 2\nv 0 A\n", name: "cut.lg"))
    #expect(cut.status == 65 && cut.errors.contains(":1:1: the header declares 3 vertices"))
  }

  /// One graph: a fraction is one of its vertices, rounded up.
  @Test func fractionOfOneGraph() throws {
    let answer = try Program.json("fsm", try Self.graphFile(), "--support", "0.2", "--max-edges", "1")
    #expect(answer["threshold"] as? Int == 2)
    #expect((answer["results"] as? [Any])?.count == 3)
    #expect(try Program.json("fsm", try Self.graphFile(), "--support", "2e-1", "--top", "1")["threshold"] as? Int == 2)
    let text = try Program.run("fsm", try Self.graphFile(), "--support", "20%", "--max-edges", "1")
    #expect(text.lines[1].hasSuffix("at least 2 (0.2 of 7 vertices)"))
  }

  @Test func selections() throws {
    let path = try Self.graphFile()
    func patterns(_ more: String...) throws -> [String] {
      try Program.run(["fsm", path, "--support", "2", "--json"] + more).results().map { $0["pattern"] as! String }
    }
    #expect(try patterns().count == 7)
    #expect(try patterns("--closed").count == 1)
    #expect(try patterns("--maximal").count == 1)
    #expect(try patterns("--top", "4").count == 4)
    // 2^30 patterns with one support: the larger ones cannot get onto the list.
    let parallel = "v 0 A\nv 1 A\n" + (0..<30).map { "e 0 1 L\($0)\n" }.joined()
    let tied = try Program.run(
      "fsm", "-", "--format", "lg", "--support", "1", "--top", "2", "--to", "csv", "--quiet", input: Data(parallel.utf8))
    #expect(tied.status == 0 && tied.lines.count == 3)
    let many = try Program.run(
      "fsm", "-", "--format", "lg", "--support", "1", "--induced", "--quiet", input: Data(parallel.utf8))
    #expect(many.status == 65 && many.errors.contains("30 parallel edges"))
    #expect(try patterns("--lower-bound-only").count == 7)
    #expect(try patterns("--induced").count == 4)
    #expect(try patterns("--induced", "--max-vertices", "2").count == 3)
    #expect(try patterns("--ignore-vertex-labels", "--max-edges", "2").count == 2)
    #expect(try patterns("--directed", "--max-edges", "1").count == 3)
  }

  @Test func occurrencesAlone() throws {
    let path = try Self.graphFile()
    let rows = try Program.run("fsm", path, "--min-occurrences", "3", "--max-edges", "2", "--json").results()
    #expect(rows.allSatisfy { $0["occurrences"] as! Int >= 3 } && rows.count >= 1)
    let all = try Program.run("fsm", path, "--support", "1", "--max-edges", "2", "--occurrences", "--json").results()
    #expect(all.count { $0["occurrences"] as! Int >= 3 } == rows.count && all.count > rows.count)
  }

  @Test func csvAndNdjson() throws {
    let path = try Self.graphFile()
    let csv = try Program.run(
      "fsm", path, "--support", "2", "--max-edges", "2", "--to", "csv", "--examples", "--parents", "--occurrences")
    #expect(csv.lines[0] == "support,exact,vertices,edges,pattern,graph6,occurrences,example,parent")
    #expect(csv.lines.count == 7 && csv.lines[1].hasPrefix("2,true,2,1,(a:"))
    #expect(csv.lines[6].contains("\"(a:"), "commas are quoted")
    let ndjson = try Program.run("fsm", path, "--support", "2", "--max-edges", "2", "--to", "ndjson")
    let objects = try ndjson.lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let json = try Program.run("fsm", path, "--support", "2", "--max-edges", "2", "--json").results()
    func key(_ rows: [[String: Any]]) -> [String] { rows.map { "\($0["pattern"]!) \($0["support"]!)" }.sorted() }
    #expect(key(objects) == key(json))
  }

  @Test func usage() throws {
    let path = try Self.graphFile()
    for (arguments, message) in [
      ([], "missing --support"), (["--support", "0"], "--support '0'"), (["--support", "1.5"], "--support '1.5'"),
      (["--support", "-3"], "support"), (["--support", "x"], "--support 'x'"), (["--support", "0%"], "--support '0%'"),
      (["--support", "2", "--max-edges", "0"], "at most 0 edges"), (["--support", "2", "--top", "0"], "at most 0 patterns"),
      (["--support", "2", "--closed", "--maximal"], "exclude each other"),
      (["--support", "2", "--closed", "--lower-bound-only"], "need exact supports"),
      (["--min-occurrences", "5"], "--max-edges or --max-vertices"), (["--support", "2", "--deadline", "soon"], "--deadline"),
      (["--support", "2", "--memory", "lots"], "--memory"), (["--support", "2", "--to", "xml"], "--to"),
      (["--support", "2", "--to", "csv", "--json"], "exclude each other"),
    ] {
      let run = try Program.run(["fsm", path] + arguments)
      #expect(run.status == 64 && run.errors.contains(message), "\(arguments): \(run.errors)")
      #expect(run.output == "" && run.lines.count == 0)
    }
    #expect(try Program.run("fsm", "/nowhere.lg", "--support", "2").status == 66)
    #expect(try Program.run("fsm", path, "--support", "999999999999").counts == [])
  }

  /// A run that would take very long: an unlabelled dense graph without a bound.
  static func endless(_ folder: Folder) -> String {
    var lines: [String] = []
    for u in 0..<60 { for v in 0..<u where (u * 7 + v * 13) % 5 < 3 { lines.append("\(u) \(v)") } }
    return folder.write("dense.txt", lines.joined(separator: "\n"))
  }

  @Test func deadlineLeavesAPartialList() throws {
    let folder = try Folder()
    let path = Self.endless(folder)
    let run = try Program.run("fsm", path, "--support", "2", "--deadline", "300ms", "--json")
    #expect(run.status == 75)
    let answer = try run.json()
    #expect(answer["complete"] as? Bool == false && answer["stopped"] as? String == "deadline")
    #expect((answer["results"] as? [Any])?.isEmpty == false)
    #expect(run.errors.contains("stopped by the deadline: patterns are missing"))
    let text = try Program.run("fsm", path, "--support", "2", "--deadline", "300ms")
    #expect(text.status == 75 && text.output.contains("# PARTIAL: stopped early (deadline)"))
    let memory = try Program.run("fsm", path, "--support", "2", "--memory", "300K", "--json")
    #expect(memory.status == 75)
    #expect(try memory.json()["stopped"] as? String == "memory")
  }

  @Test(arguments: [("INT", 130), ("TERM", 143)]) func interruptionLeavesAPartialList(signal: String, status: Int) throws {
    let folder = try Folder()
    let path = Self.endless(folder)
    let seconds = Program.sanitizer == nil ? 1 : 5  // to start takes long under a sanitizer
    let run = try Program.shell(
      """
      timeout --preserve-status -s \(signal) \(seconds) "$gyr" fsm '\(path)' --support 2 --json > out.json 2> err.txt; echo $?
      """, in: folder)
    #expect(run.output == "\(status)\n")
    let answer = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.read("out.json").utf8)) as? [String: Any])
    #expect(answer["complete"] as? Bool == false && answer["stopped"] as? String == "cancelled")
    #expect((answer["results"] as? [Any])?.isEmpty == false)
    #expect(try folder.read("err.txt").contains("interrupted: patterns are missing"))
  }

  /// timeout(1) sends its signal to the process and to the process's group: the second must not end what the first asked for.
  @Test func signalAndItsEcho() throws {
    let folder = try Folder()
    let path = Self.endless(folder)
    for pause in ["", "sleep 0.01;"] {
      let run = try Program.shell(
        """
        "$gyr" fsm '\(path)' --support 2 --json > out.json 2> err.txt & running=$!
        sleep 2; kill -TERM $running; \(pause) kill -TERM $running; wait $running; echo $?
        """, in: folder)
      #expect(run.output == "143\n")
      let answer = try #require(
        try JSONSerialization.jsonObject(with: Data(try folder.read("out.json").utf8)) as? [String: Any])
      #expect(answer["complete"] as? Bool == false && answer["stopped"] as? String == "cancelled")
    }
  }

  @Test func streamsIntoAClosedPipe() throws {
    let folder = try Folder()
    let path = Self.endless(folder)
    let run = try Program.shell(#""$gyr" fsm '\#(path)' --support 2 --to ndjson | head -3"#, in: folder)
    #expect(run.lines.count == 3 && run.errors == "")
  }

  @Test func fullDisk() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let path = try Self.graphFile()
    for format in ["--json", "--to text", "--to csv", "--to ndjson"] {
      let run = try Program.shell(#""$gyr" fsm '\#(path)' --support 2 \#(format) > /dev/full"#, in: try Folder())
      #expect(run.status == 74 && run.errors.contains("cannot write"), "\(format)")
    }
  }

  @Test func hostileFiles() throws {
    for (text, status) in [
      ("", 0), ("t # 0\n", 0), ("t # -1\n", 0), ("t # 0\nv 0 A\n", 0), ("t # 0\nv 0\nv 1\ne 0 0\ne 0 1\ne 1 0\n", 0),
      ("v 0 A\nv 1 B\ne 0 1 x\ne 0 1 y\n", 0), ("t # 0\nv 0 A\ne 0 1\n", 65), ("t # 0\ne 0 1\n", 65),
      ("t # 0\nv 99999999999999999999 A\n", 65), ("t # 0\nv 0 A\nt # 1\nv x\n", 65), ("t # 0\nw\n", 65),
      ("t # 0\nv 0 A\u{0}\n", 65), ("t 99999999 0\n", 65),
    ] {
      for more in [[], ["--induced"], ["--directed"]] {
        let run = try Program.run(
          ["fsm", "-", "--format", "lg", "--support", "1", "--json"] + more, input: Data(text.utf8))
        #expect(run.status == Int32(status), "\(text.debugDescription) \(more): \(run.errors)")
        if status != 0 { #expect(run.output == "" && run.errors.split(separator: "\n").count == 1) }
      }
    }
  }
}
