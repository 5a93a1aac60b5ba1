import GraphStore
import Planning

/// The neighbour lists that one program reads: for every relation and vertex class that its plan speaks of, the lists cut
/// down to that class, so that no loop ever meets a vertex with the wrong label.
///
/// Cutting costs O(vertices + lists of the class's members), once a run, and only for what the plan uses. A plan that reads
/// little has whole lists instead, and intersects them with the class.
struct ListStores {
  private let graph: Graph
  private let plan: Plan
  private var numbers: [Key: Int] = [:]
  /// Store 0 holds the neighbours by any edge.
  private(set) var lists: [CSR]

  private struct Key: Hashable {
    var relation: Relation
    var vertexClass: Int
  }

  init(_ plan: Plan, graph: Graph) {
    self.plan = plan
    self.graph = graph
    lists = [graph.neighbours]
    numbers[Key(relation: Relation(.either), vertexClass: 0)] = 0
  }

  mutating func number(_ view: View, vertexClass: Int) -> Int {
    number(plan.relations[view.rawValue], vertexClass: plan.cutsLists ? vertexClass : 0)
  }

  mutating func number(_ relation: Relation, vertexClass: Int) -> Int {
    let relation = graph.isDirected ? relation : Relation(.either, relation.edges)
    let key = Key(relation: relation, vertexClass: vertexClass)
    if let known = numbers[key] { return known }
    if let members = plan.classes[vertexClass]?.members {
      lists.append(CSR.lists(to: members, through: graph.lists(relation.converse)))
    } else {
      lists.append(graph.lists(relation))
    }
    numbers[key] = lists.count - 1
    return lists.count - 1
  }
}

/// Which relations become matrices of rows when a plan's local context is entered.
struct LocalRows {
  private(set) var stores: [Int] = []
  private var views: [View] = []
  /// One matrix, the same seen from both ends: then half of it may do.
  private(set) var isSymmetric = false

  init(_ plan: Plan, stores: inout ListStores) {
    guard let local = plan.local else { return }
    for node in plan.sets where node.depth > local.level {
      switch node.step {
      case .bound: continue
      case .intersect(let list), .subtract(let list):
        if views.contains(list.view) { continue }
        views.append(list.view)
        self.stores.append(stores.number(list.view, vertexClass: plan.sets[local.set].key.vertexClass))
      }
    }
    isSymmetric = views.count == 1 && plan.relations[views[0].rawValue].kind == .either
  }

  func index(of view: View) -> Int { views.firstIndex(of: view) ?? -1 }
}
