import GraphStore
import PatternModel
import Planning

/// An anti-vertex with a condition on it and matched vertices: whether any vertex is in the way is looked up, match by match,
/// in the shortest of the lists that it would stand in.
struct ConditionalAbsence: Sendable {
  private let lists: [(level: Int, csr: CSR)]
  private let members: VertexClass?
  private let condition: BoundCondition
  /// Where the row of bound vertices has room for the absent one.
  private let place: Int

  init(_ absence: Plan.ConditionalAbsence, in graph: Graph, levelOf: [Int]) {
    let place = levelOf.count
    self.place = place
    lists = absence.lists.map { (levelOf[$0.vertex], graph.lists($0.relation)) }
    members = absence.vertexClass
    condition = BoundCondition(absence.condition, in: graph) { $0 == Pattern.AntiVertex.itself ? place : levelOf[$0] }
  }

  /// Whether no vertex outside the match is in the way. All matched vertices that could be are bound up to `level`.
  func holds(at level: Int, _ bound: UnsafeMutablePointer<UInt32>) -> Bool {
    func list(_ index: Int) -> UnsafeBufferPointer<UInt32> { lists[index].csr.neighbours(Int(bound[lists[index].level])) }
    var shortest = 0
    for index in lists.indices.dropFirst() where list(index).count < list(shortest).count { shortest = index }
    candidates: for vertex in list(shortest) {
      if let members, !members.contains(vertex) { continue }
      for earlier in 0...level where bound[earlier] == vertex { continue candidates }
      for index in lists.indices where index != shortest && !Self.contains(list(index), vertex) { continue candidates }
      bound[place] = vertex
      if condition.holds(bound) { return false }
    }
    return true
  }

  private static func contains(_ list: UnsafeBufferPointer<UInt32>, _ vertex: UInt32) -> Bool {
    var low = 0, high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < vertex { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low] == vertex
  }
}
