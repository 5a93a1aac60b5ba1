import ArgumentParser
import Gyrfalcon

/// How to run, when to stop, and what to print.
struct RunOptions: ParsableArguments {
  enum ProgressForm: String, CaseIterable, ExpressibleByArgument {
    /// A line on a terminal after a second.
    case auto
    case none
    /// One object a line on standard error, twice a second.
    case json
  }

  @Option(help: ArgumentHelp("Worker threads (default: one a processor).", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp(
    "Stop after this time, counted from the start, with what was found, marked as partial (exit 75): 500ms, 30s, 5m, 1h.",
    valueName: "time"))
  var deadline: String?

  @Option(help: ArgumentHelp(
    "Use at most so much memory: 500M, 8G (default: what the machine or the container gives). Slower where that helps; "
      + "else stops with what was found (exit 75).", valueName: "size"))
  var memory: String?

  @Option(help: ArgumentHelp(
    "On machines with several memory nodes, what to do with the graph: replicate, interleave or off (default: auto, by size and free memory).",
    valueName: "how"))
  var numa = MemoryPlacement.automatic

  @Option(help: ArgumentHelp("auto (a line on a terminal), none, or json: one object a line on standard error.", valueName: "form"))
  var progress = ProgressForm.auto

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "No notes, timings and progress lines on standard error. Errors and warnings stay: they change what an answer means.")
  var quiet = false

  /// Says something on standard error that --quiet keeps back.
  func note(_ text: String) {
    if !quiet { warn(text) }
  }

  /// Says something on standard error that changes what the answer means.
  func warn(_ text: String) { Standard.error.line("gyr: \(text)") }

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads \(threads): expected 1 to 4096")
    }
    _ = try duration()
    _ = try bytes()
  }

  func duration() throws -> Duration? {
    guard let deadline else { return nil }
    let units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("", 1)]
    guard let seconds = Self.amount(deadline, units, below: 1e9) else {
      throw ValidationError("--deadline '\(deadline)': expected a time such as 500ms, 30s, 5m or 1h")
    }
    return .microseconds(Int64(seconds * 1e6))
  }

  func bytes() throws -> Int? {
    guard let memory else { return nil }
    let units = [("K", 1024.0), ("M", 1_048_576), ("G", 1_073_741_824), ("T", 1_099_511_627_776), ("", 1)]
    let text = memory.uppercased()
    // 8G, 8GB and 8GiB mean the same.
    let short = text.hasSuffix("IB") ? String(text.dropLast(2)) : text.hasSuffix("B") ? String(text.dropLast()) : text
    guard let bytes = Self.amount(short, units, below: 1e18), bytes >= 1 else {
      throw ValidationError("--memory '\(memory)': expected a size such as 500M or 8G")
    }
    return Int(bytes)
  }

  /// A number with one of the units.
  private static func amount(_ text: String, _ units: [(String, Double)], below limit: Double) -> Double? {
    for (unit, factor) in units where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count)
      if digits.allSatisfy({ $0.isNumber || $0 == "." }), let value = Double(digits), value * factor < limit {
        return value * factor
      }
    }
    return nil
  }
}
