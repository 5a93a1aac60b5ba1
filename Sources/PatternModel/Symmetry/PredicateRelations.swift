/// What conditions do to a pattern's symmetry, in terms of coloured nodes and relations between them.
///
/// A condition on one vertex colours it. One on two vertices is a relation between them. Any other becomes nodes: its
/// operators, equal ones only once, joined to their operands. Fixing the vertices then fixes all of these nodes, so that
/// they add no automorphisms of their own.
///
/// Absent vertices stand behind the matched ones. No other condition speaks of them, so that nothing tells apart whose a
/// condition is but the vertices that it is on.
struct PredicateRelations {
  struct Node {
    var colour: UInt32
    fileprivate var name: String
    /// Operands: a vertex, or (from the number of vertices on) another node; and the role it plays.
    fileprivate var links: [(node: Int, role: String)]
  }

  private(set) var nodes: [Node] = []
  /// Number of each vertex's own conditions, absent vertices after the others; 0: none.
  private(set) var vertexColours: [UInt32] = []
  /// All strings that stand for meanings, in ascending order: 1 is the first.
  private var meanings: [String] = []
  private var pairs: [(Int, Int, String)] = []
  private var places: [Expression: Int] = [:]
  private let vertexCount: Int
  private let arcs: Set<[Int]>

  var isEmpty: Bool { vertexColours.isEmpty }

  init(_ pattern: Pattern) {
    let matchedCount = pattern.vertices.count
    vertexCount = matchedCount + pattern.antiVertices.count
    guard !pattern.predicates.isEmpty || pattern.antiVertices.contains(where: { $0.condition != nil }) else {
      arcs = []
      return
    }
    var arcs: Set<[Int]> = []
    for edge in pattern.edges where edge.direction != .either {
      arcs.insert([edge.source, edge.target])
      if edge.direction == .both { arcs.insert([edge.target, edge.source]) }
    }
    for (index, anti) in pattern.antiVertices.enumerated() {
      for attachment in anti.attachments {
        let ends = [matchedCount + index, attachment.vertex]
        if attachment.kind == .toMatched || attachment.kind == .both { arcs.insert(ends) }
        if attachment.kind == .fromMatched || attachment.kind == .both { arcs.insert(ends.reversed()) }
      }
    }
    self.arcs = arcs

    var own = [[String]](repeating: [], count: vertexCount)
    for predicate in pattern.predicates {
      switch predicate.content {
      case .opaque(let test, let variables):
        let links = variables.enumerated().map { (node: $1, role: test.isSymmetric ? "any" : "\($0)") }
        nodes.append(Node(colour: 0, name: "code \(test.number)", links: links))
      case .expression(let expression): add(expression, &own)
      }
    }
    for (index, anti) in pattern.antiVertices.enumerated() {
      guard let condition = anti.condition else { continue }
      let place = { (position: Int) in position == Pattern.AntiVertex.itself ? matchedCount + index : position }
      add(condition.mapAttributes(place) { (place($0), place($1)) }, &own)
    }
    let vertexNames = own.map { $0.sorted().joined(separator: " & ") }
    var all = Set(vertexNames.filter { !$0.isEmpty }).union(pairs.map(\.2)).union(nodes.map(\.name))
    for node in nodes { for link in node.links { all.formUnion([link.role, "of " + link.role]) } }
    meanings = all.sorted()
    vertexColours = vertexNames.map { $0.isEmpty ? 0 : number($0) }
    for index in nodes.indices { nodes[index].colour = number(nodes[index].name) }
  }

  private mutating func add(_ expression: Expression, _ own: inout [[String]]) {
    let variables = expression.variables
    switch variables.count {
    case 1: own[variables[0]].append(signature(expression, variables))
    case 2:
      pairs.append((variables[0], variables[1], signature(expression, variables)))
      pairs.append((variables[1], variables[0], signature(expression, variables.reversed())))
    default:
      let root = node(expression)
      nodes[root].name = "root " + nodes[root].name
    }
  }

  private func number(_ meaning: String) -> UInt32 {
    UInt32(meanings.firstIndex(of: meaning)! + 1)
  }

  /// Relations between nodes of a graph in which the conditions' nodes start at `firstNode`.
  func links(firstNode: Int) -> [(row: Int, column: Int, meaning: UInt32)] {
    var result = pairs.map { (row: $0.0, column: $0.1, meaning: number($0.2)) }
    for (index, node) in nodes.enumerated() {
      for link in node.links {
        let other = link.node < vertexCount ? link.node : link.node - vertexCount + firstNode
        result.append((firstNode + index, other, number(link.role)))
        result.append((other, firstNode + index, number("of " + link.role)))
      }
    }
    return result
  }

  func describe(into bytes: inout [UInt8]) {
    for meaning in meanings {
      bytes += meaning.utf8
      bytes.append(0)
    }
    bytes.append(1)
  }

  /// The condition with its variables numbered in the given order.
  private func signature(_ expression: Expression, _ order: [Int]) -> String {
    let place: (Int) -> Int = { order.firstIndex(of: $0)! }
    return expression.mapAttributes(place) { source, target in
      let ends = (place(source), place(target))
      return arcs.contains([source, target]) ? ends : (min(ends.0, ends.1), max(ends.0, ends.1))
    }.normal.key
  }

  /// The node of an operator; made when it is met for the first time.
  private mutating func node(_ expression: Expression) -> Int {
    if let place = places[expression] { return place }
    var name = ""
    var links: [(node: Int, role: String)] = []
    func operand(_ inner: Expression, _ role: String, _ relations: inout PredicateRelations) {
      switch inner {
      case .constant(let value): name += " \(role)=\(value.sourceText)"
      case .vertex(let vertex, let attribute): links.append((vertex, "\(role) .\(attribute)"))
      default: links.append((relations.vertexCount + relations.node(inner), role))
      }
    }
    switch expression {
    case .constant, .vertex: preconditionFailure("only operators have nodes")
    case .edge(let source, let target, let attribute):
      let isArc = arcs.contains([source, target])
      name = "edge .\(attribute)"
      links = [(source, isArc ? "from" : "end"), (target, isArc ? "to" : "end")]
    case .unary(let symbol, let inner):
      operand(inner, "only", &self)
      name = "unary \(symbol)" + name
    case .binary(let symbol, let left, let right):
      operand(left, symbol.isCommutative ? "any" : "left", &self)
      operand(right, symbol.isCommutative ? "any" : "right", &self)
      name = "binary \(symbol)" + name
    case .list(let symbol, let operands):
      for inner in operands { operand(inner, "any", &self) }
      name = "list \(symbol)" + name
    }
    let place = nodes.count
    nodes.append(Node(colour: 0, name: name, links: links))
    places[expression] = place
    return place
  }
}
