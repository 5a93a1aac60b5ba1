import PatternModel
import Testing

@testable import Drawing

@Suite struct DrawingTests {
  private let rich = try! Pattern(
    "(a:TF|KIN)->(b:!TF)->(c), (a)-[:SIGNED]->(c), (c)<->(d), b !-> a where a.age > 3; absent (x:Bot): a->x, x->c")

  @Test func svgHasEverything() {
    let svg = rich.svg()
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    // Four vertices, an anti-vertex, three swatches of the legend.
    #expect(svg.components(of: "<circle") == 8)
    // a->b, b->c, a->c, two heads of c<->d, b!->a, a->x, x->c
    #expect(svg.components(of: "<polygon") == 8)
    #expect(svg.components(of: "stroke-dasharray") == 3)
    for text in ["SIGNED", "KIN or TF", "not TF", "a.age &gt; 3", "no other Bot there"] { #expect(svg.contains(text), "\(text)") }
  }

  @Test func namesAreEscaped() throws {
    let odd = try Pattern(vertices: [.init("a"), .init("b", label: .anyOf(["<&\"x\">"]))], edges: [.init(0, 1)])
    #expect(odd.svg().contains("&lt;&amp;&quot;x&quot;&gt;"))
    #expect(odd.dot.contains(#"<&\"x\">"#))
  }

  @Test func pictureOfPixels() throws {
    let picture = PatternPicture.picture(.clique(3), DrawingOptions())
    var raster = Raster(picture, scale: 2)
    let bytes = raster.rendered().bytes
    #expect(bytes.count == 3 * raster.width * raster.height)
    let layout = Pattern.clique(3).layout
    // The colour of a vertex, beside its name.
    let margin = 13.0 + 14
    let x = Int((margin + layout.vertices[1].x * 84 - 9) * 2), y = Int((margin + layout.vertices[1].y * 84) * 2)
    let place = 3 * (y * raster.width + x)
    #expect(Array(bytes[place..<place + 3]) == [0x34, 0x52, 0x6b])
    // Paper in the corner.
    #expect(Array(bytes[..<3]) == [0xfc, 0xfc, 0xfa])
  }

  @Test func textShowsNamesAndLines() {
    let lines = PatternLibrary.pattern(named: "house")!.textDrawing()
    let text = lines.joined(separator: "\n")
    for name in ["a", "b", "c", "d", "e"] { #expect(text.contains(name)) }
    #expect(text.unicodeScalars.contains { 0x2800...0x28ff ~= $0.value })
    #expect(lines.allSatisfy { $0.count <= 40 } && lines.count <= 14)
    let arrows = PatternLibrary.pattern(named: "feed-forward-loop")!.textDrawing().joined()
    #expect(arrows.count { "→↘↓↙←↖↑↗".contains($0) } == 3)
  }

  /// What must be absent is told from what is there.
  @Test func textShowsWhatIsAbsent() throws {
    let solid = try Pattern("(a)--(b)--(c)--(a)").textDrawing().joined(), open = try Pattern("(a)--(b)--(c), a !-- c").textDrawing().joined()
    func braille(_ text: String) -> Int { text.unicodeScalars.count { 0x2800...0x28ff ~= $0.value } }
    #expect(!solid.contains("·") && open.contains("·") && braille(open) < braille(solid))
    // The head of an arc that must be missing is not that of an arc.
    let oneWay = try Pattern("(a)->(b), b !-> a").textDrawing().joined()
    #expect(oneWay.count { "→←".contains($0) } == 1 && oneWay.count { "▷◁".contains($0) } == 1)
    let lines = rich.textDrawing(showsLegend: true), legend = lines.drop { !$0.isEmpty }.dropFirst()
    for text in ["(a); absent (x): a--x", "(a); absent (long): a--long", "(ab)--(cd), (ab)--(ef)", "(a); absent (xyz): a--xyz"] {
      let pattern = try Pattern(text), drawn = pattern.textDrawing().joined(separator: "\n")
      for name in pattern.vertices.map(\.name) + pattern.antiVertices.map({ "○\($0.name)" }) { #expect(drawn.contains(name), "\(text)") }
    }
    #expect(lines.joined().contains("○x"))
    #expect(
      Array(legend) == [
        "··▷ no arc that way   ○ no other vertex joined so", "a: KIN or TF   b: not TF   ○x: Bot   a -[:SIGNED]-> c",
        "where a.age > 3",
      ])
    #expect(Pattern.clique(4).textDrawing(showsLegend: true) == Pattern.clique(4).textDrawing())
    let wide = try Pattern("@induced (a:A1|A2|A3)--(b:B1|B2|B3)--(c:C1|C2|C3)").textDrawing(columns: 40, showsLegend: true)
    #expect(wide.last == "a: A1 or A2 or A3   b: B1 or B2 or B3   c: C1 or C2 or C3" && wide.contains("vertex-induced: no further edges"))
  }

  @Test func dotSpeaksGraphviz() {
    let dot = rich.dot
    #expect(dot.hasPrefix("digraph {") && dot.hasSuffix("}\n"))
    #expect(dot.contains("\"c\" -> \"d\" [dir=both]"))
    #expect(Pattern.clique(3).dot.contains("\"a\" -- \"b\";"))
  }

  #if Zlib
    @Test func png() throws {
      let bytes = try Pattern.cycle(5).png(scale: 1)
      #expect(Array(bytes[..<8]) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
      #expect(Array(bytes[12..<16]) == Array("IHDR".utf8))
      #expect(Array(bytes.suffix(8).prefix(4)) == Array("IEND".utf8))
    }
  #endif
}

extension String {
  fileprivate func components(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
}
