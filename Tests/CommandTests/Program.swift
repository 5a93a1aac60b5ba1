import Foundation
import Testing

/// Runs the built `gyr`, as a user would.
enum Program {
  /// What `gyr` and the tests were built with (Scripts/sanitize says so): "address", "thread".
  static let sanitizer = ProcessInfo.processInfo.environment["GYR_SANITIZER"]

  struct Answer {
    /// Below zero: minus the signal that ended it.
    var status: Int32
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The first words of a table's rows: the counts.
    var counts: [String] {
      lines.filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").first.map(String.init) }
    }

    /// Standard output as one JSON object.
    func json() throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    func results() throws -> [[String: Any]] { try #require(try json()["results"] as? [[String: Any]]) }

    /// The results as a text that is the same whenever they are.
    func resultsText() throws -> String {
      String(decoding: try JSONSerialization.data(withJSONObject: try results(), options: .sortedKeys), as: UTF8.self)
    }
  }

  /// The program lies beside the test bundle, in whatever build directory and configuration that is.
  static let path: String = {
    var places = CommandLine.arguments + [(try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""]
    if let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) {
      places += maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    }
    for place in places where place.contains(".xctest") {
      var folder = URL(fileURLWithPath: place)
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let candidate = folder.appendingPathComponent("gyr").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue { return candidate }
      }
    }
    fatalError("no gyr beside the test bundle")
  }()

  static var binary: URL { URL(fileURLWithPath: path) }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static func dataset(_ name: String) -> String { root.appendingPathComponent("Datasets/\(name)").path }
  /// A larger data set that may or may not be there.
  static func shared(_ name: String) -> String? {
    let path = root.deletingLastPathComponent().appendingPathComponent("shared/datasets/\(name)").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
  static let words = dataset("words.txt")

  static func run(
    _ arguments: String..., input: Data? = nil, environment: [String: String] = [:], in folder: Folder? = nil
  ) throws -> Answer {
    try execute(path, arguments, input: input, environment: environment, in: folder)
  }

  static func run(_ arguments: [String], input: Data? = nil, environment: [String: String] = [:]) throws -> Answer {
    try execute(path, arguments, input: input, environment: environment, in: nil)
  }

  static func json(_ arguments: String..., input: Data? = nil) throws -> [String: Any] {
    let answer = try run(arguments + ["--json"], input: input)
    #expect(answer.status == 0, "\(arguments): \(answer.errors)")
    return try answer.json()
  }

  /// A file with this text that stays until the test process ends.
  static func file(_ text: String, name: String = "graph.txt") throws -> String {
    let folder = scratch.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    return folder.appendingPathComponent(name).path
  }

  private static let scratch: URL = {
    atexit { try? FileManager.default.removeItem(at: Program.scratch) }
    return FileManager.default.temporaryDirectory.appendingPathComponent("gyr-test-\(UUID().uuidString)")
  }()

  /// Runs a shell script in which `$gyr` is the program.
  static func shell(_ script: String, in folder: Folder) throws -> Answer {
    try execute("/bin/sh", ["-c", script], input: nil, environment: ["gyr": path], in: folder)
  }

  private static func execute(
    _ program: String, _ arguments: [String], input: Data?, environment: [String: String], in folder: Folder?
  ) throws -> Answer {
    // Files instead of pipes: no output can block the program.
    let own = try Folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = (folder ?? own).url
    let files = ["stdin", "stdout", "stderr"].map { own.url.appendingPathComponent($0) }
    try (input ?? Data()).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Answer(
      // A process that dies of a signal must not look like one that exits with its number.
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOf: files[1], encoding: .utf8), errors: try String(contentsOf: files[2], encoding: .utf8))
  }
}

/// A directory that goes when the test ends.
final class Folder {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("gyr-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
  @discardableResult
  func write(_ name: String, _ text: String) -> String {
    #expect(throws: Never.self) { try Data(text.utf8).write(to: url.appendingPathComponent(name)) }
    return path(name)
  }
  func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] }
}
