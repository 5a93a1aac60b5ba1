/// Lists made from other lists.
extension CSR {
  /// Row by row the elements of `a` that are (or are not) also in `b`.
  static func merging(_ a: CSR, _ b: CSR, keepingCommon: Bool) -> CSR {
    let n = a.vertexCount
    let offsets = UnsafeMutablePointer<UInt64>.allocate(capacity: n + 1)
    let targets = Adjacency.allocateTargets(a.targetCount)
    var next = 0
    for v in 0..<n {
      offsets[v] = UInt64(next)
      let other = b.neighbours(v)
      var position = 0
      for target in a.neighbours(v) {
        while position < other.count, other[position] < target { position += 1 }
        let isCommon = position < other.count && other[position] == target
        guard isCommon == keepingCommon else { continue }
        targets[next] = target
        next += 1
      }
    }
    offsets[n] = UInt64(next)
    for place in next..<(next + padding) { targets[place] = 0 }
    return CSR(vertexCount: n, offsets: offsets, targets: targets)
  }

  /// For every vertex the part of its list that lies in `members` (ascending), given the converse lists.
  ///
  /// - Complexity: O(vertices + length of the members' converse lists), so a small class of vertices costs little.
  package static func lists(to members: UnsafeBufferPointer<UInt32>, through converse: CSR) -> CSR {
    let n = converse.vertexCount
    // Row v is counted at v + 2, so that filling the rows leaves every offset where it belongs.
    let offsets = UnsafeMutablePointer<UInt64>.allocate(capacity: n + 2)
    offsets.initialize(repeating: 0, count: n + 2)
    for member in members {
      for v in converse.neighbours(Int(member)) { offsets[Int(v) + 2] += 1 }
    }
    for v in 0...n { offsets[v + 1] += offsets[v] }
    let targets = Adjacency.allocateTargets(Int(offsets[n + 1]))
    for member in members {
      for v in converse.neighbours(Int(member)) {
        targets[Int(offsets[Int(v) + 1])] = member
        offsets[Int(v) + 1] += 1
      }
    }
    return CSR(vertexCount: n, offsets: offsets, targets: targets)
  }
}
