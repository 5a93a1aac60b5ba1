import Foundation
import Testing

@Suite struct ReportTests {
  private static func report(_ arguments: String..., folder: Folder) throws -> String {
    let run = try Program.run(["report"] + arguments + ["-o", folder.path("r.html"), "--seconds", "20"])
    #expect(run.status == 0, "\(run.errors)")
    return try folder.read("r.html")
  }

  /// Elements open and close in order: enough of HTML for a page that we write ourselves.
  private static func check(_ page: String) {
    let empty: Set = ["meta", "link", "br", "line", "circle", "rect", "polygon"]
    var open: [Substring] = []
    var rest = Substring(page)
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.prefix { $0 != " " && $0 != "\n" && $0 != "/" || tag.first == "/" && $0 == "/" }
      if tag.hasPrefix("!") || empty.contains(String(name)) { continue }
      if tag.hasPrefix("/") {
        #expect(open.popLast() == tag.dropFirst(), "unexpected <\(tag)>")
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(open) stay open")
    #expect(!page.contains("<script"))
    // Nothing from elsewhere.
    for part in ["http://", "https://", "src=", "@import", "url("] {
      #expect(!page.replacingOccurrences(of: "xmlns=\"http://www.w3.org/2000/svg\"", with: "").contains(part), "\(part)")
    }
  }

  @Test func undirected() throws {
    let page = try Self.report(Program.words, folder: try Folder())
    Self.check(page)
    for text in ["vs. density", "Erdős and Rényi", "7,066", "25,088", "1,085,523", "tailed-triangle", "4-clique", "prefers-color-scheme: dark", "@media print",
      "<caption>", "scope=\"row\"", "vertex-induced", "lang=\"en\"", "name=\"viewport\""] {
      #expect(page.contains(text), "\(text)")
    }
    // Edge-induced counts of all sizes: two wedges more for every triangle and so on.
    #expect(page.contains("246,146") && page.contains("2,777,145"))
    // 2 + 6 + 21 motifs, each drawn.
    #expect(page.components(separatedBy: "class=\"motif\"").count - 1 >= 8)
  }

  @Test func directedAndLabelled() throws {
    let folder = try Folder()
    let graph = folder.write("g.txt", (0..<300).map { "\($0 % 60) \(($0 * 7 + $0 / 60) % 60) \(["likes", "<b>&"][$0 % 2])\n" }.joined())
    let labels = folder.write("l.txt", (0..<60).map { "\($0) \(["A", "B"][$0 % 2])\n" }.joined())
    let page = try Self.report(graph, "--directed", "--columns", "src,dst,label", "--labels", labels, "--title", "A <& B", folder: folder)
    Self.check(page)
    for text in ["vs. degrees", "<small>z ", "tried exchanges", "seeds 1 to ", "030T", "out-degree", "in-degree", "Frequent labelled patterns", "A &lt;&amp; B", "&lt;b&gt;&amp;"] { #expect(page.contains(text), "\(text)") }
    #expect(!page.contains("<b>&"))
  }

  @Test func smallGraphs() throws {
    let folder = try Folder()
    for text in ["", "1 1\n", "1 2\n", "1 2\n2 3\n"] { Self.check(try Self.report(folder.write("g.txt", text), folder: folder)) }
    #expect(try Program.run("report", Program.words, "-o", "/nowhere/r.html", "--seconds", "1").status == 74)
    #expect(try Program.run("report", Program.words).status == 64)
  }

  @Test func whatDoesNotFitIsLeftOutAndSaid() throws {
    let run = try Program.run("report", Program.words, "-o", "-", "--seconds", "0.001")
    #expect(run.status == 0)
    #expect(run.output.contains("Left out: ") && run.errors.contains("left out: "))
  }

  private static let browser: String? = ["chromium", "chromium-browser", "google-chrome", "chrome"].lazy.flatMap { name in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
  }.first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: browser != nil, "no Chromium on the PATH")) func aBrowserShowsIt() throws {
    let folder = try Folder()
    _ = try Self.report(Program.words, folder: folder)
    let run = try Program.shell(
      """
      "\(Self.browser!)" --headless --no-sandbox --disable-gpu --user-data-dir=profile --enable-logging=stderr --v=0 \
        --virtual-time-budget=2000 --dump-dom "file://$PWD/r.html" 2>log
      """, in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains("<h2 id=\"summary-h\">At a glance</h2>") && run.output.contains("</html>"))
    let log = try folder.read("log")
    #expect(!log.contains("CONSOLE"), "\(log)")
  }
}
