/// What a user may ask of a graph without a pattern, in terms of their own ids.
extension Graph {
  /// True if the graph has a vertex with this id. O(log n).
  public func contains(_ id: VertexID) -> Bool { ids.number(of: id) != nil }

  /// All ids, busiest vertex first (by descending degree, then by id).
  public var vertices: some RandomAccessCollection<VertexID> { (0..<vertexCount).lazy.map { [ids] in ids.id(of: $0) } }

  /// Number of neighbours regardless of direction; nil for an unknown id. O(log n).
  public func degree(of id: VertexID) -> Int? { ids.number(of: id).map { neighbours.degree(Int($0)) } }

  /// Neighbours regardless of direction, busiest first; nil for an unknown id. O(log n + degree).
  public func neighbours(of id: VertexID) -> [VertexID]? {
    ids.number(of: id).map { number in neighbours.neighbours(Int(number)).map { ids.id(of: Int($0)) } }
  }

  /// True if there is an edge, in a directed graph the arc from `source` to `target`. O(log n).
  public func hasEdge(_ source: VertexID, _ target: VertexID) -> Bool {
    guard let a = ids.number(of: source), let b = ids.number(of: target) else { return false }
    let list = outgoing.neighbours(Int(a))
    let place = partitionPoint(0, list.count) { list[$0] < b }
    return place < list.count && list[place] == b
  }

  /// Labels of a vertex, in the order of the dictionary; nil for an unknown id.
  public func labels(of id: VertexID) -> [String]? {
    ids.number(of: id).map { number in
      guard let vertexLabels else { return [] }
      return vertexLabels.labels(of: Int(number)).map { vertexLabels.dictionary.names[Int($0)] }
    }
  }
}
