import Testing

@testable import PatternModel

/// The normal form must mean what was written: both are evaluated on every state that the data can be in.
@Suite struct NormalisationTests {
  /// Labels that arcs of one direction carry, as bits: none, A, B, and one that no pattern names.
  typealias Arcs = Int
  static let labels: [String?] = [nil, "A", "B", "Z"]

  static func holds(_ constraint: LabelConstraint, _ labels: [String]) -> Bool {
    switch constraint {
    case .any: true
    case .anyOf(let names): labels.contains(where: names.contains)
    case .noneOf(let names): !labels.contains(where: names.contains)
    }
  }

  static func has(_ arcs: Arcs, _ constraint: LabelConstraint) -> Bool {
    labels.indices.contains { arcs >> $0 & 1 != 0 && holds(constraint, labels[$0].map { [$0] } ?? []) }
  }

  static func allows(_ edges: [Pattern.Edge], _ antiEdges: [Pattern.AntiEdge], _ up: Arcs, _ down: Arcs) -> Bool {
    edges.allSatisfy { edge in
      let (out, back) = edge.source < edge.target ? (up, down) : (down, up)
      return switch edge.direction {
      case .either: has(out, edge.label) || has(back, edge.label)
      case .forward: has(out, edge.label)
      case .both: has(out, edge.label) && has(back, edge.label)
      }
    }
      && antiEdges.allSatisfy { edge in
        let (out, back) = edge.source < edge.target ? (up, down) : (down, up)
        return !has(out, edge.label) && (edge.direction != .either || !has(back, edge.label))
      }
  }

  /// Vertex-induced: no arcs in a direction in which the pattern has none.
  static func isInduced(_ edges: [Pattern.Edge], _ up: Arcs, _ down: Arcs) -> Bool {
    let mayUp = edges.contains { $0.direction != .forward || $0.source < $0.target }
    let mayDown = edges.contains { $0.direction != .forward || $0.source > $0.target }
    return (mayUp || up == 0) && (mayDown || down == 0)
  }

  static func label(_ random: inout SeededGenerator) -> LabelConstraint {
    [.any, .any, .anyOf(["A"]), .anyOf(["B"]), .anyOf(["A", "B"]), .noneOf(["A"]), .noneOf(["B", "A"])].randomElement(
      using: &random)!
  }

  @Test func pairs() {
    var random = SeededGenerator(21)
    var contradictions = 0
    var shortened = 0
    for _ in 0..<500 {
      let edges = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        let source = Int.random(in: 0...1, using: &random)
        return Pattern.Edge(
          source, 1 - source, Pattern.Direction.allCases.randomElement(using: &random)!, label: Self.label(&random))
      }
      let antiEdges = (0..<Int.random(in: 0...2, using: &random)).map { _ in
        let source = Int.random(in: 0...1, using: &random)
        return Pattern.AntiEdge(source, 1 - source, random.chance(30) ? .either : .forward, label: Self.label(&random))
      }
      for inducing in Pattern.Inducing.allCases {
        let pattern = try? Pattern(
          vertices: [.init("a"), .init("b")], edges: edges, antiEdges: antiEdges, inducing: inducing)
        var possible = false
        for up in 0..<16 {
          for down in 0..<16 {
            var written = Self.allows(edges, antiEdges, up, down)
            possible = possible || written
            guard let pattern else { continue }
            var normal = Self.allows(pattern.edges, pattern.antiEdges, up, down)
            if inducing == .vertices {
              // A prohibition must not widen what "induced" forbids; `a -- b` beside `a -> b` is defined to be absorbed.
              let onlyEdges = try! Pattern(vertices: pattern.vertices, edges: edges, inducing: .vertices)
              written = written && Self.isInduced(onlyEdges.edges, up, down)
              normal = normal && Self.isInduced(pattern.edges, up, down)
            }
            if written != normal { Issue.record("\(edges) \(antiEdges) as \(pattern), up \(up), down \(down)") }
          }
        }
        #expect(possible == (pattern != nil), "\(edges) \(antiEdges)")
        if pattern == nil { contradictions += 1 }
        if let pattern, pattern.edges.count < edges.count { shortened += 1 }
        if let pattern {
          let again = try! Pattern(
            vertices: pattern.vertices, edges: pattern.edges, antiEdges: pattern.antiEdges, inducing: inducing)
          #expect(again == pattern)
        }
      }
    }
    #expect(contradictions > 60 && shortened > 60)
  }

  @Test func antiVertices() throws {
    var random = SeededGenerator(22)
    var dropped = 0
    for _ in 0..<500 {
      let written = (0..<Int.random(in: 1...3, using: &random)).map { index in
        Pattern.AntiVertex(
          "x\(index)", label: Self.label(&random),
          attachments: (0..<Int.random(in: 1...3, using: &random)).map { _ in
            .init(
              Int.random(in: 0...1, using: &random),
              [.either, .toMatched, .fromMatched, .both].randomElement(using: &random)!, label: Self.label(&random))
          })
      }
      let pattern = try Pattern(vertices: [.init("a"), .init("b")], edges: [.init(0, 1)], antiVertices: written)
      if pattern.antiVertices.count < written.count { dropped += 1 }
      for _ in 0..<100 {
        // A data vertex with any set of labels, and arcs to and from both matched vertices.
        let carried = ["A", "B", "Z"].filter { _ in random.chance(40) }
        let arcs = (0..<2).map { _ in
          (to: Int.random(in: 0..<16, using: &random), from: Int.random(in: 0..<16, using: &random))
        }
        func isForbidden(_ antiVertices: [Pattern.AntiVertex]) -> Bool {
          antiVertices.contains { anti in
            Self.holds(anti.label, carried)
              && anti.attachments.allSatisfy {
                let to = Self.has(arcs[$0.vertex].to, $0.label)
                let from = Self.has(arcs[$0.vertex].from, $0.label)
                return switch $0.kind {
                case .either: to || from
                case .toMatched: to
                case .fromMatched: from
                case .both: to && from
                }
              }
          }
        }
        if isForbidden(written) != isForbidden(pattern.antiVertices) { Issue.record("\(written) as \(pattern)") }
      }
    }
    #expect(dropped > 30)
  }

  @Test func properties() throws {
    #expect(try !Pattern("a--b--c, a!--c").isDirected && Pattern("a--b--c, a!->c").isDirected)
    #expect(try Pattern("a--b; absent (x): x->a").isDirected && Pattern("a->b").isDirected)
    #expect(try Pattern("a--b; absent (x:L): x--a").isLabelled && !Pattern("a->b; absent (x): x--a").isLabelled)
  }
}
