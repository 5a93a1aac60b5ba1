import Foundation
import GyrfalconTestSupport
import Testing

/// What Docs/machines.md says of the memory of a run, of the real program. Its own pages are counted, as `--memory` does.
@Suite(.serialized) struct MemoryTests {
  /// Half a million edges without a hub, mapped: the program's own memory is that of its tables.
  static let sparse: String = made("sparse.gyr", ["erdos-renyi", "--vertices", "120000", "--edges", "500000"])

  /// A vertex of degree 300,000 among a million edges.
  static let star: String = {
    var random = SplitMix64(seed: 8)
    var text = ""
    for leaf in 1...300_000 { text += "0 \(leaf)\n" }
    for _ in 0..<300_000 {
      text += "\(Int.random(in: 1...300_000, using: &random)) \(Int.random(in: 1...300_000, using: &random))\n"
    }
    // swiftlint:disable:next force_try
    let path = try! Program.file(text, name: "star.txt")
    let made = path.replacing(".txt", with: ".gyr")
    make(["convert", path, made])
    return made
  }()

  private static func made(_ name: String, _ model: [String]) -> String {
    // swiftlint:disable:next force_try
    let path = try! Program.file("", name: name)
    make(["generate"] + model + ["-o", path])
    return path
  }

  private static func make(_ arguments: [String]) {
    let status = try? Program.run(arguments + ["--quiet"]).status
    #expect(status == 0, "\(arguments)")
  }

  /// Runs the program and looks at its memory every two milliseconds.
  static func run(_ arguments: [String]) throws -> (answer: Program.Answer, peak: Int) {
    let folder = try Folder()
    let process = Process()
    process.executableURL = Program.binary
    process.arguments = arguments
    let out = folder.write("out", ""), err = folder.write("err", "")
    process.standardOutput = FileHandle(forWritingAtPath: out)
    process.standardError = FileHandle(forWritingAtPath: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var peak = 0
    while process.isRunning {
      peak = max(peak, anonymousBytes(of: process.processIdentifier))
      usleep(2000)
    }
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return (Program.Answer(status: status, output: try folder.read("out"), errors: try folder.read("err")), peak)
  }

  private static func anonymousBytes(of process: Int32) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") })
    else { return 0 }
    return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) * 1024
  }

  /// Tables that do not fit are made by fewer workers, or the count is matched, or the run says that it was stopped.
  @Test(arguments: [
    ["motifs", sparse, "--size", "4", "--json", "--threads", "4"], ["orbits", sparse, "--size", "4", "--json", "--threads", "4"],
    ["count", sparse, "house", "bowtie", "5-cycle", "--json", "--threads", "4"],
  ]) func tablesKeepToTheLimit(arguments: [String]) throws {
    let free = try Self.run(arguments)
    #expect(free.answer.status == 0, "\(free.answer.errors)")
    let expected = try free.answer.resultsText()
    var whole = 0, stopped = 0
    for part in [3, 0.3, 0.1] {
      let limit = Int(Double(free.peak) * part)
      // Tables or nothing: an endless match is no answer to a test.
      let run = try Self.run(arguments + ["--memory", "\(limit)", "--deadline", part > 1 ? "5m" : "8s"])
      #expect(run.peak < limit + 24 << 20 || Program.sanitizer == "thread", "\(arguments) used \(run.peak >> 20) MiB of \(limit >> 20)")
      if run.answer.status == 0 {
        whole += 1
        #expect(try run.answer.resultsText() == expected)
      } else {
        stopped += 1
        #expect(run.answer.status == 75, "\(run.answer.errors)")
        let json = try run.answer.json()
        #expect(json["complete"] as? Bool == false && ["memory", "deadline"].contains(json["stopped"] as? String))
      }
    }
    #expect(whole > 0 && stopped > 0, "\(arguments): \(whole) whole, \(stopped) stopped of a peak of \(free.peak >> 20) MiB")
  }

  /// A run of plans takes a bounded amount for each thread, whatever it finds.
  @Test(.disabled(if: Program.sanitizer != nil, "a sanitizer keeps memory that has been given back"), arguments: [
    ["count", star, "(a)--(b)--(c)--(d)--(e); absent (x): a--x--c"],
    ["count", star, "5-cycle", "--morphism", "edge-distinct"], ["match", star, "5-path", "--output", "/dev/null"],
    ["count", star, "5-path", "--by", "a"],
  ]) func threadsTakeABoundedAmount(arguments: [String]) throws {
    let (n, d) = (300_001, 300_000)
    // The formula of the page, with twice as many sets as vertices; `--by` has a number for every vertex.
    let bound = 4 * (10 + 3) * (d + 32) + n / 8 + 65_536 + 8 * n
    let base = try Self.run(["exists", Self.star, "(a)--(b)", "--threads", "1"]).peak
    for threads in [1, 4] {
      let run = try Self.run(arguments + ["--threads", "\(threads)", "--deadline", "2s", "--json"])
      #expect([0, 75].contains(run.answer.status), "\(run.answer.errors)")
      #expect(
        run.peak < base + threads * bound + 32 << 20,
        "\(arguments) with \(threads): \(run.peak >> 20) MiB, \(base >> 20) of them the graph's, \(bound >> 20) a thread's")
    }
  }
}
