/// A pattern as the symmetry search sees it: at most 64 coloured nodes and, for every ordered pair of nodes, a small
/// code that stands for all constraints between them. Anti-vertices are nodes like vertices, of other colours.
struct RelationGraph {
  /// Vertices, then anti-vertices.
  let count: Int
  let vertexCount: Int
  /// Colour of every node; the colours are 0, 1, ... in an order that does not depend on numbering.
  let colours: [UInt16]
  /// Code of (row, column); 0 where nothing is asked. The code of (column, row) is its converse.
  let codes: [UInt16]
  /// Number of codes besides 0.
  let codeCount: Int
  /// `masks[(code - 1) * count + node]`: the nodes that stand in this relation to `node`.
  let masks: [UInt64]
  /// What colours and codes mean, in bytes: two graphs are isomorphic only if theirs are equal.
  let meaning: [UInt8]

  init(_ pattern: Pattern) {
    let vertexCount = pattern.vertices.count
    let antiEnd = vertexCount + pattern.antiVertices.count
    let conditions = PredicateRelations(pattern)
    let count = antiEnd + conditions.nodes.count
    let labels = LabelTable(pattern)
    var relations = Relations(count: count)

    for edge in pattern.edges {
      relations.add(edge.source, edge.target, kind: 0, edge.direction, labels.number(edge.label))
    }
    for edge in pattern.antiEdges {
      relations.add(edge.source, edge.target, kind: 1, edge.direction, labels.number(edge.label))
    }
    for (index, anti) in pattern.antiVertices.enumerated() {
      let node = vertexCount + index
      for attachment in anti.attachments {
        let label = labels.number(attachment.label)
        switch attachment.kind {
        case .either: relations.add(node, attachment.vertex, kind: 0, .either, label)
        case .toMatched: relations.add(node, attachment.vertex, kind: 0, .forward, label)
        case .fromMatched: relations.add(attachment.vertex, node, kind: 0, .forward, label)
        case .both: relations.add(node, attachment.vertex, kind: 0, .both, label)
        }
      }
    }

    for (row, column, meaning) in conditions.links(firstNode: antiEnd) { relations.add(row, column, condition: meaning) }

    let dense = relations.dense()
    codes = dense.codes
    codeCount = dense.codeCount
    self.count = count
    self.vertexCount = vertexCount

    var meaning: [UInt8] = []
    var colours = [UInt16](repeating: 0, count: count)
    if labels.isEmpty {
      for node in vertexCount..<antiEnd { colours[node] = 1 }
    } else {
      // Anti-vertices come after all vertices, whatever their labels.
      let offset = UInt32(labels.count + 1)
      var raw: [UInt32] = pattern.vertices.map { labels.number($0.label) }
      raw += pattern.antiVertices.map { labels.number($0.label) + offset }
      let distinct = Set(raw).sorted()
      let ranks = Dictionary(uniqueKeysWithValues: zip(distinct, UInt16(0)...))
      for node in 0..<antiEnd { colours[node] = ranks[raw[node]]! }
      labels.describe(into: &meaning)
      for colour in raw.sorted() { append(colour, to: &meaning) }
    }
    if !conditions.isEmpty {
      // Vertices, anti-vertices and nodes of conditions, in this order; then by label, then by conditions.
      let own = conditions.vertexColours
      let keys = (0..<count).map { node -> ColourKey in
        let group: UInt8 = node < vertexCount ? 0 : node < antiEnd ? 1 : 2
        let condition = node < antiEnd ? own[node] : conditions.nodes[node - antiEnd].colour
        return ColourKey(group: group, label: colours[node], condition: condition)
      }
      let ranks = Dictionary(uniqueKeysWithValues: zip(Set(keys).sorted(), UInt16(0)...))
      colours = keys.map { ranks[$0]! }
      conditions.describe(into: &meaning)
      for key in keys.sorted() {
        meaning.append(key.group)
        append(UInt32(key.label), to: &meaning)
        append(key.condition, to: &meaning)
      }
    }
    self.colours = colours
    self.meaning = meaning + dense.meaning
    masks = Self.masks(codes, codeCount, count)
  }

  /// An unlabelled undirected graph, or a directed one: `rows[v]` holds the vertices that v has an edge to.
  ///
  /// Codes mean what they mean for a ``Pattern`` with the same edges, so that the forms are equal.
  init(rows: [UInt32], directed: Bool) {
    let count = rows.count
    var relations = Relations(count: count)
    for low in 0..<count {
      for high in (low + 1)..<max(count, low + 1) {
        let up = rows[low] >> UInt32(high) & 1 != 0
        let down = rows[high] >> UInt32(low) & 1 != 0
        switch (up, down) {
        case (true, true): relations.add(low, high, kind: 0, directed ? .both : .either, 0)
        case (true, false): relations.add(low, high, kind: 0, .forward, 0)
        case (false, true): relations.add(high, low, kind: 0, .forward, 0)
        case (false, false): break
        }
      }
    }
    let dense = relations.dense()
    self.count = count
    vertexCount = count
    colours = [UInt16](repeating: 0, count: count)
    codes = dense.codes
    codeCount = dense.codeCount
    meaning = dense.meaning
    masks = Self.masks(codes, codeCount, count)
  }

  private static func masks(_ codes: [UInt16], _ codeCount: Int, _ count: Int) -> [UInt64] {
    var masks = [UInt64](repeating: 0, count: codeCount * count)
    for row in 0..<count {
      for column in 0..<count {
        let code = Int(codes[row * count + column])
        if code > 0 { masks[(code - 1) * count + row] |= 1 << UInt64(column) }
      }
    }
    return masks
  }
}

private struct ColourKey: Hashable, Comparable {
  var group: UInt8
  var label: UInt16
  var condition: UInt32

  static func < (a: Self, b: Self) -> Bool {
    (a.group, a.label, a.condition) < (b.group, b.label, b.condition)
  }
}

/// Numbers for the label constraints of one pattern, in their order; 0 is the wildcard.
private struct LabelTable {
  private let constraints: [LabelConstraint]
  private let numbers: [LabelConstraint: UInt32]

  init(_ pattern: Pattern) {
    var all: Set<LabelConstraint> = []
    for vertex in pattern.vertices where vertex.label != .any { all.insert(vertex.label) }
    for edge in pattern.edges where edge.label != .any { all.insert(edge.label) }
    for edge in pattern.antiEdges where edge.label != .any { all.insert(edge.label) }
    for anti in pattern.antiVertices {
      if anti.label != .any { all.insert(anti.label) }
      for attachment in anti.attachments where attachment.label != .any { all.insert(attachment.label) }
    }
    constraints = all.isEmpty ? [] : all.sorted(by: LabelConstraint.precedes)
    numbers = all.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: zip(constraints, UInt32(1)...))
  }

  var isEmpty: Bool { constraints.isEmpty }
  var count: Int { constraints.count }

  func number(_ label: LabelConstraint) -> UInt32 { label == .any ? 0 : numbers[label]! }

  func describe(into bytes: inout [UInt8]) {
    append(UInt32(constraints.count), to: &bytes)
    for constraint in constraints {
      if case .noneOf = constraint { bytes.append(2) } else { bytes.append(1) }
      append(UInt32(constraint.names.count), to: &bytes)
      for name in constraint.names {
        append(UInt32(name.utf8.count), to: &bytes)
        bytes += name.utf8
      }
    }
  }
}

/// Collects the constraints of every ordered pair and numbers the different collections densely.
private struct Relations {
  private let count: Int
  /// 0, one constraint, or (`listFlag` and) the number of a list of several.
  private var slots: [UInt64]
  private var lists: [[UInt32]] = []
  private static let listFlag: UInt64 = 1 << 40

  init(count: Int) {
    self.count = count
    slots = [UInt64](repeating: 0, count: count * count)
  }

  mutating func add(_ source: Int, _ target: Int, kind: UInt32, _ direction: Pattern.Direction, _ label: UInt32) {
    let (there, back): (UInt32, UInt32) =
      switch direction {
      case .either: (0, 0)
      case .forward: (1, 2)
      case .both: (3, 3)
      }
    // One is added so that no constraint looks like nothing.
    add(source * count + target, (label << 3 | kind << 2 | there) &+ 1)
    add(target * count + source, (label << 3 | kind << 2 | back) &+ 1)
  }

  /// Relations that conditions make; their numbers stay apart from those of edges.
  mutating func add(_ row: Int, _ column: Int, condition: UInt32) {
    add(row * count + column, 1 << 31 | condition)
  }

  private mutating func add(_ slot: Int, _ constraint: UInt32) {
    let old = slots[slot]
    if old == 0 {
      slots[slot] = UInt64(constraint)
    } else if old & Self.listFlag != 0 {
      lists[Int(old ^ Self.listFlag)].append(constraint)
    } else {
      slots[slot] = Self.listFlag | UInt64(lists.count)
      lists.append([UInt32(old), constraint])
    }
  }

  func dense() -> (codes: [UInt16], codeCount: Int, meaning: [UInt8]) {
    var slots = slots
    var distinctLists: [[UInt32]] = []
    if !lists.isEmpty {
      let sorted = lists.map { $0.sorted() }
      distinctLists = Set(sorted).sorted { $0.lexicographicallyPrecedes($1) }
      let numbers = Dictionary(uniqueKeysWithValues: zip(distinctLists, UInt64(0)...))
      for index in slots.indices where slots[index] & Self.listFlag != 0 {
        slots[index] = Self.listFlag | numbers[sorted[Int(slots[index] ^ Self.listFlag)]]!
      }
    }
    var distinct: [UInt64] = []
    for slot in slots where slot != 0 {
      var position = distinct.count
      while position > 0, distinct[position - 1] > slot { position -= 1 }
      if position == 0 || distinct[position - 1] != slot { distinct.insert(slot, at: position) }
    }
    let codes = slots.map { slot -> UInt16 in
      guard slot != 0 else { return 0 }
      var low = 0
      var high = distinct.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if distinct[middle] <= slot { low = middle } else { high = middle }
      }
      return UInt16(low + 1)
    }
    var meaning: [UInt8] = []
    append(UInt32(distinct.count), to: &meaning)
    for slot in distinct {
      let list = slot & Self.listFlag != 0 ? distinctLists[Int(slot ^ Self.listFlag)] : [UInt32(slot)]
      append(UInt32(list.count), to: &meaning)
      for constraint in list { append(constraint, to: &meaning) }
    }
    return (codes, distinct.count, meaning)
  }
}

/// Seven bits a byte, so that the small numbers of most patterns take one.
private func append(_ number: UInt32, to bytes: inout [UInt8]) {
  var rest = number
  while rest >= 128 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
    rest >>= 7
  }
  bytes.append(UInt8(rest))
}
