/// Where the vertices of a pattern stand when it is drawn.
///
/// Coordinates have no unit: the closest two vertices are at distance 1, x grows to the right and y downwards, and the
/// drawing's box starts at (0, 0). The same pattern always gets the same coordinates.
public struct PatternLayout: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// One for every vertex of the pattern.
  public let vertices: [Point]
  /// One for every anti-vertex.
  public let antiVertices: [Point]

  /// Extent of the drawing; 0 where all vertices stand in one line.
  public var width: Double { (vertices + antiVertices).reduce(0) { max($0, $1.x) } }
  public var height: Double { (vertices + antiVertices).reduce(0) { max($0, $1.y) } }
}

extension Pattern {
  /// Coordinates for a drawing: regular polygons, rings and rows where the pattern is one, otherwise the clearest of many
  /// drawings that show as much of the pattern's symmetry as can be, cross few edges and keep vertices off edges they do
  /// not belong to.
  ///
  /// - Complexity: milliseconds up to 8 vertices, a fraction of a second for 32.
  public var layout: PatternLayout {
    let sketch = Sketch(self)
    let points = Self.fitted(sketch.named ?? LayoutSearch(sketch).best())
    return PatternLayout(
      vertices: points[..<vertices.count].map { .init($0.x, $0.y) },
      antiVertices: points[vertices.count...].map { .init($0.x, $0.y) })
  }

  /// Moved and scaled so that the box starts at (0, 0) and the closest two points are at distance 1.
  private static func fitted(_ points: [Vector]) -> [Vector] {
    guard points.count > 1 else { return [Vector(0, 0)] }
    let closest = max(1e-9, Sketch.closest(points))
    let left = points.map(\.x).min()!, top = points.map(\.y).min()!
    func tidy(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
    return points.map { Vector(tidy(($0.x - left) / closest), tidy(($0.y - top) / closest)) }
  }
}

/// A point or a step on paper.
struct Vector: Hashable {
  var x: Double
  var y: Double
  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  static func + (a: Vector, b: Vector) -> Vector { Vector(a.x + b.x, a.y + b.y) }
  static func - (a: Vector, b: Vector) -> Vector { Vector(a.x - b.x, a.y - b.y) }
  static func * (a: Vector, factor: Double) -> Vector { Vector(a.x * factor, a.y * factor) }
  var length: Double { (x * x + y * y).squareRoot() }

  /// Turned by the angle whose cosine and sine these are.
  func turned(_ cosine: Double, _ sine: Double) -> Vector { Vector(x * cosine - y * sine, x * sine + y * cosine) }

  /// How far the point is from the line between two others.
  func distance(fromSegment a: Vector, _ b: Vector) -> Double {
    let along = b - a, own = self - a
    let square = along.x * along.x + along.y * along.y
    let t = square > 0 ? max(0, min(1, (own.x * along.x + own.y * along.y) / square)) : 0
    return (own - along * t).length
  }
}
