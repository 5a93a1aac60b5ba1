/// Which edges count, by their labels.
package enum EdgeFilter: Hashable, Sendable {
  case all
  /// Pairs of which some parallel edge carries one of these labels (ascending codes) or, if asked, none.
  case labels([UInt32], unlabelled: Bool)

  /// Whether every pair that this filter keeps is kept by the other.
  package func isSubset(of other: EdgeFilter) -> Bool {
    switch (self, other) {
    case (_, .all): true
    case (.all, .labels): false
    case (.labels(let mine, let bare), .labels(let theirs, let otherBare)):
      (!bare || otherBare) && mine.allSatisfy(theirs.contains)
    }
  }
}

/// One way in which two vertices of a data graph may be joined. Seen from a vertex, it is a list of others.
package struct Relation: Hashable, Sendable {
  package enum Kind: Int, Hashable, Sendable, CaseIterable {
    /// Neighbours regardless of direction.
    case either
    /// Targets of the vertex's outgoing arcs; sources of its incoming ones.
    case out, `in`
    /// Arcs both ways.
    case mutual
    /// An arc one way that is not answered.
    case onlyOut, onlyIn

    /// How the other end sees it.
    package var converse: Kind {
      switch self {
      case .either, .mutual: self
      case .out: .in
      case .in: .out
      case .onlyOut: .onlyIn
      case .onlyIn: .onlyOut
      }
    }
  }

  package var edges: EdgeFilter
  package var kind: Kind

  package init(_ kind: Kind, _ edges: EdgeFilter = .all) {
    self.kind = kind
    self.edges = edges
  }

  package var converse: Relation { Relation(kind.converse, edges) }

  /// Whether every pair in this relation is in the other one.
  package func isSubset(of other: Relation) -> Bool {
    switch (kind, other.kind) {
    case (_, .either), (.mutual, .out), (.mutual, .in), (.onlyOut, .out), (.onlyIn, .in): edges.isSubset(of: other.edges)
    // What is not answered within one filter may be within a wider one.
    case (.onlyOut, .onlyOut), (.onlyIn, .onlyIn): edges == other.edges
    case (let mine, let theirs): mine == theirs && edges.isSubset(of: other.edges)
    }
  }

  /// Whether no pair can be in both.
  package func isDisjoint(with other: Relation) -> Bool {
    guard edges == other.edges else { return false }
    switch (kind, other.kind) {
    case (.onlyOut, .in), (.onlyOut, .mutual), (.onlyOut, .onlyIn), (.onlyIn, .out), (.onlyIn, .mutual), (.onlyIn, .onlyOut),
      (.in, .onlyOut), (.mutual, .onlyOut), (.out, .onlyIn), (.mutual, .onlyIn):
      return true
    default: return false
    }
  }
}

extension Graph {
  /// The lists of a relation. Those that the graph does not hold already are built on first use, in O(n + edges), and
  /// kept with the graph.
  package func lists(_ relation: Relation) -> CSR {
    let kind = isDirected ? relation.kind : .either
    if relation.edges == .all {
      switch kind {
      case .either: return neighbours
      case .out: return outgoing
      case .in: return incoming
      default: break
      }
    }
    let relation = Relation(kind, relation.edges)
    if let known = relationCache.withLock({ $0[relation] }) { return known }
    let built = build(relation)
    return relationCache.withLock { cache in
      if let known = cache[relation] { return known }
      cache[relation] = built
      return built
    }
  }

  private func build(_ relation: Relation) -> CSR {
    let edges = relation.edges
    switch relation.kind {
    case .mutual: return .merging(lists(Relation(.out, edges)), lists(Relation(.in, edges)), keepingCommon: true)
    case .onlyOut: return .merging(lists(Relation(.out, edges)), lists(Relation(.in, edges)), keepingCommon: false)
    case .onlyIn: return .merging(lists(Relation(.in, edges)), lists(Relation(.out, edges)), keepingCommon: false)
    case .either, .out, .in:
      guard case .labels(let codes, let unlabelled) = edges, let edgeLabels else {
        return CSR.lists(to: UnsafeBufferPointer(start: nil, count: 0), through: neighbours)
      }
      return edgeLabels.list(relation.kind, anyOf: codes, orUnlabelled: unlabelled)
    }
  }

  /// The filter that a set of label names stands for; names that the graph does not have match nothing.
  package func edgeFilter(anyOf names: [String]) -> EdgeFilter {
    normal(Set(names.compactMap { edgeLabels?.dictionary.code($0) }), unlabelled: false)
  }

  package func edgeFilter(noneOf names: [String]) -> EdgeFilter {
    guard let edgeLabels else { return .all }
    let excluded = Set(names.compactMap { edgeLabels.dictionary.code($0) })
    return normal(Set(0..<UInt32(edgeLabels.dictionary.count)).subtracting(excluded), unlabelled: true)
  }

  private func normal(_ codes: Set<UInt32>, unlabelled: Bool) -> EdgeFilter {
    guard let edgeLabels else { return .labels([], unlabelled: false) }
    let bare = unlabelled || edgeLabels.unlabelledCount == 0
    if bare, codes.count == edgeLabels.dictionary.count { return .all }
    return .labels(codes.sorted(), unlabelled: unlabelled && edgeLabels.unlabelledCount > 0)
  }
}
