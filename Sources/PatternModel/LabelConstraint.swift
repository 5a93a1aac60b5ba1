/// What a pattern asks of the labels of one vertex or edge. Labels are names; digits are names too.
public enum LabelConstraint: Hashable, Sendable {
  /// Nothing: a true wildcard, satisfied by an unlabelled element as well.
  case any
  /// One of these labels is among the element's. Sorted, without repeats, never empty; one name means "exactly".
  case anyOf([String])
  /// None of these labels is among the element's; an unlabelled element qualifies. Sorted, without repeats, never empty.
  case noneOf([String])
}

extension LabelConstraint {
  /// The labels that the constraint names; empty for ``any``.
  public var names: [String] {
    switch self {
    case .any: []
    case .anyOf(let names), .noneOf(let names): names
    }
  }

  /// The same constraint with its names sorted and without repeats; nil when it names nothing.
  package var normal: LabelConstraint? {
    switch self {
    case .any: return .any
    case .anyOf(let names): return names.isEmpty ? nil : .anyOf(Self.sortedSet(names))
    case .noneOf(let names): return names.isEmpty ? nil : .noneOf(Self.sortedSet(names))
    }
  }

  private static func sortedSet(_ names: [String]) -> [String] {
    names.count == 1 ? names : Set(names).sorted()
  }

  private var rank: Int {
    switch self {
    case .any: 0
    case .anyOf: 1
    case .noneOf: 2
    }
  }

  /// A total order, for normal forms: wildcards first, then by names.
  package static func precedes(_ left: LabelConstraint, _ right: LabelConstraint) -> Bool {
    if left.rank != right.rank { return left.rank < right.rank }
    return left.names.lexicographicallyPrecedes(right.names)
  }

  /// Whether every *vertex* that satisfies this constraint satisfies `other`. A vertex may carry several labels.
  package func impliesForVertex(_ other: LabelConstraint) -> Bool {
    switch (self, other) {
    case (_, .any): true
    case (.anyOf(let mine), .anyOf(let theirs)): mine.allSatisfy(theirs.contains)
    case (.noneOf(let mine), .noneOf(let theirs)): theirs.allSatisfy(mine.contains)
    default: false
    }
  }

  /// Whether every *edge* that satisfies this constraint satisfies `other`. An edge carries one label or none.
  package func impliesForEdge(_ other: LabelConstraint) -> Bool {
    if case (.anyOf(let mine), .noneOf(let theirs)) = (self, other) { return !mine.contains(where: theirs.contains) }
    return impliesForVertex(other)
  }

  /// The constraint that an edge satisfies when it satisfies this one or `other`. An edge carries one label or none.
  package func unionForEdge(_ other: LabelConstraint) -> LabelConstraint {
    switch (self, other) {
    case (.any, _), (_, .any): return .any
    case (.anyOf(let a), .anyOf(let b)): return .anyOf(Self.sortedSet(a + b))
    case (.anyOf(let some), .noneOf(let none)), (.noneOf(let none), .anyOf(let some)):
      let left = none.filter { !some.contains($0) }
      return left.isEmpty ? .any : .noneOf(left)
    case (.noneOf(let a), .noneOf(let b)):
      let common = a.filter(b.contains)
      return common.isEmpty ? .any : .noneOf(common)
    }
  }
}
