import GraphStore
import PatternModel

/// How one pattern is matched: an immutable, printable value that an executor runs over one graph.
///
/// A plan is a nest of loops, one a *level*. Level 0 runs over all vertices; every later level runs over a candidate
/// set that is an expression over the neighbour lists of the levels before it. Sets are computed at the earliest
/// level where they are known and shared where they are equal. When only a count is wanted, the last levels (an
/// independent set of the pattern) are no loops: the tail computes their number from set sizes by
/// inclusion-exclusion (GraphPi, SC 2020).
///
/// Sum over the loops of the tail's value = occurrences x `multiplicity`.
package struct Plan: Sendable {
  package var pattern: Pattern
  package var morphism: Morphism
  /// What the views of the sets stand for, and their vertex classes (the first is nil: all vertices).
  package var relations: [Relation]
  package var classes: [VertexClass?]
  /// Names of the graph's edge labels by code, for explanations.
  package var edgeLabelNames: [String] = []
  /// order[level] is the pattern vertex that the level binds; the first `levels.count` are loops, the rest the tail.
  package var order: [Int]
  /// Symmetry breaking: the vertex of `smaller` must have the smaller number. Levels, not pattern vertices.
  package var restrictions: [Restriction]
  package var sets: [SetNode]
  package var levels: [Level]
  package var tail: Tail
  /// Matches that satisfy the restrictions, for each occurrence: what the tail's own symmetry leaves over.
  package var multiplicity: UInt128
  package var automorphisms: UInt128
  /// The automorphisms, when matched vertices may coincide and no restriction can choose between mirror images.
  package var mirrors: [[Int]] = []
  /// What is tested match by match, so that a count is the number of matches delivered.
  package var predicates: [Pattern.Predicate] = []
  package var conditionalAbsences: [ConditionalAbsence] = []
  package var needsMatches: Bool { !predicates.isEmpty || !conditionalAbsences.isEmpty }
  /// Lists of a class's members are made for every vertex before the run. Otherwise, where little is read, each list is
  /// intersected with the class when it is read.
  package var cutsLists = true
  /// Neighbour lists that are cut to a set once and then read many times; see ``SetNode/pruning``.
  package var prunedLists: [PrunedLists] = []
  /// The same as rows of bits over the set; see ``SetNode/cutRows``.
  package var cutRows: [PrunedLists] = []
  /// The dense parts of long lists may be read as bitmaps.
  package var usesHubRows = true
  /// From which level on everything lies inside one set, so that an executor may renumber it and use bitmaps.
  package var local: LocalEntry?
  /// Steps (roughly nanoseconds on one core) and matches that the cost model expects; per level in loop order.
  package var estimate: Estimate

  package struct Restriction: Hashable, Sendable {
    package var smaller: Int
    package var larger: Int
  }

  package struct Level: Sendable {
    /// The candidates; nil: all vertices.
    package var set: Int?
    /// The class of the candidates; it selects the roots where there is no set.
    package var vertexClass: Int
    /// Earlier levels whose vertex may stand among the candidates and must be passed over.
    package var distinctFrom: [Int]
    /// What must hold once the level is bound and its sets are computed.
    package var checks: [Check]
  }

  /// An anti-vertex: the set must not have more members outside the match than may still be matched.
  package struct Check: Hashable, Sendable {
    package var name: String
    package var size: Tail.Size
    package var allowance: Int
  }

  /// An anti-vertex with a condition that needs more than the absent vertex itself to be decided.
  package struct ConditionalAbsence: Sendable {
    package var name: String
    package var vertexClass: VertexClass?
    /// Lists, of matched vertices, in which an offender stands.
    package var lists: [(vertex: Int, relation: Relation)]
    package var condition: Expression
    /// The matched vertices that must be known, as bits.
    package var watched: UInt32
  }

  /// One set and the single step that computes it.
  package struct SetNode: Sendable {
    package enum Source: Hashable, Sendable {
      case list(ListReference)
      case set(Int)
    }
    package enum Step: Hashable, Sendable {
      /// Only bounds are added: a prefix or suffix of the source, no copy.
      case bound
      case intersect(ListReference)
      case subtract(ListReference)
    }
    package var key: SetKey
    package var source: Source
    package var step: Step
    /// Bounds that this step adds to those of its source.
    package var below: UInt32
    package var above: UInt32
    /// Computed when this level has been bound.
    package var depth: Int
    /// Only its size is used (as a tail term), never its elements.
    package var countOnly: Bool
    /// So many vertices of any match stand in the set: with fewer elements there is none below here, and the executor
    /// turns back. 0: never asked.
    package var needed = 0
    /// The list of this step is read from these pruned lists, because the source lies inside the set they are cut to.
    package var pruning: Int?
    /// The same, but all lists that the last loop reads are rows of bits over the set, and so is the source.
    package var cutRows: Int?
  }

  /// While the vertex of `level` stays bound, the lists of the vertices of `reader` are cut to `set` at their first use
  /// and kept (auxiliary graphs; GraphMini, PACT 2023).
  package struct PrunedLists: Hashable, Sendable {
    package var level: Int
    package var set: Int
    package var reader: Int
    package var view: View
  }

  package struct Tail: Sendable {
    /// Value of the tail = sum over terms of coefficient x product of the sizes.
    package var terms: [Term]
    package var sizes: [Size]
    /// When positive, the tail is C(the only size, this), which is its value over the tail's own symmetry: all its
    /// vertices have the same candidates. `terms` say nothing then.
    package var chooses: Int

    package struct Term: Hashable, Sendable {
      package var coefficient: Int
      /// Indices into `sizes`, repeats allowed.
      package var factors: [Int]
    }

    /// Size of a set without the already matched vertices that stand in it.
    package struct Size: Hashable, Sendable {
      package var set: Int
      /// Matched vertices that always stand in the set.
      package var alwaysInside: Int
      /// Matched vertices that stand in it in some matches.
      package var tests: [Membership]
    }

    /// "The vertex of `level` stands in the set": all of these hold.
    package struct Membership: Hashable, Sendable {
      package var level: Int
      /// Is the vertex in this class? 0: not asked.
      package var vertexClass: Int
      /// Is the vertex in this list? Wanted or not.
      package var lists: [Query]
      package var below: [Int]
      package var above: [Int]
      package struct Query: Hashable, Sendable {
        package var list: ListReference
        package var wanted: Bool
      }
    }
  }

  package struct LocalEntry: Hashable, Sendable {
    /// After this level is bound, every later candidate set is a subset of `set`.
    package var level: Int
    package var set: Int
  }

  package struct Estimate: Sendable {
    /// Expected number of iterations of each loop level.
    package var iterations: [Double] = []
    package var work: Double = 0
    package var matches: Double = 0
    /// The formula's work, where random descents met no match at all and therefore say less: what only a few hubs have is easily
    /// missed.
    package var doubted: Double?
  }

  package var vertexCount: Int { order.count }
  /// What the sum over all loops is divided by. A binomial tail is counted up to its symmetry already.
  package var sumDivisor: UInt128 { tail.chooses > 0 ? 1 : multiplicity }
  package var tailCount: Int { order.count - levels.count }
}
