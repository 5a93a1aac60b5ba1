/// A pattern as it was written: clauses in order, each part with its place in the text.
package struct PatternTree: Hashable, Sendable {
  package enum Mode: Hashable, Sendable, CaseIterable { case edges, induced }

  package var mode: Mode?
  package var clauses: [Clause]

  package enum Clause: Hashable, Sendable {
    case chain(ChainTree)
    case absent(AbsentTree)
  }
}

/// `(a)--(b)->(c)`: one node more than links. A lone node declares a vertex.
package struct ChainTree: Hashable, Sendable {
  package var nodes: [NodeTree]
  package var links: [LinkTree]
}

/// `(name:label)`, `()` or a bare name.
package struct NodeTree: Hashable, Sendable {
  package var name: String?
  package var label: LabelTree?
  package var range: SourceRange
}

/// What stands between two nodes.
package struct LinkTree: Hashable, Sendable {
  package enum Arrow: Hashable, Sendable { case either, forward, backward, both }

  package var arrow: Arrow
  /// `!` in front: an anti-edge.
  package var isForbidden: Bool
  package var label: LabelTree?
  package var range: SourceRange
}

/// `:A|B`, `:!A|B`, or `:*` with no names.
package struct LabelTree: Hashable, Sendable {
  package var isNegated: Bool
  package var names: [String]
  package var range: SourceRange
}

/// `absent (x:label): a--x--c, x->d`
package struct AbsentTree: Hashable, Sendable {
  package var node: NodeTree
  package var parts: [ChainTree]
}
