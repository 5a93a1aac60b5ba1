import Foundation
import Glibc
import Testing

@testable import GraphStore

/// Mutated files of every format: each is read or refused with an error, nothing crashes, hangs or becomes a broken graph.
///
/// A reduced run is part of the suite. `Scripts/fuzz-readers COUNT` runs any number under the address sanitizer. Input i is a
/// function of i, so `GYR_FUZZ_FIRST=i GYR_FUZZ_INPUTS=1` repeats one.
@Suite struct ReaderFuzzTests {
  private static func setting(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

  @Test func mutatedFiles() throws {
    let first = Self.setting("GYR_FUZZ_FIRST") ?? 0
    let count = Self.setting("GYR_FUZZ_INPUTS") ?? 20_000
    let corpus = try FuzzCorpus()
    let workers = min(Parallel.processorCount, max(1, count / 100))
    let broken = Flags(workers)
    let outcomes = OwnedMemory(byteCount: 16 * workers)
    let read = outcomes.bytes.bindMemory(to: Int.self, capacity: 2 * workers)
    read.initialize(repeating: 0, count: 2 * workers)
    nonisolated(unsafe) let tally = read
    Parallel.run(workers) { worker in
      let log = FuzzLog(worker)
      for index in stride(from: first + worker, to: first + count, by: workers) {
        log.note(index)
        switch corpus.run(index) {
        case .graph: tally[2 * worker] += 1
        case .refused: tally[2 * worker + 1] += 1
        case .broken(let what):
          Issue.record("input \(index): \(what)")
          broken.set(worker)
        }
      }
    }
    #expect(!broken.any)
    let graphs = (0..<workers).reduce(0) { $0 + read[2 * $1] }, refused = (0..<workers).reduce(0) { $0 + read[2 * $1 + 1] }
    withExtendedLifetime(outcomes) {}
    #expect(graphs + refused == count)
    // Both happen, or the mutations are too wild or too tame.
    if count >= 1000 { #expect(graphs > count / 50 && refused > count / 50, "\(graphs) graphs, \(refused) refused") }
  }
}

/// The input being read, for whoever finds a dead process.
private final class FuzzLog {
  private let descriptor: Int32
  init(_ worker: Int) {
    let path = getenv("GYR_FUZZ_LOG").map { "\(String(cString: $0)).\(worker)" }
    descriptor = path.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o644) } ?? -1
  }
  deinit { if descriptor >= 0 { close(descriptor) } }
  func note(_ index: Int) {
    guard descriptor >= 0 else { return }
    let text = Array("\(index)                \n".utf8)
    pwrite(descriptor, text, text.count, 0)
  }
}

/// Good files to start from.
private struct FuzzCorpus: Sendable {
  struct Seed: Sendable {
    var bytes: [UInt8]
    var path: String
    var format: GraphFormat?
  }
  enum Outcome {
    case graph, refused
    case broken(String)
  }

  private let seeds: [Seed]
  /// A directory: which file of it is mutated is chosen each time.
  private let folders: [[String: [UInt8]]]

  init() throws {
    let scratch = try RoundTripTests.Scratch()
    var seeds: [Seed] = []
    func text(_ name: String, _ content: String) { seeds.append(Seed(bytes: Array(content.utf8), path: name)) }
    text("a.txt", "# c\n1 2\n2 3\r\n3 1 9 0.5\n10\t4\n-5 99999999999\n")
    text("b.txt", "x y\ny,z ; w\n\"q\" r\n// c\n")
    text("a.csv", "source,target,type,w\n1,2,a,0.5\n\"x\"\"y\",\"z\nq\",,7\n")
    text("b.csv", ":START_ID\t:END_ID\t:TYPE\n1\t2\tT\n")
    text("a.mtx", "%%MatrixMarket matrix coordinate real general\n%c\n4 4 3\n1 2 0.5\n2 3 1e9\n4 4 -1\n")
    text("b.mtx", "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 1\n")
    text("a.metis", "% c\n5 3\n2 3\n1\n1 5\n\n3\n")
    text("b.metis", "3 2 111 2\n9 1 1 2 70\n9 1 1 1 70 3 80\n9 1 1 2 80\n")
    text("a.lg", "t # 1\nv 0 A\nv 1 B\nv 2 A\ne 0 1 x\ne 1 2\n")
    text("b.lg", "t 3 2\nv 0 A 1\nv 1 B 2\nv 2 A 1\ne 0 1\ne 1 2\n")
    text("a.g6", "DQc\n")
    text("b.g6", ">>sparse6<<:Fa@x^\n")
    text("c.g6", "&DI?AO?\n")
    text("a.col", "c x\np edge 4 3\ne 1 2\ne 2 3\ne 3 1\n")
    text("a.gr", "p sp 3 2\na 1 2 17\na 2 3 5\n")
    text("out.a", "% bip unweighted\n1 1\n2 1\n2 2\n")
    text("out.b", "% asym posweighted\n% 2 2 2\n1 2 5 77\n2 1 5 78\n")
    text(
      "a.graphml",
      "<?xml version='1.0'?><graphml><key id='k' for='node' attr.name='w'><default>1</default></key><graph edgedefault='directed'><node id='a'><data key='k'>2</data></node><edge source='a' target='b'/></graph></graphml>"
    )
    let array = NumPyTests.npy("(3, 2)", "<u4", words(1, 2, 2, 3, 3, 1))
    seeds.append(Seed(bytes: array, path: "a.npy"))
    for name in ["scipy-csr", "scipy-csc", "scipy-coo"] {
      let bytes = Array(try Data(contentsOf: samples.appendingPathComponent("\(name).npz")))
      seeds.append(Seed(bytes: bytes, path: "\(name).npz"))
    }
    for (number, shape) in RoundTripTests.shapes.enumerated() {
      var graph = try RoundTripTests.graph(shape, seed: UInt64(number), vertices: 12, edges: 20)
      if number % 2 == 0 { graph = graph.with(PlannerStatistics(method: 1, values: [1, 0.5, 7])) }
      for compression in [nil, 3] as [Int?] {
        let path = scratch.file("\(number).gyr")
        try graph.write(to: path, options: WriteOptions(compression: compression))
        seeds.append(Seed(bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))), path: "\(number).gyr", format: .gyr))
      }
    }
    for plain in seeds.prefix(4) {
      seeds.append(Seed(bytes: Compression.gzip(plain.bytes), path: plain.path + ".gz"))
      seeds.append(Seed(bytes: Compression.zstd(plain.bytes), path: plain.path + ".zst"))
    }
    self.seeds = seeds
    let indptr = NumPyTests.npy("(4,)", "<u4", words(0, 2, 3, 4)), indices = NumPyTests.npy("(4,)", "<u4", words(1, 2, 0, 0))
    folders = [
      [
        "data.bin": words(4) + words(2, 0) + words(2, 2, 3) + words(1, 1) + words(1, 1) + words(0),
        "ids.bin": words(10, 20, 30, 40), "labels.bin": words(2, 7) + words(1, 8),
      ], ["indptr.npy": indptr, "indices.npy": indices],
    ]
  }

  func run(_ index: Int) -> Outcome {
    var dice = Dice(UInt64(index) &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    var options = ReadOptions(directed: [nil, nil, true, false].randomElement(using: &dice)!, threads: 1)
    options.maximumVertices = index % 4096 == 0 ? nil : 1 << 14
    options.bipartite = Int.random(in: 0..<8, using: &dice) == 0
    if Int.random(in: 0..<4, using: &dice) == 0 { options.columns = [.source, .target, .label, .weight] }
    do throws(GraphFileError) {
      let parts: GraphParts
      if Int.random(in: 0..<12, using: &dice) == 0 {
        var folder = folders.randomElement(using: &dice)!
        let name = folder.keys.sorted().randomElement(using: &dice)!
        folder[name] = mutate(folder[name]!, &dice)
        parts = try GraphReader.read(GraphFolder(folder, path: "F"), options)
      } else {
        let seed = seeds.randomElement(using: &dice)!
        var bytes = mutate(seed.bytes, &dice)
        // Checksums put right again let damage through to what checks the numbers.
        if seed.format == .gyr, Bool.random(using: &dice) { GyrRepair.repair(&bytes) }
        options.format = seed.format ?? (Int.random(in: 0..<10, using: &dice) == 0 ? GraphFormat.allCases.randomElement(using: &dice)! : nil)
        parts = try GraphReader.read(try GraphInput(bytes, path: seed.path, options: options), options)
      }
      let graph = Graph(parts)
      // A repaired .gyr may hold any numbers, but only such as are safe to use.
      for v in 0..<graph.vertexCount {
        for w in graph.outgoing.neighbours(v) where Int(w) >= graph.vertexCount { return .broken("vertex \(v) has neighbour \(w)") }
        _ = graph.ids.id(of: v)
        if let labels = graph.vertexLabels {
          for code in labels.labels(of: v) where Int(code) >= labels.dictionary.count { return .broken("label \(code)") }
        }
        for column in graph.attributes.vertices.columns { _ = column[v] }
      }
      if let labels = graph.edgeLabels { for code in 0..<UInt32(labels.dictionary.count) { _ = labels.count(of: code) } }
      return .graph
    } catch {
      if error.message.isEmpty || error.path.isEmpty { return .broken("an error without a message or a file: \(error)") }
      if let line = error.line, line < 1 { return .broken("line \(line): \(error)") }
      return .refused
    }
  }

  private static let numbers = [
    "0", "-1", "1", "2", "3", "7", "255", "65536", "2147483647", "2147483648", "4294967294", "4294967295", "4294967296",
    "9223372036854775807", "9223372036854775808", "18446744073709551616", "99999999999999999999999999", "007", "1e9", "nan", "+3", "",
  ]

  private func mutate(_ original: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      if bytes.isEmpty { bytes = [UInt8.random(in: 0...255, using: &dice)] }
      let place = Int.random(in: 0..<bytes.count, using: &dice)
      let end = min(bytes.count, place + Int.random(in: 1...12, using: &dice))
      switch Int.random(in: 0..<12, using: &dice) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &dice)
      case 2: bytes[place] = [0, 9, 10, 13, 32, 34, 35, 37, 44, 58, 59, 126, 127, 255].randomElement(using: &dice)!
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 5: bytes.removeSubrange(place...)
      case 6, 7:
        // A number becomes another one.
        guard let digit = bytes[place...].firstIndex(where: { (48...57).contains($0) }) else { break }
        let last = bytes[digit...].firstIndex { !(48...57).contains($0) } ?? bytes.count
        bytes.replaceSubrange(digit..<last, with: Array(Self.numbers.randomElement(using: &dice)!.utf8))
      case 8:
        let other = seeds.randomElement(using: &dice)!.bytes
        let cut = Int.random(in: 0...other.count, using: &dice)
        bytes.replaceSubrange(place..., with: other[cut...])
      case 9: bytes.insert(contentsOf: [UInt8](repeating: bytes[place], count: Int.random(in: 1...300, using: &dice)), at: place)
      case 10:
        let word = [UInt64(0), 1, 0x7fff_ffff, 0xffff_ffff, 0x1_0000_0000, .max, .max / 2].randomElement(using: &dice)!
        for k in 0..<8 where place + k < bytes.count { bytes[place + k] = UInt8(truncatingIfNeeded: word >> (8 * UInt64(k))) }
      default: bytes.append(contentsOf: bytes[place..<end])
      }
      if bytes.count > 1 << 16 { bytes.removeLast(bytes.count - 1 << 16) }
    }
    return bytes
  }
}

/// Gives a damaged `.gyr` file the checksums of its content.
enum GyrRepair {
  static func repair(_ bytes: inout [UInt8]) {
    guard bytes.count >= GyrLayout.headerSize else { return }
    let count = Int(LittleEndian.word(bytes, 24))
    let end = GyrLayout.headerSize + count * GyrLayout.entrySize
    guard end <= bytes.count else { return }
    func store(_ value: UInt64, at place: Int) { for k in 0..<8 { bytes[place + k] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(k))) } }
    store(UInt64(bytes.count), at: 16)
    for number in 0..<count {
      let place = GyrLayout.headerSize + number * GyrLayout.entrySize
      let offset = LittleEndian.long(bytes, place + 16), size = LittleEndian.long(bytes, place + 24)
      guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else { continue }
      let sum = bytes.withUnsafeBytes { GyrChecksum.section(UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<Int(offset + size)])) }
      store(sum, at: place + 40)
    }
    store(bytes.withUnsafeBytes { GyrChecksum.of(UnsafeRawBufferPointer(rebasing: $0[GyrLayout.headerSize..<end])) }, at: 48)
    store(bytes.withUnsafeBytes { GyrChecksum.of(UnsafeRawBufferPointer(rebasing: $0[..<56])) }, at: 56)
  }
}
