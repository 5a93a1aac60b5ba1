import Foundation
import Testing

@testable import PatternModel

@Suite struct LibraryTests {
  /// The tests stand in Tests/PatternModelTests, the files in Patterns.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Patterns")

  /// With GYRFALCON_WRITE_PATTERNS=1 in the environment the files are written from the table first.
  @Test func filesEqualTheTable() throws {
    if ProcessInfo.processInfo.environment["GYRFALCON_WRITE_PATTERNS"] == "1" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      for entry in PatternLibrary.entries {
        try entry.fileText.write(
          to: Self.folder.appendingPathComponent("\(entry.name).pattern"), atomically: true, encoding: .utf8)
      }
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
      $0.hasSuffix(".pattern")
    }
    #expect(Set(files) == Set(PatternLibrary.entries.map { "\($0.name).pattern" }))
    for entry in PatternLibrary.entries {
      let text = try String(contentsOf: Self.folder.appendingPathComponent("\(entry.name).pattern"), encoding: .utf8)
      #expect(text == entry.fileText)
      #expect(try Pattern.parseFile(text) == [entry.pattern])
    }
  }

  @Test func entriesAreDistinctAndWellFormed() {
    let forms = PatternLibrary.entries.map { $0.pattern.canonicalForm }
    #expect(Set(forms).count == forms.count)
    for entry in PatternLibrary.entries {
      #expect(
        entry.pattern.vertices.map(\.name) == entry.pattern.vertices.indices.map(Pattern.defaultName), "\(entry.name)")
      #expect(PatternLibrary.name(of: entry.pattern) == entry.name)
      for alias in entry.aliases { #expect(PatternLibrary.pattern(named: alias) == entry.pattern) }
    }
  }

  /// Names of the table that are also family members must mean the same.
  @Test func tableAndFamiliesAgree() throws {
    func same(_ name: String, _ pattern: Pattern) {
      #expect(PatternLibrary.pattern(named: name)?.isIsomorphic(to: pattern) == true, "\(name)")
    }
    for k in 3...32 {
      same("\(k)-clique", .clique(k))
      same("\(k)-cycle", .cycle(k))
      same("\(k)-path", .path(k))
      same("directed-\(k)-cycle", .directedCycle(k))
      if k < 32 { same("\(k)-star", .star(k)) }
      if k < 32 { same("\(k)-wheel", .wheel(k)) }
      if k < 10 { same("k\(k)", .clique(k)) }
    }
    same("1-clique", .clique(1)); same("2-clique", .clique(2)); same("1-path", .path(1)); same("2-path", .path(2))
    same("1-star", .star(1)); same("2-star", .star(2))
    same("k2,3", .completeBipartite(2, 3)); same("K3,3", .completeBipartite(3, 3)); same("k1,4", .star(4))
    for k in 3...8 {
      let pattern = try #require(PatternLibrary.pattern(named: "\(k)-clique-minus-edge"))
      #expect(pattern.vertices.count == k && pattern.edges.count == k * (k - 1) / 2 - 1)
    }
    for bad in [
      "33-clique", "0-clique", "2-cycle", "32-star", "k16,17", "k0,3", "-clique", "x-clique",
      "99999999999999999999-path", "k", "k,", "",
    ] {
      #expect(PatternLibrary.pattern(named: bad) == nil, "\(bad)")
    }
  }

  /// Known facts: (vertices, edges, automorphisms).
  @Test(arguments: [
    ("house", 5, 6, 2), ("gem", 5, 7, 2), ("bowtie", 5, 6, 8), ("bull", 5, 5, 2), ("dart", 5, 6, 2), ("kite", 5, 6, 2),
    ("cricket", 5, 5, 4), ("banner", 5, 5, 2), ("k23", 5, 6, 12), ("wheel", 5, 8, 8), ("5-clique-minus-edge", 5, 9, 12),
    ("prism", 6, 9, 12), ("octahedron", 6, 12, 48), ("k33", 6, 9, 72), ("cube", 8, 12, 48), ("petersen", 10, 15, 120),
    ("domino", 6, 7, 4), ("sun", 6, 9, 6), ("net", 6, 6, 6), ("book", 5, 7, 12), ("tailed-4-clique", 5, 7, 6),
    ("wheel-minus-spoke", 5, 7, 4), ("5-clique-minus-wedge", 5, 8, 4), ("feed-forward-loop", 3, 3, 1),
    ("bi-fan", 4, 4, 4),
    ("directed-3-cycle", 3, 3, 3), ("diamond", 4, 5, 4), ("tailed-triangle", 4, 4, 2), ("fork", 5, 4, 2),
    ("long-tailed-triangle", 5, 5, 2), ("bi-parallel", 4, 4, 2),
  ]) func facts(_ name: String, _ vertices: Int, _ edges: Int, _ order: Int) throws {
    let pattern = try #require(PatternLibrary.pattern(named: name))
    #expect(pattern.vertices.count == vertices && pattern.edges.count == edges)
    #expect(pattern.automorphisms.order == UInt128(order))
  }

  @Test func namesOfPatterns() throws {
    #expect(PatternLibrary.name(of: .clique(9)) == "9-clique")
    #expect(PatternLibrary.name(of: .cycle(12)) == "12-cycle")
    #expect(PatternLibrary.name(of: .path(32)) == "32-path")
    #expect(PatternLibrary.name(of: .star(30)) == "30-star")
    #expect(PatternLibrary.name(of: .directedCycle(6)) == "directed-6-cycle")
    #expect(PatternLibrary.name(of: .completeBipartite(4, 5)) == "k4,5")
    #expect(try PatternLibrary.name(of: Pattern("@induced x--y--z")) == "wedge")
    #expect(try PatternLibrary.name(of: Pattern("x--y--z, x!--z")) == nil)
    #expect(try PatternLibrary.name(of: Pattern("(x:L)--y--z--x")) == nil)
  }

  /// A size out of range is no typing error.
  @Test(arguments: [
    ("33-clique", "it would have 33 vertices, and a pattern has at most 32"), ("32-star", "33 vertices"), ("k20,20", "40 vertices"),
    ("1000-path", "1000 vertices"), ("0-clique", "at least 1 vertex"), ("2-cycle", "at least 3 vertices"), ("k0,3", "at least 1"),
  ]) func sizesOutOfRange(name: String, message: String) {
    #expect { try PatternArgument.resolve(name) { _ in nil } } throws: {
      ($0 as? PatternError)?.code == .vertexCount && "\($0)".contains(message)
    }
  }

  @Test func suggestions() {
    #expect(PatternLibrary.suggestion(for: "traingle") == "triangle")
    #expect(PatternLibrary.suggestion(for: "5-cliqe") == "5-clique")
    #expect(PatternLibrary.suggestion(for: "12-cylce") == "12-cycle")
    #expect(PatternLibrary.suggestion(for: "hous") == "house")
    #expect(PatternLibrary.suggestion(for: "fed-forward-lop") == "feed-forward-loop")
    #expect(PatternLibrary.suggestion(for: "something else") == nil)
  }
}
