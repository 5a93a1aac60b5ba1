import PatternModel

extension Pattern {
  /// A drawing as an SVG document: edges, arrows, labels in colours with a legend; what must be absent is dashed or
  /// hollow, and red.
  ///
  /// - Complexity: that of ``layout``.
  public func svg(_ options: DrawingOptions = DrawingOptions()) -> String {
    PatternPicture.picture(self, options).svg(inPage: false) + "\n"
  }

  /// A small drawing without names for an HTML page that defines the colours `--ink`, `--paper`, `--vertex`, `--absent`.
  ///
  /// - Parameter side: width and height in points.
  package func pageThumbnail(side: Double) -> String {
    PatternPicture.picture(self, .thumbnail, side: side).svg(inPage: true, class: "motif")
  }

  /// A drawing as the bytes of a PNG file.
  ///
  /// - Parameter scale: pixels a point; 2 suits screens and print.
  /// - Throws: ``DrawingError/needsZlib`` in a build without the trait Zlib.
  public func png(_ options: DrawingOptions = DrawingOptions(), scale: Double = 2) throws(DrawingError) -> [UInt8] {
    var raster = Raster(PatternPicture.picture(self, options), scale: scale)
    return try PNG.encode(raster.rendered())
  }

  /// A drawing in the language of Graphviz, with the same coordinates (`neato -n` keeps them).
  public var dot: String { DotWriter(self).text }

  /// A drawing in characters: lines of braille dots, vertices as their names; what must be absent is dotted, its arrow heads
  /// hollow, and anti-vertices have a ring before their names.
  ///
  /// - Parameters:
  ///   - columns: largest width in characters.
  ///   - rows: largest height in lines.
  ///   - showsLegend: add lines that say what is dotted and hollow, where anything is, and labels and conditions.
  public func textDrawing(columns: Int = 40, rows: Int = 14, showsLegend: Bool = false) -> [String] {
    let lines = TextPicture(self, columns: columns, rows: rows).lines
    let legend = showsLegend ? textLegend(columns: max(columns, 76)) : []
    return legend.isEmpty ? lines : lines + [""] + legend
  }
}

/// Why a drawing cannot be made.
public enum DrawingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// PNG needs zlib.
  case needsZlib

  public var description: String {
    "this build cannot write PNG: it was made without the trait Zlib; write .svg instead"
  }
}
