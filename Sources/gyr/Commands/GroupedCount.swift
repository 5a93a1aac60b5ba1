import ArgumentParser
import Gyrfalcon

/// `count --by`: how often which vertex, or label, stands at a place of the pattern.
struct GroupedCount {
  /// As given: `a` or `label(a)`.
  let key: String
  let top: Int?
  let options: MatchOptions

  /// The variable, and whether its labels are the keys.
  private var parsed: (variable: String, byLabel: Bool) {
    if key.hasPrefix("label("), key.hasSuffix(")") { return (String(key.dropFirst(6).dropLast()), true) }
    return (key, false)
  }

  func run(_ session: inout Session, _ named: NamedPattern) throws {
    let (variable, byLabel) = parsed
    let names = named.pattern.vertices.map(\.name)
    guard byLabel || !key.contains("(") else {
      throw Failure(.usage, "--by \(key): expected a variable, such as \(names[0]), or its labels: 'label(\(names[0]))'")
    }
    guard names.contains(variable) else {
      let near = Spelling.nearest(to: variable, among: names).map { "; did you mean \($0)?" } ?? ""
      throw Failure(.usage, "--by \(key): the pattern has no vertex '\(variable)'\(near) (there are: \(names.joined(separator: ", ")))")
    }
    let query = try session.planning { miner in
      try miner.prepareCounts(of: named.pattern, at: variable, options: options)
    }
    let (counts, stopped) = try session.collecting { miner in try miner.runSoFar(query) }
    session.isComplete = stopped == nil
    session.guardian.settle()
    let rows = byLabel ? byLabels(counts, session.graph) : counts.top(counts.count).map { (key: $0.vertex, count: $0.count) }
    print(session, named, Array(rows.prefix(top ?? rows.count)), groups: rows.count)
    if case .derived = query.way { return try session.conclude("counts by vertex are derived from tables here, and none is known before the end") }
    try session.conclude("these counts are lower bounds")
  }

  /// Largest first; equal ones in the order of the labels.
  private func byLabels(_ counts: VertexCounts, _ graph: Graph) -> [(key: Graph.VertexID, count: UInt128)] {
    var labels: [String: UInt128] = [:]
    for (id, count) in counts.rows where count > 0 {
      let own = graph.labels(of: id) ?? []
      for label in own.isEmpty ? ["(none)"] : own { labels[label, default: 0] += count }
    }
    return labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (key: .string($0.key), count: $0.value) }
  }

  private func print(
    _ session: Session, _ named: NamedPattern, _ rows: [(key: Graph.VertexID, count: UInt128)], groups: Int
  ) {
    let semantics = Semantics(
      inducing: named.pattern.inducing, morphism: options.morphism, isDirected: session.graph.isDirected
    ).description
    if session.run.json {
      let groups = rows.map { JSON.object([("key", JSON($0.key)), ("count", .integer($0.count))]) }
      let result = Session.jsonPattern(named) + [
        ("by", .string(key)), ("groups", .array(groups)), ("semantics", .string(semantics)),
      ]
      Standard.out.line(
        JSON.object(session.jsonHead + [("results", .array([.object(result)]))] + session.jsonTail).answer)
      return
    }
    Standard.out.line("# \(session.graphLine)")
    Standard.out.line("# \(semantics), by \(key)")
    session.printPartialMark()
    var table = Table([.right, .left])
    for row in rows { table.add(Pretty.count(row.count), "\(row.key)") }
    table.print()
    if rows.count < groups { session.note("\(Pretty.count(groups - rows.count)) more") }
    session.finish()
  }
}
