import Foundation
import Gyrfalcon
import Testing

/// Every pattern in Docs/patterns.md is read, prints back canonically, and counts what the page says.
@Suite struct PatternsPageTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let page = try! String(contentsOf: root.appendingPathComponent("Docs/patterns.md"), encoding: .utf8)

  /// The text of the fenced blocks of a kind.
  static func blocks(_ kind: String, in text: String = page) -> [String] {
    text.components(separatedBy: "\n```\(kind)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
  }

  @Test func everyExampleIsAPattern() throws {
    let lines = Self.blocks("pattern").flatMap { $0.split(separator: "\n") }.map(String.init)
    #expect(lines.count > 20)
    for line in lines {
      let pattern = try Pattern(line)
      #expect(try Pattern(pattern.text) == pattern, "\(line)")
      #expect(try Pattern(pattern.text).text == pattern.text)
    }
  }

  @Test func everyCountIsRight() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ text: String) throws -> String {
      let path = folder.appendingPathComponent(name)
      try text.write(to: path, atomically: true, encoding: .utf8)
      return path.path
    }
    let edges = try #require(Self.blocks("csv edges").first)
    let plain = edges.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    let graph = try Graph(
      contentsOf: try file("graph.txt", plain),
      options: ReadOptions(
        columns: [.source, .target, .ignored], vertexAttributesFile: try file("v.csv", Self.blocks("csv vertices")[0] + "\n"),
        edgeAttributesFile: try file("e.csv", edges + "\n")))
    let rows = Self.page.split(separator: "\n").filter { $0.hasPrefix("| `(a)") }
    #expect(rows.count >= 8)
    for row in rows {
      let parts = row.components(separatedBy: "`")
      let expected = parts[2].filter(\.isNumber)
      #expect(try graph.count(Pattern(parts[1])).description == expected, "\(row)")
    }
  }
}
