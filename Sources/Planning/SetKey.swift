/// Which neighbour list of a matched vertex an operation uses.
package enum View: Int, Hashable, Sendable, CaseIterable {
  /// Neighbours regardless of direction.
  case either
  /// Targets of the vertex's outgoing arcs.
  case out
  /// Sources of its incoming arcs.
  case `in`
}

/// One neighbour list: that of the vertex matched at a level, in one view.
package struct ListReference: Hashable, Sendable {
  package var level: Int
  package var view: View
}

/// The meaning of a candidate set, independent of how it is computed: the data vertices that stand in every
/// `positive` list and in no `negative` one, numbered below and above the vertices of some levels.
///
/// Levels are bits, so keys are cheap to compare and to restrict to what is known at a depth.
package struct SetKey: Hashable, Sendable {
  /// Bit l of positive[view]: the set lies inside that list of level l.
  package var positive = LevelMasks()
  package var negative = LevelMasks()
  package var below: UInt32 = 0
  package var above: UInt32 = 0

  package struct LevelMasks: Hashable, Sendable {
    var either: UInt32 = 0
    var out: UInt32 = 0
    var `in`: UInt32 = 0

    package subscript(view: View) -> UInt32 {
      get {
        switch view {
        case .either: either
        case .out: out
        case .in: self.in
        }
      }
      set {
        switch view {
        case .either: either = newValue
        case .out: out = newValue
        case .in: self.in = newValue
        }
      }
    }

    package var all: UInt32 { either | out | self.in }

    func intersection(_ other: LevelMasks) -> LevelMasks {
      LevelMasks(either: either & other.either, out: out & other.out, in: self.in & other.in)
    }

    func union(_ other: LevelMasks) -> LevelMasks {
      LevelMasks(either: either | other.either, out: out | other.out, in: self.in | other.in)
    }

    func masked(_ levels: UInt32) -> LevelMasks {
      LevelMasks(either: either & levels, out: out & levels, in: self.in & levels)
    }

    func isSubset(of other: LevelMasks) -> Bool { intersection(other) == self }

    package var references: [ListReference] {
      var result: [ListReference] = []
      forEachBit(all) { level in
        for view in View.allCases where self[view] >> UInt32(level) & 1 == 1 {
          result.append(ListReference(level: level, view: view))
        }
      }
      return result
    }
  }

  package var levels: UInt32 { positive.all | negative.all | below | above }

  /// The last level that the set depends on; it can be computed as soon as that level is bound.
  package var depth: Int { 31 - levels.leadingZeroBitCount }

  /// What is known of the set when the levels 0...depth are bound.
  func known(at depth: Int) -> SetKey {
    let mask = UInt32(truncatingIfNeeded: (UInt64(1) << (depth + 1)) - 1)
    return SetKey(
      positive: positive.masked(mask), negative: negative.masked(mask), below: below & mask, above: above & mask)
  }

  /// What two sets have in common: a set that contains both.
  func common(_ other: SetKey) -> SetKey {
    SetKey(
      positive: positive.intersection(other.positive), negative: negative.intersection(other.negative),
      below: below & other.below, above: above & other.above)
  }

  func intersection(_ other: SetKey) -> SetKey {
    SetKey(
      positive: positive.union(other.positive), negative: negative.union(other.negative),
      below: below | other.below, above: above | other.above)
  }

  /// No vertex can stand in a list and outside it.
  var isEmptyByConstruction: Bool {
    View.allCases.contains { positive[$0] & negative[$0] != 0 }
      || (positive.out | positive.in) & negative.either != 0
  }

  func contains(_ other: SetKey) -> Bool {
    positive.isSubset(of: other.positive) && negative.isSubset(of: other.negative)
      && below & other.below == below && above & other.above == above
  }
}

/// Calls `body` with the position of every set bit, ascending.
package func forEachBit(_ mask: UInt32, _ body: (Int) -> Void) {
  var rest = mask
  while rest != 0 {
    body(rest.trailingZeroBitCount)
    rest &= rest &- 1
  }
}
