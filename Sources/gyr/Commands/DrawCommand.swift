import ArgumentParser
import Gyrfalcon

struct DrawCommand: ParsableCommand {
  enum Format: String, CaseIterable { case svg, png, dot, text }

  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draws a pattern: SVG, PNG, Graphviz, or in the terminal.",
    discussion: """
      Without --output the drawing is printed in characters. The file's ending says the format, --to overrules it. \
      Anti-edges are dashed, anti-vertices hollow, labels coloured, with a legend. In characters anti-edges are dotted, with \
      hollow heads, anti-vertices have a ring (○) before their names, and labels stand in the legend.

      Examples:
        gyr draw house
        gyr draw '(a:TF)->(b:!TF)->(c), (a)->(c), b !-> a' -o loop.svg
        gyr draw petersen -o petersen.png --scale 4
        gyr draw '(a)--(b)--(c); absent (x): a--x--c' -o friend.dot
        gyr draw 5-clique --to svg > clique.svg
      """)

  @Argument(help: "Library name, pattern text, g6:... or file.")
  var pattern: String
  @Option(name: [.short, .long], help: ArgumentHelp("File to write: .svg, .png or .dot.", valueName: "file"))
  var output: String?
  @Option(help: ArgumentHelp("svg, png, dot or text (default: by the file's ending).", valueName: "format"))
  var to: String?
  @Option(help: ArgumentHelp("Pixels a point of a PNG file, 0.5 to 16.", valueName: "factor"))
  var scale = 2.0
  @Flag(help: "Vertex-induced.")
  var induced = false

  func validate() throws {
    _ = try format()
    guard (0.5...16).contains(scale) else { throw ValidationError("--scale \(scale): expected 0.5 to 16") }
  }

  private func format() throws -> Format {
    if let to {
      guard let format = Format(rawValue: to) else {
        throw ValidationError("--to '\(to)': expected one of \(Format.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return format
    }
    guard let output else { return .text }
    let ending = output.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    switch ending.lowercased() {
    case "svg": return .svg
    case "png": return .png
    case "dot", "gv": return .dot
    case "txt": return .text
    default: throw ValidationError("--output \(output): expected a name that ends in .svg, .png or .dot, or --to FORMAT")
    }
  }

  func run() throws {
    let named = try NamedPattern.one(pattern, induced: induced)
    let bytes: [UInt8]
    switch try format() {
    case .svg: bytes = Array(named.pattern.svg().utf8)
    case .dot: bytes = Array(named.pattern.dot.utf8)
    case .text: bytes = Array((named.pattern.textDrawing(showsLegend: true).joined(separator: "\n") + "\n").utf8)
    case .png:
      do throws(DrawingError) { bytes = try named.pattern.png(scale: scale) } catch {
        throw Failure(.usage, error.description)
      }
    }
    try OutputFile.write(bytes, to: output == "-" ? nil : output)
  }
}
