import Foundation
import Testing

@testable import GraphStore

/// Whatever is written reads back to the same graph.
@Suite struct RoundTripTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    var directed = false, strings = false, vertexLabels = false, edgeLabels = false, attributes = false, base: Int64 = 0
    var testDescription: String { "\(self)" }
  }

  static let shapes: [Shape] = [
    Shape(), Shape(directed: true), Shape(base: 1), Shape(directed: true, base: 1), Shape(base: -7), Shape(strings: true),
    Shape(vertexLabels: true), Shape(edgeLabels: true), Shape(directed: true, vertexLabels: true, edgeLabels: true),
    Shape(directed: true, strings: true, vertexLabels: true, edgeLabels: true, attributes: true), Shape(attributes: true),
  ]

  static func graph(_ shape: Shape, seed: UInt64, vertices: Int = 40, edges: Int = 90) throws -> Graph {
    var dice = Dice(seed)
    var builder = GraphBuilder(directed: shape.directed)
    func id(_ v: Int) -> VertexID { shape.strings ? .string("v \"\(v)\", é") : .integer(shape.base + Int64(v)) }
    for v in 0..<vertices {
      var labels: [String] = []
      if shape.vertexLabels {
        for name in ["7", "12", "Person"] where Int.random(in: 0..<3, using: &dice) == 0 { labels.append(name) }
      }
      var attributes: [String: AttributeValue] = [:]
      if shape.attributes, v % 3 > 0 {
        attributes = ["age": .integer(Int64(v) - 5), "name": .text("n,\(v % 9)"), "rate": .real(Double(v) / 8 + 0.5), "ok": .boolean(v % 2 == 0)]
      }
      builder.addVertex(id(v), labels: labels, attributes: attributes)
    }
    for _ in 0..<edges {
      let a = Int.random(in: 0..<max(1, vertices - 3), using: &dice), b = Int.random(in: 0..<max(1, vertices - 3), using: &dice)
      if a == b { continue }
      let label = shape.edgeLabels ? ["x", nil, "9"].randomElement(using: &dice)! : nil
      let attributes: [String: AttributeValue] = shape.attributes && a % 2 == 0 ? ["weight": .real(Double(a + b) + 0.25)] : [:]
      builder.addEdge(id(a), id(b), label: label, attributes: attributes)
    }
    return try builder.build()
  }

  /// Everything a user can see: the graph, and every attribute of every vertex and edge.
  static func expectSame(_ a: Graph, _ b: Graph, _ comment: Comment) {
    #expect(brokenInvariants(b) == [], comment)
    #expect(NaiveGraph(a) == NaiveGraph(b), comment)
    for (mine, theirs) in [(a.attributes.vertices, b.attributes.vertices), (a.attributes.edges, b.attributes.edges)] {
      #expect(Set(mine.columns.map(\.name)) == Set(theirs.columns.map(\.name)), comment)
      for column in mine.columns {
        guard let other = theirs[column.name] else { continue }
        #expect(column.type == other.type && column.missingCount == other.missingCount, comment)
      }
    }
    for v in a.vertices {
      for column in a.attributes.vertices.columns { #expect(a.attribute(column.name, of: v) == b.attribute(column.name, of: v), comment) }
      for w in a.neighbours(of: v)! {
        for column in a.attributes.edges.columns {
          #expect(a.attribute(column.name, ofEdge: v, w) == b.attribute(column.name, ofEdge: v, w), comment)
        }
      }
    }
  }

  final class Scratch {
    let path: String
    init() throws {
      path = FileManager.default.temporaryDirectory.appendingPathComponent("graphs-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    func file(_ name: String) -> String { "\(path)/\(name)" }
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
  }

  @Test(arguments: shapes, [nil, 3] as [Int?])
  func gyr(shape: Shape, compression: Int?) throws {
    let scratch = try Scratch()
    for (seed, vertices) in [(1, 40), (2, 3), (3, 3000)] as [(UInt64, Int)] {
      let graph = try Self.graph(shape, seed: seed, vertices: vertices, edges: vertices * 3).withFacts()
      let path = scratch.file("g.gyr")
      try graph.write(to: path, options: WriteOptions(compression: compression))
      for verification in [ReadOptions.Verification.complete, .headers] {
        var options = ReadOptions()
        options.verification = verification
        let again = try Graph(contentsOf: path, options: options)
        Self.expectSame(graph, again, "\(vertices) vertices")
        #expect(again.report == graph.report)
        #expect(again.known?.triangles == graph.known?.triangles && again.known?.degeneracy == graph.known?.degeneracy)
      }
      // By standard input or compressed as a whole it is not mapped.
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      Self.expectSame(graph, try read(Compression.zstd.encode(bytes), suffix: ".bin"), "compressed")
      // Written again it is the same file.
      try Graph(contentsOf: path).write(to: scratch.file("h.gyr"), options: WriteOptions(compression: compression, threads: 3))
      #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.file("h.gyr"))) == Data(bytes))
    }
    #expect(scratch.names.sorted() == ["g.gyr", "h.gyr"], "nothing unfinished stays")
  }

  @Test func emptyGraphs() throws {
    let scratch = try Scratch()
    let empty = try GraphBuilder().build()
    for name in ["g.gyr", "g.txt", "g.csv", "g.mtx", "g.lg", "g.g6", "g/"] {
      try empty.write(to: scratch.file(name))
      #expect(try Graph(contentsOf: scratch.file(name)).vertexCount == 0, "\(name)")
    }
  }

  /// Every other writer, for the graphs it can hold; for the others it says so and leaves nothing.
  @Test(arguments: shapes, ["g.txt", "g.csv", "g.tsv", "g.mtx", "g.lg", "g.g6", "g/"])
  func otherFormats(shape: Shape, name: String) throws {
    let scratch = try Scratch()
    let graph = try Self.graph(shape, seed: 9)
    let path = scratch.file(name)
    do {
      try graph.write(to: path)
    } catch {
      #expect(error.kind == .unsupported)
      let holds: Bool =
        switch name {
        case "g.txt": !shape.vertexLabels && !shape.attributes && !shape.strings
        case "g.csv", "g.tsv": true
        case "g.mtx": !shape.vertexLabels && !shape.edgeLabels && !shape.attributes && !shape.strings && shape.base == 1
        case "g.lg": !shape.attributes && !shape.strings
        case "g.g6": !shape.vertexLabels && !shape.edgeLabels && !shape.attributes && !shape.strings && shape.base == 0
        // Labels are words, and some vertices carry several.
        default: !shape.directed && !shape.edgeLabels && !shape.vertexLabels && !shape.attributes && !shape.strings && shape.base >= 0
        }
      #expect(!holds, "\(error)")
      #expect(scratch.names.allSatisfy { !$0.contains("partial") && $0 != name }, "\(scratch.names)")
      return
    }
    var options = ReadOptions(directed: shape.directed)
    if name == "g.txt", shape.edgeLabels { options.columns = [.source, .target, .label] }
    if name.hasSuffix("sv") {
      let vertices = TableWriter.verticesPath(path)
      if FileManager.default.fileExists(atPath: vertices) { options.verticesFile = vertices }
      options.directed = nil
    }
    Self.expectSame(graph, try Graph(contentsOf: path, options: options), "\(name)")
    #expect(scratch.names.allSatisfy { !$0.contains("partial") })
  }

  @Test func renumberedGraphsFitEverywhere() throws {
    let scratch = try Scratch()
    let graph = try Self.graph(Shape(strings: true), seed: 4).renumbered(from: 1)
    for name in ["g.mtx", "g.lg", "g/"] {
      try graph.write(to: scratch.file(name))
      Self.expectSame(graph, try Graph(contentsOf: scratch.file(name)), "\(name)")
    }
  }

  @Test func oldFilesStayWhole() throws {
    let scratch = try Scratch()
    let path = scratch.file("g.lg")
    try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: GraphFileError.self) { try Self.graph(Shape(strings: true), seed: 1).write(to: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    #expect(scratch.names == ["g.lg"])
    #expect(throws: GraphFileError.self) { try Self.graph(Shape(), seed: 1).write(to: scratch.file("g.unknown")) }
    #expect(throws: GraphFileError.self) { try Self.graph(Shape(), seed: 1).write(to: "/no/such/place/g.gyr") }
  }

  /// A file from elsewhere: opened again as directed or undirected, and with more labels.
  @Test func readingOptionsApplyToGyr() throws {
    let scratch = try Scratch()
    let graph = try Self.graph(Shape(directed: true, edgeLabels: true, attributes: true), seed: 5)
    try graph.write(to: scratch.file("g.gyr"))
    let undirected = try Graph(contentsOf: scratch.file("g.gyr"), options: ReadOptions(directed: false))
    #expect(!undirected.isDirected && brokenInvariants(undirected) == [])
    #expect(undirected.edgeCount == graph.neighbours.targetCount / 2)
    let labels = TemporaryFile("3 red\n")
    #expect(try Graph(contentsOf: scratch.file("g.gyr"), options: ReadOptions(labelsFile: labels.path)).labels(of: 3) == ["red"])
  }
}

@Suite struct DamagedGyrTests {
  /// Every flipped bit and every cut is an error; nothing crashes, nothing is another graph.
  @Test(arguments: [nil, 3] as [Int?])
  func everyBitIsGuarded(compression: Int?) throws {
    let shape = RoundTripTests.Shape(directed: true, strings: true, vertexLabels: true, edgeLabels: true, attributes: true)
    let scratch = try RoundTripTests.Scratch()
    let graph = try RoundTripTests.graph(shape, seed: 1, vertices: 30, edges: 60)
    try graph.write(to: scratch.file("g.gyr"), options: WriteOptions(compression: compression))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file("g.gyr"))))
    let reference = NaiveGraph(graph)
    var harmless = 0
    for position in stride(from: 0, to: bytes.count, by: 3) {
      var damaged = bytes
      damaged[position] ^= 1 << UInt8(position % 8)
      do {
        let again = Graph(try GraphReader.read(try GraphInput(damaged, path: "F.gyr"), ReadOptions(threads: 1, format: .gyr)))
        // Padding between sections is guarded by nothing and holds nothing.
        harmless += 1
        #expect(NaiveGraph(again) == reference)
      } catch { #expect(!"\(error)".isEmpty) }
    }
    #expect(harmless < bytes.count / 3)
    for length in stride(from: 0, to: bytes.count, by: 5) {
      #expect(throws: GraphFileError.self) {
        try GraphReader.read(try GraphInput(Array(bytes[..<length]), path: "F.gyr"), ReadOptions(threads: 1, format: .gyr))
      }
    }
  }

  /// Numbers that are wrong under right checksums.
  @Test func hostileNumbersAreRefused() throws {
    let scratch = try RoundTripTests.Scratch()
    var builder = GraphBuilder(directed: false)
    for (a, b) in [(1, 2), (1, 3), (1, 4), (2, 3), (5, 6)] as [(Int64, Int64)] { builder.addEdge(.integer(a), .integer(b)) }
    builder.addVertex(1, labels: ["A"])
    builder.addVertex(2, labels: ["B"])
    try builder.build().write(to: scratch.file("g.gyr"))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file("g.gyr"))))
    func section(_ kind: GyrLayout.Kind) -> Int {
      let entries = (0..<Int(LittleEndian.word(bytes, 24))).map { GyrLayout.headerSize + $0 * GyrLayout.entrySize }
      return Int(LittleEndian.long(bytes, entries.first { LittleEndian.word(bytes, $0) == kind.rawValue }! + 16))
    }
    func message(_ kind: GyrLayout.Kind, _ place: Int, _ value: UInt8) -> String {
      var damaged = bytes
      damaged[section(kind) + place] = value
      GyrRepair.repair(&damaged)
      return failure(damaged, suffix: ".gyr") ?? "no error"
    }
    // Lists: 0: 1 2 3; 1: 0 2; 2: 0 1; 3: 0; 4: 5; 5: 4.
    #expect(message(.neighbourTargets, 0, 1) == "no error", "it is 1 already")
    for (place, value) in [(0, 2), (0, 3), (4, 1), (8, 6), (8, 200), (12, 1), (20, 2), (32, 4), (36, 6)] as [(Int, UInt8)] {
      #expect(message(.neighbourTargets, place, value).hasSuffix("lists that are out of order or out of range"), "\(place) \(value)")
    }
    for (place, value) in [(0, 1), (8, 9), (8, 2), (8 * 6, 9), (8 * 6, 11), (8 * 3 + 7, 0x80)] as [(Int, UInt8)] {
      #expect(message(.neighbourOffsets, place, value) != "no error", "\(place) \(value)")
    }
    #expect(message(.neighbourOffsets, 8 * 6, 9).hasSuffix("does not ascend from 0 to 10"))
    for place in [0, 4, 8, 20] { #expect(message(.neighbourLower, place, 3).hasSuffix("out of order or out of range")) }
    #expect(message(.ranks, 0, 6).hasSuffix("holds numbers beyond 6"))
    #expect(message(.ranks, 0, 5).hasSuffix("is not the inverse of ranks"))
    // Found by fuzzing: a name that stands twice.
    #expect(message(.vertexLabelNames, 9, UInt8(ascii: "A")).hasSuffix("holds a name twice or an empty one"))
    #expect(message(.summary, GyrLayout.Summary.maximumDegree.rawValue * 8, 4).hasSuffix("names a longest list of 4, which no vertex has"))
  }

  /// The loop over all targets and the one over lists say the same as the plain definition, on several threads.
  @Test func longListsAreChecked() throws {
    var dice = Dice(5)
    let edges = (0..<90_000).map { _ in (UInt32.random(in: 0..<40_000, using: &dice), UInt32.random(in: 0..<40_000, using: &dice)) }
    let scratch = try RoundTripTests.Scratch()
    try Graph(vertexCount: 40_000, edges: edges).write(to: scratch.file("g.gyr"))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file("g.gyr"))))
    func read(_ bytes: [UInt8]) throws -> Graph {
      Graph(try GraphReader.read(try GraphInput(bytes, path: "F.gyr"), ReadOptions(threads: 3, format: .gyr)))
    }
    let graph = try read(bytes)
    let entry = GyrLayout.headerSize + 2 * GyrLayout.entrySize
    #expect(LittleEndian.word(bytes, entry) == GyrLayout.Kind.neighbourTargets.rawValue)
    let start = Int(LittleEndian.long(bytes, entry + 16))
    var refused = 0
    for _ in 0..<60 {
      let v = Int.random(in: 0..<40_000, using: &dice)
      guard graph.neighbours.degree(v) > 1 else { continue }
      var damaged = bytes
      let slot = Int(graph.neighbours.offsets[v]) + Int.random(in: 1..<graph.neighbours.degree(v), using: &dice)
      // Not larger than the number before it.
      let wrong = graph.neighbours.targets[slot - 1] - UInt32.random(in: 0...min(3, graph.neighbours.targets[slot - 1]), using: &dice)
      for k in 0..<4 { damaged[start + slot * 4 + k] = UInt8(truncatingIfNeeded: wrong >> (8 * UInt32(k))) }
      GyrRepair.repair(&damaged)
      #expect(throws: GraphFileError.self) { try read(damaged) }
      refused += 1
    }
    #expect(refused > 20)
  }

  /// Files of every version so far, as programs of their time wrote them.
  @Test func oldVersionsAreRead() throws {
    let scratch = try RoundTripTests.Scratch()
    let path = samples.appendingPathComponent("version-1.gyr").path
    let graph = try Graph(contentsOf: path)
    #expect(brokenInvariants(graph) == [])
    #expect(graph.isDirected && graph.vertexCount == 4 && graph.edgeCount == 3)
    #expect(graph.labels(of: "ada") == ["Person", "Poet"] && graph.attribute("age", of: "o, é") == .integer(7))
    #expect(graph.hasEdge("ada", "bob") && graph.attribute("since", ofEdge: "bob", "o, é") == .integer(1840))
    #expect(graph.edgeLabels?.dictionary.names == ["KNOWS", "LIKES"] && graph.known?.components == 2)
    // The version stands for the bytes: the same graph is written as it was then.
    try graph.write(to: scratch.file("again.gyr"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.file("again.gyr"))) == Data(contentsOf: URL(fileURLWithPath: path)))
    let packed = try Graph(contentsOf: samples.appendingPathComponent("version-1-zstd.gyr").path)
    #expect(brokenInvariants(packed) == [])
    #expect(packed.vertexCount == 672 && packed.edgeCount == 999 && packed.report.selfLoopsDropped == 1)
  }

  @Test func newerVersionsAreNamed() throws {
    let scratch = try RoundTripTests.Scratch()
    try RoundTripTests.graph(RoundTripTests.Shape(), seed: 1).write(to: scratch.file("g.gyr"))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file("g.gyr"))))
    bytes[8] = 9
    #expect(failure(bytes, suffix: ".gyr") == "F: at byte 8: version 9 of the .gyr format; this program reads version 1")
    #expect(failure([0x89, 0x47, 0x59, 0x52, 0x0d, 0x0a, 0x1a, 0x0a], suffix: ".gyr") == "F: at byte 8: the file ends in its header; is it cut short?")
  }

  @Test func bombsAreRefused() throws {
    // 2 MiB of one edge in a few hundred bytes, with less granted than by default.
    var options = ReadOptions()
    options.freeExpansion = 1 << 20
    let text = Array(String(repeating: "1 2\n", count: 1 << 19).utf8)
    for compression in [Compression.gzip, .zstd] {
      #expect(failure(compression.encode(text), options)?.contains("is taken for a bomb") == true)
      #expect(failure(compression.encode(text)) == nil)
    }
  }
}
