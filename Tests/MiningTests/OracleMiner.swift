import Gyrfalcon
import GyrfalconTestSupport

/// Frequent subgraphs by brute force: every connected part of the graph is a pattern, patterns are told apart by
/// canonical form, supports come from listing all matches. It shares nothing with the miner but `Pattern`.
enum OracleMiner {
  struct Item: Hashable {
    var source: Int
    var target: Int
    var label: String?
  }

  /// Support by canonical form of every pattern in the graphs, frequent or not.
  static func patterns(
    _ graphs: [OracleGraph], inducing: Pattern.Inducing, size: Int
  ) throws -> [CanonicalForm: Pattern] {
    let vertexLabels = Set(graphs.flatMap { $0.vertexLabels.flatMap { $0 } }).sorted()
    let edgeLabels = Set(graphs.flatMap { $0.labelledEdges.compactMap(\.label) }).sorted()
    func constraint(_ label: String?, _ all: [String]) -> LabelConstraint {
      if let label { return .anyOf([label]) }
      return all.isEmpty ? .any : .noneOf(all)
    }
    var found: [CanonicalForm: Pattern] = [:]
    for graph in graphs {
      let edges = graph.labelledEdges.map { Item(source: $0.source, target: $0.target, label: $0.label) }
      var parts: Set<Set<Item>> = []
      if inducing == .edges {
        var level = Set(edges.map { Set([$0]) })
        for number in 1...size {
          parts.formUnion(level)
          if number == size { break }
          var next: Set<Set<Item>> = []
          for part in level {
            let touched = Set(part.flatMap { [$0.source, $0.target] })
            for edge in edges where !part.contains(edge) && (touched.contains(edge.source) || touched.contains(edge.target)) {
              next.insert(part.union([edge]))
            }
          }
          level = next
        }
      } else {
        for count in 2...size {
          Oracle.forEachSubset(of: graph.vertexCount, size: count) { subset in
            let inside = Set(subset)
            let all = edges.filter { inside.contains($0.source) && inside.contains($0.target) }
            // Parallel labelled edges: every choice that leaves no arc without a label is a pattern.
            let arcs = Dictionary(grouping: all) { OracleGraph.Arc($0.source, $0.target) }
            var choices: [Set<Item>] = [[]]
            for items in arcs.values {
              let subsets = (1..<(1 << items.count)).map { bits in items.indices.filter { bits >> $0 & 1 == 1 }.map { items[$0] } }
              choices = choices.flatMap { choice in subsets.map { choice.union($0) } }
            }
            for choice in choices where Set(choice.flatMap { [$0.source, $0.target] }) == inside { parts.insert(choice) }
          }
        }
      }
      for part in parts {
        let vertices = Set(part.flatMap { [$0.source, $0.target] }).sorted()
        // Every way of choosing one label of each vertex.
        var labellings: [[String?]] = [[]]
        for v in vertices {
          let own: [String?] = graph.vertexLabels[v].isEmpty ? [nil] : graph.vertexLabels[v].sorted()
          labellings = labellings.flatMap { labelling in own.map { labelling + [$0] } }
        }
        for labels in labellings {
          let pattern: Pattern
          do {
            pattern = try Pattern(
              vertices: vertices.indices.map { Pattern.Vertex("v\($0)", label: constraint(labels[$0], vertexLabels)) },
              edges: part.map { item in
                Pattern.Edge(
                  vertices.firstIndex(of: item.source)!, vertices.firstIndex(of: item.target)!,
                  graph.isDirected ? .forward : .either, label: constraint(item.label, edgeLabels))
              }, inducing: inducing)
          } catch {
            continue  // not connected
          }
          found[pattern.canonicalForm] = pattern
        }
      }
    }
    return found
  }

  static func supports(
    _ graphs: [OracleGraph], isTransactional: Bool, inducing: Pattern.Inducing, size: Int, threshold: Int
  ) throws -> [CanonicalForm: Int] {
    var result: [CanonicalForm: Int] = [:]
    for (form, pattern) in try patterns(graphs, inducing: inducing, size: size) {
      let support = isTransactional
        ? graphs.filter { !Oracle.embeddings(of: pattern, in: $0).isEmpty }.count
        : Oracle.minimumImageSupport(of: pattern, in: graphs[0])
      if support >= threshold { result[form] = support }
    }
    return result
  }
}
