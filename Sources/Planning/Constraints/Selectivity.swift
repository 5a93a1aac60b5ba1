import GraphStore

/// What labels, classes and directions do to candidate sets, measured on the graph: how many roots there are, how long
/// a list becomes when only the wanted neighbours count, and whether two classes are joined less than others.
struct Selectivity {
  /// Candidates of every pattern vertex.
  let roots: [Double]
  private let count: Int
  /// Wanted neighbours over all neighbours, for every ordered pair of joined pattern vertices; 1 where not measured.
  private let share: [Double]
  /// The longest list of wanted neighbours seen.
  private let longest: [Double]
  private let lifts: [Double]

  /// Members of a class, and elements of a list, that are looked at.
  private static let sampledMembers = 48
  private static let sampledElements = 32

  /// Nil when the constraints are plain, so that nothing has to be measured.
  init?(_ constraints: MatchConstraints, graph: Graph) {
    if constraints.isPlain { return nil }
    let n = constraints.count
    count = n
    roots = constraints.classOf.map { Double(constraints.classes[$0]?.count ?? graph.vertexCount) }
    var share = [Double](repeating: 1, count: n * n)
    var longest = [Double](repeating: .infinity, count: n * n)
    var lifts = share
    let total = Swift.max(1, Double(graph.neighbours.targetCount))
    let vertices = Swift.max(1, Double(graph.vertexCount))
    for u in 0..<n {
      for w in 0..<n where constraints.adjacent[u] >> UInt32(w) & 1 == 1 {
        let source = constraints.classes[constraints.classOf[u]], target = constraints.classes[constraints.classOf[w]]
        let views = constraints.required(u, w)
        if source == nil, target == nil, views == [.either] { continue }
        let lists = views.map { graph.lists(constraints.relations[$0]) }.min { $0.targetCount < $1.targetCount }!
        let (mean, most) = Self.lengths(lists, from: source, to: target, in: graph)
        share[u * n + w] = Swift.max(1e-6, mean / (total / vertices))
        longest[u * n + w] = Swift.max(1, most)
        lifts[u * n + w] = Swift.min(1, Swift.max(1e-3, share[u * n + w] / (roots[w] / vertices)))
      }
    }
    self.share = share
    self.longest = longest
    self.lifts = lifts
  }

  /// Mean and largest number of members of `target` in the lists of members of `source`.
  private static func lengths(
    _ lists: CSR, from source: VertexClass?, to target: VertexClass?, in graph: Graph
  ) -> (mean: Double, most: Double) {
    if source == nil, target == nil { return (Double(lists.targetCount) / Double(lists.vertexCount), Double(lists.maximumDegree)) }
    let members = source?.count ?? lists.vertexCount
    guard members > 0 else { return (0, 0) }
    let step = Swift.max(1, members / sampledMembers)
    var sum = 0.0, most = 0.0, looked = 0
    for position in stride(from: 0, to: members, by: step) {
      let list = lists.neighbours(source.map { Int($0.members[position]) } ?? position)
      looked += 1
      guard let target else {
        sum += Double(list.count)
        most = Swift.max(most, Double(list.count))
        continue
      }
      let stepInList = Swift.max(1, list.count / sampledElements)
      var hits = 0, seen = 0
      for element in stride(from: 0, to: list.count, by: stepInList) {
        seen += 1
        if target.contains(list[element]) { hits += 1 }
      }
      let wanted = seen == 0 ? 0 : Double(hits) * Double(list.count) / Double(seen)
      sum += wanted
      most = Swift.max(most, wanted)
    }
    return (sum / Double(looked), most)
  }

  /// Length of the list of f(u) with only what may be f(w), given its expected length with everything.
  func length(_ u: Int, _ w: Int, unlabelled: Double) -> Double {
    Swift.min(unlabelled * share[u * count + w], longest[u * count + w])
  }

  /// How much rarer than among all vertices it is that a candidate for w is a neighbour of f(u); at most 1.
  func lift(_ u: Int, _ w: Int) -> Double { lifts[u * count + w] }
}
