import Foundation

/// A run that was kept: what was measured, where, and of which state of the project.
struct Record: Codable {
  struct Machine: Codable, Equatable {
    var processor: String
    var cores: Int
    var system: String
    var swift: String
  }

  struct Row: Codable {
    var name: String
    var seconds: Seconds
    /// `seconds.mine` over the yardstick on the same graph in the same run.
    var yardsticks: Double
  }

  var date: String
  var commit: String
  var machine: Machine
  var threads: Int
  var rows: [Row]

  /// The newest record of a folder with this number of threads; names start with the date.
  static func last(in folder: URL, threads: Int) throws -> Record? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.filter({ $0.hasSuffix(".json") }).sorted().reversed() {
      let record = try JSONDecoder().decode(Record.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
      if record.threads == threads { return record }
    }
    return nil
  }

  /// - Returns: the new file.
  func write(to folder: URL) throws -> URL {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let file = folder.appendingPathComponent("\(date.replacingOccurrences(of: ":", with: ""))-\(threads)t.json")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try (encoder.encode(self) + Data("\n".utf8)).write(to: file, options: .atomic)
    return file
  }
}

extension Record.Machine {
  static var current: Self {
    let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n")
      .first { $0.hasPrefix("model name") }?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return Self(
      processor: cpu ?? "unknown", cores: ProcessInfo.processInfo.activeProcessorCount,
      system: ProcessInfo.processInfo.operatingSystemVersionString, swift: output(of: ["swift", "--version"]) ?? "unknown")
  }

  /// The first line that a command prints.
  static func output(of command: [String]) -> String? {
    let process = Process(), pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text.split(separator: "\n").first.map(String.init) : nil
  }
}
