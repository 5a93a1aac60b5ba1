import Execution
import GraphStore
import PatternModel
import Planning
import Synchronization

/// For every vertex of a graph, in how many occurrences of a pattern it stands where one variable of the pattern does.
///
/// Variables that an automorphism of the pattern exchanges stand at the same place: any of them gives the same table.
public struct VertexCounts: Sendable {
  public let pattern: Pattern
  /// The variable of the pattern.
  public let place: String
  private let graph: Graph
  /// By internal number.
  private let values: CountColumn

  init(_ pattern: Pattern, _ place: String, _ graph: Graph, _ values: CountColumn) {
    self.pattern = pattern
    self.place = place
    self.graph = graph
    self.values = values
  }

  /// Number of rows: every vertex of the graph has one.
  public var count: Int { values.count }

  /// Occurrences at a vertex; nil when the graph has no such vertex. O(log vertices).
  public subscript(id: Graph.VertexID) -> UInt128? { graph.ids.number(of: id).map { values[Int($0)] } }

  /// All vertices, in ascending order of their ids, with their occurrences; zeros included.
  public var rows: some RandomAccessCollection<(vertex: Graph.VertexID, count: UInt128)> {
    (0..<values.count).lazy.map { [graph, values] rank in
      let number = Int(graph.ids.numbers[rank])
      return (vertex: graph.ids.id(of: number), count: values[number])
    }
  }

  /// The vertices with most occurrences, most first; equal ones by id.
  ///
  /// - Complexity: O(vertices x log vertices).
  public func top(_ limit: Int) -> [(vertex: Graph.VertexID, count: UInt128)] {
    let order = values.indices.filter { values[$0] > 0 }.sorted {
      values[$0] != values[$1] ? values[$0] > values[$1] : graph.ids.ranks[$0] < graph.ids.ranks[$1]
    }
    return order.prefix(limit).map { (graph.ids.id(of: $0), values[$0]) }
  }

  /// The sum over all vertices: occurrences times the number of variables at this place.
  public var total: UInt128 { values.reduce(0, +) }

  /// The numbers that are not 0.
  func tally() throws(PlanningError) -> Tally<Graph.VertexID> {
    var tally = Tally<Graph.VertexID>()
    for (number, count) in values.enumerated() where count > 0 {
      guard let count = Int(exactly: count) else { throw .countTooLarge }
      tally[graph.ids.id(of: number)] = count
    }
    return tally
  }
}

/// For every ordered pair of adjacent vertices, in how many occurrences of a pattern it stands where two joined variables
/// of the pattern do.
public struct EdgeCounts: Sendable {
  public let pattern: Pattern
  /// The two variables of the pattern.
  public let places: (String, String)
  private let graph: Graph
  /// By slot of the neighbour lists.
  private let values: CountColumn

  init(_ pattern: Pattern, _ places: (String, String), _ graph: Graph, _ values: CountColumn) {
    self.pattern = pattern
    self.places = places
    self.graph = graph
    self.values = values
  }

  /// Number of rows: two for every pair of adjacent vertices, in either order.
  public var count: Int { values.count }

  /// Occurrences with the first variable at `a` and the second at `b`; nil when the graph has no such vertices, or they are
  /// not adjacent. O(log vertices).
  public subscript(a: Graph.VertexID, b: Graph.VertexID) -> UInt128? {
    guard let first = graph.ids.number(of: a), let second = graph.ids.number(of: b) else { return nil }
    return graph.neighbours.slot(from: Int(first), to: second).map { values[$0] }
  }

  /// All ordered pairs of adjacent vertices, in ascending order of the first and then of the second id, with their
  /// occurrences; zeros included.
  public var rows: some Sequence<(first: Graph.VertexID, second: Graph.VertexID, count: UInt128)> {
    (0..<graph.vertexCount).lazy.flatMap { [graph, values] rank in
      let v = Int(graph.ids.numbers[rank])
      return graph.neighbours.slotsByRank(of: v, graph.ids).map { slot in
        (first: graph.ids.id(of: v), second: graph.ids.id(of: Int(graph.neighbours.targets[slot])), count: values[slot])
      }
    }
  }

  /// The sum over all ordered pairs.
  public var total: UInt128 { values.reduce(0, +) }
}

/// One of several columns.
struct CountColumn: RandomAccessCollection, Sendable {
  let columns: CountColumns
  let number: Int

  var startIndex: Int { 0 }
  var endIndex: Int { columns.rowCount }
  subscript(row: Int) -> UInt128 { columns[row: row, column: number] }
}

extension CSR {
  /// Where `target` stands in the list of `v`; nil: nowhere.
  func slot(from v: Int, to target: UInt32) -> Int? {
    let list = neighbours(v)
    var low = 0, high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < target { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low] == target ? Int(offsets[v]) + low : nil
  }

  /// The slots of a vertex's list in ascending order of the neighbours' ids.
  func slotsByRank(of v: Int, _ ids: VertexIDs) -> [Int] {
    (Int(offsets[v])..<Int(offsets[v + 1])).sorted { ids.ranks[Int(targets[$0])] < ids.ranks[Int(targets[$1])] }
  }
}

extension Miner {
  /// ``counts(of:at:options:)`` for several patterns or places; what they have in common is computed once.
  public func counts(of places: [(pattern: Pattern, variable: String)]) throws(PlanningError) -> [VertexCounts] {
    var rooted: [(pattern: Pattern, roots: [Int])] = []
    for (pattern, variable) in places { rooted.append((pattern, [try position(of: variable, in: pattern)])) }
    if let columns = try derived(rooted) {
      return places.indices.map { number in
        VertexCounts(places[number].pattern, places[number].variable, graph, CountColumn(columns: columns, number: number))
      }
    }
    var counts: [VertexCounts] = []
    for (pattern, variable) in places { counts.append(try self.counts(of: pattern, at: variable)) }
    return counts
  }

  /// For every ordered pair of adjacent vertices the number of occurrences in which the first stands where `first` does and
  /// the second where `second` does: two variables that an edge of the pattern joins.
  ///
  /// - Complexity: 16 bytes a pair of adjacent vertices (32 where a count exceeds 64 bits), beside what the count takes.
  /// - Throws: ``PlanningError``, among others when the pattern has no such variables, or they are not joined.
  public func counts(of pattern: Pattern, at first: String, _ second: String) throws(PlanningError) -> EdgeCounts {
    let roots = [try position(of: first, in: pattern), try position(of: second, in: pattern)]
    guard pattern.edges.contains(where: { Set([$0.source, $0.target]) == Set(roots) }) else {
      throw .unsupported("a table over the pairs \(first), \(second), which no edge of the pattern joins")
    }
    let columns: CountColumns
    if let derived = try derived([(pattern, roots)]) { columns = derived } else { columns = CountColumns(try tallied(pattern, roots)) }
    return EdgeCounts(pattern, (first, second), graph, CountColumn(columns: columns, number: 0))
  }

  /// A number for every vertex, or for every slot; nil when a pattern asks for what the algebra does not know.
  private func derived(_ rooted: [(pattern: Pattern, roots: [Int])]) throws(PlanningError) -> CountColumns? {
    for (pattern, _) in rooted { try ConditionCheck.check(pattern, in: graph) }
    guard rooted.allSatisfy({ $0.pattern.predicates.isEmpty }), let derivation = try planner.rootedDerivation(rooted) else {
      return nil
    }
    return try executor.countByRoot(derivation)
  }

  /// Lists the occurrences, and adds each to every slot where the roots or their mirror images stand in it.
  private func tallied(_ pattern: Pattern, _ roots: [Int]) throws(PlanningError) -> [UInt64] {
    let query = try prepareMatches(of: pattern)
    guard let group = pattern.automorphisms.elements() else {
      throw .unsupported("a table of a pattern with so many symmetries")
    }
    let places = Array(Set(group.map { element in roots.map { element[$0] } })).sorted { $0.lexicographicallyPrecedes($1) }
    let csr = graph.neighbours
    let counts = Mutex([UInt64](repeating: 0, count: csr.targetCount))
    run(query) { batch in
      let width = batch.names.count
      counts.withLock { counts in
        for row in stride(from: 0, to: batch.rows.count, by: width) {
          for place in places {
            if let slot = csr.slot(from: Int(batch.rows[row + place[0]]), to: batch.rows[row + place[1]]) { counts[slot] += 1 }
          }
        }
      }
      return true
    }
    return counts.withLock { $0 }
  }

  func position(of variable: String, in pattern: Pattern) throws(PlanningError) -> Int {
    guard let position = pattern.vertices.firstIndex(where: { $0.name == variable }) else {
      throw .unknownVariable(variable, pattern.vertices.map(\.name))
    }
    return position
  }
}

extension Graph {
  /// For every vertex the number of occurrences in which it stands where a variable of the pattern does, see
  /// ``Miner/counts(of:at:options:)``.
  public func counts(of pattern: Pattern, at variable: String) throws(PlanningError) -> VertexCounts {
    try Miner(self).counts(of: pattern, at: variable)
  }

  /// For every ordered pair of adjacent vertices the number of occurrences in which they stand where two joined variables
  /// of the pattern do, see ``Miner/counts(of:at:_:)``.
  public func counts(of pattern: Pattern, at first: String, _ second: String) throws(PlanningError) -> EdgeCounts {
    try Miner(self).counts(of: pattern, at: first, second)
  }
}
