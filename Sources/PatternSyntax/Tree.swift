/// A pattern as it was written: clauses in order, each part with its place in the text.
package struct PatternTree: Hashable, Sendable {
  package enum Mode: Hashable, Sendable, CaseIterable { case edges, induced }

  package var mode: Mode?
  package var clauses: [Clause]

  package enum Clause: Hashable, Sendable {
    case chain(ChainTree)
    case absent(AbsentTree)
    /// `where ...`
    case condition(ExpressionTree)
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
  /// `-[e:label]-` lets conditions speak of `e.weight`.
  package var name: String?
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

/// What a condition is made of, as written.
package struct ExpressionTree: Hashable, Sendable {
  package indirect enum Kind: Hashable, Sendable {
    case number(String)
    case text(String)
    case boolean(Bool)
    /// `a.age`: the variable may be a vertex, a named edge, or two joined vertices written as one word.
    case attribute(of: String, String)
    /// `[a, b].weight`: of the edge between two vertices.
    case pairAttribute(String, String, String)
    case not(ExpressionTree)
    case negative(ExpressionTree)
    case binary(Operator, ExpressionTree, ExpressionTree)
    case call(String, [ExpressionTree])
    /// `x in (1, 2)`
    case membership(ExpressionTree, [ExpressionTree])
    /// `x is missing`
    case isMissing(ExpressionTree)
  }

  package enum Operator: String, Hashable, Sendable {
    case or, and, less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=", equal = "=", notEqual = "!="
    case plus = "+", minus = "-", times = "*", divided = "/", remainder = "%"
    case startsWith = "starts with", endsWith = "ends with", contains
  }

  package var kind: Kind
  package var range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}
