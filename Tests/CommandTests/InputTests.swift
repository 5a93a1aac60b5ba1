import Foundation
import Testing

@Suite struct InputTests {
  private let triangle = "# a comment\n1\t2\r\n2,3\n3 1\n3 3\n2 1"

  @Test func standardInputAndWhatWasDropped() throws {
    let run = try Program.run("count", "-", "triangle", input: Data(triangle.utf8))
    #expect(run.status == 0)
    #expect(run.counts == ["1"])
    #expect(run.errors.contains("1 self-loop dropped"))
    #expect(run.errors.contains("1 duplicate merged"))
    #expect(try Program.run("count", "-", "triangle", "--quiet", input: Data(triangle.utf8)).errors == "")
  }

  @Test func gzipAndZstd() throws {
    let folder = try Folder()
    folder.write("t.txt", triangle)
    let packed = try Program.shell(
      "gzip -k t.txt && \"$gyr\" count t.txt.gz triangle --quiet && cat t.txt.gz | \"$gyr\" count - triangle --quiet", in: folder)
    #expect(packed.status == 0)
    #expect(packed.counts == ["1", "1"])
    let zstd = try Program.run("info", Program.dataset("debian-packages.txt.zst"), "--directed", "--columns", "src,dst,label", "--json")
    let answer = try zstd.json()
    let graph = try #require(answer["graph"] as? [String: Any])
    #expect(graph["vertices"] as? Int == 105_764)
    #expect(graph["edges"] as? Int == 395_663)
    #expect(graph["directed"] as? Bool == true)
    #expect(answer["edge_labels"] as? Int == 9)
    #expect(answer["ids"] as? String == "strings")
    // A file that was cut off is bad data, not a smaller graph.
    let cut = try Program.shell("head -c 30 t.txt.gz > cut.gz; \"$gyr\" count cut.gz triangle", in: folder)
    #expect(cut.status == 65)
    #expect(cut.output == "")
  }

  @Test func info() throws {
    let text = try Program.run("info", Program.words)
    #expect(text.status == 0)
    let rows = Dictionary(
      text.lines.map { line in
        let words = line.split(separator: " ")
        let number = words.firstIndex { $0.first!.isNumber } ?? 0
        return (words[..<number].joined(separator: " "), number < words.count ? String(words[number]) : "")
      }, uniquingKeysWith: { first, _ in first })
    #expect(rows["vertices"] == "7066")
    #expect(rows["edges"] == "25088")
    #expect(rows["largest degree"] == "25")
    #expect(rows["degeneracy"] == "12")
    let machine = try Program.run("info", "--machine", "--json").json()
    #expect((machine["processors"] as? Int ?? 0) >= 1)
  }

  /// One line `gyr: path:line:column: message` on standard error, nothing on standard output.
  @Test(arguments: [
    ("1 2\n3\n", "bad.txt:2:"), ("1 2\n\u{0}\u{1}\n", "bad.txt:2:"),
  ])
  func malformedGraphs(text: String, place: String) throws {
    let folder = try Folder()
    folder.write("bad.txt", text)
    let run = try Program.run("count", "bad.txt", "triangle", in: folder)
    #expect(run.status == 65)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("gyr: \(place)"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func missingGraph() throws {
    let folder = try Folder()
    folder.write("graph.txt.zst", "")
    let run = try Program.run("count", "graph.txt", "triangle", in: folder)
    #expect(run.status == 66)
    #expect(run.errors == "gyr: graph.txt: cannot open: No such file or directory; did you mean graph.txt.zst?\n")
    #expect(try Program.run("count", ".", "triangle", in: folder).status == 66)
    try FileManager.default.createSymbolicLink(atPath: folder.path("lost.txt"), withDestinationPath: "gone.txt")
    let lost = try Program.run("count", "lost.txt", "triangle", in: folder)
    #expect(lost.status == 66)
    #expect(lost.errors == "gyr: lost.txt: cannot open: a link to gone.txt, which is not there\n")
  }

  @Test(arguments: [
    ("traingle", "did you mean triangle?"), ("(a)--(b)--", "pattern:1:11: "), ("(a), (b)", "pattern:1:"),
    ("(a)--(b), (a) !-- (b)", "pattern:1:"), ("(a)->(b)", "--directed"), ("g6:B", "graph6"), ("", "gyr: "),
  ])
  func badPatterns(text: String, message: String) throws {
    let run = try Program.run("count", Program.words, text)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("gyr: "))
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  /// Of several patterns, an error says which it is about.
  @Test func badPatternsAmongOthers() throws {
    let folder = try Folder()
    folder.write("e.csv", "source,target,weight\nann,bob,5\nbob,cat,2\n")
    folder.write("v.csv", "id,age,city\nann,34,Oslo\nbob,30,Oslo\n")
    for (pattern, message) in [
      ("(a)--(b) where 1 > 2", "pattern 2:1:16: no match can exist"), ("(a)->(b)", "gyr: (a)->(b): the pattern has a directed edge"),
      ("(a)--(b) where a.foo > 2", "gyr: (a)--(b) where a.foo > 2: vertices of this graph have no attribute 'foo'"),
      ("33-clique", "pattern 2:1:1: there is no '33-clique': it would have 33 vertices, and a pattern has at most 32"),
    ] {
      for options in ["", "--shard 1/2"] {
        let run = try Program.shell("\"$gyr\" count e.csv --vertices v.csv edge '\(pattern)' triangle \(options)", in: folder)
        #expect(run.status == 64 && run.output == "" && run.errors.contains(message), "\(run.errors)")
      }
    }
    // Conditions are not solved: these contradict each other, and nothing meets them.
    let run = try Program.run("count", "e.csv", "--vertices", "v.csv", "(a)--(b) where a.age > 3 and a.age < 2", "edge", in: folder)
    #expect(run.counts == ["0", "2"])
    for (condition, message) in [
      ("a.city > 3", "'a.city > 3' does not fit the graph's attributes: a number is compared with a text (column 'city' of vertices: text)"),
      ("ab.weight = \"x\"", "column 'weight' of edges: integer"), ("a.city", "'a.city' does not fit"),
      ("a.age + 1 > 3 and -a.city > 2", "'-a.city' does not fit"),
    ] {
      let run = try Program.run("count", "e.csv", "--vertices", "v.csv", "(a)--(b) where \(condition)", in: folder)
      #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
    }
  }

  /// The argument parser alone would say that the option misses its value.
  @Test(arguments: [
    (["count", "x", "edge", "--threads", "-1"], "--threads -1: expected 1 to 4096"), (["count", "x", "edge", "--by", "a", "--top", "-3"], "--top -3: expected 1"),
    (["motifs", "x", "--size", "-2"], "--size -2: expected 1 to 7"), (["draw", "house", "--scale", "-.5"], "--scale -0.5: expected 0.5"),
    (["count", "x", "edge", "--deadline", "-3s", "--threads=2", "--memory", "-1"], "--deadline '-3s': expected a time"), (["count", "x", "edge", "--top", "--json"], "missing value for '--top"),
  ])
  func negativeValues(arguments: [String], message: String) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
  }

  /// Notes go; what changes the meaning of an answer stays.
  @Test func quietKeepsWarnings() throws {
    let run = try Program.run("count", "-", "(a:Foo)--(b)", "--where", "b=9", "--quiet", input: Data(triangle.utf8))
    #expect(run.status == 0)
    #expect(run.errors == "gyr: warning: no vertex of the graph has the label 'Foo'\ngyr: warning: the graph has no vertex 9 that b was to be\n")
    let partial = try Program.run("count", LimitTests.large, LimitTests.long, "--deadline", "1s", "--quiet")
    #expect(partial.status == 75 && partial.errors.contains("deadline"), "\(partial.errors)")
  }

  @Test func patternFiles() throws {
    let folder = try Folder()
    folder.write("some.pattern", "# two of them\n(a)--(b)--(c)--(a)\n\n@induced (a)--(b)--(c)\n")
    let run = try Program.run("count", Program.words, "some.pattern", in: folder)
    #expect(run.counts == ["30508", "154622"])
    #expect(try Program.run("exists", Program.words, "some.pattern", in: folder).status == 64)
    folder.write("broken.pattern", "(a)--(b)\n(a)--(b)--\n")
    let broken = try Program.run("count", Program.words, "broken.pattern", in: folder)
    #expect(broken.status == 65)
    #expect(broken.errors.hasPrefix("gyr: broken.pattern:2:11: "), "\(broken.errors)")
  }

  @Test(arguments: [
    ["count"], ["count", "x"], ["motifs", "x", "--size", "8"], ["motifs", "x"], ["cliques", "x", "--size", "0"],
    ["count", "x", "edge", "--threads", "0"], ["count", "x", "edge", "--directed", "--undirected"],
    ["count", "x", "edge", "--columns", "src,weigth"], ["count", "x", "edge", "--format", "xml"],
    ["match", "x", "edge", "--to", "xml"], ["match", "x", "edge", "--limit", "-1"], ["match", "x", "edge", "--json"],
    ["cuont", "x", "edge"], ["info"], ["count", "x", "edge", "--bogus"], ["patterns", "no-such-pattern"],
  ])
  func usage(arguments: [String]) throws {
    let folder = try Folder()
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    let run = try Program.shell("\"$gyr\" \(quoted)", in: folder)
    #expect(run.status == 64, "\(arguments)")
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("gyr: "), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }
}
