import Foundation
import GyrfalconTestSupport
import Testing

/// Deadlines, signals and caps, through the real program.
@Suite(.serialized) struct LimitTests {
  private static let isStrict = ProcessInfo.processInfo.environment["GYR_STRICT_DELAYS"] != nil

  /// A graph that takes a while to read, and hours to mine.
  static let large: String = {
    var random = SplitMix64(seed: 6)
    var text = ""
    for _ in 0..<400_000 {
      // Some vertices are hubs.
      let a = Int.random(in: 0..<20_000, using: &random), b = Int.random(in: 0..<20_000, using: &random)
      text += "\(a * a / 20_000) \(b)\n"
    }
    // swiftlint:disable:next force_try
    return try! Program.file(text, name: "large.txt")
  }()

  /// A pattern that only a plan can match, and that takes hours on ``large``: tables know no absent vertices.
  static let long = "(a)--(b)--(c)--(d)--(e)--(f); absent (x): a--x--c"

  /// Runs that do not end by themselves, in every kind of work: plans, tables, morphisms, listing, grouping, searching.
  static let endless: [[String]] = [
    ["count", large, long, "--json"],
    ["count", large, "(a)--(b)--(c)--(d)--(e)--(a), a !-- c", "--morphism", "edge-distinct", "--json"],
    ["motifs", large, "--size", "6", "--json"],
    ["match", large, "6-path", "--output", "/dev/null", "--json"],
    ["count", large, "6-path", "--by", "a", "--json"],
    ["orbits", large, "--size", "5", "--json"],
    ["fsm", large, "--support", "1", "--json"], ["motifs", large, "--size", "5", "--json"],
  ]

  /// Runs the program, sends it a signal after a time, and says how long it took to end.
  static func interrupt(
    _ arguments: [String], after delay: Double, signal: Int32, folder: Folder
  ) throws -> (status: Int32, output: String, errors: String, delay: Double) {
    let process = Process()
    process.executableURL = Program.binary
    process.arguments = arguments
    let out = folder.path("out"), err = folder.path("err")
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: out)
    process.standardError = FileHandle(forWritingAtPath: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    usleep(UInt32(delay * 1e6))
    let start = ContinuousClock.now
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    let spent = (ContinuousClock.now - start) / .seconds(1)
    return (
      process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      try folder.read("out"), try folder.read("err"), spent
    )
  }

  /// In whatever it is doing, a run ends soon after a signal, and says that it is not whole. The bound is generous: the
  /// machine may be busy, and tests are not optimised. `GYR_STRICT_DELAYS=1` asks for 100 ms.
  @Test(arguments: 0..<8) func signalsAtRandomMoments(kind: Int) throws {
    var random = SplitMix64(seed: UInt64(kind) + 1)
    let folder = try Folder()
    for round in 0..<(Self.isStrict ? 20 : 3) {
      let signal = round % 2 == 0 ? SIGINT : SIGTERM
      let moment = Double.random(in: 0.05...2.5, using: &random)
      let run = try Self.interrupt(Self.endless[kind], after: moment, signal: signal, folder: folder)
      #expect(run.status == (signal == SIGINT ? 130 : 143), "\(Self.endless[kind]) after \(moment) s: \(run.errors)")
      #expect(run.delay < (Self.isStrict ? 0.1 : 1.5), "\(Self.endless[kind]) after \(moment) s took \(run.delay) s")
      #expect(run.errors.contains("interrupted"))
      if !run.output.isEmpty {
        let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(json["complete"] as? Bool == false && json["stopped"] as? String == "cancelled")
      }
    }
  }

  /// What makes a graph leaves none when it is stopped, and no unfinished file.
  @Test func unfinishedGraphsAreRemoved() throws {
    let folder = try Folder()
    let made = folder.path("made.gyr")
    let kinds = [
      ["generate", "rmat", "--scale", "20", "--edges", "20000000", "-o", made, "--json"],
      ["convert", Self.large, made, "--facts", "--json"], ["convert", Self.large, folder.path("made.txt"), "--memory", "1M", "--json"],
      ["convert", Self.large, made, "--memory", "1M", "--json"],
    ]
    let logs = try Folder()
    var random = SplitMix64(seed: 21)
    for arguments in kinds {
      for round in 0..<(Self.isStrict ? 20 : 4) {
        let moment = Double.random(in: 0.01...1, using: &random)
        let run: (status: Int32, output: String, errors: String, delay: Double)
        switch round % 3 {
        case 0: run = try Self.interrupt(arguments, after: moment, signal: SIGINT, folder: logs)
        case 1: run = try Self.interrupt(arguments, after: moment, signal: SIGTERM, folder: logs)
        default:
          let answer = try Program.run(arguments + ["--deadline", "\(Int(moment * 500))ms"])
          run = (answer.status, answer.output, answer.errors, 0)
        }
        if run.status == 0 {
          #expect(folder.names.count == 1)
          for name in folder.names { try FileManager.default.removeItem(atPath: folder.path(name)) }
          continue
        }
        #expect(run.status == [130, 143, 75][round % 3], "\(arguments): \(run.errors)")
        #expect(run.delay < (Self.isStrict ? 0.1 : 1.5), "\(arguments) after \(moment) s took \(run.delay) s")
        #expect(folder.names.isEmpty, "\(arguments) left \(folder.names)")
        #expect(run.errors.contains(round % 3 == 2 ? "stopped by the deadline" : "interrupted"))
        if !run.output.isEmpty {
          let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
          #expect(json["complete"] as? Bool == false)
        }
      }
    }
    let whole = try Program.run("convert", Program.words, made, "--deadline", "1h", "--json")
    #expect(whole.status == 0 && folder.names == ["made.gyr"], "\(whole.errors)")
  }

  @Test func deadlinesMarkWhatWasFound() throws {
    for arguments in Self.endless {
      for time in ["0", "300ms", "2.5s"] {
        let run = try Program.run(arguments + ["--deadline", time])
        #expect(run.status == 75, "\(arguments) \(time): \(run.status) \(run.errors)")
        let json = try run.json()
        #expect(json["complete"] as? Bool == false && json["stopped"] as? String == "deadline")
        #expect(run.errors.contains("stopped by the deadline"))
      }
    }
    let text = try Program.run("count", Program.words, "(a)--(b)--(c)--(d)--(e)--(f)--(g), a !-- c, b !-- e", "--deadline", "1s")
    #expect(text.status == 75 && (text.output.isEmpty || text.output.contains("# PARTIAL: stopped by the deadline")))
    let whole = try Program.run("count", Program.words, "triangle", "--deadline", "1h")
    #expect(whole.status == 0 && !whole.output.contains("PARTIAL"))
  }

  /// A pipe that nobody fills, and one that nobody empties.
  @Test func waitingIsNoExcuse() throws {
    let folder = try Folder()
    let start = ContinuousClock.now
    // A shell waits for all of a pipeline; a fifo that it holds open itself keeps nobody waiting.
    let silent = try Program.shell(
      "mkfifo never && exec 3<>never && exec \"$gyr\" count - triangle --deadline 300ms <never", in: folder)
    #expect(silent.status == 75 && ContinuousClock.now - start < .seconds(10))
    let closed = try Program.shell("\"$gyr\" match \(Program.words) triangle | head -n 2", in: folder)
    #expect(closed.status == 0 && closed.lines.count == 2 && closed.errors.isEmpty)
    let full = ContinuousClock.now
    let stuck = try Program.shell(
      "(\"$gyr\" match \(Program.words) 4-path --deadline 1s; echo $? > status) | sleep 5; cat status", in: folder)
    #expect(stuck.output.contains("75"))
    #expect(ContinuousClock.now - full < .seconds(15))
  }

  @Test func memoryIsCapped() throws {
    let tiny = try Program.run("count", Self.large, "triangle", "--memory", "1M", "--json")
    #expect(tiny.status == 75)
    #expect(try tiny.json()["stopped"] as? String == "memory")
    #expect(tiny.errors.contains("stopped by the memory limit"))
    let enough = try Program.run("count", Program.words, "5-clique", "house", "--memory", "2GiB", "--json")
    let free = try Program.run("count", Program.words, "5-clique", "house", "--json")
    #expect(enough.status == 0)
    #expect(try enough.results().map { $0["count"] as? Int } == free.results().map { $0["count"] as? Int })
  }

  @Test func progressForPrograms() throws {
    let run = try Program.run("match", Self.large, "6-path", "--output", "/dev/null", "--progress", "json", "--deadline", "4s")
    let lines = run.errors.split(separator: "\n").filter { $0.hasPrefix("{") }
    #expect(lines.count >= 3)
    var stages: Set<String> = []
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      stages.insert(try #require(object["stage"] as? String))
      #expect(object["elapsed"] is Double && object["rate"] is Double)
    }
    #expect(stages.isSuperset(of: ["mine"]))
    let none = try Program.run("count", Program.words, "triangle", "--progress", "none")
    #expect(none.status == 0 && none.errors.isEmpty)
  }

  @Test func nonsense() throws {
    for (option, value) in [
      ("--deadline", "soon"), ("--deadline", "-1s"), ("--deadline", "1e99h"), ("--deadline", ""), ("--deadline", "nan"),
      ("--memory", "lots"), ("--memory", "-1G"), ("--memory", "0"), ("--memory", "8Q"), ("--memory", "inf"),
      ("--progress", "loud"), ("--shard", "0/0"), ("--shard", "3/2"), ("--shard", "1"), ("--shard", "x/y"),
    ] {
      let run = try Program.run("count", Program.words, "triangle", "\(option)=\(value)")
      #expect(run.status == 64 && run.errors.contains(option) && run.output.isEmpty, "\(option)=\(value): \(run.errors)")
    }
  }
}
