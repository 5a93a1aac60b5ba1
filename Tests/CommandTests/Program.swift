import Foundation
import Testing

/// Runs the built `gyr`, as a user would.
struct Outcome {
  var status: Int32
  var out: String
  var error: String

  var lines: [String] { out.split(separator: "\n").map(String.init) }
  /// The first words of the table's rows: the counts.
  var counts: [String] {
    lines.filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// Standard output as one JSON object.
  func json(_ location: SourceLocation = #_sourceLocation) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(out.utf8))
    return try #require(value as? [String: Any], "one JSON object", sourceLocation: location)
  }

  func results() throws -> [[String: Any]] { try #require(try json()["results"] as? [[String: Any]]) }
}

enum Program {
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
    _ arguments: String..., input: String? = nil, environment: [String: String] = [:], in folder: Folder? = nil
  ) throws -> Outcome {
    try execute(path, arguments, input: input, environment: environment, in: folder)
  }

  /// Runs a shell script in which `$gyr` is the program.
  static func shell(_ script: String, in folder: Folder) throws -> Outcome {
    try execute("/bin/sh", ["-c", script], input: nil, environment: ["gyr": path], in: folder)
  }

  private static func execute(
    _ program: String, _ arguments: [String], input: String?, environment: [String: String], in folder: Folder?
  ) throws -> Outcome {
    // Files instead of pipes: no output can block the program.
    let own = try Folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = (folder ?? own).url
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: own.write("stdin", input ?? "")))
    let out = own.write("stdout", ""), error = own.write("stderr", "")
    process.standardOutput = try #require(FileHandle(forWritingAtPath: out))
    process.standardError = try #require(FileHandle(forWritingAtPath: error))
    try process.run()
    process.waitUntilExit()
    return Outcome(
      // A process that dies of a signal must not look like one that exits with its number.
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      out: try String(contentsOfFile: out, encoding: .utf8), error: try String(contentsOfFile: error, encoding: .utf8))
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
    FileManager.default.createFile(atPath: path(name), contents: Data(text.utf8))
    return path(name)
  }
  func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] }
}
