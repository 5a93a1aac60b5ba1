import Gyrfalcon

/// How often two labels meet on an edge, counted on the fly in tables of the workers' own.
public func labelCooccurrence(_ graph: Graph) throws -> Tally<String> {
  try graph.tally(of: "(a)--(b)") { match in
    let labels = match.ids.map { graph.labels(of: $0)?.first ?? "none" }
    return [labels.sorted().joined(separator: " and ")]
  }
}
