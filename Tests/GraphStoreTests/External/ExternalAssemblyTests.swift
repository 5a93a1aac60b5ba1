import Foundation
import Testing

@testable import GraphStore

/// Graphs that do not fit in the memory that reading may take are the same graphs.
@Suite struct ExternalAssemblyTests {
  enum IDs: CaseIterable { case dense, sparse, strings }

  private func text(_ ids: IDs, seed: UInt64, vertices: Int, edges: Int) -> String {
    var dice = Dice(seed)
    func id(_ v: Int) -> String {
      switch ids {
      case .dense: "\(v)"
      case .sparse: "\(v * 7_919_000_003)"
      case .strings: "v\(v)"
      }
    }
    var text = "# edges, loops and repeats\n"
    for _ in 0..<edges {
      // Skewed, so that there are hubs.
      let a = Int.random(in: 0...Int.random(in: 0..<vertices, using: &dice), using: &dice)
      text += "\(id(a)) \(id(Int.random(in: 0..<vertices, using: &dice)))\n"
    }
    return text + "\(id(vertices)) \(id(vertices))\n"
  }

  /// The same bytes as from memory, whatever the number of runs.
  @Test(arguments: IDs.allCases, [false, true])
  func sameFile(ids: IDs, directed: Bool) throws {
    let scratch = try RoundTripTests.Scratch()
    let input = TemporaryFile(text(ids, seed: 11, vertices: 900, edges: 40_000))
    var options = ReadOptions(directed: directed, threads: 2)
    let whole = try Graph(contentsOf: input.path, options: options)
    try whole.write(to: scratch.file("whole.gyr"))
    let expected = try Data(contentsOf: URL(fileURLWithPath: scratch.file("whole.gyr")))
    for memory in [1, 100_000, 400_000] {
      options.memory = memory
      let path = scratch.file("\(memory).gyr")
      let made = try Graph.convert(input.path, to: path, reading: options)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == expected, "\(memory) bytes")
      #expect(made.report == whole.report && made.edgeCount == whole.edgeCount && made.isDirected == directed)
      let mapped = try Graph(contentsOf: input.path, options: options)
      RoundTripTests.expectSame(whole, mapped, "\(memory) bytes")
      #expect(mapped.report == whole.report)
    }
    #expect(scratch.names.allSatisfy { $0.hasSuffix(".gyr") }, "\(scratch.names)")
  }

  @Test func otherFormatsAndVertexLabels() throws {
    let labels = TemporaryFile("1 A\n2 B\n3 A\n3 C\n")
    let files = [
      ("%%MatrixMarket matrix coordinate pattern symmetric\n4 4 3\n2 1\n3 1\n4 3\n", ".mtx"), ("4 3\n2 3\n1\n1 4\n3\n", ".metis"),
      ("p edge 4 3\ne 1 2\ne 1 3\ne 3 4\n", ".col"), ("source,target\n1,2\n1,3\n3,4\n", ".csv"),
    ]
    for (text, suffix) in files {
      let input = TemporaryFile(text, suffix: suffix)
      var options = ReadOptions(directed: false, labelsFile: labels.path)
      let whole = try Graph(contentsOf: input.path, options: options)
      options.memory = 1
      let mapped = try Graph(contentsOf: input.path, options: options)
      RoundTripTests.expectSame(whole, mapped, "\(suffix)")
      #expect(mapped.report.description == whole.report.description && mapped.report.edgesGiven == whole.report.edgesGiven, "\(suffix)")
      #expect(mapped.labels(of: 3) == ["A", "C"])
    }
  }

  @Test func whatStaysInMemoryIsAnError() {
    var options = ReadOptions(columns: [.source, .target, .label])
    options.memory = 1
    #expect(failure("1 2 x\n", options)?.contains("raise --memory") == true)
    options.columns = [.source, .target, .weight]
    #expect(failure("1 2 0.5\n", options)?.contains("raise --memory") == true)
    options.columns = nil
    options.temporaryDirectory = "/nowhere/at/all"
    #expect(failure("1 2\n", options)?.contains("temporary file") == true)
  }

  @Test func emptyGraph() throws {
    var options = ReadOptions()
    options.memory = 1
    #expect(try read("", options).vertexCount == 0)
    #expect(try read("7 7\n", options).vertexCount == 1)
  }

  @Test(arguments: [0, 1, 1023, 1024, 5000, 70_000])
  func sorting(count: Int) throws {
    var dice = Dice(UInt64(count))
    let sorter = try KeySorter(memory: 1, directory: nil, threads: 3, flagBits: 2)
    var expected: [UInt64: UInt64] = [:]
    for _ in 0..<count {
      let key = UInt64.random(in: 0..<UInt64(max(1, count / 2)), using: &dice) << 40, flags = UInt64.random(in: 0..<4, using: &dice)
      sorter.add(key | flags)
      expected[key, default: 0] |= flags
    }
    for _ in 0..<2 {
      var found: [UInt64] = []
      try sorter.merge { key throws(GraphFileError) in found.append(key) }
      #expect(found == expected.map { $0.key | $0.value }.sorted())
    }
  }

  /// Pieces in a file hold what pieces in memory hold.
  @Test func spilledRecords() throws {
    let store = RecordStore(limit: 1 << 18, directory: nil)
    let list = RecordList(width: 2, store: store)
    let count = 3 * RecordList.pieceCapacity + 17
    for i in 0..<UInt32(count) { list.append(i, i &* 3) }
    #expect(list.slices.map(\.isSpilled) == [false, true, true, true])
    #expect(store.failure == nil)
    for slice in list.slices { slice.release() }
    #expect(list.count == count)
    for i in stride(from: 0, to: count, by: 1009) {
      #expect(list.record(i)[0] == UInt32(i) && list.record(i)[1] == UInt32(i) &* 3)
    }
  }
}
