import Testing

@testable import GraphStore

@Suite struct GraphSetTests {
  private func set(
    _ text: String, suffix: String = ".lg", _ options: ReadOptions = ReadOptions()
  ) throws(GraphFileError) -> GraphSet {
    try set(Array(text.utf8), suffix: suffix, options)
  }

  private func set(
    _ bytes: [UInt8], suffix: String = ".lg", _ options: ReadOptions = ReadOptions()
  ) throws(GraphFileError) -> GraphSet {
    let file = TemporaryFile(bytes, suffix: suffix)
    do throws(GraphFileError) {
      return try GraphSet(contentsOf: file.path, options: options)
    } catch {
      var error = error
      if error.path == file.path { error.path = "F" }
      throw error
    }
  }

  private let two = "t # 7\nv 0 A\nv 1 B\ne 0 1 x\nt # 9\nv 0 C\nv 5 A\nv 6 C\ne 0 5\ne 5 6 y\n"

  @Test(arguments: ["", "t # -1\n", "t # -1\n\n# end\n"]) func graphSets(end: String) throws {
    let set = try set(two + end)
    #expect(set.names == ["7", "9"])
    #expect(set.count == 2 && set.vertexCount == 5 && set.edgeCount == 3)
    for graph in set.graphs { #expect(brokenInvariants(graph) == []) }
    var first = NaiveGraph(isDirected: false), second = NaiveGraph(isDirected: false)
    first.addVertex(0, labels: ["A"])
    first.addVertex(1, labels: ["B"])
    first.addEdge(0, 1, label: "x")
    for (id, label) in [(0, "C"), (5, "A"), (6, "C")] { second.addVertex(.integer(Int64(id)), labels: [label]) }
    second.addEdge(0, 5)
    second.addEdge(5, 6, label: "y")
    #expect(NaiveGraph(set.graphs[0]) == first.asBuilt)
    #expect(NaiveGraph(set.graphs[1]) == second.asBuilt)
  }

  @Test func otherHeaders() throws {
    let sizes = try set("t 2 1\nv 0 A 1\nv 1 A 1\ne 0 1\nt 1 0\nv 0 B 0\n")
    #expect(sizes.names == ["0", "1"] && sizes.graphs.map(\.vertexCount) == [2, 1])
    #expect(try set("v 0 A\nv 1 A\ne 0 1\n").count == 1, "no header at all")
    #expect(try set("t # a\nt # b\nt # c\nv 0 A\n").graphs.map(\.vertexCount) == [0, 0, 1], "empty graphs count")
    #expect(try set("").count == 0)
    #expect(try set("1 2\n2 3\n", suffix: ".txt").graphs.map(\.edgeCount) == [2], "any other format is a set of one")
    let directed = try set(two, ReadOptions(directed: true))
    #expect(directed.graphs.map(\.isDirected) == [true, true])
  }

  @Test(arguments: [Compression.plain, .zstdFrames]) func manyBlocks(_ compression: Compression) throws {
    // Several blocks of 256 KiB, with graphs across their borders.
    var text = ""
    for number in 0..<6000 {
      text += "t # \(number)\nv 0 A\nv 1 B\nv 2 A\ne 0 1 x\ne 1 2 \(number)\n"
    }
    let set = try set(compression.encode(Array(text.utf8)))
    #expect(set.count == 6000 && set.edgeCount == 12_000 && set.names.last == "5999")
    #expect(set.graphs[5432].edgeLabels?.dictionary.names.sorted() == ["5432", "x"])
  }

  @Test func refusals() {
    for (text, expected) in [
      ("t # 0\nv 0 A\nt # 1\nv 0 A\ne 0 1\n", "F:5:5: vertex 1 has no `v` line above this one"),
      ("t # 0\nv 0 A\nt # -1\nv 0 A\n", "F:4:1: `t # -1` above ends the set; nothing may follow it"),
      (
        "t 2 0\nv 0 A 0\nt # 1\nv 0 A\n",
        "F:3:1: the graph above is not complete: the header declares 2 vertices, the file has 1; is it cut short?"
      ),
      (
        "t # 1\nv 0 A\nt 1 1\nv 0 A 0\n",
        "F: the last graph is not complete: the header declares 1 edges, the file has 0; is it cut short?"
      ),
      ("t # 0\nv 0 A\nt\n", "F:3:2: expected `t # number` or `t vertices edges`"),
    ] {
      do throws(GraphFileError) {
        _ = try set(text)
        #expect(Bool(false), "accepted: \(text)")
      } catch {
        #expect(error.description == expected)
      }
    }
    let labels = TemporaryFile("0 A\n")
    #expect(throws: GraphFileError.self) { try set(two, ReadOptions(labelsFile: labels.path)) }
  }
}
