import PatternModel

/// Turns the miner's patterns into what users see.
final class PatternExport: Sendable {
  private let index: EdgeGroups
  private let inducing: Pattern.Inducing
  private var data: MiningData { index.data }

  init(_ index: EdgeGroups, _ options: FrequentOptions) {
    self.index = index
    inducing = options.inducing
  }

  func edgeCount(_ pattern: SmallPattern) -> Int {
    pattern.edges.reduce(0) { $0 + index.relations.parts[Int($1.relation)].count }
  }

  func pattern(_ record: Record) -> FrequentPattern {
    let pattern = publicPattern(record.pattern)
    let example = record.example.map { vertices in
      Match(names: pattern.vertices.map(\.name), ids: vertices.map(data.id))
    }
    return FrequentPattern(
      pattern: pattern, edgeCount: edgeCount(record.pattern), support: record.support, isExact: record.isExact,
      occurrences: record.occurrences, example: example,
      exampleGraph: data.isTransactional ? record.example.map { data.graphNames[Int(data.units[Int($0[0])])] } : nil,
      parent: record.parent.map { publicPattern($0.pattern) })
  }

  func publicPattern(_ small: SmallPattern) -> Pattern {
    let vertices = small.classes.enumerated().map { position, number in
      Pattern.Vertex(Pattern.defaultName(position), label: data.vertexConstraints[Int(number)])
    }
    let edges = small.edges.flatMap { edge in
      index.relations.parts[Int(edge.relation)].map { part -> Pattern.Edge in
        guard data.isDirected else {
          return Pattern.Edge(Int(edge.u), Int(edge.v), .either, label: data.edgeConstraints[part])
        }
        let label = data.edgeConstraints[part / 2]
        return part & 1 == 0
          ? Pattern.Edge(Int(edge.u), Int(edge.v), .forward, label: label)
          : Pattern.Edge(Int(edge.v), Int(edge.u), .forward, label: label)
      }
    }
    do throws(PatternError) {
      return try Pattern(vertices: vertices, edges: edges, inducing: inducing)
    } catch {
      preconditionFailure("a mined pattern is not a pattern: \(error)")
    }
  }
}
