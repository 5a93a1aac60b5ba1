import GraphStore
import Planning

/// 1 at every ordered pair of adjacent vertices that satisfies a demand, 0 at the others.
struct DemandTable<Word: TableWord> {
  private let csr: CSR
  /// A pair must stand in these lists, and not in those.
  private let lists: [(CSR, wanted: Bool)]
  private let out: UnsafeMutablePointer<Word>

  init(_ demand: Demand, _ graph: Graph, _ out: UnsafeMutablePointer<Word>) {
    csr = graph.neighbours
    lists =
      demand.required.map { (graph.lists($0), true) }.filter { $0.0 !== graph.neighbours }
      + demand.forbidden.map { (graph.lists($0), false) }
    self.out = out
  }

  /// Every list is sorted and a part of the neighbours, so that one walk beside these decides all pairs.
  func fill(_ range: Range<Int>) {
    let targets = csr.targets
    for v in range {
      let start = Int(csr.offsets[v]), end = Int(csr.offsets[v + 1])
      for slot in start..<end { out[slot] = 1 }
      for (list, wanted) in lists {
        let members = list.neighbours(v)
        var next = 0
        for slot in start..<end {
          let isIn = next < members.count && members[next] == targets[slot]
          if isIn { next += 1 }
          if isIn != wanted { out[slot] = 0 }
        }
      }
    }
  }
}
