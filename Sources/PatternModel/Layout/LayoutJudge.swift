import Glibc

/// Says how clear a drawing is: lower is better.
struct LayoutJudge {
  private let sketch: Sketch
  private let symmetries: [[Int]]

  init(_ sketch: Sketch, _ symmetries: [[Int]]) {
    self.sketch = sketch
    // Enough to tell drawings apart.
    let wanted = 60
    self.symmetries =
      symmetries.count <= wanted ? symmetries : (0..<wanted).map { symmetries[$0 * symmetries.count / wanted] }
  }

  func meanLength(_ points: [Vector]) -> Double {
    let total = sketch.lines.reduce(0.0) { $0 + (points[$1.a] - points[$1.b]).length }
    return max(1e-9, total / Double(max(1, sketch.lines.count)))
  }

  func cost(_ points: [Vector]) -> Double {
    let unit = meanLength(points)
    var cost = crossings(points)
    for u in points.indices {
      for v in 0..<u { cost += 12 * shortfall((points[u] - points[v]).length / unit, 0.62) }
    }
    var shortest = Double.infinity, longest = 0.0
    for line in sketch.lines {
      let (a, b) = (points[line.a], points[line.b])
      for node in points.indices where node != line.a && node != line.b {
        cost += 8 * shortfall(points[node].distance(fromSegment: a, b) / unit, 0.34)
      }
      let length = (a - b).length
      shortest = min(shortest, length)
      longest = max(longest, length)
    }
    cost += 0.3 * (longest / max(shortest, 1e-9) - 1)
    cost += angles(points)
    let (width, height) = extent(points)
    cost += 0.4 * max(0, max(width, height) / max(min(width, height), 0.3 * unit) - 1.7)
    if !symmetries.isEmpty {
      let shown = symmetries.count { isShown($0, points) }
      // What a drawing in the plane can show at most grows slowly with the group.
      cost -= 1.4 * log2(1 + Double(shown))
    }
    return cost
  }

  /// 0 at the wanted value and above, 1 at nothing, steep below a third of it.
  private func shortfall(_ value: Double, _ wanted: Double) -> Double {
    guard value < wanted else { return 0 }
    let missing = 1 - value / wanted
    return missing * missing * (missing > 0.6 ? 4 : 1)
  }

  private func crossings(_ points: [Vector]) -> Double {
    func side(_ a: Vector, _ b: Vector, _ c: Vector) -> Double { (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) }
    let lines = sketch.lines
    var total = 0.0
    for i in lines.indices {
      let (a, b) = (points[lines[i].a], points[lines[i].b])
      for j in 0..<i {
        let other = lines[j]
        if other.a == lines[i].a || other.a == lines[i].b || other.b == lines[i].a || other.b == lines[i].b { continue }
        let (c, d) = (points[other.a], points[other.b])
        if side(a, b, c) * side(a, b, d) < 0, side(c, d, a) * side(c, d, b) < 0 {
          total += other.isDashed || lines[i].isDashed ? 0.6 : 1
        }
      }
    }
    return total
  }

  /// Lines at a node should not run close beside each other.
  private func angles(_ points: [Vector]) -> Double {
    var cost = 0.0
    for node in points.indices where sketch.neighbours[node].count > 1 {
      let directions = sketch.neighbours[node].map { other -> Double in
        let step = points[other] - points[node]
        return atan2(step.y, step.x)
      }.sorted()
      for (position, direction) in directions.enumerated() {
        let next = position + 1 < directions.count ? directions[position + 1] : directions[0] + 2 * Double.pi
        cost += 0.6 * shortfall(next - direction, 0.5)
      }
    }
    return cost
  }

  private func extent(_ points: [Vector]) -> (width: Double, height: Double) {
    let xs = points.map(\.x), ys = points.map(\.y)
    return (xs.max()! - xs.min()!, ys.max()! - ys.min()!)
  }

  /// Whether some turn or mirror moves every node to where the symmetry says.
  private func isShown(_ symmetry: [Int], _ points: [Vector]) -> Bool {
    let middle = points.reduce(Vector(0, 0), +) * (1 / Double(points.count))
    var turn = Vector(0, 0), mirror = Vector(0, 0)
    var whole = 0.0
    for node in points.indices {
      let p = points[node] - middle, q = points[symmetry[node]] - middle
      // As complex numbers: sum of conj(p) q, and of p q.
      turn = turn + Vector(p.x * q.x + p.y * q.y, p.x * q.y - p.y * q.x)
      mirror = mirror + Vector(p.x * q.x - p.y * q.y, p.x * q.y + p.y * q.x)
      whole += p.x * p.x + p.y * p.y
    }
    return max(turn.length, mirror.length) > whole * 0.9995
  }

  /// Involutions that some mirror nearly shows, with the angle by which that mirror has to be turned to stand upright;
  /// the nearest first.
  func nearMirrors(_ points: [Vector]) -> [(symmetry: [Int], angle: Double)] {
    let middle = points.reduce(Vector(0, 0), +) * (1 / Double(points.count))
    var found: [(likeness: Double, symmetry: [Int], angle: Double)] = []
    for symmetry in symmetries where symmetry.indices.allSatisfy({ symmetry[symmetry[$0]] == $0 }) {
      var mirror = Vector(0, 0), whole = 0.0
      for node in points.indices {
        let p = points[node] - middle, q = points[symmetry[node]] - middle
        mirror = mirror + Vector(p.x * q.x - p.y * q.y, p.x * q.y + p.y * q.x)
        whole += p.x * p.x + p.y * p.y
      }
      // Twice the axis' angle is that of the sum of p q.
      let axis = atan2(mirror.y, mirror.x) / 2
      if mirror.length > 0.85 * whole { found.append((mirror.length / whole, symmetry, Double.pi / 2 - axis)) }
    }
    return found.sorted { $0.likeness > $1.likeness }.prefix(12).map { ($0.symmetry, $0.angle) }
  }

  // MARK: Orientation

  /// Turned so that mirrors stand upright, sides lie flat and the base is wide.
  func upright(_ points: [Vector]) -> [Vector] {
    let middle = points.reduce(Vector(0, 0), +) * (1 / Double(points.count))
    let centred = points.map { $0 - middle }
    let unit = meanLength(points)
    var angles: [Double] = [0]
    for line in sketch.lines {
      let step = points[line.b] - points[line.a]
      angles.append(-atan2(step.y, step.x))
    }
    for point in centred where point.length > 0.05 * unit { angles.append(-Double.pi / 2 - atan2(point.y, point.x)) }
    var best: (score: Double, points: [Vector])?
    for angle in angles {
      for quarter in 0..<4 {
        let turn = angle + Double(quarter) * Double.pi / 2
        let turned = centred.map { $0.turned(cos(turn), sin(turn)) }
        let score = uprightness(turned, unit)
        if best == nil || score > best!.score + 1e-9 { best = (score, turned) }
      }
    }
    return best?.points ?? points
  }

  private func uprightness(_ points: [Vector], _ unit: Double) -> Double {
    var score = 0.0
    let mirrored = points.count { point in
      points.contains { abs($0.x + point.x) < 0.004 * unit && abs($0.y - point.y) < 0.004 * unit }
    }
    score += 3 * Double(mirrored) / Double(points.count)
    let bottom = points.map(\.y).max()!
    for line in sketch.lines {
      let step = points[line.b] - points[line.a]
      let isFlat = abs(step.y) < 0.02 * unit
      if isFlat || abs(step.x) < 0.02 * unit { score += 1.2 / Double(sketch.lines.count) }
      if isFlat, points[line.a].y > bottom - 0.02 * unit { score += 0.5 }
    }
    let (width, height) = extent(points)
    if width >= height * 0.98 { score += 0.3 }
    // The first node high up and to the left.
    score -= 0.02 * (points[0].y + 0.4 * points[0].x) / unit
    return score
  }
}
