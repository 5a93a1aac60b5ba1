import GraphStore

/// Parts of a graph and copies of it, built anew with everything that vertices and edges carry.
struct GraphSample {
  let graph: Graph

  /// The vertex-induced subgraph, under other ids if there is a renaming.
  func induced(_ vertices: [Int], renaming: ((Int) -> VertexID)? = nil) -> Graph? {
    var builder = GraphBuilder(directed: graph.isDirected)
    let chosen = Set(vertices)
    func id(_ v: Int) -> VertexID { renaming?(v) ?? graph.ids.id(of: v) }
    func values(_ table: AttributeTable, _ row: Int?) -> [String: AttributeValue] {
      guard let row else { return [:] }
      return Dictionary(uniqueKeysWithValues: table.columns.compactMap { column in column[row].map { (column.name, $0) } })
    }
    for v in vertices {
      let labels = graph.vertexLabels.map { own in own.labels(of: v).map { own.dictionary.names[Int($0)] } } ?? []
      builder.addVertex(id(v), labels: labels, attributes: values(graph.attributes.vertices, v))
    }
    for v in vertices {
      for w in graph.outgoing.neighbours(v).map(Int.init) where chosen.contains(w) && (graph.isDirected || v < w) {
        let attributes = values(graph.attributes.edges, graph.attributes.edgeRows?.row(v, w))
        guard let labels = graph.edgeLabels else {
          builder.addEdge(id(v), id(w), attributes: attributes)
          continue
        }
        for code in labels.parallel(from: v, to: w) {
          let name = Int(code) < labels.dictionary.count ? labels.dictionary.names[Int(code)] : nil
          builder.addEdge(id(v), id(w), label: name, attributes: attributes)
        }
      }
    }
    return try? builder.build()
  }

  /// Vertices around some others: neighbours of what is there, chosen at random, until there are `count`.
  func ball(_ start: [Int], _ count: Int, _ random: inout CheckRandom) -> [Int] {
    var chosen = Array(Set(start)).sorted()
    var seen = Set(chosen)
    var misses = 0
    while chosen.count < count, misses < 50 * count {
      let list = graph.neighbours.neighbours(chosen[random.below(chosen.count)])
      guard !list.isEmpty, case let next = Int(list[random.below(list.count)]), seen.insert(next).inserted else {
        misses += 1
        continue
      }
      chosen.append(next)
    }
    return chosen
  }

  /// Breadth first from a vertex, for parts that are large.
  func neighbourhood(_ start: Int, _ count: Int) -> [Int] {
    var order = [start], next = 0
    var seen: Set<Int> = [start]
    while next < order.count, order.count < count {
      for neighbour in graph.neighbours.neighbours(order[next]) where order.count < count && seen.insert(Int(neighbour)).inserted {
        order.append(Int(neighbour))
      }
      next += 1
    }
    return order
  }

  /// An end of a random edge, so that busy vertices are met more often; any vertex when there is no edge.
  func randomEnd(_ random: inout CheckRandom) -> Int {
    let entries = graph.neighbours.targetCount
    return entries == 0 ? random.below(graph.vertexCount) : Int(graph.neighbours.targets[random.below(entries)])
  }
}

/// Reproducible choices (SplitMix64).
struct CheckRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
}
