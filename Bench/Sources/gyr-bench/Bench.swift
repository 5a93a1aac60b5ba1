import ArgumentParser
import Foundation

/// Times the cases of cases.json, checks their answers, and compares with the last run that was recorded.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gyr-bench",
    abstract: "Times gyr and the library on cases with known answers.",
    discussion: """
      mine is planning and matching, load is reading; the median of the repeats. A yardstick is a fixed amount of textbook work
      on the same graph in the same run: ratios hold on other machines, roughly. "last" is against the newest record with
      the same number of threads. Exit status 1 when an answer is wrong.

      Examples:
        make bench
        make bench BENCH='--case motifs --repeat 9'
        make bench BENCH=--record
      """)

  @Option(help: "The project's folder.") var project = FileManager.default.currentDirectoryPath
  @Option(help: "The program to time (default: the project's release build).") var gyr: String?
  @Option(name: .customLong("case"), help: "Only cases whose name contains this; repeatable.") var names: [String] = []
  @Option(help: "Runs of every case.") var repeats = 5
  @Option(help: "Worker threads.") var threads = ProcessInfo.processInfo.activeProcessorCount
  @Flag(help: "Keep the figures in Bench/Runs.") var record = false

  func run() async throws {
    let root = URL(fileURLWithPath: project)
    let runner = Runner(
      program: gyr.map { URL(fileURLWithPath: $0) } ?? root.appendingPathComponent(".build/release/gyr"),
      datasets: root.appendingPathComponent("Datasets"), threads: threads)
    guard FileManager.default.isExecutableFile(atPath: runner.program.path) else {
      throw ValidationError("no program at \(runner.program.path); run `make build`, or name one with --gyr")
    }
    let file = root.appendingPathComponent("Bench/cases.json")
    let cases = try JSONDecoder().decode(Case.File.self, from: Data(contentsOf: file)).cases.filter { item in
      names.isEmpty || names.contains { item.name.contains($0) }
    }
    let runs = root.appendingPathComponent("Bench/Runs")
    let last = try Record.last(in: runs, threads: threads)
    var units: [String: Double] = [:], rows: [Record.Row] = [], wrong = 0
    print(Self.line("case", "mine ms", "load ms", "yardsticks", "last", "answer"))
    for item in cases {
      do {
        if units[item.graph] == nil {
          units[item.graph] = try Self.median((0..<3).map { _ in try runner.yardstick(on: item.graph) })
        }
        var loads: [Double] = [], times: [Double] = [], problem: String?
        for _ in 0..<max(1, repeats) {
          let answer = try await runner.run(item)
          loads.append(answer.seconds.load)
          times.append(answer.seconds.mine)
          problem = try problem ?? item.problem(with: answer)
        }
        let seconds = Seconds(load: Self.median(loads), mine: Self.median(times))
        let row = Record.Row(name: item.name, seconds: seconds, yardsticks: seconds.mine / max(units[item.graph] ?? 0, 1e-9))
        rows.append(row)
        wrong += problem == nil ? 0 : 1
        let before = last?.rows.first { $0.name == item.name }?.yardsticks
        print(Self.line(
          item.name, Self.number(1000 * seconds.mine, 2), Self.number(1000 * seconds.load, 2), Self.number(row.yardsticks, 3),
          before.map { Self.number(row.yardsticks / $0, 2) } ?? "-", problem.map { "WRONG: \($0)" } ?? "right"))
      } catch let error as BenchError {
        wrong += 1
        print(Self.line(item.name, "-", "-", "-", "-", "FAILED: \(error)"))
      }
    }
    if let last { print("last: \(last.date), commit \(last.commit), \(last.machine.processor), \(last.threads) threads") }
    if record {
      let machine = Record.Machine.current
      let commit = Record.Machine.output(of: ["git", "-C", root.path, "describe", "--always", "--dirty"]) ?? "unknown"
      let date = ISO8601DateFormatter().string(from: Date())
      print("recorded in", try Record(date: date, commit: commit, machine: machine, threads: threads, rows: rows).write(to: runs).path)
    }
    if wrong > 0 { throw ExitCode(1) }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted(), middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  private static func line(_ name: String, _ columns: String...) -> String {
    name.padding(toLength: max(34, name.count), withPad: " ", startingAt: 0)
      + columns.dropLast().map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
      + "   " + (columns.last ?? "")
  }
}
