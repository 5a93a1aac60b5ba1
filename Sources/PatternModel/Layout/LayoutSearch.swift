import Glibc

/// Tries many drawings of a sketch and keeps the clearest.
///
/// Starts are rings in the order with the fewest crossings, rings about a hub, and drawings whose distances follow the
/// lengths of ways (stress majorisation; Gansner, Koren, North 2004) from several starts, free or kept symmetric at every
/// step. The best few are improved node by node.
struct LayoutSearch {
  private let sketch: Sketch
  private let count: Int
  private let distances: [[Int]]
  private let symmetries: [[Int]]
  private let judge: LayoutJudge
  private var random = Scatter()

  private struct Candidate {
    var points: [Vector]
    var isometry: Isometry?
    var cost: Double
  }

  init(_ sketch: Sketch) {
    self.sketch = sketch
    count = sketch.count
    distances = sketch.distances
    symmetries = sketch.symmetries
    judge = LayoutJudge(sketch, symmetries)
  }

  func best() -> [Vector] {
    var search = self
    return search.run()
  }

  private mutating func run() -> [Vector] {
    var candidates: [Candidate] = []
    let rings = ringOrders(Array(0..<count))
    for order in rings { candidates.append(candidate(sketch.ring(order))) }
    let hubs = (0..<count).sorted { (sketch.neighbours[$1].count, $0) < (sketch.neighbours[$0].count, $1) }
    for hub in hubs.prefix(3) where sketch.neighbours[hub].count > 2 {
      for order in ringOrders((0..<count).filter { $0 != hub }).prefix(2) {
        candidates.append(candidate(sketch.ring(order, hub: hub)))
      }
    }
    let starts = count <= 8 ? 6 : 8
    for number in 0..<starts {
      candidates.append(candidate(relaxed(start(number, rings), nil)))
    }
    for isometry in isometries() {
      for number in 0..<(count <= 8 ? 4 : 2) {
        candidates.append(candidate(relaxed(start(number, rings), isometry), isometry))
      }
    }
    candidates.sort { $0.cost < $1.cost }
    var distinct: [Candidate] = []
    for one in candidates where !distinct.contains(where: { abs($0.cost - one.cost) < 1e-6 }) { distinct.append(one) }
    let improved = distinct.prefix(count <= 8 ? 5 : 2).map { improve($0) }
    let winner = improved.map { evened($0.points, $0.cost) }.min { $0.cost < $1.cost }!
    return judge.upright(winner.points)
  }

  private func candidate(_ points: [Vector], _ isometry: Isometry? = nil) -> Candidate {
    Candidate(points: points, isometry: isometry, cost: judge.cost(points))
  }

  /// Symmetries that the drawing nearly shows are made exact where that does no harm.
  private func evened(_ points: [Vector], _ cost: Double) -> (points: [Vector], cost: Double) {
    var best = (points: points, cost: cost)
    for _ in 0..<2 {
      for (symmetry, angle) in judge.nearMirrors(best.points) {
        var moved = best.points
        centre(&moved)
        // The mirror is turned upright, the drawing made its own image.
        moved = moved.map { $0.turned(cos(angle), sin(angle)) }
        Isometry(symmetry, order: 2, isMirror: true).project(&moved)
        let now = judge.cost(moved)
        if now < best.cost + 0.02 { best = (moved, min(now, best.cost)) }
      }
    }
    return best
  }

  // MARK: Starts

  /// Symmetries to keep, long turns first.
  private func isometries() -> [Isometry] {
    let ways = symmetries.flatMap(Isometry.showing).sorted { ($0.isMirror ? 0 : $0.order) > ($1.isMirror ? 0 : $1.order) }
    let wanted = count <= 8 ? 24 : 12
    guard ways.count > wanted else { return ways }
    // A few of every kind; symmetries of one kind are mostly conjugate.
    return (0..<wanted).map { ways[$0 * ways.count / wanted] }
  }

  private mutating func start(_ number: Int, _ rings: [[Int]]) -> [Vector] {
    if number < min(2, rings.count) { return sketch.ring(rings[number]) }
    return (0..<count).map { _ in Vector(random.unit() * 2 - 1, random.unit() * 2 - 1) }
  }

  /// Orders round a circle, fewest crossings first: all of them for a few nodes, otherwise improved by moving nodes.
  private mutating func ringOrders(_ nodes: [Int]) -> [[Int]] {
    guard nodes.count > 3 else { return [nodes] }
    var found: [(crossings: Int, order: [Int])] = []
    if nodes.count <= 7 {
      var order = nodes
      permute(&order, 1) { order in
        // Either sense of rotation is the same drawing.
        if order[1] < order[order.count - 1] { found.append((crossings(order), order)) }
      }
    } else {
      for attempt in 0..<(nodes.count <= 12 ? 6 : 3) {
        var order = nodes
        if attempt > 0 { for place in order.indices.dropFirst() { order.swapAt(place, Int(random.unit() * Double(place + 1))) } }
        found.append(settle(order))
      }
    }
    found.sort { $0.crossings != $1.crossings ? $0.crossings < $1.crossings : $0.order.lexicographicallyPrecedes($1.order) }
    return found.prefix(6).map(\.order)
  }

  private func permute(_ order: inout [Int], _ from: Int, _ visit: ([Int]) -> Void) {
    if from == order.count { return visit(order) }
    for place in from..<order.count {
      order.swapAt(from, place)
      permute(&order, from + 1, visit)
      order.swapAt(from, place)
    }
  }

  /// Swaps nodes until no swap lowers the number of crossings.
  private func settle(_ start: [Int]) -> (crossings: Int, order: [Int]) {
    var order = start
    var best = crossings(order)
    for _ in 0..<8 {
      let before = best
      for i in order.indices {
        for j in order.indices.dropFirst(i + 1) where count <= 16 || j - i <= 3 {
          order.swapAt(i, j)
          let now = crossings(order)
          if now < best { best = now } else { order.swapAt(i, j) }
        }
      }
      if best == before { break }
    }
    return (best, order)
  }

  private func crossings(_ order: [Int]) -> Int {
    var place = [Int](repeating: -1, count: count)
    for (position, node) in order.enumerated() { place[node] = position }
    var chords: [(Int, Int)] = []
    for line in sketch.lines where place[line.a] >= 0 && place[line.b] >= 0 {
      chords.append((min(place[line.a], place[line.b]), max(place[line.a], place[line.b])))
    }
    var total = 0
    for i in chords.indices {
      for j in 0..<i {
        let (a, b) = chords[i], (c, d) = chords[j]
        if (a < c && c < b && b < d) || (c < a && a < d && d < b) { total += 1 }
      }
    }
    return total
  }

  // MARK: Improvement

  /// Stress majorisation, kept symmetric if asked to.
  private func relaxed(_ start: [Vector], _ isometry: Isometry?) -> [Vector] {
    var points = start
    isometry?.project(&points)
    for round in 0..<(count <= 8 ? 60 : 40) {
      for u in 0..<count {
        var x = 0.0, y = 0.0, total = 0.0
        for v in 0..<count where v != u {
          let away = points[u] - points[v]
          let length = max(away.length, 1e-6), want = Double(distances[u][v])
          let weight = 1 / (want * want)
          x += weight * (points[v].x + want * away.x / length)
          y += weight * (points[v].y + want * away.y / length)
          total += weight
        }
        points[u] = Vector(x / total, y / total)
      }
      if let isometry, round % 4 == 3 {
        centre(&points)
        isometry.project(&points)
      }
    }
    centre(&points)
    isometry?.project(&points)
    return points
  }

  private func centre(_ points: inout [Vector]) {
    let middle = points.reduce(Vector(0, 0), +) * (1 / Double(count))
    for node in points.indices { points[node] = points[node] - middle }
  }

  /// Moves nodes, with their mirror images, as long as the drawing gets clearer.
  private mutating func improve(_ start: Candidate) -> Candidate {
    var best = start
    let unit = judge.meanLength(best.points)
    var reach = 0.4 * unit
    let rounds = count <= 8 ? 24 : 8
    for _ in 0..<rounds {
      var moved = false
      for node in 0..<count {
        let angle = 2 * Double.pi * random.unit()
        var points = best.points
        points[node] = points[node] + Vector(reach * cos(angle), reach * sin(angle))
        if let isometry = best.isometry {
          // The projection divides the step among the images.
          points[node] = best.points[node] + (points[node] - best.points[node]) * Double(isometry.order)
          isometry.project(&points)
        }
        let cost = judge.cost(points)
        if cost < best.cost - 1e-4 {
          best.points = points
          best.cost = cost
          moved = true
        }
      }
      if !moved { reach *= 0.75 }
    }
    return best
  }
}

/// Reproducible noise (SplitMix64).
private struct Scatter {
  private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// At least 0 and below 1.
  mutating func unit() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ z >> 31) >> 11) * 0x1p-53
  }
}
