import Testing

@testable import PatternModel

@Suite struct LayoutTests {
  private static func distance(_ a: PatternLayout.Point, _ b: PatternLayout.Point) -> Double {
    ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
  }

  private static func offEdge(_ p: PatternLayout.Point, _ a: PatternLayout.Point, _ b: PatternLayout.Point) -> Double {
    Vector(p.x, p.y).distance(fromSegment: Vector(a.x, a.y), Vector(b.x, b.y))
  }

  /// Vertices keep apart, the drawing is not huge beside them, and no edge runs through a vertex.
  private static func check(_ pattern: Pattern, clearance: Double) {
    let layout = pattern.layout
    let points = layout.vertices + layout.antiVertices
    #expect(layout.vertices.count == pattern.vertices.count && layout.antiVertices.count == pattern.antiVertices.count)
    for u in points.indices {
      #expect(points[u].x >= 0 && points[u].y >= 0)
      for v in 0..<u { #expect(distance(points[u], points[v]) > 0.99, "\(pattern): \(u), \(v)") }
    }
    #expect(max(layout.width, layout.height) < 1.2 * Double(max(3, points.count)), "\(pattern) is drawn too large")
    for line in Sketch(pattern).lines {
      for node in points.indices where node != line.a && node != line.b {
        #expect(offEdge(points[node], points[line.a], points[line.b]) > clearance, "\(pattern): \(node) on \(line)")
      }
    }
  }

  @Test(arguments: 1...6) func everyConnectedPattern(size: Int) {
    for pattern in Pattern.allConnected(vertices: size) { Self.check(pattern, clearance: 0.2) }
  }

  /// Every 40th of the 853 and every 500th of the 11,117.
  @Test func largerPatterns() {
    for (size, step) in [(7, 40), (8, 997)] {
      for (number, pattern) in Pattern.allConnected(vertices: size).enumerated() where number % step == 0 {
        Self.check(pattern, clearance: 0.12)
      }
    }
  }

  @Test func library() {
    for entry in PatternLibrary.entries { Self.check(entry.pattern, clearance: 0.2) }
  }

  @Test func whatIsAbsentHasItsPlace() throws {
    Self.check(try Pattern("(a)--(b)--(c); absent (x): a--x--c"), clearance: 0.2)
    Self.check(try Pattern("(a)--(b)--(c)--(d), a !-- c, b !-- d; absent (x): a--x, x--b; absent (y): y--d"), clearance: 0.2)
  }

  @Test func namedShapesAreRegular() {
    func lengths(_ pattern: Pattern) -> [Double] {
      let points = pattern.layout.vertices
      return pattern.edges.map { Self.distance(points[$0.source], points[$0.target]) }
    }
    for size in 3...12 {
      let sides = lengths(.cycle(size))
      #expect(sides.max()! - sides.min()! < 1e-3)
    }
    for leaves in 3...8 {
      let spokes = lengths(.star(leaves))
      #expect(spokes.max()! - spokes.min()! < 1e-3)
    }
  }

  /// A house is drawn as one: it is its own mirror image, with a flat base.
  @Test func symmetryShows() throws {
    for name in ["house", "bull", "gem", "net", "prism", "domino", "bowtie", "cricket"] {
      let layout = try #require(PatternLibrary.pattern(named: name)).layout
      let middle = layout.width / 2
      for point in layout.vertices {
        #expect(
          layout.vertices.contains { abs($0.x - (2 * middle - point.x)) < 0.06 && abs($0.y - point.y) < 0.06 },
          "\(name) is not upright: \(layout.vertices)")
      }
    }
  }

  @Test func theSameEveryTime() {
    let pattern = Pattern.allConnected(vertices: 6)[50]
    #expect(pattern.layout == pattern.layout)
  }

  @Test func largePatternsAreDrawn() {
    for pattern in [Pattern.path(32), .cycle(32), .star(31), .completeBipartite(16, 16), .wheel(20), .clique(32)] {
      let layout = pattern.layout
      #expect(layout.vertices.count == pattern.vertices.count)
      #expect(Sketch.closest(layout.vertices.map { Vector($0.x, $0.y) }) > 0.99)
    }
  }
}
