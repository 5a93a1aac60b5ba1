import Foundation
import GyrfalconTestSupport
import Testing

/// Every Swift block of the pages stands in a file of Examples/, which the suite compiles, and what a page shows as its output is
/// what the example prints.
@Suite struct DocumentCodeTests {
  private static func code(_ lines: [String]) -> [String] {
    lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
  }

  /// By file: its lines without indentation.
  private static let examples: [(name: String, lines: [String])] = {
    let folder = Document.root.appendingPathComponent("Examples")
    let names = (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let text = (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
      return (name, code(text.components(separatedBy: "\n")))
    }
  }()

  @Test func everySwiftBlockIsCompiled() throws {
    var blocks = 0
    for page in try Document.all() {
      for block in page.blocks where block.kind == "swift" {
        blocks += 1
        let wanted = Self.code(block.lines)
        let isThere = Self.examples.contains { example in
          example.lines.indices.contains { start in example.lines[start...].starts(with: wanted) }
        }
        #expect(isThere, "\(page.name):\(block.line): this code stands in no file of Examples/")
      }
    }
    #expect(blocks >= 7)
  }

  /// `swift FILE`: lines of that file, as they stand there.
  @Test func shownFilesAreAsShown() throws {
    for page in try Document.all() {
      for block in page.blocks where block.kind.hasPrefix("swift ") {
        let file = Document.root.appendingPathComponent(String(block.kind.dropFirst("swift ".count)))
        #expect(try String(contentsOf: file, encoding: .utf8).contains(block.text + "\n"), "\(page.name):\(block.line): not in \(file.path)")
      }
    }
  }

  /// A page with outputs is an example program of its own: `gyr-examples NAME` prints all of them, one after the other.
  @Test func outputsAreWhatTheExamplesPrint() throws {
    for page in try Document.all() {
      let outputs = page.blocks.filter { $0.kind == "output" }
      guard !outputs.isEmpty else { continue }
      let name = URL(fileURLWithPath: page.name).deletingPathExtension().lastPathComponent
      let printed = try Self.run(example: name)
      #expect(printed == outputs.map(\.text).joined(separator: "\n") + "\n", "\(page.name)")
    }
  }

  private static func run(example name: String) throws -> String {
    let program = try #require(
      (CommandLine.arguments + (try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)).split(separator: "\n").compactMap { line in
        line.firstIndex(of: "/").map { String(line[$0...]) }
      }).lazy.filter { $0.contains(".xctest") }.map {
        URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("gyr-examples")
      }.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    let process = Process(), pipe = Pipe()
    process.executableURL = program
    process.arguments = [name]
    process.currentDirectoryURL = Document.root
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}
