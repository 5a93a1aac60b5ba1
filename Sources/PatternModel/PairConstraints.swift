/// Everything a pattern asks of one pair of vertices. "Up" is the arc from the lower to the higher position.
struct PairConstraints {
  /// Labels of required edges, one entry an edge.
  private var up: [LabelConstraint] = []
  private var down: [LabelConstraint] = []
  private var either: [LabelConstraint] = []
  /// What arcs must not carry. An edge has one label, so that several prohibitions are the union of their labels.
  private(set) var forbidsUp: LabelConstraint?
  private(set) var forbidsDown: LabelConstraint?

  mutating func require(_ direction: Pattern.Direction, ascending: Bool, _ label: LabelConstraint) {
    if direction == .either { either.append(label) }
    if direction == .both || direction == .forward && ascending { up.append(label) }
    if direction == .both || direction == .forward && !ascending { down.append(label) }
  }

  mutating func forbid(_ direction: Pattern.Direction, ascending: Bool, _ label: LabelConstraint) {
    if direction == .either || ascending { forbidsUp = forbidsUp?.unionForEdge(label) ?? label }
    if direction == .either || !ascending { forbidsDown = forbidsDown?.unionForEdge(label) ?? label }
  }

  /// Drops what follows from the rest. The constraints must not contradict each other.
  mutating func settle(_ inducing: Pattern.Inducing) {
    // `a -- b` with `b !-> a` is `a -> b`. Vertex-induced, `a -> b` also forbids arcs back of any label, so that there
    // the prohibition must have done so.
    func leavesOneWay(_ forbidden: LabelConstraint?, _ label: LabelConstraint) -> Bool {
      guard let forbidden, label.impliesForEdge(forbidden) else { return false }
      return inducing == .edges || forbidden == .any
    }
    either.removeAll { label in
      if leavesOneWay(forbidsDown, label) {
        up.append(label)
        return true
      }
      if leavesOneWay(forbidsUp, label) {
        down.append(label)
        return true
      }
      return false
    }
    up = Self.strongest(up)
    down = Self.strongest(down)
    either = Self.strongest(either).filter { label in !(up + down).contains { $0.impliesForEdge(label) } }
    if inducing == .vertices, either.isEmpty {
      if up.isEmpty { forbidsUp = nil }
      if down.isEmpty { forbidsDown = nil }
    }
  }

  private static func strongest(_ labels: [LabelConstraint]) -> [LabelConstraint] {
    guard labels.count > 1 else { return labels }
    var kept: [LabelConstraint] = []
    for label in labels where !kept.contains(where: { $0.impliesForEdge(label) }) {
      kept.removeAll { label.impliesForEdge($0) }
      kept.append(label)
    }
    return kept
  }

  func appendEdges(_ low: Int, _ high: Int, to edges: inout [Pattern.Edge]) {
    for label in either { edges.append(.init(low, high, .either, label: label)) }
    for label in up { edges.append(.init(low, high, down.contains(label) ? .both : .forward, label: label)) }
    for label in down where !up.contains(label) { edges.append(.init(high, low, .forward, label: label)) }
  }

  func appendAntiEdges(_ low: Int, _ high: Int, to edges: inout [Pattern.AntiEdge]) {
    if let forbidsUp, forbidsUp == forbidsDown {
      edges.append(.init(low, high, .either, label: forbidsUp))
      return
    }
    if let forbidsUp { edges.append(.init(low, high, .forward, label: forbidsUp)) }
    if let forbidsDown { edges.append(.init(high, low, .forward, label: forbidsDown)) }
  }

  /// The requirements as attachments of an anti-vertex at the lower end, in a fixed order.
  func attachments(_ vertex: Int) -> [Pattern.AntiVertex.Attachment] {
    typealias Attachment = Pattern.AntiVertex.Attachment
    var result = either.map { Attachment(vertex, .either, label: $0) }
    result += up.map { Attachment(vertex, down.contains($0) ? .both : .toMatched, label: $0) }
    result += down.filter { !up.contains($0) }.map { Attachment(vertex, .fromMatched, label: $0) }
    return result.sorted {
      $0.kind == $1.kind ? LabelConstraint.precedes($0.label, $1.label) : $0.kind.rawValue < $1.kind.rawValue
    }
  }
}

/// The constraints of all pairs. Most patterns use few, so that a pair costs nothing until it is touched.
struct PairTable {
  private let count: Int
  private var slots: [Int16]
  private var used: [PairConstraints] = []

  init(vertexCount: Int) {
    count = vertexCount
    slots = [Int16](repeating: -1, count: vertexCount * vertexCount)
  }

  func isUsed(_ low: Int, _ high: Int) -> Bool { slots[low * count + high] >= 0 }

  subscript(_ a: Int, _ b: Int) -> PairConstraints {
    get {
      let slot = slots[min(a, b) * count + max(a, b)]
      return slot < 0 ? PairConstraints() : used[Int(slot)]
    }
    set {
      let position = min(a, b) * count + max(a, b)
      if slots[position] < 0 {
        slots[position] = Int16(used.count)
        used.append(newValue)
      } else {
        used[Int(slots[position])] = newValue
      }
    }
  }
}
