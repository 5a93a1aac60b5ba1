import Glibc
import PatternModel

/// Turns a picture into pixels. Every shape is a distance to a set of segments or a polygon; a pixel's share of a shape is
/// how far its middle lies inside, between half a pixel out and half a pixel in.
struct Raster {
  let width: Int
  let height: Int
  private let scale: Double
  private let picture: Picture
  /// Red, green, blue, row by row from the top, 0...255.
  private(set) var pixels: [Float]

  private typealias Point = (x: Double, y: Double)

  init(_ picture: Picture, scale: Double) {
    self.picture = picture
    self.scale = scale
    width = max(1, Int((picture.width * scale).rounded(.up)))
    height = max(1, Int((picture.height * scale).rounded(.up)))
    let (r, g, b) = Self.components(.paper)
    pixels = [Float](repeating: 0, count: 3 * width * height)
    for index in 0..<(width * height) {
      pixels[3 * index] = r
      pixels[3 * index + 1] = g
      pixels[3 * index + 2] = b
    }
  }

  mutating func rendered() -> Raster {
    for shape in picture.shapes { draw(shape) }
    return self
  }

  /// The pixels as bytes.
  var bytes: [UInt8] { pixels.map { UInt8(max(0, min(255, $0.rounded()))) } }

  private mutating func draw(_ shape: Picture.Shape) {
    func at(_ point: Picture.Point) -> Point { (point.x * scale, point.y * scale) }
    switch shape {
    case .line(let a, let b, let width, let dashed, let paint):
      let segments = dashed ? Self.dashes(at(a), at(b), width * scale) : [[at(a), at(b)]]
      stroke(segments, width * scale, paint)
    case .polygon(let points, let paint): fill(points.map(at), paint)
    case .pill(let a, let b, let radius, let fill, let stroke, let strokeWidth, _):
      let path = [[at(a), at(b)]]
      if let stroke {
        self.stroke(path, 2 * (radius + strokeWidth / 2) * scale, stroke)
        self.stroke(path, 2 * (radius - strokeWidth / 2) * scale, fill)
      } else {
        self.stroke(path, 2 * radius * scale, fill)
      }
    case .text(let text, let place, let size, let anchor, let paint, let bold):
      let width = StrokeFont.width(text, size: size)
      let left = place.x - (anchor == .start ? 0 : anchor == .middle ? width / 2 : width)
      let strokes = StrokeFont.strokes(text, size: size).map { stroke in
        stroke.map { at(Picture.Point(left + $0.x, place.y + $0.y)) }
      }
      self.stroke(strokes, (bold ? 0.125 : 0.1) * size * scale, paint)
    }
  }

  private static func dashes(_ a: Point, _ b: Point, _ width: Double) -> [[Point]] {
    let length = hypot(b.x - a.x, b.y - a.y)
    guard length > 0 else { return [[a, b]] }
    let on = 1.2 * width, period = 4.8 * width
    return stride(from: 0, to: length, by: period).map { start in
      let end = min(length, start + on)
      return [(a.x + (b.x - a.x) * start / length, a.y + (b.y - a.y) * start / length),
        (a.x + (b.x - a.x) * end / length, a.y + (b.y - a.y) * end / length)]
    }
  }

  /// Paths of segments with round ends and joints; all at once, so that overlaps are not painted twice.
  private mutating func stroke(_ paths: [[Point]], _ width: Double, _ paint: Picture.Paint) {
    var segments: [(Point, Point)] = []
    for path in paths {
      if path.count == 1 { segments.append((path[0], path[0])) }
      for (a, b) in zip(path, path.dropFirst()) { segments.append((a, b)) }
    }
    let reach = width / 2
    guard let box = box(segments.flatMap { [$0.0, $0.1] }, reach) else { return }
    // Only the segments near a row are looked at.
    for y in box.rows {
      let near = segments.filter { min($0.0.y, $0.1.y) - reach - 1 <= Double(y) + 0.5 && max($0.0.y, $0.1.y) + reach + 1 >= Double(y) + 0.5 }
      guard !near.isEmpty else { continue }
      for x in box.columns {
        let (px, py) = (Double(x) + 0.5, Double(y) + 0.5)
        var nearest = Double.infinity
        for (a, b) in near {
          let (dx, dy) = (b.x - a.x, b.y - a.y)
          let square = dx * dx + dy * dy
          let t = square > 0 ? max(0, min(1, ((px - a.x) * dx + (py - a.y) * dy) / square)) : 0
          let (ex, ey) = (px - a.x - t * dx, py - a.y - t * dy)
          nearest = min(nearest, ex * ex + ey * ey)
        }
        blend(x, y, reach - nearest.squareRoot() + 0.5, paint)
      }
    }
  }

  /// A convex polygon.
  private mutating func fill(_ points: [Point], _ paint: Picture.Paint) {
    guard let box = box(points, 1) else { return }
    var area = 0.0
    for index in points.indices {
      let a = points[index], b = points[(index + 1) % points.count]
      area += a.x * b.y - b.x * a.y
    }
    let sense = area < 0 ? -1.0 : 1.0
    for y in box.rows {
      for x in box.columns {
        var inside = Double.infinity
        for index in points.indices {
          let a = points[index], b = points[(index + 1) % points.count]
          let (dx, dy) = (b.x - a.x, b.y - a.y)
          let cross = dx * (Double(y) + 0.5 - a.y) - dy * (Double(x) + 0.5 - a.x)
          inside = min(inside, sense * cross / max(1e-9, hypot(dx, dy)))
        }
        blend(x, y, inside + 0.5, paint)
      }
    }
  }

  private func box(_ points: [Point], _ margin: Double) -> (columns: Range<Int>, rows: Range<Int>)? {
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(), let top = points.map(\.y).min(),
      let bottom = points.map(\.y).max()
    else { return nil }
    func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
      let start = max(0, min(limit, Int((low - margin - 1).rounded(.down))))
      return start..<max(start, min(limit, Int((high + margin + 2).rounded(.up))))
    }
    return (range(left, right, width), range(top, bottom, height))
  }

  private mutating func blend(_ x: Int, _ y: Int, _ coverage: Double, _ paint: Picture.Paint) {
    guard coverage > 0 else { return }
    let share = Float(min(1, coverage)), (r, g, b) = Self.components(paint), place = 3 * (y * width + x)
    pixels[place] += (r - pixels[place]) * share
    pixels[place + 1] += (g - pixels[place + 1]) * share
    pixels[place + 2] += (b - pixels[place + 2]) * share
  }

  private static func components(_ paint: Picture.Paint) -> (Float, Float, Float) {
    let colour = Theme.colour(paint)
    return (Float(colour >> 16 & 255), Float(colour >> 8 & 255), Float(colour & 255))
  }
}
