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
    let (tally, stopped) = try session.collecting { miner in
      try miner.tally(of: named.pattern, byVertex: variable, options: options)
    }
    session.isComplete = stopped == nil
    session.guardian.settle()
    let rows = byLabel ? byLabels(tally, session.graph) : order(tally)
    print(session, named, Array(rows.prefix(top ?? rows.count)), groups: rows.count)
    try session.conclude("these counts are lower bounds")
  }

  private func order(_ tally: Tally<VertexID>) -> [(key: VertexID, count: Int)] {
    tally.top(tally.counts.count)
  }

  private func byLabels(_ tally: Tally<VertexID>, _ graph: Graph) -> [(key: VertexID, count: Int)] {
    var labels = Tally<VertexID>()
    for (id, count) in tally.counts {
      let own = graph.labels(of: id) ?? []
      for label in own.isEmpty ? ["(none)"] : own { labels[VertexID.string(label)] += count }
    }
    return labels.top(labels.counts.count)
  }

  private func print(
    _ session: Session, _ named: NamedPattern, _ rows: [(key: VertexID, count: Int)], groups: Int
  ) {
    let semantics = Semantics(
      inducing: named.pattern.inducing, morphism: options.morphism, isDirected: session.graph.isDirected
    ).description
    if session.run.json {
      let groups = rows.map { JSON.object([("key", JSON($0.key)), ("count", JSON($0.count))]) }
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
