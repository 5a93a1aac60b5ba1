import Testing

@testable import GraphStore

/// Small files of every text format, next to the graph they mean.
@Suite struct TextFormatTests {
  private func graph(directed: Bool = false, _ edges: [(Int64, Int64)], vertices: [Int64] = []) -> NaiveGraph {
    var graph = NaiveGraph(isDirected: directed)
    for vertex in vertices { graph.addVertex(.integer(vertex)) }
    for (a, b) in edges { graph.addEdge(.integer(a), .integer(b)) }
    return graph.asBuilt
  }

  // MARK: Matrix Market

  @Test func matrixMarket() throws {
    let symmetric = "%%MatrixMarket matrix coordinate pattern symmetric\n% a comment\n%\n4 4 3\n2 1\n3 2\n\n3 1\n"
    #expect(NaiveGraph(try read(symmetric)) == graph([(1, 2), (2, 3), (1, 3)], vertices: [4]))
    // Content decides, whatever the name says; case does not matter, nor the kind of line end.
    let upper = symmetric.replacing("%%MatrixMarket matrix coordinate pattern", with: "%%matrixmarket MATRIX Coordinate Pattern")
    #expect(NaiveGraph(try read(upper.replacing("\n", with: "\r\n"), suffix: ".lg")) == graph([(1, 2), (2, 3), (1, 3)], vertices: [4]))
    let general = "%%MatrixMarket matrix coordinate real general\n3 3 4\n1 2 0.5\n2 1 -1e3\n3 1 1\n3 3 2\n"
    let directed = try read(general)
    #expect(directed.isDirected && directed.report.selfLoopsDropped == 1)
    #expect(NaiveGraph(directed) == graph(directed: true, [(1, 2), (2, 1), (3, 1)]))
    #expect(try read(general, ReadOptions(directed: false)).edgeCount == 2)
    let labelled = try read(general, ReadOptions(columns: [.source, .target, .label]))
    #expect(labelled.edgeLabels?.dictionary.names.contains("-1e3") == true)
    // Symmetric as directed: each entry is two arcs.
    #expect(try read(symmetric, ReadOptions(directed: true)).edgeCount == 6)
    var bipartite = ReadOptions()
    bipartite.bipartite = true
    let rectangle = "%%MatrixMarket matrix coordinate integer general\n2 3 3\n1 1 7\n2 3 1\n1 3 2"
    #expect(NaiveGraph(try read(rectangle, bipartite)) == graph([(1, 3), (2, 5), (1, 5)], vertices: [4]))
    #expect(failure(rectangle)?.hasPrefix("F:2:1: a matrix of 2 rows and 3 columns") == true)
  }

  @Test func matrixMarketErrors() {
    let head = "%%MatrixMarket matrix coordinate pattern general\n"
    for (text, expected) in [
      ("%%MatrixMarket vector\n", "F:1:16: expected the object: matrix"),
      ("%%MatrixMarket matrix array real general\n", "F:1:23: a dense matrix (array) is no graph file; write it in coordinate form"),
      ("%%MatrixMarket matrix coordinate\n", "F:1:33: expected the kind of values: real, double, integer, pattern, complex"),
      (head, "F: the file ends before the line `rows columns entries`"),
      (head + "3 3\n", "F:2:4: expected the number of entries, found the line's end"),
      (head + "3 3 -1\n", "F:2:5: expected the number of entries, found -1"),
      (head + "3 3 2\n1 2\n", "F:2:5: declares 2 entries, the file has 1; is it cut short?"),
      (head + "3 3 1\n1 4\n", "F:3:3: expected a number from 1 to 3, found 4"),
      (head + "3 3 1\n0 1\n", "F:3:1: expected a number from 1 to 3, found 0"),
      (head + "3 3 1\n1 -2\n", "F:3:3: expected a number from 1 to 3, found -2"),
      (head + "3 3 1\n1\n", "F:3:2: expected a number from 1 to 3, found the line's end"),
      (head.replacing("pattern", with: "real") + "3 3 1\n1 2\n", "F:3:4: expected the value of this entry"),
      (head + "4000000000 4000000000 1\n1 2\n", "F: declares 4000000000 vertices for 1 edges, which is not believed; is the header damaged?"),
      (head + "9999999999 9999999999 1\n1 2\n", "F: more than 4294967294 vertices"),
    ] { #expect(failure(text) == expected) }
  }

  // MARK: METIS

  @Test func metis() throws {
    let plain = "% six\n5 4\n2 3\n1\n1 5\n\n3 \n"
    #expect(failure(plain, suffix: ".graph") == "F:2:3: declares 4 edges, the lists hold 6 ends instead of 8")
    let right = plain.replacing("5 4", with: "5 3")
    let read3 = try read(right, suffix: ".graph")
    #expect(NaiveGraph(read3) == graph([(1, 2), (1, 3), (3, 5)], vertices: [4]))
    #expect(read3.report.duplicatesMerged == 0)
    #expect(NaiveGraph(try read(right, ReadOptions(format: .metis))) == NaiveGraph(read3))
    // Sizes, two vertex weights and edge weights.
    let weighted = "3 2 111 2\n9 1 1 2 70\n9 1 1 1 70 3 80\n9 1 1 2 80\n"
    #expect(NaiveGraph(try read(weighted, suffix: ".metis")) == graph([(1, 2), (2, 3)]))
    let labelled = try read(weighted, suffix: ".metis", ReadOptions(columns: [.source, .target, .label]))
    #expect(labelled.edgeLabels?.dictionary.names == ["70", "80"])
    for (text, expected) in [
      ("3 1\n2\n1\n", "F:1:1: declares 3 vertices, the file has 2 lines for them; is it cut short?"),
      ("2 1\n2\n1\n1\n", "F:4:1: a line behind the last of 2 vertices"),
      ("2 1\n3\n1\n", "F:2:1: expected a neighbour from 1 to 2, found 3"),
      ("2 1 7\n2\n1\n", "F:1:5: expected a format of up to three digits 0 and 1, found 7"),
      ("3 1\n2\n\n2\n", "F: the lists disagree: some edge stands in the list of one of its ends only"),
      ("2 1 001\n2\n1 5\n", "F:2:2: expected the weight of the edge to 2"),
      ("", "F: the file ends before its header `vertices edges`"),
    ] { #expect(failure(text, suffix: ".metis") == expected) }
  }

  // MARK: DIMACS and KONECT

  /// Counts near 2^63, whose doubles and sums would overflow.
  @Test func hugeCounts() {
    for count in ["9223372036854775807", "4611686018427387904", "9223372036854775808"] {
      for (text, suffix) in [
        ("p edge 4 \(count)\ne 1 2\n", ".col"), ("p edge \(count) 1\ne 1 2\n", ".col"), ("p sp \(count) \(count)\na 1 2 3\n", ".gr"),
        ("2 \(count)\n2\n1\n", ".metis"), ("\(count) 1\n2\n1\n", ".metis"),
        ("%%MatrixMarket matrix coordinate pattern general\n\(count) \(count) 1\n1 2\n", ".mtx"),
        ("%%MatrixMarket matrix coordinate pattern general\n2 2 \(count)\n1 2\n", ".mtx"),
      ] {
        #expect(failure(text, suffix: suffix)?.hasPrefix("F:") == true, "\(suffix): \(text)")
      }
    }
  }

  @Test func dimacs() throws {
    let colouring = "c a comment\nc\np edge 4 3\ne 1 2\ne 2 3\nc more\ne 3 1\n"
    #expect(NaiveGraph(try read(colouring)) == graph([(1, 2), (2, 3), (1, 3)], vertices: [4]))
    let roads = "c\np sp 3 3\na 1 2 17\na 2 1 17\na 2 3 5\n"
    let directed = try read(roads)
    #expect(NaiveGraph(directed) == graph(directed: true, [(1, 2), (2, 1), (2, 3)]))
    for (text, expected) in [
      ("p edge 4 3\ne 1 2\n", "F:1:10: declares 3 edges, the file has 1; is it cut short?"),
      ("p edge 2 1\nx 1 2\n", "F:2:1: expected a line that starts with e, found x"),
      ("p sp 2 1\na 1 2\n", "F:2:6: expected the value of this arc"),
      ("p edge 2 1\ne 1 3\n", "F:2:5: expected a number from 1 to 2, found 3"),
      ("p edge 2\n", "F:1:9: expected the number of edges, found the line's end"),
    ] { #expect(failure(text) == expected) }
  }

  @Test func konect() throws {
    #expect(NaiveGraph(try read("% sym unweighted\n% 2 3 3\n1 2\n2\t3 \n")) == graph([(1, 2), (2, 3)]))
    let times = try read("% asym posweighted\n1 2 5 1234567\n2 1 5 1234568\n", suffix: ".out")
    #expect(times.isDirected && times.edgeCount == 2 && times.report.linesWithExtraColumns == 2)
    let kept = try read("% asym posweighted\n1 2 5 1234567\n", ReadOptions(columns: [.source, .target, .weight, .time]))
    #expect(kept.attribute("weight", ofEdge: 1, 2) == .integer(5) && kept.attribute("time", ofEdge: 1, 2) == .integer(1_234_567))
    #expect(NaiveGraph(try read("% bip unweighted\n1 1\n2 1\n2 2\n")) == graph([(1, 3), (2, 3), (2, 4)]))
    #expect(failure("% bip unweighted\n1 0\n") == "F:2:3: expected a number from 1 to 2147483647, found 0")
  }

  // MARK: Tables

  @Test func neo4jTables() throws {
    let edges = #"""
      :START_ID,:END_ID,since:int,:TYPE
      ada,"Lovelace, ""Count""",1835,MARRIED
      ada,babbage,1833,"KNOWS
      WELL"
      babbage,ada,,KNOWS

      """#
    let vertices = TemporaryFile("name:ID(Person)\t:LABEL\nada\tMathematician;Poet\nlonely\tPerson\nbabbage\t\n", suffix: ".tsv")
    let graph = try read(edges, suffix: ".csv", ReadOptions(verticesFile: vertices.path))
    #expect(graph.isDirected)
    var expected = NaiveGraph(isDirected: true)
    expected.addVertex("ada", labels: ["Mathematician", "Poet"])
    expected.addVertex("lonely", labels: ["Person"])
    expected.addEdge("ada", "Lovelace, \"Count\"", label: "MARRIED")
    expected.addEdge("ada", "babbage", label: "KNOWS\nWELL")
    expected.addEdge("babbage", "ada", label: "KNOWS")
    #expect(NaiveGraph(graph) == expected.asBuilt)
  }

  @Test func headersOfTables() throws {
    for text in ["src,dst\n1,2\n2,3\n", "weight;from;to\n5;1;2\n6;2;3\n", "source\ttarget\n1\t2\n2\t3\n", "a,b\n1,2\n2,3", "1,2\n2,3\n", "\"1\",\"2\"\n\"2\",3\n"] {
      #expect(NaiveGraph(try read(text, suffix: ".csv")) == graph([(1, 2), (2, 3)]), "\(text.debugDescription)")
    }
    // Without a header of known names, words are ids.
    #expect(try read("x,y\ny,z\n", suffix: ".csv").vertexCount == 3)
    #expect(try read("#tag,%b\n", suffix: ".csv").vertexCount == 2)
    for (text, expected) in [
      ("src,dst\n1\n", "F:2:2: expected the id of the edge's target"),
      ("src,dst\n1,2,3\n", "F:2:5: more fields than the 2 columns of the first line"),
      ("src,dst\n1,\"2\n\n3\n", "F:2:3: this quote is not closed before the file ends"),
      ("src,dst\n1,\"2\"3\n", "F:2:6: expected the next field after a closing quote"),
      ("src,weight\n1,2\n", "F:1:1: the header names one end of the edges only; expected source and target (or :START_ID and :END_ID)"),
      ("src,dst\n\"a\nb\",c\n,d\n", "F:4:1: expected the id of the edge's source"),
    ] { #expect(failure(text, suffix: ".csv") == expected) }
  }

  /// Records with line ends in them, in more blocks than one.
  @Test func quotedLineEndsAcrossBlocks() throws {
    var text = "src,dst,type\n"
    for i in 0..<60_000 { text += i % 7 == 0 ? "\"v\n\(i % 100)\",\"w \"\"\(i % 90)\"\"\",\"t\"\n" : "v\(i % 100),w\(i % 90),u\n" }
    #expect(text.utf8.count > 2 * LineBlocks.blockSize)
    let reference = NaiveGraph(try read(text, suffix: ".csv", ReadOptions(threads: 1)))
    for threads in [2, 3] { #expect(NaiveGraph(try read(text, suffix: ".csv", ReadOptions(threads: threads))) == reference) }
    let lines = text.utf8.count { $0 == 10 }
    #expect(try read(text, suffix: ".csv").report.linesRead == lines)
    #expect(failure(text + "x\n", suffix: ".csv") == "F:\(lines + 1):2: expected the id of the edge's target")
  }
}
