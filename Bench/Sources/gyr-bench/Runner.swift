import Foundation
import Gyrfalcon
import Synchronization
import Yardstick

enum BenchError: Error, CustomStringConvertible {
  case failed(command: [String], status: Int32, message: String)
  case unreadable(String)

  var description: String {
    switch self {
    case .failed(let command, let status, let message): "\(command.joined(separator: " ")): exit status \(status): \(message)"
    case .unreadable(let what): what
    }
  }
}

/// Runs cases: those with a command through `gyr`, the others inside this process.
struct Runner {
  var program: URL
  var datasets: URL
  var threads: Int

  func run(_ item: Case) async throws -> Answer {
    if let command = item.command { return try runProgram(command, on: item.graph) }
    guard let program = item.program, let text = item.pattern else {
      throw BenchError.unreadable("\(item.name): neither a command nor a program with a pattern")
    }
    return try await runLibrary(program, Pattern(text), on: item.graph)
  }

  func path(of graph: String) -> String { datasets.appendingPathComponent(graph).path }

  private struct Printed: Decodable {
    struct Result: Decodable { var count: UInt64, graph6: String? }
    struct Times: Decodable { var load: Double, plan: Double?, mine: Double }
    var results: [Result]
    var seconds: Times
  }

  private func runProgram(_ command: [String], on graph: String) throws -> Answer {
    let process = Process(), output = Pipe(), errors = Pipe()
    process.executableURL = program
    process.arguments = [command[0], path(of: graph)] + command.dropFirst() + ["--json", "--quiet", "--threads", "\(threads)"]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError.failed(
        command: process.arguments ?? [], status: process.terminationStatus,
        message: message.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    let printed = try JSONDecoder().decode(Printed.self, from: data)
    return Answer(
      counts: printed.results.map(\.count), classes: printed.results.map { $0.graph6 ?? "" },
      seconds: Seconds(load: printed.seconds.load, mine: printed.seconds.mine + (printed.seconds.plan ?? 0)))
  }

  private func runLibrary(_ program: Case.Program, _ pattern: Pattern, on graph: String) async throws -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    let miner = Miner(try Graph(contentsOf: path(of: graph)), threads: threads)
    let loaded = clock.now
    var counts: [UInt64]
    switch program {
    case .batches:
      let total = Atomic<Int>(0)
      _ = miner.run(try miner.prepareMatches(of: pattern)) { batch in
        total.add(batch.count, ordering: .relaxed)
        return true
      }
      counts = [UInt64(total.load(ordering: .relaxed))]
    case .sequence:
      var count: UInt64 = 0
      for try await _ in miner.matches(of: pattern) { count += 1 }
      counts = [count]
    case .tally:
      let tally = try miner.tally(of: pattern, byVertex: pattern.vertices[0].name)
      counts = [UInt64(tally.counts.count), UInt64(tally.total)]
    }
    return Answer(
      counts: counts, seconds: Seconds(load: (loaded - start).seconds, mine: (clock.now - loaded).seconds))
  }

  /// Seconds that the fixed work takes on this graph here.
  func yardstick(on graph: String) throws -> Double {
    let graph = try Graph(contentsOf: path(of: graph), options: ReadOptions(directed: false))
    // Ascending by degree, so that lists of later vertices are short.
    let order = graph.vertices.map { (graph.degree(of: $0) ?? 0, $0) }.sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
    let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.1, UInt32($0)) })
    var offsets: [UInt64] = [0], targets: [UInt32] = []
    for (position, (_, vertex)) in order.enumerated() {
      targets += (graph.neighbours(of: vertex) ?? []).compactMap { rank[$0] }.filter { $0 > UInt32(position) }.sorted()
      offsets.append(UInt64(targets.count))
    }
    var seconds = 0.0
    _ = yardstick_run(UInt32(order.count), offsets, targets, &seconds)
    return seconds
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + 1e-18 * Double(components.attoseconds) }
}
