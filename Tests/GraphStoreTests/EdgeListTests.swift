import Glibc
import Testing

@testable import GraphStore

@Suite struct EdgeListTests {
  enum IDs: CaseIterable { case dense, sparse, huge, negative, strings, mostlyIntegers }

  /// A random text and the graph it means.
  private func sample(
    _ dice: inout Dice, _ ids: IDs, lines: Int, directed: Bool, labels: Bool
  ) throws -> (String, Graph) {
    var builder = GraphBuilder(directed: directed)
    var text = ""
    let universe = max(2, lines / 3)
    func id(_ v: Int) -> VertexID {
      switch ids {
      case .dense: .integer(Int64(v))
      case .sparse: .integer(Int64(v * 97 + 13))
      case .huge: .integer(Int64(v) * 4_000_000_007)
      case .negative: .integer(Int64(v) - 5)
      case .strings: .string("gene-\(v)é")
      case .mostlyIntegers: .string(v == 1 ? "x" : String(v))
      }
    }
    for line in 0..<lines {
      // At least one id that is no integer, where there should be one.
      let a = line == lines / 2 ? id(1) : id(.random(in: 0..<universe, using: &dice)), b = id(.random(in: 0..<universe, using: &dice))
      let label: String? = labels && Bool.random(using: &dice) ? ["up", "down", "3"].randomElement(using: &dice)! : nil
      builder.addEdge(a, b, label: label)
      let gap = [" ", "\t", ",", ";", " , ", "  "].randomElement(using: &dice)!
      text += [" ", "", "", ""].randomElement(using: &dice)! + "\(a)\(gap)\(b)"
      if let label { text += "\(gap)\(label)" }
      if Int.random(in: 0..<20, using: &dice) == 0 { text += "  " }
      text += ["\n", "\r\n", "\n"].randomElement(using: &dice)!
      if Int.random(in: 0..<30, using: &dice) == 0 {
        text += ["# 1 2\n", "% x\n", "// 3 4\r\n", "\n", "  \t\n"].randomElement(using: &dice)!
      }
    }
    return (text, try builder.build())
  }

  private func withoutLines(_ graph: Graph, named: Bool = true) -> Snapshot {
    var snapshot = Snapshot(graph, named: named)
    snapshot.report.linesRead = 0
    return snapshot
  }

  @Test(arguments: IDs.allCases, Compression.allCases)
  func agreesWithBuilder(ids: IDs, compression: Compression) throws {
    var dice = Dice(UInt64(7 + (IDs.allCases.firstIndex(of: ids)! * 10)))
    for lines in [0, 1, 2, 40, 600] {
      for (directed, labels) in [(false, false), (true, false), (false, true), (true, true)] {
        let (text, expected) = try sample(&dice, ids, lines: lines, directed: directed, labels: labels)
        let bytes = compression.encode(Array(text.utf8))
        let columns: [ReadOptions.Column]? = labels ? [.source, .target, .label] : nil
        let graph = try read(bytes, ReadOptions(directed: directed, columns: columns))
        #expect(brokenInvariants(graph) == [])
        #expect(withoutLines(graph) == withoutLines(expected), "\(lines) lines, directed \(directed)")
      }
    }
  }

  /// Several blocks, so that workers really share the file.
  @Test(arguments: IDs.allCases, [false, true])
  func threadsChangeNothing(ids: IDs, directed: Bool) throws {
    var dice = Dice(3)
    let (text, expected) = try sample(&dice, ids, lines: 60_000, directed: directed, labels: false)
    #expect(text.utf8.count > 2 * LineBlocks.blockSize)
    let reference = withoutLines(expected, named: false)
    for threads in [1, 2, 4] {
      let graph = try read(text, ReadOptions(directed: directed, threads: threads))
      #expect(withoutLines(graph, named: false) == reference, "\(threads) threads")
    }
  }

  @Test func lineEndsAndMarks() throws {
    let expected = Snapshot(Graph(edges: [(1, 2), (2, 3)])).named
    for text in [
      "1 2\n2 3\n", "1 2\n2 3", "1 2\r\n2 3\r\n", "1 2\r2 3\r", "1 2\r2 3", "\u{feff}1 2\n2 3\n", "\n\n1 2\n\r\n\r2 3\n\n",
      "#c\n1,2\n%c\n2;3\n//c", "\t1\t2\t\n 2 ,  3 ,\n", "1 2\n2 3\r",
    ] {
      let graph = try read(text)
      #expect(NaiveGraph(graph) == expected, "\(text.debugDescription)")
      #expect(graph.report.linesWithExtraColumns == 0, "\(text.debugDescription)")
    }
  }

  @Test func linesAreCounted() throws {
    #expect(try read("1 2\n\n# x\n2 3").report.linesRead == 4)
    #expect(try read("1 2\r\n\r\n# x\r\n2 3\r\n").report.linesRead == 4)
    #expect(try read("1 2\r\r2 3\r").report.linesRead == 3)
  }

  @Test func emptyFiles() throws {
    for text in ["", "\n", "# nothing\n", "\u{feff}", "#", " "] {
      let graph = try read(text)
      #expect(graph.vertexCount == 0 && graph.edgeCount == 0, "\(text.debugDescription)")
    }
    for compression in Compression.allCases { #expect(try read(compression.encode([])).vertexCount == 0) }
  }

  @Test func extraColumnsAreIgnoredAndReported() throws {
    let graph = try read("1 2 0.5\n2 3\n3 4 9 9 # what\n")
    #expect(graph.edgeCount == 3 && graph.edgeLabels == nil)
    #expect(graph.report.linesWithExtraColumns == 2)
    #expect(graph.report.description.contains("2 lines have undeclared columns, ignored"))
  }

  @Test func declaredColumns() throws {
    let columns = try #require(ReadOptions.columns(parsing: "time,dst,-,src,label,weight"))
    let graph = try read("99 b zzz a L 0.5\n98,c,,b,,1\n97 c q a\n", ReadOptions(directed: true, columns: columns))
    var expected = NaiveGraph(isDirected: true)
    expected.addEdge("a", "b", label: "L")
    expected.addEdge("b", "c")
    expected.addEdge("a", "c")
    #expect(NaiveGraph(graph) == expected.asBuilt)
    #expect(graph.report.linesWithExtraColumns == 0)
    #expect(ReadOptions.columns(parsing: "src,dts") == nil)
    #expect(failure("1 2\n", ReadOptions(columns: [.source])) == "F: the columns must name src and dst, for example src,dst,label")
    #expect(
      failure("1 2\n", ReadOptions(columns: [.source, .target, .source]))
        == "F: the columns name src 2 times; once is enough")
  }

  @Test func idsStayAsWritten() throws {
    #expect(try read("007 7\n").ids.id(of: 0) == "007")
    #expect(try read("007 7\n").vertexCount == 2)
    #expect(try read("-3 9223372036854775807\n-9223372036854775808 4294967296\n").ids.areIntegers)
    #expect(try read("4294967295 4294967294\n").ids.number(of: 4_294_967_295) != nil)
    #expect(try read("-0 1\n").ids.areIntegers == false)
    #expect(try read("5 5\n").report.isolatedVertices == 1)
  }

  /// A late string turns every id into one, whatever was read before and by whom.
  @Test func lateStringTurnsAllIntoStrings() throws {
    var text = (0..<100_000).map { "\($0 % 5000) \($0 % 4999 + 3)\n" }.joined()
    text += "12345678901 17\nlast 4\n"
    for threads in [1, 2, 4] {
      let graph = try read(text, ReadOptions(threads: threads))
      #expect(!graph.ids.areIntegers)
      #expect(graph.vertexCount == 5004)  // 0...5001, 12345678901 and "last"
      #expect(graph.ids.number(of: "12345678901") != nil)
      #expect(graph.ids.number(of: 4) == graph.ids.number(of: "4"))
    }
  }

  @Test func malformedFilesNameThePlace() {
    let zero = Array("1 2\n3 \u{0}4\n".utf8)
    let latin: [UInt8] = Array("1 2\na ".utf8) + [0xe9, 0x0a]
    for (bytes, expected) in [
      (Array("1 2\n3\n".utf8), "F:2:2: expected 2 fields with the ids of an edge's two ends, found one field"),
      (Array("1 2\r\n\r\n  3 \r\n".utf8), "F:3:5: expected 2 fields with the ids of an edge's two ends, found one field"),
      (Array("1 2\r3\r".utf8), "F:2:2: expected 2 fields with the ids of an edge's two ends, found one field"),
      (Array(",2\n".utf8), "F:1:1: expected a vertex id, found an empty field"),
      (Array("1,,2\n".utf8), "F:1:3: expected a vertex id, found an empty field"),
      (
        Array("# c\n1 9223372036854775808\n".utf8),
        "F:2:3: vertex id 9223372036854775808 does not fit in 64 bits; ids made of digits must lie between -9223372036854775808 and 9223372036854775807"
      ),
      (zero, "F:2:3: a zero byte: this is not a text file (or not UTF-8)"),
      (latin, "F:2:3: this text is not UTF-8; convert the file (for example with iconv)"),
      (
        Array("1 2\n".utf8) + [UInt8](repeating: 0x37, count: 3 << 20),
        "F:2:1: a line of more than 1048576 bytes: is this a graph file?"
      ),
      (
        Array("1 2\n".utf8) + [UInt8](repeating: 0x23, count: (1 << 20) + 1) + Array("\n3 4\n".utf8),
        "F:2:1: a line of more than 1048576 bytes: is this a graph file?"
      ),
    ] {
      for threads in [1, 4] { #expect(failure(bytes, ReadOptions(threads: threads)) == expected) }
    }
    // Long, but not too long.
    let comment = Array("1 2\n#".utf8) + [UInt8](repeating: 0x23, count: (1 << 20) - 1) + Array("\n3 4\n".utf8)
    #expect(failure(comment) == nil)
  }

  /// The first error in the file wins, however the blocks were shared out.
  @Test(arguments: [1, 2, 4])
  func firstErrorWins(threads: Int) {
    var lines = (0..<150_000).map { "\($0) \($0 + 1)" }
    lines[70_000] = "oops"
    lines[70_001] = "again"
    lines[140_000] = "late"
    let text = lines.joined(separator: "\n")
    #expect(text.utf8.count > 4 * LineBlocks.blockSize)
    for _ in 0..<5 {
      #expect(failure(text, ReadOptions(threads: threads))?.hasPrefix("F:70001:5: expected 2 fields") == true)
    }
  }

  /// A header without a mark is no edge, unless the ids are words.
  @Test func headersAreNoEdges() throws {
    #expect(failure("# c\r\n\r\nFromNodeId\tToNodeId\r\n1\t2\r\n")?.hasPrefix("F:3:1: this line reads like a header") == true)
    #expect(failure("source target weight\n1 2 3\n")?.hasPrefix("F:1:1:") == true)
    #expect(try read("source target\nx y\n").edgeCount == 2)
    #expect(try read("from to\n").edgeCount == 1)
    #expect(try read("1 2\nsource target\n").edgeCount == 2)
  }

  @Test func damagedCompression() {
    let bytes = Array((0..<30_000).map { "\($0) \($0 * 7 % 30_011)\n" }.joined().utf8)
    for compression in [Compression.gzip, .gzipMembers, .zstd, .zstdFrames] {
      let whole = compression.encode(bytes)
      for cut in [5, 20, whole.count / 2, whole.count - 1] {
        let text = failure(Array(whole[..<cut]))
        #expect(text?.contains("cut short") == true, "\(compression) cut at \(cut): \(text ?? "no error")")
      }
      var flipped = whole
      for i in stride(from: whole.count / 3, to: whole.count * 2 / 3, by: 7) { flipped[i] ^= 0x55 }
      #expect(failure(flipped) != nil)
    }
    #expect(failure(Compression.gzip(bytes) + [0, 0, 0]) == nil, "padding")
    #expect(failure(Compression.gzip(bytes) + Array("x".utf8)) != nil)
    #expect(failure(Compression.zstd(bytes) + Array("x".utf8)) != nil)
  }

  /// Random bytes give a graph or an error, never a crash.
  @Test func noise() {
    var dice = Dice(11)
    let alphabet = Array("0123456789 \t\n\r,;#%/-abe.\u{0}\u{e9}".utf8)
    for round in 0..<400 {
      let bytes = (0..<Int.random(in: 0...120, using: &dice)).map { _ in
        round % 4 == 0 ? UInt8.random(in: 0...255, using: &dice) : alphabet.randomElement(using: &dice)!
      }
      for suffix in [".txt", ".lg"] {
        if let graph = try? read(bytes, suffix: suffix) { #expect(brokenInvariants(graph) == []) }
      }
    }
  }

  @Test func absentFileAndDirectory() {
    #expect(throws: GraphFileError(.cannotOpen, path: "/no/such/file", message: "cannot open: No such file or directory")) {
      try Graph(contentsOf: "/no/such/file")
    }
    #expect(throws: GraphFileError(.cannotOpen, path: "/tmp", message: "is a directory without a graph; expected data.bin (Peregrine) or indptr.npy and indices.npy (NumPy)")) {
      try Graph(contentsOf: "/tmp")
    }
  }

  @Test func labelsFile() throws {
    let labels = TemporaryFile("# side\n1 red\n2,blue\n1 10\n1 9\n\n")
    let graph = try read("1 2\n2 3\n", ReadOptions(labelsFile: labels.path))
    #expect(brokenInvariants(graph) == [])
    #expect(NaiveGraph(graph).vertexLabels == [1: ["red", "10", "9"], 2: ["blue"]])
    #expect(graph.vertexLabels?.dictionary.names == ["9", "10", "blue", "red"])
    #expect(graph.vertexLabels?.hasSeveral == true)
    for (text, expected) in [
      ("1 a\n4 b\n", ":2:1: vertex 4 is not in the graph"), ("1\n", ":1:2: expected a vertex id and its label"),
      ("1 a b\n", ":1:5: expected one label; a vertex with several labels has a line for each"),
    ] {
      let bad = TemporaryFile(text)
      let message = failure("1 2\n2 3\n", ReadOptions(labelsFile: bad.path))
      #expect(message?.hasPrefix(bad.path + expected) == true, "\(message ?? "no error")")
    }
  }
}
