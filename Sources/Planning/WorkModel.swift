/// What the executor's operations cost, in steps of about a nanosecond on one core (measured with AVX2; only ratios
/// matter for the choice of plans). One place, used by the order search with expected sizes and by ``PlanSampler``
/// with real ones.
enum WorkModel {
  /// One round of a loop: fetch, compare with what is taken, bind.
  static let round = 6.0
  /// A set that is only a view into a list.
  static let view = 6.0
  /// The tail's value for one round of the last loop, and each factor in it.
  static let tail = 5.0
  static let factor = 2.0
  /// Membership of one vertex in one list.
  static let query = 20.0

  /// List x list, result or only its size.
  static func intersection(_ a: Double, _ b: Double) -> Double {
    20 + Swift.min(0.55 * (a + b), search(Swift.min(a, b), in: Swift.max(a, b)))
  }

  /// The same for one candidate of a loop that counts for all of its candidates at once, against one marked set.
  static func batchedCount(fixed: Double, list: Double) -> Double {
    14 + Swift.min(0.6 * list, search(fixed, in: list))
  }

  private static func search(_ small: Double, in large: Double) -> Double {
    small * (5 + 1.5 * Swift.max(0, logarithm(large / Swift.max(1, small))))
  }

  /// Binary logarithm, as exact as a cost model needs: the exponent, and the mantissa as a straight line.
  private static func logarithm(_ x: Double) -> Double {
    x >= 1 ? Double(x.exponent) + x.significand - 1 : 0
  }

  /// Rows of a local context of `members` vertices whose lists have `lengths` elements in all.
  static func rows(members: Double, lengths: Double) -> Double {
    100 + members * (25 + words(members) * 0.15) + 1.0 * lengths
  }

  static func words(_ members: Double) -> Double { (members / 64).rounded(.up) }

  /// One candidate's row against one set, both bits over `members` vertices, by a loop that counts for all its candidates
  /// at once; the first of such counts also looks the row up.
  static func rowCount(members: Double, isFirst: Bool) -> Double { (isFirst ? 14 : 4) + 0.3 * words(members) }

  /// A vertex's row over `members` vertices.
  static func cutRow(members: Double, list: Double) -> Double { intersection(members, list) + 20 + 0.3 * words(members) }

  /// One bitmap operation inside a local context.
  static func localOperation(members: Double) -> Double { 15 + 0.25 * words(members) }

  /// One member of the fused last two levels of a local context.
  static func localPair(members: Double) -> Double { 1.4 + 0.2 * words(members) }
}
