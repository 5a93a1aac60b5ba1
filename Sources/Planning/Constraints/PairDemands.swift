import GraphStore

/// What a pattern asks of one pair of vertices, as relations seen from its lower vertex.
struct PairDemands {
  private(set) var required: [Relation] = []
  private(set) var forbidden: [Relation] = []

  mutating func require(_ relation: Relation) { required.append(relation) }
  mutating func forbid(_ relation: Relation) { forbidden.append(relation) }

  var isEmpty: Bool { required.isEmpty && forbidden.isEmpty }

  /// The same demands in as few relations as possible: two arcs are one mutual pair, an arc that must not be answered
  /// is one list instead of a difference of two, and what follows from the rest goes.
  mutating func simplify() {
    for edges in Set(required.map(\.edges)) {
      func has(_ relations: [Relation], _ kind: Relation.Kind) -> Bool { relations.contains(Relation(kind, edges)) }
      func drop(_ relations: inout [Relation], _ kind: Relation.Kind) {
        relations.removeAll { $0 == Relation(kind, edges) }
      }
      if has(required, .out), has(required, .in) {
        drop(&required, .out)
        drop(&required, .in)
        required.append(Relation(.mutual, edges))
      }
      for (kind, back, only) in [(Relation.Kind.out, Relation.Kind.in, Relation.Kind.onlyOut), (.in, .out, .onlyIn)] {
        guard has(forbidden, back), has(required, kind) || has(required, .either) else { continue }
        drop(&required, kind)
        drop(&required, .either)
        drop(&forbidden, back)
        required.append(Relation(only, edges))
      }
    }
    for edges in Set(forbidden.map(\.edges)) {
      let both = [Relation(.out, edges), Relation(.in, edges)]
      if both.allSatisfy(forbidden.contains) {
        forbidden.removeAll(where: both.contains)
        forbidden.append(Relation(.either, edges))
      }
    }
    required = Self.weeded(required) { $0.isSubset(of: $1) }
    forbidden = Self.weeded(forbidden) { $1.isSubset(of: $0) }
    forbidden.removeAll { banned in required.contains { $0.isDisjoint(with: banned) } }
  }

  /// Without repeats and without relations that another one implies.
  private static func weeded(_ relations: [Relation], implies: (Relation, Relation) -> Bool) -> [Relation] {
    var kept: [Relation] = []
    for relation in relations where !kept.contains(where: { implies($0, relation) }) {
      kept.removeAll { implies(relation, $0) }
      kept.append(relation)
    }
    return kept
  }
}
