import Foundation
import Testing

@Suite struct DrawTests {
  @Test func filesOfEveryKind() throws {
    let folder = try Folder()
    for (name, start) in [("f.svg", "<svg "), ("f.dot", "graph {"), ("f.txt", "")] {
      let run = try Program.run("draw", "house", "-o", folder.path(name))
      #expect(run.status == 0 && run.output == "" && run.errors == "", "\(run.errors)")
      #expect(try folder.read(name).hasPrefix(start))
    }
    #expect(try Program.run("draw", "house", "-o", folder.path("f.png"), "--scale", "3").status == 0)
    let png = try Data(contentsOf: URL(fileURLWithPath: folder.path("f.png")))
    #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    #expect(folder.names.count == 4)
  }

  @Test func inTheTerminal() throws {
    let run = try Program.run("draw", "(left)->(right), right -> c, left !-> c; absent (x): x->c")
    #expect(run.status == 0)
    for name in ["left", "right", "c", "x"] { #expect(run.output.contains(name)) }
    #expect(!run.output.contains("\u{1b}"))
    #expect(run.output.contains("··▷ no arc that way   ○ no other vertex joined so\n"))
    for command in ["draw", "patterns"] {
      let labelled = try Program.run(command, "(a:TF)--(b), b !-- c, a--c").output
      #expect(labelled.contains("··· not joined\n") && labelled.contains("a: TF\n") && !labelled.contains("○"))
      #expect(!(try Program.run(command, "house").output.contains("···")))
    }
    #expect(try Program.run("draw", "house", "--to", "svg").output.hasPrefix("<svg "))
  }

  @Test func mistakes() throws {
    let folder = try Folder()
    #expect(try Program.run("draw", "house", "-o", folder.path("f.gif")).status == 64)
    #expect(try Program.run("draw", "house", "--to", "gif").status == 64)
    #expect(try Program.run("draw", "hous").errors.contains("did you mean house?"))
    #expect(try Program.run("draw", "house", "-o", "/nowhere/f.svg").status == 74)
    #expect(folder.names == [])
  }

  @Test func patternsShowPictures() throws {
    let all = try Program.run("patterns")
    #expect(all.output.unicodeScalars.contains { 0x2800...0x28ff ~= $0.value })
    #expect(all.output.contains("house") && all.output.contains("5 vertices, 6 edges, |Aut| = 2"))
    let table = try Program.run("patterns", "--table")
    #expect(!table.output.unicodeScalars.contains { 0x2800...0x28ff ~= $0.value })
    #expect(table.lines.contains { $0.hasPrefix("house ") })
    #expect(try Program.run("patterns", "house").output.contains("orbits"))
  }
}
