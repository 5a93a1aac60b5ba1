import Glibc
import Gyrfalcon
import Machine

/// How would a run go with more processors than there are here?
///
///     swift run -c release ScheduleReplay GRAPH PATTERN... [--induced] [--workers 16,64,256]
///     swift run -c release ScheduleReplay GRAPH --motifs 5
///
/// Runs every count once for each number of workers, on one thread, with its work cut as for that many, records what
/// every task costs (processor time), and deals the tasks out again. Says nothing of memory bandwidth, which workers
/// share, nor of loading and planning. One line a case and number of workers:
///
///     work (s) · workers · time expected · speed-up · efficiency · longest task, as a part of a fair share
@main struct ScheduleReplay {
  static func main() throws {
    var graph: String?
    var patterns: [String] = []
    var workers = [16, 64, 256]
    var sizes: [Int] = []
    var induced = false
    var arguments = Array(CommandLine.arguments.dropFirst())
    while !arguments.isEmpty {
      let argument = arguments.removeFirst()
      func value() -> String {
        guard !arguments.isEmpty else { fail("\(argument): expected a value") }
        return arguments.removeFirst()
      }
      func numbers() -> [Int] {
        let text = value()
        let numbers = text.split(separator: ",").compactMap { Int($0) }.filter { $0 > 0 }
        if numbers.isEmpty { fail("\(argument) \(text): expected positive numbers") }
        return numbers
      }
      switch argument {
      case "--workers": workers = numbers()
      case "--motifs": sizes = numbers()
      case "--induced": induced = true
      default:
        if argument.hasPrefix("--") { fail("unknown option \(argument)") }
        if graph == nil { graph = argument } else { patterns.append(argument) }
      }
    }
    guard let graph, !patterns.isEmpty || !sizes.isEmpty else {
      fail("expected a graph and patterns or --motifs, for example: Datasets/words.txt house")
    }
    let miner = Miner(try Graph(contentsOf: graph), threads: 1)
    print("work (s)  workers  time (s)  speed-up  efficiency  longest task (s, fair shares)  case")
    for pattern in patterns {
      guard let parsed = try PatternArgument.resolve(pattern, readFile: { _ in nil }).first?.pattern else { continue }
      let query = try miner.prepareCount(of: try parsed.inducing(induced ? .vertices : .edges))
      try report("\(pattern)\(induced ? ", induced" : "")", workers) { _ = try miner.run(query) }
    }
    for size in sizes {
      let query = try miner.prepareMotifs(size: size)
      try report("\(size)-motifs", workers) { _ = try miner.run(query) }
    }
  }

  private static func report(_ name: String, _ workers: [Int], _ run: () throws -> Void) throws {
    for count in workers {
      let recorder = TaskRecorder(plannedWorkers: count)
      let start = Worker.nanoseconds
      try TaskRecorder.$current.withValue(recorder) { try run() }
      let schedule = Schedule(recorder, total: Worker.nanoseconds - start)
      let time = schedule.time(count), work = schedule.work
      let longest = schedule.longest(count)
      print(
        [
          rounded(work * 1e-9), "\(count)", rounded(time * 1e-9), rounded(work / time), "\(Int((100 * work / time / Double(count)).rounded()))%",
          "\(rounded(longest.nanoseconds * 1e-9)) \(rounded(longest.shares)) (\(longest.phase))", name,
          "serial \(rounded(schedule.serial * 1e-9))",
        ].joined(separator: "  "))
      fflush(nil)
    }
  }

  private static func rounded(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
  }

  private static func fail(_ message: String) -> Never {
    let text = Array("ScheduleReplay: \(message)\n".utf8)
    _ = write(2, text, text.count)
    exit(64)
  }
}
