import Foundation

/// A Markdown page and its fenced blocks, so that tests can run what the documentation shows.
public struct Document {
  public struct Block {
    /// The text behind the opening fence: `swift`, `console`, ...
    public var kind: String
    public var lines: [String]
    /// Of the opening fence, counted from 1.
    public var line: Int
    public var text: String { lines.joined(separator: "\n") }
  }

  /// Relative to the project.
  public var name: String
  public var blocks: [Block] = []

  /// The project's own folder.
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  public init(_ name: String) throws {
    self.name = name
    let text = try String(contentsOf: Self.root.appendingPathComponent(name), encoding: .utf8)
    var open: Block?
    for (number, line) in text.components(separatedBy: "\n").enumerated() {
      guard line.hasPrefix("```") else {
        open?.lines.append(line)
        continue
      }
      if let block = open {
        blocks.append(block)
        open = nil
      } else {
        open = Block(kind: line.dropFirst(3).trimmingCharacters(in: .whitespaces), lines: [], line: number + 1)
      }
    }
  }

  /// Every page that the project has.
  public static func all() throws -> [Document] {
    let pages = ["Docs", "Datasets", "Sources/Gyrfalcon/Gyrfalcon.docc"].flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? [])
        .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    return try (["README.md"] + pages).map { try Document($0) }
  }
}
