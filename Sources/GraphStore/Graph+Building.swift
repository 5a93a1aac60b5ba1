extension Graph {
  /// A graph on the vertices 0..<vertexCount, whose ids are these numbers. O(n + m); the fast way from data in memory.
  ///
  /// - Precondition: every end is below `vertexCount`, and `vertexCount` at most 2^32 - 2.
  public convenience init(
    directed: Bool = false, vertexCount: Int, edges: some Sequence<(UInt32, UInt32)>, threads: Int = 1
  ) {
    precondition(vertexCount >= 0 && vertexCount <= AssemblyInput.maximumVertexCount, "too many vertices")
    let records = RecordList(width: 2)
    for (a, b) in edges {
      precondition(a < vertexCount && b < vertexCount, "edge \(a) - \(b) in a graph of \(vertexCount) vertices")
      records.append(a, b)
    }
    var input = AssemblyInput(isDirected: directed, ids: .range(base: 0), vertexCount: vertexCount)
    input.edges = [records]
    input.threads = threads
    self.init(Assembler.assemble(input))
  }

  /// A graph of the vertices that occur in `edges`, with these integers as ids.
  ///
  /// ```swift
  /// let square = Graph(edges: [(1, 2), (2, 3), (3, 4), (4, 1)])
  /// ```
  public convenience init(directed: Bool = false, edges: some Collection<(Int, Int)>) {
    let sorted = Set(edges.lazy.flatMap { [Int64($0.0), Int64($0.1)] }).sorted()
    precondition(sorted.count <= AssemblyInput.maximumVertexCount, "too many vertices")
    let ids = VertexIDs.Values.compact(sorted)
    let records = RecordList(width: 2)
    for (a, b) in edges {
      records.append(
        UInt32(ids.rank(of: .integer(Int64(a)), count: sorted.count)!),
        UInt32(ids.rank(of: .integer(Int64(b)), count: sorted.count)!))
    }
    var input = AssemblyInput(isDirected: directed, ids: ids, vertexCount: sorted.count)
    input.edges = [records]
    self.init(Assembler.assemble(input))
  }
}
