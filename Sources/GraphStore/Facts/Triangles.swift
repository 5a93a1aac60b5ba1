/// Triangles of the undirected view, in all and at each vertex.
package struct Triangles: Sendable {
  package let count: UInt64
  /// Triangles at each vertex.
  package let perVertex: [UInt64]

  /// Every triangle x < w < v is found once, at v: the lists below a vertex's own number are short (O(sqrt m)), so this is
  /// O(m^1.5) (Schank and Wagner 2005).
  package init(_ graph: Graph, threads: Int) {
    let lists = graph.neighbours
    let n = lists.vertexCount
    let workers = max(1, min(threads, lists.targetCount >> 12))
    let counts = OwnedMemory(byteCount: max(1, n * workers) * 8)
    let perWorker = counts.bytes.bindMemory(to: UInt64.self, capacity: max(1, n * workers))
    perWorker.initialize(repeating: 0, count: n * workers)
    nonisolated(unsafe) let shared = perWorker
    Parallel.run(workers) { worker in
      let counts = shared + n * worker
      let marks = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, n))
      marks.initialize(repeating: .max, count: n)
      defer { marks.deallocate() }
      // In stripes: work falls slowly along the numbers.
      for v in stride(from: worker, to: n, by: workers) {
        let list = lists.targets + Int(lists.offsets[v])
        let below = Int(lists.lower[v])
        for i in 0..<below { marks[Int(list[i])] = UInt32(v) }
        var own: UInt64 = 0
        for i in 0..<below {
          let w = Int(list[i])
          let other = lists.targets + Int(lists.offsets[w])
          var shared: UInt64 = 0
          for j in 0..<Int(lists.lower[w]) where marks[Int(other[j])] == UInt32(v) {
            counts[Int(other[j])] &+= 1
            shared &+= 1
          }
          counts[w] &+= shared
          own &+= shared
        }
        counts[v] &+= own
      }
    }
    var total = [UInt64](repeating: 0, count: n)
    for worker in 0..<workers { for v in 0..<n { total[v] += perWorker[n * worker + v] } }
    withExtendedLifetime(counts) {}
    perVertex = total
    count = total.reduce(0, +) / 3
  }
}

/// How much neighbours of a vertex are joined among themselves.
package struct Clustering: Sendable {
  /// 3 x triangles / paths of three vertices; nil without such a path.
  package let transitivity: Double?
  /// Mean over all vertices of the joined part of the pairs of neighbours, 0 for fewer than two neighbours (Watts and Strogatz
  /// 1998, as networkx counts).
  package let meanLocal: Double

  package init(_ graph: Graph, _ triangles: Triangles) {
    var wedges = 0.0, sum = 0.0
    for v in 0..<graph.vertexCount {
      let degree = Double(graph.neighbours.degree(v))
      let pairs = degree * (degree - 1) / 2
      wedges += pairs
      if pairs > 0 { sum += Double(triangles.perVertex[v]) / pairs }
    }
    transitivity = wedges > 0 ? 3 * Double(triangles.count) / wedges : nil
    meanLocal = graph.vertexCount > 0 ? sum / Double(graph.vertexCount) : 0
  }
}
