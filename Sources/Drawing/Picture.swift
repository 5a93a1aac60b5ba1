import PatternModel

/// A picture made of a few kinds of shapes, in points, y downwards: what all renderers draw.
struct Picture {
  typealias Point = PatternLayout.Point

  enum Shape {
    /// A line with round ends; dashed ones have round dots and dashes of about twice their width.
    case line(Point, Point, width: Double, dashed: Bool, Paint)
    case polygon([Point], Paint)
    /// A disc or, where its ends differ, a pill: everything within `radius` of the segment.
    case pill(Point, Point, radius: Double, fill: Paint, stroke: Paint?, strokeWidth: Double, dashed: Bool)
    /// One line of text; `y` is its middle.
    case text(String, Point, size: Double, Anchor, Paint, bold: Bool)
  }

  enum Anchor: String { case start, middle, end }

  /// What a colour is for; the renderers' theme says what it looks like.
  enum Paint: Hashable {
    case ink, soft, paper, grid, absent, vertex
    /// Text on a coloured vertex.
    case onVertex
    /// One of the colours of labels.
    case label(Int)
  }

  var width: Double
  var height: Double
  var shapes: [Shape] = []
  /// For readers who cannot see it.
  var title: String
}

/// Colours of a picture, as `rrggbb`.
enum Theme {
  /// Colours that people with any colour vision tell apart, dark enough for white text.
  static let labels: [UInt32] = [0x2f6f9f, 0xb4532a, 0x2f7d5b, 0x7a4f9a, 0x946200, 0x1f7a84, 0xb03a6b, 0x5b6670]

  static func colour(_ paint: Picture.Paint) -> UInt32 {
    switch paint {
    case .ink: 0x1f2933
    case .soft: 0x5d6975
    case .paper: 0xfcfcfa
    case .grid: 0xe3e6e8
    case .absent: 0xb3261e
    case .vertex: 0x34526b
    case .onVertex: 0xffffff
    case .label(let number): labels[number % labels.count]
    }
  }

  /// The name of the style-sheet variable of a page that colours its own pictures.
  static func variable(_ paint: Picture.Paint) -> String {
    switch paint {
    case .ink: "--ink"
    case .soft: "--soft"
    case .paper: "--paper"
    case .grid: "--line"
    case .absent: "--absent"
    case .vertex: "--vertex"
    case .onVertex: "--on-vertex"
    case .label(let number): "--label-\(number % labels.count)"
    }
  }
}
