/// What bounds the numbers that tables of a graph can hold.
package struct TableLimits: Sendable {
  let vertices: Double
  /// The largest degree.
  let degree: Double
  /// The most walks of two edges from one vertex: mostly far fewer than the square of the largest degree.
  let walks: Double
  /// The most that two adjacent vertices can have in common.
  let common: Double

  package init(vertices: Int, degree: Int, walks: Double, common: Int) {
    self.vertices = Double(Swift.max(1, vertices))
    self.degree = Double(Swift.max(1, degree))
    self.walks = Swift.max(1, walks)
    self.common = Double(Swift.max(1, common))
  }

  /// By the largest degree alone.
  package init(vertices: Int, degree: Int) {
    self.init(vertices: vertices, degree: degree, walks: Double(degree) * Double(degree), common: degree)
  }
}

extension TableProgram {
  /// Words of 64 bits do for values below this: a factor of two is left for rounding, and one for a last sum.
  package static let largestInWords = 0x1p62

  /// Upper bounds of what tables in use hold, and of everything that a run holds.
  package struct ValueBounds: Sendable {
    package var vertexTables: [Double?]
    package var edgeTables: [Double?]
    package var largest: Double
  }

  /// An upper bound of everything that a run of the program holds: it decides how wide its words must be, so that nothing can
  /// wrap.
  package func largestValue(_ limits: TableLimits, _ live: Liveness) -> Double { valueBounds(limits, live).largest }

  package func valueBounds(_ limits: TableLimits, _ live: Liveness) -> ValueBounds {
    let (n, d, walks, common) = (limits.vertices, limits.degree, limits.walks, limits.common)
    // Of a table over vertices: its largest entry, and the largest part of one that falls to an edge at the vertex.
    var vertexBounds = [(most: Double, perEdge: Double)?](repeating: nil, count: vertexNodes.count)
    var edgeBounds = [Double?](repeating: nil, count: edgeNodes.count)
    // Of a vector: its largest entry, the sum of all, and that of all times the degrees of where they stand.
    var vectorBounds = [(entry: Double, sum: Double, walks: Double)?](repeating: nil, count: vectorNodes.count)
    var sweepBounds = [Double?](repeating: nil, count: sweeps.count)
    var largest = n * d

    func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * base } }
    func vertex(_ table: Int?) -> (most: Double, perEdge: Double) {
      guard let table else { return (1, 1) }
      if let known = vertexBounds[table] { return known }
      let bound: (most: Double, perEdge: Double)
      switch vertexNodes[table] {
      case .gather(let e, let v):
        let (inner, weight) = (vertex(v), edge(e))
        bound = (Swift.min(d * inner.most, walks * inner.perEdge) * weight, inner.most * weight)
      case .product(let a, let b):
        let (x, y) = (vertex(a), vertex(b))
        bound = (x.most * y.most, Swift.min(x.perEdge * y.most, x.most * y.perEdge))
      case .sweep(let number):
        let most = sweep(number)
        bound = (most, most)
      case .member: bound = (1, 1)
      case .cliques(let size): bound = (d * power(common, size - 2), power(common, size - 2))
      case .triangleApexes(let exponent): bound = (d * power(common, exponent + 2), power(common, exponent + 2))
      }
      vertexBounds[table] = bound
      largest = Swift.max(largest, bound.most)
      return bound
    }
    func edge(_ table: Int?) -> Double {
      guard let table else { return 1 }
      if let known = edgeBounds[table] { return known }
      let bound =
        switch edgeNodes[table] {
        case .fold(let first, let middle, let second, let apexes):
          power(common, apexes + 1) * edge(first) * vertex(middle).most * edge(second)
        case .product(let a, let b): edge(a) * edge(b)
        case .satisfies: 1.0
        case .sweep(let number): sweep(number)
        case .mirrored(let source): edge(source)
        }
      edgeBounds[table] = bound
      largest = Swift.max(largest, bound)
      return bound
    }
    func vector(_ number: Int) -> (entry: Double, sum: Double, walks: Double) {
      if let known = vectorBounds[number] { return known }
      let bound: (entry: Double, sum: Double, walks: Double)
      switch vectorNodes[number].formula {
      case .neighbours(let e, let v):
        let (weight, factor) = (edge(e), vertex(v))
        let entry = weight * factor.most
        bound = (entry, Swift.min(d * factor.most, walks * factor.perEdge) * weight, walks * entry)
      case .pull(let source, let e):
        let inner = source.map(vector) ?? (entry: 1, sum: n, walks: n * d), weight = edge(e)
        let entry = Swift.min(d * inner.entry, inner.sum) * weight
        bound = (entry, Swift.min(d * entry, walks * inner.entry * weight, inner.walks * weight), walks * entry)
      case .push(let source, let e):
        let inner = vector(source), weight = edge(e)
        bound = (Swift.min(d * inner.entry, inner.sum) * weight, inner.walks * weight, inner.sum * walks * weight)
      case .product(let a, let b):
        let (x, y) = (vector(a), vector(b))
        bound = (
          x.entry * y.entry, Swift.min(x.sum * y.entry, y.sum * x.entry), Swift.min(x.walks * y.entry, y.walks * x.entry)
        )
      case .scaled(let a, let v):
        let (inner, factor) = (vector(a), vertex(v))
        bound = (
          inner.entry * factor.most, Swift.min(inner.sum * factor.most, inner.walks * factor.perEdge), inner.walks * factor.most
        )
      case .timesDegree(let a):
        let inner = vector(a)
        bound = (inner.entry * d, inner.walks, inner.walks * d)
      case .closedPairs:
        let pairs = d * common
        bound = (pairs, pairs * common, pairs * Swift.min(common * d, walks))
      }
      vectorBounds[number] = bound
      largest = Swift.max(largest, bound.entry, bound.sum)
      return bound
    }
    func sweep(_ number: Int) -> Double {
      if let known = sweepBounds[number] { return known }
      let own = sweeps[number]
      var bound = vertex(own.scale).most
      largest = Swift.max(largest, bound)
      for part in own.parts {
        switch part {
        case .sum(let v): bound *= vector(v).sum
        case .pairs(let v, let e):
          let inner = vector(v)
          bound *= 2 * Swift.min(inner.sum * inner.sum, inner.walks * inner.entry) * edge(e)
        case .neighbourPairs(let exponent): bound *= d * power(common, exponent + 1)
        }
        largest = Swift.max(largest, bound)
      }
      switch own.output {
      case .scattered(let v): bound *= vector(v).entry * (vectorNodes[v].isNear ? d : n)
      case .pairEnds(let exponent): bound *= d * power(common, exponent + 1)
      // Of the walks u, y, z, x from any u only those with z and x next to y count.
      case .pairMember(let v): bound *= d * common * common * vector(v).entry
      case .slots(let v): bound *= vector(v).entry
      case .total, .root: break
      }
      sweepBounds[number] = bound
      largest = Swift.max(largest, bound)
      return bound
    }
    for table in vertexNodes.indices where live.vertexLevels[table] > 0 { _ = vertex(table) }
    for table in edgeNodes.indices where live.edgeLevels[table] > 0 { _ = edge(table) }
    for number in sweeps.indices where live.sweepLevels[number] > 0 { _ = sweep(number) }
    for case .sum(let tables) in scalars where tables.allSatisfy({ live.vertexLevels[$0] > 0 }) {
      largest = Swift.max(largest, tables.reduce(1) { $0 * vertex($1).most })
    }
    for (pairs, isLive) in zip(pairSweeps, live.pairSweeps) where isLive {
      largest = Swift.max(largest, pairs.bound(maximumDegree: d))
    }
    return ValueBounds(vertexTables: vertexBounds.map { $0?.most }, edgeTables: edgeBounds, largest: largest)
  }
}
