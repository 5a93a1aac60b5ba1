/// Which neighbour list of a matched vertex an operation uses: the position of a relation in the plan's table.
package struct View: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Neighbours regardless of direction, by any edge. The table starts with these three.
  package static let either = View(rawValue: 0)
  /// Targets of the vertex's outgoing arcs.
  package static let out = View(rawValue: 1)
  /// Sources of its incoming arcs.
  package static let `in` = View(rawValue: 2)
}

/// One neighbour list: that of the vertex matched at a level, in one view.
package struct ListReference: Hashable, Sendable {
  package var level: Int
  package var view: View
}

/// The meaning of a candidate set, independent of how it is computed: the data vertices of one class that stand in every
/// `positive` list and in no `negative` one, numbered below and above the vertices of some levels.
///
/// Levels are bits, so keys are cheap to compare and to restrict to what is known at a depth.
package struct SetKey: Hashable, Sendable {
  /// Position in the plan's table of vertex classes; 0: all vertices.
  package var vertexClass = 0
  /// Bit l of positive[view]: the set lies inside that list of level l.
  package var positive = LevelMasks()
  package var negative = LevelMasks()
  package var below: UInt32 = 0
  package var above: UInt32 = 0

  /// For every view the levels whose list is meant.
  package struct LevelMasks: Hashable, Sendable {
    private var first: SIMD4<UInt32> = .zero
    /// Views from 4 on, without trailing zeros; empty, and so free, for most patterns.
    private var rest: [UInt32] = []

    package subscript(view: View) -> UInt32 {
      get {
        let index = view.rawValue
        return index < 4 ? first[index] : index - 4 < rest.count ? rest[index - 4] : 0
      }
      set {
        let index = view.rawValue
        if index < 4 {
          first[index] = newValue
        } else {
          while rest.count <= index - 4 { rest.append(0) }
          rest[index - 4] = newValue
          trim()
        }
      }
    }

    private mutating func trim() {
      while rest.last == 0 { rest.removeLast() }
    }

    /// Views beyond the last one with a level.
    var end: Int { rest.isEmpty ? 4 : rest.count + 4 }

    package var all: UInt32 {
      rest.reduce((first[0] | first[1]) | (first[2] | first[3]), |)
    }

    func intersection(_ other: LevelMasks) -> LevelMasks {
      var result = LevelMasks()
      result.first = first & other.first
      if !rest.isEmpty {
        result.rest = zip(rest, other.rest).map { $0 & $1 }
        result.trim()
      }
      return result
    }

    func union(_ other: LevelMasks) -> LevelMasks {
      var result = self
      result.first = first | other.first
      for (index, mask) in other.rest.enumerated() { result[View(rawValue: index + 4)] |= mask }
      return result
    }

    func masked(_ levels: UInt32) -> LevelMasks {
      var result = LevelMasks()
      result.first = first & SIMD4(repeating: levels)
      if !rest.isEmpty {
        result.rest = rest.map { $0 & levels }
        result.trim()
      }
      return result
    }

    /// Views with a level, ascending.
    var views: [View] { (0..<end).map { View(rawValue: $0) }.filter { self[$0] != 0 } }

    /// By level, then by view.
    package var references: [ListReference] {
      var result: [ListReference] = []
      let views = views
      forEachBit(all) { level in
        for view in views where self[view] >> UInt32(level) & 1 == 1 {
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
      vertexClass: vertexClass, positive: positive.masked(mask), negative: negative.masked(mask), below: below & mask,
      above: above & mask)
  }

  /// What two sets have in common, classes set aside.
  func common(_ other: SetKey) -> SetKey {
    SetKey(
      positive: positive.intersection(other.positive), negative: negative.intersection(other.negative),
      below: below & other.below, above: above & other.above)
  }

  /// Whether the other set asks for everything that this one does, classes set aside.
  func contains(_ other: SetKey) -> Bool {
    positive.intersection(other.positive) == positive && negative.intersection(other.negative) == negative
      && below & other.below == below && above & other.above == above
  }

  /// Everything that either set asks for; the class is for the caller to find.
  func intersection(_ other: SetKey, vertexClass: Int) -> SetKey {
    SetKey(
      vertexClass: vertexClass, positive: positive.union(other.positive), negative: negative.union(other.negative),
      below: below | other.below, above: above | other.above)
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
