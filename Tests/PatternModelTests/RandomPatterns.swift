@testable import PatternModel

/// A fixed sequence of random numbers (splitmix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

enum RandomPatterns {
  static func label(_ percent: Int, _ random: inout SeededGenerator) -> LabelConstraint {
    guard random.chance(percent) else { return .any }
    let names = ["A", "B", "two words"].shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
    return random.chance(70) ? .anyOf(Array(names)) : .noneOf(Array(names))
  }

  /// A connected pattern of up to `limit` vertices that uses every kind of constraint, or nil when the dice made a
  /// contradiction.
  static func constrained(_ limit: Int, _ random: inout SeededGenerator) -> Pattern? {
    let count = Int.random(in: 1...limit, using: &random)
    let directed = random.chance(60)
    let labelled = random.chance(50) ? 30 : 0
    func direction(_ random: inout SeededGenerator) -> Pattern.Direction {
      directed ? Pattern.Direction.allCases.randomElement(using: &random)! : .either
    }
    let vertices = (0..<count).map { Pattern.Vertex("v\($0)", label: label(labelled, &random)) }
    var edges: [Pattern.Edge] = []
    for vertex in 0..<count where vertex > 0 {
      edges.append(
        .init(
          Int.random(in: 0..<vertex, using: &random), vertex, direction(&random), label: label(labelled / 2, &random)))
    }
    var antiEdges: [Pattern.AntiEdge] = []
    if count > 1 {
      for _ in 0..<Int.random(in: 0...count, using: &random) {
        let ends = Array((0..<count).shuffled(using: &random).prefix(2))
        edges.append(.init(ends[0], ends[1], direction(&random), label: label(labelled / 2, &random)))
      }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let ends = Array((0..<count).shuffled(using: &random).prefix(2))
        let way = directed && random.chance(50) ? Pattern.Direction.forward : .either
        antiEdges.append(.init(ends[0], ends[1], way, label: label(labelled / 2, &random)))
      }
    }
    let antiVertices = (0..<(random.chance(40) ? Int.random(in: 1...3, using: &random) : 0)).map { index in
      Pattern.AntiVertex(
        "x\(index)", label: label(labelled, &random),
        attachments: (0..<Int.random(in: 1...3, using: &random)).map { _ in
          .init(
            Int.random(in: 0..<count, using: &random),
            directed ? [.either, .toMatched, .fromMatched, .both].randomElement(using: &random)! : .either,
            label: label(labelled / 2, &random))
        })
    }
    return try? Pattern(
      vertices: vertices, edges: edges, antiEdges: antiEdges, antiVertices: antiVertices,
      inducing: random.chance(50) ? .edges : .vertices)
  }

  /// The same pattern in another order and with other names.
  static func disguised(_ pattern: Pattern, _ random: inout SeededGenerator) -> Pattern {
    let moved = pattern.renumbered(Array(pattern.vertices.indices).shuffled(using: &random))
    return try! Pattern(
      vertices: moved.vertices.enumerated().map { .init("w\($0)", label: $1.label) },
      edges: moved.edges.shuffled(using: &random), antiEdges: moved.antiEdges.shuffled(using: &random),
      antiVertices: moved.antiVertices.shuffled(using: &random).enumerated().map {
        .init("y\($0)", label: $1.label, attachments: $1.attachments.shuffled(using: &random))
      }, inducing: moved.inducing)
  }
}

/// Isomorphism by trying every permutation: slow, obvious, and independent of the search that it checks.
enum BruteForce {
  static func permutations(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1).flatMap { short in
      (0..<count).map { place in
        var long = short
        long.insert(count - 1, at: place)
        return long
      }
    }
  }

  /// All maps of `a`'s vertices to `b`'s that turn a's constraints into b's.
  static func isomorphisms(_ a: Pattern, _ b: Pattern) -> [[Int]] {
    guard a.vertices.count == b.vertices.count, a.inducing == b.inducing else { return [] }
    let target = Constraints(b, Array(b.vertices.indices))
    return permutations(a.vertices.count).filter { Constraints(a, $0) == target }
  }

  /// The constraints of a pattern after its vertex v was renamed to map[v], as sets.
  private struct Constraints: Equatable {
    struct Link: Hashable {
      var ends: [Int]
      var direction: Pattern.Direction
      var label: LabelConstraint

      init(_ source: Int, _ target: Int, _ direction: Pattern.Direction, _ label: LabelConstraint) {
        ends = direction == .forward ? [source, target] : [source, target].sorted()
        self.direction = direction
        self.label = label
      }
    }
    struct Absence: Hashable {
      var label: LabelConstraint
      var attachments: Set<Pattern.AntiVertex.Attachment>
    }
    var labels: [Int: LabelConstraint] = [:]
    var edges: Set<Link> = []
    var antiEdges: Set<Link> = []
    var absences: Set<Absence> = []

    init(_ pattern: Pattern, _ map: [Int]) {
      for (index, vertex) in pattern.vertices.enumerated() { labels[map[index]] = vertex.label }
      for edge in pattern.edges { edges.insert(Link(map[edge.source], map[edge.target], edge.direction, edge.label)) }
      for edge in pattern.antiEdges {
        antiEdges.insert(Link(map[edge.source], map[edge.target], edge.direction, edge.label))
      }
      for anti in pattern.antiVertices {
        absences.insert(
          Absence(
            label: anti.label,
            attachments: Set(anti.attachments.map { .init(map[$0.vertex], $0.kind, label: $0.label) })))
      }
    }
  }
}
