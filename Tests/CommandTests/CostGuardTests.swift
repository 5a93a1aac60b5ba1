import Foundation
import GyrfalconTestSupport
import Testing

/// Costs that do not depend on the clock, against `Bench/costs.json`: instructions and allocated bytes by valgrind, rounds of
/// loops by the engine itself, all of the release build on one thread. A cost may grow by a tenth.
///
/// `GYR_RECORD_COSTS=1 swift test --filter CostGuardTests` writes the file anew: do so when a change is worth its price,
/// and when the compiler changes (figures of another compiler are not compared).
@Suite(.serialized) struct CostGuardTests {
  private struct Cost: Codable {
    var arguments: [String]
    var instructions: Int
    var bytes: Int?
    /// Of all loops of the plans; nil where the count is derived.
    var rounds: Int?
  }

  private struct Costs: Codable {
    var compiler: String
    var cases: [Cost]
  }

  private static let file = Document.root.appendingPathComponent("Bench/costs.json")
  private static let release = Document.root.appendingPathComponent(".build/release/gyr")
  private static let isRecording = ProcessInfo.processInfo.environment["GYR_RECORD_COSTS"] != nil

  private static func compiler() -> String {
    (try? Program.shell("swift --version 2>/dev/null | grep -o 'swift-[0-9.]*-[A-Z]*' | head -n 1", in: Folder()))?
      .output.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }

  private static let canMeasure: Bool = {
    guard FileManager.default.isExecutableFile(atPath: release.path) else { return false }
    return (try? Program.shell("command -v valgrind && command -v strip", in: Folder()))?.status == 0
  }()

  private static let isComparable: Bool = {
    guard canMeasure else { return false }
    return isRecording || (try? JSONDecoder().decode(Costs.self, from: Data(contentsOf: file)))?.compiler == compiler()
  }()

  @Test(.enabled(if: isComparable, "needs valgrind, strip, a release build, and the compiler that Bench/costs.json was recorded with"))
  func costsHaveNotGrown() throws {
    var costs = try JSONDecoder().decode(Costs.self, from: Data(contentsOf: Self.file))
    let folder = try Folder()
    // Older valgrinds cannot read the debug information of newer compilers.
    let program = folder.path("gyr")
    #expect(try Program.shell("strip -o '\(program)' '\(Self.release.path)'", in: folder).status == 0)
    for index in costs.cases.indices {
      let old = costs.cases[index]
      var new = old
      new.instructions = try Self.instructions(program, old.arguments, folder)
      if old.bytes != nil { new.bytes = try Self.bytes(program, old.arguments, folder) }
      if old.rounds != nil { new.rounds = try Self.rounds(program, old.arguments, folder) }
      if !Self.isRecording {
        for (what, was, now) in [
          ("instructions", old.instructions, new.instructions), ("bytes allocated", old.bytes ?? 0, new.bytes ?? 0),
          ("rounds", old.rounds ?? 0, new.rounds ?? 0),
        ] {
          #expect(now <= was + was / 10, "gyr \(old.arguments.joined(separator: " ")): \(what) \(was) -> \(now)")
        }
      }
      costs.cases[index] = new
    }
    guard Self.isRecording else { return }
    costs.compiler = Self.compiler()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(costs) + Data("\n".utf8)).write(to: Self.file, options: .atomic)
  }

  private static func command(_ program: String, _ arguments: [String]) -> String {
    ([program] + arguments + ["--threads", "1", "--quiet"]).map { "'\($0)'" }.joined(separator: " ")
  }

  private static func valgrind(_ options: String, _ command: String, _ folder: Folder) throws -> String {
    let run = try Program.shell(
      "cd '\(Document.root.path)' && SWIFT_DETERMINISTIC_HASHING=1 valgrind \(options) \(command)", in: folder)
    #expect(run.status == 0, "\(command): \(run.errors.suffix(500))")
    return run.errors
  }

  /// The digits behind a word.
  private static func number(after text: String, in output: String) throws -> Int {
    let rest = try #require(output.range(of: text), "no '\(text)' in \(output.suffix(500))").upperBound
    let digits = output[rest...].drop { $0 == " " || $0 == ":" }.prefix { $0.isNumber || $0 == "," }
    return try #require(Int(digits.filter(\.isNumber)))
  }

  private static func instructions(_ program: String, _ arguments: [String], _ folder: Folder) throws -> Int {
    try number(
      after: "Collected", in: valgrind("--tool=callgrind --callgrind-out-file=/dev/null", command(program, arguments), folder))
  }

  private static func bytes(_ program: String, _ arguments: [String], _ folder: Folder) throws -> Int {
    try number(after: "frees,", in: valgrind("--leak-check=no", command(program, arguments), folder))
  }

  private static func rounds(_ program: String, _ arguments: [String], _ folder: Folder) throws -> Int {
    let explain = ["explain"] + arguments.dropFirst() + ["--analyze", "--json"]
    let run = try Program.shell("cd '\(Document.root.path)' && \(command(program, explain))", in: folder)
    let plans = try #require(try run.results().first?["plans"] as? [[String: Any]])
    let rounds = plans.compactMap { $0["rounds"] as? [Int] }.flatMap { $0 }
    #expect(!rounds.isEmpty, "\(arguments): \(run.output.prefix(800))")
    return rounds.reduce(0, +)
  }
}
