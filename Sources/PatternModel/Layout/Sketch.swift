import Glibc

/// What is drawn of a pattern: nodes (its vertices, then its anti-vertices) and the lines between them.
struct Sketch {
  struct Line: Hashable {
    var a: Int
    var b: Int
    /// Something that is absent: an anti-edge, an attachment of an anti-vertex.
    var isDashed: Bool
  }

  let count: Int
  /// One for every pair that is joined by anything; a solid line hides dashed ones.
  let lines: [Line]
  let neighbours: [[Int]]
  private let pattern: Pattern

  init(_ pattern: Pattern) {
    self.pattern = pattern
    count = pattern.vertices.count + pattern.antiVertices.count
    var solid: [[Int]: Bool] = [:]
    func join(_ a: Int, _ b: Int, solid isSolid: Bool) {
      solid[[min(a, b), max(a, b)], default: false] = solid[[min(a, b), max(a, b)]] == true || isSolid
    }
    for edge in pattern.edges { join(edge.source, edge.target, solid: true) }
    for edge in pattern.antiEdges { join(edge.source, edge.target, solid: false) }
    for (index, anti) in pattern.antiVertices.enumerated() {
      for attachment in anti.attachments { join(attachment.vertex, pattern.vertices.count + index, solid: false) }
    }
    lines = solid.map { Line(a: $0.key[0], b: $0.key[1], isDashed: !$0.value) }
      .sorted { ($0.a, $0.b) < ($1.a, $1.b) }
    var neighbours = [[Int]](repeating: [], count: count)
    for line in lines {
      neighbours[line.a].append(line.b)
      neighbours[line.b].append(line.a)
    }
    self.neighbours = neighbours.map { $0.sorted() }
  }

  /// Lengths of shortest ways along lines.
  var distances: [[Int]] {
    (0..<count).map { start in
      var far = [Int](repeating: count, count: count)
      far[start] = 0
      var queue = [start], next = 0
      while next < queue.count {
        let node = queue[next]
        next += 1
        for other in neighbours[node] where far[other] == count {
          far[other] = far[node] + 1
          queue.append(other)
        }
      }
      return far
    }
  }

  /// Symmetries of the drawing, the identity left out; not all, when there are many.
  var symmetries: [[Int]] {
    guard count > 1, count <= Pattern.maximumVertexCount else { return [] }
    let edges = lines.map { Pattern.Edge($0.a, $0.b, label: $0.isDashed ? .anyOf(["absent"]) : .any) }
    let marked = (0..<count).map { node in
      Pattern.Vertex("v\(node)", label: node < pattern.vertices.count ? .any : .anyOf(["absent"]))
    }
    guard let skeleton = try? Pattern(vertices: marked, edges: edges) else { return [] }
    let group = skeleton.automorphisms
    let identity = Array(0..<count)
    if let all = group.elements(limit: 5_040) { return all.filter { $0 != identity } }
    // Products of generators: a sample of a large group.
    var found = Set(group.generators), recent = group.generators
    for _ in 0..<4 where found.count < 400 {
      recent = recent.flatMap { element in group.generators.map { generator in element.map { generator[$0] } } }
        .filter { found.insert($0).inserted }
    }
    found.remove(identity)
    return found.sorted { $0.lexicographicallyPrecedes($1) }
  }

  static func closest(_ points: [Vector]) -> Double {
    var closest = Double.infinity
    for u in points.indices { for v in 0..<u { closest = min(closest, (points[u] - points[v]).length) } }
    return closest
  }
}

// MARK: Shapes with a usual drawing

extension Sketch {
  /// The drawing that everybody expects of paths, rings, cliques, stars, wheels and complete bipartite patterns.
  var named: [Vector]? {
    if count == 1 { return [Vector(0, 0)] }
    if count == 2 { return [Vector(0, 0), Vector(1, 0)] }
    let degrees = neighbours.map(\.count)
    if degrees.allSatisfy({ $0 <= 2 }) {
      guard let end = degrees.firstIndex(of: 1) else { return ring(walk(from: 0)) }
      return lines.contains(where: \.isDashed) && count > 3 ? nil : zigzag(walk(from: end))
    }
    if lines.contains(where: \.isDashed) { return nil }
    if lines.count == count * (count - 1) / 2 { return ring(Array(0..<count)) }
    if let hub = degrees.firstIndex(of: count - 1) {
      let rest = (0..<count).filter { $0 != hub }
      if lines.count == count - 1 { return ring(rest, hub: hub) }
      if count > 4, rest.allSatisfy({ degrees[$0] == 3 }), lines.count == 2 * (count - 1),
        case let rim = walk(from: rest[0], avoiding: hub), rim.count == count - 1
      {
        return ring(rim, hub: hub)
      }
    }
    return bipartite
  }

  /// The nodes in the order in which a walk meets them that always takes the first new neighbour.
  private func walk(from start: Int, avoiding hub: Int? = nil) -> [Int] {
    var order = [start]
    while let next = neighbours[order[order.count - 1]].first(where: { $0 != hub && !order.contains($0) }) {
      order.append(next)
    }
    return order
  }

  /// On a circle, clockwise, with a flat base; a hub stands in the middle.
  func ring(_ order: [Int], hub: Int? = nil) -> [Vector] {
    var points = [Vector](repeating: Vector(0, 0), count: count)
    let size = Double(order.count)
    // An even ring stands on a side; so does an odd one with its first node at the top.
    let start = order.count % 2 == 0 ? -Double.pi / 2 - Double.pi / size : -Double.pi / 2
    for (place, node) in order.enumerated() {
      let angle = start + 2 * Double.pi * Double(place) / size
      points[node] = Vector(cos(angle), sin(angle))
    }
    return points
  }

  private func zigzag(_ order: [Int]) -> [Vector] {
    var points = [Vector](repeating: Vector(0, 0), count: count)
    let step = order.count == 3 ? 0.6 : 0.8
    for (place, node) in order.enumerated() { points[node] = Vector(step * Double(place), place % 2 == 0 ? 0.7 : 0) }
    return points
  }

  /// Complete bipartite: two rows, or, when one side has two nodes, these left and right of the others.
  private var bipartite: [Vector]? {
    let left = (0..<count).filter { !neighbours[0].contains($0) }
    let right = neighbours[0]
    guard left.count > 1, right.count > 1, lines.count == left.count * right.count,
      left.allSatisfy({ neighbours[$0] == right })
    else { return nil }
    var points = [Vector](repeating: Vector(0, 0), count: count)
    let (few, many) = left.count <= right.count ? (left, right) : (right, left)
    func spread(_ nodes: [Int], _ gap: Double, _ place: (Double) -> Vector) {
      for (index, node) in nodes.enumerated() {
        points[node] = place((Double(index) - Double(nodes.count - 1) / 2) * gap)
      }
    }
    if few.count == 2 {
      spread(many, 1) { Vector(0, $0) }
      let reach = max(1, 0.45 * Double(many.count - 1))
      points[few[0]] = Vector(-reach, 0)
      points[few[1]] = Vector(reach, 0)
    } else {
      let height = max(1.4, 0.4 * Double(many.count))
      spread(few, many.count == few.count ? 1 : 1.25) { Vector($0, 0) }
      spread(many, 1) { Vector($0, height) }
    }
    return points
  }
}
