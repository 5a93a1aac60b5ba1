import Glibc
import PatternModel

/// A motif census as a picture: one row a motif, its drawing, a bar on a logarithmic scale, its count.
package struct CensusChart {
  package struct Row {
    package var name: String
    package var pattern: Pattern
    package var count: UInt128
    package init(name: String, pattern: Pattern, count: UInt128) {
      self.name = name
      self.pattern = pattern
      self.count = count
    }
  }

  private let title: String
  private let subtitle: String
  private let rows: [Row]

  /// - Parameter rows: in the order in which they are drawn.
  package init(title: String, subtitle: String, rows: [Row]) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows
  }

  package var svg: String { picture.svg(inPage: false) + "\n" }

  /// - Throws: ``DrawingError/needsZlib``.
  package func png(scale: Double = 2) throws(DrawingError) -> [UInt8] {
    var raster = Raster(picture, scale: scale)
    return try PNG.encode(raster.rendered())
  }

  private var picture: Picture {
    typealias Point = Picture.Point
    let margin = 32.0, cell = rows.count <= 8 ? 66.0 : 54, top = 104.0, side = cell - 10
    let names = rows.map { StrokeFont.width($0.name, size: 14) }.max() ?? 0
    let barLeft = margin + side + 20 + names + 20, barWidth = 520.0
    let bottom = top + cell * Double(rows.count)
    var picture = Picture(width: barLeft + barWidth + 150, height: bottom + 62, title: title)
    func text(_ text: String, _ x: Double, _ y: Double, _ size: Double, _ anchor: Picture.Anchor, _ paint: Picture.Paint, bold: Bool = false) {
      picture.shapes.append(.text(text, Point(x, y), size: size, anchor, paint, bold: bold))
    }
    text(title, margin, 38, 23, .start, .ink, bold: true)
    text(subtitle, margin, 66, 13.5, .start, .soft)
    let most = Double(rows.map(\.count).max() ?? 1)
    let decades = max(1, (log10(max(1, most)) - 1e-9).rounded(.up))
    // One occurrence has a short bar, none has none.
    func reach(_ count: Double) -> Double { barWidth * (log10(count) + 0.15) / (decades + 0.15) }
    for decade in 0...Int(decades) where decades <= 12 || decade % 3 == 0 {
      let x = barLeft + reach(pow(10, Double(decade)))
      picture.shapes.append(.line(Point(x, top - 6), Point(x, bottom), width: 0.8, dashed: false, .grid))
      text(decade == 0 ? "1" : "1e\(decade)", x, bottom + 16, 11.5, .middle, .soft)
    }
    text("occurrences (logarithmic scale)", barLeft + barWidth / 2, bottom + 40, 12, .middle, .soft)
    for (index, row) in rows.enumerated() {
      let y = top + cell * Double(index), middle = y + cell / 2
      let motif = PatternPicture.picture(row.pattern, .thumbnail, side: side)
      picture.shapes += motif.shapes.map { $0.moved(margin, y + 5) }
      text(row.name, margin + side + 20, middle, 14, .start, .ink)
      let length = row.count == 0 ? 0 : reach(Double(row.count)), half = min(11, cell * 0.2)
      if length > 0 {
        picture.shapes.append(.polygon(
          [Point(barLeft, middle - half), Point(barLeft + length, middle - half), Point(barLeft + length, middle + half),
            Point(barLeft, middle + half)], .label(0)))
      }
      text(Self.separated(row.count), barLeft + length + 9, middle, 13.5, .start, row.count == 0 ? .soft : .ink)
    }
    return picture
  }

  private static func separated(_ count: UInt128) -> String {
    let digits = Array(String(count))
    return digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
    }.joined()
  }
}
