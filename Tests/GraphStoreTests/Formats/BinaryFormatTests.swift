import Foundation
import Testing

@testable import GraphStore

/// Files that other programs wrote.
let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("Samples")

/// Little-endian bytes of numbers.
func words(_ values: UInt32...) -> [UInt8] { values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } } }

@Suite struct PeregrineFolderTests {
  /// A path 30 - 10 - 20 and 40 alone; vertex 1 is the hub.
  private var files: [String: [UInt8]] {
    [
      "data.bin": words(4) + words(2, 0) + words(2, 2, 3) + words(1, 1) + words(1, 1) + words(0),
      "ids.bin": words(10, 20, 30, 40), "labels.bin": words(2, 7) + words(1, 8),
    ]
  }

  private func graph(_ files: [String: [UInt8]]) throws -> Graph {
    Graph(try GraphReader.read(GraphFolder(files, path: "F"), ReadOptions()))
  }

  @Test func readsIDsAndLabels() throws {
    let graph = try graph(files)
    var expected = NaiveGraph(isDirected: false)
    expected.addEdge(10, 20)
    expected.addEdge(10, 30)
    expected.addVertex(40)
    expected.addVertex(20, labels: ["7"])
    expected.addVertex(10, labels: ["8"])
    #expect(NaiveGraph(graph) == expected.asBuilt)
    #expect(graph.report.duplicatesMerged == 0)
    var bare = files
    bare["ids.bin"] = nil
    bare["labels.bin"] = nil
    #expect(try self.graph(bare).hasEdge(1, 3))
  }

  @Test func damagedFiles() {
    func message(_ change: (inout [String: [UInt8]]) -> Void) -> String {
      var files = files
      change(&files)
      do { _ = try graph(files) } catch { return "\(error)" }
      return "no error"
    }
    #expect(message { $0["data.bin"]!.removeLast(4) } == "F/data.bin: at byte 40: the file ends before the degree of vertex 4 of 4")
    #expect(message { $0["data.bin"]!.append(0) } == "F/data.bin: at byte 44: 1 bytes behind the last vertex")
    #expect(message { $0["data.bin"]![0] = 200 } == "F/data.bin: at byte 0: declares 200 vertices, the file has room for 8 degrees; is it cut short?")
    #expect(message { $0["data.bin"]![4] = 3 } == "F/data.bin: at byte 4: declares 3 edges, the lists hold 4 ends instead of 6")
    #expect(message { $0["data.bin"]![16] = 9 } == "F/data.bin: at byte 16: expected a neighbour from 1 to 4, found 9")
    #expect(message { $0["data.bin"]![16] = 4 } == "F/data.bin: the lists disagree: some edge stands in the list of one of its ends only")
    #expect(message { $0["data.bin"]![12] = 0xff } == "F/data.bin: at byte 12: vertex 1 has degree 255, the file ends before its neighbours do")
    #expect(message { $0["ids.bin"]!.removeLast() } == "F/ids.bin: at byte 15: expected 16 bytes, one id for each of 4 vertices, found 15")
    #expect(message { $0["ids.bin"]![0] = 20 } == "F/ids.bin: at byte 4: two vertices have the id 20")
    #expect(message { $0["labels.bin"]![0] = 5 } == "F/labels.bin: at byte 0: expected a vertex from 1 to 4, found 5")
    #expect(message { $0["labels.bin"]!.removeLast() } == "F/labels.bin: at byte 8: expected pairs of vertex and label of 8 bytes, found 7 bytes")
    #expect(message { $0["data.bin"] = nil }.contains("is a directory without a graph"))
  }
}

@Suite struct Graph6FamilyTests {
  private func edges(_ graph: Graph) -> Set<[Int64]> {
    Set(
      NaiveGraph(graph).arcs.compactMap { arc in
        guard case .integer(let a) = arc.source, case .integer(let b) = arc.target else { return nil }
        return graph.isDirected || a < b ? [a, b] : nil
      })
  }

  /// Examples of nauty's formats.txt.
  @Test func documentedExamples() throws {
    let first = try read("DQc\n", suffix: ".g6")
    #expect(first.vertexCount == 5)
    #expect(edges(first) == [[0, 2], [0, 4], [1, 3], [3, 4]])
    let sparse = try read(">>sparse6<<:Fa@x^\n")
    #expect(sparse.vertexCount == 7)
    #expect(edges(sparse) == [[0, 1], [0, 2], [1, 2], [5, 6]])
    let directed = try read("&DI?AO?\n", suffix: ".d6")
    #expect(directed.isDirected && directed.vertexCount == 5)
    #expect(edges(directed) == [[0, 2], [0, 4], [3, 1], [3, 4]])
    #expect(try read("?", suffix: ".g6").vertexCount == 0)
    #expect(try read("@", suffix: ".g6").vertexCount == 1)
    #expect(try read(">>graph6<<~?@?" + String(repeating: "~", count: 336), suffix: ".txt").edgeCount == 2016)
  }

  @Test func errors() {
    for (text, expected) in [
      ("DQ", "F: at byte 1: a graph of 5 vertices has 2 more characters, this one has 1"),
      ("DQc\nDQc\n", "F: at byte 4: a second graph starts here; this command reads one graph, give each its own file"),
      ("DQ ", "F: at byte 2: expected one of the characters ? to ~, found byte 32"),
      ("~", "F: at byte 1: the graph ends too early; is it cut short?"),
      ("~~~~~~~~", "F: at byte 0: declares 68719476735 vertices; a graph holds at most 4294967294"),
      (":~~?~~~~~", "F: at byte 9: declares 1073741823 vertices in a file of 9 bytes, which is not believed"),
    ] { #expect(failure(text, suffix: ".g6") == expected) }
  }
}

@Suite struct GraphMLTests {
  @Test func nodesEdgesAndData() throws {
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
        <key id="d0" for="node" attr.name="age" attr.type="int"><default>30</default></key>
        <key id="d1" for="all" attr.name="label" attr.type="string"/>
        <key id="d9" for="node"/>
        <graph id="G" edgedefault="directed">
          <node id="n&lt;1"><data key="d0">41</data><data key="d1">Person;Poet</data></node>
          <node id="n2"><data key="d9"><y:Shape>box<y:Deep>x</y:Deep></y:Shape></data></node>
          <edge source="n&lt;1" target="n2"><data key="d1">KNOWS</data><data key="late">0.5</data></edge>
          <edge source="n2" target="n3" directed="false"/>
        </graph>
        <key id="late" for="edge" attr.name="weight" attr.type="double"/>
      </graphml>
      """
    let graph = try read(text)
    #expect(graph.isDirected)
    var expected = NaiveGraph(isDirected: true)
    expected.addVertex("n<1", labels: ["Person", "Poet"])
    expected.addEdge("n<1", "n2", label: "KNOWS")
    expected.addEdge("n2", "n3")
    expected.addEdge("n3", "n2")
    #expect(NaiveGraph(graph) == expected.asBuilt)
    #expect(graph.attribute("age", of: "n<1") == .integer(41))
    #expect(graph.attribute("age", of: "n2") == .integer(30))
    #expect(graph.attribute("weight", ofEdge: "n<1", "n2") == .real(0.5))
    #expect(graph.attributes.vertices.columns.map(\.name) == ["age"])
    let neo4j = "<graphml><graph edgedefault='undirected'><node id='1' labels=':A:B'/><edge source='1' target='2' label='T'/></graph></graphml>"
    let small = try read(neo4j, suffix: ".xml")
    #expect(small.labels(of: 1) == ["A", "B"] && small.edgeLabels?.dictionary.names == ["T"])
  }

  @Test func errors() {
    func wrapped(_ body: String) -> String { "<graphml>\n<graph edgedefault=\"undirected\">\n\(body)</graph></graphml>" }
    for (text, expected) in [
      ("<graphml><graph>", "F:1:17: is not well-formed XML: no element found"),
      ("<graphml/>", "F: has no <graph> element"),
      ("<graphml><graph edgedefault='up'/></graphml>", "F:1:10: edgedefault is directed or undirected, found up"),
      (wrapped("<node/>"), "F:3:1: a node without an id"),
      (wrapped("<edge source='1'/>"), "F:3:1: an edge without source or target"),
      (wrapped("<edge source='1' target='2' directed='true'/>"), "F:3:1: a directed edge in an undirected graph is not supported"),
      (wrapped("<hyperedge/>"), "F:3:1: a hyperedge is not supported"),
      (wrapped("<node id='1'><graph edgedefault='directed'/></node>"), "F:3:14: a graph inside a graph is not supported"),
      (wrapped("<node id='1'></edge>"), "F:3:16: is not well-formed XML: mismatched tag"),
      ("<!DOCTYPE g [<!ENTITY a \"b\">]><graphml/>", "F:1:25: declares an entity; entities are not read"),
    ] { #expect(failure(text, suffix: ".graphml") == expected) }
  }
}

@Suite struct NumPyTests {
  static func npy(_ shape: String, _ type: String, _ data: [UInt8], fortran: Bool = false) -> [UInt8] {
    var header = "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
    header += String(repeating: " ", count: 53 - header.utf8.count % 53) + "\n"
    return NumPyArray.magic + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)] + Array(header.utf8) + data
  }

  @Test func pairs() throws {
    for bytes in [
      Self.npy("(2, 2)", "<u4", words(5, 6, 6, 7)), Self.npy("(2, 2)", "<u4", words(5, 6, 6, 7), fortran: false),
      Self.npy("(2, 2)", "<u4", words(5, 6, 6, 7).reversed(), fortran: false).replacingType(with: ">u4"),
      Self.npy("(2, 2)", "|u1", [5, 6, 6, 7]), Self.npy("(2, 2)", "<u4", words(5, 6, 6, 7), fortran: true),
    ] {
      let graph = try read(bytes)
      #expect(graph.edgeCount == 2 && graph.hasEdge(6, 7), "\(bytes)")
    }
    let wide = try read(Self.npy("(2, 3)", "<u4", words(1, 2, 3, 2, 3, 4)))
    #expect(wide.edgeCount == 3 && wide.hasEdge(3, 4) && wide.hasEdge(1, 2))
    #expect(failure(Self.npy("(3,)", "<u4", words(1, 2, 3))) == "F: an array of shape [3]; expected one edge a row: (edges, 2) or (2, edges)")
    #expect(failure(Self.npy("(2, 2)", "<f4", words(1, 2, 3, 4))) == "F: an array of numbers with fractions; expected integers")
    #expect(failure(Self.npy("(9, 2)", "<u4", words(1, 2)))?.contains("the shape [9, 2] needs 72 bytes of data, the file has 8") == true)
    #expect(failure(Self.npy("(9223372036854775807, 2)", "<u4", words(1, 2)))?.contains("is too large") == true)
    #expect(failure(Self.npy("(1, 2)", "|O8", words(1, 2, 3, 4)))?.contains("an array of type |O8") == true)
  }

  @Test func folder() throws {
    let files = ["indptr.npy": Self.npy("(4,)", "<u4", words(0, 2, 3, 4)), "indices.npy": Self.npy("(4,)", "<u4", words(1, 2, 0, 0))]
    let graph = Graph(try GraphReader.read(GraphFolder(files, path: "F"), ReadOptions()))
    #expect(graph.isDirected && graph.edgeCount == 4 && graph.hasEdge(0, 2))
    func message(_ name: String, _ bytes: [UInt8]) -> String {
      var files = files
      files[name] = bytes
      do { _ = try GraphReader.read(GraphFolder(files, path: "F"), ReadOptions()) } catch { return error.message }
      return "no error"
    }
    #expect(message("indptr.npy", Self.npy("(4,)", "<u4", words(0, 3, 2, 4))) == "position 2 in indptr; expected numbers that ascend from 0 to 4")
    #expect(message("indptr.npy", Self.npy("(4,)", "<u4", words(0, 1, 2, 3))) == "indptr ends with 3, indices has 4 elements")
    #expect(message("indices.npy", Self.npy("(4,)", "<u4", words(1, 2, 0, 3))) == "expected an index from 0 to 2, found 3")
    #expect(message("indptr.npy", Self.npy("(0,)", "<u4", [])).hasPrefix("expected indptr and indices"))
  }

  /// What SciPy 1.17 wrote with save_npz: csr, csc and coo of the same matrix, arcs 0 -> 1, 0 -> 2, 2 -> 0 of 4 vertices.
  @Test(arguments: ["csr", "csc", "coo"])
  func sciPyArchives(kind: String) throws {
    let folder = samples
    let graph = try Graph(contentsOf: folder.appendingPathComponent("scipy-\(kind).npz").path)
    var expected = NaiveGraph(isDirected: true)
    for (a, b) in [(0, 1), (0, 2), (2, 0)] as [(Int64, Int64)] { expected.addEdge(.integer(a), .integer(b)) }
    expected.addVertex(3)
    #expect(NaiveGraph(graph) == expected.asBuilt)
    // Every cut and every single flipped byte is an error or the same graph, never another one.
    let bytes = Array(try Data(contentsOf: folder.appendingPathComponent("scipy-\(kind).npz")))
    for length in stride(from: 0, to: bytes.count, by: 7) { #expect(failure(Array(bytes[..<length]), suffix: ".npz") != nil) }
  }
}

extension [UInt8] {
  /// The same array with the bytes of its data reversed pairwise: written by a big-endian machine.
  fileprivate func replacingType(with type: String) -> [UInt8] {
    var copy = self
    let place = copy.firstIndex(of: UInt8(ascii: "<"))!
    copy.replaceSubrange(place..<place + 3, with: Array<UInt8>(type.utf8))
    // The data was reversed as a whole: put the numbers in order again.
    let data = Array(copy.suffix(16))
    let numbers = stride(from: 12, through: 0, by: -4).flatMap { data[$0..<$0 + 4] }
    return Array(copy.dropLast(16)) + numbers
  }
}
