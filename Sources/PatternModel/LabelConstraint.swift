/// What a pattern asks of the labels of one vertex or edge. Labels are names; digits are names too.
public enum LabelConstraint: Hashable, Sendable {
  /// Nothing: a true wildcard, satisfied by an unlabelled element as well.
  case any
  /// One of these labels is among the element's. Sorted, without repeats, never empty; one name means "exactly".
  case anyOf([String])
  /// None of these labels is among the element's; an unlabelled element qualifies. Sorted, without repeats, never empty.
  case noneOf([String])
}
