import Foundation
import Testing

/// `gyr session` without a terminal, grouped counts, conditions, deadlines, binary matches.
@Suite struct SessionTests {
  private let square = "1 2\n2 3\n3 4\n4 1\n1 3\n"

  @Test func answersLineByLine() throws {
    let graph = try Program.file(square)
    let questions = "triangle\n# a comment\n\n(a)--(b)--(c), a !-- c\nexists 4-clique\ncount edge --json\nquit\ntriangle\n"
    let answer = try Program.run("session", graph, "--quiet", input: Data(questions.utf8))
    // `exists` said no.
    #expect(answer.status == 1)
    #expect(answer.counts.contains("2"))
    #expect(answer.lines.contains { $0.hasPrefix("2  (a)--(b)--(c), a !-- c") || $0.hasPrefix("2 ") })
    #expect(answer.lines.contains("no"))
    #expect(answer.output.contains("\"count\": 5"))
    // Nothing after quit.
    #expect(answer.lines.count { $0.hasSuffix("triangle") } == 1)
  }

  @Test func troubleIsSaidAndSurvived() throws {
    let graph = try Program.file(square)
    let answer = try Program.run("session", graph, input: Data("count (a)--)\ncuont triangle\ncount 'x\ntriangle\n".utf8))
    #expect(answer.status == 64)
    #expect(answer.errors.contains("a quote is not closed"))
    #expect(answer.counts.last == "2")
    // The status is that of the last line that failed, also when the session is left by a command.
    #expect(try Program.run("session", graph, input: Data("cuont x\nquit\n".utf8)).status == 64)
    #expect(try Program.run("session", graph, input: Data("triangle\nquit\n".utf8)).status == 0)
    // How the graph is read was said when it was.
    for line in ["motifs --size 3 --directed", "count triangle --labels=x.txt", "triangle --format csv"] {
      let run = try Program.run("session", graph, "--quiet", input: Data((line + "\n").utf8))
      #expect(run.status == 64 && run.errors.contains("give them to gyr session"), "\(line)")
      #expect(run.output.isEmpty)
    }
    // Every command, fsm too, works on the graph as the session read it.
    let kept = try Program.run("session", graph, "--directed", "--quiet", input: Data("fsm --support 1 --max-edges 1\ninfo --json\n".utf8))
    #expect(kept.status == 0)
    #expect(kept.output.contains("(a)<-(b)") && kept.output.contains("\"directed\": true"))
    #expect(try Program.run("session", "-").status == 64)
  }

  @Test func groupedCounts() throws {
    let graph = try Program.file(square)
    let answer = try Program.run("count", graph, "triangle", "--by", "b", "--top", "2", "--quiet")
    #expect(answer.status == 0)
    #expect(answer.lines.filter { !$0.hasPrefix("#") } == ["2  1", "2  3"])
    let labels = try Program.file("1 TF\n2 gene\n3 gene\n", name: "labels.txt")
    let byLabel = try Program.run("count", graph, "(a)--(b)", "--by", "label(a)", "--labels", labels)
    // Every edge counts at both ends: degrees 3 and 3 of 1 and 3, 2 and 2 of 2 and 4.
    #expect(byLabel.lines.filter { !$0.hasPrefix("#") } == ["5  gene", "3  TF", "2  (none)"])
    let json = try Program.run("count", graph, "triangle", "--by", "a", "--json").results()
    #expect((json[0]["groups"] as? [[String: Any]])?.count == 4)
    let wrong = try Program.run("count", graph, "(anna)--(b)", "--by", "ana")
    #expect(wrong.status == 64 && wrong.errors.contains("did you mean anna?"))
    #expect(try Program.run("count", graph, "triangle", "--top", "3").status == 64)
  }

  @Test func conditionsFromSideFiles() throws {
    let graph = try Program.file(square)
    let ages = try Program.file("id,age\n1,30\n2,20\n3,40\n", name: "ages.csv")
    let weights = try Program.file("a,b,weight\n1,2,5\n3,2,1\n", name: "weights.csv")
    let options = ["--vertex-attributes", ages, "--edge-attributes", weights]
    let answer = try Program.run(["count", graph, "(a)--(b) where a.age > b.age", "(a)--(b) where ab.weight >= 5"] + options)
    #expect(answer.counts == ["3", "1"])
    let unknown = try Program.run(["count", graph, "(a)--(b) where a.aeg > b.age"] + options)
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean age?"))
    let matches = try Program.run(["match", graph, "(a)--(b) where ab.weight > 1", "--sort"] + options)
    #expect(matches.lines == ["{\"a\": 1, \"b\": 2}"])
    let explained = try Program.run(["explain", graph, "(a)--(b) where a.age > b.age", "--analyze"] + options)
    #expect(explained.status == 0 && explained.output.contains("actual: 3"))
  }

  @Test func filesOfPatternsWithMacros() throws {
    let graph = try Program.file(square)
    let patterns = try Program.file(
      "# a list\nlet corner(a, b, c) = { a--b--c }\ncorner(p, q, r), p--r\ncorner(p, q, r); p !-- r\ntriangle\n", name: "list.txt")
    #expect(try Program.run("count", graph, patterns).counts == ["2", "2", "2"])
  }

  @Test func binaryMatches() throws {
    let graph = try Program.file("10 20\n20 30\n10 30\n")
    let folder = try Program.file("", name: "out.bin")
    let answer = try Program.run("match", graph, "triangle", "--to", "bin", "--output", folder, "--sort")
    #expect(answer.status == 0)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder))
    let end = try #require(data.firstIndex(of: UInt8(ascii: "\n")))
    let head = try #require(try JSONSerialization.jsonObject(with: data[..<end]) as? [String: Any])
    #expect(head["columns"] as? [String] == ["a", "b", "c"])
    let values = stride(from: end + 1, to: data.count, by: 8).map { place in
      data[place..<place + 8].enumerated().reduce(Int64(0)) { $0 | Int64($1.element) << (8 * Int64($1.offset)) }
    }
    #expect(values == [10, 20, 30])
    let strings = try Program.file("x y\n")
    #expect(try Program.run("match", strings, "edge", "--to", "bin").status == 64)
  }

  @Test func deadline() throws {
    let partial = try Program.run("count", Program.words, "(a)--(b)--(c)--(d)--(e)--(f)--(g), a !-- c", "--deadline", "0ms", "--json")
    #expect(partial.status == 75)
    #expect(try partial.json()["complete"] as? Bool == false)
    #expect(try Program.run("count", Program.words, "triangle", "--deadline", "1m").status == 0)
    #expect(try Program.run("count", Program.words, "triangle", "--deadline", "soon").status == 64)
    let matches = try Program.run("match", Program.words, "7-path", "--deadline", "50ms", "--quiet", "--output", "/dev/null")
    #expect(matches.status == 75)
  }
}
