import PatternModel

extension Oracle {
  /// The distinct matches up to the pattern's own symmetry.
  package struct Occurrences: Sendable {
    /// The lexicographically least match of every occurrence.
    package var representatives: Set<[Int]>
    /// Number of matches in all.
    package var embeddingCount: Int
    package var automorphismCount: Int
    package var count: Int { representatives.count }
  }

  /// Groups the matches into orbits under Aut(pattern).
  ///
  /// For injective matches every orbit has |Aut| members, which is checked: it holds only if `automorphisms` and
  /// `embeddings` agree on what the pattern says.
  package static func occurrences(
    of pattern: some PatternParts, in graph: OracleGraph, morphism: Morphism = .injective
  ) -> Occurrences {
    let matches = Set(embeddings(of: pattern, in: graph, morphism: morphism))
    let group = automorphisms(of: pattern)
    var representatives: Set<[Int]> = []
    for match in matches {
      let orbit = Set(group.map { p in p.map { match[$0] } })
      precondition(orbit.isSubset(of: matches), "an automorphism took a match of \(pattern) to a map that is none")
      precondition(morphism != .injective || orbit.count == group.count, "an automorphism fixes a match")
      representatives.insert(orbit.min { $0.lexicographicallyPrecedes($1) }!)
    }
    return Occurrences(
      representatives: representatives, embeddingCount: matches.count, automorphismCount: group.count)
  }

  /// The least number of distinct images of a pattern vertex, over all matches.
  package static func minimumImageSupport(of pattern: some PatternParts, in graph: OracleGraph) -> Int {
    let matches = embeddings(of: pattern, in: graph)
    return pattern.vertices.indices.map { v in Set(matches.map { $0[v] }).count }.min()!
  }

  /// All permutations of the pattern's vertices that preserve everything it asks: labels, edges, directions,
  /// anti-edges, anti-vertices, conditions. Names do not count. `p[i]` is where vertex `i` goes; k! work.
  package static func automorphisms(of pattern: some PatternParts) -> [[Int]] {
    let identity = Array(pattern.vertices.indices)
    let clauses = Clauses(of: pattern, renumberedBy: identity)
    let labels = pattern.vertices.map(\.label)
    return permutations(of: identity) { partial in
      // Pruning by label only; the rest is compared as a whole.
      labels[partial.count - 1] == labels[partial[partial.count - 1]]
    }.filter { Clauses(of: pattern, renumberedBy: $0) == clauses }
  }

  /// All orderings of `elements` whose prefixes satisfy `keep`.
  package static func permutations(of elements: [Int], where keep: ([Int]) -> Bool = { _ in true }) -> [[Int]] {
    var result: [[Int]] = []
    var partial: [Int] = []
    func extend() {
      if partial.count == elements.count { return result.append(partial) }
      for element in elements where !partial.contains(element) {
        partial.append(element)
        if keep(partial) { extend() }
        partial.removeLast()
      }
    }
    extend()
    return result
  }

  /// What a pattern asks besides vertex labels, as sets of elementary clauses, so that two ways of saying the same
  /// thing compare equal: `a <-> b` is two arcs, an induced pattern forbids every arc it does not allow, and a clause
  /// that follows from another one goes.
  private struct Clauses: Equatable {
    struct Clause: Hashable {
      var source: Int
      var target: Int
      var label: LabelConstraint
      func joinsAs(_ other: Clause) -> Bool { source == other.source && target == other.target }
    }
    struct Attachment: Hashable {
      var vertex: Int
      var kind: Pattern.AntiVertex.Attachment.Kind
      var label: LabelConstraint
    }
    struct AntiVertex: Hashable {
      var label: LabelConstraint
      var attachments: Set<Attachment>
      var condition: String?
    }
    /// The arc must be there.
    var required: Set<Clause> = []
    /// One of the two arcs must be there; source < target.
    var requiredEitherWay: Set<Clause> = []
    var forbidden: Set<Clause> = []
    var absent: Set<AntiVertex> = []
    var conditions: Set<String> = []

    init(of pattern: some PatternParts, renumberedBy p: [Int]) {
      for edge in pattern.edges {
        let (u, v) = (p[edge.source], p[edge.target])
        switch edge.direction {
        case .either: requiredEitherWay.insert(Clause(source: min(u, v), target: max(u, v), label: edge.label))
        case .forward: required.insert(Clause(source: u, target: v, label: edge.label))
        case .both:
          required.insert(Clause(source: u, target: v, label: edge.label))
          required.insert(Clause(source: v, target: u, label: edge.label))
        }
      }
      for antiEdge in pattern.antiEdges {
        let (u, v) = (p[antiEdge.source], p[antiEdge.target])
        forbidden.insert(Clause(source: u, target: v, label: antiEdge.label))
        if antiEdge.direction == .either { forbidden.insert(Clause(source: v, target: u, label: antiEdge.label)) }
      }
      if pattern.inducing == .vertices {
        for u in p.indices {
          for v in p.indices where u != v && !Oracle.allowsArc(u, v, pattern) {
            forbidden.insert(Clause(source: p[u], target: p[v], label: .any))
          }
        }
      }
      for antiVertex in pattern.antiVertices {
        var attachments: Set<Attachment> = []
        for attachment in antiVertex.attachments {
          let kinds: [Pattern.AntiVertex.Attachment.Kind] =
            attachment.kind == .both ? [.toMatched, .fromMatched] : [attachment.kind]
          for kind in kinds {
            attachments.insert(Attachment(vertex: p[attachment.vertex], kind: kind, label: attachment.label))
          }
        }
        let arcs = attachments.reduce(into: Set<[Int]>()) { arcs, attachment in
          // Which end comes first is asked before the renumbering.
          let vertex = p.firstIndex(of: attachment.vertex)!
          if attachment.kind == .toMatched { arcs.insert([Pattern.AntiVertex.itself, vertex]) }
          if attachment.kind == .fromMatched { arcs.insert([vertex, Pattern.AntiVertex.itself]) }
        }
        absent.insert(
          AntiVertex(
            label: antiVertex.label, attachments: attachments,
            condition: antiVertex.condition.map {
              Oracle.written($0, renumberedBy: p, arcs: arcs.union(Self.arcs(of: pattern)))
            }))
      }
      for predicate in pattern.predicates {
        guard let condition = predicate.expression else { preconditionFailure("no oracle looks into code") }
        conditions.insert(Oracle.written(condition, renumberedBy: p, arcs: Self.arcs(of: pattern)))
      }
      simplify()
    }

    private static func arcs(of pattern: some PatternParts) -> Set<[Int]> {
      var arcs: Set<[Int]> = []
      for edge in pattern.edges where edge.direction != .either {
        arcs.insert([edge.source, edge.target])
        if edge.direction == .both { arcs.insert([edge.target, edge.source]) }
      }
      return arcs
    }

    private mutating func simplify() {
      // `a -- b` where b -> a is forbidden asks for a -> b.
      for clause in requiredEitherWay {
        let (u, v) = (clause.source, clause.target)
        let forbidsThere = forbids(u, v, clause.label), forbidsBack = forbids(v, u, clause.label)
        if forbidsThere == forbidsBack { continue }
        requiredEitherWay.remove(clause)
        required.insert(
          Clause(source: forbidsBack ? u : v, target: forbidsBack ? v : u, label: clause.label))
      }
      forbidden = forbidden.filter { weak in
        !forbidden.contains { $0 != weak && $0.joinsAs(weak) && implies(weak.label, $0.label) }
      }
      required = required.filter { weak in
        !required.contains { $0 != weak && $0.joinsAs(weak) && implies($0.label, weak.label) }
      }
      requiredEitherWay = requiredEitherWay.filter { weak in
        let reversed = Clause(source: weak.target, target: weak.source, label: weak.label)
        return !required.contains {
          ($0.joinsAs(weak) || $0.joinsAs(reversed)) && implies($0.label, weak.label)
        } && !requiredEitherWay.contains { $0 != weak && $0.joinsAs(weak) && implies($0.label, weak.label) }
      }
    }

    private func forbids(_ u: Int, _ v: Int, _ label: LabelConstraint) -> Bool {
      forbidden.contains { $0.source == u && $0.target == v && implies(label, $0.label) }
    }

    /// Every label (or its absence) that satisfies `a` satisfies `b`.
    private func implies(_ a: LabelConstraint, _ b: LabelConstraint) -> Bool {
      switch (a, b) {
      case (_, .any): true
      case (.anyOf(let a), .anyOf(let b)): Set(a).isSubset(of: b)
      case (.anyOf(let a), .noneOf(let b)): Set(a).isDisjoint(with: b)
      case (.noneOf(let a), .noneOf(let b)): Set(b).isSubset(of: a)
      case (.any, _), (.noneOf, .anyOf): false
      }
    }
  }
}
