import Foundation
import Testing

/// Runs the built `gyr`, which stands beside the test program.
enum Program {
  struct Answer {
    var status: Int32
    var output: String
    var errors: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let words = root.appendingPathComponent("Datasets/words.txt").path
  static let binary: URL = {
    let own = URL(fileURLWithPath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0])
    return own.deletingLastPathComponent().appendingPathComponent("gyr")
  }()

  static func run(_ arguments: String..., input: Data? = nil, environment: [String: String] = [:]) throws -> Answer {
    try run(arguments, input: input, environment: environment)
  }

  static func run(_ arguments: [String], input: Data? = nil, environment: [String: String] = [:]) throws -> Answer {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files instead of pipes: no deadlock on long answers.
    let names = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
    try (input ?? Data()).write(to: names[0])
    for name in names[1...] { try Data().write(to: name) }
    let process = Process()
    process.executableURL = binary
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus, output: try String(contentsOf: names[1], encoding: .utf8),
      errors: try String(contentsOf: names[2], encoding: .utf8))
  }

  static func json(_ arguments: String..., input: Data? = nil) throws -> [String: Any] {
    let answer = try run(arguments + ["--json"], input: input)
    #expect(answer.status == 0, "\(arguments): \(answer.errors)")
    return try #require(JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
  }

  /// A file with this text, gone at the end of the process's temporary folder's life.
  static func file(_ text: String, name: String = "graph.txt") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }
}
