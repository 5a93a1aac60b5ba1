import Foundation
import Testing

@Suite struct HelpTests {
  @Test func aloneItShowsFiveThingsToTry() throws {
    let run = try Program.run()
    #expect(run.status == 0)
    #expect(run.lines.filter { $0.hasPrefix("  gyr ") }.count == 5)
  }

  @Test func version() throws {
    #expect(try Program.run("--version").output.hasPrefix("gyr 0."))
  }

  @Test(arguments: ["count", "motifs", "cliques", "exists", "match", "explain", "fsm", "info", "convert", "generate", "patterns", "draw", "why", "verify",
    "report", "orbits", "session", "merge"])
  func helpHasExamples(command: String) throws {
    let run = try Program.run(command, "--help")
    #expect(run.status == 0)
    #expect(run.output.contains("Examples:\n  ") && run.output.contains("\n  gyr \(command)"))
    // No example is broken at 80 columns: its rest would stand at the margin.
    let examples = run.output.components(separatedBy: "Examples:\n").last?.components(separatedBy: "\n\n").first ?? ""
    #expect(examples.split(separator: "\n").allSatisfy { $0.hasPrefix("  ") }, "\(examples)")
    #expect(run.errors == "")
  }

  /// What was probably meant, from the place where it would be.
  @Test func didYouMean() throws {
    let folder = try Folder()
    folder.write("words.txt", "1 2\n")
    folder.write("words.LICENSE", "free")
    folder.write("NOTICE", "none")
    folder.write("house.pattern", "(a)--(b)")
    for (arguments, hint) in [
      (["cuont", "words.txt"], "did you mean 'count'?"), (["help", "cuont"], "did you mean 'count'?"),
      (["count", "word.txt", "triangle"], "did you mean words.txt?"), (["count", "words", "triangle"], "did you mean words.txt?"),
      (["count", "words.txt", "trianlge"], "did you mean triangle?"), (["count", "words.txt", "hose.pattern"], "did you mean house.pattern?"),
      (["generate", "rmta", "-o", "x.txt"], "rmat, erdos-renyi"),
    ] {
      let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
      let run = try Program.shell("\"$gyr\" \(quoted)", in: folder)
      #expect(run.status != 0 && run.errors.contains(hint), "\(arguments): \(run.errors)")
    }
    #expect(!(try Program.shell("\"$gyr\" info nofile", in: folder)).errors.contains("did you mean"))
  }

  @Test func patternLibrary() throws {
    let all = try Program.run("patterns", "--json").results()
    #expect(all.count >= 40)
    let names = all.compactMap { $0["name"] as? String }
    #expect(names.contains("house") && names.contains("feed-forward-loop"))
    let house = try #require(try Program.run("patterns", "house", "--json").results().first)
    #expect(house["vertices"] as? Int == 5)
    #expect(house["edges"] as? Int == 6)
    #expect(house["automorphisms"] as? Int == 2)
    #expect(try Program.run("patterns", "(x)--(y)--(z)--(x)").output.contains("triangle"))
    #expect(try Program.run("patterns").lines.count > 40)
  }

  @Test func explain() throws {
    let text = try Program.run("explain", Program.words, "triangle", "--analyze")
    #expect(text.status == 0)
    #expect(text.output.contains("|Aut| = 6"))
    #expect(text.lines.contains { $0.hasPrefix("for ") })
    #expect(text.output.contains("count += "))
    #expect(text.output.contains("30508 occurrences"))
    for arguments in [["triangle"], ["4-cycle", "--induced"], ["house", "--listing"], ["5-cycle", "--without", "local"]] {
      let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
      let run = try Program.shell("\"$gyr\" explain '\(Program.words)' \(quoted) --analyze --json", in: try Folder())
      let explained = try #require(try run.results().first)
      let pattern = arguments.contains("--induced") ? "@induced (a)--(b)--(c)--(d)--(a)" : arguments[0]
      let counted = try Program.run("count", Program.words, pattern, "--json").results()
      #expect(explained["count"] as? Int == counted[0]["count"] as? Int, "\(arguments)")
      let plans = try #require(explained["plans"] as? [[String: Any]])
      #expect(plans.allSatisfy { ($0["order"] as? [String])?.isEmpty == false })
    }
  }
}
