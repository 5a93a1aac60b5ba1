/// Connected components of the undirected view.
package struct Components: Sendable {
  package let count: Int
  /// Vertices of the largest.
  package let largest: Int

  /// Union-find with path halving (Tarjan and van Leeuwen 1984): O(m) in practice.
  package init(_ graph: Graph) {
    let lists = graph.neighbours
    let n = lists.vertexCount
    var parents = (0..<UInt32(n)).map { $0 }
    var sizes = [Int](repeating: 0, count: n)
    parents.withUnsafeMutableBufferPointer { parents in
      func root(_ v: UInt32) -> UInt32 {
        var v = v
        while parents[Int(v)] != v {
          parents[Int(v)] = parents[Int(parents[Int(v)])]
          v = parents[Int(v)]
        }
        return v
      }
      for v in 0..<n {
        let list = lists.targets + Int(lists.offsets[v])
        for i in 0..<Int(lists.lower[v]) {
          let a = root(UInt32(v)), b = root(list[i])
          // Towards the smaller number: hubs become roots.
          if a < b { parents[Int(b)] = a } else if b < a { parents[Int(a)] = b }
        }
      }
      for v in 0..<UInt32(n) { sizes[Int(root(v))] += 1 }
    }
    count = sizes.count { $0 > 0 }
    largest = sizes.max() ?? 0
  }
}
