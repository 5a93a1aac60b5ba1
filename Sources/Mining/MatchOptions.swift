import Execution
import GraphStore
import PatternModel
import Planning

/// How a pattern is matched, besides what the pattern itself says.
public struct MatchOptions: Hashable, Sendable {
  /// Which maps are matches.
  public var morphism: Morphism
  /// Vertices of the graph that a variable of the pattern must be matched to one of. Ids that the graph does not have
  /// match nothing.
  public var anchors: [String: Set<VertexID>]

  /// Injective matches without anchors, unless it says otherwise.
  public init(morphism: Morphism = .injective, anchors: [String: Set<VertexID>] = [:]) {
    self.morphism = morphism
    self.anchors = anchors
  }

  /// For example `injective, a = TP53`; of many vertices only their number and a hash.
  package var words: String {
    anchors.sorted { $0.key < $1.key }.reduce(morphism.rawValue) { text, anchor in
      let ids = anchor.value.sorted().map { "\($0)" }
      if ids.count <= 4 { return "\(text), \(anchor.key) = \(ids.joined(separator: " or "))" }
      var hash = Hash()
      for id in ids { hash.add(id) }
      return "\(text), \(anchor.key) of \(ids.count) vertices (\(Hash.text(hash.finish())))"
    }
  }
}

extension Miner {
  /// Plans the count of a pattern under options.
  ///
  /// With anchors, occurrences are matches up to the symmetries that keep them: of the triangles at one vertex each counts
  /// once.
  ///
  /// - Throws: ``PlanningError``, among others when an anchor names no variable of the pattern.
  public func prepareCount(of pattern: Pattern, options: MatchOptions) throws(PlanningError) -> CountQuery {
    if options == MatchOptions() { return try prepareCount(of: pattern) }
    try ConditionCheck.check(pattern, in: graph)
    let settings = try settings(options, of: pattern)
    if options.morphism == .injective {
      return CountQuery(pattern: pattern, derivation: try planner.countingPlan(pattern, settings: settings), options: options)
    }
    let plan = try planner.plan(pattern, for: .counting, settings: settings)
    var query = CountQuery(pattern: pattern, derivation: Derivation(direct: plan), options: options)
    if options.morphism != .injective {
      let orbits = plan.automorphisms > 1 ? try planner.plan(pattern, for: .listing, settings: settings) : nil
      query.coinciding = CoincidingPlans(maps: plan, orbits: orbits)
    }
    return query
  }

  /// Number of occurrences of a pattern under options.
  ///
  /// - Throws: ``PlanningError``.
  public func count(_ pattern: Pattern, options: MatchOptions) throws(PlanningError) -> Count {
    try run(try prepareCount(of: pattern, options: options))
  }

  /// Number of all maps of a pattern under options. Where vertices may coincide this is much cheaper than the number of
  /// occurrences, which has to look at every match.
  ///
  /// - Throws: ``PlanningError``.
  public func countEmbeddings(of pattern: Pattern, options: MatchOptions) throws(PlanningError) -> Count {
    var query = try prepareCount(of: pattern, options: options)
    query.coinciding?.orbits = nil
    return try run(query)
  }

  /// Plans the delivery of a pattern's matches under options.
  ///
  /// - Throws: ``PlanningError``.
  public func prepareMatches(
    of pattern: Pattern, options: MatchOptions, limit: Int? = nil
  ) throws(PlanningError) -> MatchQuery {
    try prepareMatches(of: pattern, settings: settings(options, of: pattern), limit: limit)
  }

  /// Plans the delivery of every map. Of injective matches still one an occurrence is delivered, and the query's
  /// `symmetry` gives the others; where vertices may coincide each map is delivered by itself.
  ///
  /// - Throws: ``PlanningError``.
  public func prepareEmbeddings(
    of pattern: Pattern, options: MatchOptions, limit: Int? = nil
  ) throws(PlanningError) -> MatchQuery {
    var settings = try settings(options, of: pattern)
    settings.deliversEveryMap = true
    var query = try prepareMatches(of: pattern, settings: settings, limit: limit)
    if options.morphism != .injective { query.symmetry = nil }
    return query
  }

  /// Names in the pattern's constraints that nothing in the graph carries: most likely typing errors, since what asks for
  /// them matches nothing.
  public func unknownLabels(in pattern: Pattern) -> (vertices: [String], edges: [String]) {
    func unknown(_ constraints: [LabelConstraint], _ dictionary: LabelDictionary?) -> [String] {
      Set(constraints.flatMap(\.names)).filter { dictionary?.code($0) == nil }.sorted()
    }
    let vertices = pattern.vertices.map(\.label) + pattern.antiVertices.map(\.label)
    let edges = pattern.edges.map(\.label) + pattern.antiEdges.map(\.label)
      + pattern.antiVertices.flatMap { $0.attachments.map(\.label) }
    return (unknown(vertices, graph.vertexLabels?.dictionary), unknown(edges, graph.edgeLabels?.dictionary))
  }

  package func settings(_ options: MatchOptions, of pattern: Pattern) throws(PlanningError) -> MatchSettings {
    var anchors: [Int: Set<UInt32>] = [:]
    for (name, ids) in options.anchors {
      guard let vertex = pattern.vertices.firstIndex(where: { $0.name == name }) else {
        throw .unknownVariable(name, pattern.vertices.map(\.name))
      }
      anchors[vertex] = Set(ids.compactMap { graph.ids.number(of: $0) })
    }
    return MatchSettings(morphism: options.morphism, anchors: anchors)
  }
}

/// Plans for matches whose vertices may coincide.
package struct CoincidingPlans: Sendable {
  /// Counts all maps.
  let maps: Plan
  /// Delivers one of every set of mirror images; nil: they are not asked for, or there are none.
  package var orbits: Plan?
}
