import Execution
import GyrfalconTestSupport
import PatternModel
import Planning
import Synchronization
import Testing


/// Every executor setting meets the brute-force oracle.
@Suite struct EngineAgainstOracleTests {
  /// A setting under which answers must not differ.
  struct Setting: CustomStringConvertible {
    var kernels: KernelTable
    var threads: Int
    var rules: Planner.Rules
    var hubRows = HubRows.Use.whereTheyPay
    var description: String { "\(kernels.name), \(threads) threads, rules \(rules.rawValue), hub rows \(hubRows)" }
  }

  static let ruleSets: [Planner.Rules] = [
    .all, Planner.Rules.all.subtracting(.inclusionExclusion), Planner.Rules.all.subtracting(.local),
    Planner.Rules.all.subtracting(.orderSearch), Planner.Rules.all.subtracting(.earlyExits),
    Planner.Rules.all.subtracting(.filtering), Planner.Rules.all.subtracting(.hubRows), [],
  ]

  static func setting(_ number: Int) -> Setting {
    let tables = KernelTable.available
    return Setting(
      kernels: tables[number % tables.count], threads: [1, 2, 4][number / tables.count % 3],
      rules: ruleSets[number / (tables.count * 3) % ruleSets.count], hubRows: number % 2 == 0 ? .always : .whereTheyPay)
  }

  /// - Parameter anchors: data vertices that a pattern vertex must be one of.
  static func check(
    _ pattern: Pattern, _ oracle: OracleGraph, _ setting: Setting, morphism: Oracle.Morphism = .injective,
    anchors: [Int: Set<Int>] = [:]
  ) throws {
    let graph = try oracle.engineGraph()
    let matches = Oracle.embeddings(of: pattern, in: oracle, morphism: morphism).filter { match in
      anchors.allSatisfy { $0.value.contains(match[$0.key]) }
    }
    let automorphisms = Oracle.automorphisms(of: pattern).filter { permutation in
      permutation.indices.allSatisfy { anchors[$0] == anchors[permutation[$0]] }
    }
    func representative(_ row: [Int]) -> [Int] {
      automorphisms.map { permutation in permutation.map { row[$0] } }.min { $0.lexicographicallyPrecedes($1) }!
    }
    let occurrences = Set(matches.map(representative))
    let counted = morphism == .injective ? occurrences.count : matches.count
    let case_ = "\(pattern) in \(oracle.edgeListText.split(separator: "\n")), \(morphism), anchors \(anchors), \(setting)"

    let settings = MatchSettings(
      morphism: Morphism(morphism), anchors: anchors.mapValues { ids in Set(ids.map { graph.ids.number(of: .integer(Int64($0)))! }) })
    let planner = Planner(graph: graph, rules: setting.rules)
    var executor = Executor(graph: graph, threads: setting.threads, kernels: setting.kernels)
    executor.smallGraph = 0
    executor.hubRows = setting.hubRows
    let isChecked = morphism == .injective && anchors.isEmpty
    for plan in try planner.plans(pattern, for: .counting, settings: settings, keep: 3) {
      if isChecked { #expect(PlanValidator.problems(of: plan, isDirected: graph.isDirected) == []) }
      #expect(plan.automorphisms == UInt128(automorphisms.count), "\(case_)")
      #expect(try executor.count(plan) == UInt128(counted), "count of \(case_), order \(plan.order), loops \(plan.levels.count)")
      // Classes met by cutting lists beforehand, and list by list.
      var whole = plan
      whole.cutsLists = false
      #expect(try executor.count(whole) == UInt128(counted), "whole lists, \(case_), order \(plan.order)")
      // Lists pruned wherever they can be, as lists or as bits, not only where it pays.
      let pruned = plan.pruningEverywhere
      if !pruned.prunedLists.isEmpty || !pruned.cutRows.isEmpty {
        #expect(try executor.count(pruned) == UInt128(counted), "pruned lists, \(case_), order \(plan.order)")
      }
    }
    var listing = try planner.plan(pattern, for: .listing, settings: settings).pruningEverywhere
    listing.cutsLists = pattern.vertices.count % 2 == 0
    if isChecked { #expect(PlanValidator.problems(of: listing, isDirected: graph.isDirected) == []) }
    let width = pattern.vertices.count
    let rows = Collected()
    executor.list(listing) { batch in
      rows.append(stride(from: 0, to: batch.count, by: width).map { start in
        (0..<width).map { Int(graph.ids.integerID(of: Int(batch[start + $0]))!) }
      })
      return true
    }
    let found = rows.all
    #expect(found.count == occurrences.count, "matches of \(case_)")
    // Every row is a match, and no two rows are the same occurrence.
    var seen = Set<[Int]>()
    for row in found {
      #expect(Oracle.isMatch(row, of: pattern, in: oracle, morphism: morphism), "\(row) of \(case_)")
      #expect(seen.insert(representative(row)).inserted, "\(row) twice, \(case_)")
    }
  }

  /// Vertices and edges that ask for different things which come to the same on this graph are no copies of each other.
  @Test func alikeOnlyOnThisGraph() throws {
    var random = SplitMix64(seed: 8)
    for (number, base) in [
      "(a)--(b)--(c:!A)", "(a)--(b)--(c:!A|B)", "(a)--(b)-[:!K]-(c)", "(a)--(x); (b:!A)--(x); (c)--(x); (d)--(x)",
      "(a:!A)--(x); (b:!B)--(x); (c:!C)--(x)", "(a)--(b)--(c)--(d:!A)--(a)", "(a)--(x)--(b); (a)--(y:!A)--(b)", "(a)--(b)--(c)--(a:!A)",
      "(a)--(b)--(c)--(d:!A)", "(a:!A)--(b)--(c:!A); (b)--(d)", "(x)--(a); (x)-[:!K]-(b); (x)-[:!L]-(c); (x)--(d:!A)",
    ].enumerated() {
      for inducing in Pattern.Inducing.allCases {
        let pattern = try Pattern(base).inducing(inducing)
        for round in 0..<4 {
          let graph = OracleGraph.random(vertexCount: 5 + round, probability: 0.3 + 0.2 * Double(round), using: &random)
          try Self.check(pattern, graph, Self.setting(number + 31 * round))
        }
      }
    }
  }

  @Test func connectedPatternsUpToFiveVertices() throws {
    var random = SplitMix64(seed: 2024)
    var number = 0
    for size in 1...5 {
      for base in Pattern.allConnected(vertices: size) {
        for inducing in Pattern.Inducing.allCases {
          let pattern = try base.inducing(inducing)
          for _ in 0..<4 {
            let graph = OracleGraph.random(
              vertexCount: Int.random(in: 4...11, using: &random), probability: Double.random(in: 0.2...0.9, using: &random),
              using: &random)
            try Self.check(pattern, graph, Self.setting(number))
            number += 1
          }
        }
      }
    }
  }

  @Test func someNonEdgesForbidden() throws {
    var random = SplitMix64(seed: 77)
    for number in 0..<240 {
      var knobs = PatternKnobs(vertexCount: Int.random(in: 2...6, using: &random))
      knobs.antiEdges = 0.5
      let pattern = try Pattern.random(knobs, using: &random)
      let graph = OracleGraph.random(
        vertexCount: Int.random(in: 4...9, using: &random), probability: Double.random(in: 0.3...0.8, using: &random),
        using: &random)
      try Self.check(pattern, graph, Self.setting(number))
    }
  }

  @Test func directedPatterns() throws {
    var random = SplitMix64(seed: 99)
    for number in 0..<240 {
      var knobs = PatternKnobs(vertexCount: Int.random(in: 2...5, using: &random))
      knobs.directed = true
      knobs.antiEdges = number % 2 == 0 ? 0.4 : 0
      knobs.inducing = number % 3 == 0 ? .vertices : .edges
      let pattern = try Pattern.random(knobs, using: &random)
      let graph = OracleGraph.random(
        vertexCount: Int.random(in: 4...8, using: &random), probability: Double.random(in: 0.2...0.6, using: &random),
        directed: true, using: &random)
      try Self.check(pattern, graph, Self.setting(number))
    }
  }

  /// Neighbourhoods large enough for bitmaps of arcs, with patterns that stay inside one.
  @Test func directedNeighbourhoods() throws {
    var random = SplitMix64(seed: 314)
    let patterns = try [
      "a->b, a->c, a->d, b->c, c->d", "a->b->c->a, a--d, b--d, c->d", "a->b, a->c, a->d, b<->c; c !-> d",
      "a--b, a--c, a--d, b->c->d->b", "a->b, a->c, a->d, a->e, b->c->d->e", "a<->b, a->c, b->c, a->d, b->d, c--d",
      "b->a, c->a, d->a, b->c; d !-> c",
    ].map { try Pattern($0) }
    for number in 0..<42 {
      var pattern = patterns[number % patterns.count]
      if number % 3 == 2, pattern.antiEdges.isEmpty { pattern = try pattern.inducing(.vertices) }
      let graph = OracleGraph.random(
        vertexCount: 12, probability: Double.random(in: 0.3...0.6, using: &random), directed: true, using: &random)
      try Self.check(pattern, graph, Self.setting(number * 5))
    }
  }

  /// Enough vertices that neighbourhoods span several words, vector blocks and tasks.
  @Test func largerGraphs() throws {
    var random = SplitMix64(seed: 5)
    let patterns = try [
      Pattern.clique(3), .clique(4), .clique(5), .cycle(4), .star(3), .path(4),
      Pattern("(a)--(b), (a)--(c), (a)--(d), (a)--(e), (b)--(c)--(d)--(e)"),
    ]
    for number in 0..<14 {
      let graph = OracleGraph.preferentialAttachment(
        vertexCount: 70, edgesPerVertex: 5, using: &random)
      try Self.check(patterns[number % patterns.count].inducing(number % 2 == 0 ? .edges : .vertices), graph, Self.setting(number * 7))
    }
  }
}

extension Morphism {
  init(_ morphism: Oracle.Morphism) {
    switch morphism {
    case .injective: self = .injective
    case .homomorphic: self = .homomorphic
    case .edgeDistinct: self = .edgeDistinct
    }
  }
}

/// Rows gathered from several workers.
final class Collected: Sendable {
  private let rows = Mutex<[[Int]]>([])
  func append(_ more: [[Int]]) { rows.withLock { $0 += more } }
  var all: [[Int]] { rows.withLock { $0 } }
}
