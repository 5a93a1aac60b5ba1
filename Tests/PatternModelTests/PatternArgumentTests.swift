import Testing

@testable import PatternModel

@Suite struct PatternArgumentTests {
  static func resolve(_ argument: String, _ files: [String: String] = [:]) throws -> [(name: String, pattern: Pattern)]
  {
    try PatternArgument.resolve(argument) { files[$0] }
  }

  static func texts(_ argument: String, _ contents: String? = nil) throws -> [String] {
    try resolve(argument, contents.map { [argument: $0] } ?? [:]).map(\.pattern.text)
  }

  @Test func order() throws {
    // A library name wins over a file of that name, and text over a file.
    #expect(try Self.texts("triangle", "a--b") == ["(a)--(b)--(c)--(a)"])
    #expect(try Self.texts("a--b", "a--b--c") == ["(a)--(b)"])
    #expect(try Self.texts("g6:Bw") == ["(a)--(b)--(c)--(a)"])
    #expect(try Self.texts("[1-2](1~3)[2-3]") == ["(1)--(2)--(3), 1 !-- 3"])
    #expect(try Self.resolve("5-Clique")[0].name == "5-clique")
    #expect(try Self.resolve(" a--b ")[0].name == "a--b")
    let file = "# mine\nhouse\n(a)->(b)\ng6:C~\n[1-2]\n"
    #expect(
      try Self.resolve("my.patterns", ["my.patterns": file]).map(\.name) == ["house", "(a)->(b)", "g6:C~", "[1-2]"])
    #expect(try Self.resolve("x.g6", ["x.g6": ">>graph6<<Bw\nC~\r\n"]).map(\.pattern) == [.clique(3), .clique(4)])
    #expect(try Self.texts("q", "\u{FEFF}a--b") == ["(a)--(b)"])
  }

  @Test func failures() throws {
    func message(_ argument: String, _ contents: String? = nil) -> String {
      do {
        return try Self.resolve(argument, contents.map { [argument: $0] } ?? [:]).map(\.name).joined()
      } catch { return "\(error)" }
    }
    #expect(
      message("traingle") == "'traingle' is no library pattern, no pattern text and no file; did you mean triangle?")
    #expect(message("dir/none.pattern") == "'dir/none.pattern' is no library pattern, no pattern text and no file")
    #expect(message("(a)--(b)--").hasPrefix("line 1, column 11: expected a vertex"))
    #expect(message("g6:~~").hasPrefix("line 1, column 4: a pattern has 1 to 32 vertices"))
    #expect(
      message("p.txt", "a--b\n\na--b--")
        == "line 3, column 7: p.txt: expected a vertex such as (a), found the end of the text\n  a--b--\n        ^")
    #expect(message("p.txt", "# nothing\n").contains("no pattern in it"))
    struct Broken: Error {}
    #expect(throws: Broken.self) { try PatternArgument.resolve("some.file") { _ in throw Broken() } }
  }

  @Test func peregrine() throws {
    #expect(try Self.texts("f", "1 2\n2 3\n1 3 1\n") == ["(1)--(2)--(3), 1 !-- 3"])
    #expect(try Self.texts("f", "1 2\n2 3\n1 4 9\n3 4 9\n") == ["(1)--(2)--(3); absent (4): 4--1, 4--3"])
    #expect(try Self.texts("f", "1 5 2 -1\n2 -1 3 6\n") == ["(1:5)--(2)--(3:6)"])
    #expect(try Self.texts("f", "# c\n1 5 2 7\n1 5 3 8 1") == ["(1:5)--(2:7); absent (3:8): 3--1"])
    #expect(try Self.texts("[1,5-2,6][2,6-3,-1](1,5~3,-1)") == ["(1:5)--(2:6)--(3), 1 !-- 3"])
    #expect(try Self.texts("(1~3)[1-2][2-3]") == ["(1)--(2)--(3), 1 !-- 3"])
    for bad in [
      "1 2\n3\n", "1 2 3 4 5 6", "1 2 1", "1 2\n3 4 1", "1 2\n1 2 1", "1 5 2 6\n1 6 3 6", "1 1", "1 2\n3 4", "-3 2",
    ] {
      #expect(throws: PatternError.self, "\(bad)") { try Self.resolve("f", ["f": bad]) }
    }
    for bad in ["[1-2", "[1~2]", "(1-2)~", "[1,-2]", "[a-b]", "[1-2]x", "[1-1]", "[]", "[99999999999999999999-1]"] {
      #expect(throws: PatternError.self, "\(bad)") { try Self.resolve(bad) }
    }
    do {
      _ = try Self.resolve("f", ["f": "1 2\n2 3\n2 1 1"])
      Issue.record("a contradiction passed")
    } catch let error as PatternError {
      #expect(error.code == .contradiction && error.places.map(\.line) == [3, 1])
    }
  }

  @Test func queryGraphs() throws {
    #expect(try Self.texts("q", "t 3 2\nv 0 5 1\nv 1 6 2\nv 2 5 1\ne 0 1\ne 1 2\n") == ["(v0:5)--(v1:6)--(v2:5)"])
    #expect(
      try Self.texts("q", "t # 0\nv 0 A\nv 1 B\ne 0 1 x\nt # 1\nv 0 A\nv 3\ne 0 3\nt # -1\n") == [
        "(v0:A)-[:x]-(v1:B)", "(v0:A)--(v3)",
      ])
    #expect(try Self.texts("q", "# t 1\nv 0 1\nv 1 1\ne 0 1\n") == ["(v0:1)--(v1:1)"])
    #expect(try Self.texts("q", "# a comment\nv 0 1\nv 1 1\ne 0 1") == ["(v0:1)--(v1:1)"])
    for bad in [
      "t 3 2\nv 0 1\nv 1 1\ne 0 1", "t 2 1\nv 0 1 2\nv 1 1 1\ne 0 1", "v 0 1\nv 0 1\n", "v 0 1\ne 0 1", "v 0 1\nx 1",
      "v 0 1\nv 1 1", "v 0 1\nv 1 1\ne 0 1 2 3", "v 0 1\ne 0 0", "v a b", "t a b\nv 0 1", "t 1 0\nv 0 1 x",
    ] {
      #expect(throws: PatternError.self, "\(bad)") { try Self.resolve("q", ["q": bad]) }
    }
  }
}
