/// The vertices of a candidate for which arc consistency does not decide and a search has to.
///
/// A leaf that shares an image with no other vertex (and, vertex-induced, cannot be joined to any but its neighbour)
/// can always be added to a match of the rest: arc consistency has seen to it that its neighbour's image has one.
/// The same holds for all leaves of one kind at one vertex together, which only compete with each other: there arc
/// consistency counts. What is left when all such leaves have been taken away, again and again, is the core. A tree
/// whose core is one vertex needs no search at all.
enum SearchCore {
  static func vertices(_ candidate: Candidate, _ index: EdgeGroups, isInduced: Bool) -> [Int] {
    let pattern = candidate.pattern, count = pattern.vertexCount
    func interact(_ a: Int, _ b: Int) -> Bool {
      if pattern.hasEdge(a, b) { return false }
      let x = Int(pattern.classes[a]), y = Int(pattern.classes[b])
      return index.overlap(x, y) || isInduced && index.areJoined(x, y)
    }
    var isLeft = [Bool](repeating: true, count: count)
    var left = count
    var changed = true
    while changed, left > 1 {
      changed = false
      for v in 0..<count where isLeft[v] && left > 1 {
        guard let neighbour = onlyNeighbour(v, pattern, isLeft) else { continue }
        // Leaves of v's kind at the same vertex: in its orbit, so with the same domain and the same relation.
        let kind = (0..<count).filter {
          isLeft[$0] && candidate.orbitOf[$0] == candidate.orbitOf[v]
            && onlyNeighbour($0, pattern, isLeft) == neighbour && $0 != neighbour
        }
        let isFree = kind.allSatisfy { leaf in
          (0..<count).allSatisfy { w in
            if w == leaf || w == neighbour { return true }
            if !interact(leaf, w) { return true }
            // Competing for images is counted; being joined is not.
            return kind.contains(w)
              && !(isInduced && index.areJoined(Int(pattern.classes[leaf]), Int(pattern.classes[w])))
          }
        }
        if isFree {
          // Of two joined vertices with one kind of leaf each, one stays.
          for leaf in kind where left > 1 {
            isLeft[leaf] = false
            left -= 1
          }
          changed = true
        }
      }
    }
    return left == 1 ? [] : (0..<count).filter { isLeft[$0] }
  }

  /// The only vertex left that v has an edge to, if it is one edge; nil otherwise.
  private static func onlyNeighbour(_ v: Int, _ pattern: SmallPattern, _ isLeft: [Bool]) -> Int? {
    var found: Int?
    for edge in pattern.edges {
      let other = Int(edge.u) == v ? Int(edge.v) : Int(edge.v) == v ? Int(edge.u) : -1
      if other < 0 || !isLeft[other] { continue }
      if found != nil { return nil }
      found = other
    }
    return found
  }
}
