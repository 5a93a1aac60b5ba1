import Planning

/// Sums over ordered pairs from one half of these.
extension SweepPlan {
  /// Sum over u and x of f(u, x) is the sum over x > u of f(u, x) + f(x, u), and of f(u, u).
  mutating func halve() {
    isBothWays = Array(repeating: false, count: nodes.count)
    guard !above else { return }
    let before = nodes
    var halved = items
    var gains = false
    for position in items.indices {
      if items[position].parts.allSatisfy({ !readsFar($0) }), items[position].scattered == nil,
        items[position].pairMember == nil, !(items[position].slots.map(readsFar) ?? false)
      {
        continue
      }
      guard let item = mirrored(items[position]) else {
        nodes = before
        isBothWays = Array(repeating: false, count: nodes.count)
        return
      }
      halved[position] = item
      gains = true
    }
    guard gains else { return }
    items = halved
    isHalved = true
  }

  private func readsFar(_ part: Part) -> Bool {
    switch part {
    case .sum(let total): total.factors.contains(where: readsFar)
    case .closedSum, .pairs: true
    case .neighbourPairs: false
    }
  }

  private func readsFar(_ vector: Int) -> Bool {
    switch nodes[vector].formula {
    case .neighbours: false
    case .pull(let source, _): source.map(readsFar) ?? false
    case .product(let a, let b): readsFar(a) || readsFar(b)
    case .scaled(let a, _), .timesDegree(let a): readsFar(a)
    case .push, .closedPairs: true
    }
  }

  private mutating func mirrored(_ item: Item) -> Item? {
    guard item.parts.count == 1, item.table == nil, !item.isSpread else { return nil }
    switch item.parts[0] {
    case .pairs, .neighbourPairs: return nil
    case .closedSum(let vector): return item.scale == nil && transposed(vector) == vector ? item : nil
    case .sum(let total):
      var image = Total()
      for factor in total.factors {
        guard let other = transposed(factor) else { return nil }
        image.factors.append(other)
      }
      if let scale = item.scale { image.scales.append(scale) }
      guard total.scales.count <= 1 else { return nil }
      var result = item
      if item.scale == nil, total.scales.isEmpty, let both = bothWays(total.factors, image.factors) {
        result.parts = [.sum(Total(factors: both))]
        result.isBothWays = true
        return result
      }
      if image.factors.sorted() != total.factors.sorted() || image.scales != total.scales {
        result.mirrored = (image, total.scales.first)
      }
      return result
    }
  }

  /// Factors whose product is that of `factors` and that of `image` added up, where these differ in a single one, which is
  /// made of walks with a weight at one of their two edges.
  private mutating func bothWays(_ factors: [Int], _ image: [Int]) -> [Int]? {
    guard let place = factors.indices.first(where: { factors[$0] != image[$0] }),
      factors.indices.allSatisfy({ $0 == place || factors[$0] == image[$0] }),
      case .push(let source, let second) = nodes[factors[place]].formula,
      case .neighbours(let first, nil) = nodes[source].formula, (first == nil) != (second == nil)
    else { return nil }
    let near = intern(VectorNode(formula: .neighbours(edge: nil, vertex: nil), above: above, isNear: true))
    let node = VectorNode(formula: .push(vector: near, edge: first ?? second), above: above, isNear: false)
    var result = factors
    if let known = nodes.indices.first(where: { isBothWays[$0] && nodes[$0] == node }) {
      result[place] = known
    } else {
      nodes.append(node)
      isBothWays.append(true)
      result[place] = nodes.count - 1
    }
    return result
  }

  /// The vector with u and x exchanged, for walks of two edges.
  private mutating func transposed(_ vector: Int) -> Int? {
    switch nodes[vector].formula {
    case .closedPairs: return vector
    case .push(let source, let second):
      guard case .neighbours(let first, let middle) = nodes[source].formula, program.isSymmetric(first), program.isSymmetric(second) else {
        return nil
      }
      let near = intern(VectorNode(formula: .neighbours(edge: second, vertex: middle), above: above, isNear: true))
      return intern(VectorNode(formula: .push(vector: near, edge: first), above: above, isNear: false))
    default: return nil
    }
  }
}
