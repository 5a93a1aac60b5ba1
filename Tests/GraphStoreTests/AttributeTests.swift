import Testing

@testable import GraphStore

@Suite struct AttributeTests {
  @Test func builderKeepsTypesAndMissingValues() throws {
    var builder = GraphBuilder()
    builder.addEdge("x", "y", attributes: ["weight": 2])
    builder.addEdge("y", "z", attributes: ["weight": 2.5, "kind": "fast"])
    builder.addVertex("x", attributes: ["age": 30, "member": true])
    builder.addVertex("y", attributes: ["age": 20])
    let graph = try builder.build()
    #expect(graph.vertexAttributes.map(\.name) == ["age", "member"])
    #expect(graph.vertexAttributes.map(\.type) == [.integer, .boolean])
    #expect(graph.vertexAttributes.map(\.missing) == [1, 2])
    #expect(graph.edgeAttributes.map(\.type) == [.text, .real])
    #expect(graph.attribute("age", of: "x") == 30)
    #expect(graph.attribute("age", of: "z") == nil)
    #expect(graph.attribute("member", of: "x") == true)
    #expect(graph.attribute("weight", ofEdge: "y", "x") == 2.0)
    #expect(graph.attribute("weight", ofEdge: "z", "y") == 2.5)
    #expect(graph.attribute("kind", ofEdge: "x", "y") == nil)
    #expect(graph.attribute("weight", ofEdge: "x", "z") == nil)
    #expect(graph.attribute("height", of: "x") == nil)
  }

  @Test func arcsHaveTheirOwnValues() throws {
    var builder = GraphBuilder(directed: true)
    builder.addEdge(1, 2, attributes: ["weight": 1])
    builder.addEdge(2, 1, attributes: ["weight": 2])
    builder.addEdge(2, 3, attributes: ["weight": 3])
    let graph = try builder.build()
    #expect(graph.attribute("weight", ofEdge: 1, 2) == 1)
    #expect(graph.attribute("weight", ofEdge: 2, 1) == 2)
    #expect(graph.attribute("weight", ofEdge: 3, 2) == nil)
  }

  @Test func leastOfContradictingValues() throws {
    for weights in [[5, 3, 4], [3, 4, 5]] {
      var builder = GraphBuilder()
      for weight in weights { builder.addEdge(1, 2, attributes: ["weight": .integer(Int64(weight))]) }
      let graph = try builder.build()
      #expect(graph.attribute("weight", ofEdge: 1, 2) == 3)
      #expect(graph.report.attributeConflicts == 1)
    }
  }

  @Test func mixedTypesAreRefused() throws {
    var builder = GraphBuilder()
    builder.addVertex(1, attributes: ["age": 3])
    builder.addVertex(2, attributes: ["age": "three"])
    #expect(throws: GraphBuildError.attributeTypes(of: "vertices", name: "age")) { try builder.build() }
  }

  @Test func everyEdgeHasARowOfItsOwn() {
    for directed in [false, true] {
      var edges: [(UInt32, UInt32)] = []
      for a in 0..<12 as Range<UInt32> { for b in 0..<12 as Range<UInt32> where (a * 7 + b * 5) % 3 == 0 { edges.append((a, b)) } }
      let graph = Graph(directed: directed, vertexCount: 12, edges: edges)
      let rows = EdgeRows(outgoing: graph.outgoing, isDirected: directed)
      var seen: Set<Int> = []
      for a in 0..<12 {
        for b in 0..<12 {
          let isEdge = graph.outgoing.neighbours(a).contains(UInt32(b))
          let row = rows.row(a, b)
          #expect((row != nil) == isEdge)
          if let row {
            #expect(row < rows.count)
            if directed { #expect(seen.insert(row).inserted) } else { #expect(rows.row(b, a) == row) }
            seen.insert(row)
          }
        }
      }
      #expect(seen.count == rows.count)
    }
  }

  @Test func typesOfTexts() {
    #expect(TextAttributes.typed(["1", "-2"]) == [1, -2])
    #expect(TextAttributes.typed(["1", "2.5", "1e3"]) == [1.0, 2.5, 1000.0])
    #expect(TextAttributes.typed(["true", "False"]) == [true, false])
    #expect(TextAttributes.typed(["01234", "5"]) == ["01234", "5"])
    #expect(TextAttributes.typed(["nan", "1"]) == ["nan", "1"])
    #expect(TextAttributes.typed(["0", "0.5"]) == [0.0, 0.5])
  }

  @Test func sideFiles() throws {
    let vertices = TemporaryFile("id;name;score\n1;\"Smith; \"\"Jo\"\"\";2\n# comment\n3; ;7\n9;nobody;1\n")
    let edges = TemporaryFile("from\tto\tweight\n2\t1\t0.5\n1\t3\t4\n")
    let graph = try read(
      "1 2\n2 3\n",
      ReadOptions(vertexAttributesFile: vertices.path, edgeAttributesFile: edges.path))
    #expect(graph.attribute("name", of: 1) == "Smith; \"Jo\"")
    #expect(graph.attribute("name", of: 3) == nil)
    #expect(graph.attribute("score", of: 3) == 7)
    #expect(graph.attribute("weight", ofEdge: 1, 2) == 0.5)
    // Vertex 9, and the pair 1 3 that is no edge.
    #expect(graph.report.attributeRowsIgnored == 2)
    #expect(graph.report.description.contains("2 vertex attributes, 1 edge attribute"))
  }

  @Test(arguments: [
    ("", "it is empty"), ("id\n1\n", ":1:1: expected a line of column names"), ("id,a,a\n", ":1:6: two columns"),
    ("id,a\n1,2,3\n", ":2:5: more fields"), ("id,a\n1,\"x\n", ":2:3: expected a closing quote"),
    ("id,a\n7,1\n", "the first column of no row"), ("id,a\n,1\n", ":2:1: expected a vertex id"),
  ])
  func wrongSideFiles(_ text: String, _ message: String) {
    let file = TemporaryFile(text)
    #expect {
      try read("1 2\n", ReadOptions(vertexAttributesFile: file.path))
    } throws: {
      ($0 as? GraphFileError)?.description.contains(message) == true
    }
  }
}
