import GraphStore

/// The relations that a pattern's constraints speak of, numbered: what a ``View`` stands for.
package struct RelationTable: Sendable {
  package private(set) var relations: [Relation] = [Relation(.either), Relation(.out), Relation(.in)]
  private let isDirected: Bool
  /// Bit j of subsets[i]: every pair of relation i is in relation j. The same for disjoint ones.
  private var subsets: [UInt64] = []
  private var disjoint: [UInt64] = []

  init(isDirected: Bool) {
    self.isDirected = isDirected
    for index in relations.indices { compare(index) }
  }

  package var count: Int { relations.count }

  subscript(view: View) -> Relation { relations[view.rawValue] }

  /// The number of a relation, and of its converse.
  mutating func view(_ relation: Relation) -> View {
    let relation = isDirected ? relation : Relation(.either, relation.edges)
    if let known = relations.firstIndex(of: relation) { return View(rawValue: known) }
    relations.append(relation)
    compare(relations.count - 1)
    let result = View(rawValue: relations.count - 1)
    _ = view(relation.converse)
    return result
  }

  func converse(_ view: View) -> View {
    let converse = self[view].converse
    return isDirected ? View(rawValue: relations.firstIndex(of: converse) ?? 0) : view
  }

  /// Numbers beyond 63 are not compared: no answer depends on knowing.
  private mutating func compare(_ new: Int) {
    subsets.append(0)
    disjoint.append(0)
    guard new < 64 else { return }
    for old in 0...new {
      if relations[old].isSubset(of: relations[new]) { subsets[old] |= 1 << UInt64(new) }
      if relations[new].isSubset(of: relations[old]) { subsets[new] |= 1 << UInt64(old) }
      if relations[old].isDisjoint(with: relations[new]) {
        disjoint[old] |= 1 << UInt64(new)
        disjoint[new] |= 1 << UInt64(old)
      }
    }
  }

  func isSubset(_ a: View, of b: View) -> Bool {
    b.rawValue < 64 ? subsets[a.rawValue] >> UInt64(b.rawValue) & 1 == 1 : a == b
  }

  func areDisjoint(_ a: View, _ b: View) -> Bool {
    b.rawValue < 64 && disjoint[a.rawValue] >> UInt64(b.rawValue) & 1 == 1
  }
}
