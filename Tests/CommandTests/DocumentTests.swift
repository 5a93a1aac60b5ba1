import Foundation
import GyrfalconTestSupport
import Testing

/// What the pages show is what the program does. A fence says how its block is checked:
///
/// - `console`: `$ ` lines are run where Datasets/ and the files of Docs/Samples lie; what follows a command must be what it
///   prints, both streams together. `...` stands for any lines; a command followed by nothing need only succeed.
/// - `sh`: commands that take minutes or write outside. What they name must exist; they are not run.
/// - `swift`, `swift FILE`, `output`: see `Tests/GyrfalconTests/DocumentCodeTests.swift`. `pattern`, `csv ...`: `PatternsPageTests`.
/// - `text`: a drawing, a grammar, a file's layout; nothing to run.
@Suite struct DocumentTests {
  private static let kinds: Set<String> = [
    "console", "sh", "swift", "output", "pattern", "text", "json", "csv vertices", "csv edges",
  ]

  @Test func everyBlockSaysWhatItIs() throws {
    for page in try Document.all() {
      for block in page.blocks {
        #expect(Self.kinds.contains(block.kind) || block.kind.hasPrefix("swift "), "\(page.name):\(block.line): a block of kind '\(block.kind)' is not checked")
      }
    }
  }

  @Test func consoleBlocksPrintWhatTheyShow() throws {
    var commands = 0
    for page in try Document.all() {
      let folder = try Self.folder()
      for block in page.blocks where block.kind == "console" {
        for (command, shown) in Self.steps(of: block) {
          commands += 1
          let answer = try Program.shell("PATH=\"$(dirname \"$gyr\"):$PATH\"; { \(command)\n} 2>&1", in: folder)
          let place = "\(page.name):\(block.line): \(command)"
          if shown.isEmpty {
            #expect(answer.status == 0, "\(place): \(answer.output)")
          } else {
            let printed = answer.output.split(separator: "\n", omittingEmptySubsequences: false).map(Self.trimmed)
            #expect(
              Self.matches(shown.map { Self.trimmed($0[...]) }[...], printed.dropLastEmpty()[...]),
              "\(place) prints now:\n\(answer.output)")
          }
        }
      }
    }
    #expect(commands > 10)
  }

  @Test func shellBlocksNameWhatThereIs() throws {
    let manifest = try String(contentsOf: Document.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    let makefile = try String(contentsOf: Document.root.appendingPathComponent("Makefile"), encoding: .utf8)
    for page in try Document.all() {
      for block in page.blocks where block.kind == "sh" {
        for line in block.lines {
          let words = line.components(separatedBy: "#")[0].split(separator: " ").map(String.init)
          guard let program = words.first else { continue }
          let place = "\(page.name):\(block.line): \(line)"
          if program == "make", let goal = words.dropFirst().first(where: { !$0.contains("=") }) {
            #expect(makefile.contains("\n\(goal):"), "\(place): no such goal")
          } else if program == "swift", let target = Self.target(words) {
            #expect(manifest.contains("\"\(target)\""), "\(place): no such target")
          } else if program.contains("/"), !program.hasPrefix("../"), !program.hasPrefix(".build") {
            #expect(
              FileManager.default.isExecutableFile(atPath: Document.root.appendingPathComponent(program).path),
              "\(place): no such script")
          }
        }
      }
    }
  }

  // MARK: Helpers

  private static func target(_ words: [String]) -> String? {
    if let product = words.firstIndex(of: "--product") { return words.dropFirst(product + 1).first }
    guard words.dropFirst().first == "run", !words.contains("--package-path") else { return nil }
    var rest = words.dropFirst(2)
    while let word = rest.first, word.hasPrefix("-") { rest = rest.dropFirst(word == "-c" ? 2 : 1) }
    return rest.first
  }

  /// The project's shown files, by the names that the pages use.
  private static func folder() throws -> Folder {
    let folder = try Folder()
    let files = FileManager.default
    let samples = Document.root.appendingPathComponent("Docs/Samples")
    for name in ["Datasets", "Docs", "Examples", "Patterns"] {
      try files.createSymbolicLink(
        at: folder.url.appendingPathComponent(name), withDestinationURL: Document.root.appendingPathComponent(name))
    }
    for name in try files.contentsOfDirectory(atPath: samples.path) {
      try files.createSymbolicLink(at: folder.url.appendingPathComponent(name), withDestinationURL: samples.appendingPathComponent(name))
    }
    return folder
  }

  private static func steps(of block: Document.Block) -> [(command: String, shown: [String])] {
    var steps: [(command: String, shown: [String])] = []
    for line in block.lines {
      if line.hasPrefix("$ ") {
        steps.append((String(line.dropFirst(2)), []))
      } else if line.hasPrefix("> "), var last = steps.popLast(), last.shown.isEmpty {
        last.command += "\n" + line.dropFirst(2)
        steps.append(last)
      } else if !steps.isEmpty {
        steps[steps.count - 1].shown.append(line)
      }
    }
    // An empty line parts a command from the one before it.
    return steps.map { ($0.command, $0.shown.dropLastEmpty()) }
  }

  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  /// Whether the shown lines, `...` standing for any number of them, are the printed ones.
  private static func matches(_ shown: ArraySlice<String>, _ printed: ArraySlice<String>) -> Bool {
    guard let first = shown.first else { return printed.isEmpty }
    if first == "..." {
      return (printed.startIndex...printed.endIndex).contains { matches(shown.dropFirst(), printed[$0...]) }
    }
    return first == printed.first && matches(shown.dropFirst(), printed.dropFirst())
  }
}

extension Array where Element == String {
  fileprivate func dropLastEmpty() -> [String] {
    var lines = self
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
